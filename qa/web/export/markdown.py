"""A transcript as Markdown. Words stay words: nothing in them is read as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from qa.answer.quotation import quoted
from qa.web.export.transcript import Footnote, Line, Part, Transcript
from qa.web.html.clipboard import address, emphasised, markdown_banner, one_line, plainly

CHECK_NAME = "Check that the quoted words still stand in the archive"


def as_markdown(transcript: Transcript) -> str:
    """Return a transcript as Markdown with footnotes."""
    blocks = [block for part in transcript.parts for block in _part(part)]
    if transcript.check:
        blocks.append(_link(CHECK_NAME, transcript.check))
    blocks.append(f"Exported from Citedesk on {transcript.made}.")
    notes = [_footnote(note) for part in transcript.parts for note in part.footnotes]
    return "\n\n".join([*blocks, "\n".join(notes)]).rstrip() + "\n"


def _part(part: Part) -> Iterator[str]:
    yield f"# {_words(part.question)}"
    if part.limits:
        yield f"*{_words(part.limits)}*"
    if part.refusal:
        yield f"**{_words(part.refusal)}**"
        yield from map(_words, part.banner.notes)
    elif part.banner:
        yield markdown_banner(part.banner)
    if part.direct:
        yield f"**{_words(part.direct.words)}**{_marks(part.direct)}  \n{_words(part.direct.origin)}"
    for label, lines in part.groups:
        yield f"*{_words(label)}*"
        yield from map(_line, lines)
    if part.nearest:
        yield "*Nearest headlines*"
        yield "\n".join(f"- {_words(headline)}" for headline in part.nearest)
    if part.covers:
        yield _words(part.covers)
    if part.check:
        yield _link(CHECK_NAME, part.check)


def _line(line: Line) -> str:
    before = "Headline: " if line.kind == "headline" else ""
    after = f"  \n— {_words(line.origin)}" if line.origin else ""
    return f"{before}{emphasised(*line.pieces)}{_marks(line)}{after}"


def _marks(line: Line) -> str:
    return "".join(f"[^{number}]" for number in line.footnotes)


def _footnote(note: Footnote) -> str:
    if note.removed:
        return f"[^{note.number}]: This article has been removed from the archive."
    words = f"{quoted(one_line(note.quote))} " if not note.is_headline else ""
    links = ", ".join(_link(name, to) for name, to in note.links)
    return f"[^{note.number}]: {_words(words + note.about)} ({links})"


def _link(name: str, to: str) -> str:
    return f"[{name}](<{address(to)}>)"


def _words(text: str) -> str:
    return plainly(one_line(text))
