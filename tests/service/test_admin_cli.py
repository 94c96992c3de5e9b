"""`tongxin admin`: the first account of a deployment, made while the store is served, and the journal verified."""

import io
from pathlib import Path

import pytest

from graph.model import Account
from graph.store import DropNode
from service import passwords
from service.cli import run
from tests.service.offices import LIN, LONG_AGO, PASSWORD, enter, made, opened, put
from tests.service.serving import serving, signed_in

Said = pytest.CaptureFixture[str]


def typed(monkeypatch: pytest.MonkeyPatch, line: str = PASSWORD) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{line}\n"))


def create(store: Path, login: str = "root") -> int:
    return run(["admin", "create", login, "--name", "Root", "--store", str(store), "--password-stdin"])


def test_the_first_admin_is_made_while_the_store_is_served(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch)
    with serving(tiny, None) as client:
        assert enter(client, "root").status_code == 401
        assert create(tiny) == 0
        shown = enter(client, "root").json()
        assert (shown["login"], shown["role"], shown["demonstration"]) == ("root", "admin", False)
        (line,) = client.get("/api/journal", params={"action": "account made"}).json()["items"]
        assert (line["by"], line["about"], line["detail"]) == ("command line", ["account:root"], "role admin")


def test_a_store_can_begin_with_its_admin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch)
    assert create(tmp_path / "new.db") == 0
    with opened(tmp_path / "new.db") as store, store.snapshot() as reader:
        account = reader.get("account:root")
    assert isinstance(account, Account)
    assert passwords.fits(account.password, PASSWORD)


@pytest.mark.parametrize(
    ("login", "password", "told"),
    [
        ("root", "short", "it has 5 characters; give 12 to 200"),
        ("root", "Administrator", "tried first"),
        ("Root", PASSWORD, "login 'Root'"),
        ("demonstration-admin", PASSWORD, "kept for demonstrations"),
        ("root", "", "it has 0 characters"),
    ],
)
def test_what_is_weak_or_wrong_is_refused(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said, login: str, password: str, told: str
) -> None:
    typed(monkeypatch, password)
    assert create(tiny, login) == 2
    assert told in capsys.readouterr().err
    with opened(tiny) as store, store.snapshot() as reader:
        assert reader.count("Account") == 0


def test_a_login_is_given_once(tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said) -> None:
    typed(monkeypatch)
    assert create(tiny) == 0
    typed(monkeypatch)
    assert create(tiny) == 2
    assert "login 'root': it is taken" in capsys.readouterr().err


def test_without_a_terminal_the_password_comes_from_where_it_is_said(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    typed(monkeypatch)
    assert run(["admin", "create", "root", "--name", "Root", "--store", str(tiny)]) == 2
    assert "--password-stdin" in capsys.readouterr().err


def test_a_lock_is_undone(tiny: Path, capsys: Said) -> None:
    with serving(tiny, "admin") as admin, signed_in(admin, None) as client:
        made(admin)
        for _ in range(5):
            enter(client, "lin", "not the password")
        assert enter(client).status_code == 429
        assert run(["admin", "list", "--store", str(tiny)]) == 0
        listed = capsys.readouterr().out.splitlines()
        assert [line.split()[:3] for line in listed] == [
            ["demonstration-admin", "admin", "demonstration"],
            ["demonstration-coordinator", "coordinator", "demonstration"],
            ["demonstration-planner", "planner", "demonstration"],
            ["demonstration-sponsor", "sponsor", "demonstration"],
            ["lin", "planner", "locked"],
        ]
        assert run(["admin", "unlock", "lin", "--store", str(tiny)]) == 0
        assert enter(client).status_code == 200


def test_who_is_not_there_is_not_unlocked(tiny: Path, capsys: Said) -> None:
    assert run(["admin", "unlock", "nobody", "--store", str(tiny)]) == 2
    assert "account:nobody" in capsys.readouterr().err


def test_the_list_says_who_may_come_in(tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said) -> None:
    typed(monkeypatch)
    create(tiny)
    typed(monkeypatch)
    create(tiny, "lin")
    with opened(tiny) as store:
        put(store, LIN, active=False, locked_until=LONG_AGO)
    capsys.readouterr()
    run(["admin", "list", "--store", str(tiny)])
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["lin", "admin", "closed", "Root"],
        ["root", "admin", "active", "Root"],
    ]


def test_a_journal_that_lost_a_line_is_told_with_the_line(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    for login in ("root", "lin", "wu"):
        typed(monkeypatch)
        create(tiny, login)
    capsys.readouterr()
    assert run(["admin", "verify-journal", "--store", str(tiny)]) == 0
    assert capsys.readouterr().out.startswith("intact: 3 lines, sha256 ")
    with opened(tiny) as store:
        store.write([DropNode("entry:000000000002")], by="intruder")
    assert run(["admin", "verify-journal", "--store", str(tiny)]) == 1
    assert "line 2 is missing" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["list"], ["unlock", "lin"], ["verify-journal"]])
def test_a_mistyped_store_is_not_made(tmp_path: Path, command: list[str], capsys: Said) -> None:
    assert run(["admin", *command, "--store", str(tmp_path / "none.db")]) == 2
    assert "no such file" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
