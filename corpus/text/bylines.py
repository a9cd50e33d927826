"""Bylines: whether a line is one, and whom it names."""

from __future__ import annotations

import re

from corpus.text.lexicon import MONTH_NAMES, WEEKDAY_NAMES, any_of

# "Von", "Par", "Por" and "Door" begin names, too, and so need a first name and a last one behind them.
_NAME = r"[A-ZÀ-ÖØ-Þ][\w.'’-]*"
_SMALL_NAMES = "de|der|del|di|van|von|al"
_OF_OTHERS = "Von|Par|Por|Door|Di|Av|Af"
# "Par Anne Roe (avec AFP)"
_WITH_AGENCY = r"(?:,? \((?:(?:avec|mit|with|con|med|met|com) )?[\w/ ]{2,30}\))"
_BYLINE = re.compile(
    rf"^(?:By|BY|{_OF_OTHERS}) (?:{_NAME}|and|of)"
    rf"(?:[ ,|]+(?:{_NAME}|and|und|et|y|e|og|och|en|of|{_SMALL_NAMES}))*{_WITH_AGENCY}?$"
)
_BY = re.compile(rf"^(?:(?:by|BY|By):? +(?=[A-ZÀ-Þ]|the )|(?:{_OF_OTHERS}) (?={_NAME} {_NAME}))")
# In other scripts, and where a label says it: "Автор: Анна Роу", "文/王小明", "Text: Anna Roe".
_NAME_ABROAD = r"[^\W\d_a-zа-яё][\w.'’-]{0,30}"
_LABELLED_BYLINE = re.compile(
    r"^(?:(?:Autor(?:in|a|e)?|Auteure?|Te(?:x|ks)te?|Testo|Texto|Автор(?: текста)?|Συντάκτης) ?: ?"
    rf"(?P<name>{_NAME_ABROAD}(?: {_NAME_ABROAD}){{1,3}})|"
    r"(?:文|作者|撰文|記者|记者|文字) ?[:：/／] ?(?P<short>[\u4e00-\u9fff·]{2,8})|"
    r"(?P<korean>[가-힣]{2,4}) ?기자(?: \S+@\S+)?)$"
)
_PAGE = re.compile(r"https?://\S+", re.IGNORECASE)
_DAY_OR_MONTH = re.compile(rf"^By (?:{any_of((*WEEKDAY_NAMES, *MONTH_NAMES))}|Christmas|Easter)\b")
# Within a text a byline has a first and a last name; a single word may be the heading of a section.
_WITHIN = re.compile(rf"^\w+ {_NAME}(?: (?:{_SMALL_NAMES}))* {_NAME}")
# As makers of notes link to one of a name: "[[Ana Vale]]", "[[people/vale|Ana Vale]]".
_NOTE_LINK = re.compile(r"\[\[(?:[^\[\]|]{0,200}\|)?([^\[\]|]{1,200})\]\]")
_MOST_BYLINE_WORDS = 12


def author_of(byline: str | None) -> str | None:
    """Return the names of a byline without its "By", None for none and for an address of a page."""
    if not byline or _PAGE.fullmatch(byline):
        return None
    if labelled := _LABELLED_BYLINE.match(byline):
        return next(filter(None, labelled.groups()), None)
    if _BYLINE.match(byline):
        byline = re.sub(f"{_WITH_AGENCY}$", "", byline)
    return _BY.sub("", _NOTE_LINK.sub(r"\1", byline)).strip() or None


def is_byline(line: str, *, within: bool = False) -> bool:
    """Return whether a line is a byline; `within` a text, where "By Friday" is likelier, it has two names."""
    if _LABELLED_BYLINE.match(line):
        return not within  # There it may be what a card says: "Text: Merry Christmas".
    if not _BYLINE.match(line) or _DAY_OR_MONTH.match(line) or len(line.split()) > _MOST_BYLINE_WORDS:
        return False
    return (not within and line.startswith(("By ", "BY "))) or bool(_WITHIN.match(line))
