"""The words for reading texts, dates and questions: months, weekdays, numbers, pronouns, question words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

MONTHS = "january february march april may june july august september october november december".split()
"""The months in English, lower case, in order."""

WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
"""The days of the week, lower case, Monday first as `datetime.weekday` counts."""

MONTH_NAMES = [name.title() for name in MONTHS]
"""The months with their capitals."""

WEEKDAY_NAMES = [name.title() for name in WEEKDAYS]
"""The days of the week with their capitals."""

SMALL_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen".split()
)
"""Number words, each at its value."""

TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
"""The tens from 20."""

ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
"""Ordinal words from 1."""

PERSONS = "he him his she her hers they them their".split()
"""Pronouns that stand for persons, or may."""

POSSESSIVES = frozenset("its their theirs his her hers".split())
"""Pronouns that say whose something is; "her" may also stand for a person."""

POINTING = "it its this that these those there then".split()
"""Words that stand for things, places and times."""

QUESTION_WORDS = "who whom whose what when where which why how".split()
"""Words that ask."""

WHO = QUESTION_WORDS[:3]
"""Those that ask for a person."""

HOW_MANY = r"\bhow many\b(?: (?:of|more|other|different|the))*"
"""A pattern of what asks for a count; the words behind it say of what."""

_SHORT_AND_REST = (
    ("Jan", "uary"), ("Feb", "ruary"), ("Mar", "ch"), ("Apr", "il"), ("May", ""), ("June?", ""),
    ("July?", ""), ("Aug", "ust"), ("Sept?", "ember"), ("Oct", "ober"), ("Nov", "ember"), ("Dec", "ember"),
)  # fmt: skip
# The months that the Associated Press shortens before a day.
_SHORTENED = {"January": "Jan", "February": "Feb", "August": "Aug", "September": "Sept"}
_SHORTENED |= {"October": "Oct", "November": "Nov", "December": "Dec"}


def any_of(words: Iterable[str]) -> str:
    """Return a pattern, without a group around it, of one of `words`, tried in their order."""
    return "|".join(words)


def any_pattern(*patterns: str, flags: re.RegexFlag = re.I) -> re.Pattern[str]:
    """Return a pattern of what matches one of several patterns, tried in their order."""
    return re.compile("|".join(patterns), flags)


def whole_words(words: str, flags: re.RegexFlag = re.I) -> re.Pattern[str]:
    """Return a pattern of words, or of the patterns of words, given as "one, two, another one"."""
    return re.compile(rf"\b(?:{'|'.join(words.split(', '))})\b", flags)


def month_forms(short_end: str = "") -> str:
    r"""Return a pattern of months in full or by three letters, "Sept" too, with their capitals.

    A short form must be followed by `short_end`, a pattern such as ``\b``.
    """
    return any_of(
        f"{short}(?:{rest}|{short_end})" if rest else f"{short}{short_end}" for short, rest in _SHORT_AND_REST
    )


def month_names_and_short_forms() -> str:
    """Return a pattern of months in full, or as the Associated Press shortens them, with a full stop."""
    return any_of(f"{name}|{_SHORTENED[name]}\\." if name in _SHORTENED else name for name in MONTH_NAMES)


# Months in other languages, without names that are English too.
_MONTHS_ABROAD = (
    "januar jänner janvier janv enero gennaio gen janeiro januari",
    "februar feber février fevrier févr fevr febrero febbraio fevereiro februari fev",
    "märz maerz mär mars marzo março marco maart mrt marts",
    "avril avr abril aprile abr",
    "mai mayo maggio mag maio mei maj",
    "juni juin junio giugno giu junho",
    "juli juillet juil julio luglio lug julho",
    "août aout agosto ago augustus augusti",
    "septembre septiembre settembre set setembro",
    "oktober octobre octubre ottobre ott outubro okt out",
    "novembre noviembre novembro",
    "dezember décembre decembre déc diciembre dicembre dic dezembro desember dez des",
)
_SHORTEST = 3


def _numbers() -> dict[str, int]:
    numbers: dict[str, int] = {"sept": 9}
    for number, (name, abroad) in enumerate(zip(MONTHS, _MONTHS_ABROAD, strict=True), start=1):
        numbers |= dict.fromkeys((name, name[:_SHORTEST], *abroad.split()), number)
    return numbers


MONTH_NUMBERS = _numbers()
"""The number of a month by its name or short form, lower case without a full stop, in nine languages."""

ZONE_HOURS: dict[str, float] = {
    **dict.fromkeys(("Z", "UT", "UTC", "GMT", "WET"), 0),
    **dict.fromkeys(("BST", "WEST", "CET", "MEZ", "WAT"), 1),
    **dict.fromkeys(("CEST", "MESZ", "EET", "SAST", "CAT"), 2),
    **dict.fromkeys(("EEST", "MSK", "EAT", "TRT"), 3),
    "GST": 4,
    "PKT": 5,
    "IST": 5.5,
    "NPT": 5.75,
    **dict.fromkeys(("WIB", "ICT"), 7),
    **dict.fromkeys(("HKT", "SGT", "PHT", "AWST", "MYT", "WITA"), 8),
    **dict.fromkeys(("JST", "KST"), 9),
    "ACST": 9.5,
    "AEST": 10,
    "ACDT": 10.5,
    "AEDT": 11,
    "NZST": 12,
    "NZDT": 13,
    "NDT": -2.5,
    **dict.fromkeys(("BRT", "ART", "ADT"), -3),
    "NST": -3.5,
    **dict.fromkeys(("AST", "EDT"), -4),
    **dict.fromkeys(("EST", "CDT"), -5),
    **dict.fromkeys(("CST", "MDT"), -6),
    **dict.fromkeys(("MST", "PDT"), -7),
    **dict.fromkeys(("PST", "AKDT"), -8),
    "AKST": -9,
    "HST": -10,
}
"""Hours ahead of UTC by a zone's short name. Several zones share one: read as the most of its press means it,
the American ones as RFC 5322 says, "IST" as Indian and "BST" as British time."""

ZONE_REGIONS = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
"""Where the time is kept that Americans name without saying whether it is summer time: "10:15 a.m. ET"."""

LANGUAGE_NAMES = {
    "ar": "Arabic", "bg": "Bulgarian", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "fa": "Persian", "fr": "French", "he": "Hebrew", "hi": "Hindi", "it": "Italian",
    "ja": "Japanese", "ko": "Korean", "mr": "Marathi", "nl": "Dutch", "no": "Norwegian", "pl": "Polish",
    "pt": "Portuguese", "ru": "Russian", "sr": "Serbian", "sv": "Swedish", "th": "Thai", "tr": "Turkish",
    "uk": "Ukrainian", "ur": "Urdu", "zh": "Chinese",
}  # fmt: skip
"""Languages of news by their ISO 639-1 codes; others are called by their code."""

# Question words and other small words; words that two of these languages share are left out.
ASKING_WORDS = {
    "en": "who whom whose what when where which why how did does do is was were has will the of",
    "de": "wer wen wem wessen was wann warum wie wieviel wieviele welche welcher welches welchen ist sind "
    "wurde waren wird hat der und nicht wovon wodurch womit von eine gibt für viel viele den dem im zu",
    "fr": "qui quand où pourquoi comment combien quel quelle quels quelles est-ce quoi le les dans",
    "es": "quién quiénes cuándo dónde qué cuál cuáles cómo cuánto cuánta cuántos cuántas el los fue",
    "it": "chi quando dove perché quanto quanti quante quale quali cosa della il è",
    "pt": "quem quando onde porquê quanto quantos qual quais foi o os da do é",
    "nl": "wie wanneer waar waarom hoe hoeveel welke wat het een zijn",
    "sv": "vem när var varför hur vilken vilket vilka vad och är",
    "no": "hvem hvor hvorfor hvordan hvilken hvilket hva når og er",
    "pl": "kto kiedy gdzie dlaczego jak ile który która które co jest",
    "tr": "kim ne zaman nerede neden nasıl kaç hangi",
}
"""Words of questions by language, lower case, separated by spaces."""

ASKING_WHEN = (
    "wann quand cuándo quando wanneer hvornår når när kiedy kdy когда коли πότε متى מתי कब いつ 什么时候 "
    "什麼時候 何时 何時 几时 哪年 哪一年 哪天 哪一天 언제 zaman"
).split()
"""Words of other languages than English that ask for a day."""

ASKING_HOW_MUCH = (
    r"wieviel wieviele wie\sviele? wie\s(?:hoch|teuer|alt|lang[e]?|groß) combien cuánt[oa]s? quant[oaie]s? "
    r"hoeveel hur\s(?:många|mycket) hvor\s(?:mange|mye|meget) ile сколько скільки πόσ[αοηεω]\w* كم כמה "
    r"कितन\w* いくら 何人 何個 多少 几(?!时) 多大 얼마 몇 kaç"
).split()
"""Patterns of words of other languages that ask for a number."""


def count_of(number: int, noun: str) -> str:
    """Return a count with its noun: "1 article", "1,397 articles"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


