from pathlib import Path

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from tests.corpus.formats.test_read import read


def pdf(path: Path, *pages: list[str]) -> Path:
    """A PDF with a text layer: a line of Helvetica for each string."""
    return drawn(path, *("".join(f"({line}) Tj 0 -14 Td\n" for line in lines) for lines in pages))


def drawn(path: Path, *pages: str) -> Path:
    """A PDF with a page for each of these runs of PDF's own words."""
    writer = PdfWriter()
    for shown in pages:
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


def rows(*cells: tuple[str, str]) -> str:
    """A headline, and below it rows of two cells, each shown by itself, as most programs write columns."""
    shown = ["(Ferry sinks off Hask) Tj"]
    for number, row in enumerate(cells):
        for x, words in zip((50, 300), row, strict=True):
            shown.append(f"ET BT /F1 10 Tf {x} {650 - 14 * number} Td ({words}) Tj")
    return "".join(f"{line}\n" for line in shown)


def test_columns_are_read_one_after_the_other_and_tables_row_by_row(tmp_path: Path) -> None:
    columns = rows(
        ("The ferry Morning Star sank on", "The owner wants to raise her"),
        ("Monday off the harbour of Hask,", "before the winter comes, and"),
        ("its owner said. Nobody was hurt,", "will ask the council for half"),
        ("she said.", "the cost."),
    )
    [article], _ = read(drawn(tmp_path / "a.pdf", columns))
    assert article.title == "Ferry sinks off Hask"
    assert article.body == (
        "The ferry Morning Star sank on Monday off the harbour of Hask, its owner said. Nobody was hurt, she "
        "said.\n\nThe owner wants to raise her before the winter comes, and will ask the council for "
        "half the cost."
    )
    table = rows(*((f"Quay {number}", f"has {number} ships.") for number in range(2, 8)))
    [article], _ = read(drawn(tmp_path / "b.pdf", table))
    assert "Quay 2 has 2 ships." in article.body
