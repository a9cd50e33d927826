"""A follow-up reworded by a language model, and whether what it writes can be trusted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from corpus.errors import ModelError
from index.search.terms import coverage, terms
from qa.models.client import LanguageModel, Prompt
from qa.models.injection import addresses_model

_LONGEST_REWORDED = 300
_SYSTEM = (
    "Rewrite the last question of a conversation so that it can be understood without it. Replace pronouns "
    "by the names they stand for, add what it is about, and change nothing else. Write only the question."
)


def reworded_by_model(
    question: str, turns: Sequence[tuple[str, str]], model: Callable[[], LanguageModel | None]
) -> str | None:
    """Return what an able model makes of a follow-up; None without one, or when that cannot be trusted."""
    try:
        able = model()
        # Evidence does not wait while the model writes for somebody else.
        if able is None or not able.able or able.queue.busy:
            return None
        prompt = rewording_prompt(question, turns)
        while not able.fits(prompt) and len(turns) > 1:
            turns = turns[1:]
            prompt = rewording_prompt(question, turns)
        written = "".join(able.stream(prompt))
    except ModelError:
        # The reader learns what is wrong with the model when it is asked to write the answer.
        return None
    reworded = " ".join(written.split()).strip('"“” ')
    return reworded if is_sane(reworded, question, turns) else None


def rewording_prompt(question: str, turns: Sequence[tuple[str, str]]) -> Prompt:
    """Return the prompt that asks for a standalone question.

    An answer that quotes an article's instructions to a model is left out.
    """
    transcript = [
        f"{'Reader' if role == 'user' else 'Answer'}: {text}"
        for role, text in turns
        if role == "user" or not addresses_model(text)
    ]
    return Prompt(_SYSTEM, "\n".join([*transcript, f"Last question: {question}"]))


def is_sane(reworded: str, question: str, turns: Sequence[tuple[str, str]]) -> bool:
    """Whether a reworded question is one question, keeps what was asked, and brings nothing of its own."""
    if not reworded.endswith("?") or reworded.count("?") > 1 or len(reworded) > _LONGEST_REWORDED:
        return False
    mine, original = terms(reworded), terms(question)
    before = [terms(text) for _, text in turns]
    keeps = not original or coverage(original, mine) >= 0.7
    return keeps and coverage(mine, original, *before) >= 0.8
