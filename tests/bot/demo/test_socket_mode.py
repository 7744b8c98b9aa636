"""Does Bolt's own Socket Mode handler work against the stand-in's connections?"""

import asyncio

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.standin import StandIn
from tests.bot.demo.cast import answering, button, form
from tests.bot.demo.conftest import bolt_app, listening


@pytest.fixture
async def connected(slack):
    """A Bolt app over Socket Mode instead of HTTP."""
    peer = listening(bolt_app(slack))
    handler = AsyncSocketModeHandler(
        peer.app,
        slack.app_token,
        web_client=AsyncWebClient(slack.app_token, base_url=slack.api_url),
        ping_interval=0.2,
    )
    await handler.connect_async()
    await slack.until(lambda: slack.socket_count == 1)
    yield peer
    await handler.close_async()


async def test_a_command_and_its_answer_go_through_the_socket(slack, ana, connected):
    slack.add_channel("sales", [ana.id])
    connected.answer = answering("Saved.")
    seen = await slack.command(ana.id, "/followup", "the payload is late")
    assert (seen.status, seen.text) == (200, "Saved.")
    assert connected.body["text"] == "the payload is late"


async def test_clicks_events_and_forms_go_through_the_socket(slack, ana, connected, client):
    row = {"type": "actions", "elements": [button("done")]}
    await client.chat_postMessage(channel=ana.id, text="x", blocks=[row])
    await slack.click(ana.id, slack.dm(ana.id).messages[0], "done")
    await slack.say(ana.id, slack.dm(ana.id).id, "Acme friday")

    async def open_form(ack, body, client):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=form())

    connected.answer = open_form
    await slack.shortcut(ana.id, "new_followup")
    connected.answer = answering(response_action="errors", errors={"client": "Which?"})
    seen = await slack.submit(ana.id, {"client": "Acme"})
    kinds = [body["type"] for body in connected.bodies]
    assert kinds == ["block_actions", "event_callback", "shortcut", "view_submission"]
    assert seen.errors == {"client": "Which?"}


async def test_after_a_disconnect_the_handler_comes_back(slack, ana, connected):
    await slack.drop_sockets("refresh_requested")
    await slack.until(lambda: slack.socket_count == 1, seconds=10)
    seen = await slack.command(ana.id, "/followup")
    assert seen.status == 200


async def test_a_warning_leaves_the_connection_open(slack, ana):
    async with aiohttp.ClientSession() as session:
        url = await ticket(slack, session)
        async with session.ws_connect(url) as socket:
            assert (await socket.receive_json())["type"] == "hello"
            await slack.drop_sockets("warning")
            assert (await socket.receive_json())["reason"] == "warning"
            assert slack.socket_count == 1


async def test_an_event_nobody_acknowledged_comes_again_with_its_number(slack, ana):
    slack.ack_within = 0.1
    async with aiohttp.ClientSession() as session:
        url = await ticket(slack, session)
        async with session.ws_connect(url) as socket:
            await socket.receive_json()
            saying = asyncio.create_task(slack.say(ana.id, slack.dm(ana.id).id, "Acme friday"))
            first = await socket.receive_json()
            second = await socket.receive_json()
            await socket.send_json({"envelope_id": second["envelope_id"]})
            seen = await saying
    assert (first["type"], first["retry_attempt"]) == ("events_api", 0)
    assert (second["retry_attempt"], second["retry_reason"]) == (1, "http_timeout")
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert seen.status == 200


async def test_an_event_lost_with_its_connection_waits_for_the_next_one():
    patient = StandIn(retries=(30.0,))
    await patient.start()
    patient.ack_within = 0.1
    eva = patient.add_user("Eva")
    try:
        await patient.say(eva.id, patient.dm(eva.id).id, "Acme friday")
        async with aiohttp.ClientSession() as session:
            url = await ticket(patient, session)
            async with session.ws_connect(url) as socket:
                await socket.receive_json()
                envelope = await asyncio.wait_for(socket.receive_json(), 20)
        assert envelope["payload"]["event"]["text"] == "Acme friday"
    finally:
        await patient.stop()


async def test_a_refused_connection_and_a_used_ticket_are_turned_away(slack):
    async with aiohttp.ClientSession() as session:
        url = await ticket(slack, session)
        slack.refuse_sockets(1)
        with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
            await session.ws_connect(url)
        url = await ticket(slack, session)  # the refusal used the other up
        async with session.ws_connect(url) as socket:
            await socket.receive_json()
        with pytest.raises(aiohttp.WSServerHandshakeError, match="401"):
            await session.ws_connect(url)


async def test_only_the_app_token_opens_a_connection(slack, client):
    response = await client.api_call("auth.test")
    assert response["ok"]
    for token, error in [(slack.bot_token, "not_allowed_token_type"), ("xapp-no", "invalid_auth")]:
        async with aiohttp.ClientSession() as session:
            headers = {"Authorization": f"Bearer {token}"}
            url = f"{slack.api_url}apps.connections.open"
            async with session.post(url, headers=headers) as answer:
                assert (await answer.json())["error"] == error


async def ticket(slack, session):
    headers = {"Authorization": f"Bearer {slack.app_token}"}
    async with session.post(f"{slack.api_url}apps.connections.open", headers=headers) as answer:
        return (await answer.json())["url"]
