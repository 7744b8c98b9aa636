"""Whatever Slack answers, is each nudge seen once, and none lost?"""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from storage.tables import outbox
from tests.scheduler.conftest import Waiting

WORDS = "after our board has met"
DUE = datetime(2026, 3, 2, 13, 50, tzinfo=UTC)  # ten to three in Berlin
FAULTS = [
    "429",
    "ratelimited",
    "500",
    "503",
    "html",
    "internal_error",
    "internal_error_after",
    "fatal_error",
    "reset_before",
    "reset_after",
    "timeout_before",
    "timeout_after",
    "team_added_to_org",  # any refusal nobody has heard of
]


async def recorded(waiting: Waiting) -> None:
    said = await waiting.world.said(f'Acme today 3pm "{WORDS}"')
    assert said.startswith("Saved.")


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("fault", FAULTS)
async def test_a_nudge_is_seen_once_whatever_slack_answers(
    waiting: Waiting, fault: str, times: int
) -> None:
    await recorded(waiting)
    waiting.world.trouble("chat.postMessage", fault, times, retry_after=7)
    await waiting.until_due(DUE)
    await waiting.pass_by(minutes=15)

    assert len(waiting.posted(WORDS)) == 1
    await waiting.pass_by(minutes=15)
    assert len(waiting.posted(WORDS)) == 1


@pytest.mark.parametrize("fault", ["internal_error_after", "reset_after", "timeout_after"])
async def test_a_message_that_was_found_again_has_working_buttons(
    waiting: Waiting, fault: str
) -> None:
    await recorded(waiting)
    waiting.world.trouble("chat.postMessage", fault)
    await waiting.until_due(DUE)
    await waiting.pass_by(minutes=2)
    await waiting.world.press("done")
    assert "Acme is done." in waiting.world.last().text
    assert len(waiting.world.dms()) == 1


async def test_nothing_is_repeated_before_slack_was_looked_at(waiting: Waiting) -> None:
    await recorded(waiting)
    waiting.slack.faults.add("chat.postMessage", "reset_after")
    await waiting.until_due(DUE)
    for _ in range(5):
        await waiting.world.steady.tick()
    calls = Counter(call.method for call in waiting.slack.calls)
    assert (calls["chat.postMessage"], calls["conversations.history"]) == (1, 0)
    await waiting.pass_by(minutes=1)
    calls = Counter(call.method for call in waiting.slack.calls)
    assert (calls["chat.postMessage"], calls["conversations.history"]) == (1, 1)


async def test_twenty_lost_answers_make_twenty_messages_and_none_twice(waiting: Waiting) -> None:
    times = [f"{11 + n // 3}:{n % 3 * 20:02d}" for n in range(20)]
    for n, at in enumerate(times):
        name = f"{chr(65 + n) * 6}{chr(90 - n) * 6}"
        await waiting.world.said(f'{name} today {at} "nudge number {n}."')
    waiting.slack.faults.add("chat.postMessage", "reset_after", times=20)
    await waiting.until_due(datetime(2026, 3, 2, 16, 30, tzinfo=UTC))
    await waiting.pass_by(minutes=15)

    seen = Counter(text for n in range(20) for text in [f"number {n}."] for _ in
                   waiting.posted(text))  # fmt: skip
    assert seen == {f"number {n}.": 1 for n in range(20)}


async def test_what_slack_asks_to_wait_for_is_waited_for(waiting: Waiting) -> None:
    await recorded(waiting)
    waiting.slack.faults.add("chat.postMessage", "429", retry_after=90)
    await waiting.until_due(DUE)
    await waiting.pass_by(minutes=1)
    assert waiting.posted(WORDS) == []
    await waiting.pass_by(minutes=1)
    assert len(waiting.posted(WORDS)) == 1


