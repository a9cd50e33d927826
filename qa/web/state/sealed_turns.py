"""Turns as a browser keeps them, and as they come back from there or from a link.

What a browser gives back is sealed: nobody can have this page show an answer that it never gave.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from index.browse.listing import listed
from index.catalogue.reads import Catalogue
from index.registers.redaction import redacted
from index.registers.secret import Secret, signature
from qa.answer.model import Answer
from qa.web.state.conversation import Turn
from qa.web.state.revisions import revisions_of
from qa.web.state.words_again import with_words_again


class Seal:
    """Tells answers of this archive's pages from others. The secret is kept in the catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._secret = Secret(catalogue)

    def packed(self, turn: Turn) -> str:
        """Return a finished turn as the text that a browser keeps."""
        assert turn.answer is not None
        fields: dict[str, Any] = {"question": turn.question, "limits": turn.limits, "filters": turn.filters}
        if turn.withheld:
            fields |= {"withheld": turn.withheld}
        content = json.dumps({**fields, "answer": slim(turn.answer.to_dict())}, ensure_ascii=False)
        return json.dumps({"seal": self._of(content), "turn": content}, ensure_ascii=False)

    def opened(self, packed: object, number: int) -> Turn | None:
        """Return the turn that `packed` gave, or None when that text is not one of ours."""
        try:
            sealed = json.loads(str(packed))
            content, seal = str(sealed["turn"]), str(sealed["seal"])
        except (ValueError, TypeError, KeyError):
            return None
        if not hmac.compare_digest(seal.encode(), self._of(content).encode()):
            return None
        stored = json.loads(content)
        # Those that older versions sealed have their filters in words only.
        filters = tuple((name, text) for name, text in stored.get("filters", ()))
        answer, withheld = answer_of(stored["answer"]), stored.get("withheld")
        turn = Turn(number, stored["question"], stored["limits"], filters, answer=answer)
        turn.withheld = tuple(withheld) if withheld else None
        return turn

    def _of(self, content: str) -> str:
        return signature(self._secret.key(), content)


def slim(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer as JSON without its hits: they are most of it, and no page shows them again."""
    return {**answer, "hits": []}


def answer_of(document: Mapping[str, Any]) -> Answer:
    """Return the answer that `Answer.to_dict` gave as JSON; hits are left out."""
    return Answer.from_dict(slim(document))


def bring_up_to_date(catalogue: Catalogue, turn: Turn) -> None:
    """Look up what became of the articles of a turn.

    The words of those that were removed are left out, and come back when their article does.
    """
    if turn.answer is None:
        return
    named = {name for cited in turn.answer.citations for name in (cited.article_id, *cited.copies)}
    named |= {near.article_id for near in turn.answer.nearest}
    turn.known = listed(catalogue, sorted(named))
    gone = {name for name in named if name not in turn.known or turn.known[name].version is None}
    hits = tuple(hit for hit in turn.answer.hits if hit.article_id not in gone)
    answer = with_words_again(catalogue, turn.answer, named - gone, turn.withheld)
    direct = answer.direct
    left = replace(answer_of(redacted(answer.to_dict(), gone)), hits=hits)
    if direct and not left.direct:
        turn.withheld = (direct.marker, direct.start, direct.end, direct.probability)
    turn.take(left)
    corrected = [cited for cited in turn.citations if turn.fate(cited) == "corrected"]
    turn.revisions = revisions_of(catalogue, corrected)
