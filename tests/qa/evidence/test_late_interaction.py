import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embed.protocol import Reading
from qa.evidence.late_interaction import late_interaction
from tests.fakes import BagOfWords

texts = st.lists(st.sampled_from("who must ratify the fishing agreement 12 May".split())).map(" ".join)


def read(text: str) -> Reading:
    [reading] = BagOfWords().read([text])
    return reading


def test_each_telling_token_looks_for_its_best() -> None:
    question = Reading(
        np.array([1.0, 0.0], np.float32),
        np.array([[0.6, 0.8], [1.0, 0.0], [0.0, 1.0]], np.float32),
        ("who", "rat", "##ify"),
    )
    passage = Reading(
        np.array([1.0, 0.0], np.float32),
        np.array([[0.8, 0.6], [0.6, 0.8]], np.float32),
        ("parliament", "votes"),
    )
    assert late_interaction(question, passage) == pytest.approx((0.8 + 0.8) / 2)


@given(texts, texts)
def test_a_longer_passage_never_answers_less(question: str, passage: str) -> None:
    alone = late_interaction(read(question), read(passage))
    longer = late_interaction(read(question), read(f"{passage} {question}"))
    assert 0.0 <= alone <= longer + 1e-6 <= 1.0 + 2e-6


def test_stop_words_and_marks_tell_nothing_and_stand_in_when_there_is_nothing_else() -> None:
    alone = late_interaction(read("ratify"), read("parliament"))
    assert late_interaction(read("who is the ratify"), read("parliament")) == pytest.approx(alone)
    assert late_interaction(read("who and what"), read("who and what")) == pytest.approx(1.0, abs=1e-5)
    assert late_interaction(read(""), read("ratify")) == 0.0
