"""Does a call leave only when it may?"""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk.errors import SlackApiError

from bot.gate import Gate
from bot.slack import MAY_LEAVE, Slack, TooLate, connect, open_session, wait_asked
from tests.many import SmallSlack

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
async def small() -> AsyncIterator[SmallSlack]:
    made = SmallSlack()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def slack(small: SmallSlack) -> AsyncIterator[Slack]:
    session = open_session()
    yield connect("xoxb-T1", small.url, session, Gate(lambda: NOW))
    await session.close()


@pytest.mark.parametrize("is_open_already", [False, True])
async def test_a_request_that_came_too_late_does_not_leave_though_the_line_stands(
    small: SmallSlack, slack: Slack, is_open_already: bool
) -> None:
    if is_open_already:
        await slack.write.users_info(user="U1")
    before = len(small.calls)
    MAY_LEAVE.set(lambda: False)
    with pytest.raises(TooLate):
        await slack.write.users_info(user="U1")
    assert len(small.calls) == before

    MAY_LEAVE.set(None)
    await slack.write.users_info(user="U1")
    assert len(small.calls) == before + 1


async def test_what_one_client_was_told_the_other_keeps_to(small: SmallSlack, slack: Slack) -> None:
    small.refuse = lambda workspace, method, n: 30.0
    for client in (slack.write, slack.read, slack.write):
        with pytest.raises(SlackApiError) as refused:
            await client.users_info(user="U1")
        assert wait_asked(refused.value) == 30
    assert len(small.calls) == 1
    assert slack.gate.news == {"users.info": NOW + timedelta(seconds=30)}


async def test_a_pause_costs_whoever_asks_no_time(small: SmallSlack, slack: Slack) -> None:
    small.refuse = lambda workspace, method, n: 30.0
    async with asyncio.timeout(15):
        with pytest.raises(SlackApiError):
            await slack.read.users_info(user="U1")
