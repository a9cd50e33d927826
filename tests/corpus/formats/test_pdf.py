from pathlib import Path

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from tests.corpus.formats.test_read import read


def pdf(path: Path, *pages: list[str]) -> Path:
    """A PDF with a text layer: a line of Helvetica for each string."""
    writer = PdfWriter()
    for lines in pages:
        page = writer.add_blank_page(600, 800)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        shown = "".join(f"({line}) Tj 0 -14 Td\n" for line in lines)
        content = DecodedStreamObject()
        content.set_data(f"BT /F1 12 Tf 50 700 Td\n{shown}ET".encode())
        page[NameObject("/Contents")] = writer._add_object(content)
    writer.write(path)
    return path


def test_lines_become_paragraphs_and_what_every_page_repeats_goes(tmp_path: Path) -> None:
    page = "The Courier, 16 April 2025"
    file = pdf(
        tmp_path / "a.pdf",
        [
            page,
            "Ferry sinks off Hask",
            "The ferry Morning Star sank on Monday off the har-",
            "bour. Nobody was hurt.",
        ],
        [page, "It was an old ferry, said the harbour master of Hask on", "Tuesday.", "2"],
        [page, "It will be raised.", "3"],
    )
    [article], errors = read(file)
    assert not errors
    assert article.title == "Ferry sinks off Hask"
    assert article.body == (
        "The ferry Morning Star sank on Monday off the harbour. Nobody was hurt.\n\n"
        "It was an old ferry, said the harbour master of Hask on Tuesday.\n\nIt will be raised."
    )
    assert article.published_at is None


def test_a_pdf_without_text_or_that_is_none_is_named(tmp_path: Path) -> None:
    _, [error] = read(pdf(tmp_path / "a.pdf", []))
    assert "no text layer" in error.message
    (tmp_path / "b.pdf").write_bytes(b"no pdf")
    _, [error] = read(tmp_path / "b.pdf")
    assert "cannot be read" in error.message