NUMBER_OF_HAN = "(?<![周期])[二三四五六七八九十百千万億亿两]|[一二三四五六七八九十百千万億亿两]{2,}"
"""A pattern of numbers as Chinese and Japanese write them; a lone one is mostly an article."""

MONTHS_IN_RUSSIAN = (
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
)
"""As they stand behind a day."""

PRESENT_OF: Mapping[str, str] = dict(
    pair.split(":")
    for pair in (
        "beat:beat became:become began:begin bore:bear bought:buy broke:break brought:bring "
        "built:build came:come caught:catch chose:choose cost:cost cut:cut drew:draw drove:drive "
        "fell:fall felt:feel fled:flee flew:fly fought:fight found:find gave:give got:get grew:grow "
        "held:hold hit:hit hurt:hurt kept:keep knew:know laid:lay led:lead left:leave let:let lost:lose "
        "made:make met:meet paid:pay put:put quit:quit ran:run rose:rise said:say sank:sink sat:sit "
        "saw:see sent:send set:set shook:shake shot:shoot shut:shut sold:sell sought:seek spent:spend "
        "spoke:speak stole:steal stood:stand struck:strike swept:sweep swore:swear "
        "taught:teach thought:think threw:throw told:tell took:take understood:understand went:go "
        "withdrew:withdraw won:win wore:wear wrote:write"
    ).split()
)
"""Irregular verbs: the past and the infinitive."""
