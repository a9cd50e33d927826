"""A page that hides its article is no article, and what a feed itself says stays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.errors import ArticleError
from corpus.formats.html import read_page
from corpus.formats.read import read_path
from corpus.formats.rss import Read, read_feed
from corpus.options import Reading
from corpus.text.walls import WallError, behind_wall

TEASER = (
    "The harbour council of Hask voted on Monday to buy a second lifeboat, though the money for its crew is "
    "still to be found and the oldest of the two stations may have to close before winter comes."
)
ARTICLE = " ".join(
    [TEASER, "Members of the crew had asked for it for years, their captain Ana Vale said."] * 5
)


@pytest.mark.parametrize(
    ("title", "text", "what"),
    [
        ("Lifeboat bought", "Subscribe to continue reading. Already a subscriber? Log in.", "subscribe"),
        (
            "Lifeboat bought",
            "This article is for subscribers only.\nStart your free trial to read on.",
            "subscribe",
        ),
        ("Siden ble ikke funnet", "Beklager, vi finner ikke siden. Den kan være flyttet.", "error page"),
        ("Sidan kunde inte hittas", "Sidan kan inte hittas. Den kan ha tagits bort.", "error page"),
        ("Pagina niet gevonden", "Deze pagina bestaat niet meer of is verplaatst.", "error page"),
        ("Страница не найдена", "Такой страница не существует. Вернитесь на главную.", "error page"),
        ("ページが見つかりません", "お探しのページは見つかりませんでした。", "error page"),
        ("Zustimmung", "Bitte stimmen Sie der Verwendung von Cookies zu, um zu lesen.", "consent"),
        ("Hask heute", "Mit Werbung weiterlesen oder ein Pur-Abo abschließen.", "consent"),
        ("Rettungsboot gekauft", "Jetzt abonnieren und weiterlesen", "subscribe"),
        (
            "Lifeboat bought",
            "We and our partners use cookies to show personalised ads.\nAccept all or manage preferences.",
            "consent",
        ),
        ("Page not found", "The page you were looking for could not be found. Try our search.", "error"),
        (
            "Sorry, we can't find that page",
            "The page you are looking for may have been moved or deleted. Try searching for it, or go back "
            "to our home page to read the latest stories from Hask and the islands around it today.",
            "error",
        ),
        (
            "Before you go on",
            "We and our 412 partners store and use data, such as identifiers, on your device.",
            "consent",
        ),
        ("403 Forbidden", "You don't have permission to access this resource.", "error"),
        ("Just a moment...", "Checking if the site connection is secure. Hask reviews it.", "error"),
        (
            "Unavailable due to legal reasons",
            "You are visiting from a region in which access cannot be granted at this time.",
            "error",
        ),
        ("Service unavailable", "We are performing scheduled maintenance. Come back soon.", "error"),
        (
            "Le mur",
            "Il vous reste 82% de cet article à lire. La suite est réservée aux abonnés.",
            "subscribe",
        ),
        ("Il muro", "Questo contenuto è riservato agli abbonati.", "subscribe"),
        ("De muur", "Dit artikel is exclusief voor abonnees.", "subscribe"),
        *(
            ("Lifeboat", text, "subscribe")
            for text in (
                "You must be logged in to view this page.",
                "Ten tekst jest tylko dla prenumeratorów.",
                "Полный текст только для подписчиков.",
                "Tento článek je pouze pro předplatitele.",
                "Artikkeli on vain tilaajille.",
                "Bu haber sadece abonelere açıktır.",
                "この記事は有料会員限定です。ログインして続きを読む。",
                "本文仅限订阅用户阅读。登录后继续阅读。",
                "이 기사는 구독자 전용입니다.",
            )
        ),
        ("404", "Sorry, this article no longer exists.", "error"),
        ("Fehler 404", "Die Seite existiert leider nicht mehr. Nutzen Sie die Suche.", "error"),
        ("Erreur 404", "La page demandée est introuvable.", "error"),
        ("Just a moment...", "Verify you are human. Enable JavaScript to go on.", "error"),
        ("Lifeboat bought", "Please enable JS and disable any ad blocker", "error"),
        ("Lifeboat bought", "Are you a robot? Click the box below to let us know that you are not.", "error"),
        ("Lifeboat bought", "Verifying you are human. This may take a few seconds.", "error"),
        ("Lifeboat bought", "Error 503 Service Unavailable. Guru Meditation: XID 12345", "error"),
        ("Lifeboat bought", "Wir und unsere 841 Partner speichern Informationen auf einem Gerät.", "consent"),
        ("Lifeboat bought", "Nous et nos partenaires stockons des informations sur un appareil.", "consent"),
        ("Lifeboat bought", "Nosotros y nuestros socios almacenamos información.", "consent"),
        (
            "Lifeboat bought",
            "You have 0 free articles left this month.\nSubscribe now for unlimited access. Cancel anytime.\n"
            "Already subscribed? Log in.",
            "subscribe",
        ),
    ],
)
def test_what_stands_in_an_articles_place_is_told(title: str, text: str, what: str) -> None:
    with pytest.raises(WallError, match=what):
        behind_wall(title, text, "a.html")


def test_the_beginning_of_a_hidden_article_stays_without_the_offer() -> None:
    text = f"{TEASER}\nSubscribe now to keep reading this story."
    assert behind_wall("Lifeboat bought", text, "a.html") == TEASER
    long = f"{ARTICLE}\n{ARTICLE}\nAlready a subscriber? Log in to read more."
    assert behind_wall("Lifeboat bought", long, "a.html") == f"{ARTICLE}\n{ARTICLE}"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Court rules on cookies",
            f"A court in Porto ruled that sites must ask before they set cookies.\n{ARTICLE}",
        ),
        ("Woman not found", f"The woman who fell from the ferry was not found, police said.\n{ARTICLE}"),
        ("Paper asks readers to subscribe", ARTICLE.replace("buy", "subscribe and buy")),
        (
            "404 days at sea",
            "A sailor came home to Hask after 404 days at sea and was met by the whole harbour.",
        ),
        ("Lifeboat bought", TEASER),
        ("Robot wins prize", f"Are you a robot? a child asked the winner, and was told: not yet.\n{ARTICLE}"),
        ("Site down", f"The site showed “503 Service Unavailable” all night, its owner said.\n{ARTICLE}"),
        ("Partner", f"Wir und unsere Partner speichern Getreide, sagte der Chef der Mühle.\n{ARTICLE}"),
        ("Council's page not found after hack", f"{TEASER}\nVisitors read that the page was not found."),
        (
            "Hask Signal drops its paywall",
            f'{TEASER}\n"Subscribe to continue reading" is a sentence of the past, said its editor.',
        ),
        (
            "Council wants visitors to accept cookies",
            "Visitors of the council's website must accept all cookies from Monday, its clerk said.\n"
            "The privacy policy is hard to read, critics say.\nThe page was not found by many, she says.",
        ),
        (
            "Paper to offer a subscription",
            "The Courier will offer a subscription to read all its articles, its editor told the staff.",
        ),
        (
            "Rescue of jazz",
            f"{ARTICLE}\nThe members-only show marks the third appearance of Bo Lund at Hask.\n"
            "A night for members only, with Bo Lund, follows on Monday.",
        ),
        (
            "Free nets",
            f"{ARTICLE}\nThe cable company will give the net free to households that do not already have a "
            "subscription.\nThose who are already a member pay nothing.",
        ),
        ("Airline and partners", "Our partners in Porto said that the data of its passengers were stolen."),
    ],
)
def test_news_of_such_things_is_news(title: str, text: str) -> None:
    assert behind_wall(title, text, "a.html") == text


def test_a_text_without_spaces_has_words_too() -> None:
    line = "港湾委員会は月曜日、二隻目の救命艇を購入することを決めた。" * 3
    assert behind_wall("救命艇を購入", f"{line}\nこの記事は会員限定です。", "a.html") == line


def page(title: str, text: str) -> bytes:
    head = f"<html><head><title>{title}</title><meta property='og:type' content='article'></head>"
    return f"{head}<body><article><h1>{title}</h1><p>{text}</p></article></body></html>".encode()


def test_a_page_of_a_wall_is_an_error() -> None:
    offer = (
        "To read this article log in or subscribe. Subscribe now to continue reading everything we publish."
    )
    with pytest.raises(ArticleError, match="an offer to subscribe"):
        list(read_page(BytesIO(page("Lifeboat bought", offer)), "a.html", Reading()))


def test_a_row_of_a_wall_is_what_sums_it_up_or_an_error(tmp_path: Path) -> None:
    wall = {
        "title": "Lifeboat bought",
        "body": "Subscribe to continue reading. Already a subscriber? Log in.",
    }
    gone = {"title": "Page not found", "body": "The page you were looking for could not be found."}
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, (wall, wall | {"summary": TEASER}, gone))), "utf-8")
    first, fault, article, last = read_path(path)
    assert isinstance(article, Article)
    assert (article.body, article.summary) == (TEASER, "")
    errors = [item for item in (first, fault, last) if isinstance(item, ArticleError)]
    assert [error.message for error in errors] == [
        "The text is an offer to subscribe, and no article",
        "The text is an offer to subscribe: what sums the article up was kept",
        "The text is an error page, and no article",
    ]
    assert [error.kept for error in errors] == [False, True, False]


FEED = f"""<rss version="2.0"><channel><title>Courier</title><item><title>Lifeboat bought</title>
<link>https://courier.example/a</link><description>{TEASER}</description></item></channel></rss>""".encode()


