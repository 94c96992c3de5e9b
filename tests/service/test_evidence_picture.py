"""The evidence for an offer as a picture: a lane for each chain, the need at the left, who gives at the right."""

from service.evidence_picture import BOX, GAP, LANE, picture
from service.schemas import Chosen, NodeLabel, PathView, StepView


def node(id: str) -> NodeLabel:
    return NodeLabel(id=id, label_zh=id, label_en=id)


def step(relation: str, start: str, end: str, *, forward: bool = True) -> StepView:
    return StepView(
        relation=relation, start=start, end=end, forward=forward, source="a visit", since=None, until=None, age_days=3
    )


BY_SERVICE = PathView(
    nodes=(node("need:n"), node("service:s"), node("offer:o")),
    steps=(step("ASKS_FOR", "need:n", "service:s"), step("FOR", "offer:o", "service:s", forward=False)),
)
BY_PAST = PathView(
    nodes=(node("need:n"), node("resident:r"), node("volunteer:v"), node("offer:o")),
    steps=(
        step("OF", "need:n", "resident:r"),
        step("HELPED", "volunteer:v", "resident:r", forward=False),
        step("GIVES", "volunteer:v", "offer:o"),
    ),
)


def chosen(*paths: PathView) -> Chosen:
    return Chosen(
        offer="offer:o", kind="Volunteer", label_zh="志愿者 7", label_en="volunteer 7", certain="open", score=0,
        points={}, evidence=paths,
    )  # fmt: skip


def test_an_offer_is_told_by_its_giver() -> None:
    drawn = picture(chosen(BY_SERVICE, BY_PAST))
    assert drawn is not None
    ends = [chain.nodes[-1].label_en for chain in drawn.chains]
    assert ends == ["volunteer 7", "volunteer:v"]
    assert [len(chain.steps) for chain in drawn.chains] == [2, 2]


def test_chains_are_lanes_that_begin_and_end_in_the_middle() -> None:
    drawn = picture(chosen(BY_SERVICE, BY_PAST))
    assert drawn is not None
    assert (drawn.width, drawn.height) == (3 * BOX + 2 * GAP, 2 * LANE)
    places = {box.label.id: (box.x, box.y) for box in drawn.boxes}
    assert places["need:n"] == (0, 44)
    assert (places["service:s"], places["resident:r"]) == ((BOX + GAP, 12), (BOX + GAP, 76))
    assert places["offer:o"][1] == places["volunteer:v"][1] == 44


def test_an_arrow_points_as_its_relation_reads() -> None:
    drawn = picture(chosen(BY_PAST))
    assert drawn is not None
    assert [(line.step.relation, line.forward) for line in drawn.lines] == [("OF", True), ("HELPED", False)]


def test_where_nothing_is_known_there_is_no_picture() -> None:
    assert picture(chosen()) is None
