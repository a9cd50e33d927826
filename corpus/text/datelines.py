"""Finding the end of a dateline, such as "PARIS (AP) — "."""

from __future__ import annotations

import re

from corpus.text.lexicon import any_of

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


def dateline_end(paragraph: str, *, opens: bool) -> int:
    """Return the offset in a paragraph after its dateline, 0 without one.

    Args:
        paragraph: A paragraph, trimmed.
        opens: Whether the article begins with it.
    """
    patterns = (_OF_AGENCY, _OF_PLACE, _OF_WEB, _ALONE) if opens else (_OF_AGENCY, _OF_KNOWN_PLACE)
    matches = (match for pattern in patterns if (match := pattern.match(paragraph)))
    return next((match.end() for match in matches), 0)
