"""What became of an article from one version to the next, and whether anything changed, for the page."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import FastAPI, Query
from fastapi.responses import JSONResponse

from corpus.errors import InputError
from corpus.text.changes import rewritten
from index.catalogue.records import ArticleRecord
from qa.desk import Desk
from qa.web.errors import NotFound

_MOST_ID = 2000
_Version = Annotated[int, Query(ge=1, le=2**31)]


def add_changes(api: FastAPI, desk: Desk) -> None:
    """Add the changes between two versions of an article, and the number of changes so far, to `api`."""

    @api.get("/api/changes", include_in_schema=False)
    def changes(
        article: Annotated[str, Query(min_length=1, max_length=_MOST_ID)], before: _Version, after: _Version
    ) -> JSONResponse:
        try:
            old, new = (desk.article(article, version) for version in (before, after))
        except InputError as error:
            raise NotFound(error.message, error.hint) from error
        return JSONResponse({"changes": list(_rows(old, new))})

    @api.get("/api/generation", include_in_schema=False)
    def generation() -> JSONResponse:
        return JSONResponse({"generation": desk.archive.catalogue.generation()})


def _rows(old: ArticleRecord, new: ArticleRecord) -> list[list[dict[str, Any]]]:
    """The sentences that changed, each as its stretches: what stayed, what went and what came."""
    before, after = ("\n\n".join((one.title, one.summary, one.body)) for one in (old, new))
    rows = rewritten(before, after, new.language or "en")
    return [[{"kind": edit.kind, "text": edit.text} for edit in row] for row in rows]
