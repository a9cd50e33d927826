"""Walls in German, French, Spanish and others, against ad blockers, and for readers of other regions."""

from __future__ import annotations

import pytest

from corpus.text.walls import WallError, behind_wall

TITLE = "Rettungsboot gekauft"
OFFERS = [
    *(
        "Jetzt weiterlesen",
        "Jetzt gratis weiterlesen",
        "Diesen Artikel freischalten",
        "Jetzt Artikel freischalten",
    ),
    "Weiterlesen mit Hask plus. Einen Monat kostenlos.",
    "Um weiterzulesen, melden Sie sich bitte an.",
    "Melden Sie sich an, um den ganzen Artikel zu lesen.",
    "Registrieren Sie sich kostenlos und lesen Sie weiter.",
    "Dieser Artikel ist nur für Abonnenten. Bereits registriert?",
    "Dieser Inhalt ist exklusiv für Plus-Leser.",
    *("Sie haben bereits ein Abo?", "Schon Abonnentin?", "Sie sind schon Kunde?"),
    "Pour lire la suite, connectez-vous ou créez un compte.",
    "Identifiez-vous pour poursuivre votre lecture.",
    "Inscrivez-vous gratuitement pour continuer à lire.",
    "Débloquez cet article pour un euro.",
    *(
        "Vous avez déjà un compte ?",
        "Contenu réservé aux inscrits. Créez votre compte pour accéder à l'article.",
    ),
    "Cet article est réservé à nos abonnés.",
    "Regístrate gratis para seguir leyendo.",
    "Inicia sesión para continuar leyendo esta noticia.",
    *("Contenido exclusivo para suscriptores.", "¿Ya tienes una cuenta?", "Hazte socio y sigue leyendo."),
    "Este artículo es solo para socios.",
    "Registrati per continuare a leggere.",
    "Maak een account aan om verder te lezen.",
]
BLOCKERS = [
    "Please turn off your ad blocker to read on.",
    "We noticed that you're using an ad blocker. Hask lives from advertising.",
    "Ad blocker detected! Add us to your whitelist.",
    "Adblocker erkannt. Bitte deaktivieren Sie Ihren Werbeblocker, um weiterzulesen.",
    "Sie nutzen einen Adblocker. Schalten Sie ihn für diese Seite aus.",
    "Vous utilisez un bloqueur de publicité. Merci de le désactiver.",
    "Veuillez désactiver votre bloqueur de publicités.",
    "Hemos detectado que usas un bloqueador de anuncios.",
    "Desactiva tu bloqueador de anuncios para ver esta página.",
    "Disattiva il tuo AdBlock per continuare.",
    "Schakel uw adblocker uit.",
]
REGIONS = [
    "This content is not available in your region.",
    "Sorry, this page isn't available in your country.",
    "Our website is currently unavailable to visitors from the European Union until the new rules are clear.",
    "Due to the General Data Protection Regulation (GDPR) this site cannot be shown to you at this time.",
    "You are reaching us from a country of the European Economic Area, where data protection rules (GDPR) "
    "hold, and so we are unable to show you this page for the time being. Write to web@hask.example or call "
    "our office on weekdays between nine and five, and our staff will help you with whatever you need.",
    "Dieser Inhalt ist in Ihrem Land nicht verfügbar.",
    "Wegen der Datenschutz-Grundverordnung (DSGVO) ist unsere Website für Sie derzeit nicht erreichbar.",
    "Ce contenu n'est pas disponible dans votre pays.",
    "En raison du RGPD, notre site n'est pas accessible depuis l'Europe.",
    "Este contenido no está disponible en tu país.",
    "Debido al RGPD, nuestra web no está disponible para los visitantes de la Unión Europea.",
    "Questo contenuto non è disponibile nel tuo paese.",
    "Deze inhoud is niet beschikbaar in uw regio.",
]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        *((text, "subscribe") for text in OFFERS),
        *((text, "ad blocker") for text in BLOCKERS),
        *((text, "region") for text in REGIONS),
    ],
)
def test_it_is_told_in_the_language_that_it_has(text: str, what: str) -> None:
    with pytest.raises(WallError, match=what):
        behind_wall(TITLE, text, "a.html")


TEASERS = [
    "Der Rat von Hask hat am Montag beschlossen, ein zweites Rettungsboot zu kaufen, obwohl das Geld für die "
    "Besatzung noch fehlt und die ältere der beiden Stationen vor dem Winter schließen könnte.",
    "Le conseil de Hask a décidé lundi d'acheter un deuxième canot de sauvetage, alors que l'argent pour "
    "l'équipage manque encore et que la plus vieille des deux stations pourrait fermer avant l'hiver.",
    "El consejo de Hask decidió el lunes comprar un segundo bote salvavidas, aunque todavía falta el dinero "
    "para la tripulación y la más vieja de las dos estaciones podría cerrar antes del invierno.",
]


@pytest.mark.parametrize("teaser", TEASERS)
@pytest.mark.parametrize("offer", ["Jetzt weiterlesen", OFFERS[13], OFFERS[19], BLOCKERS[0], BLOCKERS[4]])
def test_what_stands_before_it_stays_alone(teaser: str, offer: str) -> None:
    assert behind_wall(TITLE, f"{teaser}\n{offer}", "a.html") == teaser


NEWS = [
    *(
        "Wer das Buch weiterlesen will, braucht Geduld.",
        "Alle Bürger können sich ab Montag kostenlos testen lassen.",
    ),
    "Das Museum ist nur für Kunden der Bank geöffnet, sagte der Direktor.",
    "Die Abgeordneten lasen den Artikel der Verfassung bis zum Abend weiter.",
    "Les lecteurs doivent désormais créer un compte chez la banque pour accéder à leur argent.",
    "Il a lu la suite du discours devant une salle vide.",
    "Los vecinos pueden registrarse en el ayuntamiento para votar.",
    "El socio de la empresa tiene dos cuentas en Hask.",
    "The browser's new ad blocker is on by default, the company said on Monday.",
    "A court in Hamburg ruled that an ad blocker may hide advertising on the pages of a publisher.",
    "American papers shut their sites to Europeans in 2018 because of the GDPR, and some still are.",
    "The vaccine is not available in the region, the ministry of health said.",
    "Visitors from the European Union must register at the port from May.",
    "The film is not yet available in the country where it was shot.",
]


@pytest.mark.parametrize("line", NEWS)
@pytest.mark.parametrize("teaser", ["", *TEASERS[:1]])
def test_news_of_such_things_stays(line: str, teaser: str) -> None:
    text = "\n".join(filter(None, (teaser, line)))
    assert behind_wall("Neues aus Hask", text, "a.html") == text


def test_a_notice_within_an_article_costs_only_itself() -> None:
    text = f"{TEASERS[0]}\nThis video is not available in your region.\n{TEASERS[0]}"
    assert behind_wall("Neues aus Hask", text, "a.html").count(TEASERS[0]) == 2
