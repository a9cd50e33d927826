"""Whether a few words can answer a question: a name, a day, a number, a place."""

from __future__ import annotations

from corpus.text.lexicon import any_pattern
from qa.question.understand import Question

# What asks for yes or no, for reasons, for both of two things, for what was before, or for all that happened
# or is said: of that the reader has learned nothing, and takes the name that it finds.
_NEEDS_MORE = any_pattern(
    r"^(?:am|is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|must)\b",
    r"\bwhy\b",
    r"^who\b.*\b(?:before|preceded)\b",
    r"\bpredecessors?\b",
    r"^what (?:did|do|does|has|have) .+ (?:say|said|reported|report|write|written) (?:about|on|of)\b",
    r"^what (?:is|was) (?:said|reported|written|known) (?:about|on|of)\b",
    r"^what happened\b",
    r"^what (?:did|does|do|has|have) .+ (?:say|said|testify|testified|reply|think)\W*$",
    r"\bhow (?:did|do|does|is|are|was|were|has|have|can|could|will|would)\b",
    r"^(?:compare|explain)\b",
)


def takes_few_words(question: Question) -> bool:
    """Return whether a few words of an article can be the answer."""
    return not question.news_of and not _NEEDS_MORE.search(question.standalone)
