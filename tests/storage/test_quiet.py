"""Which clients have gone quiet, when will the others, and what is said of them?"""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot.playbook.client_intent import Deed
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Direction, Hours, Money, QuietState, Standing
from bot.playbook.outcome import ClientSaved, Kept, Refused, SaidNo, SpokeTo, Undone
from storage import clientele, clients, nudges, quiet, tables
from storage.database import Database
from tests.book import Book, open_book
from tests.cast import NOW, WORKSPACE, ben

BERLIN, NEW_YORK, SYDNEY = "Europe/Berlin", "America/New_York", "Australia/Sydney"
AMBER, RED = QuietState.AMBER, QuietState.RED
SECOND = timedelta(seconds=1)
TODAY = date(2026, 3, 2)


def morning(day: date) -> datetime:
    """Half past eight in Berlin, in winter and in summer."""
    is_summer = date(2026, 3, 29) <= day < date(2026, 10, 25)
    return datetime.combine(day, time(6 if is_summer else 7, 30), UTC)


@pytest.mark.parametrize(
    ("zone", "touched_at", "turns_at"),
    [
        # Spring forward: the client is touched before the clocks change and turns after it.
        (BERLIN, datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 4, 1, 6, 30, tzinfo=UTC)),
        (
            NEW_YORK,
            datetime(2026, 2, 20, 15, tzinfo=UTC),
            datetime(2026, 3, 22, 12, 30, tzinfo=UTC),
        ),
        (SYDNEY, datetime(2026, 9, 10, 1, tzinfo=UTC), datetime(2026, 10, 9, 21, 30, tzinfo=UTC)),
        # Fall back.
        (BERLIN, datetime(2026, 10, 1, 9, tzinfo=UTC), datetime(2026, 10, 31, 7, 30, tzinfo=UTC)),
        (
            NEW_YORK,
            datetime(2026, 10, 10, 15, tzinfo=UTC),
            datetime(2026, 11, 9, 13, 30, tzinfo=UTC),
        ),
        (SYDNEY, datetime(2026, 3, 20, 1, tzinfo=UTC), datetime(2026, 4, 18, 22, 30, tzinfo=UTC)),
        # The touch itself on the far side of midnight: the rep's day counts.
        (NEW_YORK, datetime(2026, 6, 2, 3, tzinfo=UTC), datetime(2026, 7, 1, 12, 30, tzinfo=UTC)),
        (SYDNEY, datetime(2026, 6, 1, 20, tzinfo=UTC), datetime(2026, 7, 1, 22, 30, tzinfo=UTC)),
    ],
)
async def test_a_client_turns_at_its_owners_morning_brief_over_both_clock_changes(
    db: Database, zone: str, touched_at: datetime, turns_at: datetime
) -> None:
    book = await open_book(db, touched_at, zone=zone)
    client = await book.add(cadence_days=30)
    await book.touch(client)

    book.now = turns_at - SECOND
    await book.sweep()
    assert (await book.known(client)).quiet_state is None
    book.now = turns_at
    await book.sweep()
    assert (await book.known(client)).quiet_state is AMBER
    book.now = turns_at + SECOND
    await book.sweep()
    assert (await book.known(client)).quiet_state is AMBER


async def test_a_brief_hour_that_the_clocks_skip_is_the_first_after_the_gap(db: Database) -> None:
    book = await open_book(db, NOW, hours=Hours(brief_time=time(2, 30)))
    client = await book.add(cadence_days=27)
    await book.touch(client)
    gap_ends = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    book.now = gap_ends - SECOND
    await book.sweep()
    assert (await book.known(client)).quiet_state is None
    book.now = gap_ends
    await book.sweep()
    assert (await book.known(client)).quiet_state is AMBER


async def test_a_quiet_client_is_told_once_when_amber_and_once_when_red(book: Book) -> None:
    client = await book.add(cadence_days=10)
    await book.touch(client)
    told = []
    for n in range(1, 40):
        day = TODAY + timedelta(days=n)
        book.now = morning(day)
        told += [(n, line.state) for nudge in await book.said() for line in nudge.quiet]
    # 12 March is a Thursday, 17 March a Tuesday.
    assert told == [(10, AMBER), (15, RED)]


