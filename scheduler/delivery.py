"""How is one waiting message said, once and only once?

A row is claimed, and the claim committed, before the request leaves. Then: is it still true, is
the rep still here, may Steady speak now? Only then is it posted. An answer that does not say
whether Slack took it is settled by looking into the channel's history (`scheduler.reconcile`).
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.clock import Clock
from bot.messages import nudges as words
from bot.meter import SENDS, Meter
from bot.playbook import due
from bot.playbook.model import Rep
from bot.playbook.nudge import HELD_OUTSIDE_HOURS, Nudge, NudgeKind
from bot.playbook.profile import READ_SECONDS, as_told, is_admin, trouble
from bot.slack import TROUBLE, Slack, refusal
from storage import nudges, outbox, reps
from storage.database import Database, Unavailable
from storage.outbox import Waiting

log = logging.getLogger(__name__)

EVENT_TYPE = "steady_nudge"  # the type of the metadata that marks our messages

# Slack says these before it does anything: the message was surely not posted. What a new token
# or scope puts right is not among them: it would cost every rep a date.
_FOR_GOOD = frozenset(
    {
        "invalid_blocks",
        "is_archived",
        "messages_tab_disabled",
        "not_in_channel",
        "user_not_found",
    }
)
_NO_CHANNEL = "channel_not_found"
_UNCLEAR = frozenset(
    {"fatal_error", "internal_error", "request_timeout", "service_unavailable", "unknown_error"}
)
_THROTTLED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
_DEFAULT_RETRY_SECONDS = 30
_FIRST_BACK_OFF_SECONDS = 10
_LONGEST_BACK_OFF_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things may take, in real time."""

    lease: timedelta = timedelta(seconds=120)
    timeout: timedelta = timedelta(seconds=10)  # of one request to Slack
    settle: timedelta = timedelta(seconds=30)  # how late Slack may still accept one
    give_up_reading: timedelta = timedelta(hours=24)

    @property
    def look_after(self) -> timedelta:
        """When an unclear message is sure to stand in the history, or never will."""
        return self.timeout + self.settle


@dataclass(frozen=True, slots=True)
class Courier:
    """Who sends, and with what."""

    db: Database
    clock: Clock
    slack_for: Callable[[str], Slack]
    owner: str
    timing: Timing = Timing()
    meter: Meter = field(default_factory=Meter)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)  # take no further row


async def deliver(courier: Courier) -> int:
    """Say everything that waits and may be said now; returns how many rows were handled."""
    handled = 0
    while not courier.stopping.is_set() and await deliver_one(courier):
        handled += 1
    return handled


async def deliver_one(courier: Courier) -> bool:
    """One row: claim, check, render, post, mark. False when nothing waits."""
    clock = courier.clock
    row = await courier.db.claim(
        outbox.claim_next, clock.now(), clock.steady_now(), courier.owner, courier.timing.lease
    )
    if row is None:
        return False
    try:
        await _say(courier, row)
    except Unavailable:
        raise
    except Exception:
        # Its lease lapses and it is looked up; the others are said meanwhile.
        log.exception("nudge_failed", extra=_ids(row))
    return True


async def _say(courier: Courier, row: Waiting) -> None:
    """The row is ours: check, render, post, mark."""
    known = await courier.db.read(reps.get, row.workspace_id, row.rep_id)
    if await _is_held(courier, row, known):
        return
    rep = await _still_here(courier, row, known)
    if rep is None:
        await _cancel(courier, row, "rep_gone")
        return
    if rep.zone != known.zone and await _is_held(courier, row, rep):
        return
    channel_id = await _channel(courier, row, rep)
    if channel_id is None:
        return
    nudge = await courier.db.write(nudges.compose, row, rep, courier.clock.now())
    if nudge is None:
        await _cancel(courier, row, "no_longer_true")
        return
    await _post(courier, row, rep, nudge, channel_id)


