"""Things by their ids under the names by which they may be shown."""

from graph.store import Reader
from service.privacy import label
from service.schemas import NodeLabel


def node_label(reader: Reader, id: str) -> NodeLabel:
    """The name that `service.privacy` passes; the bare id of a thing that is not there, or that may not be named."""
    node = reader.get(id)
    names = label(node) if node else None
    return NodeLabel(id=id, label_zh=names.zh if names else id, label_en=names.en if names else id)
