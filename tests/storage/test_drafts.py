"""Is what a rep typed kept while Steady asks back, for that rep alone?"""

from datetime import date, time, timedelta

import pytest

from bot.playbook.intent import Intent, Verb
from bot.playbook.model import SetBy
from bot.playbook.problem import Problem
from bot.playbook.when import Moment
from storage import drafts
from storage.database import Database
from tests.cast import NOW, WORKSPACE
from tests.storage.desk import Desk, desk

TYPED = Intent(
    Verb.RECORD,
    client_name="Acme \U0001f680",
    asks=(Moment(date(2026, 3, 3)), Moment(date(2026, 3, 10), time(15))),
    set_by=SetBy.CLIENT,
    words="after “our” board",
)


@pytest.fixture
async def at(db: Database):
    async with desk(db) as made:
        yield made


async def test_a_draft_gives_back_what_was_typed_and_what_stood_in_the_way(at: Desk):
    problem = Problem("too_late", {"on": date(2026, 3, 1), "at": time(9), "nearest": None})

    draft_id = await at.db.write(drafts.keep, WORKSPACE, at.ana.id, TYPED, NOW, problem)

    assert await at.db.read(drafts.find, WORKSPACE, at.ana.id, draft_id) == TYPED
    assert await at.db.read(drafts.problem, WORKSPACE, at.ana.id, draft_id) == problem


async def test_a_draft_without_a_problem_has_none_to_tell(at: Desk):
    draft_id = await at.db.write(drafts.keep, WORKSPACE, at.ana.id, TYPED, NOW)

    found = await at.db.read(drafts.problem, WORKSPACE, at.ana.id, draft_id)

    assert found == Problem("draft_gone")


async def test_a_draft_is_its_reps_alone(at: Desk):
    draft_id = await at.db.write(drafts.keep, WORKSPACE, at.ana.id, TYPED, NOW)

    assert await at.db.read(drafts.find, WORKSPACE, at.ben.id, draft_id) is None
    assert await at.db.read(drafts.find, "T0OTHER", at.ana.id, draft_id) is None


async def test_drafts_are_forgotten_after_thirty_days(at: Desk):
    draft_id = await at.db.write(drafts.keep, WORKSPACE, at.ana.id, TYPED, NOW)

    assert await at.db.write(drafts.forget_old, NOW + drafts.KEPT_FOR) == 0
    later = NOW + drafts.KEPT_FOR + timedelta(seconds=1)
    assert await at.db.write(drafts.forget_old, later) == 1
    assert await at.db.read(drafts.find, WORKSPACE, at.ana.id, draft_id) is None
