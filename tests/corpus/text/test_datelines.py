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


@pytest.mark.parametrize("item", ["BEST FILM — The Ferry", "UC — Bo Lund 38 run", "ORRIN – The ferry sank."])
def test_further_down_capitals_begin_an_item_of_a_list(item: str) -> None:
    assert dateline_end(item, opens=False) == 0


@pytest.mark.parametrize(
    "dateline",
    ["PARIS (AP) — ", "PARIS — ", "FORT ORRIN, Ark. ‒ ", "ORRIN, South Korea – ", "ORRIN, N.Y. -- "],
)
def test_behind_a_caption_it_names_an_agency_or_a_place_as_agencies_do(dateline: str) -> None:
    assert dateline_end(f"{dateline}The ferry sank.", opens=False) == len(dateline)
