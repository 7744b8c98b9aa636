"""How is one waiting message said, once and only once?

A row is claimed, and the claim committed, before the request leaves. Then: is it still true, is
the rep still here, may Steady speak now? Only then is it posted. An answer that does not say
whether Slack took it is settled by looking into the channel's history (`scheduler.reconcile`).
What follows from each refusal stands in `scheduler.refusals`.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.clock import Clock
from bot.messages import nudges as words
from bot.messages.blocks import Message
from bot.meter import SENDS, Meter
from bot.playbook.model import Rep
from bot.playbook.nudge import Nudge, NudgeKind
from bot.playbook.profile import READ_SECONDS, Profile, is_as_known
from bot.playbook.restraint import Do, Held, Verdict, verdict, wants_kind
from bot.slack import MAY_LEAVE, TROUBLE, WAIT_SECONDS, Slack, TooLate, refusal, wait_asked
from scheduler.refusals import NO_CHANNEL, Then, consequence
from storage import departures, lanes, nudges, outbox, reps, restraint, unreached
from storage.database import Database, Unavailable
from storage.lanes import Pace
from storage.outbox import Waiting

log = logging.getLogger(__name__)

EVENT_TYPE = "steady_nudge"  # the type of the metadata that marks our messages

_NOBODY: Mapping[str, Profile] = {"user": {"deleted": True}}  # Slack knows no such user any more
_FIRST_BACK_OFF_SECONDS = 10
_LONGEST_BACK_OFF_SECONDS = 600
_STUMBLES = 5  # sends in a row without a clear answer: then the lane is tried now and then
_PROBE_SECONDS = 30
_FIRST_HOLD_SECONDS = 120  # until somebody has mended a token or a scope
_LONGEST_HOLD_SECONDS = 900
_TRIES = 8  # of a refusal nobody knows; afterwards one a day
_KEPT_BACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things may take, in real time."""

    lease: timedelta = timedelta(seconds=120)
    timeout: timedelta = timedelta(seconds=10)  # of one request to Slack
    settle: timedelta = timedelta(seconds=30)  # how late Slack may still accept one
    read_again: timedelta = timedelta(seconds=60)  # some apps may read a history once a minute
    give_up_reading: timedelta = timedelta(hours=24)
    pace: Pace = field(default_factory=Pace)
    is_paced: bool = True  # False where nobody's Slack is to be spared: its calls are not counted

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
    wake_in: Callable[[float], object] = lambda seconds: None  # have the outbox looked at then
    chance: random.Random = field(default_factory=random.Random)
    stumbles: dict[str, int] = field(default_factory=dict)  # by workspace, in a row
    elsewhere: Mapping[str, "Say"] = field(default_factory=dict)  # kinds that go to no rep


Say = Callable[[Courier, Waiting], Awaitable[None]]
Handled = Callable[[Courier, Waiting, SlackApiError], Awaitable[bool]]


async def deliver(courier: Courier, workspace_id: str) -> int:
    """Say everything that waits in one workspace and may be said now; returns how many rows.

    At most two requests are under way at once; between them the lane's allowance is waited for.
    """
    sending: set[asyncio.Task[None]] = set()
    handled = 0
    try:
        while not courier.stopping.is_set():
            found = None
            if len(sending) < courier.timing.pace.in_flight:
                found = await _claim(courier, workspace_id)
            if isinstance(found, Waiting):
                sending.add(asyncio.create_task(_say_safely(courier, found)))
                handled += 1
            elif isinstance(found, datetime):
                await _until(courier, found)
            elif sending:
                sending = await _one_less(sending)
            else:
                break
    except asyncio.CancelledError:
        for each in sending:
            each.cancel()  # what Slack may have taken is looked up by the next to come
        raise
    finally:
        if sending:
            await asyncio.wait(sending)
    for each in sending:
        each.result()
    return handled


async def _claim(courier: Courier, workspace_id: str) -> Waiting | datetime | None:
    """The next row, committed under a lease; or when there may be one."""
    clock, timing = courier.clock, courier.timing
    return await courier.db.claim(
        lanes.claim,
        workspace_id,
        clock.now(),
        clock.steady_now(),
        courier.owner,
        timing.lease,
        timing.pace,
        timing.timeout,
    )


