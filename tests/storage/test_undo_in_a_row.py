"""Is undo honest when it is typed again, and when a colleague heard the same no?"""

from datetime import timedelta

import pytest

from bot.playbook.model import Money, Standing
from bot.playbook.nudge import NudgeKind
from bot.playbook.outcome import Outcome, Refused, Undone
from storage import clients, tables
from storage.database import Database
from tests.cast import WORKSPACE
from tests.storage.desk import Desk, desk


@pytest.fixture
async def at(db: Database):
    async with desk(db) as made:
        yield made


def code(outcome: Outcome) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.problem.code


async def standing(at: Desk, name: str = "globex") -> Standing:
    (client,) = (await at.db.read(clients.known_by, WORKSPACE, [name]))[name]
    return client.standing


async def open_days(at: Desk, *reps) -> list[int]:
    return [len(await at.open_for(rep)) for rep in reps]


# Typed again


async def test_undo_typed_again_takes_back_the_change_before(at: Desk):
    await at.do_line("add Acme, €70k")
    for worth in ("84k", "90k"):
        at.now += timedelta(seconds=1)
        await at.do_line(f"value Acme {worth}")

    async def worth() -> Money | None:
        (acme,) = (await at.db.read(clients.known_by, WORKSPACE, ["acme"]))["acme"]
        return acme.value

    assert isinstance(await at.undo(), Undone)
    assert await worth() == Money(8_400_000, "EUR")
    assert isinstance(await at.undo(), Undone)
    assert await worth() == Money(7_000_000, "EUR")
    assert isinstance(await at.undo(), Undone)
    assert await at.db.read(clients.known_by, WORKSPACE, ["acme"]) == {}
    assert code(await at.undo()) == "nothing_to_undo"


async def test_a_follow_up_comes_back_step_by_step(at: Desk):
    first = await at.say("Acme 12 March")
    for line in ("snooze Acme 20 March", "moved Acme 27 March", "done Acme"):
        at.now += timedelta(seconds=1)
        await at.say(line)
    for day in (27, 20, 12):
        await at.undo()
        assert [c.back_on.day for c in await at.open_for()] == [day]
    assert [c.id for c in await at.open_for()] == [first.commitment.id]
    await at.undo()
    assert await at.open_for() == []


async def test_what_a_colleague_changed_in_between_is_still_left_alone(at: Desk):
    await at.do_line("add Acme")
    at.now += timedelta(seconds=1)
    await at.do_line("value Acme 84k")
    at.now += timedelta(seconds=1)
    await at.do_line("value Acme 90k", at.ben)
    assert code(await at.undo()) == "changed_since"


async def test_a_colleagues_change_undone_makes_mine_undoable_again(at: Desk):
    await at.do_line("add Acme")
    at.now += timedelta(seconds=1)
    mine = await at.do_line("value Acme 84k")
    theirs = await at.do_line("value Acme 90k", at.ben)
    await at.undo(theirs.change_id, at.ben)
    assert isinstance(await at.undo(mine.change_id), Undone)


async def test_a_nudge_that_was_said_is_not_said_again_by_two_undos(at: Desk):
    saved = await at.say("Acme today 11am call them")
    change = await at.say("snooze Acme today 11:05am")
    at.now += timedelta(minutes=56)
    assert await at.brought_back() == [["Acme"]]
    at.now += timedelta(minutes=1)
    await at.say("snooze Acme tomorrow")
    await at.undo()
    await at.undo(change.change_id)
    assert saved.commitment.due_at.hour == 10
    at.now += timedelta(minutes=30)
    assert await at.brought_back() == []


# Two colleagues, one client


async def both_heard_no(at: Desk) -> tuple[int, int]:
    await at.say("Globex 20 March")
    await at.say("Globex 24 March", at.ben)
    at.now += timedelta(seconds=1)
    mine = await at.say("no Globex the price")
    at.now += timedelta(seconds=1)
    theirs = await at.say("no Globex the timing", at.ben)
    assert await open_days(at, at.ana, at.ben) == [0, 0]
    return mine.change_id, theirs.change_id