async def test_however_long_slack_refuses_it_is_said_in_the_end(
    waiting: Waiting, caplog: pytest.LogCaptureFixture
) -> None:
    await recorded(waiting)
    waiting.slack.faults.add("chat.postMessage", "team_added_to_org", times=1_000)
    await waiting.until_due(DUE)
    for _ in range(50):
        waiting.clock.hurry(timedelta(minutes=11))
        await waiting.world.steady.tick()
    assert waiting.posted(WORDS) == []
    calls = [call.method for call in waiting.slack.calls]
    assert calls.count("chat.postMessage") == 8  # then it is kept, and tried once a day
    assert "nudge_kept_back" in caplog.text
    waiting.slack.faults.clear()
    waiting.clock.hurry(timedelta(days=1))
    await waiting.world.steady.tick()
    assert len(waiting.posted(WORDS)) == 1
    assert "tick_failed" not in caplog.text


@pytest.mark.parametrize(
    "code",
    [
        "channel_not_found",
        "invalid_auth",
        "token_revoked",
        "account_inactive",
        "missing_scope",
        "messages_tab_disabled",
    ],
)
async def test_a_refusal_that_may_pass_kills_nothing(waiting: Waiting, code: str) -> None:
    await recorded(waiting)
    waiting.slack.faults.add("chat.postMessage", code)
    await waiting.until_due(DUE)
    await waiting.pass_by(minutes=4)
    assert len(waiting.posted(WORDS)) == 1


async def test_a_channel_that_is_not_there_is_opened_anew_once(
    waiting: Waiting, caplog: pytest.LogCaptureFixture
) -> None:
    await recorded(waiting)
    waiting.slack.faults.add("chat.postMessage", "channel_not_found", times=2)
    await waiting.until_due(DUE)
    await waiting.pass_by(minutes=4)
    methods = [call.method for call in waiting.slack.calls]
    assert (methods.count("conversations.open"), methods.count("chat.postMessage")) == (2, 2)
    assert "nudge_refused" in caplog.text