async def _until(courier: Courier, moment: datetime) -> None:
    """Wait for the allowance, or for the stop."""
    seconds = (moment - courier.clock.steady_now()).total_seconds()
    with suppress(TimeoutError):
        await asyncio.wait_for(courier.stopping.wait(), max(seconds, 0.001))


async def _one_less(sending: set[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
    done, rest = await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)
    for each in done:
        each.result()
    return rest


async def _say_safely(courier: Courier, row: Waiting) -> None:
    """One row: check, render, post, mark. What goes wrong with it is no other row's trouble."""
    try:
        await _say(courier, row)
    except Unavailable:
        raise
    except Exception:
        # Its lease lapses and it is looked up; the others are said meanwhile.
        courier.meter.count(SENDS, "failed")
        log.exception("nudge_failed", extra=_ids(row))


async def _say(courier: Courier, row: Waiting) -> None:
    """The row is ours: check, render, post, mark."""
    if (say := courier.elsewhere.get(row.kind)) is not None:
        await say(courier, row)
        return
    known = await courier.db.read(reps.get, row.workspace_id, row.rep_id)
    if await _is_held(courier, row, known):
        return
    rep = await _still_here(courier, row, known)
    if row.kind == NudgeKind.PRESENCE:
        await courier.db.write(outbox.drop, row)
        return
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
        is_wanted = wants_kind(rep, NudgeKind(row.kind))
        await _cancel(courier, row, "no_longer_true" if is_wanted else Held.MUTED)
        return
    await _post(courier, row, rep, nudge, channel_id)


async def _is_held(courier: Courier, row: Waiting, rep: Rep) -> bool:
    """What Steady starts by itself keeps to office hours, pauses and its few messages a day; a
    client's date always comes."""
    found = await _verdict(courier, row, rep)
    if found.do is Do.SAY:
        return False
    assert found.why is not None
    if found.do is not Do.WAIT:
        await _cancel(courier, row, found.why)
        return True
    waits = outbox.put_back
    await courier.db.claim(waits, row, courier.owner, not_before=found.until, error=found.why)
    courier.meter.count(SENDS, "held")
    log.info("nudge_held", extra=_ids(row) | {"why": found.why})
    return True


async def _verdict(courier: Courier, row: Waiting, rep: Rep) -> Verdict:
    kind, now = NudgeKind(row.kind), courier.clock.now()
    if kind in restraint.UNCOUNTED:
        busy = await courier.db.read(restraint.busy_in, rep, now)
        return verdict(kind, rep, now, 0, busy=busy)
    return await courier.db.write(restraint.admit, row, rep, now)


async def _still_here(courier: Courier, row: Waiting, rep: Rep) -> Rep | None:
    """The rep by Slack's newest word, None when gone: Slack takes messages to who has left."""
    read = courier.slack_for(row.workspace_id).read
    answer: Any
    try:
        async with asyncio.timeout(READ_SECONDS):
            answer = await read.users_info(user=rep.slack_user_id, include_locale=True)
    except SlackApiError as error:
        if refusal(error) not in ("user_not_found", "user_not_visible"):
            return rep
        answer = _NOBODY
    except TROUBLE:
        return rep
    profile, now = answer["user"], courier.clock.now()
    if is_as_known(rep, profile):
        return rep
    told = await courier.db.write(departures.notice, rep, profile, now, courier.clock.steady_now())
    if told is None:
        courier.wake_in(0)  # what was theirs waits for somebody else now
    return told


async def _channel(courier: Courier, row: Waiting, rep: Rep) -> str | None:
    """The rep's DM, known before anything is posted: its history may have to be read."""
    known = rep.dm_channel_id
    if known is None:
        slack = courier.slack_for(row.workspace_id)
        try:
            answer = await slack.read.conversations_open(users=rep.slack_user_id)
        except SlackApiError as error:
            await _not_opened(courier, row, error)
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
    nudge = replace(nudge, home=courier.slack_for(row.workspace_id).home)
    said = words.nudge(nudge, rep, courier.clock.now())
    await post(courier, row, words.discreet(said) if rep.is_discreet else said, channel_id)


async def post(
    courier: Courier,
    row: Waiting,
    said: Message,
    channel_id: str,
    handled: Handled | None = None,
) -> None:
    """Post under the row's token, and mark the row by what Slack answered.

    `handled` is asked first what follows from a refusal.
    """
    keys = await courier.db.read(outbox.due_keys, row.workspace_id, row.id)
    MAY_LEAVE.set(_lease_watch(courier, row))
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
    except TooLate:
        await courier.db.claim(outbox.put_back, row, courier.owner, error="lease")
        courier.meter.count(SENDS, "put_back")
        log.warning("nudge_too_late", extra=_ids(row))
    except SlackApiError as error:
        if handled is not None and await handled(courier, row, error):
            return
        await _refused(courier, row, error)
    except aiohttp.ClientConnectorError as error:
        await _stumbled(courier, row)
        await _try_later(courier, row, type(error).__name__)
    except TROUBLE as error:
        await _maybe(courier, row, type(error).__name__)
    else:
        await _said(courier, row, answer["channel"], answer["ts"])


def _mark(row: Waiting, keys: list[str]) -> dict[str, object]:
    """By which a message is found again: after a lost answer, or by a restored copy."""
    return {"event_type": EVENT_TYPE, "event_payload": {"token": row.token, "keys": keys}}


async def _said(courier: Courier, row: Waiting, channel_id: str, ts: str) -> None:
    now = courier.clock.now()
    await courier.db.claim(outbox.mark_sent, row, courier.owner, channel_id, ts, now)
    courier.meter.count(SENDS, "sent")
    log.info("nudge_sent", extra=_ids(row))
    await got_through(courier, row.workspace_id)


async def got_through(courier: Courier, workspace_id: str) -> None:
    """Slack took a message: whatever kept the lane is over."""
    if courier.stumbles.pop(workspace_id, 0):
        await courier.db.claim(lanes.mended, workspace_id)


def _lease_watch(courier: Courier, row: Waiting) -> Callable[[], bool]:
    """Whether a request that leaves now is over, and settled, before the lease is.

    Asked when the connection stands and nothing is written: a process may be frozen anywhere
    before. A clock that was set back does not fool it.
    """
    assert row.sending_at is not None
    claimed_at, ticks = row.sending_at, asyncio.get_running_loop().time
    began, spent = ticks(), courier.clock.steady_now() - claimed_at

    def lasts() -> bool:
        by_the_clock = courier.clock.steady_now() - claimed_at
        by_the_loop = spent + timedelta(seconds=ticks() - began)
        return max(by_the_clock, by_the_loop) + courier.timing.look_after < courier.timing.lease

    return lasts


async def _refused(courier: Courier, row: Waiting, error: SlackApiError) -> None:
    """Slack said no to the message."""
    code, answer, asked = refusal(error), error.response, wait_asked(error)
    if asked is not None:
        await _throttled(courier, row, asked)
    elif not isinstance(answer, AsyncSlackResponse) or answer.status_code >= 500:
        await _maybe(courier, row, code)
    elif code == NO_CHANNEL and not row.facts.get("reopened"):
        await courier.db.write(reps.set_dm_channel, row.workspace_id, row.rep_id, None)
        row = await courier.db.write(outbox.note_facts, row, {"reopened": True})
        await _try_later(courier, row, code)
    else:
        await _follow(courier, row, code)


async def _not_opened(courier: Courier, row: Waiting, error: SlackApiError) -> None:
    """Slack would not open the direct messages; nothing was posted."""
    code, asked = refusal(error), wait_asked(error)
    if asked is not None:  # this method alone waits: others' messages are open already
        later = courier.clock.steady_now() + timedelta(seconds=asked)
        await courier.db.claim(outbox.put_back, row, courier.owner, retry_at=later, error=code)
        courier.meter.count(SENDS, "throttled")
        courier.wake_in(asked)
    elif consequence(code) in (Then.HOLD, Then.TELL):
        await _follow(courier, row, code)
    else:
        await _try_later(courier, row, code)


async def _follow(courier: Courier, row: Waiting, code: str) -> None:
    """What follows from this refusal, by the table."""
    match consequence(code):
        case Then.LOOK:
            await _maybe(courier, row, code)
        case Then.WAIT:
            await _throttled(courier, row, WAIT_SECONDS)
        case Then.HOLD:
            await _hold(courier, row, code)
        case Then.TELL:
            now, steady_now = courier.clock.now(), courier.clock.steady_now()
            told = unreached.give_up
            await courier.db.write(told, row, courier.owner, code, now, steady_now)
            courier.meter.count(SENDS, "refused")
            log.error("nudge_refused", extra=_ids(row) | {"error": code})
            courier.wake_in(0)
        case Then.DROP:
            await courier.db.claim(outbox.mark_dead, row, courier.owner, code, courier.clock.now())
            courier.meter.count(SENDS, "refused")
            log.error("nudge_refused", extra=_ids(row) | {"error": code})
        case Then.RETRY:
            await _retry(courier, row, code)


async def _throttled(courier: Courier, row: Waiting, seconds: float) -> None:
    """The whole lane waits as long as Slack asked, and a little, so that replicas do not crowd."""
    await _shut(courier, row, seconds + courier.chance.uniform(0, 0.25), "ratelimited")
    courier.meter.count(SENDS, "throttled")
    log.warning("nudge_throttled", extra=_ids(row) | {"seconds": seconds})


async def _hold(courier: Courier, row: Waiting, code: str) -> None:
    """Nothing gets through in this workspace until somebody mends it; nothing is lost meanwhile."""
    times = courier.stumbles[row.workspace_id] = courier.stumbles.get(row.workspace_id, 0) + 1
    wait = min(_FIRST_HOLD_SECONDS * 2 ** min(times - 1, 10), _LONGEST_HOLD_SECONDS)
    await _shut(courier, row, wait * courier.chance.uniform(0.5, 1), code)
    courier.meter.count(SENDS, "shut_out")
    log.error("workspace_held", extra=_ids(row) | {"error": code})


async def _shut(courier: Courier, row: Waiting, seconds: float, why: str) -> None:
    until = courier.clock.steady_now() + timedelta(seconds=seconds)
    await courier.db.claim(lanes.put_back, row, courier.owner, until, why, why)
    courier.wake_in(seconds)


async def _maybe(courier: Courier, row: Waiting, why: str) -> None:
    later = courier.clock.steady_now() + courier.timing.look_after
    await courier.db.claim(outbox.mark_maybe, row, courier.owner, later, why)
    courier.meter.count(SENDS, "unclear")
    log.warning("nudge_unclear", extra=_ids(row) | {"error": why})
    await _stumbled(courier, row)


async def _stumbled(courier: Courier, row: Waiting) -> None:
    """Again no clear answer: after a few in a row the lane is only tried now and then."""
    times = courier.stumbles[row.workspace_id] = courier.stumbles.get(row.workspace_id, 0) + 1
    if times >= _STUMBLES:
        wait = timedelta(seconds=courier.chance.uniform(_PROBE_SECONDS / 2, _PROBE_SECONDS))
        until = courier.clock.steady_now() + wait
        await courier.db.claim(
            lanes.shut, row.workspace_id, lanes.POSTING, until, "no_clear_answer"
        )
        log.error("slack_silent", extra={"workspace": row.workspace_id, "times": times})


async def _retry(courier: Courier, row: Waiting, code: str) -> None:
    """A refusal nobody knows: a few tries, then it is kept, said in the log, and tried daily."""
    times = int(row.facts.get("refusals", 0)) + 1
    row = await courier.db.write(outbox.note_facts, row, {"refusals": times})
    if times < _TRIES:
        await _try_later(courier, row, code)
        return
    later = courier.clock.steady_now() + _KEPT_BACK
    await courier.db.claim(outbox.put_back, row, courier.owner, retry_at=later, error=code)
    courier.meter.count(SENDS, "kept_back")
    log.error("nudge_kept_back", extra=_ids(row) | {"error": code})


async def _try_later(courier: Courier, row: Waiting, why: str) -> None:
    """Surely not sent: again after a while, longer each time, and by chance, so that what failed
    together does not come back together."""
    # Bounded as a number: after an outage of hours its double is no timedelta any more.
    longest = min(_FIRST_BACK_OFF_SECONDS * 2 ** (row.attempts - 1), _LONGEST_BACK_OFF_SECONDS)
    later = courier.clock.steady_now() + timedelta(seconds=courier.chance.uniform(1, longest))
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
