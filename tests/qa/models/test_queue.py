"""The queue in front of a model: first come, first served, and everybody knows how many are ahead."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from corpus.errors import ModelError
from qa.models.queue import Queue


def test_each_is_told_how_many_are_ahead_until_it_is_its_turn() -> None:
    queue = Queue(at_once=1)
    seen: list[int] = []
    second = threading.Event()

    def wait() -> None:
        with queue.place() as ahead:
            for count in ahead:
                seen.append(count)
                second.set()

    with ThreadPoolExecutor() as pool:
        with queue.place() as first:
            assert list(first) == [0]
            with queue.place():
                waiting = pool.submit(wait)
                assert second.wait(120)
                assert seen == [2]
            # Whoever leaves without a turn, such as a reader who stopped, is waited for no longer.
        waiting.result(30)
    assert seen[0] == 2
    assert seen[-1] == 0
    assert sorted(seen, reverse=True) == seen
    assert not queue.busy


def test_more_than_may_wait_are_told_so_and_hold_no_place() -> None:
    queue = Queue(at_once=1, most_waiting=1)
    with queue.place(), queue.place():
        with pytest.raises(ModelError, match="2 questions before"), queue.place():
            pytest.fail("there was no place")
        assert queue.busy
    with queue.place() as ahead:
        assert list(ahead) == [0]


def test_a_place_is_free_again_whatever_happens_in_it() -> None:
    queue = Queue(at_once=1)
    with pytest.raises(ZeroDivisionError), queue.place():
        raise ZeroDivisionError
    assert not queue.busy


def test_before_a_model_that_answers_any_number_at_once_nobody_waits() -> None:
    queue = Queue()
    with queue.place() as first, queue.place() as second:
        assert list(first) == list(second) == [0]
        assert not queue.busy
