"""Has a client gone quiet, and when will it? At, just under and just over each threshold."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.playbook import quiet
from bot.playbook.model import Client, QuietState, Standing, Tier
from bot.playbook.quiet import Promise
from tests.cast import acme

SPOKE = date(2026, 3, 2)
FINE, AMBER, RED = QuietState.FINE, QuietState.AMBER, QuietState.RED
PROMISED = QuietState.PROMISED


def day(after: int) -> date:
    return SPOKE + timedelta(days=after)


def known(**changes: Any) -> Client:
    """A client of a year, standard tier, that last spoke on 2 March."""
    facts = {"known_on": date(2025, 3, 1), "last_in_on": SPOKE, "last_touch_on": SPOKE}
    return acme(**(facts | changes))


def states(client: Client, *days: int, promises: tuple[Promise, ...] = ()) -> list[QuietState]:
    return [quiet.state(client, promises, day(n)) for n in days]


@pytest.mark.parametrize(
    ("facts", "amber", "red"),
    [
        ({}, 30, 45),
        ({"tier": Tier.KEY}, 14, 21),
        ({"tier": Tier.LIGHT}, 90, 135),
        ({"tier": Tier.NURTURE}, 60, 90),
        ({"known_on": SPOKE}, 14, 21),
        ({"known_on": day(-89)}, 14, 21),
        ({"known_on": day(-90)}, 30, 45),
        ({"cadence_days": 1}, 1, 2),
        ({"cadence_days": 7}, 7, 11),
        ({"cadence_days": 10}, 10, 15),
        ({"cadence_days": 730}, 730, 1095),
        ({"last_in_on": None, "last_touch_on": None, "counts_from": SPOKE}, 30, 45),
    ],
)
def test_a_client_is_amber_at_its_cadence_and_red_at_one_and_a_half(
    facts: dict[str, Any], amber: int, red: int
) -> None:
    client = known(**facts)
    assert states(client, amber - 1) == [FINE]
    expected = [AMBER, AMBER if amber + 1 < red else RED]
    assert states(client, amber, amber + 1) == expected
    assert states(client, red - 1, red, red + 1) == [AMBER, RED, RED]


def test_our_own_word_resets_amber_but_not_red() -> None:
    client = known(last_touch_on=day(20), unanswered=1)
    assert states(client, 30, 44, 45) == [FINE, FINE, RED]


def test_our_own_word_alone_turns_amber_again_after_a_cadence() -> None:
    client = known(cadence_days=10, last_touch_on=day(4), unanswered=1)
    assert states(client, 13, 14, 15) == [FINE, AMBER, RED]


@pytest.mark.parametrize(
    ("unanswered", "state"), [(2, FINE), (3, QuietState.ONE_SIDED), (4, QuietState.ONE_SIDED)]
)
def test_three_outward_touches_unanswered_make_it_one_sided(
    unanswered: int, state: QuietState
) -> None:
    assert states(known(unanswered=unanswered), 1) == [state]


def test_a_one_sided_client_that_turned_amber_is_both() -> None:
    reading = quiet.read(known(unanswered=3), (), day(31))
    assert (reading.state, reading.is_one_sided, reading.days) == (AMBER, True, 31)


@pytest.mark.parametrize("standing", [Standing.PROSPECT, Standing.NURTURE])
def test_a_date_a_prospect_named_silences_it_until_that_date(standing: Standing) -> None:
    client, named = known(standing=standing), Promise(day(5), day(100))
    assert states(client, 29, 30, 45, 99, 100, 101, promises=(named,)) == [PROMISED] * 5 + [RED]


def test_a_broken_date_wakes_a_client_on_the_next_day() -> None:
    client = known(standing=Standing.PROSPECT)
    assert states(client, 35, 36, promises=(Promise(day(5), day(35)),)) == [PROMISED, AMBER]


def test_a_date_silences_nothing_before_it_was_named() -> None:
    assert states(known(), 30, 31, promises=(Promise(day(31), day(60)),)) == [AMBER, PROMISED]


def test_of_two_dates_the_later_one_counts() -> None:
    named = (Promise(day(5), day(40)), Promise(day(6), day(50)))
    assert states(known(), 41, 50, 51, promises=named) == [PROMISED, PROMISED, RED]


def test_a_date_a_paying_client_named_silences_it_one_cadence_at_most() -> None:
    client, named = known(standing=Standing.ACTIVE), Promise(day(10), day(100))
    assert states(client, 30, 39, 40, 41, promises=(named,)) == [PROMISED, PROMISED, AMBER, AMBER]


def test_a_paying_client_whose_date_stands_is_amber_and_never_red() -> None:
    client, named = known(standing=Standing.ACTIVE), Promise(SPOKE, day(100))
    assert states(client, 45, 100, 101, promises=(named,)) == [AMBER, AMBER, RED]


@pytest.mark.parametrize("standing", [Standing.LOST, Standing.PARTED])
def test_a_lost_or_parted_client_is_never_quiet(standing: Standing) -> None:
    client = known(standing=standing)
    assert states(client, 400) == [QuietState.UNWATCHED]
    assert quiet.quiet_on(client, (), None, day(400)) is None


@pytest.mark.parametrize(
    ("marked", "today", "turns"),
    [
        (None, 0, day(30)),
        (None, 29, day(30)),
        (None, 30, day(30)),
        (None, 33, day(30)),
        (None, 50, day(45)),
        (AMBER, 30, day(45)),
        (AMBER, 44, day(45)),
        (AMBER, 45, day(45)),
        (AMBER, 60, day(45)),
        (RED, 60, None),
    ],
)
def test_the_day_it_turns_worse_than_it_is_marked(
    marked: QuietState | None, today: int, turns: date | None
) -> None:
    assert quiet.quiet_on(known(), (), marked, day(today)) == turns


def test_a_client_whose_date_is_live_turns_when_that_date_is_broken() -> None:
    assert quiet.quiet_on(known(), (Promise(day(5), day(60)),), None, day(40)) == day(61)


@pytest.mark.parametrize(
    ("last_touch", "marked", "left"),
    [(day(0), AMBER, AMBER), (day(0), RED, RED), (day(40), AMBER, None), (day(40), RED, None)],
)
def test_a_mark_closes_when_they_speak(
    last_touch: date, marked: QuietState, left: QuietState | None
) -> None:
    client = known(last_in_on=last_touch, last_touch_on=last_touch)
    assert quiet.still_marked(client, (), marked, day(50)) is left


def test_a_red_mark_is_not_closed_by_our_own_word() -> None:
    client = known(last_touch_on=day(49), unanswered=1)
    assert quiet.still_marked(client, (), RED, day(50)) is RED


def test_no_contact_i_know_of_has_no_number_of_days() -> None:
    client = known(last_in_on=None, last_touch_on=None, counts_from=SPOKE)
    assert quiet.read(client, (), day(31)).days is None


def test_a_red_client_counts_the_days_since_they_spoke() -> None:
    reading = quiet.read(known(last_touch_on=day(40), unanswered=1), (), day(46))
    assert (reading.state, reading.days, reading.since) == (RED, 46, day(45))


def test_imported_clients_are_spread_over_one_cadence() -> None:
    turns = [
        quiet.amber_on(known(last_in_on=None, last_touch_on=None, counts_from=start))
        for start in quiet.spread(60, 30, SPOKE)
    ]
    assert (turns[0], turns[-1]) == (day(1), day(30))
    assert max(turns.count(each) for each in turns) == 2


def test_one_imported_client_alone_turns_tomorrow_at_the_earliest() -> None:
    assert quiet.spread(1, 30, SPOKE) == [day(-29)]