async def test_a_client_that_turns_on_a_weekend_is_told_on_monday(book: Book) -> None:
    await book.add(cadence_days=5)  # amber on Saturday 7 March, red on Tuesday 10 March
    told = []
    for n in range(1, 10):
        book.now = morning(TODAY + timedelta(days=n))
        told += [(n, line.state) for nudge in await book.said() for line in nudge.quiet]
    assert told == [(7, AMBER), (8, RED)]


async def test_a_word_from_them_to_anybody_closes_the_nudge(book: Book) -> None:
    client = await book.add(cadence_days=10)
    book.now = morning(date(2026, 3, 12))
    (brief,) = await book.said()
    assert [line.is_live for line in brief.quiet] == [True]

    colleague = await book.meet(ben())
    done = await book.touch(client, rep=colleague)

    assert done.was_quiet
    (line,) = await book.db.read(
        quiet.as_said, book.rep, [(client.id, f"quiet:{client.id}:amber:2026-03-12")], book.now
    )
    assert not line.is_live


async def test_undoing_that_word_opens_the_nudge_again_and_says_nothing_twice(book: Book) -> None:
    client = await book.add(cadence_days=10)
    book.now = morning(date(2026, 3, 12))
    await book.said()
    done = await book.touch(client)
    assert isinstance(await book.undo(done.change_id), Undone)
    assert (await book.known(client)).quiet_state is AMBER
    book.now = morning(date(2026, 3, 13))
    assert [nudge.quiet for nudge in await book.said()] == [()]  # Friday's checklist alone


async def test_our_own_word_closes_amber_and_leaves_red(book: Book) -> None:
    client = await book.add(cadence_days=10)
    book.now = morning(date(2026, 3, 12))
    await book.sweep()
    await book.touch(client, Direction.OUT)
    assert (await book.known(client)).quiet_state is None
    book.now = morning(date(2026, 3, 17))
    await book.sweep()
    await book.touch(client, Direction.OUT)
    found = await book.known(client)
    assert (found.quiet_state, found.unanswered) == (RED, 2)


async def test_words_of_one_day_answer_what_was_sent_before_them(book: Book) -> None:
    client = await book.add()
    for minutes, direction in enumerate((Direction.OUT, Direction.OUT, Direction.IN)):
        book.now = NOW + timedelta(minutes=minutes)
        await book.touch(client, direction)
    assert (await book.known(client)).unanswered == 0


async def test_a_touch_told_late_counts_from_its_own_day(book: Book) -> None:
    client = await book.add(cadence_days=10)
    await book.touch(client, on=date(2026, 2, 25))
    assert (await book.known(client)).quiet_on == date(2026, 3, 7)


async def test_a_kept_follow_up_is_a_word_from_them(book: Book) -> None:
    client = await book.add(cadence_days=10)
    saved = await book.promise(client, date(2026, 3, 6))
    book.now = datetime(2026, 3, 6, 9, tzinfo=UTC)
    kept = await book.follow_up(Intent(Verb.DONE, commitment_id=saved.commitment.id))
    assert (await book.known(client)).last_in_on == date(2026, 3, 6)

    assert isinstance(kept, Kept)
    await book.undo(kept.change_id)
    found = await book.known(client)
    assert (found.last_in_on, found.quiet_on) == (None, date(2026, 3, 12))


async def test_a_date_they_named_closes_the_nudge_until_it_is_broken(book: Book) -> None:
    client = await book.add(cadence_days=10)
    book.now = morning(date(2026, 3, 12))
    await book.sweep()
    saved = await book.promise(client, date(2026, 4, 20))
    found = await book.known(client)
    assert (found.quiet_state, found.quiet_on) == (None, date(2026, 4, 21))

    moved = Intent(Verb.MOVED, commitment_id=saved.commitment.id, due_on=date(2026, 5, 4))
    await book.follow_up(moved)
    assert (await book.known(client)).quiet_on == date(2026, 5, 5)


async def test_a_date_of_our_own_silences_nothing(book: Book) -> None:
    client = await book.add(cadence_days=10)
    saved = await book.follow_up(Intent(Verb.RECORD, client_id=client.id, due_on=date(2026, 4, 20)))
    assert (await book.known(client)).quiet_on == date(2026, 3, 12)
    assert saved


