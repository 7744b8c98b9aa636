"""Was it said or not? What Slack did not tell is looked up in the channel's history."""

import logging
from datetime import datetime, timedelta

from slack_sdk.errors import SlackApiError

from bot.meter import SENDS
from bot.slack import TROUBLE, wait_asked
from scheduler.delivery import Courier, got_through
from storage import outbox
from storage.outbox import UNREADABLE, Waiting

log = logging.getLogger(__name__)

_LOOK_BACK = timedelta(seconds=120)  # before the request left, for clocks that differ
_PAGE = 15  # messages: what Slack allows every kind of app
_MOST_PAGES = 20


async def reconcile(courier: Courier, workspace_id: str) -> int:
    """Settle every row of a workspace nobody can be sure of; returns how many were looked at.

    A history that cannot be read ends the round: the others wait with it, not before it.
    """
    looked = 0
    while not courier.stopping.is_set():
        is_read = await reconcile_one(courier, workspace_id)
        if is_read is None:
            break
        looked += 1
        if not is_read:
            break
    return looked


async def reconcile_one(courier: Courier, workspace_id: str) -> bool | None:
    """One row: found in the history is sent, surely absent is ready again, unread waits.

    Whether it could be settled; None when there is no such row.
    """
    now = courier.clock.steady_now()
    row = await courier.db.claim(
        outbox.claim_unclear, workspace_id, now, courier.owner, courier.timing.lease
    )
    if row is None:
        return None
    sending_at = row.sending_at or now
    if now < sending_at + courier.timing.look_after:
        later = sending_at + courier.timing.look_after
        await courier.db.claim(outbox.mark_maybe, row, courier.owner, later, "settling")
        return True
    if row.channel_id is None:  # the process died before it knew where to post
        await courier.db.claim(outbox.put_back, row, courier.owner)
        courier.meter.count(SENDS, "absent")
        return True
    return await _settle(courier, row, row.channel_id, sending_at, now)


async def _settle(
    courier: Courier, row: Waiting, channel_id: str, sending_at: datetime, now: datetime
) -> bool:
    extra = {"workspace": row.workspace_id, "outbox": row.id}
    try:
        ts = await _look_for(courier, row, channel_id, sending_at)
    except TROUBLE as error:
        if now - sending_at >= courier.timing.give_up_reading:
            await courier.db.claim(
                outbox.mark_dead, row, courier.owner, UNREADABLE, courier.clock.now()
            )
            courier.meter.count(SENDS, "unreadable")
            log.error("history_unreadable", extra=extra)
            return True
        asked = wait_asked(error) if isinstance(error, SlackApiError) else None
        later = now + (courier.timing.read_again if asked is None else timedelta(seconds=asked))
        kind = type(error).__name__
        await courier.db.claim(outbox.mark_maybe, row, courier.owner, later, kind)
        log.warning("history_unread", extra=extra | {"error": kind})
        return False
    if ts is None:
        await courier.db.claim(outbox.put_back, row, courier.owner, error="absent")
        courier.meter.count(SENDS, "absent")
        log.info("nudge_absent", extra=extra)
    else:
        sent_at = courier.clock.now()
        await courier.db.claim(outbox.mark_sent, row, courier.owner, channel_id, ts, sent_at)
        courier.meter.count(SENDS, "found")
        log.info("nudge_found", extra=extra)
        await got_through(courier, row.workspace_id)
    return True


async def _look_for(
    courier: Courier, row: Waiting, channel_id: str, sending_at: datetime
) -> str | None:
    """The message that carries the row's token, or None when the whole answer lacks it."""
    oldest = (sending_at - _LOOK_BACK).timestamp()
    cursor = ""
    for _ in range(_MOST_PAGES):
        answer = await courier.slack_for(row.workspace_id).read.conversations_history(
            channel=channel_id,
            oldest=f"{oldest:.6f}",
            inclusive=True,
            limit=_PAGE,
            cursor=cursor,
            include_all_metadata=True,
        )
        for message in answer["messages"]:
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            if payload.get("token") == row.token:
                return str(message["ts"])
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return None
    raise TimeoutError("the history has too many pages")
