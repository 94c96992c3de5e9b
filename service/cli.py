"""The command line, `tongxin`. What a command does not need, it does not import: `--help` answers at once.

Exit codes: 0 done; 1 the answer is no; 2 wrong use or bad input; 130 interrupted.
"""

import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from graph.errors import GraphError
from matching.errors import MatchingError, NoPlanInTime
from service.admin_cli import admin
from service.options import Output, Store, existing
from service.refusals import ServiceError
from service.resident_cli import resident

if TYPE_CHECKING:
    from matching.executors import Executor

NO = 1
WRONG = 2
INTERRUPTED = 130

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

Week = Annotated[
    str | None,
    typer.Option(
        metavar="WEEK", help="ISO week, such as 2026-W48. Default: this week in Shanghai.", show_default=False
    ),
]
ProblemFile = Annotated[str, typer.Argument(metavar="PROBLEM", help="A tongxin-problem/1 file; - is standard input.")]
PlanFile = Annotated[str, typer.Argument(metavar="PLAN", help="A tongxin-plan/1 file; - is standard input.")]
TallyFile = Annotated[
    str | None, typer.Option("--tally", metavar="FILE", help="The tally that `problem` wrote: counts by rule.")
]
Host = Annotated[
    str | None,
    typer.Option(help="A loopback address, or with --allow-remote any.  [default: 127.0.0.1]", show_default=False),
]
Port = Annotated[int | None, typer.Option(help="0 lets the system choose.  [default: 8000]", show_default=False)]


def _tell_version(asked: bool) -> None:
    if asked:
        from service.version import version

        typer.echo(version())
        raise typer.Exit


@app.callback()
def tongxin(
    tell_version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_tell_version, help="Show the release and exit.")
    ] = False,
) -> None:
    """The weekly optimal linkages of the five societies: proved, verified, explained.

    \b
    A first look, in order:
      tongxin seed tiny --store tiny.db
      tongxin problem --store tiny.db -o problem.json --tally tally.json
      tongxin solve problem.json --tally tally.json -o plan.json
      tongxin verify problem.json plan.json
      tongxin explain problem.json plan.json need:…
      tongxin serve --store tiny.db

    \b
    Exit codes: 0 done; 1 the answer is no (an invalid plan, a week that cannot be planned);
    2 wrong use or bad input, told on standard error; 130 interrupted, the best plan so far written.
    """


@app.command()
def seed(
    world: Annotated[Literal["tiny", "hard", "taicang", "city"], typer.Argument(help="Which invented world.")],
    store: Store = None,
    week: Week = None,
    needs: Annotated[int | None, typer.Option(min=1, help="Needs this week; only for city.")] = None,
    number: Annotated[int, typer.Option("--seed", min=0, help="Another seed, another world.")] = 1,
    reset: Annotated[bool, typer.Option("--reset", help="First drop everything that the store holds.")] = False,
) -> None:
    """Fill an empty store with an invented world.

    \b
    tiny     a dozen people, the answer worked out by hand
    hard     edge cases
    taicang  the real 160 communities, invented people, about 600 needs
    city     any size: tongxin seed city --needs 5000 --seed 7 --store city.db
    """
    from graph.store import open_store
    from graph.weeks import this_week
    from seeds.fill import fill
    from service.settings import settings

    if world == "city" and needs is None:
        raise typer.BadParameter("a city has no size of its own; say how many needs, such as --needs 5000")
    address, of = settings(store=store).store, week or this_week()
    size = {} if needs is None else {"needs": needs}
    graph = open_store(address)
    try:
        version = fill(graph, world, of, seed=number, reset=reset, **size)
    finally:
        graph.close()
    typer.echo(f"{world} of {of} is in {address} (version {version})")


@app.command()
def problem(
    store: Store = None,
    week: Week = None,
    output: Output = "-",
    tally: Annotated[
        str | None, typer.Option(metavar="FILE", help="Also write the tally: what each rule ruled out, and points.")
    ] = None,
) -> None:
    """Write the week's problem file.

    tongxin-problem/1: needs, slots, candidates and capacities, from the graph and the policy.

    \b
    tongxin problem --store city.db --week 2026-W48 -o problem.json --tally tally.json
    """
    from graph.store import open_store
    from graph.weeks import this_week
    from matching.build import build
    from matching.writing import tally_bytes
    from service import files
    from service.settings import settings

    for path in (output, tally or "-"):
        files.check_writable(path)
    graph = open_store(existing(settings(store=store).store))
    try:
        with graph.snapshot() as reader:
            built = build(reader, week or this_week())
    finally:
        graph.close()
    if not built.problem.needs:
        _say(f"week {built.problem.week} has no open needs in this store")
    files.write(output, built.data)
    if tally is not None:
        files.write(tally, tally_bytes(built.tally))


