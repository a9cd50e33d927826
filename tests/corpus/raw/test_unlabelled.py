"""Text without a label: UTF-16 without its mark, windows-1252 where it says something, nothing else."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from corpus.article import Article, Read
from corpus.errors import ArticleError
from corpus.formats.read import read_path
from corpus.raw.unlabelled import western, wide_encoding

WESTERN = {
    "en": "The mayor’s plan – to raise dues to £345 – was “too dear”, a café owner said after the meeting.",
    "de": "Die Vorsitzende sagte am Sonntag, die Erhöhung der Gebühren gelte vom 1. Juli an.",
    "fr": "Le maire a annoncé dimanche que les droits de port augmenteraient de 310 à 345 couronnes.",
    "es": "El alcalde anunció el domingo que las tasas del puerto subirán, «en serio».",
    "pt": "O presidente da câmara anunciou no domingo que as taxas do porto vão subir na região em julho.",
    "sv": "Borgmästaren sade på söndagen att hamnavgifterna höjs i juli, och det är för dyrt.",
    "no": "Ordføreren sa søndag at havneavgiftene øker i juli og sier at det er for dyrt å ligge på kai.",
    "is": "Bæjarstjórinn sagði á sunnudag að hafnargjöldin hækki í júlí, og sjómenn segja að það sé of dýrt.",
}
OTHERS = {
    "cp1250": "Starosta města v neděli oznámil, že přístavní poplatky v červenci vzrostou; rybáři se zlobí.",
    "iso8859-2": "Burmistrz powiedział w niedzielę, że opłaty portowe wzrosną w lipcu; rybacy są źli.",
    "cp1251": "Мэр заявил в воскресенье, что портовые сборы вырастут в июле; рыбаки недовольны и протестуют.",
    "koi8-r": "Мэр заявил в воскресенье, что портовые сборы вырастут в июле; рыбаки недовольны и протестуют.",
    "cp1253": "Ο δήμαρχος δήλωσε την Κυριακή ότι τα λιμενικά τέλη θα αυξηθούν τον Ιούλιο.",
    "cp1254": "Belediye başkanı pazar günü liman ücretlerinin temmuz ayında artacağını söyledi.",
    "cp1257": "Meras sekmadienį pranešė, kad uosto mokesčiai liepą didės; žvejai pyksta.",
    "gb18030": "渔港委员会主席周日表示，渔船的费用将从310克朗提高到345克朗。渔民们很生气，说这太贵了。",
    "cp932": "港湾委員会の委員長は日曜日、漁船の料金を引き上げると述べた。漁師たちは怒っている。",
    "mac_roman": WESTERN["en"],
    "cp850": "Il sindaco ha annunciato domenica che le tariffe saliranno perché la città non ha più fondi.",
    "cp437": "The mayor's plan to raise the dues to £345 was too dear, a man said on Sunday.",
    "iso8859-15": "The mayor's plan to raise the dues to €345 was too dear, a man said on Sunday.",
}


@pytest.mark.parametrize("language", WESTERN)
def test_a_western_text_is_read_as_browsers_read_it(language: str) -> None:
    text = WESTERN[language]
    assert western(text.encode("cp1252")) == text


def test_a_short_english_text_may_have_a_foreign_word() -> None:
    text = "The mayor’s plan – to raise dues – was “too dear”, a café owner said."
    assert western(text.encode("cp1252")) == text


@pytest.mark.parametrize("encoding", OTHERS)
def test_bytes_of_another_encoding_are_no_western_text(encoding: str) -> None:
    assert western(OTHERS[encoding].encode(encoding)) is None


def test_noise_is_no_text() -> None:
    noise = [random.Random(seed).randbytes(400) for seed in range(50)]
    assert [(western(raw), wide_encoding(raw)) for raw in noise] == [(None, None)] * 50


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [WESTERN["en"], OTHERS["cp1251"], '{"title": "渔船", "body": "提高"}\n'])
def test_utf_16_is_known_by_its_zeros(text: str, encoding: str) -> None:
    assert wide_encoding(text.encode(encoding)) == encoding


TITLE = "Mayor’s plan for the harbour"
ROW = {"title": TITLE, "body": WESTERN["en"]}
FORMS = {
    "a.txt": f"{TITLE}\n\n{WESTERN['en']}\n",
    "a.md": f"---\ntitle: {TITLE}\n---\n{WESTERN['en']}\n",
    "a.csv": f'title,body\n{TITLE},"{WESTERN["en"]}"\n',
    "a.jsonl": json.dumps(ROW, ensure_ascii=False) + "\n",
    "a.json": json.dumps([ROW], ensure_ascii=False, indent=1),
}


def read(folder: Path, name: str, raw: bytes) -> list[Read]:
    path = folder / name
    path.write_bytes(raw)
    return list(read_path(path))


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_windows_1252_is_read_and_told(tmp_path: Path, name: str) -> None:
    told, article = read(tmp_path, name, FORMS[name].encode("cp1252"))
    assert isinstance(told, ArticleError)
    assert told.kept
    assert "windows-1252" in told.message
    assert isinstance(article, Article)
    assert (article.title, article.body) == (TITLE, WESTERN["en"])


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_every_form_of_utf_16_is_read_with_and_without_its_mark(
    tmp_path: Path, name: str, encoding: str
) -> None:
    [article] = read(tmp_path, name, FORMS[name].encode(encoding))
    assert isinstance(article, Article)
    assert (article.title, article.body) == (TITLE, WESTERN["en"])


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_another_encoding_is_an_error(tmp_path: Path, name: str) -> None:
    text = FORMS[name].replace(WESTERN["en"], OTHERS["cp1251"]).replace("’", "")
    [told] = read(tmp_path, name, text.encode("cp1251"))
    assert isinstance(told, ArticleError)
    assert (told.kept, "not valid UTF-8" in told.message) == (False, True)


def test_a_file_tells_once_how_its_rows_were_read(tmp_path: Path) -> None:
    rows = "".join(f'Rise;"{WESTERN[language]}"\n' for language in ("de", "fr", "sv"))
    told, *articles = read(tmp_path, "a.csv", f"Überschrift;Inhalt\n{rows}Rise;A rise.\n".encode("cp1252"))
    assert isinstance(told, ArticleError)
    assert [article.title for article in articles if isinstance(article, Article)] == ["Rise"] * 4