@pytest.mark.parametrize("code", ["msg_too_long", "invalid_blocks"])
async def test_a_refusal_for_good_ends_the_message_and_not_the_commitment(
    waiting: Waiting, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    await recorded(waiting)
    waiting.slack.faults.add("chat.postMessage", code)
    await waiting.until_due(DUE)
    await waiting.pass_by(minutes=4)
    assert waiting.posted(WORDS) == []
    assert "nudge_refused" in caplog.text
    assert "Acme: Mon 2 Mar, 15:00" in await waiting.world.said("list")

    await waiting.world.until(datetime(2026, 3, 3, 7, 30, tzinfo=UTC))
    assert "Good morning, Ana" in waiting.world.last().text
    assert len(waiting.posted(WORDS)) == 1


async def test_who_has_left_the_workspace_is_sent_nothing(waiting: Waiting) -> None:
    await recorded(waiting)
    waiting.slack.change_user(waiting.world.ana.id, deleted=True)
    await waiting.until_due(DUE)
    await waiting.pass_by()
    assert waiting.world.dms() == []


async def test_a_slow_profile_does_not_hold_up_a_nudge(waiting: Waiting) -> None:
    await recorded(waiting)
    waiting.slack.faults.add("users.info", "slow", times=20, seconds=600)
    async with asyncio.timeout(60):
        await waiting.until_due(DUE)
    assert len(waiting.posted(WORDS)) == 1


async def test_a_rep_who_moves_is_followed(waiting: Waiting) -> None:
    await recorded(waiting)
    await waiting.world.said('Globex tomorrow 3pm "x y"')
    waiting.slack.change_user(waiting.world.ana.id, tz="America/New_York")
    await waiting.until_due(DUE)
    assert "New York" in await waiting.world.said("Initech Friday 3pm")
    await waiting.until_due(datetime(2026, 3, 3, 19, 49, tzinfo=UTC))
    assert waiting.posted("x y") == []
    await waiting.until_due(datetime(2026, 3, 3, 19, 50, tzinfo=UTC))
    assert len(waiting.posted("x y")) == 1


@pytest.mark.parametrize(
    ("answer", "messages"), [("internal_error", 1), ("user_not_visible", 0), ("user_not_found", 0)]
)
async def test_only_a_rep_slack_does_not_know_is_taken_to_have_left(
    waiting: Waiting, answer: str, messages: int
) -> None:
    await recorded(waiting)
    waiting.slack.faults.add("users.info", answer)
    await waiting.until_due(DUE)
    await waiting.pass_by()
    assert len(waiting.posted(WORDS)) == messages


# A read may be tried again by the library, in real time; so each kind goes wrong only once or so.
@pytest.mark.parametrize(("fault", "times"), [("internal_error", 4), ("reset_before", 1)])
async def test_a_channel_that_could_not_be_opened_is_asked_for_again(
    waiting: Waiting, fault: str, times: int
) -> None:
    await recorded(waiting)
    waiting.slack.faults.add("conversations.open", fault, times)
    await waiting.until_due(DUE)
    await waiting.pass_by(minutes=20)
    assert len(waiting.posted(WORDS)) == 1


async def test_ticks_at_the_same_time_say_it_once(waiting: Waiting) -> None:
    await recorded(waiting)
    waiting.clock.move_to(DUE)
    await asyncio.gather(*(waiting.world.steady.tick() for _ in range(10)))
    assert len(waiting.posted(WORDS)) == 1


async def test_what_was_finished_while_it_waited_is_not_said(waiting: Waiting) -> None:
    await recorded(waiting)
    waiting.slack.faults.add("chat.postMessage", "429", retry_after=30)
    await waiting.until_due(DUE)
    await waiting.world.said("done Acme")
    await waiting.pass_by()
    assert waiting.posted(WORDS) == []


async def test_a_history_nobody_can_read_for_a_day_leads_to_a_word_of_warning(
    waiting: Waiting,
) -> None:
    await recorded(waiting)
    waiting.world.trouble("chat.postMessage", "timeout_after")
    waiting.slack.faults.add("conversations.history", "missing_scope", times=1_000)
    await waiting.until_due(DUE)
    for _ in range(25):
        waiting.clock.hurry(timedelta(hours=1))
        await waiting.world.steady.tick()
    waiting.slack.faults.clear()
    await waiting.world.until(datetime(2026, 3, 4, 7, 30, tzinfo=UTC))
    assert len(waiting.posted("Good morning")) >= 1
    assert "This may be a repeat" in waiting.world.last().text


@pytest.mark.parametrize("method", ["views.open", "views.publish"])
async def test_no_other_write_is_repeated_by_the_library(waiting: Waiting, method: str) -> None:
    await waiting.world.said("list")
    waiting.slack.faults.add(method, "reset_after")
    if method == "views.open":
        await waiting.world.said("")
        assert [c.method for c in waiting.slack.calls].count(method) == 1
    else:
        # The event is brought again by Slack, which is as it should be.
        await waiting.slack.open_home(waiting.world.ana.id)
        events = [d for d in waiting.slack.deliveries if d.kind == "events_api"]
        assert [c.method for c in waiting.slack.calls].count(method) == len(events)


async def test_what_failed_together_does_not_come_back_together(waiting: Waiting) -> None:
    for n in range(6):
        name = f"{chr(65 + n) * 6}"
        await waiting.world.said(f'{name} today {15 + n // 2}:{n % 2 * 30:02d} "number {n}."')
    waiting.slack.faults.add("chat.postMessage", "team_added_to_org", times=99)
    await waiting.until_due(datetime(2026, 3, 2, 16, 30, tzinfo=UTC))
    await waiting.pass_by(minutes=8)
    again = await waiting.world.steady.db.read(_retries)

    apart = {round(at.timestamp() - first.timestamp(), 2) for first, at in again}
    assert len(again) == 6
    assert len(apart) == 6  # as long as chance says, and never the same


def _retries(conn: Connection) -> list[tuple[datetime, datetime]]:
    """When each message was tried, and when it is tried again."""
    found = select(outbox.c.sending_at, outbox.c.retry_at).where(outbox.c.state == "ready")
    return [(row.sending_at, row.retry_at) for row in conn.execute(found)]