@app.command()
def solve(
    problem: ProblemFile,
    output: Output = "-",
    time_limit: Annotated[float, typer.Option(help="Seconds; then the best plan so far, with its gap.")] = 60.0,
    work_limit: Annotated[
        int | None,
        typer.Option(
            help="Instead of a time: units of work. The same problem, seed and N give the same bytes.",
            metavar="N",
        ),
    ] = None,
    gap: Annotated[float, typer.Option(help="Stop at this gap; 0 asks for the proved optimum, 0.01 for 1 %.")] = 0.0,
    seed: Annotated[int, typer.Option(help="Where chance is used, from this seed.")] = 1,
    workers: Annotated[int, typer.Option(help="Threads that may compute at once.")] = 2,
    executor: Annotated[
        str | None,
        typer.Option(
            help="Who works on a large week, region by region: here, processes, or dask://host:port. Default: the week"
            " is searched as one.",
            metavar="E",
            show_default=False,
        ),
    ] = None,
    tally: TallyFile = None,
) -> None:
    """Solve a problem file to a plan file.

    tongxin-plan/1: a checked plan, with the bound that no plan can pass and the prices that prove it.

    \b
    tongxin solve problem.json -o plan.json
    tongxin solve problem.json --time-limit 300 --gap 0.001 -o plan.json
    tongxin solve - --work-limit 1000 < problem.json > plan.json
    tongxin solve city.json --executor dask://127.0.0.1:8786 -o plan.json

    \b
    Ctrl-C writes the best plan so far and exits with 130. A week whose demands cannot all hold
    gives a plan that names the conflict, and exit code 1.
    """
    from matching.limits import Limits
    from matching.reading import read_problem, read_tally
    from matching.solve import solve as solve_problem
    from matching.writing import plan_bytes
    from service import files, terminal
    from service.interrupt import Interrupt, leave

    files.check_writable(output)
    try:
        limits = Limits(time_limit, work_limit, gap, seed, workers)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    asked = files.parsed(problem, read_problem)
    counts = files.parsed(tally, read_tally) if tally else None
    stop = Interrupt()
    try:
        with terminal.progress() as report, _regions(executor, workers) as by:
            plan = stop.run(
                lambda: solve_problem(asked, limits, tally=counts, report=report, cancelled=stop, executor=by)
            )
    except NoPlanInTime:
        if not stop():
            raise
        _say("interrupted before there was any plan; nothing is written")
        leave(INTERRUPTED)
    files.write(output, plan_bytes(plan))
    if stop():
        _say("interrupted; the best plan so far is written")
        leave(INTERRUPTED)
    if plan.status == "infeasible":
        _say("no plan exists; these demands cannot hold together:", *map(_demand, plan.conflict))
        raise typer.Exit(NO)


@contextmanager
def _regions(name: str | None, workers: int) -> "Iterator[Executor | None]":
    """Who works on regions, until the end of the block; :raises NoExecutor: nobody of that name."""
    from matching.executors import executor

    by = None if name is None else executor(name, workers)
    try:
        yield by
    finally:
        if by is not None:
            by.close()


@app.command()
def verify(problem: ProblemFile, plan: PlanFile) -> None:
    """Check a plan without trusting any solver.

    Options, slots, capacities, pins, objective, and the bounds that its prices prove.

    \b
    tongxin verify problem.json plan.json

    One line and exit code 0 when it is valid; every reason and 1 when it is not.
    """
    from matching.errors import Untrue
    from matching.reading import read_plan, read_problem
    from matching.verify import verify as reasons
    from service import files

    asked = files.parsed(problem, read_problem)
    try:
        answer, wrong = files.parsed(plan, read_plan), []
    except Untrue as untrue:
        answer, wrong = untrue.plan, [str(untrue)]
    if wrong := [*wrong, *reasons(asked, answer)]:
        typer.echo("\n".join(wrong))
        raise typer.Exit(NO)
    weeks = f", bound from weeks {answer.weeks.bound}" if answer.weeks else ""
    typer.echo(
        f"valid: {len(answer.served)} of {len(asked.needs)} needs served, value {answer.objective}, "
        f"bound {answer.bound}, gap {answer.gap:.4%}, bound from prices {answer.bound_from_prices}{weeks}"
    )