def pages(item: Read) -> Iterator[Read]:
    yield item


def test_a_wall_never_takes_the_place_of_what_the_feed_says() -> None:
    wall = WallError("This page shows an offer to subscribe, and no article", "https://courier.example/a")
    fault, article = read_feed(FEED, "feed", Reading(), lambda url, _id: pages(wall))
    assert isinstance(fault, ArticleError)
    assert fault.kept
    assert isinstance(article, Article)
    assert article.body == TEASER


def test_a_page_with_less_than_the_feed_does_not_either() -> None:
    short = Article("a", "Lifeboat bought", "Hask has bought a lifeboat.", url="https://courier.example/a")
    [article] = read_feed(FEED, "feed", Reading(), lambda url, _id: pages(short))
    assert isinstance(article, Article)
    assert article.body == TEASER


def test_a_page_that_cannot_be_fetched_brings_no_summary_in_its_place() -> None:
    [error] = read_feed(
        FEED, "feed", Reading(), lambda url, _id: pages(ArticleError("Its server is away", "a"))
    )
    assert isinstance(error, ArticleError)
    assert not error.kept


TEN = "We lay on ten beds for a week. The best one is soft, costs 900 crowns and comes with two pillows. " * 3
OF_TODAY = (
    "Welcome. Hask elects its mayor on Sunday, and the tram of Vell is late. All the news of today. " * 3
)


