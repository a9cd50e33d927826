import pytest

from corpus.options import Reading
from corpus.rows.as_article import article_of
from corpus.text.language import language_code, language_of
from corpus.text.outlets import outlet_name

TEXTS = {
    "en": "The ferry sank on Monday morning off the harbour with forty people on board, and all were saved.",
    "de": "Die Fähre sank am Montagmorgen vor dem Hafen mit vierzig Menschen an Bord, alle wurden gerettet.",
    "fr": "Le ferry a coulé lundi matin devant le port avec quarante personnes à bord, toutes sauvées.",
    "ar": "غرقت العبّارة صباح يوم الاثنين قبالة الميناء وعلى متنها أربعون شخصا، وتم إنقاذهم جميعا دون إصابات.",
    "zh": "港务局局长周日表示，新费用从七月一日起生效，船上有四十人，全部获救，无人受伤，渡轮周一沉没。",
    "hr": "Lučka uprava podigla je pristojbe za ribarske brodove, rekla je predsjednica nakon sastanka.",
    "id": "Feri itu tenggelam pada Senin pagi di luar pelabuhan, semua orang diselamatkan.",
    "uk": "Пором затонув у понеділок вранці біля гавані, на борту було сорок людей, усіх врятували.",
}


@pytest.mark.parametrize(("code", "text"), TEXTS.items())
def test_the_language_of_a_text(code: str, text: str) -> None:
    assert language_of(text) == code


def test_a_text_too_short_to_tell_has_none() -> None:
    assert language_of("It cost 3.") is None


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en-US", "en"), ("pt_BR", "pt"), ("", None), ("english", None), ("eng", "en"), ("ger", "de")],
)
def test_a_tag_tells_it_too(tag: str, code: str | None) -> None:
    assert language_code(tag) == code


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("apnews.com", "Associated Press"),
        ("AP", "Associated Press"),
        ("The Associated Press", "Associated Press"),
        ("https://www.theguardian.com/world", "The Guardian"),
        ("www.usatoday.com", "USA Today"),
        ("quennish.example", "quennish.example"),
        ("The Ellisk Courier", "The Ellisk Courier"),
    ],
)
def test_one_name_for_one_outlet(written: str, name: str) -> None:
    assert outlet_name(written) == name


def test_a_setting_names_outlets_and_fields_of_its_own() -> None:
    reading = Reading(fields={"title": "hl1", "body": "story"}, outlets={"Courier.example": "The Courier"})
    row = {"hl1": "Ferry sinks", "title": "slug-7", "story": "It sank.", "source": "courier.example"}
    article, faults = article_of(row, "a.json", None, reading)
    assert not faults
    assert (article.title, article.body, article.source) == ("Ferry sinks", "It sank.", "The Courier")