async def test_a_paying_client_hears_from_us_while_its_date_stands(book: Book) -> None:
    client = await book.add(cadence_days=10)
    await book.db.write(clients.set_standing, WORKSPACE, client.id, Standing.ACTIVE)
    await book.promise(client, date(2026, 6, 1))
    book.now = morning(date(2026, 3, 12))
    (brief,) = await book.said()
    (line,) = brief.quiet
    assert (line.state, line.promised_on) == (AMBER, date(2026, 6, 1))


async def test_three_quiet_lines_a_brief_the_most_valuable_first_the_rest_later(
    book: Book,
) -> None:
    for worth in (10, 50, None, 30, 40):
        money = Money(worth, "EUR") if worth else None
        await book.add(f"Client {worth}", cadence_days=10, value=money)
    told = []
    for day in (12, 13, 16):
        book.now = morning(date(2026, 3, day))
        told.append([line.client.name for n in await book.said() for line in n.quiet])
    assert told == [
        ["Client 50", "Client 40", "Client 30"],
        ["Client 10", "Client None"],
        [],
    ]


async def test_a_brief_says_what_is_still_true_when_it_is_sent(book: Book) -> None:
    client = await book.add(cadence_days=10)
    book.now = morning(date(2026, 3, 12))
    await book.sweep()
    await book.touch(client)
    assert await book.said() == []


async def test_a_client_renamed_while_its_nudge_waits_is_called_by_its_new_name(
    book: Book,
) -> None:
    client = await book.add(cadence_days=10)
    book.now = morning(date(2026, 3, 12))
    await book.sweep()
    await book.carry_out(Deed.RENAME, client, new_name="Acme Holding")
    (brief,) = await book.said()
    assert [line.client.name for line in brief.quiet] == ["Acme Holding"]


async def test_a_shorter_cadence_turns_a_client_at_once_and_undo_takes_it_back(
    book: Book,
) -> None:
    client = await book.add(cadence_days=30)
    await book.touch(client)
    book.now = morning(date(2026, 3, 13))
    saved = await book.carry_out(Deed.CADENCE, client, cadence_days=10)
    assert isinstance(saved, ClientSaved)
    assert (await book.known(client)).quiet_on == date(2026, 3, 12)
    await book.undo(saved.change_id)
    assert (await book.known(client)).quiet_on == date(2026, 4, 1)


async def test_a_lost_client_is_never_called_quiet(book: Book) -> None:
    client = await book.add(cadence_days=10)
    book.now = morning(date(2026, 3, 12))
    await book.sweep()
    lost = await book.carry_out(Deed.LOST, client)
    assert isinstance(lost, SaidNo)
    found = await book.known(client)
    assert (found.quiet_state, found.quiet_on) == (None, None)
    await book.undo(lost.change_id)
    await book.sweep()
    assert (await book.known(client)).quiet_state is AMBER


async def test_an_undone_client_turns_no_more(book: Book) -> None:
    saved = await book.carry_out(Deed.ADD, client_name="Acme")
    assert isinstance(saved, ClientSaved)
    await book.undo(saved.change_id)
    assert await book.db.read(quiet.first_quiet_at) is None


async def test_a_clock_that_is_moved_by_hand_knows_when_a_client_turns(book: Book) -> None:
    await book.add(cadence_days=5)
    assert await book.db.read(quiet.first_quiet_at) == datetime(2026, 3, 7, 7, 30, tzinfo=UTC)