@pytest.mark.parametrize(
    ("title", "text", "said"),
    [
        ("Ten best mattresses", TEN, "leads to a page about something else, 'Ten best mattresses'"),
        ("Courier – Front page", OF_TODAY, "leads to the front page https://courier.example/a"),
        ("Courier", OF_TODAY, "leads to the front page"),
    ],
)
def test_a_page_about_something_else_lends_the_entry_no_words(title: str, text: str, said: str) -> None:
    other = Article("a", title, text, source="Courier", url="https://courier.example/a")
    fault, article = read_feed(FEED, "feed", Reading(), lambda url, _id: pages(other))
    assert isinstance(fault, ArticleError)
    assert fault.kept
    assert said in fault.message
    assert isinstance(article, Article)
    assert (article.title, article.body, article.stands_in) == ("Lifeboat bought", TEASER, True)


def test_without_words_of_the_feed_there_is_no_article() -> None:
    other = Article("a", "Ten best mattresses", TEN, url="https://courier.example/a")
    bare = FEED.replace(TEASER.encode(), b"").replace(b"Lifeboat bought", b"Lifeboat of Hask bought in Vell")
    [error] = read_feed(bare, "feed", Reading(), lambda url, _id: pages(other))
    assert isinstance(error, ArticleError)
    assert not error.kept


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("New rescue boat for the island", f"The council of Hask decided on Monday. {TEN}"),
        ("Courier", f"{TEASER} {OF_TODAY}"),
        (
            "Un bateau de sauvetage",
            "Une vedette neuve arrive sur les quais, a annoncé le maire lundi soir. " * 5,
        ),
    ],
)
def test_a_page_that_is_only_worded_otherwise_is_the_entrys(title: str, text: str) -> None:
    page = Article("a", title, text, source="Courier", url="https://courier.example/a")
    [article] = read_feed(FEED, "feed", Reading(), lambda url, _id: pages(page))
    assert isinstance(article, Article)
    assert article.body == text.strip()
