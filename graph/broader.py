"""Services and what is broader: who gives a broader service, or may be paid for it, serves every narrower one too."""

import polars as pl

from graph.store import Reader


def with_broader(reader: Reader, services: pl.Series) -> pl.DataFrame:
    """Each of these distinct services beside itself and every broader one: service, broader."""
    narrows = reader.columns("NARROWS").select(broader="start", next="end")
    step = pl.DataFrame({"service": services, "broader": services})
    found = step
    while len(step):
        step = step.join(narrows, on="broader").select("service", broader="next")
        step = step.join(found, on=["service", "broader"], how="anti")
        found = pl.concat([found, step])
    return found
