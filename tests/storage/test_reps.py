"""Are reps met once, and is each one's next brief where it should be?"""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.playbook.model import Hours
from storage import reps, workspaces
from storage.database import Database
from tests.cast import NOW, WORKSPACE, ana
from tests.storage.desk import Desk, desk, meet


@pytest.fixture
async def at(db: Database):
    async with desk(db) as made:
        yield made


async def brief_of(at: Desk, now: datetime) -> tuple[date, datetime] | None:
    found = await at.db.read(reps.brief_due, now, 10)
    return next(((on, when) for rep, on, when in found if rep.id == at.ana.id), None)


async def test_a_rep_comes_back_as_it_was_met(at: Desk):
    hours = Hours(time(9), time(17, 30), frozenset({6, 0, 1}), time(9, 15))

    met = await at.db.write(meet, ana(slack_user_id="U0ZOE", name="Zoë", hours=hours))

    assert met.hours == hours
    assert await at.db.read(reps.find, WORKSPACE, "U0ZOE") == met
    assert await at.db.read(reps.get, WORKSPACE, met.id) == met


async def test_a_rep_is_met_once_even_by_many_at_the_same_moment(at: Desk):
    met = await asyncio.gather(
        *(at.db.write(meet, ana(slack_user_id="U0ZOE", name="Zoë")) for _ in range(8))
    )

    assert len({rep.id for rep in met}) == 1


async def test_nobody_is_known_before_the_first_meeting_or_in_another_workspace(at: Desk):
    assert await at.db.read(reps.find, WORKSPACE, "U0NOBODY") is None
    assert await at.db.read(reps.find, "T0OTHER", "U0ANA") is None
    with pytest.raises(LookupError):
        await at.db.read(reps.get, "T0OTHER", at.ana.id)


async def test_what_is_learnt_about_a_rep_is_kept(at: Desk):
    await at.db.write(reps.set_manager, WORKSPACE, at.ana.id, at.mia.id)
    await at.db.write(reps.set_dm_channel, WORKSPACE, at.ana.id, "D1")
    await at.db.write(reps.set_gone, WORKSPACE, at.ana.id, NOW)

    found = await at.db.read(reps.get, WORKSPACE, at.ana.id)

    assert (found.manager_id, found.dm_channel_id, found.is_gone) == (at.mia.id, "D1", True)
    await at.db.write(reps.set_gone, WORKSPACE, at.ana.id, None)
    assert not (await at.db.read(reps.get, WORKSPACE, at.ana.id)).is_gone


async def test_in_another_zone_what_is_open_comes_at_its_hour_there(at: Desk):
    saved = await at.say("Acme tomorrow 3pm")

    told = replace(at.ana, zone="America/New_York")
    await at.db.write(reps.set_profile, told, NOW)

    moved = await at.get(saved.commitment)
    assert moved.due_at == datetime(2026, 3, 3, 20, tzinfo=UTC)
    assert (moved.version, moved.back_on) == (saved.commitment.version, saved.commitment.back_on)
    morning = datetime(2026, 3, 2, 13, 30, tzinfo=UTC)
    assert await brief_of(at, morning) == (date(2026, 3, 2), morning)


async def test_a_rep_slack_did_not_tell_of_is_known_as_such_until_it_does(at: Desk):
    met = await at.db.write(meet, ana(slack_user_id="U0ZOE", name="", is_vetted=False))
    assert not (await at.db.read(reps.get, WORKSPACE, met.id)).is_vetted

    told = await at.db.write(reps.set_profile, replace(met, name="Zoë"), NOW)

    assert told.is_vetted
    assert await at.db.read(reps.get, WORKSPACE, met.id) == told


async def test_a_brief_is_due_at_its_minute_in_the_reps_zone(at: Desk):
    berlin = datetime(2026, 3, 3, 7, 30, tzinfo=UTC)

    assert await brief_of(at, berlin - timedelta(seconds=1)) is None
    assert await brief_of(at, berlin) == (date(2026, 3, 3), berlin)
    assert await at.db.read(reps.first_brief_at) == datetime(2026, 3, 2, 13, 30, tzinfo=UTC)  # Mia


async def test_the_next_brief_is_planned_through_a_clock_change(at: Desk):
    await at.db.write(reps.plan_brief, at.ana, datetime(2026, 3, 27, 12, tzinfo=UTC))

    monday = datetime(2026, 3, 30, 6, 30, tzinfo=UTC)
    assert await brief_of(at, monday) == (date(2026, 3, 30), monday)


async def test_a_named_saturday_brings_the_brief_forward_once_friday_is_over(at: Desk):
    saved = await at.say("Acme Saturday")
    await at.db.write(reps.plan_brief, at.ana, datetime(2026, 3, 6, 12, tzinfo=UTC))

    saturday = datetime(2026, 3, 7, 7, 30, tzinfo=UTC)
    assert await brief_of(at, saturday) == (date(2026, 3, 7), saturday)
    at.now = datetime(2026, 3, 6, 12, tzinfo=UTC)
    await at.done(saved.commitment)
    await at.db.write(reps.replan_brief, at.ana, at.now)
    assert await brief_of(at, saturday) is None


async def test_a_brief_that_has_come_stays_due_until_the_sweep_has_seen_it(at: Desk):
    late = datetime(2026, 3, 3, 7, 30, 5, tzinfo=UTC)

    await at.db.write(reps.replan_brief, at.ana, late)
    assert await brief_of(at, late) is not None

    await at.db.write(reps.plan_brief, at.ana, late)
    assert await brief_of(at, late) is None


async def test_a_workspace_is_met_once_and_remembers_its_lead(at: Desk):
    served = workspaces.Workspace(WORKSPACE, "Another name", "UTC", "en-US", 4)

    assert (await at.db.write(workspaces.meet, served, NOW)).name == "Northwind"
    await at.db.write(workspaces.set_lead, WORKSPACE, at.mia.id)
    assert (await at.db.read(workspaces.find, WORKSPACE)).lead_id == at.mia.id
    assert await at.db.read(workspaces.served) == [WORKSPACE]
    assert await at.db.read(workspaces.find, "T0OTHER") is None
