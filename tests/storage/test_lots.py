"""Many things at once, on both engines: done once, on two replicas too, and taken back as one."""

import asyncio
from datetime import date, time

import pytest

from bot.playbook.client_intent import Deed
from bot.playbook.intent import Intent, Verb
from bot.playbook.lot import OVERDUE
from bot.playbook.model import SetBy
from bot.playbook.outcome import LotDone, LotShown, Outcome, Refused, Undone
from storage import clients, commitments, departures, lots, reps
from storage.database import Database
from tests.cast import NOW, WORKSPACE
from tests.sales import Sales, open_sales

FRIDAY = date(2026, 3, 13)


@pytest.fixture
async def sales(db: Database) -> Sales:
    """Ana has two clients, a deal and two dates that have passed; Mia manages."""
    made = await open_sales(db)
    for name in ("Acme", "Globex"):
        await made.of_client(Deed.ADD, None, client_name=name, is_new_client=True)
    await made.add("Acme", 40_000)
    for name in ("Acme", "Globex"):
        found = await db.read(clients.known_by, WORKSPACE, [name.lower()])
        await made.promise(
            found[name.lower()][0].id,
            date(2026, 3, 6),
            due_time=time(15) if name == "Acme" else None,
            note="she sounded tired",
        )
    made.pass_days(7)
    return made


async def shown(sales: Sales) -> LotShown:
    intent = Intent(Verb.SNOOZE, scope=OVERDUE, due_on=FRIDAY)
    found = await sales.follow_up(intent)
    assert isinstance(found, LotShown), found
    return found


async def pressed(sales: Sales, found: LotShown, rep: reps.Rep | None = None) -> Outcome:
    return await sales.db.write(lots.carry_out, sales.request(rep), found.draft_id)


async def test_pressed_on_two_replicas_at_once_it_is_done_once(sales: Sales) -> None:
    found = await shown(sales)
    first, second = await asyncio.gather(pressed(sales, found), pressed(sales, found))
    assert isinstance(first, LotDone)
    assert isinstance(second, LotDone)
    assert first.change_id == second.change_id
    open_ = await sales.db.read(commitments.open_for, WORKSPACE, rep_id=sales.ana.id)
    assert [(c.back_on, c.version) for c in open_] == [(FRIDAY, 2), (FRIDAY, 2)]
    assert [c.due_on for c in open_] == [date(2026, 3, 6)] * 2


async def test_everything_given_comes_back_to_the_last_column(sales: Sales) -> None:
    before = await sales.db.read(commitments.open_for, WORKSPACE, rep_id=sales.ana.id)
    given = await sales.db.write(lots.show_given, sales.request(sales.mia), "U0ANA", "U0BEN")
    assert isinstance(given, LotShown)
    done = await pressed(sales, given, sales.mia)
    assert isinstance(done, LotDone)
    assert (done.counts.clients, done.counts.deals, done.counts.dates) == (2, 1, 2)
    theirs = await sales.db.read(commitments.open_for, WORKSPACE, rep_id=sales.ben.id)
    assert [(c.zone, c.note) for c in theirs] == [("Europe/London", None)] * 2
    assert (await sales.against(sales.ben)).deals == 1
    assert (await sales.against(sales.ana)).deals == 0

    back = await sales.undo(done.change_id, sales.mia)

    assert isinstance(back, Undone)
    after = await sales.db.read(commitments.open_for, WORKSPACE, rep_id=sales.ana.id)
    assert [(c.due_at, c.note, c.zone) for c in after] == [
        (c.due_at, c.note, c.zone) for c in before
    ]
    assert (await sales.against(sales.ana)).deals == 1
    again = await sales.undo(done.change_id, sales.mia)
    assert isinstance(again, Refused)
    assert again.problem.code == "already_undone"


async def test_nobody_gives_what_is_a_colleagues_but_a_manager(sales: Sales) -> None:
    found = await sales.db.write(lots.show_given, sales.request(sales.ben), "U0ANA", "U0BEN")
    assert isinstance(found, Refused)
    assert found.problem.code == "managers_only_give"


async def test_an_heir_who_left_before_the_press_gets_nothing(sales: Sales) -> None:
    given = await sales.db.write(lots.show_given, sales.request(sales.mia), "U0ANA", "U0BEN")
    assert isinstance(given, LotShown)
    await sales.db.write(departures.leave, sales.ben, NOW, NOW)
    found = await pressed(sales, given, sales.mia)
    assert isinstance(found, Refused)
    assert found.problem.code == "heir_gone"


async def test_a_rep_noticed_gone_on_two_replicas_leaves_once(sales: Sales) -> None:
    async def notice() -> object:
        gone = {"deleted": True}
        return await sales.db.write(departures.notice, sales.ana, gone, sales.now, sales.now)

    assert await asyncio.gather(notice(), notice()) == [None, None]
    theirs = await sales.db.read(commitments.open_for, WORKSPACE, rep_id=sales.mia.id)
    assert [c.version for c in theirs] == [2, 2]


async def test_a_date_keeps_its_instant_with_an_heir_in_another_zone(sales: Sales) -> None:
    before = await sales.db.read(commitments.open_for, WORKSPACE, rep_id=sales.ana.id)
    await sales.db.write(departures.leave, sales.ana, sales.now, sales.now)
    theirs = await sales.db.read(commitments.open_for, WORKSPACE, rep_id=sales.mia.id)
    timed = next(c for c in theirs if c.due_time is not None)
    assert (timed.due_at, timed.due_time) == (before[1].due_at, time(9))
    assert timed.set_by is SetBy.CLIENT
    day = next(c for c in theirs if c.due_time is None)
    assert (day.back_on, day.zone) == (date(2026, 3, 6), "America/New_York")
