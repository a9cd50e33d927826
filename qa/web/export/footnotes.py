"""Footnotes of Word's own, which python-docx does not write (ECMA-376, part 1, 17.11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

# The lines that Word draws over footnotes; every document with footnotes has them.
_LINES = (("separator", "-1"), ("continuationSeparator", "0"))


class Footnotes:
    """The footnotes of a document that has none yet."""

    def __init__(self, document: Any) -> None:
        styles = document.styles
        text = styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH)
        text.base_style = styles["Normal"]
        text.font.size = Pt(9)
        text.paragraph_format.space_after = Pt(2)
        mark = styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER)
        mark.font.superscript = True
        self._text, self._mark = text.style_id, mark.style_id
        notes = parse_xml(f"<w:footnotes {nsdecls('w', 'r')}/>")
        notes.extend(_drawn(name, number) for name, number in _LINES)
        name = PackURI("/word/footnotes.xml")
        self._part = XmlPart(name, CONTENT_TYPE.WML_FOOTNOTES, notes, document.part.package)
        document.part.relate_to(self._part, RELATIONSHIP_TYPE.FOOTNOTES)
        self._count = 0

    def add(
        self, paragraph: Any, text: str, links: Sequence[tuple[str, str]], right_to_left: bool = False
    ) -> None:
        """Set a footnote's mark at the end of a paragraph and write the footnote."""
        self._count += 1
        paragraph._p.append(self._marked(_made("w:footnoteReference", id=str(self._count))))
        line = _made("w:p")
        about = _made("w:pPr")
        about.append(_made("w:pStyle", val=self._text))
        if right_to_left:
            about.append(_made("w:bidi"))
        line.extend([about, self._marked(_made("w:footnoteRef")), _run(f" {text}")])
        for index, (name, address) in enumerate(links):
            line.append(_run(", " if index else " ("))
            add_link(line, self._part, name, address)
        if links:
            line.append(_run(")"))
        note = _made("w:footnote", id=str(self._count))
        note.append(line)
        self._part.element.append(note)

    def _marked(self, mark: Any) -> Any:
        run, about = _made("w:r"), _made("w:rPr")
        about.append(_made("w:rStyle", val=self._mark))
        run.extend([about, mark])
        return run


def _drawn(kind: str, number: str) -> Any:
    note, line, run = _made("w:footnote", type=kind, id=number), _made("w:p"), _made("w:r")
    run.append(_made(f"w:{kind}"))
    line.append(run)
    note.append(line)
    return note


def add_link(line: Any, part: Any, name: str, address: str) -> None:
    """Add a link to a paragraph's element in `part`, the document or its footnotes."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run, about = _run(name), _made("w:rPr")
    about.extend([_made("w:color", val="0C5C60"), _made("w:u", val="single")])
    run.insert(0, about)
    link.append(run)
    line.append(link)


def _run(text: str) -> Any:
    run, words = _made("w:r"), _made("w:t")
    words.text = " ".join(text.split(" "))
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(words)
    return run


def _made(name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element
