from index.search.hit import Hit
from qa.answer.quotes import WORDS
from qa.answer.selection import selection_of
from qa.evidence.sentences import find_evidence
from qa.question.understand import understand
from qa.refuse.verdict import Verdict
from tests.fakes import WordReader

SURE = Verdict(quotable=True, near=True, probability=1.0, margin=1.0, readable=True)


def hit(text: str, article_id: str) -> Hit:
    return Hit(1, 1.0, article_id, 1, f"{article_id}-0", 0, len(text), text, "Quay news")


def selected(question: str, *hits: Hit) -> list[str]:
    understood = understand(question)
    evidence = find_evidence(understood, hits, WordReader())
    return [quote.text for quote in selection_of(understood, evidence, SURE).quotes]


def test_the_first_quote_has_the_sentence_it_points_back_to_though_others_must_go() -> None:
    before = f"Ada Orrin came from Hask, {' '.join(['the', 'operator', 'said'] * 8)}."
    pointing = "That painter painted the ferry blue in March."
    beside = [f"The painter painted a ferry {' '.join([word] * 27)}." for word in ("quay", "tide")]
    question = "Which painter painted the ferry blue?"
    quotes = selected(question, hit(f"{before} {pointing}", "a"), *map(hit, beside, "bc"))
    assert quotes[0] == f"{before} {pointing}"
    assert sum(len(quote.split()) + 1 for quote in quotes) <= WORDS
    assert len(quotes) > 1
