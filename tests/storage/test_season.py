"""Which clients are in season or late with an order, and what is said of them?"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.playbook.client_intent import Deed
from bot.playbook.model import (
    Client,
    Direction,
    Hours,
    Money,
    QuietState,
    SeasonState,
    Source,
    Standing,
)
from bot.playbook.nudge import NudgeKind
from bot.playbook.outcome import ClientSaved, Ordered, Refused, SaidNo, Undone
from storage import changes, clientele, clients, nudges, orders, quiet, reps, season
from storage.database import Database
from tests.book import Book, open_book
from tests.cast import WORKSPACE, ben

BERLIN, NEW_YORK, AUCKLAND = "Europe/Berlin", "America/New_York", "Pacific/Auckland"
KOLKATA = "Asia/Kolkata"
ASK, AMBER, RED = SeasonState.ASK, SeasonState.AMBER, SeasonState.RED
LATE, PROPOSED = SeasonState.LATE, SeasonState.PROPOSED
BEGAN = datetime(2026, 1, 5, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FAR = 700  # days: no cadence turns within these tests


@pytest.fixture
async def book(db: Database) -> Book:
    return await open_book(db, BEGAN)


def utc(month: int, day: int, hour: int, minute: int = 30, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def morning(day: date) -> datetime:
    """Half past eight in Berlin, in winter and in summer."""
    is_summer = date(2026, 3, 29) <= day < date(2026, 10, 25)
    return datetime.combine(day, time(6 if is_summer else 7, 30), UTC)


async def seasonal(book: Book, *months: int, name: str = "Acme", **facts: Any) -> Client:
    """A client that orders in these months, and would not turn quiet for two years."""
    client = await book.add(name, cadence_days=FAR, **facts)
    await book.carry_out(Deed.SEASON, client, months=months)
    return client


async def order(book: Book, client: Client, *days: date) -> Ordered:
    for on in days:
        done = await book.carry_out(Deed.ORDER, client, on=on)
        assert isinstance(done, Ordered), done
    return done


async def mark(book: Book, client: Client) -> SeasonState | None:
    await book.sweep()
    return (await book.known(client)).season_state


async def said(book: Book) -> list[tuple[str, SeasonState | None]]:
    """What is said of seasons in this moment."""
    found = [line for nudge in await book.said() for line in nudge.season]
    return [(line.client.name, line.state) for line in found]


@pytest.mark.parametrize(
    ("zone", "month", "turns"),
    [
        # Spring forward on 29 March in Berlin and 8 March in New York, back on 5 April in Auckland.
        (BERLIN, 4, (utc(2, 4, 7), utc(4, 1, 6), utc(4, 15, 6))),
        (NEW_YORK, 4, (utc(2, 4, 13), utc(4, 1, 12), utc(4, 15, 12))),
        (AUCKLAND, 4, (utc(2, 3, 19), utc(3, 31, 19), utc(4, 14, 20))),
        (KOLKATA, 4, (utc(2, 4, 3, 0), utc(4, 1, 3, 0), utc(4, 15, 3, 0))),
        # Back on 25 October in Berlin and 1 November in New York, on 27 September forward.
        (BERLIN, 11, (utc(9, 6, 6), utc(11, 1, 7), utc(11, 15, 7))),
        (NEW_YORK, 11, (utc(9, 6, 12), utc(11, 1, 13), utc(11, 15, 13))),
        (AUCKLAND, 11, (utc(9, 5, 20), utc(10, 31, 19), utc(11, 14, 19))),
    ],
)
async def test_a_season_turns_at_its_owners_morning_brief_over_both_clock_changes(
    db: Database, zone: str, month: int, turns: tuple[datetime, datetime, datetime]
) -> None:
    book = await open_book(db, BEGAN, zone=zone)
    client = await seasonal(book, month)
    before: SeasonState | None = None
    for at, state in zip(turns, (ASK, AMBER, RED), strict=True):
        book.now = at - SECOND
        assert await mark(book, client) is before
        book.now = at
        assert await mark(book, client) is state
        book.now = at + SECOND
        assert await mark(book, client) is state
        before = state


@pytest.mark.parametrize(
    ("zone", "last", "turns_at"),
    [
        (BERLIN, date(2026, 3, 1), utc(4, 15, 6)),
        (NEW_YORK, date(2026, 3, 1), utc(4, 15, 12)),
        (AUCKLAND, date(2026, 3, 1), utc(4, 14, 20)),
        (BERLIN, date(2026, 10, 2), utc(11, 16, 7)),
        (NEW_YORK, date(2026, 10, 2), utc(11, 16, 13)),
        (AUCKLAND, date(2026, 10, 2), utc(11, 15, 19)),
        (KOLKATA, date(2026, 10, 2), utc(11, 16, 3, 0)),
    ],
)
async def test_an_order_is_late_at_its_owners_morning_brief_over_both_clock_changes(
    db: Database, zone: str, last: date, turns_at: datetime
) -> None:
    book = await open_book(db, utc(12, 1, 12, year=2025), zone=zone)
    client = await book.add(cadence_days=FAR)
    book.now = datetime.combine(last, time(12), UTC)
    await order(book, client, *(last - timedelta(days=30 * n) for n in (3, 2, 1, 0)))

    marks = []
    for moment in (turns_at - SECOND, turns_at, turns_at + SECOND):
        book.now = moment
        marks.append(await mark(book, client))

    assert marks == [None, LATE, LATE]


async def test_each_state_of_a_season_is_told_once(book: Book) -> None:
    await seasonal(book, 4)
    told = []
    for n in range(1, 130):
        book.now = morning(BEGAN.date() + timedelta(days=n))
        told += [(book.now.date(), state) for _, state in await said(book)]
    # 4 February and 1 and 15 April are Wednesdays.
    assert told == [(date(2026, 2, 4), ASK), (date(2026, 4, 1), AMBER), (date(2026, 4, 15), RED)]


async def test_a_season_that_opens_on_a_day_off_is_told_on_the_next_working_day(
    book: Book,
) -> None:
    await seasonal(book, 2)  # opens on a Sunday
    told = []
    for n in range(1, 35):
        book.now = morning(BEGAN.date() + timedelta(days=n))
        told += [(book.now.date(), state) for _, state in await said(book)]
    assert told[:2] == [(date(2026, 1, 6), ASK), (date(2026, 2, 2), AMBER)]


async def test_a_client_in_touch_that_orders_in_time_is_never_asked_about_again(
    book: Book,
) -> None:
    client = await seasonal(book, 4)
    book.now = morning(date(2026, 2, 4))
    assert await said(book) == [("Acme", ASK)]
    await book.touch(client)
    book.now = morning(date(2026, 4, 2))
    await order(book, client, date(2026, 4, 2))
    for n in range(1, 300):
        book.now = morning(date(2026, 4, 2) + timedelta(days=n))
        assert await said(book) == []
    assert (await book.known(client)).season_on == date(2027, 2, 4)


@pytest.mark.parametrize("direction", [Direction.IN, Direction.OUT])
async def test_a_word_closes_the_question(book: Book, direction: Direction) -> None:
    client = await seasonal(book, 4)
    book.now = morning(date(2026, 2, 4))
    (brief,) = await book.said()
    assert [line.is_live for line in brief.season] == [True]
    key = f"season:{client.id}:ask:2026-02-04"

    done = await book.touch(client, direction)
    (closed,) = await book.db.read(season.as_said, book.rep, [(client.id, key)], book.now)
    await book.undo(done.change_id)
    (again,) = await book.db.read(season.as_said, book.rep, [(client.id, key)], book.now)

    assert (closed.is_live, again.is_live) == (False, True)
    book.now = morning(date(2026, 2, 5))
    assert await said(book) == []


async def test_an_order_closes_red_and_undo_opens_it_again(book: Book) -> None:
    client = await seasonal(book, 4)
    book.now = morning(date(2026, 4, 15))
    assert await said(book) == [("Acme", RED)]
    done = await order(book, client, date(2026, 4, 15))
    assert (await book.known(client)).season_state is None

    assert isinstance(await book.undo(done.change_id), Undone)

    found = await book.known(client)
    assert (found.season_state, found.standing) == (RED, Standing.PROSPECT)
    book.now = morning(date(2026, 4, 16))
    assert await said(book) == []


async def test_a_brief_says_of_a_season_what_is_still_true_when_it_is_sent(book: Book) -> None:
    client = await seasonal(book, 4)
    book.now = morning(date(2026, 2, 4))
    await book.sweep()
    await order(book, client, date(2026, 2, 4))
    assert await book.said() == []


async def test_another_season_asks_anew_and_undo_takes_it_back(book: Book) -> None:
    client = await seasonal(book, 4)
    book.now = morning(date(2026, 2, 4))
    await book.said()
    saved = await book.carry_out(Deed.SEASON, client, months=(5,), lead_weeks=20)
    assert isinstance(saved, ClientSaved)
    assert await mark(book, client) is ASK
    assert (await book.known(client)).season_since == date(2026, 5, 1) - timedelta(weeks=20)

    await book.undo(saved.change_id)

    found = await book.known(client)
    assert (found.season_months, found.lead_weeks) == ((4,), None)
    assert (found.season_state, found.season_on) == (ASK, date(2026, 4, 1))


async def test_without_a_season_nothing_is_due(book: Book) -> None:
    client = await seasonal(book, 4)
    assert await book.db.read(season.first_season_at) == utc(2, 4, 7)
    await book.carry_out(Deed.SEASON, client)
    assert await book.db.read(season.first_season_at) is None


async def test_a_clock_that_is_moved_by_hand_knows_when_a_season_comes(book: Book) -> None:
    await seasonal(book, 6)
    await book.db.write(reps.plan_brief, book.rep, utc(12, 31, 12))
    assert await book.db.read(nudges.next_moment, book.now) == utc(4, 6, 6)


async def test_the_weeks_alone_may_change_and_months_keep_them(book: Book) -> None:
    client = await seasonal(book, 10)
    await book.carry_out(Deed.SEASON, client, lead_weeks=6)
    assert (await book.known(client)).season_on == date(2026, 10, 1) - timedelta(weeks=6)
    await book.carry_out(Deed.SEASON, client, months=(10, 11))
    assert (await book.known(client)).lead_weeks == 6
    await book.carry_out(Deed.SEASON, client, lead_weeks=8)
    assert (await book.known(client)).lead_weeks is None


@pytest.mark.parametrize(
    ("deed", "facts", "code"),
    [
        (Deed.SEASON, {"lead_weeks": 6}, "no_season"),
        (Deed.SEASON, {"months": (10,), "lead_weeks": 27}, "lead_out_of_range"),
        (Deed.SEASON, {"months": tuple(range(1, 8))}, "season_too_long"),
        (Deed.ORDER, {"on": date(2026, 1, 6)}, "order_to_come"),
        (Deed.ORDER, {"amount": Money(-1, "EUR")}, "negative_order"),
    ],
)
async def test_what_cannot_be_is_refused_and_changes_nothing(
    book: Book, deed: Deed, facts: dict[str, Any], code: str
) -> None:
    client = await book.add()
    refused = await book.carry_out(deed, client, **facts)
    assert isinstance(refused, Refused)
    assert refused.problem.code == code
    assert await book.known(client) == client


# Proposals


OCTOBERS = (date(2024, 10, 8), date(2025, 10, 20))


async def test_a_season_is_proposed_once_and_taken(book: Book) -> None:
    client = await book.add(cadence_days=FAR)
    await order(book, client, *OCTOBERS)
    told = []
    for n in range(1, 20):
        book.now = morning(BEGAN.date() + timedelta(days=n))
        told += await said(book)
    assert told == [("Acme", PROPOSED)]

    await book.carry_out(Deed.SEASON, client, months=(10,))

    found = await book.known(client)
    assert (found.season_state, found.season_on) == (None, date(2026, 8, 6))


async def test_a_proposal_that_was_refused_does_not_come_back(book: Book) -> None:
    client = await book.add(cadence_days=FAR)
    await order(book, client, *OCTOBERS)
    assert await mark(book, client) is PROPOSED
    await book.carry_out(Deed.NO_SEASON, client, months=(10,))
    assert await mark(book, client) is None
    book.now = morning(date(2026, 10, 7))
    await order(book, client, date(2026, 10, 7))
    assert await mark(book, client) is None


async def test_a_season_that_was_taken_away_is_not_proposed(book: Book) -> None:
    client = await seasonal(book, 10)
    await order(book, client, *OCTOBERS)
    await book.carry_out(Deed.SEASON, client)
    assert await mark(book, client) is None


# Orders


async def test_an_order_makes_a_prospect_a_paying_client_and_is_a_word_from_them(
    book: Book,
) -> None:
    client = await book.add(cadence_days=10)
    on = date(2026, 1, 2)
    done = await book.carry_out(Deed.ORDER, client, on=on, amount=Money(1_200_000, "EUR"))
    assert isinstance(done, Ordered)
    assert done.is_first
    assert (done.client.standing, done.client.last_in_on) == (Standing.ACTIVE, on)
    assert done.client.quiet_on == date(2026, 1, 12)

    await book.undo(done.change_id)

    assert await book.db.read(orders.latest, WORKSPACE, client.id, 5) == []
    found = await book.known(client)
    assert (found.standing, found.last_in_on) == (Standing.PROSPECT, None)
    assert found.quiet_on == client.quiet_on


async def test_an_order_closes_the_nudge_of_a_quiet_client(book: Book) -> None:
    client = await book.add(cadence_days=3)
    book.now = morning(date(2026, 1, 9))
    await book.sweep()
    assert (await book.known(client)).quiet_state is QuietState.AMBER
    await order(book, client, date(2026, 1, 9))
    assert (await book.known(client)).quiet_state is None


async def test_an_order_wins_a_lost_client_back_and_its_loss_stays_in_its_history(
    book: Book,
) -> None:
    client = await book.add()
    assert isinstance(await book.carry_out(Deed.LOST, client, reason="price"), SaidNo)
    book.now += timedelta(days=40)
    done = await order(book, client, date(2026, 2, 14))
    assert (done.is_back, done.order.source) == (True, Source.WON_BACK)

    card = await book.db.read(clientele.card, book.rep, client.id, book.now)

    assert card.client.standing is Standing.ACTIVE
    (loss,) = card.losses
    assert (loss.lost_on, loss.won_back_on) == (date(2026, 1, 5), date(2026, 2, 14))
    await book.undo(done.change_id)
    card = await book.db.read(clientele.card, book.rep, client.id, book.now)
    assert (card.client.standing, card.losses[0].won_back_on) == (Standing.LOST, None)


async def test_a_parted_client_that_orders_is_back(book: Book) -> None:
    client = await book.add()
    await book.carry_out(Deed.PART, client, is_confirmed=True)
    done = await order(book, client, date(2026, 1, 5))
    assert (done.is_back, done.client.standing) == (True, Standing.ACTIVE)


async def test_a_deal_that_was_won_is_an_order(book: Book) -> None:
    client = await book.add()

    def win(conn: Any) -> int:
        known = clients.get(conn, WORKSPACE, client.id)
        won, rows = orders.add(
            conn,
            WORKSPACE,
            known,
            book.rep.id,
            date(2026, 1, 5),
            book.now,
            amount=Money(500, "EUR"),
            source=Source.DEAL,
            deal_id=77,
        )
        assert won.source is Source.DEAL
        return changes.record(conn, WORKSPACE, book.rep.id, "won", rows, book.now)

    change_id = await book.db.write(win)
    (kept,) = await book.db.read(orders.latest, WORKSPACE, client.id, 5)
    assert (kept.on, kept.amount) == (date(2026, 1, 5), Money(500, "EUR"))
    await book.undo(change_id)
    assert await book.db.read(orders.latest, WORKSPACE, client.id, 5) == []


async def test_an_order_nobody_keeps_is_nowhere(book: Book) -> None:
    with pytest.raises(LookupError):
        await book.db.read(orders.get, WORKSPACE, 1)


async def test_an_order_delivered_twice_is_kept_once(book: Book) -> None:
    client = await book.add()
    first = await book.carry_out(Deed.ORDER, client, key="same")
    assert await book.carry_out(Deed.ORDER, client, key="same") == first
    assert len(await book.db.read(orders.latest, WORKSPACE, client.id, 5)) == 1


# Lost, merged, given, moved


@pytest.mark.parametrize("deed", [Deed.LOST, Deed.PART])
async def test_a_client_we_lost_is_left_in_peace(book: Book, deed: Deed) -> None:
    client = await seasonal(book, 4)
    book.now = morning(date(2026, 2, 4))
    await book.sweep()
    gone = await book.carry_out(deed, client, is_confirmed=True)
    assert await said(book) == []
    found = await book.known(client)
    assert (found.season_state, found.season_on) == (None, None)
    await book.undo(gone.change_id)  # type: ignore[union-attr]
    assert await mark(book, client) is ASK


async def test_a_merged_client_takes_its_orders_and_its_season_along(book: Book) -> None:
    stays, goes = await book.add("Acme"), await seasonal(book, 4, name="Acme Ltd")
    await order(book, goes, date(2025, 4, 8))
    book.now = morning(date(2026, 2, 4))
    await book.sweep()
    merged = await book.carry_out(Deed.MERGE, goes, other_id=stays.id, other_name="Acme")
    assert isinstance(merged, ClientSaved)

    assert merged.client.season_months == (4,)
    assert [o.on for o in await book.db.read(orders.latest, WORKSPACE, stays.id, 5)] == [
        date(2025, 4, 8)
    ]
    gone = await book.db.read(clients.exactly, WORKSPACE, goes.id)
    assert (gone.season_state, gone.season_on) == (None, None)
    assert await mark(book, stays) is ASK

    await book.undo(merged.change_id)
    assert (await book.known(stays)).season_on is None
    assert len(await book.db.read(orders.latest, WORKSPACE, goes.id, 5)) == 1
    assert await mark(book, await book.db.read(clients.exactly, WORKSPACE, goes.id)) is ASK


async def test_an_undone_client_has_no_season_any_more(book: Book) -> None:
    saved = await book.carry_out(Deed.ADD, client_name="Acme")
    assert isinstance(saved, ClientSaved)
    season_set = await book.carry_out(Deed.SEASON, saved.client, months=(4,))
    await book.undo(season_set.change_id)  # type: ignore[union-attr]
    assert await book.db.read(season.first_season_at) is None


async def test_a_new_owner_is_told_in_their_own_morning(book: Book) -> None:
    client = await seasonal(book, 4)
    book.now = morning(date(2026, 2, 4))
    assert await said(book) == [("Acme", ASK)]
    colleague = await book.meet(ben())
    await book.carry_out(Deed.GIVE, client, owner_user_id=colleague.slack_user_id)
    book.now = utc(2, 5, 8)
    assert await said(book) == [("Acme", ASK)]


async def test_a_rep_who_moves_hears_of_it_in_the_morning_there(book: Book) -> None:
    client = await seasonal(book, 4)
    await book.db.write(reps.set_profile, ben(id=book.rep.id, zone=NEW_YORK), book.now)
    assert await book.db.read(season.first_season_at) == utc(2, 4, 13)
    assert (await book.known(client)).season_on == date(2026, 2, 4)


async def test_a_rep_who_moves_hears_of_quiet_clients_in_the_morning_there(book: Book) -> None:
    for name, days in (("Acme", 10), ("Globex", 10), ("Initech", 19)):
        await book.add(name, cadence_days=days)
    assert await book.db.read(quiet.first_quiet_at) == utc(1, 15, 7)
    await book.db.write(reps.set_profile, ben(id=book.rep.id, zone=AUCKLAND), book.now)

    assert await book.db.read(quiet.first_quiet_at) == utc(1, 14, 19)
    book.now = utc(1, 14, 19)
    assert await book.db.write(quiet.mark_due, book.now, 5) == 2
    book.now = utc(1, 23, 19) - SECOND
    assert await book.db.write(quiet.mark_due, book.now, 5) == 2  # red after fifteen days
    assert await book.db.write(quiet.mark_due, book.now + SECOND, 5) == 1


async def test_a_client_of_nobody_comes_into_season_in_the_workspaces_own_morning(
    book: Book,
) -> None:
    client = await seasonal(book, 4)
    await book.db.write(clients.set_owner, WORKSPACE, await book.known(client), None)
    await book.db.write(quiet.settle, WORKSPACE, client.id, book.now)
    book.now = morning(date(2026, 2, 4))
    assert await mark(book, client) is ASK


async def test_a_brief_hour_that_the_clocks_skip_is_the_first_after_the_gap(
    db: Database,
) -> None:
    book = await open_book(db, utc(3, 14, 12), hours=Hours(brief_time=time(2, 30)))
    client = await book.add(cadence_days=FAR)
    last = date(2026, 3, 14)
    await order(book, client, *(last - timedelta(days=10 * n) for n in (3, 2, 1, 0)))
    assert (await book.known(client)).season_on == date(2026, 3, 29)
    assert await book.db.read(season.first_season_at) == utc(3, 29, 1, 0)


# Sharing the brief


async def test_seasons_and_quiet_clients_share_three_lines_a_brief(book: Book) -> None:
    for n in range(4):
        await seasonal(book, 4, name=f"Season {n}", value=Money(100 - n, "EUR"))
    for n in range(3):
        await book.add(f"Quiet {n}", cadence_days=30, value=Money(100 - n, "EUR"))
    told = []
    for n in range(3):
        book.now = morning(date(2026, 2, 4) + timedelta(days=n))
        (brief,) = await book.said()
        told.append([line.client.name for line in (*brief.season, *brief.quiet)])
    assert told == [
        ["Season 0", "Season 1", "Quiet 0"],
        ["Season 2", "Season 3", "Quiet 1"],
        ["Quiet 2"],
    ]


async def test_what_presses_most_comes_first(book: Book) -> None:
    for months, name in (((6,), "Ask"), ((4, 5), "Amber"), ((4,), "Red")):
        await seasonal(book, *months, name=name)
    book.now = morning(date(2026, 4, 16))
    assert await said(book) == [("Red", RED), ("Amber", AMBER), ("Ask", ASK)]


async def test_a_client_in_season_is_not_called_quiet_too(book: Book) -> None:
    client = await book.add(cadence_days=30)  # quiet on 4 February
    await book.carry_out(Deed.SEASON, client, months=(4,))
    book.now = morning(date(2026, 2, 4))
    (brief,) = await book.said()
    assert ([line.state for line in brief.season], brief.quiet) == ([ASK], ())
    for n in range(1, 40):
        book.now = morning(date(2026, 2, 4) + timedelta(days=n))
        assert [nudge.quiet for nudge in await book.said() if nudge.quiet] == []
    assert (await book.known(client)).quiet_state is QuietState.RED


async def test_a_quiet_line_closes_when_the_season_was_brought_up_since(book: Book) -> None:
    client = await book.add(cadence_days=20)
    await book.carry_out(Deed.SEASON, client, months=(4,))
    book.now = morning(date(2026, 1, 26))
    (brief,) = await book.said()
    (line,) = brief.quiet
    said_then = [(client.id, f"quiet:{client.id}:{line.state}:{line.since}")]
    book.now = morning(date(2026, 2, 3))
    (before,) = await book.db.read(quiet.as_said, book.rep, said_then, book.now)
    book.now = morning(date(2026, 2, 4))
    assert await said(book) == [("Acme", ASK)]
    (after,) = await book.db.read(quiet.as_said, book.rep, said_then, book.now)
    assert (before.is_live, after.is_live) == (True, False)


async def test_a_proposal_waits_for_a_brief_without_a_quiet_line_of_that_client(
    book: Book,
) -> None:
    client = await book.add(cadence_days=10)
    await order(book, client, *OCTOBERS)
    told = []
    for day in (6, 7, 8):
        book.now = morning(date(2026, 1, day))
        briefs = [n for n in await book.said() if n.kind is NudgeKind.BRIEF]
        told += [(len(n.quiet), len(n.season)) for n in briefs]
    assert told == [(1, 0), (0, 1)]


async def test_a_sweep_on_several_replicas_marks_each_client_once(book: Book) -> None:
    for n in range(30):
        await seasonal(book, 4, name=f"Client {n}")
    book.now = morning(date(2026, 2, 4))
    counts = [await book.db.write(nudges.mark_seasons, book.now, book.now) for _ in range(3)]
    assert counts == [nudges.AT_ONCE, 30 - nudges.AT_ONCE, 0]


async def test_home_shows_what_is_in_season_told_or_not(book: Book) -> None:
    await seasonal(book, 4)
    await seasonal(book, 2, name="Globex")
    book.now = morning(date(2026, 2, 4))
    await book.said()
    found = await book.db.read(season.marked, book.rep, 5, book.now)
    assert [(one.client.name, one.state) for one in found] == [("Globex", AMBER), ("Acme", ASK)]
