import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, normalise_text
from corpus.identity import canonical_url, masked, without_login


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://News.Example:443/a/?utm_source=x&id=7#top", "https://news.example/a?id=7"),
        ("http://news.example/", "http://news.example"),
        ("http://news.example:8080/a?fbclid=1", "http://news.example:8080/a"),
        ("javascript:alert(1)", None),
        ("not a url", None),
        ("http://[::1", None),
    ],
)
def test_one_address_for_one_page(url: str, canonical: str | None) -> None:
    assert canonical_url(url) == canonical


@given(st.text(max_size=60), st.text(max_size=30))
def test_a_canonical_address_is_its_own(path: str, query: str) -> None:
    canonical = canonical_url(f"https://news.example/{path}?{query}")
    if canonical is not None:
        assert canonical_url(canonical) == canonical


def test_only_a_change_of_text_makes_another_version() -> None:
    one = Article("a", "Title", "Body.")
    assert one.text_hash == Article("a", "Title", "Body.", source="Courier").text_hash
    assert one.metadata_hash != Article("a", "Title", "Body.", source="Courier").metadata_hash
    assert one.text_hash != Article("a", "Title", "Body!").text_hash


def test_normalising_folds_case_width_and_punctuation() -> None:
    assert normalise_text("  Strøm’s $1,200 ｆｅｅ! ") == "str m s 1 200 fee"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://ada:s3cret@news.example/feed", "https://***@news.example/feed"),
        ("HTTPS://ada@news.example/feed?x=a@b", "HTTPS://***@news.example/feed?x=a@b"),
        ("https://a:b@c:d@news.example", "https://***@news.example"),
        ("https://news.example/@ada", "https://news.example/@ada"),
        ("/home/ada@x/feed.xml", "/home/ada@x/feed.xml"),
    ],
)
def test_a_login_in_an_address_is_not_shown(url: str, shown: str) -> None:
    assert masked(url) == shown
    assert without_login(url) == shown.replace("***@", "")
