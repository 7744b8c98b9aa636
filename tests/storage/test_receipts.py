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

    found = await at.db.read(receipts.same_line, WORKSPACE, at.ana.id, GUARD, later)

    assert found == ((CAME_TO, NOW) if known else None)


async def test_the_same_line_of_somebody_else_is_another(at: Desk):
    await keep(at, "T1", guard=GUARD)

    assert await at.db.read(receipts.same_line, WORKSPACE, at.ben.id, GUARD, NOW) is None
    assert await at.db.read(receipts.same_line, "T0OTHER", at.ana.id, GUARD, NOW) is None


async def test_receipts_are_forgotten_after_a_week(at: Desk):
    await keep(at, "T1")

    assert await at.db.write(receipts.forget_old, NOW + receipts.KEPT_FOR) == 0
    later = NOW + receipts.KEPT_FOR + timedelta(seconds=1)
    assert await at.db.write(receipts.forget_old, later) == 1


def test_a_line_is_the_same_whatever_its_spaces():
    assert receipts.guard_of("  Acme   Friday ") == GUARD
    assert receipts.guard_of("Acme friday") != GUARD
