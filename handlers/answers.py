"""How does a rep see the answer to a press, after Slack was told that it arrived?

Nothing here changes a fact. A redraw that is lost does no harm: the next press draws the truth.
"""

import asyncio
import logging
from contextlib import suppress
from http import HTTPStatus
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.messages import forms
from bot.messages.blocks import Message, has_chart, undrawn
from bot.messages.nudges import discreet
from bot.slack import TIMEOUT_SECONDS, TROUBLE, refusal
from handlers import files, home, redraw, welcome
from handlers.act import Act, Arrival, Reply, Surface
from storage import nudges
from storage.database import Unavailable

log = logging.getLogger(__name__)

DRAW_SECONDS = 1.0  # of the three in which a command is acknowledged
BLOCKS_REFUSED = ("invalid_blocks", "invalid_blocks_format")


async def shown(arrival: Arrival, act: Act | None, reply: Reply) -> None:
    """Show a reply where the press happened."""
    try:
        if reply.file is not None and act is not None:
            await files.send(act, reply.file)
        elif arrival.surface is Surface.HOME and act is not None:
            await home.publish(act, reply)
        elif reply.beside is not None:
            await _beside(arrival, reply.beside)
        elif reply.message is not None:
            await _in_place(arrival, _for(act, arrival, reply.message))
    except (*TROUBLE, Unavailable) as error:
        log.warning("answer_not_shown", extra={"kind": type(error).__name__})


async def nudges_redrawn(act: Act, change_id: int) -> None:
    """A change was taken back: what it had settled in other messages asks for an act again."""
    try:
        found = await act.db.read(nudges.telling_of, act.rep, change_id)
    except Unavailable as error:
        log.warning("nudge_not_redrawn", extra={"kind": type(error).__name__})
        return
    for channel_id, ts in found:
        if (channel_id, ts) != (act.channel_id, act.ts):
            await _redrawn(act, channel_id, ts)


async def followed_up(act: Act, refresher: home.Refresher) -> None:
    """After the answer: a first greeting, and the rep's Home as it is now."""
    try:
        reply = await welcome.greet(act)
        if reply.beside is not None:
            await _beside(act, reply.beside)
        await refresher.refresh(act)
    except (*TROUBLE, Unavailable) as error:
        log.warning("home_not_refreshed", extra={"kind": type(error).__name__})


async def origin_redrawn(arrival: Arrival, act: Act | None, reply: Reply) -> None:
    """A form was filled in: the message it was opened from shows what came of it."""
    origin = reply.origin
    assert origin is not None
    assert reply.message is not None
    said = discreet(reply.message) if act is not None and act.rep.is_discreet else reply.message
    try:
        # A response URL lives half an hour, a form may stay open longer: the message's own
        # place comes first where it has one.
        if origin.channel_id is not None and origin.ts is not None:
            await _update(arrival, origin.channel_id, origin.ts, said)
        elif origin.response_url is not None:
            await _respond(arrival, origin.response_url, said, replace=True)
    except (*TROUBLE, Unavailable) as error:
        log.warning("answer_not_shown", extra={"kind": type(error).__name__})


async def may_stand(arrival: Arrival, message: Message) -> bool:
    """Send an answer with a chart; False when it surely stands nowhere."""
    if arrival.response_url is None:
        return False
    try:
        status = await _status(arrival, arrival.response_url, message, replace=False)
    except aiohttp.ClientConnectorError as error:
        log.warning("answer_not_drawn", extra={"kind": type(error).__name__})
        return False
    except TROUBLE as error:
        log.warning("answer_unclear", extra={"kind": type(error).__name__})
        return True
    return not HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR


async def in_words_unless(
    may_stand: asyncio.Task[bool], arrival: Arrival, message: Message
) -> None:
    """The command is acknowledged: what Slack refuses only now follows in words."""
    if await may_stand or arrival.response_url is None:
        return
    with suppress(*TROUBLE):
        await _respond(arrival, arrival.response_url, undrawn(message), replace=False)


