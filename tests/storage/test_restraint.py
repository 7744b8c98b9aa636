"""Do four messages a day stay four when replicas race, and does each have its reason?"""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.playbook.nudge import NudgeKind
from bot.playbook.restraint import OTHERS_A_DAY, Do, Held
from storage import outbox, restraint
from storage.database import Database
from storage.outbox import Item, Waiting
from tests.cast import WORKSPACE
from tests.storage.desk import LEASE, Desk, desk

RACERS = 12


@pytest.fixture
async def at(db: Database):
    async with desk(db) as made:
        yield made


async def claimed(at: Desk, count: int) -> list[Waiting]:
    """That many messages of Ana's, each held by somebody else."""
    rows = []
    for n in range(count):
        kind, item = NudgeKind.TAKEN_BACK, Item(f"taken_back:{n}:1")
        to = (WORKSPACE, at.ana.id, kind, [item], at.now, at.now, at.now)
        await at.db.write(outbox.queue, *to)
        row = await at.db.claim(outbox.claim_next, WORKSPACE, at.now, at.now, f"racer {n}", LEASE)
        assert row is not None
        rows.append(row)
    return rows


async def test_however_many_race_four_are_said(at: Desk):
    rows = await claimed(at, RACERS)
    asked = (at.db.write(restraint.admit, row, at.ana, at.now) for row in rows)
    found = await asyncio.gather(*asked)
    assert sum(one.do is Do.SAY for one in found) == OTHERS_A_DAY
    assert {one.why for one in found if one.do is Do.WAIT} == {Held.CAP}


async def test_the_next_local_day_has_four_of_its_own(at: Desk):
    rows = await claimed(at, 6)
    for row in rows[:5]:
        await at.db.write(restraint.admit, row, at.ana, at.now)
    tomorrow = at.now + timedelta(days=1)
    found = await at.db.write(restraint.admit, rows[5], at.ana, tomorrow)
    assert found.do is Do.SAY


async def test_what_was_not_said_in_the_end_does_not_count(at: Desk):
    rows = await claimed(at, 6)
    for row in rows[:4]:
        await at.db.write(restraint.admit, row, at.ana, at.now)
    assert (await at.db.write(restraint.admit, rows[4], at.ana, at.now)).do is Do.WAIT
    await at.db.claim(outbox.mark_cancelled, rows[0], "racer 0", "no_longer_true", at.now)
    assert (await at.db.write(restraint.admit, rows[5], at.ana, at.now)).do is Do.SAY


async def test_one_that_is_tried_again_is_counted_once(at: Desk):
    rows = await claimed(at, 4)
    for row in [*rows, rows[0], rows[0]]:
        assert (await at.db.write(restraint.admit, row, at.ana, at.now)).do is Do.SAY


async def test_a_colleague_has_four_of_their_own(at: Desk):
    rows = await claimed(at, 5)
    for row in rows[:4]:
        await at.db.write(restraint.admit, row, at.ana, at.now)
    other = replace(rows[4], rep_id=at.ben.id)
    assert (await at.db.write(restraint.admit, other, at.ben, at.now)).do is Do.SAY
