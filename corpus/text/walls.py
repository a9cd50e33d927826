"""Recognising pages in place of an article: an offer to subscribe, a request for consent, an error page."""

from __future__ import annotations

import re

from corpus.errors import ArticleError
from corpus.text.scripts import WITHOUT_SPACES

# What is left of an article that a wall hides may be its first sentences; of an error page nothing is.
_LEAST_WORDS = 25
_MOST_WORDS = 200
# A text of more characters has more words.
_MOST_CHARACTERS = 4_000
_MOST_TITLE = 5
_UNSPACED = re.compile(f"[{WITHOUT_SPACES}]")
_QUOTED = re.compile(r"[\"“„«][^\"”“»\n]{0,300}[\"”“»]")
_OFFER = re.compile(
    r"\b(?:subscribe|subscription|sign in|log ?in|register|create an account|start your (?:free )?trial)\b"
    r"[^.!?]{0,60}\b(?:to|and) (?:continue|keep|finish|read|unlock|access|view)\b|"
    r"\b(?:continue|keep) reading\b[^.!?]{0,60}\b(?:subscri|free|account|trial|member)|"
    r"\balready (?:a|have an?|an?) (?:subscriber|subscription|member|account)\b"
    r"(?:\s?\?|[^.!?]{0,40}\b(?:log|sign) ?in\b)|"
    r"^\W{0,3}already (?:a|have an?) (?:subscriber|subscription|member|account)\W{0,3}$|"
    r"\b(?:article|story|content|page)s? (?:is|are) (?:only )?"
    r"(?:for|available to|reserved for|exclusive to)\b[^.!?]{0,40}\b(?:subscribers|members)|"
    r"\b(?:subscribers|members)[ -]only (?:article|story|content|access)\b|"
    r"^\W{0,3}(?:subscribers|members)[ -]only\W{0,3}$|\bfull digital access\b|"
    r"\bfor subscribers only\b|\b(?:unlock|full access to) (?:this|the|all|every|our) [^.!?]{0,40}"
    r"\b(?:article|story|stories|articles|journalism)\b|"
    r"\byou(?:'|’)?(?:ve| have) (?:reached|read|used)\b[^.!?]{0,40}\b(?:limit|free articles?)\b|"
    r"\b(?:jetzt abonnieren|mit (?:einem )?abo weiterlesen|bereits abonnent|"
    r"abonnez-vous|déjà abonné|suscríbete|ya eres suscriptor|solo para suscriptores|abbonati per|"
    r"réservée?s? aux abonnés|riservat[oaie] agli abbonati|accedi per continuare|exclusief voor abonnees|"
    r"alleen voor abonnees|word abonnee|exclusivo para assinantes|assine para|kun for abonnenter|"
    r"(?:endast|bara) för prenumeranter|(?:nur|exklusiv) für abonnenten|"
    r"log(?:ga|g) (?:in|ind|inn) för att läsa|log(?:g inn| ind) for (?:å lese|at læse)|vain tilaajille|"
    r"(?:tylko )?dla (?:prenumeratorów|subskrybentów)|zaloguj się, aby (?:czytać|przeczytać)|"
    r"(?:jen|pouze) pro předplatitele|csak előfizetők\w*|(?:yalnızca|sadece) abone\w*|"
    r"(?:только )?для подписчиков|доступ\w* по подписке|для передплатників|μόνο για συνδρομητές)\b|"
    r"(?:有料)?会員限定|ログインして(?:続き|全文)|続きを読むには|(?:仅限|僅限|仅供|僅供)(?:订阅|訂閱|会员|會員)|"
    r"(?:订阅|訂閱|登录|登入)(?:后|後|以)?(?:继续|繼續)?(?:阅读|閱讀)|구독자 전용|로그인 후|للمشتركين فقط|"
    r"\b(?:must|need to|have to) (?:be logged|log|sign) in\b|\bplease (?:log ?in|sign in) or\b|"
    r"\b(?:\d+|no|one|two|three) (?:more )?(?:free )?(?:articles?|stories) (?:left|remaining)\b|"
    r"\balready subscribed\?|\bsubscri[^.!?]{0,40}\bunlimited (?:digital )?access\b|"
    r"\bil vous reste \d{1,2}\s?% de (?:cet article|ce contenu)",
    re.I | re.M,
)
_CONSENT = re.compile(
    r"\b(?:stimmen sie|zustimmung|einwilligung)\b[^.!?]{0,120}\bcookies?\b|\bpur-abo\b|"
    r"\bmit werbung weiterlesen\b|\bcontinuer sans accepter\b|\b(?:samtyk|samtyck|godkänn|toestemming|"
    r"aceptar?|accett|zgod|согла)\w*\b[^.!?]{0,80}\b(?:cookies?|informasjonskapsler|kakor|куки)\b|"
    r"\b(?:we|our partners|this (?:site|website)|wir|nous|utilizamos)\b[^.!?]{0,120}\bcookies?\b|"
    r"\bcookies?\b[^.!?]{0,120}\b(?:accept|agree|consent|reject|preferences|privacy|settings|zustimm|akzept)|"
    r"\b(?:accept|reject|agree to|consent to|manage|allow)\b[^.!?]{0,60}"
    r"\b(?:cookies?|all|preferences|partners)\b|"
    r"\b(?:we|our)\b[^.!?]{0,40}\bpartners\b[^.!?]{0,30}\b(?:store|access|process|use|collect)\b[^.!?]{0,60}"
    r"\b(?:data|information|identifiers)\b|"
    r"\bprivacy (?:policy|settings|choices)\b|\bpersonali[sz]ed (?:ads|advertising|content)\b",
    re.I,
)
_ERROR_TITLE = re.compile(
    r"^(?:(?:error|fehler|erreur)\s*)?(?:40[0-9]|410|451|50[0-9])\b|"
    r"\b(?:page|article|story|file|site) (?:was |is |could )?not (?:be )?(?:found|available)\b|"
    r"^not found\b|\bno longer available\b|^(?:access denied|forbidden|"
    r"just a moment|attention required|are you a robot|service unavailable|bad gateway)\b|"
    r"^unavailable (?:due to|for) legal reasons\b|\bunavailable in your (?:country|region|location)\b|"
    r"^(?:down for |under )?maintenance\b|"
    r"^(?:(?:sorry|oops|whoops|uh-?oh)\b[^\w]*)?we (?:can(?:'|’)?t|cannot|could(?:n(?:'|’)t| not)) find "
    r"(?:that|this|the) (?:page|article|story)\b|"
    r"\bseite (?:wurde )?nicht gefunden\b|\bpage (?:introuvable|non trouvée)\b|"
    r"\bpágina no encontrada\b|\bpágina não encontrada\b|\bpagina non trovata\b|"
    r"\bpagina niet gevonden\b|\bsid(?:e|a)n (?:ble |blev |kunde |kunne )?(?:ikke|inte)(?: blev)? "
    r"(?:funnet|fundet|hittas|hittades|findes)\b|\bsivua ei löyt\w+\b|\bnie znaleziono strony\b|"
    r"\bstránka nenalezena\b|\bstrona nie została znaleziona\b|\bstraniece? nije pronađena\b|"
    r"\bстраница не найдена\b|\bсторінку не знайдено\b|\bsayfa bulunamadı\b|\ba keresett oldal\b|"
    r"\bη σελίδα δεν βρέθηκε\b|(?:ページが見つかりません|页面不存在|找不到(?:页面|頁面)|페이지를 찾을 수 없)|"
    r"الصفحة غير موجودة",
    re.I,
)
_ERROR = re.compile(
    r"\b(?:page|article|story|content|link|url|address)\b[^.!?]{0,80}"
    r"\b(?:could not be|couldn(?:'|’)t be|cannot be|can(?:'|’)t be|was not|not) found\b|"
    r"\b(?:page|article|story|content)\b[^.!?]{0,60}\b(?:may|might) have (?:been )?"
    r"(?:moved|removed|deleted|renamed|expired)\b|"
    r"\b(?:page|article|story|content)\b[^.!?]{0,60}\b(?:no longer (?:available|exists?)|"
    r"does(?:n(?:'|’)t| not) exist|has (?:been )?(?:moved|removed|expired))\b|"
    r"\b(?:verify|checking|confirm) (?:that )?you(?:r browser| are (?:a )?(?:human|not a robot))|"
    r"\b(?:permission|not authori[sz]ed|not allowed) to (?:access|view)\b|"
    r"\baccess cannot be granted\b|\b(?:security of your connection|site connection is secure)\b|"
    r"\b(?:scheduled|undergoing) maintenance\b|\btemporarily (?:unavailable|unable)\b|"
    r"\benable (?:javascript|js|cookies)\b|\bdisable (?:any|your) ad ?-?blocker|"
    r"\bexistiert (?:leider )?nicht\b|\bnicht gefunden\b|"
    r"\bvi (?:finner|finder|hittar|kan) (?:ikke|inte)\b|\b(?:kan|kunne|kunde) (?:ikke|inte) (?:finnes|hittas|"
    r"findes)\b|\b(?:slettet|flyttet|borttagen|flyttats|tagits bort)\b|\bei löyt\w+\b|\bnie istnieje\b|"
    r"\bneexistuje\b|\bне (?:найдена|существует|знайдено|існує)\b|\bbulunamadı\b|\bnem található\b|"
    r"\bnon (?:esiste|è stata trovata)\b|\bniet (?:gevonden|bestaat)\b|\bnão (?:existe|foi encontrada)\b|"
    r"見つかりません|不存在|找不到|찾을 수 없|غير موجودة|δεν βρέθηκε|"
    r"\bn(?:'|’)existe (?:pas|plus)\b|\b(?:introuvable|non trouvée)\b|\bno (?:existe|encontrad[ao])\b",
    re.I,
)
# Nobody is quoted, and nothing is told of others, in what stands in an article's place.
_REPORTED = re.compile(
    r"\b(?:said|says?|told|according to|sagten?|a déclaré|selon|dijo|según|ha detto|disse)\b",
    re.I,
)
_KINDS = (("an offer to subscribe", _OFFER), ("a request for consent", _CONSENT), ("an error page", _ERROR))


