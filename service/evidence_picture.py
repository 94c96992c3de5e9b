"""The evidence that a need and an offer belong together, as a picture: each chain of relations a lane, left to right.

Only where things stand is worked out here, in pixels; a template draws it, with the words of its reader.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from service.schemas import Chosen, NodeLabel, PathView, StepView

BOX, TALL, GAP, LANE = 148, 40, 124, 64
"""Width and height of a box, the way between two boxes, and the height of a lane."""


@dataclass(frozen=True)
class Box:
    """A thing, by the corner at its left top. `kind` is how its id begins."""

    label: NodeLabel
    x: int
    y: int

    @property
    def kind(self) -> str:
        return self.label.id.partition(":")[0]


@dataclass(frozen=True)
class Line:
    """A relation from box to box. `forward`: it reads from left to right."""

    step: StepView
    forward: bool
    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True)
class Picture:
    """Boxes and lines on a ground of this size; `chains` are the same in words, one list of steps for each lane."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    chains: tuple["Chain", ...]


@dataclass(frozen=True)
class Chain:
    """Things and the relations between them, from the need to who fills the slot; one relation fewer than things."""

    nodes: tuple[NodeLabel, ...]
    steps: tuple[StepView, ...]

    def name(self, id: str) -> NodeLabel:
        """The thing of that id in the chain."""
        return next(node for node in self.nodes if node.id == id)


def picture(chosen: Chosen) -> Picture | None:
    """The picture of why an offer was chosen; None where nothing is known."""
    chains = tuple(dict.fromkeys(_chain(path, chosen) for path in chosen.evidence))
    return _drawn(chains) if chains else None


def _chain(path: PathView, chosen: Chosen) -> Chain:
    """A chain that ends with who gives: the offer itself says no more, and is left out behind its giver."""
    end = NodeLabel(id=chosen.offer, label_zh=chosen.label_zh, label_en=chosen.label_en)
    if len(path.nodes) > 2 and path.steps[-1].relation in ("GIVES", "STANDS_IN"):
        return Chain(path.nodes[:-1], path.steps[:-1])
    return Chain((*path.nodes[:-1], end), path.steps)


def _drawn(chains: Sequence[Chain]) -> Picture:
    longest = max(len(chain.nodes) for chain in chains)
    width, height = longest * BOX + (longest - 1) * GAP, len(chains) * LANE
    boxes, lines = dict[tuple[str, int, int], Box](), list[Line]()
    for lane, chain in enumerate(chains):
        row = [_box(chain, place, lane, len(chains), width) for place in range(len(chain.nodes))]
        for box in row:
            boxes[box.label.id, box.x, box.y] = box
        lines += [_line(a, b, step) for a, b, step in zip(row, row[1:], chain.steps, strict=False)]
    return Picture(width, height, tuple(boxes.values()), tuple(lines), tuple(chains))


def _box(chain: Chain, place: int, lane: int, lanes: int, width: int) -> Box:
    """The first and the last stand for all lanes, in the middle; the others in their own lane, evenly apart."""
    last = len(chain.nodes) - 1
    middle = (lanes * LANE - TALL) // 2
    y = middle if place in (0, last) else lane * LANE + (LANE - TALL) // 2
    return Box(chain.nodes[place], round(place * (width - BOX) / last), y)


def _line(a: Box, b: Box, step: StepView) -> Line:
    forward = step.start == a.label.id or (step.end == b.label.id and step.forward)
    return Line(step, forward, a.x + BOX, a.y + TALL // 2, b.x, b.y + TALL // 2)