async def _is_held(courier: Courier, row: Waiting, rep: Rep) -> bool:
    """What Steady starts by itself waits for office hours; a client's date never does."""
    now = courier.clock.now()
    if NudgeKind(row.kind) not in HELD_OUTSIDE_HOURS:
        return False
    if row.kind == NudgeKind.BRIEF:
        if due.is_brief_hour(now, rep.hours, rep.zone):
            return False
        await _cancel(courier, row, "not_its_hour")
        return True
    if due.is_in_hours(now, rep.hours, rep.zone):
        return False
    opening = due.next_opening(now, rep.hours, rep.zone)
    await courier.db.claim(outbox.put_back, row, courier.owner, not_before=opening)
    courier.meter.count(SENDS, "held")
    log.info("nudge_held", extra=_ids(row))
    return True


async def _still_here(courier: Courier, row: Waiting, rep: Rep) -> Rep | None:
    """The rep by Slack's newest word, None when gone: Slack takes messages to who has left."""
    read = courier.slack_for(row.workspace_id).read
    try:
        async with asyncio.timeout(READ_SECONDS):
            answer = await read.users_info(user=rep.slack_user_id, include_locale=True)
    except SlackApiError as error:
        return None if refusal(error) in ("user_not_found", "user_not_visible") else rep
    except TROUBLE:
        return rep
    profile, now = answer["user"], courier.clock.now()
    is_refused = not rep.is_vetted and trouble(profile) is not None
    is_gone = bool(profile.get("deleted")) or is_refused
    if is_gone != rep.is_gone:
        gone_at = now if is_gone else None
        await courier.db.write(reps.set_gone, row.workspace_id, rep.id, gone_at)
    if is_gone:
        return None
    told = as_told(replace(rep, is_gone=False), profile)
    if not rep.is_vetted:
        told = replace(told, is_manager=is_admin(profile), is_vetted=True)
    if told == replace(rep, is_gone=False):
        return told
    return await courier.db.write(reps.set_profile, told, now)


async def _channel(courier: Courier, row: Waiting, rep: Rep) -> str | None:
    """The rep's DM, known before anything is posted: its history may have to be read."""
    known = rep.dm_channel_id
    if known is None:
        slack = courier.slack_for(row.workspace_id)
        try:
            answer = await slack.read.conversations_open(users=rep.slack_user_id)
        except SlackApiError as error:
            await _refused(courier, row, error)
            return None
        except TROUBLE as error:
            await _try_later(courier, row, type(error).__name__)
            return None
        known = str(answer["channel"]["id"])
        await courier.db.write(reps.set_dm_channel, row.workspace_id, rep.id, known)
    if row.channel_id != known:
        await courier.db.claim(outbox.note_channel, row, known)
    return known


async def _post(courier: Courier, row: Waiting, rep: Rep, nudge: Nudge, channel_id: str) -> None:
    """Post under the row's token, and mark the row by what Slack answered."""
    said = words.nudge(nudge, rep, courier.clock.now())
    keys = await courier.db.read(outbox.due_keys, row.workspace_id, row.id)
    if not _lease_lasts(courier, row):
        await courier.db.claim(outbox.put_back, row, courier.owner)
        return
    try:
        async with asyncio.timeout(courier.timing.timeout.total_seconds()):
            answer = await courier.slack_for(row.workspace_id).write.chat_postMessage(
                channel=channel_id,
                text=said.text,
                blocks=list(said.blocks),
                parse="none",
                mrkdwn=False,
                unfurl_links=False,
                unfurl_media=False,
                metadata=_mark(row, keys),
            )
    except SlackApiError as error:
        if refusal(error) == _NO_CHANNEL and not row.facts.get("reopened"):
            await _reopen(courier, row)
            return
        await _refused(courier, row, error)
    except aiohttp.ClientConnectorError as error:
        await _try_later(courier, row, type(error).__name__)
    except TROUBLE as error:
        await _maybe(courier, row, type(error).__name__)
    else:
        now = courier.clock.now()
        sent = outbox.mark_sent
        await courier.db.claim(sent, row, courier.owner, answer["channel"], answer["ts"], now)
        courier.meter.count(SENDS, "sent")
        log.info("nudge_sent", extra=_ids(row))


