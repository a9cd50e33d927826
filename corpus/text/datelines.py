"""Where a dateline ends, such as "PARIS (AP) — ", and the day that it gives."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from corpus.text.dates import Precision
from corpus.text.lexicon import MONTH_NUMBERS, any_of, month_forms

_AGENCIES = (
    "AAP AFP AGI ANI ANP ANSA AP APA Ansa Belga Bloomberg CNA CNN CNS CP DPA EFE IANS Interfax KHN KNA KUNA "
    "Kyodo LUSA Lusa MTI NTB PA PAP PTI RIA RNS Reuters STT TASS TT UPI Xinhua Yonhap afp ap dpa epd efe "
    "keystone-sda sda"
).split()
_DASH = r"(?:--?|[‒–—―−]{1,2})"
_ENDS = rf"\s?\.?\s?{_DASH}\s+"
# "PARIS", "ORLEANS, Mass.", "ST. PAUL, 8 July", "WASHINGTON/LONDON, March 3".
_CAPITALS = r"(?:Mc|Mac)?[A-Z\u00c0-\u00de]{2}[^\n()–—―−a-z]{0,40}(?:,[^\n()–—―−]{1,40}?)?"
_PLACE = r"[^\W\d_a-z][^\n()–—―−]{1,60}?"
_AGENCY = rf"\(\s?(?:{any_of(_AGENCIES)})(?:\s?/\s?[^\n()]{{1,20}})?\s?\)"
# With an agency at the beginning of any paragraph: a round-up has one for each item.
_OF_AGENCY = re.compile(rf"(?:(?:{_PLACE}\s?)?{_AGENCY}|{_CAPITALS}\s?\([A-Z][^\n()]{{1,30}}\)){_ENDS}(?=\S)")
# Without an agency only at the beginning of the article: "BEST FILM — " begins an item of a list.
_OF_PLACE = re.compile(rf"{_CAPITALS}?{_ENDS}(?=[^\Wa-z]|[“\"‘'«$£€])")
# Cities that agencies name without their country.
_CITIES = (
    "ATLANTA, AUSTIN, BALTIMORE, BEIJING, BEIRUT, BERLIN, BOSTON, BRUSSELS, CAIRO, CHICAGO, CINCINNATI, "
    "CLEVELAND, DALLAS, DENVER, DETROIT, DUBAI, GENEVA, HAVANA, HONG KONG, HONOLULU, HOUSTON, "
    "INDIANAPOLIS, ISTANBUL, JERUSALEM, KABUL, KYIV, LAS VEGAS, LONDON, LOS ANGELES, MADRID, "
    "MEXICO CITY, MIAMI, MILWAUKEE, MINNEAPOLIS, MONTREAL, MOSCOW, MUNICH, NEW DELHI, NEW ORLEANS, "
    "NEW YORK, OKLAHOMA CITY, PARIS, PHILADELPHIA, PHOENIX, PITTSBURGH, ROME, SALT LAKE CITY, "
    "SAN ANTONIO, SAN DIEGO, SAN FRANCISCO, SEATTLE, SEOUL, SHANGHAI, SINGAPORE, ST. LOUIS, SYDNEY, "
    "TEL AVIV, TOKYO, TORONTO, UNITED NATIONS, VATICAN CITY, VIENNA, WASHINGTON, ZURICH"
).split(", ")
# Further down, behind a caption, only these and what has its country: "IRVINE, Calif. —", "ICA, Peru –".
_WITH_COUNTRY = (
    r"(?:Mc|Mac)?[A-Z\u00c0-\u00de]{2}[A-Z\u00c0-\u00de .'’-]{0,30},"
    r"(?:(?: [A-Z][a-z]+\.?){1,2}| ?[A-Z]\.[A-Z]\.)"
)
_OF_KNOWN_PLACE = re.compile(
    rf"(?:{any_of(map(re.escape, _CITIES))}|{_WITH_COUNTRY}){_ENDS}(?=[^\Wa-z]|[“\"‘'«])"
)
# Without a dash, as on the web: "Washington (CNN) A majority".
_OF_WEB = re.compile(rf"(?:{_PLACE}\s?)?{_AGENCY}\s+(?=[^\Wa-z]|[“\"‘'])")
# On a line of its own: "London CNN Business —".
_ALONE = re.compile(rf"(?:[^\W\d_][^\n.!?]{{0,60}}\s)?[A-Z]{{2,}}\w*(?:\s\w+)?\s{_DASH}$")
_MONTH = rf"(?:{month_forms()})\.?"
_WITH_DAY = re.compile(
    rf"(?P<place>[A-Z]{{2}}[^\n\d()–—]{{0,60}}?),? "
    rf"(?:(?P<month>{_MONTH}) (?P<day>\d{{1,2}})|(?P<day_before>\d{{1,2}}) (?P<month_after>{_MONTH}))"
    r"(?:,? (?P<year>(?:19|20)\d\d))?,? ?(?:\([A-Z][^()\n]{0,40}\))? ?(?:--?|–|—)[ \n]"
)
_YEAR_AND_MONTH = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])(?=[/-])")


def dateline_end(paragraph: str, *, opens: bool) -> int:
    """Return the offset in a paragraph after its dateline, 0 without one.

    Args:
        paragraph: A paragraph, trimmed.
        opens: Whether the article begins with it.
    """
    patterns = (_OF_AGENCY, _OF_PLACE, _OF_WEB, _ALONE) if opens else (_OF_AGENCY, _OF_KNOWN_PLACE)
    matches = (match for pattern in patterns if (match := pattern.match(paragraph)))
    return next((match.end() for match in matches), 0)


def dateline_day(body: str, url: str | None) -> tuple[datetime | None, Precision | None]:
    """Return the day of a dateline, "LONDON, March 3 (Reuters) -", if its year is certain.

    That is when the dateline gives it, or the address has year and month, ``/2023/03/``, and the day lies in
    that month. A day without a certain year is unknown.
    """
    match = _WITH_DAY.match(body)
    if match is None:
        return None, None
    name = match["month"] or match["month_after"]
    month = MONTH_NUMBERS[name[:3].lower()]
    day = int(match["day"] or match["day_before"])
    year = match["year"]
    if year is None:
        dated = _YEAR_AND_MONTH.search(url or "")
        if dated is None or int(dated[2]) != month:
            return None, None
        year = dated[1]
    try:
        return datetime(int(year), month, day, tzinfo=UTC), "day"
    except ValueError:
        return None, None
