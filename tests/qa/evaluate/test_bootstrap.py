"""Whether one run is better than another, or only luckier."""

from __future__ import annotations

import pytest

from tests.benchmarks.bootstrap import Difference, paired_bootstrap


class TestPairedBootstrap:
    def test_a_constant_gain_has_no_width(self) -> None:
        assert paired_bootstrap([1.0] * 5, [0.5] * 5, rounds=50) == Difference(0.5, 0.5, 0.5, 5)

    def test_the_same_seed_gives_the_same_interval_around_the_mean(self) -> None:
        a, b = [1.0, 0.0, 1.0, 1.0, 0.0] * 8, [0.0, 0.0, 1.0, 0.0, 1.0] * 8
        first = paired_bootstrap(a, b, rounds=500, seed=3)
        assert first == paired_bootstrap(a, b, rounds=500, seed=3)
        assert first is not None
        assert first.low < first.mean < first.high
        assert first.mean == pytest.approx(0.2)

    def test_a_clear_gain_is_told_from_noise(self) -> None:
        better = paired_bootstrap([1.0] * 40, [0.0, 1.0] * 20, rounds=500)
        noise = paired_bootstrap([1.0, 0.0] * 20, [0.0, 1.0] * 20, rounds=500)
        assert better is not None
        assert noise is not None
        assert (better.clear, noise.clear) == (True, False)

    def test_cases_that_lack_a_value_are_left_out(self) -> None:
        difference = paired_bootstrap([1.0, None, 1.0], [0.0, 1.0, None], rounds=10)
        assert difference is not None
        assert difference.n == 1
        assert paired_bootstrap([None], [1.0]) is None

    def test_runs_of_other_lengths_are_refused(self) -> None:
        with pytest.raises(ValueError, match=r"longer|shorter"):
            paired_bootstrap([1.0], [])
