from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject

from corpus.errors import ArticleError
from corpus.formats.pdf import _refuse_drawn
from tests.corpus.formats.test_read import read


def pdf(path: Path, *pages: list[str]) -> Path:
    """A PDF with a text layer: a line of Helvetica for each string."""
    return drawn(path, *("".join(f"({line}) Tj 0 -14 Td\n" for line in lines) for lines in pages))


def drawn(path: Path, *pages: str, font: DictionaryObject | None = None) -> Path:
    """A PDF with a page for each of these runs of PDF's own words; the font is Helvetica."""
    writer = PdfWriter()
    for shown in pages:
        page = writer.add_blank_page(600, 800)
        font = font if font is not None else named("/Type1", "/Helvetica")
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        content = DecodedStreamObject()
        content.set_data(f"BT /F1 12 Tf 50 700 Td\n{shown}ET".encode())
        page[NameObject("/Contents")] = writer._add_object(content)
    writer.write(path)
    return path


def named(kind: str, base: str, **more: object) -> DictionaryObject:
    names = {"/Type": "/Font", "/Subtype": kind, "/BaseFont": base}
    values = {NameObject(key): NameObject(value) for key, value in names.items()}
    return DictionaryObject(values | {NameObject(f"/{key}"): value for key, value in more.items()})


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


def lines(*placed: tuple[int, str]) -> str:
    """Lines of words, each at its height, as a browser prints a page."""
    return "".join(f"ET BT /F1 10 Tf 50 {height} Td ({words}) Tj\n" for height, words in placed)


SUNK = "The ferry Morning Star sank on Monday off the harbour of Hask, her owner said"


def test_a_gap_between_lines_begins_a_paragraph_and_a_byline_is_none_of_the_text(tmp_path: Path) -> None:
    page = lines(
        *((700, "Ferry sinks off Hask"), (676, "By Ann Roe"), (664, "The Courier")),
        *((640, f"{SUNK},"), (628, "when she"), (616, f"came from Quennish. {SUNK} again"), (604, "later.")),
        *((580, f"{SUNK} in spring."), (568, f"{SUNK} in fall.")),
        *((544, "Quay Ships"), (528, "North 12"), (512, "South 9")),
    )
    [article], errors = read(drawn(tmp_path / "a.pdf", page))
    assert not errors
    assert (article.title, article.author) == ("Ferry sinks off Hask", "Ann Roe")
    assert article.body.split("\n\n") == [
        "The Courier",
        f"{SUNK}, when she came from Quennish. {SUNK} again later.",
        f"{SUNK} in spring. {SUNK} in fall.",
        *("Quay Ships", "North 12", "South 9"),
    ]


def test_a_figure_within_a_sentence_does_not_end_its_paragraph(tmp_path: Path) -> None:
    page = lines((700, "Ferry sinks off Hask"), (676, SUNK), (664, SUNK), (540, "to the port."), (528, SUNK))
    [article], _ = read(drawn(tmp_path / "a.pdf", page))
    assert article.body == f"{SUNK} {SUNK} to the port.\n\n{SUNK}"


def test_a_headline_below_the_running_head_is_none_of_the_text_and_an_initial_is_of_its_word(
    tmp_path: Path,
) -> None:
    page = lines((760, "The Courier, page 3"), (700, "FERRY SINKS OFF HASK"), (676, "T"), (664, SUNK[1:]))
    path = drawn(tmp_path / "a.pdf", page)
    writer = PdfWriter(clone_from=path)
    writer.add_metadata({"/Title": "Ferry sinks off Hask"})
    writer.write(path)
    [article], _ = read(path)
    assert article.title.casefold() == "ferry sinks off hask"
    assert article.body == f"The Courier, page 3\n\n{SUNK}"


def test_arabic_as_it_is_drawn_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="as it is drawn"):
        _refuse_drawn(["\ufe8d\ufedf\ufee4\ufef4\ufee8\ufe8e\ufe80", "Hask"], "a.pdf")
    _refuse_drawn(["\u0627\u0644\u0645\u064a\u0646\u0627\u0621", "Hask"], "a.pdf")


LINES = [
    "Ferry sinks off Hask",
    "The ferry Morning Star sank off the old pier on Monday.",
    "Nobody was hurt.",
]


@pytest.mark.parametrize(("shift", "is_read"), [(-29, False), (0xE000, False), (0, True)])
def test_a_font_that_does_not_say_what_its_shapes_stand_for_is_told(
    tmp_path: Path, shift: int, is_read: bool
) -> None:
    within = ArrayObject([named("/CIDFontType2", "/ABCDEF+Times")])
    font = named("/Type0", "/ABCDEF+Times", Encoding=NameObject("/Identity-H"), DescendantFonts=within)
    shown = (f"<{''.join(f'{ord(char) + shift:04x}' for char in line)}> Tj 0 -14 Td\n" for line in LINES)
    articles, errors = read(drawn(tmp_path / "a.pdf", "".join(shown), font=font))
    assert [article.title for article in articles] == (LINES[:1] if is_read else [])
    assert all("which characters its letters are" in error.message for error in errors)
    assert len(errors) == (not is_read)


def test_letters_that_are_drawn_as_one_are_the_letters_of_their_word(tmp_path: Path) -> None:
    marks = [NumberObject(1), *map(NameObject, ("/fi", "/fl", "/ffi"))]
    encoding = DictionaryObject({NameObject("/Differences"): ArrayObject(marks)})
    font = named("/Type1", "/Helvetica", Encoding=encoding)
    lines = ["Fire at the port", r"The \001re o\003ce of Hask \002ed on Monday."]
    shown = "".join(f"({line}) Tj 0 -14 Td\n" for line in lines)
    [article], errors = read(drawn(tmp_path / "a.pdf", shown, font=font))
    assert not errors
    assert article.body == "The fire office of Hask fled on Monday."
