"""Text whose encoding nothing names: UTF-16 by its zero bytes, windows-1252 by what it then says.

A browser takes a western text without a label for windows-1252. So do we, if it then reads as one of the
languages that are written so: other bytes would turn into other words without anybody noticing.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from corpus.errors import ArticleError
from corpus.text.language import language_of

_HEAD = 4096
_LEAST_ASCII = 0.1
_SAMPLE = 2_000
# Names from elsewhere have letters of their own.
_MOST_FOREIGN = 0.1
_MOST_ODD_IN_ENGLISH, _FEW_ODD = 0.02, 2
_OF_ALL = "áàâäãåæçéèêëíìîïñóòôöõøœúùûüýÿßš"
_LETTERS = {
    "en": _OF_ALL + "ðþž",
    "de": "äöüßéèêëáàâîôç",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "es": "áéíñóúüªº",
    "it": "àèéìíîòóùúªº",
    "pt": "áâãàçéêíóôõúüªº",
    "nl": "áäéèêëíïóöúü",
    "sv": "åäöéèüáà",
    "da": "æøåéèüöäó",
    "no": "æøåéèêòôóüöä",
    "nb": "æøåéèêòôóüöä",
    "nn": "æøåéèêòôóüöä",
    "fi": "äöåéšž",
    "is": "áðéíóúýþæö",
    "fo": "áðíóúýæø",
    "ca": "àçèéíïòóúüªº·",
    "gl": "áéíñóúüªº",
    "eu": "ñüç",
    "ga": "áéíóú",
    "af": "áéèêëíîïóôöúû",
    "lb": "äëéèêöüçîû",
}
_BETWEEN = re.compile('["\x1f]')
# Signs that these bytes are of another encoding: a small letter before a capital, as in "mayorÕs", what never
# stands within a word, a low quotation mark behind one, a letter that touches a number, "¤" for "€".
_ODD = re.compile(
    r"[a-zß-öø-ÿ][À-ÖØ-ÞŠŽŸ]|(?<=[^\W\d_])[^\w\s\x00-\x7f’‘´·–—­ªº](?=[^\W\d_])|[\x80-\x9f¤]|"
    r"(?<=\w)[‚„]|[À-ÖØ-öø-ÿŒœŠšŽžŸ]\d"
)


def wide_encoding(head: bytes) -> str | None:
    """Return the encoding of a text in UTF-16 by its first bytes, also without a mark; None for any other."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" not in head:
        return None
    head = head[: min(len(head), _HEAD) // 2 * 2]
    zeros = head[0::2].count(0), head[1::2].count(0)
    if min(zeros) or 2 * max(zeros) < _LEAST_ASCII * len(head):
        return None
    encoding = "utf-16-be" if zeros[0] else "utf-16-le"
    # Half a character may be at the end.
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    return encoding if all(map(_is_text, text)) else None


def _is_text(char: str) -> bool:
    return char in "\t\n\r\f" or unicodedata.category(char) not in {"Cc", "Cn", "Co", "Cs"}


def western(raw: bytes) -> str | None:
    """Return bytes as windows-1252 says, None if that makes no text of a language that is written so."""
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        return None
    if _ODD.search(text):
        return None
    # Between the quotation marks of JSON, or in one of a row's values, stands what has a language.
    language = language_of(max(_BETWEEN.split(text), key=len).strip()[:_SAMPLE])
    ours = _LETTERS.get(language or "")
    letters = [char for char in text.lower() if char.isalpha()]
    odd = [char for char in letters if not char.isascii()]
    if ours is None or (language == "en" and len(odd) > max(_FEW_ODD, _MOST_ODD_IN_ENGLISH * len(letters))):
        return None
    return text if sum(char not in ours for char in odd) <= _MOST_FOREIGN * len(odd) else None


def read_as_western(path: str, line: int | None = None) -> ArticleError:
    """Return what is told of a text that was read so."""
    return ArticleError(
        "This is not valid UTF-8, and nothing names its encoding; it was read as windows-1252",
        path,
        line,
        "If characters look wrong, save it as UTF-8 and sync again.",
        kept=True,
    )
