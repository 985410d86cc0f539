"""The places for searches: one runs, the others wait their turn in order, a jam is refused."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from web import slots as module
from web.slots import FullError, SearchSlots


def until(condition: Callable[[], bool]) -> None:
    """Wait for what another thread is about to do."""
    while not condition():
        time.sleep(0.001)


def test_a_rush_waits_its_turn() -> None:
    """Many searches at once: all are run, never two at a time."""
    slots, running, most, done = SearchSlots(20), 0, 0, 0
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


def test_nobody_is_overtaken() -> None:
    """Those who wait are served in the order in which they came, newcomers after them."""
    slots, served = SearchSlots(100), []

    def search(number: int) -> None:
        with slots.taken():
            served.append(number)

    threads = []
    with slots.taken():
        for number in range(30):
            threads.append(threading.Thread(target=search, args=(number,)))
            threads[-1].start()
            until(lambda: slots.waiting == len(threads))
    # A newcomer at the very moment of the change of turns.
    search(30)
    for thread in threads:
        thread.join()
    assert served == list(range(31))


def test_a_jam_is_refused_until_it_clears() -> None:
    """While every place is held others are refused; a place that is given back is used again."""
    slots, served = SearchSlots(2), []

    def search() -> None:
        with slots.taken():
            served.append(1)

    with slots.taken():
        waiting = threading.Thread(target=search)
        waiting.start()
        until(lambda: slots.waiting == 1)
        for _ in range(3):
            with pytest.raises(FullError), slots.taken():
                pytest.fail("a third place was found")
    waiting.join()
    search()
    assert served == [1, 1]


def test_who_waits_in_vain_is_refused_and_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that hangs costs those behind it their patience, not their places."""
    monkeypatch.setattr(module, "WAIT", 0.01)
    slots = SearchSlots(5)
    with slots.taken():
        for _ in range(3):
            with pytest.raises(FullError), slots.taken():
                pytest.fail("two ran at once")
        assert slots.waiting == 0
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
