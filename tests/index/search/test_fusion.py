from hypothesis import given
from hypothesis import strategies as st

from index.search.fusion import fuse, min_max

rankings = st.lists(
    st.dictionaries(st.sampled_from("abcdefgh"), st.floats(-100, 100), max_size=8).map(
        lambda scores: sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    ),
    min_size=1,
    max_size=3,
)


@given(rankings)
def test_fusing_is_bounded_complete_and_free_of_duplicates(
    given_rankings: list[list[tuple[str, float]]],
) -> None:
    fused = fuse(given_rankings, [1.0] * len(given_rankings))
    keys = [key for key, _ in fused]
    assert len(keys) == len(set(keys))
    assert set(keys) == {key for ranking in given_rankings for key, _ in ranking}
    assert all(-1e-9 <= score <= 1 + 1e-9 for _, score in fused)
    assert [score for _, score in fused] == sorted((score for _, score in fused), reverse=True)


@given(rankings)
def test_the_order_of_the_rankings_makes_no_difference(given_rankings: list[list[tuple[str, float]]]) -> None:
    weights = [1.0] * len(given_rankings)
    one, other = dict(fuse(given_rankings, weights)), dict(fuse(given_rankings[::-1], weights))
    assert one.keys() == other.keys()
    assert all(abs(one[key] - other[key]) < 1e-9 for key in one)


@given(rankings)
def test_what_is_first_everywhere_is_first(given_rankings: list[list[tuple[str, float]]]) -> None:
    raised = [[("top", 1000.0), *ranking] for ranking in given_rankings]
    assert fuse(raised, [1.0] * len(raised))[0][0] == "top"


def test_known_values() -> None:
    assert min_max([("a", 3.0), ("b", 2.0), ("c", 1.0)]) == {"a": 1.0, "b": 0.5, "c": 0.0}
    assert min_max([("a", 3.0), ("b", 3.0)]) == {"a": 1.0, "b": 1.0}
    assert fuse([[("a", 2.0), ("b", 1.0)], [("b", 9.0)]], [0.5, 0.5]) == [("a", 0.5), ("b", 0.5)]
