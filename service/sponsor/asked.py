"""The query of the sponsor page, and the addresses that it leads to."""

from decimal import Decimal
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from graph.model import HomeName
from service.asking import AnyWeek
from service.language import Language
from service.sponsor.schemas import GiftKind

FILTERS = {"week", "home", "service", "town", "kind"}
"""What the JSON can be asked for, too."""


def _given(value: Any) -> Any:
    return None if value == "" else value


Blank = BeforeValidator(_given)


class Asked(BaseModel):
    """The query of the page. An empty field, as a form sends it, asks for nothing.

    `most`: only needs that so many yuan complete. `along` is the kind of gift that is tried, `item` which goods,
    `amount` how much: yuan, units, hours.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    week: Annotated[AnyWeek | None, Blank] = None
    home: Annotated[HomeName | None, Blank] = None
    service: Annotated[str | None, Field(pattern=r"^service:[a-z0-9_]{1,60}$"), Blank] = None
    town: Annotated[str | None, Field(pattern=r"^town:[A-Za-z0-9][A-Za-z0-9._-]{0,79}$"), Blank] = None
    kind: Annotated[GiftKind | None, Blank] = None
    most: Annotated[Decimal | None, Field(ge=0, le=10**9, max_digits=12, decimal_places=2), Blank] = None
    along: Annotated[Literal["money", "goods", "hours"] | None, Blank] = None
    item: Annotated[str | None, Field(max_length=60), Blank] = None
    amount: Annotated[Decimal | None, Field(ge=0, le=10**9, max_digits=12, decimal_places=2), Blank] = None
    page: Annotated[int, Field(ge=1, le=10_000)] = 1
    lang: Language | None = None

    @property
    def filtered(self) -> bool:
        """Whether any filter is set."""
        return bool(self.home or self.service or self.town or self.kind or self.most is not None)

    @property
    def most_fen(self) -> int | None:
        """`most` in fen."""
        return None if self.most is None else int(self.most * 100)

    @property
    def tries(self) -> bool:
        """Whether a gift is tried: that takes a solver, and the page does not wait for one unasked."""
        return self.along is not None or self.amount is not None

    def link(self, **changes: object) -> str:
        """The address of this page with some of its query changed."""
        fields = self.model_copy(update=changes).model_dump(exclude_defaults=True, exclude={"lang"})
        return f"/sponsor?{urlencode(fields)}" if fields else "/sponsor"

    def twin(self, name: str, **more: str) -> str:
        """The address of the JSON of this name, for the same filters; an empty value asks for nothing."""
        fields = self.model_dump(include=FILTERS, exclude_none=True)
        if self.most_fen is not None:
            fields["max_amount"] = self.most_fen
        fields.update({key: value for key, value in more.items() if value})
        return f"/api/sponsor/{name}" + (f"?{urlencode(fields)}" if fields else "")
