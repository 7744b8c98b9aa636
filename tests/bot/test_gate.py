"""When may a method of Slack's be called again?"""

from datetime import UTC, datetime, timedelta

from bot.gate import Gate

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Hand:
    """A clock a test sets by hand."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


def test_a_method_is_left_alone_as_long_as_slack_asks_and_no_other_is() -> None:
    clock = Hand()
    gate = Gate(clock)
    gate.told_to_wait("users.info", 30)

    assert (gate.wait("users.info"), gate.wait("chat.postMessage")) == (30, 0)
    clock.at += timedelta(seconds=29)
    assert gate.wait("users.info") == 1
    clock.at += timedelta(seconds=1)
    assert gate.wait("users.info") == 0


def test_the_longer_of_two_pauses_stands() -> None:
    gate = Gate(Hand())
    gate.told_to_wait("users.info", 30)
    gate.shut("users.info", NOW + timedelta(seconds=5))
    assert gate.wait("users.info") == 30


def test_what_slack_told_is_news_for_other_replicas_and_what_they_told_is_not() -> None:
    gate = Gate(Hand())
    gate.told_to_wait("users.info", 30)
    gate.shut("conversations.open", NOW + timedelta(seconds=5))
    assert gate.news == {"users.info": NOW + timedelta(seconds=30)}


def test_half_a_minutes_calls_may_come_at_once_and_then_one_by_one() -> None:
    clock = Hand()
    gate = Gate(clock, {"users.info": 60})

    at_once = sum(gate.wait("users.info") == 0 for _ in range(60))
    assert at_once == 31
    assert 0 < gate.wait("users.info") <= 1
    clock.at += timedelta(seconds=1)
    assert [gate.wait("users.info") == 0 for _ in range(2)] == [True, False]


def test_an_allowance_survives_a_clock_that_is_set_back() -> None:
    clock = Hand()
    gate = Gate(clock, {"users.info": 60})
    for _ in range(40):
        gate.wait("users.info")
    clock.at -= timedelta(hours=5)
    clock.at += timedelta(seconds=2)
    assert gate.wait("users.info") <= 1
