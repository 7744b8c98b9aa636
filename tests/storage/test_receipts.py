"""Is a delivery that comes twice known again?"""

from datetime import timedelta

import pytest

from bot.playbook.outcome import Receipt
from storage import receipts
from storage.database import Database
from tests.cast import NOW, WORKSPACE
from tests.storage.desk import Desk, desk

CAME_TO = Receipt("saved", {"commitment": 2**62 + 1, "change": 2**61 + 1})
GUARD = receipts.guard_of("Acme Friday")


@pytest.fixture
async def at(db: Database):
    async with desk(db) as made:
        yield made


async def keep(at: Desk, key: str, receipt: Receipt = CAME_TO, guard: str | None = None) -> bool:
    return await at.db.write(receipts.keep, WORKSPACE, key, at.ana.id, receipt, at.now, guard)


async def test_a_receipt_is_kept_once_and_the_first_stands(at: Desk):
    assert await keep(at, "T1")
    assert not await keep(at, "T1", Receipt("kept", {}))

    assert await at.db.read(receipts.find, WORKSPACE, "T1") == CAME_TO


async def test_a_key_belongs_to_its_workspace(at: Desk):
    await keep(at, "T1")

    assert await at.db.read(receipts.find, "T0OTHER", "T1") is None
    assert await at.db.read(receipts.find, WORKSPACE, "T2") is None


@pytest.mark.parametrize(("seconds", "known"), [(0, True), (119, True), (120, False)])
async def test_the_same_line_is_known_for_two_minutes(at: Desk, seconds, known):
    await keep(at, "T1", guard=GUARD)
    later = NOW + timedelta(seconds=seconds)

    found = await at.db.read(receipts.seen, WORKSPACE, "T2", at.ana.id, GUARD, later)

    assert found == (None, (CAME_TO, NOW) if known else None)


async def test_the_same_line_of_somebody_else_is_another(at: Desk):
    await keep(at, "T1", guard=GUARD)

    nothing = (None, None)
    assert await at.db.read(receipts.seen, WORKSPACE, "T2", at.ben.id, GUARD, NOW) == nothing
    assert await at.db.read(receipts.seen, "T0OTHER", "T2", at.ana.id, GUARD, NOW) == nothing


async def test_one_look_finds_the_same_delivery_and_the_same_line(at: Desk):
    await keep(at, "T1", Receipt("kept", {"commitment": 5}))
    await keep(at, "T2", guard=GUARD)

    found = await at.db.read(receipts.seen, WORKSPACE, "T1", at.ana.id, GUARD, NOW)

    assert found == (Receipt("kept", {"commitment": 5}), (CAME_TO, NOW))


async def test_of_lines_that_are_the_same_the_latest_is_meant(at: Desk):
    await keep(at, "T1", Receipt("saved", {"commitment": 1}), GUARD)
    at.now = NOW + timedelta(seconds=30)
    await keep(at, "T2", Receipt("saved", {"commitment": 2}), GUARD)

    found = await at.db.read(receipts.seen, WORKSPACE, "T3", at.ana.id, GUARD, at.now)

    assert found == (None, (Receipt("saved", {"commitment": 2}), at.now))


async def test_a_request_without_a_guard_is_known_by_its_key_alone(at: Desk):
    await keep(at, "T1", guard=GUARD)

    assert await at.db.read(receipts.seen, WORKSPACE, "T1", at.ana.id, None, NOW) == (CAME_TO, None)
    assert await at.db.read(receipts.seen, WORKSPACE, "T2", at.ana.id, None, NOW) == (None, None)


async def test_receipts_are_forgotten_after_a_week(at: Desk):
    await keep(at, "T1")

    assert await at.db.write(receipts.forget_old, NOW + receipts.KEPT_FOR) == 0
    later = NOW + receipts.KEPT_FOR + timedelta(seconds=1)
    assert await at.db.write(receipts.forget_old, later) == 1


def test_a_line_is_the_same_whatever_its_spaces():
    assert receipts.guard_of("  Acme   Friday ") == GUARD
    assert receipts.guard_of("Acme friday") != GUARD
