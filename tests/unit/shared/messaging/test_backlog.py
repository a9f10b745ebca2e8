"""When passes are put off: as many entries in a second as are read at once, however they are divided into batches."""

import pytest

from shared.messaging import recompute
from shared.messaging.recompute import RecomputeLoop, Recomputer
from shared.settings import Settings


class Clock:
    """A clock that is set by hand, in seconds."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(recompute, "monotonic", clock)
    return clock


@pytest.fixture
def loop(clock: Clock) -> RecomputeLoop:
    return RecomputeLoop(Recomputer.__new__(Recomputer), Settings(), lambda: None)


def come(loop: RecomputeLoop, *entries: int) -> None:
    for number in entries:
        with loop.batch(number):
            pass


def test_a_full_batch_is_a_backlog_and_a_smaller_one_is_none(loop: RecomputeLoop) -> None:
    assert not loop.is_backlogged()
    come(loop, 999)
    assert not loop.is_backlogged()
    come(loop, 1000)
    assert loop.is_backlogged()


def test_small_batches_add_up_within_a_second(loop: RecomputeLoop, clock: Clock) -> None:
    for _ in range(3):
        come(loop, 1, 499)
        clock.seconds += 0.15
    assert loop.is_backlogged()


def test_a_steady_stream_of_fewer_is_none(loop: RecomputeLoop, clock: Clock) -> None:
    for _ in range(50):
        come(loop, 95)
        clock.seconds += 0.1
    assert not loop.is_backlogged()


def test_it_is_over_once_nothing_has_come_for_a_moment_and_none_is_in_work(loop: RecomputeLoop, clock: Clock) -> None:
    with loop.batch(1000):
        clock.seconds += 10
        assert loop.is_backlogged()
    assert loop.is_backlogged()
    clock.seconds += 0.3
    assert not loop.is_backlogged()
