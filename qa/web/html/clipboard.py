"""An answer as text that can be pasted elsewhere, with its citations."""

from __future__ import annotations

import re
from datetime import UTC

from qa.answer.model import UNSURE, Citation
from qa.web.state.conversation import Turn

# What Markdown could read as more than the character itself.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")


def as_plain(turn: Turn) -> str:
    """Return question, answer and numbered sources as plain text."""
    answer = "\n".join(sentence.text for sentence in turn.sentences) or (
        turn.answer.text if turn.answer else ""
    )
    sources = [
        f'[{cited.marker}] "{cited.quote}" {_where(cited)}{f" {cited.url}" if cited.url else ""}'
        for cited in turn.citations
    ]
    return "\n\n".join(part for part in (turn.question, _lead(turn), answer, "\n".join(sources)) if part)


def as_markdown(turn: Turn) -> str:
    """Return question, answer and sources as Markdown; markers become footnotes, words stay words."""
    answer = "\n\n".join(_footnoted(sentence.text) for sentence in turn.sentences)
    if not answer and turn.answer:
        answer = _plainly(turn.answer.text)
    notes = "\n".join(
        f"[^{cited.marker}]: “{_plainly(_one_line(cited.quote))}” {_plainly(_where(cited))}"
        + (f" <{_address(cited.url)}>" if cited.url else "")
        for cited in turn.citations
    )
    question = f"**{_plainly(_one_line(turn.question))}**"
    return "\n\n".join(part for part in (question, _lead(turn), answer, notes) if part)


def _lead(turn: Turn) -> str:
    """What stands before sentences that come near and answer nothing."""
    return UNSURE if turn.answer is not None and turn.answer.status == "unsure" else ""


def _footnoted(text: str) -> str:
    words, markers = re.fullmatch(r"(.*?)\s*((?:\[\d+\])*)", text, re.S).groups()  # type: ignore[union-attr]
    return _plainly(_one_line(words)) + re.sub(r"\[(\d+)\]", r"[^\1]", markers)


def _plainly(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _address(url: str) -> str:
    return url.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")


def _where(cited: Citation) -> str:
    day = f"{cited.published_at.astimezone(UTC):%Y-%m-%d}" if cited.published_at else ""
    return ", ".join(part for part in (cited.title, cited.source, day) if part)
