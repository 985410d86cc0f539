"""The places for searches: a rush waits its turn, a jam is refused."""

from __future__ import annotations

import threading

import pytest

from web.slots import FullError, SearchSlots


def test_a_rush_waits_its_turn() -> None:
    """Many short searches on one place: all are run, never two at once."""
    slots, running, most, done = SearchSlots(1), 0, 0, 0
    counting = threading.Lock()

    def search() -> None:
        nonlocal running, most, done
        with slots.taken():
            with counting:
                running += 1
                most = max(most, running)
            with counting:
                running -= 1
                done += 1

    threads = [threading.Thread(target=search) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (done, most) == (20, 1)


def test_a_jam_is_refused_until_it_clears() -> None:
    """While every place is held others are refused; a place that is given back is used again."""
    slots = SearchSlots(2)
    with slots.taken():
        with slots.taken():
            for _ in range(3):
                with pytest.raises(FullError), slots.taken():
                    pytest.fail("a third place was found")
        with slots.taken():
            pass


def test_a_place_is_given_back_after_an_error() -> None:
    """A search that fails does not cost its place."""
    slots = SearchSlots(1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), slots.taken():
            raise ZeroDivisionError
    with slots.taken():
        pass
