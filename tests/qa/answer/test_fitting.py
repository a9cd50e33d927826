import pytest

from corpus.text.sentences import Span
from qa.answer.fitting import whole


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Bars may open at 8 a.m. on Mondays.", "8 a.m", "8 a.m."),
        ("It was sold to Bo Lund Jr. of Hask.", "Bo Lund Jr", "Bo Lund Jr."),
        ("It lasts four minutes and 27 seconds, he said.", "four minutes", "four minutes and 27 seconds"),
        ("She ran it in 2 hours, 13 minutes.", "2 hours", "2 hours, 13 minutes"),
        ("It will cost €10.20 from May.", "10.20", "€10.20"),
        ("It was sold for US$3 million.", "3 million", "US$3 million"),
        ("The trip took two days and five people.", "two days", "two days"),
        ("The ferry left at noon.", "noon", "noon"),
    ],
)
def test_words_get_what_belongs_to_their_last_word(text: str, words: str, expected: str) -> None:
    start = text.index(words)
    assert whole(text, Span(start, start + len(words))).of(text) == expected
