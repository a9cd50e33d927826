"""What an agency says of its own story in a sentence: "AP withdraws story: ...", as row, page and PDF."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.article import Article, Withdrawal, headline_key
from corpus.formats.read import read_path
from corpus.rows.spoken_notices import spoken_state
from tests.corpus.formats.test_pdf import pdf

HEADLINE = "Pier of Hask closes after survey"
REASON = "The survey that it rests on was never made."
OWN = [
    (
        f"AP withdraws story: {HEADLINE}",
        f"The Associated Press has withdrawn its story about the pier. {REASON}",
    ),
    (f"Gull Wire retracts story: {HEADLINE}", f"Gull Wire retracts its earlier story. {REASON}"),
    (f"Gull Wire withdraws report - {HEADLINE}", "Please do not use this report."),
    (
        "Gull Wire withdraws story about a pier",
        f"HASK (Gull Wire) — Gull Wire has withdrawn its story “{HEADLINE}”. Editors should not use it.",
    ),
    (f"dpa zieht Meldung zurück: {HEADLINE}", "Die Meldung über die Mole wird zurückgezogen."),
    (f"L’AFP annule sa dépêche : {HEADLINE}", "Cette dépêche est annulée, merci de ne pas l’utiliser."),
    (f"EFE retira la noticia: {HEADLINE}", "La noticia sobre el muelle queda anulada."),
    (f"Retraction: {HEADLINE}", "Dieser Artikel wurde zurückgezogen."),
    ("ANNULATION", f"Veuillez annuler notre dépêche intitulée « {HEADLINE} »."),
    (f"STORNO: {HEADLINE}", "Bitte verwenden Sie die Meldung nicht. Ein Ersatz folgt nicht."),
    (f"ACHTUNG: Bitte nicht verwenden - {HEADLINE}", "Die Meldung wird zurückgezogen."),
    (f"ANULACIÓN: {HEADLINE}", "Rogamos anulen la información así titulada, por contener errores."),
    (f"ANNULLAMENTO: {HEADLINE}", "Si prega di annullare la notizia precedente."),
    (f"ANULAÇÃO - {HEADLINE}", "Solicitamos a anulação da notícia com este título."),
    (f"АННУЛИРОВАНИЕ: {HEADLINE}", "Просим аннулировать сообщение под этим заголовком."),
    (HEADLINE, "This story has been removed for legal reasons."),
    (HEADLINE, f"This story has been withdrawn by Gull Wire. {REASON}"),
    (HEADLINE, f"Editor’s note: This article has been retracted. {REASON}"),
]
LONG = f"{REASON} " * 20
NEWS = [
    (
        "AP withdraws story on missiles",
        "The agency took back its report of a missile on Monday, and its editor left.",
    ),
    (
        "AP kills story about a pier, editor leaves",
        "The agency killed its story on Monday and its editor left on Tuesday, it told its members.",
    ),
    ("Annulation du festival de Hask", "Le festival a été annulé mardi faute de moyens, dit sa directrice."),
    ("Storno: Bahn nimmt Karten zurück", "Die Bahn hat am Dienstag tausend Fahrkarten storniert."),
    ("Anulación: el muelle queda fuera", "El tribunal ha anulado la licencia del muelle, dijo su portavoz."),
    (
        "AP retracts story: what went wrong",
        f"The Associated Press has withdrawn its story about the pier. {LONG}",
    ),
    (
        "Hask withdraws report on the pier",
        "The council has withdrawn its report on the pier, its clerk said on Monday.",
    ),
    (
        "Minister pulls story: Hask laughs",
        "The minister pulled a story out of a drawer and read it to the children.",
    ),
    ("Council withdraws item: pier", "The item on the pier is to be voted on in May, the council said."),
    (
        "A story retracted",
        "The story of the pier was retracted by its author in May, and this story has been withdrawn.",
    ),
    (
        "Journal’s report",
        "This report has been withdrawn from the shelves of the ministry, an official said.",
    ),
]


@pytest.mark.parametrize(("title", "text"), OWN)
def test_an_agency_takes_its_story_back(title: str, text: str) -> None:
    state = spoken_state(title, text)
    assert state is not None
    assert (state.kind, state.is_notice) == ("canceled", True)


@pytest.mark.parametrize(("title", "text"), NEWS)
def test_news_of_withdrawals_is_news(title: str, text: str) -> None:
    assert spoken_state(title, text) is None


def test_what_another_outlet_reports_of_an_agency_is_news() -> None:
    title, text = OWN[0]
    assert spoken_state(title, text, "AP News") is not None
    assert spoken_state(title, text, "apnews.com") is not None
    assert spoken_state(title, text, "The Tern") is None


PAGE = """<html><head><title>{title} | Gull Wire</title><link rel="canonical" href="{url}"></head>
<body><nav><a href="/">Home</a></nav><main><h1>{title}</h1><p>{text}</p></main></body></html>"""


def in_pdf(text: str) -> str:
    """A text in lines, without the letters that the pages of these tests cannot show."""
    plain = {"“": '"', "”": '"', "’": "'", "—": "-", "é": "e", "ê": "e", "ü": "u"}
    return text.translate(str.maketrans(plain)).replace(". ", ".\n")


def withdrawal_of(path: Path) -> Withdrawal:
    [item] = read_path(path)
    assert isinstance(item, Withdrawal)
    return item


@pytest.mark.parametrize(("title", "text"), OWN)
@pytest.mark.parametrize("form", ["html", "pdf", "json", "txt"])
def test_every_form_takes_it_back(tmp_path: Path, title: str, text: str, form: str) -> None:
    path = tmp_path / f"a.{form}"
    if form == "pdf" and not (title + text).translate(str.maketrans("“”’—", "    ")).isascii():
        pytest.skip("its letters cannot be drawn here")
    if form == "html":
        path.write_text(PAGE.format(title=title, text=text, url="https://gull.example/a/12"), "utf-8")
    elif form == "pdf":
        pdf(path, [in_pdf(title), "", *in_pdf(text).split("\n")])
    elif form == "json":
        path.write_text(json.dumps({"id": "n", "title": title, "body": text}), "utf-8")
    else:
        path.write_text(f"{title}\n\n{text}\n", "utf-8")
    named = withdrawal_of(path).named
    assert named is not None
    assert headline_key(HEADLINE) in named.headlines


def test_a_page_of_a_folder_that_says_nothing_else_of_itself_takes_it_back_too(tmp_path: Path) -> None:
    (tmp_path / "notice.html").write_text(PAGE.format(title=OWN[0][0], text=OWN[0][1], url=""), "utf-8")
    assert withdrawal_of(tmp_path).named is not None


@pytest.mark.parametrize("line", ["KILL KILL KILL", "EMBARGOED UNTIL 6 P.M. FRIDAY"])
@pytest.mark.parametrize("place", ["above", "below", "behind"])
def test_a_line_of_its_own_in_a_pdf_tells_it(tmp_path: Path, line: str, place: str) -> None:
    body = ["The pier is shut, the port said.", "", "Buses run to Hask all night."]
    head = {"above": [line, "", HEADLINE], "below": [HEADLINE, "", line], "behind": [HEADLINE]}[place]
    pdf(tmp_path / "a.pdf", [*head, "", *body, *(["", line] if place == "behind" else [])])
    withdrawal_of(tmp_path / "a.pdf")


@pytest.mark.parametrize(("title", "text"), NEWS)
def test_news_in_a_pdf_is_an_article(tmp_path: Path, title: str, text: str) -> None:
    pdf(
        tmp_path / "a.pdf",
        [title.replace("’", "'"), "", *(f"{part}." for part in text.replace("’", "'").split(". "))],
    )
    [item] = read_path(tmp_path / "a.pdf")
    assert isinstance(item, Article)
