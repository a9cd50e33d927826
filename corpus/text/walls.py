"""Recognising pages in place of an article: offers to subscribe, requests for consent, error pages."""

from __future__ import annotations

import re
from collections.abc import Callable

from corpus.errors import ArticleError
from corpus.text.scripts import WITHOUT_SPACES

# What is left of an article that a wall hides may be its first sentences; of an error page nothing is.
_LEAST_WORDS = 25
_MOST_WORDS = 200
# A text of more characters has more words.
_MOST_CHARACTERS = 4_000
_MOST_TITLE = 5
# A page that is closed to readers of a region says so first, and has no more words.
_MOST_WORDS_CLOSED = 120
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
_OFFER_ABROAD = re.compile(
    r"^\W{0,3}(?:jetzt|hier) (?:gratis |kostenlos )?weiterlesen\b|\bweiterlesen mit\b|"
    r"^\W{0,3}(?:jetzt )?(?:diesen )?(?:artikel|beitrag|text) (?:jetzt )?(?:freischalten|weiterlesen)\b|"
    r"\bum (?:(?:den|diesen) (?:ganzen )?(?:artikel|beitrag|text) )?(?:weiter ?zu ?lesen|zu lesen)\b"
    r"[^.!?]{0,30}\b(?:anmelden|registrieren|melden sie|registrieren sie|melde dich|abonnieren)|"
    r"\b(?:melden sie sich|melde dich|registrieren sie sich|registriere dich)\b[^.!?]{0,60}"
    r"\b(?:zu lesen|weiterzulesen|lesen sie weiter|weiterlesen|liest? weiter)\b|"
    r"\b(?:artikel|beitrag|inhalt|text) ist (?:nur|exklusiv|ausschließlich) für\b[^.!?]{0,40}"
    r"\b(?:abonnent\w*|plus|premium|registrierte)|"
    r"^\W{0,3}(?:(?:sind sie|sie sind|sie haben|haben sie|du hast|hast du|du bist|bist du) )?"
    r"(?:bereits|schon) (?:registriert|ein (?:digital-?)?(?:abo|konto)|(?:plus-?|digital-?)?"
    r"(?:kund(?:e|in)|leser(?:in)?|abonnent(?:in)?))\s?\?|"
    r"\b(?:connectez|identifiez|inscrivez|enregistrez)-vous\b[^.!?]{0,60}"
    r"\b(?:lire|lecture|poursuivre|continuer à|créez un compte)\b|"
    r"\bcréez (?:un|votre) compte\b[^.!?]{0,40}\b(?:lire|lecture|l(?:'|’)article)\b|"
    r"\bdébloquez (?:cet article|la suite|tous (?:les|nos) articles)|"
    r"\bréservée?s? (?:à nos abonnés|aux (?:inscrits|membres inscrits))|"
    r"^\W{0,3}(?:vous avez )?déjà un compte\s?\?|\bpoursuivez votre lecture (?:avec|en)\b|"
    r"\b(?:inicia|inicie|iniciar) sesión\b[^.!?]{0,40}\b(?:leer|leyendo)\b|"
    r"\b(?:regístr(?:ate|ese)|suscríb(?:ete|ase)|hazte (?:socio|socia|suscriptor))\b[^.!?]{0,40}"
    r"\b(?:leer|leyendo)\b|\b(?:contenido|artículo|noticia) (?:es )?(?:exclusiv[oa]|reservad[oa]|solo|sólo) "
    r"para (?:suscriptores|socios|abonados|registrados)|¿ya (?:tienes|tiene) (?:una )?(?:cuenta|suscripción)|"
    r"\b(?:registrati|accedi|abbonati) (?:per|e)\b[^.!?]{0,30}\b(?:leggere|lettura)\b|"
    r"\bom verder te lezen\b|\blees verder met\b",
    re.I | re.M,
)
# A text without any of them holds no such offer, and looking for them takes a hundredth of the time.
_WORDS_ABROAD = (
    *(
        "weiterles",
        "weiterzulesen",
        "lesen sie weiter",
        "freischalten",
        "zu lesen",
        "ist nur für",
        "ist exklusiv",
        "bereits",
    ),
    *("ausschließlich", "schon", "-vous", "créez", "débloquez", "réservé", "compte", "votre lecture"),
    *("sesión", "regístr", "suscríb", "hazte", "contenido", "artículo", "noticia", "¿ya"),
    *("registrati", "accedi", "abbonati", "verder"),
)
_AD_BLOCKER = re.compile(
    r"\b(?:disable|turn off|switch off|deactivate|pause) (?:your|any|the|all)(?: \w+)? ?ad ?-?block|"
    r"^\W{0,3}ad ?-?block(?:er|ing)?s? (?:was |is )?(?:detected|enabled|active|on)\b|"
    r"\byou(?:(?:'|’)re| are| seem to be| appear to be)?(?: currently)? us(?:e|ing) an ad ?-?block|"
    r"\byou have an ad ?-?block\w* (?:enabled|on|active|installed)|\bwhitelist (?:us|our|this) (?:web)?site|"
    r"\b(?:ad ?-?|werbe)blocker (?:wurde )?(?:erkannt|entdeckt|aktiv)\b|"
    r"\b(?:deaktivieren|schalten) sie\b[^.!?]{0,30}\b(?:ad ?-?|werbe)blocker|"
    r"\b(?:sie|du) (?:nutzen|verwenden|benutzen|haben|nutzt|verwendest|benutzt|hast) (?:\w+ )?einen "
    r"(?:ad ?-?|werbe)blocker|\bvous (?:utilisez|avez activé)\b[^.!?]{0,20}\b(?:bloqueur|adblock)|"
    r"\bdésactive[rz]\b[^.!?]{0,20}\b(?:bloqueur|adblock)|\bbloqueur de pub\w* (?:détecté|activé)|"
    r"\b(?:usas?|utilizas?|usando|utilizando) un bloqueador de (?:anuncios|publicidad)|"
    r"\b(?:desactiv|deshabilit)\w+ (?:tu|su|el) (?:bloqueador|adblock)|"
    r"\bbloqueador de (?:anuncios|publicidad) (?:detectado|activado)|"
    r"\bdisattiva(?:re|te)? (?:il tuo|l(?:'|’))\s?ad ?-?block|\bdesative\b[^.!?]{0,15}\bbloqueador|"
    r"\b(?:schakel|zet)\b[^.!?]{0,15}\b(?:ad ?-?blocker|advertentieblokker)\b[^.!?]{0,30}\buit\b",
    re.I | re.M,
)
_SITE = r"(?:web)?(?:site|page|seite|auftritt|web|contenu|contenido|content|inhalt|article|artículo|artikel)"
_NOT_THERE = (
    r"(?:not available|unavailable|not accessible|inaccessible|cannot|can(?:'|’)t|unable|blocked|"
    r"nicht (?:verfügbar|erreichbar|zugänglich|abrufbar)|pas (?:disponible|accessible)|"
    r"no (?:está|se encuentra|es) (?:disponible|accesible))"
)
_RULES = r"(?:gdpr|general data protection regulation|dsgvo|datenschutz-?grundverordnung|rgpd)"
_REGION = re.compile(
    r"\b(?:not|isn(?:'|’)t|un) ?(?:currently |yet )?available (?:in|for|to|from)\b[^.!?]{0,30}"
    r"\byour (?:region|country|location|area)\b|"
    r"\byour (?:region|country|location)\b[^.!?]{0,40}\b(?:not (?:available|supported)|blocked|restricted)\b|"
    rf"\b(?:our|this|unsere|diese|notre|ce|nuestr[ao]|este) {_SITE}\b[^.!?]{{0,60}}\b{_NOT_THERE}\b"
    r"[^.!?]{0,80}\b(?:europ\w+|eu|eea|ue)\b|"
    rf"\b(?:because of|due to|under|aufgrund|wegen|en raison|à cause|debido)\b[^.!?]{{0,60}}\b{_RULES}\b"
    rf"[^.!?]{{0,40}}\b(?:our|this|unsere|diese|notre|ce|nuestr[ao]|este|we|wir|nous) (?:{_SITE}\b)?"
    rf"[^.!?]{{0,60}}\b{_NOT_THERE}\b|"
    r"\byou(?:(?:'|’)re| are)\b[^.!?]{0,40}\b(?:from|in|within)\b[^.!?]{0,40}"
    r"\b(?:european (?:union|economic area)|eu|eea|europe)\b[^.!?]{0,120}\b(?:unable to|cannot be|denied)\b|"
    r"\bin (?:ihrem|deinem|ihrer|deiner) (?:land|region|gebiet|standort)\b[^.!?]{0,30}"
    r"\b(?:nicht (?:verfügbar|abrufbar|zugänglich|erreichbar)|gesperrt)\b|"
    r"\bpas (?:disponible|accessible)s?\b[^.!?]{0,20}\b(?:dans|depuis) votre (?:pays|région|zone)\b|"
    r"\bno (?:está|se encuentra|es) (?:disponible|accesible)\b[^.!?]{0,20}"
    r"\b(?:en|desde|para) (?:tu|su|vuestr[oa]) (?:país|región|zona|ubicación)\b|"
    r"\bnon (?:è )?(?:disponibile|accessibile)\b[^.!?]{0,20}\b(?:nel tuo|nella tua|dal tuo) "
    r"(?:paese|regione|area|zona)\b|\bniet beschikbaar in (?:uw|jouw|je) (?:land|regio)\b|"
    r"\bnão (?:está )?disponível\b[^.!?]{0,20}\b(?:no seu país|na sua região)\b",
    re.I,
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
    r"\benable (?:javascript|js|cookies)\b|"
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


def _is_offer(text: str) -> bool:
    if _OFFER.search(text):
        return True
    folded = text.lower()
    return any(word in folded for word in _WORDS_ABROAD) and bool(_OFFER_ABROAD.search(text))


_Sign = Callable[[str], object]
_KINDS: tuple[tuple[str, _Sign], ...] = (
    ("an offer to subscribe", _is_offer),
    ("a request for consent", _CONSENT.search),
    ("an error page", _ERROR.search),
    ("a request to switch off an ad blocker", _AD_BLOCKER.search),
    ("a page that is closed to readers of a region", _REGION.search),
)
# Beside an article nobody writes that there is none: such a line is news of it.
_BESIDE: tuple[_Sign, ...] = (_is_offer, _CONSENT.search, _AD_BLOCKER.search)


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
    if words > _MOST_WORDS and not _is_offer(text):
        return text
    lines = text.split("\n")
    if words <= _MOST_WORDS and _ERROR_TITLE.search(title.strip()) and _ERROR.search(f"{title}. {text}."):
        beside = sum(_count(line) for line in lines if not _ERROR.search(line))
        # A longer title may be a headline: "Council page not found after hack".
        if len(title.split()) <= _MOST_TITLE or beside < _LEAST_WORDS:
            raise _wall("an error page", path)
    if words <= _MOST_WORDS_CLOSED and _is_closed(title, text):
        raise _wall("a page that is closed to readers of a region", path)
    left = [line for line in lines if not _is_wall(line, words)]
    if len(left) == len(lines):
        return text
    if sum(map(_count, left)) < _LEAST_WORDS:
        raise _wall(next(name for name, is_kind in _KINDS if is_kind(text)), path)
    return "\n".join(line for line in lines if line in left or not any(is_kind(line) for is_kind in _BESIDE))


def _is_closed(title: str, text: str) -> bool:
    """Whether a page says first that it is closed to its reader's region, and tells of nobody else's."""
    if _REPORTED.search(_QUOTED.sub("", text)):
        return False
    said = _REGION.search(text)
    return bool(_REGION.search(title)) or (said is not None and _count(text[: said.start()]) < _LEAST_WORDS)


def _count(text: str) -> int:
    """How many words a text has; in scripts without spaces two characters are about one."""
    return len(text.split()) + len(_UNSPACED.findall(text)) // 2


def _is_wall(line: str, words: int) -> bool:
    """Whether a paragraph is nothing but a wall's; in a long text only a short one that offers."""
    kinds = [is_kind for _, is_kind in _KINDS] if words <= _MOST_WORDS else [_is_offer]
    own = _QUOTED.sub("", line)  # What somebody is quoted to say offers nothing.
    is_short = _count(line) <= _LEAST_WORDS * 2 and not _REPORTED.search(own)
    return is_short and any(is_kind(own) for is_kind in kinds)


def _wall(what: str, path: str) -> WallError:
    error = WallError(
        f"This page shows {what}, and no article", path, None, "Save the page as a reader sees it."
    )
    error.what = what
    return error