def as_dict(message: Message) -> dict[str, Any]:
    """A message as Slack takes it."""
    return {"text": message.text, "blocks": list(message.blocks)}


def _for(act: Act | None, arrival: Arrival, message: Message) -> Message:
    """What stands in a message of Steady's own stays as discreet as it came."""
    is_ours = arrival.surface is Surface.MESSAGE
    is_discreet = act is not None and act.rep.is_discreet
    return discreet(message) if is_ours and is_discreet else message


async def _in_place(arrival: Arrival, message: Message) -> None:
    if arrival.surface is Surface.MODAL and arrival.view_id is not None:
        await arrival.slack.write.views_update(view_id=arrival.view_id, view=forms.echo(message))
    elif arrival.response_url is not None:
        await _respond(arrival, arrival.response_url, message, replace=True)
    elif arrival.channel_id is not None and arrival.ts is not None:
        await _update(arrival, arrival.channel_id, arrival.ts, message)
    else:
        await _post(arrival, message)


async def _beside(arrival: Arrival, message: Message) -> None:
    """What was pressed stays; the sentence stands beside it, for this rep alone."""
    if arrival.surface is Surface.MODAL and arrival.trigger_id:
        await arrival.slack.write.views_push(
            trigger_id=arrival.trigger_id, view=forms.echo(message)
        )
    elif arrival.response_url is not None:
        await _respond(arrival, arrival.response_url, message, replace=False)
    else:
        await _post(arrival, message)


async def _respond(arrival: Arrival, url: str, message: Message, *, replace: bool) -> None:
    """In words alone where Slack refuses a chart."""
    if await _sent(arrival, url, message, replace=replace):
        return
    if has_chart(message) and await _sent(arrival, url, undrawn(message), replace=replace):
        return
    log.warning("answer_not_shown", extra={"kind": "refused"})


async def _sent(arrival: Arrival, url: str, message: Message, *, replace: bool) -> bool:
    return await _status(arrival, url, message, replace=replace) == HTTPStatus.OK


async def _status(arrival: Arrival, url: str, message: Message, *, replace: bool) -> int:
    # Bolt's `respond` swallows a failure; the answer of this client says how it went.
    # It would also say a thing again after a dropped connection, and show it twice.
    session = arrival.slack.write.session
    client = AsyncWebhookClient(url, TIMEOUT_SECONDS, session=session, retry_handlers=[])
    how = {"replace_original": True} if replace else {"response_type": "ephemeral"}
    answer = await client.send_dict({**how, "mrkdwn": False, **as_dict(message)})
    return int(answer.status_code)


async def _redrawn(act: Act, channel_id: str, ts: str) -> None:
    """One that the rep deleted keeps no other from being drawn again."""
    try:
        drawn = await redraw.anew(act, channel_id, ts)
        if drawn is not None:
            said = discreet(drawn) if act.rep.is_discreet else drawn
            await _update(act, channel_id, ts, said)
    except (*TROUBLE, Unavailable) as error:
        log.warning("nudge_not_redrawn", extra={"kind": type(error).__name__})


async def _update(arrival: Arrival, channel_id: str, ts: str, message: Message) -> None:
    try:
        await _updated(arrival, channel_id, ts, message)
    except SlackApiError as error:
        if not has_chart(message) or refusal(error) not in BLOCKS_REFUSED:
            raise
        await _updated(arrival, channel_id, ts, undrawn(message))


async def _updated(arrival: Arrival, channel_id: str, ts: str, message: Message) -> None:
    await arrival.slack.write.chat_update(
        channel=channel_id, ts=ts, parse="none", **as_dict(message)
    )


async def _post(arrival: Arrival, message: Message) -> None:
    await arrival.slack.write.chat_postMessage(
        channel=arrival.channel_id or arrival.user_id,
        parse="none",
        mrkdwn=False,
        unfurl_links=False,
        unfurl_media=False,
        **as_dict(message),
    )
