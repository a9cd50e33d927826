"""An answer as text that can be pasted elsewhere, with what qualifies it and its citations."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from corpus.text.dates import day_in_words
from corpus.text.sentences import Span
from qa.answer.model import UNSURE, Citation, Sentence
from qa.answer.quotation import quoted
from qa.web.html.banner import DISAGREE, Banner, Change, Row, banner_of
from qa.web.html.sentences import HEADLINE, answering_words
from qa.web.html.sources import before_day
from qa.web.state.conversation import Turn

# What Markdown could read as more than the character itself.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&]|^[-+])")
# A day or a year at the beginning would make an item of a list of it.
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")


def as_plain(turn: Turn) -> str:
    """Return question, notices, the direct answer, the sentences and numbered sources as plain text."""
    days = _days(turn)
    answer = "\n".join(_after(_day(days, one), _text(turn, one)) for one in turn.sentences)
    direct, qualified = _direct(turn), _qualified(banner_of(turn))
    sources = [
        f"[{cited.marker}] {_quote(cited)}{_where(cited)}{f' {cited.url}' if cited.url else ''}"
        for cited in turn.citations
    ]
    parts = (
        turn.question,
        *_before_and_after(turn, qualified),
        f"{direct[0]} [{direct[1]}]" if direct else "",
        _lead(turn),
        answer,
        "\n".join(sources),
    )
    return "\n\n".join(part for part in parts if part)


def as_markdown(turn: Turn) -> str:
    """Return the same as Markdown; markers become footnotes, words stay words."""
    days = _days(turn)
    answer = "\n\n".join(_after(plainly(_day(days, one)), _footnoted(turn, one)) for one in turn.sentences)
    direct, qualified = _direct(turn), markdown_banner(banner_of(turn))
    notes = "\n".join(
        f"[^{cited.marker}]: {plainly(one_line(_quote(cited) + _where(cited)))}"
        + (f" <{address(cited.url)}>" if cited.url else "")
        for cited in turn.citations
    )
    parts = (
        f"**{plainly(one_line(turn.question))}**",
        *_before_and_after(turn, qualified, plainly),
        f"**{plainly(one_line(direct[0]))}**[^{direct[1]}]" if direct else "",
        _lead(turn),
        answer,
        notes,
    )
    return "\n\n".join(part for part in parts if part)


def _before_and_after(turn: Turn, qualified: str, shown: Callable[[str], str] = str) -> tuple[str, ...]:
    """What qualifies an answer; of a turn that has none, that it has none, and then why."""
    if turn.answer is None or turn.sentences:
        return (qualified,)
    return shown(turn.answer.text), qualified


def _text(turn: Turn, sentence: Sentence) -> str:
    """A sentence with its markers; a headline is called that, and is no quoted sentence."""
    cited = next((one for one in turn.citations if one.marker in sentence.markers), None)
    if sentence.mode == "quoted" and sentence.text and cited is not None and cited.field == "title":
        return f"{HEADLINE}: {cited.quote} [{cited.marker}]"
    return sentence.text


def _quote(cited: Citation) -> str:
    """The words that are cited, before where they stand; "" of a headline, which stands there anyway."""
    return "" if cited.field == "title" else f"{quoted(cited.quote)} "


def _qualified(banner: Banner) -> str:
    lines = [f"{DISAGREE}:"] if banner.rows else []
    lines += [f"- {row.outlet}, {row.day}: {row.values} [{row.number}]" for row in banner.rows]
    for change in banner.changes:
        lines.append(f"{change.heading} ({change.outlet}): {change.note}".rstrip())
        if change.before:
            lines += [f"- Before: {quoted(change.before)}", f"- Now: {quoted(change.after)}"]
        lines[-1] += f" {''.join(f'[{number}]' for number in change.numbers)}"
    if banner.as_of:
        lines.append(f"{banner.as_of[0]} [{banner.as_of[1]}]")
    return "\n".join((*lines, *banner.notes))


def markdown_banner(banner: Banner) -> str:
    """Return what qualifies an answer as a block quotation of Markdown; "" where nothing does."""
    blocks = []
    if banner.rows:
        head = ["| Outlet | Reports | Published |", "|---|---|---|"]
        blocks += [f"**{DISAGREE}**", "\n".join([*head, *map(_markdown_row, banner.rows)])]
    blocks += [_markdown_change(change) for change in banner.changes]
    if banner.as_of:
        blocks.append(f"{plainly(banner.as_of[0])}[^{banner.as_of[1]}]")
    blocks += [plainly(one_line(note)) for note in banner.notes]
    return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(blocks).split("\n")) if blocks else ""


def _markdown_row(row: Row) -> str:
    outlet, values = (plainly(one_line(text)) for text in (row.outlet, row.values))
    return f"| {outlet} | **{values}**[^{row.number}] | {row.day} |"


def _markdown_change(change: Change) -> str:
    tags = {"gone": "<del>{}</del>", "new": "<ins>{}</ins>", "same": "{}"}
    words = "".join(tags[edit.kind].format(plainly(edit.text)) for edit in change.edits)
    marks = "".join(f"[^{number}]" for number in change.numbers)
    return f"**{change.heading}** ({plainly(one_line(change.outlet))}){marks}: {words or change.note}"


def _days(turn: Turn) -> dict[int, str]:
    """The day of each fact of a timeline, with the value that it tells, by its marker."""
    rows = turn.answer.timeline if turn.answer else ()
    return {row.marker: " · ".join(filter(None, (_in_words(row.day), row.value))) for row in rows}


def _in_words(day: str) -> str:
    return day_in_words(datetime.fromisoformat(day).replace(tzinfo=UTC))


def _day(days: Mapping[int, str], sentence: Sentence) -> str:
    return next((days[marker] for marker in sentence.markers if marker in days), "")


def _after(day: str, words: str) -> str:
    return f"{day}: {words}" if day else words


def _direct(turn: Turn) -> tuple[str, int] | None:
    direct = turn.answer.direct if turn.answer else None
    if direct is None:
        return None
    days = (one.published_at for one in turn.citations if one.marker == direct.marker)
    day = next(days, None)
    before = before_day(direct.text, day)
    return f"{direct.text} ({before}{day_in_words(day)})" if day and before else direct.text, direct.marker


def _lead(turn: Turn) -> str:
    """What stands before sentences that come near and answer nothing."""
    return UNSURE if turn.answer is not None and turn.answer.status == "unsure" else ""


def _footnoted(turn: Turn, sentence: Sentence) -> str:
    """A sentence as Markdown, with footnotes for markers and the words that answer in bold."""
    words, markers = re.fullmatch(r"(.*?)\s*((?:\[\d+\])*)", _text(turn, sentence), re.S).groups()  # type: ignore[union-attr]
    cited = next((one for one in turn.citations if one.marker in sentence.markers), None)
    direct = turn.answer.direct if turn.answer else None
    strong = answering_words(words, cited, direct) or Span(len(words), len(words))
    shown = emphasised(words[: strong.start], strong.of(words), words[strong.end :])
    return shown + re.sub(r"\[(\d+)\]", r"[^\1]", markers)


def emphasised(before: str, strong: str, after: str) -> str:
    """Return words of one line as Markdown, those in the middle in bold."""
    if not strong:
        return plainly(one_line(before + after))
    parts = (re.sub(r"\s+", " ", part) for part in (before, strong, after))
    return "{}**{}**{}".format(*map(plainly, parts))


def plainly(text: str) -> str:
    """Return words so that Markdown reads nothing else in them."""
    return _NUMBERED.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text))


def one_line(text: str) -> str:
    """Return words without their line breaks."""
    return " ".join(text.split())


def address(url: str) -> str:
    """Return an address as it may stand between < and > in Markdown."""
    return url.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")


def _where(cited: Citation) -> str:
    day = day_in_words(cited.published_at) if cited.published_at else "undated"
    return ", ".join(part for part in (cited.title, cited.source, day) if part)