def _mark(row: Waiting, keys: list[str]) -> dict[str, object]:
    """By which a message is found again: after a lost answer, or by a restored copy."""
    return {"event_type": EVENT_TYPE, "event_payload": {"token": row.token, "keys": keys}}


async def _reopen(courier: Courier, row: Waiting) -> None:
    """The DM we knew is not there: once, another is opened."""
    await courier.db.write(reps.set_dm_channel, row.workspace_id, row.rep_id, None)
    await courier.db.write(outbox.note_facts, row, {"reopened": True})
    await _try_later(courier, row, _NO_CHANNEL)


def _lease_lasts(courier: Courier, row: Waiting) -> bool:
    """Whether a request that starts now is over, and settled, before the lease is."""
    assert row.sending_at is not None
    spent = courier.clock.steady_now() - row.sending_at
    return spent + courier.timing.look_after < courier.timing.lease


async def _refused(courier: Courier, row: Waiting, error: SlackApiError) -> None:
    """Slack said no: for now, for good, or in a way that leaves it open."""
    code, answer = refusal(error), error.response
    if not isinstance(answer, AsyncSlackResponse):
        await _maybe(courier, row, code)
        return
    status = answer.status_code
    if status == 429 or code in _THROTTLED:
        seconds = float(answer.headers.get("Retry-After", _DEFAULT_RETRY_SECONDS))
        later = courier.clock.steady_now() + timedelta(seconds=seconds)
        await courier.db.claim(
            outbox.put_back, row, courier.owner, retry_at=later, error="ratelimited"
        )
        courier.meter.count(SENDS, "throttled")
        log.warning("nudge_throttled", extra=_ids(row))
    elif status >= 500 or code in _UNCLEAR:
        await _maybe(courier, row, code)
    elif code in _FOR_GOOD or code == _NO_CHANNEL:
        await courier.db.claim(outbox.mark_dead, row, courier.owner, code, courier.clock.now())
        courier.meter.count(SENDS, "refused")
        log.error("nudge_refused", extra=_ids(row) | {"error": code})
    else:
        await _try_later(courier, row, code)


async def _maybe(courier: Courier, row: Waiting, why: str) -> None:
    later = courier.clock.steady_now() + courier.timing.look_after
    await courier.db.claim(outbox.mark_maybe, row, courier.owner, later, why)
    courier.meter.count(SENDS, "unclear")
    log.warning("nudge_unclear", extra=_ids(row) | {"error": why})


async def _try_later(courier: Courier, row: Waiting, why: str) -> None:
    """Surely not sent: again after a while, longer each time."""
    # Bounded as a number: after an outage of hours its double is no timedelta any more.
    wait = min(_FIRST_BACK_OFF_SECONDS * 2 ** (row.attempts - 1), _LONGEST_BACK_OFF_SECONDS)
    later = courier.clock.steady_now() + timedelta(seconds=wait)
    await courier.db.claim(outbox.put_back, row, courier.owner, retry_at=later, error=why)
    courier.meter.count(SENDS, "put_back")
    log.warning("nudge_put_back", extra=_ids(row) | {"error": why})


async def _cancel(courier: Courier, row: Waiting, why: str) -> None:
    now: datetime = courier.clock.now()
    await courier.db.claim(outbox.mark_cancelled, row, courier.owner, why, now)
    courier.meter.count(SENDS, "cancelled")
    log.info("nudge_cancelled", extra=_ids(row) | {"why": why})


def _ids(row: Waiting) -> dict[str, object]:
    return {"workspace": row.workspace_id, "outbox": row.id, "kind": row.kind}