@app.command()
def explain(
    problem: ProblemFile,
    plan: PlanFile,
    need: Annotated[str, typer.Argument(metavar="NEED", help="The id of a need, such as need:n1.")],
    tally: TallyFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="The whole explanation as JSON.")] = False,
) -> None:
    """Why a need is served this way, or why not.

    \b
    tongxin explain problem.json plan.json need:n1 --tally tally.json

    Served: who was chosen, with the score (by rule where the tally is given), and who else could, at what cost.
    Not served: the reason, what serving it instead of others would cost, and the cheapest repair found, certified.
    """
    import json

    from matching.costs import instead
    from matching.explain import explain as explain_need
    from matching.proofs import Proofs
    from matching.reading import read_plan, read_problem, read_tally
    from service import files
    from service.told import told

    asked, answer = files.parsed(problem, read_problem), files.parsed(plan, read_plan)
    counts = files.parsed(tally, read_tally) if tally else None
    try:
        found = explain_need(asked, answer, need, counts)
    except KeyError:
        raise typer.BadParameter(
            f"need {need!r}: {problem} has no such need, or {plan} ({answer.status}) does not mention it"
        ) from None
    other = instead(Proofs(asked, answer), need) if found.reason in ("outbid", "open") else None
    if as_json:
        cost = {} if other is None else {"cost": {"low": other.cost.low, "high": other.cost.high}}
        typer.echo(json.dumps(found.as_json() | cost, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(told(found, None if other is None else (other.cost.low, other.cost.high))))


@app.command()
def export(
    store: Store = None,
    format: Annotated[
        Literal["graphml", "cypher", "jsonl"], typer.Option(help="Which tools are to read it.")
    ] = "jsonl",
    output: Output = "-",
    personal: Annotated[
        bool, typer.Option("--personal", help="Also names, phones, health and notes. Keep such a file in the house.")
    ] = False,
) -> None:
    """Write the graph for other tools.

    \b
    tongxin export --store taicang.db --format graphml -o taicang.graphml
    tongxin export --store taicang.db --format cypher -o taicang.cypher

    Personal data of residents, volunteers and social workers are left out unless asked for; the journal says who asked.
    """
    from graph.export import export as export_graph
    from graph.store import open_store
    from service import files
    from service.books import Books
    from service.settings import settings

    files.check_writable(output)
    graph = open_store(existing(settings(store=store).store))
    try:
        if personal:
            Books(graph).note(by="command line", action="graph exported with personal data", about=[])
        with graph.snapshot() as reader, files.writing(output) as part:
            export_graph(reader, format, part, personal=personal)
    finally:
        graph.close()


@app.command()
def serve(
    store: Store = None,
    host: Host = None,
    port: Port = None,
    processes: Annotated[
        int | None, typer.Option(help="So many processes answer.  [default: 1]", show_default=False)
    ] = None,
    allow_remote: Annotated[
        bool | None,
        typer.Option("--allow-remote", help="Whoever is not on this machine may ask, too.", show_default=False),
    ] = None,
    hosts: Annotated[
        str | None, typer.Option(metavar="NAMES", help="The names by which others ask for it.", show_default=False)
    ] = None,
) -> None:
    """Serve a store: pages and API.

    \b
    tongxin serve --store taicang.db --port 8000
    tongxin serve --store taicang.db --processes 2 --allow-remote --hosts tongxin.example.org

    Only this machine may ask unless --allow-remote is given; then there are no demonstration accounts, cookies are
    for TLS only, and a proxy in front must provide that. Ctrl-C or SIGTERM ends it in order. /docs describes the API.
    """
    from service.server import serve as run
    from service.settings import settings

    run(settings(store=store, host=host, port=port, processes=processes, allow_remote=allow_remote, hosts=hosts))


@app.command()
def demo(
    store: Store = None,
    host: Host = None,
    port: Port = None,
    time_limit: Annotated[
        int | None, typer.Option(help="Seconds to solve for.  [default: 60]", show_default=False)
    ] = None,
) -> None:
    """Seed, solve and serve the demonstration.

    The world is Taicang, the week is this week. What is already there is not done again.
    Prints how long each part took.
    """
    from service.demo import demo as run
    from service.settings import settings

    run(settings(store=store, host=host, port=port, time_limit=time_limit))


@app.command()
def backup(target: Annotated[str, typer.Argument(metavar="FILE", help="A new file.")], store: Store = None) -> None:
    """A consistent copy of a store, made while it is used.

    \b
    tongxin backup --store taicang.db monday.db
    """
    from graph.store import open_store
    from service.settings import settings

    graph = open_store(existing(settings(store=store).store))
    try:
        version = graph.backup(Path(target))
    finally:
        graph.close()
    typer.echo(f"{target} holds version {version}")


@app.command()
def restore(
    source: Annotated[str, typer.Argument(metavar="FILE", help="What `tongxin backup` wrote.")], store: Store = None
) -> None:
    """A new store from a backup. A store that exists is not overwritten.

    \b
    tongxin restore monday.db --store again.db
    """
    from graph.sqlite_backup import restore as bring_back
    from service.lease import in_server
    from service.settings import settings

    address = settings(store=store).store
    if in_server(address):
        raise GraphError(f"store {address!r}: in a server; `tongxin copy --from {source} --to …` brings a backup there")
    version = bring_back(Path(source), Path(address))
    typer.echo(f"{address} holds version {version}")


@app.command("copy")
def copy_store(
    source: Annotated[
        str, typer.Option("--from", metavar="S", help="The store to copy: a file, or neo4j://host:7687.")
    ],
    target: Annotated[
        str, typer.Option("--to", metavar="S", help="An empty store, or one that a copy left half done.")
    ],
) -> None:
    """Copy a graph from one store into another.

    \b
    tongxin copy --from taicang.db --to neo4j://host:7687
    tongxin copy --from neo4j://host:7687 --to taicang.db

    What is there already is not written again, so a copy that was interrupted goes on. At the end both are counted and
    hashed. Stop what writes to them first.
    """
    from contextlib import closing

    from graph.copying import copy
    from graph.store import open_store

    with closing(open_store(existing(source))) as here, closing(open_store(target)) as there:
        found = copy(here, there)
    typer.echo(
        f"{target} holds {found.nodes} nodes and {found.edges} relations, as {source} does (SHA-256 {found.sha256})"
    )


app.add_typer(resident, name="resident")
app.add_typer(admin, name="admin")


def _demand(demand: Mapping[str, Any]) -> str:
    """A demand of a conflict: `must needs[3]: need need:n4`."""
    names = ", ".join(f"{name} {value}" for name, value in demand.items() if name not in {"kind", "place"})
    return f"  {demand['kind']} {demand['place']}: {names}"


def _say(*lines: str) -> None:
    for line in lines:
        typer.echo(line, err=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command `tongxin`."""
    from matching.background import left_behind
    from service.interrupt import leave

    code = run(arguments)
    if left_behind():
        leave(code)
    sys.exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Carry out a command line and return its exit code; whatever is refused is told on standard error."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return app(given or ["--help"], prog_name="tongxin", standalone_mode=False) or 0
    except typer.TyperException as error:
        told = error.format_message().replace("Value error, ", "")  # how typer begins the refusal of a choice
        _say(f"tongxin: {told}", "`tongxin --help`, or --help after a command, tells how")
        return WRONG
    except NoPlanInTime as error:
        _say(f"tongxin: {error}")
        return NO
    except (GraphError, MatchingError, ServiceError) as error:
        _say(f"tongxin: {error}")
        return WRONG
    except OSError as error:
        _say(f"tongxin: {error.filename or 'input or output'}: {error.strerror or error}")
        return WRONG
    except (KeyboardInterrupt, typer.Abort):
        _say("interrupted")
        return INTERRUPTED
    except Exception as fault:
        _say(f"tongxin: an unexpected fault of ours, {_place(fault)}", "please report it, with the command")
        return WRONG


def _place(fault: Exception) -> str:
    """What happened and where, in a line: enough to find it, and no traceback for whoever only used it wrongly."""
    last = traceback.extract_tb(fault.__traceback__)[-1]
    return f"{type(fault).__name__}: {fault} ({Path(last.filename).name}:{last.lineno})"
