"""One name for each outlet, however it is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import urlsplit

_HOST = re.compile(r"\w{2}\.\w")  # Not "a.p."
# Short names, domains and spellings of agencies and papers that many archives have, in lower case.
_NAMES = {
    "Associated Press": ("ap", "a.p.", "ap news", "apnews", "apnews.com", "the associated press"),
    "Reuters": ("reuters.com", "thomson reuters", "reuters news agency"),
    "Agence France-Presse": ("afp", "afp.com", "agence france presse"),
    "Deutsche Presse-Agentur": ("dpa", "dpa.com", "dpa international"),
    "United Press International": ("upi", "upi.com"),
    "Press Association": ("pa media", "press association", "pa.media"),
    "EFE": ("agencia efe", "efe.com"),
    "ANSA": ("ansa.it",),
    "Xinhua": ("xinhuanet.com", "news.cn", "xinhua news agency"),
    "Kyodo News": ("kyodo", "kyodonews.net", "english.kyodonews.net"),
    "Yonhap": ("yonhap news agency", "yna.co.kr", "en.yna.co.kr"),
    "BBC News": ("bbc", "bbc.com", "bbc.co.uk", "news.bbc.co.uk"),
    "The Guardian": ("guardian", "theguardian.com", "guardian.co.uk"),
    "The New York Times": ("nyt", "nytimes.com", "new york times"),
    "The Washington Post": ("washingtonpost.com", "washington post"),
    "The Wall Street Journal": ("wsj", "wsj.com", "wall street journal"),
    "Financial Times": ("ft", "ft.com", "the financial times"),
    "Los Angeles Times": ("latimes.com", "la times", "l.a. times"),
    "Al Jazeera": ("aljazeera.com", "al jazeera english"),
    "Deutsche Welle": ("dw", "dw.com"),
    "RFE/RL": ("rferl.org", "rferl", "radio free europe/radio liberty"),
    "NPR": ("npr.org", "national public radio"),
    "USA Today": ("usatoday", "usatoday.com", "eu.usatoday.com", "rssfeeds.usatoday.com"),
    "CNN": ("cnn.com", "edition.cnn.com", "us.cnn.com", "cnn international"),
    "The Week": ("theweek.com", "theweek.co.uk"),
    "Bloomberg": ("bloomberg.com", "bloomberg news"),
    "CBS News": ("cbsnews.com",),
    "NBC News": ("nbcnews.com",),
    "ABC News": ("abcnews.go.com", "abcnews.com"),
    "Fox News": ("foxnews.com", "fox news channel"),
    "Politico": ("politico.com", "politico.eu"),
    "Axios": ("axios.com",),
    "The Atlantic": ("theatlantic.com",),
    "The Economist": ("economist.com", "economist"),
    "Time": ("time.com", "time magazine"),
    "Newsweek": ("newsweek.com",),
    "The Independent": ("independent.co.uk", "the-independent.com"),
    "The Daily Telegraph": ("telegraph.co.uk", "daily telegraph"),
    "The Times": ("thetimes.co.uk", "thetimes.com"),
    "Daily Mail": ("dailymail.co.uk", "mailonline"),
    "Sky News": ("news.sky.com",),
    "The Irish Times": ("irishtimes.com", "irish times"),
    "The Globe and Mail": ("theglobeandmail.com", "globe and mail"),
    "CBC News": ("cbc.ca",),
    "The Sydney Morning Herald": ("smh.com.au", "sydney morning herald"),
    "The Times of India": ("timesofindia.indiatimes.com", "times of india"),
    "The Hindu": ("thehindu.com",),
    "South China Morning Post": ("scmp.com", "scmp"),
    "The Japan Times": ("japantimes.co.jp", "japan times"),
    "Der Spiegel": ("spiegel.de", "spiegel", "spiegel online"),
    "Die Zeit": ("zeit.de", "zeit online"),
    "Frankfurter Allgemeine Zeitung": ("faz.net", "faz"),
    "Süddeutsche Zeitung": ("sueddeutsche.de",),
    "Neue Zürcher Zeitung": ("nzz.ch", "nzz"),
    "Le Monde": ("lemonde.fr",),
    "Le Figaro": ("lefigaro.fr",),
    "El País": ("elpais.com", "el pais"),
    "El Mundo": ("elmundo.es",),
    "Corriere della Sera": ("corriere.it",),
    "La Repubblica": ("repubblica.it",),
}
_KNOWN = {spelling: name for name, spellings in _NAMES.items() for spelling in (name.lower(), *spellings)}
KNOWN_OUTLETS = tuple(_NAMES)
"""The outlets that a question may name whatever the archive holds."""


def short_names(outlet: str) -> tuple[str, ...]:
    """Return how else people call an outlet, in lower case, without domains; empty for one of no table."""
    return tuple(spelling for spelling in _NAMES.get(outlet, ()) if not _HOST.search(spelling))


def outlet_name(source: str, own: Mapping[str, str] | None = None) -> str:
    """Return the name under which an outlet is stored; one that no table has stays as written.

    Of an address only the host is left: that of each page would be an outlet of its own.

    Args:
        source: As a row or page names it: a name, a domain or an address.
        own: Names that win over the table: as they are written, in any case, to as they are kept.
    """
    key = _bare(source)
    for written, name in (own or {}).items():
        if _bare(written) == key:
            return name
    return _KNOWN.get(key, key if "://" in source and " " not in key else source)


def _bare(source: str) -> str:
    folded = source.strip().lower()
    if "://" in folded:
        with suppress(ValueError):  # It only looks like an address, and is a name like any other.
            folded = urlsplit(folded).hostname or folded
    return folded.removeprefix("www.").rstrip("/")
