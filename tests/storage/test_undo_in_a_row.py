"""Is undo honest when it is typed again, and when a colleague heard the same no?"""

import asyncio
from dataclasses import replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from bot.playbook.choice import SETTINGS
from bot.playbook.intent import Intent, Verb
from bot.playbook.meeting import Vetting
from bot.playbook.model import Kind, Money, Protected, Rep, SetBy, Standing
from bot.playbook.nudge import NudgeKind
from bot.playbook.outcome import Outcome, Refused, Undone
from bot.playbook.preferences import Muted, muted_with
from storage import choosing, clients, followups, reps, tables
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


# Zone and hours


_NEW_YORK = "America/New_York"
_BY_ITSELF = {"version", "undone_at", "stale_at"}


async def moves_to(at: Desk, zone: str, brief: time = time(8, 30)) -> int:
    def there(rep: Rep) -> Rep:
        return replace(rep, zone=zone, hours=replace(rep.hours, brief_time=brief))

    found = await at.db.write(choosing.choose, at.request(), there, SETTINGS)
    at.ana = found.rep
    assert found.change_id is not None
    return found.change_id


async def moments(at: Desk) -> dict[str, list[dict[str, object]]]:
    """Every instant that stands for something due."""
    return {
        table.name: [
            {name: value for name, value in row.items() if name not in _BY_ITSELF}
            for row in sorted(await at.rows(table), key=lambda row: int(row["id"]))
        ]
        for table in (tables.commitments, tables.clients, tables.reps, tables.meetings)
    }


async def test_a_zone_taken_back_brings_every_due_moment_back(at: Desk):
    await at.say("Acme 12 March 3pm")
    await at.say("Globex 13 March")
    await at.do(meeting("Initech"))
    await at.do_line("order Umbra €10k")
    await at.db.write(reps.set_protected, at.ana, Protected(2, time(9), time(11)), at.now)
    at.ana = await at.db.read(reps.get, WORKSPACE, at.ana.id)
    before = await moments(at)
    change_id = await moves_to(at, _NEW_YORK, time(9, 15))
    assert await moments(at) != before
    assert isinstance(await at.undo(change_id), Undone)
    assert await moments(at) == before


@pytest.mark.parametrize("line", ["Acme 12 March 3pm", "Acme 12 March", ""])
async def test_what_comes_back_after_a_move_comes_at_its_hour_in_the_new_zone(at: Desk, line: str):
    saved = await at.say(line) if line else await at.do(meeting("Acme"))
    stood_at = (await at.get(saved.commitment)).due_at
    done = await at.say("done Acme")
    await moves_to(at, _NEW_YORK, time(9, 15))
    assert isinstance(await at.undo(done.change_id), Undone)
    again = await at.get(saved.commitment)
    assert again.zone == _NEW_YORK
    if again.kind is Kind.MEETING:  # it takes place when it takes place
        assert (again.due_at, again.due_time) == (stood_at, time(10))
    else:
        local = again.due_at.astimezone(ZoneInfo(_NEW_YORK))
        assert (local.date(), local.time()) == (again.due_on, again.due_time or time(9, 15))


async def test_after_a_move_was_taken_back_what_was_done_there_is_too(at: Desk):
    saved = await at.say("Acme 12 March 3pm")
    before = await moments(at)
    moved = await moves_to(at, _NEW_YORK)
    snoozed = await at.say("snooze Acme 20 March")
    assert isinstance(await at.undo(moved), Undone)
    at.ana = await at.db.read(reps.get, WORKSPACE, at.ana.id)
    assert isinstance(await at.undo(snoozed.change_id), Undone)
    assert await moments(at) == before
    assert (await at.get(saved.commitment)).zone == "Europe/Berlin"


def meeting(name: str) -> Intent:
    when = {"due_on": date(2026, 3, 12), "due_time": time(15), "set_by": SetBy.REP}
    return Intent(Verb.MEETING, client_name=name, meeting=Vetting(minutes=30), **when)


async def test_what_was_given_away_keeps_its_hour_when_its_new_owner_undoes(at: Desk):
    saved = await at.say("Acme 12 March 3pm")
    in_london = at.ben.id
    await at.db.write(lambda c: c.execute(update(tables.commitments).values(rep_id=in_london)))
    stood = await at.get(saved.commitment)
    done = await at.done(stood, at.ben)
    assert isinstance(await at.undo(done.change_id, at.ben), Undone)
    assert (await at.get(saved.commitment)).due_at == stood.due_at


# At once, from two replicas


async def test_two_replicas_take_one_choice_back_once(database_url: str):
    one = await Database.open(database_url)
    other = one if database_url.startswith("sqlite") else await Database.open(database_url)
    async with desk(one) as at:
        change_id = await moves_to(at, _NEW_YORK)
        undoing = (
            db.write(followups.undo, at.request(key=f"undo-{n}"), change_id)
            for n, db in enumerate((one, other, one, other))
        )
        found = await asyncio.gather(*undoing)
    for db in {one, other}:
        await db.close()
    assert sorted(type(each).__name__ for each in found) == ["Refused"] * 3 + ["Undone"]
    assert {code(each) for each in found if isinstance(each, Refused)} == {"already_undone"}


async def test_of_two_choices_at_once_neither_is_lost_when_one_is_taken_back(database_url: str):
    one = await Database.open(database_url)
    other = one if database_url.startswith("sqlite") else await Database.open(database_url)
    async with desk(one) as at:
        change_id = await moves_to(at, _NEW_YORK)
        mute = at.request(key="mute")
        done, _ = await asyncio.gather(
            one.write(followups.undo, at.request(key="undo"), change_id),
            other.write(choosing.choose, mute, lambda r: muted_with(r, Muted.QUIET), "mute:quiet"),
        )
        assert isinstance(done, Undone), done
        stands = await one.read(reps.get, WORKSPACE, at.ana.id)
    for db in {one, other}:
        await db.close()
    assert (stands.zone, stands.muted) == ("Europe/Berlin", {Muted.QUIET})
