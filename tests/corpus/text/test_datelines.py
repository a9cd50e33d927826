import pytest

from corpus.text.datelines import dateline_end


@pytest.mark.parametrize(
    "dateline",
    [
        "PARIS (AP) — ",
        "ST. ORRIN, Mass. (AP) — ",
        "ORRIN, 8 July - ",
        "LONDON, March 3 (Reuters) - ",
        "PORT ELLISK -- ",
        "McORRIN – ",
        "Berlin (dpa) - ",
        "Madrid, 3 mar (EFE).- ",
        "(Reuters) - ",
        "Orrin (CNN) ",
        "ÅLESUND/OSLO — ",
    ],
)
def test_an_article_begins_behind_its_dateline(dateline: str) -> None:
    assert dateline_end(f"{dateline}The ferry sank.", opens=True) == len(dateline)


@pytest.mark.parametrize("line", ["CNN —", "London CNN Business —"])
def test_a_line_may_be_nothing_else(line: str) -> None:
    assert dateline_end(line, opens=True) == len(line)


@pytest.mark.parametrize(
    "paragraph",
    [
        "The ferry – the newest – sank.",
        "Joe Orrin (Labour) — 1,200 votes.",
        "NATO — the alliance — met.",
        "At 9 (GMT) it sank.",
        "It was late —",
        "Nineteen years of waiting - The end.",
    ],
)
def test_words_that_only_look_like_one_stay(paragraph: str) -> None:
    assert dateline_end(paragraph, opens=True) == 0


def test_later_paragraphs_need_an_agency() -> None:
    assert dateline_end("BEST FILM — The Ferry", opens=False) == 0
    assert dateline_end("PARIS (AP) — The ferry sank.", opens=False) == len("PARIS (AP) — ")