class WallError(ArticleError):
    """A page shows something else in place of its article, and will tomorrow; or there is no page.

    Attributes:
        what: What it shows, in words; "" where there is no page.
    """

    what = ""


def wall_of(title: str, text: str) -> str:
    """Return what a text is in place of an article, in words; "" for the text of one."""
    if len(text) > _MOST_CHARACTERS:
        return ""
    try:
        behind_wall(title, text, "")
    except WallError as error:
        return error.what
    return ""


def behind_wall(title: str, text: str, path: str) -> str:
    """Return the text of a page without paragraphs that only ask to subscribe or to consent.

    Only a short text is looked at: a long one is an article, even one about cookies.

    Raises:
        WallError: Nothing of an article is left.
    """
    words = _count(text)
    if words > _MOST_WORDS and not _OFFER.search(text):
        return text
    lines = text.split("\n")
    if words <= _MOST_WORDS and _ERROR_TITLE.search(title.strip()) and _ERROR.search(f"{title}. {text}."):
        beside = sum(_count(line) for line in lines if not _ERROR.search(line))
        # A longer title may be a headline: "Council page not found after hack".
        if len(title.split()) <= _MOST_TITLE or beside < _LEAST_WORDS:
            raise _wall("an error page", path)
    left = [line for line in lines if not _is_wall(line, words)]
    if len(left) == len(lines):
        return text
    if sum(map(_count, left)) < _LEAST_WORDS:
        raise _wall(next(name for name, pattern in _KINDS if pattern.search(text)), path)
    # Beside an article nobody writes that there is none: such a line is news of it.
    return "\n".join(
        line for line in lines if line in left or not (_OFFER.search(line) or _CONSENT.search(line))
    )


def _count(text: str) -> int:
    """How many words a text has; in scripts without spaces two characters are about one."""
    return len(text.split()) + len(_UNSPACED.findall(text)) // 2


def _is_wall(line: str, words: int) -> bool:
    """Whether a paragraph is nothing but a wall's; in a long text only a short one that offers."""
    patterns = [pattern for _, pattern in _KINDS] if words <= _MOST_WORDS else [_OFFER]
    own = _QUOTED.sub("", line)  # What somebody is quoted to say offers nothing.
    is_short = _count(line) <= _LEAST_WORDS * 2 and not _REPORTED.search(own)
    return is_short and any(pattern.search(own) for pattern in patterns)


def _wall(what: str, path: str) -> WallError:
    error = WallError(
        f"This page shows {what}, and no article", path, None, "Save the page as a reader sees it."
    )
    error.what = what
    return error
