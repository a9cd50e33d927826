"""Answers as files to take along, and the page that tells whether what they quote still stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import FastAPI, Query, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from corpus.errors import InputError
from index.catalogue.reads import Catalogue
from qa.desk import Desk
from qa.web.export.markdown import as_markdown
from qa.web.export.page import as_html, check_page
from qa.web.export.places import CHECK, place_from, standing
from qa.web.export.transcript import Transcript, transcript_of
from qa.web.export.word import as_word
from qa.web.html.masthead import coverage
from qa.web.state.conversation import Turn
from qa.web.state.sealed_turns import Seal, bring_up_to_date

Form = Literal["markdown", "html", "word"]
_MOST_TURNS = 100
_MOST_CHECKED = 500
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TYPES: dict[Form, tuple[str, str]] = {
    "markdown": ("text/markdown; charset=utf-8", "md"),
    "html": ("text/html; charset=utf-8", "html"),
    "word": (_WORD, "docx"),
}


class ExportBody(BaseModel):
    """Turns as the page gave them to its browser, and what to make of them."""

    model_config = ConfigDict(extra="forbid")

    turns: list[str] = Field(min_length=1, max_length=_MOST_TURNS)
    form: Form


def add_export(api: FastAPI, desk: Desk) -> None:
    """Add the export of answers, and the check of what they quote, to `api`."""
    catalogue = desk.archive.catalogue
    seal = Seal(catalogue)

    @api.post("/api/export", include_in_schema=False)
    def export(request: Request, body: ExportBody) -> Response:
        opened = [seal.opened(text, number) for number, text in enumerate(body.turns, 1)]
        turns = [_as_of_now(desk, turn) for turn in opened if turn is not None]
        if len(turns) < len(body.turns):
            raise InputError(
                "This answer did not come from this archive's page", "Ask again, then export that."
            )
        now = datetime.now(UTC)
        transcript = transcript_of(turns, str(request.base_url), now)
        kind, ending = _TYPES[body.form]
        name = f"{_file_name(transcript.title)}-{now:%Y-%m-%d}.{ending}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(_written(transcript, body.form, now), media_type=kind, headers=headers)

    @api.get(f"/{CHECK}", include_in_schema=False)
    def check(
        c: Annotated[list[str], Query(max_length=_MOST_CHECKED)],
        first: Annotated[int, Query(ge=1, le=10**6)] = 1,
    ) -> HTMLResponse:
        return HTMLResponse(_checked(catalogue, c, first), headers={"Cache-Control": "no-store"})


def _as_of_now(desk: Desk, turn: Turn) -> Turn:
    bring_up_to_date(desk.archive.catalogue, turn)
    if turn.answer is not None and turn.answer.status == "no_evidence":
        turn.covers = coverage(desk.status().to_dict())
    return turn


def _written(transcript: Transcript, form: Form, now: datetime) -> str | bytes:
    writers: dict[Form, Callable[[], str | bytes]] = {
        "markdown": lambda: as_markdown(transcript),
        "html": lambda: as_html(transcript),
        "word": lambda: as_word(transcript, now),
    }
    return writers[form]()


def _checked(catalogue: Catalogue, packed: list[str], first: int) -> str:
    places = [place_from(text) for text in packed]
    named = [place for place in places if place is not None]
    if len(named) < len(packed):
        raise InputError(
            "This address does not name any quoted words", "Copy the whole address from the export."
        )
    return check_page([standing(catalogue, place) for place in named], first, datetime.now(UTC))


def _file_name(title: str) -> str:
    words = re.findall("[a-z0-9]+", title.lower())
    return "-".join(["citedesk", *words])[:60].rstrip("-")
