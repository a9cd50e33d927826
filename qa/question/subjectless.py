"""Questions that say nothing of what they are about: "How many people died?", asked before anything else."""

from __future__ import annotations

from index.search.terms import is_stop, stems_of, words
from qa.question.understand import Question

# What happens in every other article, and to whom.
_GENERAL = stems_of(
    "people person persons man men woman women child children victim victims anybody anyone somebody "
    "someone survivor survivors suspect suspects dead death deaths toll die died dying kill killed "
    "killing injure injured injuries injury hurt wounded wound arrest arrested charged convicted "
    "sentenced blame blamed responsible involved missing survive survived rescued win won winner winners "
    "lose lost happen happened happening cause caused reason reasons next start started end ended begin "
    "began cost costs price pay paid said say says tell told long far old age time date day place name "
    "number many much true real more exactly mean means know known"
)
OF_WHAT = "The question does not say what it is about. Add the event, the person or the place that you mean."
ABOUT_ANYTHING = 20
"""In an archive of fewer articles a question can hardly be meant of anything else."""


def is_of_nothing(question: Question) -> bool:
    """Return whether a question that comes first names no event, person, place, thing or day."""
    # A name may be spelled like a word that says nothing: "Who is She?", "What about US?"
    named = any(word.text[0].isupper() for word in question.tokens[1:])
    if named or question.days or not stems_of(question.asked) <= _GENERAL:
        return False
    # "Missing children" is no question, and looks for what has these words.
    return any(map(is_stop, words(question.asked)))
