"""Lines that are no sentences."""

from __future__ import annotations

import pytest

from qa.evidence.quotable import is_credit, is_fragment, is_of_the_page, quotable_spans, with_lists


@pytest.mark.parametrize(
    ("text", "fragment", "credit"),
    [
        ("Liz Kocan and Jon Winkler", True, True),
        ("AP", True, True),
        ("By Ó Briain of the Skarn Courier", True, True),
        ("World’s last gaslit cinema will reopen in Skarn", True, False),
        ("9. 'The Harbour' (2020)", True, False),
        ("Hask, Norland, at No. 3", True, False),
        ("Nobody Spoke.", False, False),
        ("“We sail on Monday,” she said.”", False, False),
        ("Adults | €12", False, False),
        ("The council of the harbour and the parliament of the region agreed on it in May", False, False),
        ("Sign up here for the newsletter of the Courier.", False, True),
        ("Contact Liz Kocan at kocan@courier.example or follow her on X.", False, True),
        ("Liz Kocan in Skarn and Jon Winkler in Hask contributed to this report.", False, True),
        ("Reporting by Liz Kocan; editing by Jon Winkler", True, True),
        ("The storm contributed to this year's losses, the report said.", False, False),
        ("Follow-up talks of the port and the union begin on Monday.", False, False),
        ("Reach the island by ferry from Skarn, which sails twice a day.", False, False),
        ("渔船的费用是四百万", True, False),
        ("渔船的费用是四百万。", False, False),
    ],
)
def test_what_is_short_and_has_no_end_is_a_fragment(text: str, fragment: bool, credit: bool) -> None:
    assert (is_fragment(text), is_credit(text)) == (fragment, credit)


def test_what_announces_a_list_has_its_items_with_it() -> None:
    more = "A vaccine, which was tested for many years before, is on its way."
    text = f"It spreads. Symptoms include:\n\nFever.\n\nSwelling of the head\n\n{more}"
    spans = with_lists(text, quotable_spans(text))
    assert [span.of(text) for span in spans] == [
        "It spreads.",
        "Symptoms include:\n\nFever.\n\nSwelling of the head",
        "Fever.",
        "Swelling of the head",
        more,
    ]


@pytest.mark.parametrize(
    ("text", "of_the_page"),
    [
        ("Editor's note: This page recaps the news of Monday, 3 May.", True),
        ("For the latest on the storm, view our updates file for Monday.", True),
        ("This story has been updated to add a map.", True),
        ("JUST WATCHED A whale off Hask Replay More Videos ...", True),
        ("Editor's note: The launch was scrubbed on Monday.", False),
        ("For the eclipse of 1918, the paper's coverage was basic.", False),
        ("This story of two brothers won the prize.", False),
    ],
)
def test_what_a_page_says_of_itself_is_no_news(text: str, of_the_page: bool) -> None:
    assert is_of_the_page(text) is of_the_page
