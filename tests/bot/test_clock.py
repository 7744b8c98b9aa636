"""Whose clock is gone by, when the machine's is wrong, jumps or sleeps?"""

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import Clock

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FARTHEST = timedelta(seconds=3.5)  # from the truth, by whole seconds and a slow answer
JUMPS = [timedelta(minutes=5), timedelta(hours=5), timedelta(days=1)]
JUMPS += [-jump for jump in JUMPS]


class Machine(Clock):
    """A machine whose clock is set by hand; `truth` is what time it is."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self.truth, self.ahead = NOW, ahead
        super().__init__()

    def machine_now(self) -> datetime:
        return self.truth + self.ahead

    def elapsed(self) -> float:
        return (self.truth - NOW).total_seconds() + 1_000

    def let_pass(self, seconds: float) -> None:
        self.truth += timedelta(seconds=seconds)

    def ask(self, takes: float = 0.2) -> None:
        """A request to Slack, which tells the time half-way."""
        began = self.elapsed()
        self.let_pass(takes / 2)
        said = self.truth.replace(microsecond=0)
        self.let_pass(takes / 2)
        self.told(began, said)

    def error(self) -> timedelta:
        return abs(self.steady_now() - self.truth)


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_jump_of_the_machines_clock_moves_nothing_and_is_noticed(jump: timedelta) -> None:
    clock = Machine()
    clock.ask()
    clock.ahead = jump
    clock.let_pass(40)

    assert clock.error() == timedelta()
    assert clock.is_in_doubt()


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_once_slack_has_told_the_time_a_wrong_machine_is_in_doubt_no_more(jump: timedelta) -> None:
    clock = Machine()
    clock.ahead = jump
    clock.ask()

    assert clock.error() <= FARTHEST
    assert (clock.is_in_doubt(), clock.is_wrong()) == (False, True)
    assert abs(clock.off() - jump) <= FARTHEST


@pytest.mark.parametrize("ahead", JUMPS, ids=str)
@pytest.mark.parametrize("takes", [0.01, 0.9, 9.9])
def test_a_machine_that_starts_with_a_wrong_clock_goes_by_slacks(
    ahead: timedelta, takes: float
) -> None:
    clock = Machine(ahead)
    assert clock.error() == abs(ahead)
    clock.ask(takes)
    clock.ask()

    assert clock.error() <= FARTHEST


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_wrong_clock_is_news_once_whichever_answer_has_shown_it(jump: timedelta) -> None:
    clock = Machine()
    clock.ask()
    assert not clock.newly_off()
    clock.ahead = jump
    for _ in range(2):
        clock.ask()  # nobody was in doubt before
    clock.let_pass(60)

    assert abs(clock.newly_off() - jump) <= FARTHEST
    clock.ask()
    assert not clock.newly_off()


def test_a_clock_that_goes_wrong_again_after_it_was_put_right_is_news_again() -> None:
    clock = Machine(timedelta(hours=5))
    news = []
    for ahead in (timedelta(hours=5), timedelta(), timedelta(hours=5)):
        clock.ahead = ahead
        clock.ask()
        news.append(round(clock.newly_off() / timedelta(hours=5)))

    assert news == [1, 0, 1]


def test_a_clock_that_was_put_right_is_followed_again() -> None:
    clock = Machine(timedelta(hours=5))
    clock.ask()
    clock.ahead = timedelta(milliseconds=20)
    clock.ask()

    assert clock.error() == timedelta(milliseconds=20)
    assert not clock.is_wrong()


@pytest.mark.parametrize("seconds", [-1.9, -0.5, 0.0, 0.5, 1.9])
def test_a_machine_that_is_about_right_is_followed_to_the_millisecond(seconds: float) -> None:
    clock = Machine(timedelta(seconds=seconds))
    for takes in (0.01, 9.9):
        clock.ask(takes)

    assert clock.steady_now() == clock.machine_now()


def test_sleep_is_no_jump() -> None:
    clock = Machine()
    clock.ask()
    clock.let_pass(8 * 3600)

    assert (clock.is_in_doubt(), clock.error()) == (False, timedelta())


def test_where_slack_does_not_tell_the_time_the_machine_is_believed() -> None:
    clock = Machine()
    clock.ahead = timedelta(hours=5)
    clock.told(clock.elapsed(), None)

    assert clock.steady_now() == clock.machine_now()
    assert not clock.is_in_doubt()
