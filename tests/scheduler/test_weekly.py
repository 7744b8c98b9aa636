"""Is the digest in its channel once, whatever Slack answers, and never where it should not be?"""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, text

from bot.demo.standin import Conversation, Message
from tests.scheduler.conftest import Waiting

NINE = datetime(2026, 3, 2, 14, tzinfo=UTC)  # a Monday, in New York

SURELY_NOT = ["429", "ratelimited", "team_added_to_org"]
BEFORE = ["reset_before", "timeout_before", "500", "html", "internal_error", "fatal_error"]
AFTER = ["internal_error_after", "reset_after", "timeout_after", "slow"]


async def in_use(waiting: Waiting) -> Conversation:
    """Mia has the digest in a channel, on Mondays at nine."""
    world = waiting.world
    place = world.slack.add_channel("wins", [world.mia.id, world.slack.bot_user_id])
    seen = await world.slack.command(
        world.mia.id, "/pipeline", "digest #wins Monday 9:00", place.id
    )
    assert seen.text.startswith("Set."), seen.text
    return place


def posted(place: Conversation) -> list[Message]:
    return [m for m in place.messages if m.by_app and m.ephemeral_for is None]


def states(conn: Connection) -> list[str]:
    return list(conn.scalars(text("SELECT state FROM outbox WHERE kind = 'digest'")))


async def state_of(waiting: Waiting) -> list[str]:
    return await waiting.world.steady.db.read(states)


@pytest.mark.parametrize("kind", [*SURELY_NOT, *BEFORE, *AFTER])
async def test_whatever_slack_answers_it_stands_there_once(waiting: Waiting, kind: str) -> None:
    place = await in_use(waiting)

    def goes_there(params: dict[str, object]) -> bool:
        return params.get("channel") == place.id

    waiting.world.trouble("chat.postMessage", kind, match=goes_there)
    await waiting.until_due(NINE)
    await waiting.pass_by(6)
    assert len(posted(place)) == 1
    assert await state_of(waiting) == ["sent"]


@pytest.mark.parametrize("kind", ["500", "internal_error", "timeout_before"])
async def test_while_slack_does_not_tell_of_the_channel_it_waits(
    waiting: Waiting, kind: str
) -> None:
    place = await in_use(waiting)
    waiting.slack.faults.add("conversations.info", kind, times=9, seconds=0.6)
    await waiting.until_due(NINE)
    assert posted(place) == []
    waiting.slack.faults.clear()
    await waiting.pass_by(3)
    assert len(posted(place)) == 1


async def test_a_day_on_which_slack_never_told_ends_without_one(waiting: Waiting) -> None:
    place = await in_use(waiting)
    waiting.slack.faults.add("conversations.info", "internal_error", times=999)
    await waiting.until_due(NINE)
    waiting.clock.hurry(timedelta(hours=16))  # past midnight there
    await waiting.world.steady.tick()
    waiting.slack.faults.clear()
    await waiting.pass_by(5)
    assert posted(place) == []
    assert await state_of(waiting) == ["cancelled"]


async def test_a_chart_that_is_refused_costs_one_more_request_and_no_more(
    waiting: Waiting,
) -> None:
    place = await in_use(waiting)
    waiting.slack.faults.add(
        "chat.postMessage",
        "invalid_blocks",
        times=2,
        match=lambda said: said["channel"] == place.id,
    )
    await waiting.until_due(NINE)
    await waiting.pass_by(3)
    assert posted(place) == []
    assert await state_of(waiting) == ["dead"]


@pytest.mark.parametrize("code", ["is_archived", "not_in_channel", "restricted_action"])
async def test_a_refusal_that_comes_with_the_post_is_told_as_well(
    waiting: Waiting, code: str
) -> None:
    place = await in_use(waiting)

    def goes_there(params: dict[str, object]) -> bool:
        return params.get("channel") == place.id

    waiting.slack.faults.add("chat.postMessage", code, match=goes_there)
    await waiting.until_due(NINE)
    await waiting.pass_by(3)
    told = [m for m in waiting.world.dms(waiting.world.mia) if "could not post" in m.text]
    assert (len(told), posted(place)) == (1, [])


async def test_what_a_killed_process_left_is_looked_up_and_said_once(waiting: Waiting) -> None:
    place = await in_use(waiting)
    await waiting.until_due(NINE)

    def as_if_killed(conn: Connection) -> None:
        conn.execute(
            text(
                "UPDATE outbox SET state = 'sending', settled_at = NULL, lease_until = 0, "
                "sending_at = not_before WHERE kind = 'digest'"
            )
        )

    await waiting.world.steady.db.write(as_if_killed)
    await waiting.pass_by(6)
    assert len(posted(place)) == 1
    assert await state_of(waiting) == ["sent"]


async def test_a_channel_whose_id_slack_changed_is_told_of_and_chosen_anew(
    waiting: Waiting,
) -> None:
    """Nobody has to hear of `channel_id_changed`: what is gone under its old id is told of."""
    place, everywhere = await in_use(waiting), waiting.slack.workspace.conversations
    before, place.id = place.id, "C0CHANGED00"
    everywhere[place.id] = everywhere.pop(before)
    await waiting.slack.event(
        {"type": "channel_id_changed", "old_channel_id": before, "new_channel_id": place.id}
    )
    await waiting.until_due(NINE)
    await waiting.pass_by(3)
    told = [m for m in waiting.world.dms(waiting.world.mia) if "could not post" in m.text]
    assert (posted(place), len(told)) == ([], 1)

    await waiting.slack.command(
        waiting.world.mia.id, "/pipeline", "digest #wins Monday 9:00", place.id
    )
    await waiting.until_due(NINE + timedelta(days=7))
    await waiting.pass_by(3)
    assert len(posted(place)) == 1
