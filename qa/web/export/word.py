"""A transcript as a Word document with footnotes of Word's own."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.shared import Pt, RGBColor

from corpus.text.changes import Edit
from qa.answer.quotation import quoted
from qa.web.export.footnotes import Footnotes, add_link
from qa.web.export.markdown import CHECK_NAME
from qa.web.export.transcript import Footnote, Line, Part, Transcript
from qa.web.html.banner import DISAGREE, Banner

_MUTED = RGBColor(0x56, 0x61, 0x66)
_WARN = RGBColor(0x8A, 0x3D, 0x12)
_NOTE, _ORIGIN, _LABEL, _ANSWER = "Citedesk Note", "Citedesk Origin", "Citedesk Label", "Citedesk Answer"


def as_word(transcript: Transcript, now: datetime) -> bytes:
    """Return a transcript as the bytes of a .docx file."""
    document = Document()
    about = document.core_properties
    about.title, about.author, about.comments = transcript.title[:255], "Citedesk", ""
    about.created = about.modified = now.astimezone(UTC).replace(tzinfo=None)
    _add_styles(document)
    writing = _Writing(document)
    for part in transcript.parts:
        writing.part(part)
    if transcript.check:
        writing.link(CHECK_NAME, transcript.check)
    writing.paragraph(f"Exported from Citedesk on {transcript.made}.", _ORIGIN)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _add_styles(document: Any) -> None:
    looks: tuple[tuple[str, float, RGBColor | None, bool], ...] = (
        (_NOTE, 10, _WARN, False),
        (_ORIGIN, 9, _MUTED, False),
        (_LABEL, 9, _MUTED, True),
        (_ANSWER, 18, None, False),
    )
    for name, size, colour, italic in looks:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.font.size, style.font.italic = Pt(size), italic
        style.font.color.rgb = colour
        style.paragraph_format.space_after = Pt(4)
    styles = document.styles
    styles[_ANSWER].font.bold = True
    styles["Heading 1"].font.color.rgb = None
    # Where a quote is from stands close below it, and further from the next one.
    styles["Quote"].paragraph_format.space_after = Pt(2)
    styles[_ORIGIN].paragraph_format.space_after = Pt(10)
    styles["Heading 1"].paragraph_format.space_after = Pt(6)
    styles[_ANSWER].paragraph_format.space_before = Pt(10)
    for name in (_LABEL, _ANSWER, "Quote"):
        styles[name].paragraph_format.keep_with_next = True


class _Writing:
    """The document as far as it is written."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._notes = Footnotes(document)
        self._known: dict[int, Footnote] = {}

    def part(self, part: Part) -> None:
        """Write a question and its answer."""
        self._known |= {note.number: note for note in part.footnotes}
        self.paragraph(part.question, "Heading 1")
        if part.limits:
            self.paragraph(part.limits, _ORIGIN)
        if part.refusal:
            self._refusal(part)
        else:
            self._banner(part.banner)
        if part.direct:
            self._direct(part.direct)
        for label, lines in part.groups:
            self.paragraph(label, _LABEL)
            for line in lines:
                self._line(line)
        if left := [note.number for note in part.footnotes if note.number in self._known]:
            also = self.paragraph("Also cited", _LABEL)
            for number in left:
                self._cite(also, number)
        if part.check:
            self.link(CHECK_NAME, part.check)

    def _banner(self, banner: Banner) -> None:
        if banner.rows:
            self.paragraph(DISAGREE, _NOTE).runs[0].bold = True
            table = self._document.add_table(0, 3, "Table Grid")
            for row in banner.rows:
                outlet, values, day = (cell.paragraphs[0] for cell in table.add_row().cells)
                outlet.add_run(row.outlet)
                values.add_run(row.values).bold = True
                _number(values, row.number)
                day.add_run(row.day)
        for change in banner.changes:
            heading = self.paragraph(f"{change.heading} ({change.outlet}): {change.note}", _NOTE)
            _number(heading, *change.numbers)
            if change.before:
                self._edits(change.edits)
        if banner.as_of:
            _number(self.paragraph(banner.as_of[0], _NOTE), banner.as_of[1])
        for note in banner.notes:
            self.paragraph(note, _NOTE)

    def _edits(self, edits: Sequence[Edit]) -> None:
        """Write how words changed, as Word shows it: struck out, and underlined."""
        paragraph = self.paragraph("")
        for edit in edits:
            run = paragraph.add_run(edit.text)
            run.font.strike = edit.kind == "gone"
            run.font.underline = edit.kind == "new"
        _turn(paragraph)

    def _refusal(self, part: Part) -> None:
        self.paragraph(part.refusal).runs[0].bold = True
        for note in part.banner.notes:
            self.paragraph(note, _NOTE)
        if part.nearest:
            self.paragraph("Nearest headlines", _LABEL)
        for headline in part.nearest:
            self.paragraph(headline, "List Bullet")
        if part.covers:
            self.paragraph(part.covers, _ORIGIN)

    def _direct(self, direct: Line) -> None:
        paragraph = self.paragraph(direct.words, _ANSWER)
        # Its footnote is that of the sentence that carries it: Word numbers each one by its place.
        _number(paragraph, *direct.footnotes)
        self.paragraph(direct.origin, _ORIGIN).paragraph_format.keep_with_next = True

    def _line(self, line: Line) -> None:
        styles = {"written": None, "quoted": "Quote", "headline": None, "removed": _NOTE}
        paragraph = self.paragraph("", styles[line.kind])
        if line.kind == "headline":
            paragraph.paragraph_format.space_after = Pt(2)
        plain, bold, rest = ("Headline: ", line.words, "") if line.kind == "headline" else line.pieces
        for text in filter(None, (plain, bold, rest)):
            paragraph.add_run(text).bold = True if text is bold else None
        _turn(paragraph)
        for number in line.footnotes:
            self._cite(paragraph, number)
        if line.origin:
            self.paragraph(f"— {line.origin}", _ORIGIN)

    def _cite(self, paragraph: Any, number: int) -> None:
        """Set a footnote's mark; where it has one already, its number."""
        note = self._known.pop(number, None)
        if note is None:
            _number(paragraph, number)
            return
        if note.removed:
            self._notes.add(paragraph, "This article has been removed from the archive.", ())
            return
        words = "" if note.is_headline else f"{quoted(note.quote)} "
        self._notes.add(paragraph, words + note.about, note.links, _is_right_to_left(note.quote))

    def link(self, name: str, address: str) -> None:
        """Write a line that leads to an address."""
        add_link(self._document.add_paragraph()._p, self._document.part, name, address)

    def paragraph(self, text: str, style: str | None = None) -> Any:
        """Write a paragraph and return it."""
        added = self._document.add_paragraph(" ".join(text.split()), style)
        _turn(added)
        return added


def _turn(paragraph: Any) -> None:
    """Have a paragraph run from the right if its words do."""
    if _is_right_to_left(paragraph.text):
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        for run in paragraph.runs:
            run.font.rtl = True


def _number(paragraph: Any, *numbers: int) -> None:
    """Write the numbers of footnotes whose marks stand elsewhere."""
    paragraph.add_run(", ".join(map(str, numbers))).font.superscript = True


def _is_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction runs from the right (Unicode annex 9, rule P2)."""
    ways = (unicodedata.bidirectional(char) for char in text)
    return next((way for way in ways if way in {"L", "R", "AL"}), "L") != "L"