async def test_imported_clients_without_a_contact_turn_over_one_cadence(book: Book) -> None:
    found = [await book.add(f"Client {n}") for n in range(10)]
    await book.touch(found[0])
    await book.db.write(quiet.spread_over, WORKSPACE, [c.id for c in found], TODAY, book.now)
    turns = [(await book.known(c)).quiet_on for c in found]
    assert turns[0] == date(2026, 3, 16)
    assert turns[1:] == [date(2026, 3, 3) + timedelta(days=n * 30 // 9) for n in range(9)]


async def test_a_sweep_on_several_replicas_marks_each_client_once(book: Book) -> None:
    for n in range(30):
        await book.add(f"Client {n}", cadence_days=10)
    book.now = morning(date(2026, 3, 12))
    first = await book.db.write(nudges.mark_quiet, book.now, book.now)
    second = await book.db.write(nudges.mark_quiet, book.now, book.now)
    assert (first, second) == (nudges.AT_ONCE, 30 - nudges.AT_ONCE)
    assert await book.db.write(nudges.mark_quiet, book.now, book.now) == 0


async def test_a_client_of_nobody_is_marked_in_the_workspaces_own_morning(book: Book) -> None:
    client = await book.add(cadence_days=10)
    await book.db.write(clients.set_owner, WORKSPACE, await book.known(client), None)
    await book.db.write(quiet.settle, WORKSPACE, client.id, book.now)
    book.now = morning(date(2026, 3, 12))
    assert await book.said() == []
    assert (await book.known(client)).quiet_state is AMBER


async def test_a_quiet_line_says_what_they_last_said(book: Book) -> None:
    client = await book.add(cadence_days=10)
    await book.touch(client, words="the new plant opens in April")
    book.now = morning(date(2026, 3, 12))
    (brief,) = await book.said()
    assert brief.quiet[0].reason is not None
    assert brief.quiet[0].reason.text == "the new plant opens in April"


async def test_on_friday_those_without_a_touch_this_week_are_asked_about(book: Book) -> None:
    book.now = datetime(2026, 3, 6, 7, 30, tzinfo=UTC)
    monday, sunday = date(2026, 3, 2), date(2026, 3, 1)
    last = ("Acme", 12, sunday), ("Globex", 11, sunday), ("Vega", 5, monday), ("Far", 40, sunday)
    for name, cadence, on in last:
        await book.touch(await book.add(name, cadence_days=cadence), on=on)
    await book.add("Initech", cadence_days=2)
    found = await book.db.read(quiet.unheard_of, book.rep, date(2026, 3, 6))
    assert [c.name for c in found] == ["Initech", "Globex", "Acme"]


async def test_fridays_checklist_is_answered_once_and_undone_at_once(book: Book) -> None:
    both = [await book.add("Acme"), await book.add("Globex")]
    request, ids = book.request(key="friday"), [c.id for c in both]
    done = await book.db.write(clientele.spoke_to, request, ids)
    assert isinstance(done, SpokeTo)
    assert [c.last_in_on for c in done.clients] == [TODAY, TODAY]
    assert await book.db.write(clientele.spoke_to, request, ids) == done
    await book.undo(done.change_id)
    assert [(await book.known(c)).last_in_on for c in both] == [None, None]


async def test_nobody_chosen_on_friday_is_no_touch(book: Book) -> None:
    refused = await book.db.write(clientele.spoke_to, book.request(), [])
    assert isinstance(refused, Refused)
    assert refused.problem.code == "nobody_chosen"


async def test_heat_and_notes_stay_with_the_rep(book: Book) -> None:
    client = await book.add()
    await book.touch(client, note="they argued", words="call me in May")
    colleague = await book.meet(ben())
    card = await book.db.read(clientele.card, colleague, client.id, book.now)
    assert [(t.note, t.words) for t in card.touches] == [(None, "call me in May")]
    own = await book.db.read(clientele.card, book.rep, client.id, book.now)
    assert [t.note for t in own.touches] == ["they argued"]


@pytest.mark.parametrize("days", [(3, 3), (3, 20), (20, 3), (60, 60, 5), (1, 90)])
@pytest.mark.parametrize("is_a_colleagues", [False, True])
@pytest.mark.parametrize("age_days", [0, 12, 40])
async def test_whatever_dates_a_client_names_its_marks_stand_as_if_settled_anew(
    book: Book, days: tuple[int, ...], is_a_colleagues: bool, age_days: int
) -> None:
    client = await book.add(cadence_days=10)
    book.now = morning(TODAY + timedelta(days=age_days))
    await book.sweep()
    who = await book.meet(ben()) if is_a_colleagues else book.rep
    marks = select(tables.clients).where(tables.clients.c.id == client.id)
    for day in days:
        await book.promise(client, book.now.date() + timedelta(days=day), who)
        stood = await book.db.read(lambda conn: conn.execute(marks).one())
        settled = await book.db.write(quiet.settle, WORKSPACE, client.id, book.now)
        assert await book.db.read(lambda conn: conn.execute(marks).one()) == stood
        assert await book.known(client) == settled
