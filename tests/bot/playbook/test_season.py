"""Is a client in season, is its order late? At, just under and just over each threshold."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.playbook import season
from bot.playbook.model import Client, SeasonState, Standing
from tests.cast import acme

ASK, AMBER, RED = SeasonState.ASK, SeasonState.AMBER, SeasonState.RED
LATE, PROPOSED = SeasonState.LATE, SeasonState.PROPOSED
ASKED_ON = date(2026, 8, 6)  # eight weeks before October opens
LONG_AGO = date(2025, 11, 3)


def known(**changes: Any) -> Client:
    """An active client that orders every October and last spoke a year ago."""
    facts = {"standing": Standing.ACTIVE, "season_months": (10,)}
    return acme(**(facts | {"last_in_on": LONG_AGO, "last_touch_on": LONG_AGO} | changes))


def state(client: Client, day: date, *orders: date) -> SeasonState | None:
    found = season.read(client, orders, day)
    return found.state if found else None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 8, 5), None),
        (date(2026, 8, 6), ASK),
        (date(2026, 8, 7), ASK),
        (date(2026, 9, 30), ASK),
        (date(2026, 10, 1), AMBER),
        (date(2026, 10, 2), AMBER),
        (date(2026, 10, 14), AMBER),
        (date(2026, 10, 15), RED),
        (date(2026, 10, 16), RED),
        (date(2026, 10, 31), RED),
        (date(2026, 11, 1), None),
    ],
)
def test_a_season_is_asked_about_amber_when_it_opens_and_red_in_mid_month(
    day: date, expected: SeasonState | None
) -> None:
    assert state(known(), day) == expected


@pytest.mark.parametrize(
    ("touched_on", "at_the_end_of_september", "at_the_opening"),
    [
        (date(2026, 8, 5), ASK, AMBER),
        (date(2026, 8, 6), None, None),
        (date(2026, 8, 7), None, None),
    ],
)
def test_a_word_since_the_first_question_settles_it_until_mid_month(
    touched_on: date, at_the_end_of_september: SeasonState | None, at_the_opening: SeasonState
) -> None:
    client = known(last_touch_on=touched_on)
    assert state(client, date(2026, 9, 30)) == at_the_end_of_september
    assert state(client, date(2026, 10, 1)) == at_the_opening
    assert state(client, date(2026, 10, 15)) is RED


@pytest.mark.parametrize(
    ("spoke_on", "expected"),
    [(date(2026, 10, 14), RED), (date(2026, 10, 15), None), (date(2026, 10, 16), None)],
)
def test_red_is_closed_when_they_speak_in_the_second_half(
    spoke_on: date, expected: SeasonState | None
) -> None:
    client = known(last_in_on=spoke_on, last_touch_on=spoke_on)
    assert state(client, date(2026, 10, 20)) == expected


def test_red_is_not_closed_by_our_own_word() -> None:
    assert state(known(last_touch_on=date(2026, 10, 16)), date(2026, 10, 20)) is RED


@pytest.mark.parametrize(
    ("ordered_on", "expected"),
    [
        (date(2026, 8, 5), RED),
        (date(2026, 8, 6), None),
        (date(2026, 8, 7), None),
        (date(2026, 10, 20), None),
        (date(2025, 10, 10), RED),
    ],
)
def test_an_order_since_the_first_question_settles_the_season(
    ordered_on: date, expected: SeasonState | None
) -> None:
    assert state(known(), date(2026, 10, 25), ordered_on) == expected


def test_an_order_settles_it_until_next_year() -> None:
    client, ordered_on = known(), date(2026, 10, 3)
    assert season.season_on(client, [ordered_on], None, date(2026, 10, 3)) == date(2027, 8, 6)


@pytest.mark.parametrize("standing", [Standing.LOST, Standing.PARTED])
def test_a_lost_or_parted_client_is_left_in_peace(standing: Standing) -> None:
    client = known(standing=standing)
    assert season.season_on(client, [], None, date(2026, 9, 1)) is None


@pytest.mark.parametrize("weeks", [1, 6, 26])
def test_a_client_is_asked_about_as_many_weeks_before_as_the_rep_chose(weeks: int) -> None:
    first = date(2026, 10, 1) - timedelta(weeks=weeks)
    days = (first - timedelta(days=1), first)
    assert [state(known(lead_weeks=weeks), day) for day in days] == [None, ASK]


@pytest.mark.parametrize(
    ("months", "opens", "half", "ends"),
    [
        ((2,), date(2026, 2, 1), date(2026, 2, 15), date(2026, 2, 28)),
        ((10,), date(2026, 10, 1), date(2026, 10, 15), date(2026, 10, 31)),
        ((10, 11), date(2026, 10, 1), date(2026, 11, 1), date(2026, 11, 30)),
        ((9, 10, 11), date(2026, 9, 1), date(2026, 10, 15), date(2026, 11, 30)),
        ((1, 12), date(2026, 12, 1), date(2027, 1, 1), date(2027, 1, 31)),
    ],
)
def test_months_that_follow_each_other_are_one_season(
    months: tuple[int, ...], opens: date, half: date, ends: date
) -> None:
    client = known(season_months=months, last_in_on=None, last_touch_on=None)
    day = timedelta(days=1)
    around = (opens - day, opens, half - day, half, ends, ends + day)
    assert [state(client, d) for d in around] == [ASK, AMBER, AMBER, RED, RED, None]


def test_of_two_seasons_the_second_begins_when_the_first_is_over() -> None:
    client = known(season_months=(3, 5), lead_weeks=26, last_in_on=None, last_touch_on=None)
    ordered_on = date(2026, 3, 10)
    days = (date(2026, 3, 31), date(2026, 4, 1), date(2026, 5, 1))
    assert [state(client, day, ordered_on) for day in days] == [None, ASK, AMBER]


QUARTERLY = [date(2025, 1, 1) + timedelta(days=90 * n) for n in range(4)]


@pytest.mark.parametrize(("after", "expected"), [(134, None), (135, LATE), (136, LATE)])
def test_a_gap_of_one_and_a_half_times_the_usual_one_is_late(
    after: int, expected: SeasonState | None
) -> None:
    client = known(season_months=(), last_in_on=None, last_touch_on=QUARTERLY[-1])
    assert state(client, QUARTERLY[-1] + timedelta(days=after), *QUARTERLY) == expected


@pytest.mark.parametrize(("count", "expected"), [(3, None), (4, LATE), (5, LATE)])
def test_it_takes_four_orders_to_make_a_rhythm(count: int, expected: SeasonState | None) -> None:
    orders = [date(2025, 1, 1) + timedelta(days=10 * n) for n in range(count)]
    client = known(season_months=(), last_in_on=None, last_touch_on=orders[-1])
    assert state(client, date(2025, 6, 1), *orders) == expected


def test_the_usual_gap_is_the_median_and_orders_of_one_day_are_one() -> None:
    first = date(2025, 1, 1)
    orders = [first + timedelta(days=n) for n in (0, 30, 30, 61, 300)]
    assert season.usual_gap(orders) == 31
    assert season.late_on(orders) == first + timedelta(days=300 + 47)


@pytest.mark.parametrize(("touched_after", "expected"), [(134, LATE), (135, None), (136, None)])
def test_a_word_since_it_is_late_settles_a_late_order(
    touched_after: int, expected: SeasonState | None
) -> None:
    touched_on = QUARTERLY[-1] + timedelta(days=touched_after)
    client = known(season_months=(), last_touch_on=touched_on)
    assert state(client, QUARTERLY[-1] + timedelta(days=160), *QUARTERLY) == expected


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        ([date(2025, 10, 9)], ()),
        ([date(2025, 10, 9), date(2025, 10, 30)], ()),
        ([date(2024, 10, 31), date(2025, 10, 1)], (10,)),
        ([date(2023, 10, 31), date(2025, 10, 1)], ()),
        ([date(2024, 10, 31), date(2025, 11, 1)], ()),
        ([date(y, m, 5) for y in (2024, 2025) for m in (3, 10)], (3, 10)),
        ([date(y, m, 5) for y in (2024, 2025) for m in (3, 6, 10)], ()),
    ],
)
def test_two_years_of_orders_in_one_month_propose_a_season(
    orders: list[date], expected: tuple[int, ...]
) -> None:
    found = season.read(known(season_months=()), orders, date(2025, 12, 1))
    assert (found.months if found and found.state is PROPOSED else ()) == expected


@pytest.mark.parametrize("changes", [{"season_months": (10,)}, {"season_refused": (10,)}])
def test_a_month_the_rep_has_spoken_of_is_not_proposed(changes: dict[str, Any]) -> None:
    orders = [date(2024, 10, 5), date(2025, 10, 5)]
    assert state(known(**({"season_months": ()} | changes)), date(2025, 12, 1), *orders) is None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 10, 5), PROPOSED),
        (date(2026, 10, 31), PROPOSED),
        (date(2026, 11, 1), None),
    ],
)
def test_a_month_that_passed_without_an_order_is_proposed_no_more(
    day: date, expected: SeasonState | None
) -> None:
    orders = [date(2024, 10, 5), date(2025, 10, 5)]
    assert state(known(season_months=()), day, *orders) == expected


def test_no_more_months_are_proposed_than_a_season_may_have() -> None:
    orders = [date(2024, 9, 5), date(2025, 9, 5)]
    client = known(season_months=(1, 3, 4, 5, 7, 11), last_touch_on=date(2025, 12, 1))
    assert state(client, date(2025, 12, 1), *orders) is not PROPOSED


def test_a_season_is_proposed_under_one_key_whatever_the_year() -> None:
    client = known(season_months=())
    keys = set()
    for year in (2025, 2026):
        orders = [date(y, 10, 5) for y in range(2024, year + 1)]
        found = season.read(client, orders, date(year, 12, 1))
        assert found is not None
        keys.add(season.key(client.id, found))
    assert keys == {"season:11:proposed:10"}


@pytest.mark.parametrize(
    ("marked", "today", "turns"),
    [
        (None, date(2026, 8, 5), date(2026, 8, 6)),
        (None, date(2026, 9, 1), date(2026, 8, 6)),
        ("season:11:ask:2026-08-06", date(2026, 9, 1), date(2026, 10, 1)),
        ("season:11:amber:2026-10-01", date(2026, 10, 1), date(2026, 10, 15)),
        ("season:11:red:2026-10-15", date(2026, 10, 20), date(2026, 11, 1)),
        ("season:11:ask:2026-08-06", date(2026, 10, 20), date(2026, 10, 15)),
    ],
)
def test_the_day_something_else_is_asked_for_than_is_marked(
    marked: str | None, today: date, turns: date
) -> None:
    assert season.season_on(known(), [], marked, today) == turns


def test_the_day_an_order_will_be_late_is_known_beforehand() -> None:
    client, last = known(season_months=(), last_touch_on=QUARTERLY[-1]), QUARTERLY[-1]
    late_on = last + timedelta(days=135)
    assert season.season_on(client, QUARTERLY, None, last) == late_on


def test_the_day_a_proposal_lapses_is_known_beforehand() -> None:
    orders, marked = [date(2024, 10, 5), date(2025, 10, 5)], "season:11:proposed:10"
    client = known(season_months=())
    assert season.season_on(client, orders, marked, date(2025, 12, 1)) == date(2026, 11, 1)


def test_a_client_without_a_season_asks_for_nothing_ever() -> None:
    assert season.season_on(known(season_months=()), [], None, date(2026, 3, 2)) is None


@pytest.mark.parametrize(
    ("in_season", "silent", "proposed", "said"),
    [
        (5, 5, 0, (2, 1)),
        (5, 0, 0, (3, 0)),
        (2, 5, 0, (2, 1)),
        (1, 5, 1, (1, 2)),
        (0, 5, 1, (0, 3)),
        (0, 2, 2, (1, 2)),
        (5, 1, 1, (2, 1)),
        (1, 1, 5, (2, 1)),
        (0, 0, 5, (3, 0)),
        (0, 0, 0, (0, 0)),
    ],
)
def test_seasons_and_quiet_clients_share_three_lines_and_proposals_what_is_left(
    in_season: int, silent: int, proposed: int, said: tuple[int, int]
) -> None:
    first, rest = season.share(range(in_season), range(silent), range(proposed))
    assert (len(first), len(rest)) == said
