"""Do calls go wrong exactly as a test asked, and no other way?"""

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient


async def post(client, channel, text="x"):
    return await client.chat_postMessage(channel=channel, text=text)


@pytest.mark.parametrize(
    ("kind", "status", "error"),
    [
        ("429", 429, "ratelimited"),
        ("internal_error", 200, "internal_error"),
        ("account_inactive", 200, "account_inactive"),
    ],
)
async def test_a_fault_is_answered_and_nothing_is_posted(slack, ana, client, kind, status, error):
    slack.faults.add("chat.postMessage", kind)
    with pytest.raises(SlackApiError) as problem:
        await post(client, ana.id)
    assert (problem.value.response.status_code, problem.value.response["error"]) == (status, error)
    assert slack.dm(ana.id).messages == []
    assert (await post(client, ana.id))["ok"]


@pytest.mark.parametrize(("kind", "status"), [("500", 500), ("503", 503), ("html", 502)])
async def test_broken_answers_come_with_their_status(slack, kind, status):
    slack.faults.add("auth.test", kind)
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{slack.api_url}auth.test") as answer,
    ):
        assert answer.status == status
        assert answer.content_type == ("text/html" if kind == "html" else "text/plain")


async def test_a_429_says_when_to_come_back(slack, ana, client):
    slack.faults.add("chat.postMessage", "429", retry_after=7)
    with pytest.raises(SlackApiError) as problem:
        await post(client, ana.id)
    assert problem.value.response.headers["Retry-After"] == "7"


@pytest.mark.parametrize(
    ("kind", "posted"),
    [
        ("reset_before", 0),
        ("reset_after", 1),
        ("timeout_before", 0),
        ("timeout_after", 1),
    ],
)
async def test_a_lost_answer_hides_whether_the_message_was_posted(slack, ana, kind, posted):
    slack.faults.add("chat.postMessage", kind, seconds=0.3)
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(
            slack.bot_token, base_url=slack.api_url, session=session, retry_handlers=[]
        )
        client.timeout = 0.1
        with pytest.raises((aiohttp.ClientError, TimeoutError)):
            await post(client, ana.id)
    assert len(slack.dm(ana.id).messages) == posted


async def test_an_internal_error_may_hide_a_message_that_was_posted(slack, ana, client):
    slack.faults.add("chat.postMessage", "internal_error_after")
    with pytest.raises(SlackApiError, match="internal_error"):
        await post(client, ana.id)
    assert len(slack.dm(ana.id).messages) == 1


async def test_a_slow_answer_is_still_an_answer(slack, ana, client):
    slack.faults.add("chat.postMessage", "slow", seconds=0.05)
    assert (await post(client, ana.id))["ok"]


async def test_a_fault_lasts_as_often_as_asked_and_only_where_it_matches(slack, ana, client):
    slack.faults.add("*", "ratelimited", times=2, match=lambda params: params.get("text") == "a")
    outcomes = []
    for text in ("a", "b", "a", "a"):
        try:
            outcomes.append((await post(client, ana.id, text))["ok"])
        except SlackApiError:
            outcomes.append(False)
    assert outcomes == [False, True, False, True]


async def test_a_hanging_call_does_not_keep_the_stand_in_from_stopping(slack, ana, client):
    slack.faults.add("chat.postMessage", "timeout_before", seconds=60)
    hanging = asyncio.create_task(post(client, ana.id))
    await slack.until(lambda: bool(slack.calls))
    await asyncio.wait_for(slack.stop(), 30)
    with pytest.raises((aiohttp.ClientError, TimeoutError)):
        await hanging
