"""An item as JSON, as stores keep it, and back."""

from pydantic import ValidationError

from graph.admission import kind_of, relation_of
from graph.errors import BadValue, Unusable
from graph.model import Node
from graph.relations import Edge, Properties


def body_of(model: Node | Properties) -> str:
    """The model whole, but None left out: a nullable field has no other default."""
    # `model_dump_json` does no more than this, and a large load would spend a third of its time in doing it.
    return model.__pydantic_serializer__.to_json(model, exclude_none=True).decode()


def node_of(id: str, body: str | bytes) -> Node:
    """The node that a store holds.

    :raises Unusable: it is not as this program wrote it.
    """
    try:
        return kind_of(id).model_validate_json(body)
    except (BadValue, ValidationError) as error:
        raise _damaged(f"node {id}", error) from error


def edge_of(relation: str, start: str, end: str, body: str | bytes) -> Edge:
    """The edge that a store holds.

    :raises Unusable: it is not as this program wrote it.
    """
    try:
        properties = relation_of(relation).properties.model_validate_json(body)
        return Edge(relation=relation, start=start, end=end, properties=properties)
    except (BadValue, ValidationError) as error:
        raise _damaged(f"edge {start} {relation} {end}", error) from error


def _damaged(what: str, error: BadValue | ValidationError) -> Unusable:
    """Says where it is damaged, and not what stands there: that may be anybody's."""
    why = str(error)
    if isinstance(error, ValidationError):
        found = error.errors(include_url=False, include_context=False, include_input=False)
        why = "; ".join(f"{'.'.join(map(str, each['loc'])) or 'whole'}: {each['type']}" for each in found)
    return Unusable(f"{what}: damaged in the store ({why}); restore a backup with `tongxin restore`")
