"""What becomes of a message Slack refuses, and who hears of it?"""

from datetime import UTC, datetime, timedelta

import pytest

from bot.health import Health
from bot.playbook.model import Rep
from scheduler.refusals import HOLDS, REFUSALS, Then, consequence
from storage import reps, workspaces
from tests.scheduler.conftest import Waiting

WORDS = "after our board has met"
DUE = datetime(2026, 3, 2, 13, 50, tzinfo=UTC)  # ten to three in Berlin
TELLS = [code for code, then in REFUSALS.items() if then is Then.TELL]
OUT_OF_REACH = "have not seen this"


async def recorded(waiting: Waiting) -> None:
    assert (await waiting.world.said(f'Acme today 3pm "{WORDS}"')).startswith("Saved.")


async def rep_of(waiting: Waiting, user_id: str) -> Rep:
    db, here = waiting.world.steady.db, waiting.world.steady.workspace.id
    found = await db.read(reps.find, here, user_id)
    assert found is not None
    return found


async def mia_manages_ana(waiting: Waiting) -> None:
    await waiting.world.said("list", waiting.world.mia)
    ana = await rep_of(waiting, waiting.world.ana.id)
    mia = await rep_of(waiting, waiting.world.mia.id)
    await waiting.world.steady.db.write(reps.set_manager, ana.workspace_id, ana.id, mia.id)


def refuse_ana(waiting: Waiting, code: str) -> None:
    dm = waiting.slack.dm(waiting.world.ana.id).id
    waiting.slack.faults.add(
        "chat.postMessage", code, times=50, match=lambda said: said["channel"] == dm
    )


def told(waiting: Waiting) -> list[str]:
    """What Mia was told of reps out of reach."""
    texts = [one.text for one in waiting.world.dms(waiting.world.mia)]
    return [text for text in texts if OUT_OF_REACH in text]


@pytest.mark.parametrize("code", TELLS)
async def test_the_manager_hears_what_a_rep_out_of_reach_has_not_seen(
    waiting: Waiting, code: str
) -> None:
    await recorded(waiting)
    await mia_manages_ana(waiting)
    refuse_ana(waiting, code)
    await waiting.until_due(DUE)
    await waiting.pass_by(minutes=4)

    assert len(told(waiting)) == 1
    assert "Acme: Mon" in told(waiting)[0]
    assert waiting.posted(WORDS) == []
    assert "Acme: Mon 2 Mar, 15:00" in await waiting.world.said("list")


async def test_without_a_manager_the_sales_lead_hears_of_it(waiting: Waiting) -> None:
    await recorded(waiting)
    await waiting.world.said("list", waiting.world.mia)
    mia = await rep_of(waiting, waiting.world.mia.id)
    await waiting.world.steady.db.write(workspaces.set_lead, mia.workspace_id, mia.id)
    refuse_ana(waiting, "is_archived")
    await waiting.until_due(DUE)
    await waiting.pass_by(minutes=2)
    assert len(told(waiting)) == 1


async def test_with_nobody_above_the_log_alone_hears_of_it(
    waiting: Waiting, caplog: pytest.LogCaptureFixture
) -> None:
    await recorded(waiting)
    refuse_ana(waiting, "is_archived")
    await waiting.until_due(DUE)
    await waiting.pass_by(minutes=2)
    assert "nudge_refused" in caplog.text
    assert waiting.world.dms(waiting.world.mia) == []


async def test_the_manager_is_told_once_a_day_of_one_rep(waiting: Waiting) -> None:
    await recorded(waiting)
    await waiting.world.said('Globex today 5pm "x y"')
    await mia_manages_ana(waiting)
    refuse_ana(waiting, "not_in_channel")
    await waiting.until_due(DUE + timedelta(hours=3))
    await waiting.pass_by(minutes=2)
    assert len(told(waiting)) == 1


async def test_what_was_finished_meanwhile_is_told_to_nobody(waiting: Waiting) -> None:
    await recorded(waiting)
    await mia_manages_ana(waiting)
    refuse_ana(waiting, "is_archived")
    mias = waiting.slack.dm(waiting.world.mia.id).id
    waiting.slack.faults.add(
        "chat.postMessage", "429", retry_after=90, match=lambda said: said["channel"] == mias
    )
    await waiting.until_due(DUE)
    await waiting.world.said("done Acme")
    await waiting.pass_by(minutes=4)
    assert told(waiting) == []


async def test_a_manager_out_of_reach_is_reported_to_nobody(waiting: Waiting) -> None:
    await recorded(waiting)
    await mia_manages_ana(waiting)
    waiting.slack.faults.add("chat.postMessage", "is_archived", times=50)
    await waiting.until_due(DUE)
    await waiting.pass_by(minutes=4)
    posts = [call for call in waiting.slack.calls if call.method == "chat.postMessage"]
    assert len(posts) == 2


@pytest.mark.parametrize("code", HOLDS)
async def test_while_nothing_gets_through_nothing_dies_and_the_health_page_says_why(
    waiting: Waiting, code: str
) -> None:
    await recorded(waiting)
    waiting.slack.faults.add("chat.postMessage", code, times=1_000)
    await waiting.until_due(DUE)
    await waiting.pass_by(minutes=60)
    steady = waiting.world.steady
    well = {"ok": True, "database": "ok", "tick": "ok"}
    assert await steady.health.check() == well | {"ok": False, "slack": code}
    posts = [call for call in waiting.slack.calls if call.method == "chat.postMessage"]
    assert len(posts) <= 10  # an hour of it

    waiting.slack.faults.clear()
    await waiting.pass_by(minutes=16)
    assert len(waiting.posted(WORDS)) == 1
    steady.health = Health(steady.db, steady.clock, steady.workspace.id, HOLDS)  # asked anew
    assert await steady.health.check() == well


async def test_a_refusal_of_opening_is_told_like_one_of_writing(waiting: Waiting) -> None:
    await recorded(waiting)
    await mia_manages_ana(waiting)
    user = waiting.world.ana.id
    waiting.slack.faults.add(
        "conversations.open", "cannot_dm_bot", times=50, match=lambda said: said["users"] == user
    )
    await waiting.until_due(DUE)
    await waiting.pass_by(minutes=2)
    assert len(told(waiting)) == 1


def test_every_refusal_a_message_is_known_to_meet_has_its_consequence() -> None:
    assert set(REFUSALS.values()) == set(Then) - {Then.RETRY}
    assert consequence("a_word_of_tomorrow") is Then.RETRY