async def test_the_first_no_taken_back_opens_its_own_dates_and_leaves_the_client_lost(at: Desk):
    mine, _ = await both_heard_no(at)
    undone = await at.undo(mine)
    assert isinstance(undone, Undone)
    assert undone.is_still_lost
    assert await open_days(at, at.ana, at.ben) == [1, 0]
    assert await standing(at) is Standing.LOST


@pytest.mark.parametrize("first", ["mine", "theirs"])
async def test_both_taken_back_in_any_order_bring_the_client_back(at: Desk, first: str):
    mine, theirs = await both_heard_no(at)
    steps = [(mine, at.ana), (theirs, at.ben)]
    for change_id, rep in steps if first == "mine" else reversed(steps):
        assert isinstance(await at.undo(change_id, rep), Undone)
    assert await open_days(at, at.ana, at.ben) == [1, 1]
    assert await standing(at) is Standing.PROSPECT
    assert [row["gone_at"] is not None for row in await at.rows(tables.losses)] == [True]


async def test_three_nos_come_apart_in_the_order_they_were_heard(at: Desk):
    await at.say("Globex 26 March", at.mia)
    mine, theirs = await both_heard_no(at)
    at.now += timedelta(seconds=1)
    last = await at.say("no Globex", at.mia)
    for change_id, rep in ((mine, at.ana), (theirs, at.ben)):
        undone = await at.undo(change_id, rep)
        assert undone.is_still_lost
    assert not (await at.undo(last.change_id, at.mia)).is_still_lost
    assert await standing(at) is Standing.PROSPECT
    assert await open_days(at, at.ana, at.ben, at.mia) == [1, 1, 1]


async def test_a_no_of_the_buyer_does_not_hold_up_the_one_it_bought(at: Desk):
    await at.do_line("add Acme")
    await at.do_line("add Globex")
    at.now += timedelta(seconds=1)
    bought = await at.do_line("lost Acme acquired by Globex")
    at.now += timedelta(seconds=1)
    await at.do_line("lost Globex the price", at.ben)
    assert not (await at.undo(bought.change_id)).is_still_lost
    assert await standing(at, "acme") is Standing.PROSPECT
    assert await standing(at, "globex") is Standing.LOST


async def test_a_no_undone_is_told_again_as_it_was(at: Desk):
    mine, _ = await both_heard_no(at)
    undone = await at.undo(mine, key="same")
    assert await at.undo(mine, key="same") == undone


# Whoever was told


async def told(at: Desk) -> list[NudgeKind]:
    return [n.kind for n in await at.deliver()]


async def test_whoever_was_told_of_a_no_hears_once_that_it_was_taken_back(at: Desk):
    await at.say("Globex 20 March")
    await at.say("Globex 24 March", at.ben)
    said = await at.say("no Globex")
    assert await told(at) == [NudgeKind.TOLD_NO]
    await at.undo(said.change_id)
    await at.undo(said.change_id)
    (nudge,) = await at.deliver()
    assert (nudge.kind, nudge.by_user_id) == (NudgeKind.TAKEN_BACK, "U0ANA")
    assert nudge.client is not None
    assert nudge.client.standing is Standing.PROSPECT
    assert await told(at) == []


async def test_who_was_not_told_yet_hears_neither(at: Desk):
    await at.say("Globex 20 March")
    await at.say("Globex 24 March", at.ben)
    said = await at.say("no Globex")
    await at.undo(said.change_id)
    assert await told(at) == []


async def test_a_no_taken_back_while_it_was_on_its_way_is_not_said_after_all(at: Desk):
    await at.say("Globex 20 March")
    await at.say("Globex 24 March", at.ben)
    said = await at.say("no Globex")

    def on_its_way(conn):
        conn.execute(tables.outbox.update().values(state="maybe"))

    await at.db.write(on_its_way)
    await at.undo(said.change_id)

    def surely_not_sent(conn):
        row = tables.outbox.c.kind == NudgeKind.TOLD_NO.value
        conn.execute(tables.outbox.update().where(row).values(state="ready"))

    await at.db.write(surely_not_sent)
    assert await told(at) == []
