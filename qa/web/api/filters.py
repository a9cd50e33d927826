"""Hard limits on what may be found, as requests have them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from index.search.filters import Filters
from qa.web.api.words import Words

_MOST = 1000


class FilterBody(BaseModel):
    """Hard limits on what may be found."""

    model_config = ConfigDict(extra="forbid")

    sources: list[Words] | None = Field(
        default=None,
        max_length=_MOST,
        description="Outlets as the archive names them; all of them by default.",
    )
    authors: list[Words] | None = Field(
        default=None, max_length=_MOST, description="Bylines as the archive has them; all by default."
    )
    sections: list[Words] | None = Field(
        default=None, max_length=_MOST, description="Sections of the outlets; all of them by default."
    )
    published_from: Words | None = Field(default=None, description="The first day, YYYY-MM-DD, UTC.")
    published_to: Words | None = Field(default=None, description="The last day, inclusive.")

    def filters(self) -> Filters:
        """Return them as the desk takes them."""
        return Filters(
            self.sources or (),
            self.published_from,
            self.published_to,
            authors=self.authors or (),
            sections=self.sections or (),
        )


def query_filters(
    source: Annotated[list[str] | None, Query(description="An outlet; may be given again.")] = None,
    author: Annotated[list[str] | None, Query(description="A byline; may be given again.")] = None,
    section: Annotated[list[str] | None, Query(description="A section; may be given again.")] = None,
    published_from: Annotated[
        str | None, Query(alias="from", description="The first day, YYYY-MM-DD.")
    ] = None,
    published_to: Annotated[str | None, Query(alias="to", description="The last day.")] = None,
) -> Filters:
    """Return the filters of an address."""
    named = {"authors": author or (), "sections": section or ()}
    return Filters(source or (), published_from, published_to, **named)
