"""How is the weekly digest posted in its channel, and what if the channel takes it no longer?

It waits in the outbox like every message, under the same lease, and an unclear answer is settled
by the same look into the history. Before it is posted the channel is looked at anew: it may have
been archived, renamed or shared with outsiders, or Steady may have been removed.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.messages import digest as words
from bot.messages.blocks import undrawn
from bot.meter import SENDS
from bot.onlookers import LOOK_SECONDS, MOST_ASKED, members_of, name_of, profiles_of
from bot.playbook.channel import REFUSALS, is_guest, unfit
from bot.playbook.digest import DAYS
from bot.playbook.posting import Posting
from bot.slack import TROUBLE, refusal
from scheduler.delivery import Courier, Say, post
from storage import digest, outbox, postings, reps
from storage.outbox import Waiting

log = logging.getLogger(__name__)

_CHART_REFUSED = "invalid_blocks"
_AGAIN_AFTER = timedelta(seconds=60)  # when Slack does not tell of the channel


async def say(courier: Courier, row: Waiting) -> None:
    """The row is ours: still wanted, the channel still ours alone, then counted and posted."""
    found = await courier.db.read(postings.get, row.workspace_id)
    if not postings.is_wanted(found, row, courier.clock.now()):
        await courier.db.claim(
            outbox.mark_cancelled, row, courier.owner, "no_longer_true", courier.clock.now()
        )
        courier.meter.count(SENDS, "cancelled")
        log.info("digest_cancelled", extra=_ids(row))
        return
    channel = await _channel(courier, row)
    if channel is None:
        return
    if why := unfit(channel):
        await _give_up(courier, row, why)
        return
    if channel.get("name") and channel["name"] != found.channel_name:
        await courier.db.write(postings.rename_channel, row.workspace_id, channel["name"])
    await _look_for_guests(courier, row)
    await _post(courier, row, found)


async def _look_for_guests(courier: Courier, row: Waiting) -> None:
    """Who joined since as a guest is named to whoever set it up; what Slack leaves out, it does."""
    read = courier.slack_for(row.workspace_id).read
    here = await members_of(read, row.facts["channel"], LOOK_SECONDS)
    known = await courier.db.read(reps.known, row.workspace_id, here)
    known |= await courier.db.read(postings.guests_told, row.workspace_id)
    asked = _in_turn([one for one in here if one not in known], row.facts["posted_on"])
    found = await profiles_of(read, asked, LOOK_SECONDS)
    guests = {str(one["id"]): name_of(one) for one in found if is_guest(one)}
    if guests:
        now, steady_now = courier.clock.now(), courier.clock.steady_now()
        await courier.db.write(postings.tell_of_guests, row, guests, now, steady_now)


def _in_turn(unknown: Sequence[str], posted_on: str) -> list[str]:
    """Only so many are asked for at once: each week others come first, so that all have a turn."""
    week = date.fromisoformat(posted_on).toordinal() // DAYS
    first = week * MOST_ASKED % max(1, len(unknown))
    return [*unknown[first:], *unknown[:first]]


async def _channel(courier: Courier, row: Waiting) -> Mapping[str, Any] | None:
    """The channel as Slack tells it now; None when that has to wait or is over."""
    read = courier.slack_for(row.workspace_id).read
    try:
        answer = await read.conversations_info(channel=row.facts["channel"])
    except SlackApiError as error:
        if why := REFUSALS.get(refusal(error)):
            await _give_up(courier, row, why)
            return None
        await _later(courier, row, refusal(error))
        return None
    except TROUBLE as error:
        await _later(courier, row, type(error).__name__)
        return None
    channel: Mapping[str, Any] = answer["channel"]
    return channel


async def _post(courier: Courier, row: Waiting, found: Posting) -> None:
    posted_on = date.fromisoformat(row.facts["posted_on"])
    figures = await courier.db.read(digest.figures, row.workspace_id, posted_on)
    by = await courier.db.read(reps.get, row.workspace_id, row.rep_id)
    said = words.post(figures, found, by.name, by.locale)
    if row.facts.get("is_plain"):
        said = undrawn(said)
    # Known before the request leaves: the channel's history may have to be read.
    await courier.db.claim(outbox.note_channel, row, row.facts["channel"])
    await post(courier, row, said, row.facts["channel"], _refused)


async def _refused(courier: Courier, row: Waiting, error: SlackApiError) -> bool:
    """A chart Slack will not draw is left out, once; a channel that takes nothing ends it."""
    code = refusal(error)
    if code == _CHART_REFUSED and not row.facts.get("is_plain"):
        await courier.db.write(outbox.note_facts, row, {"is_plain": True})
        await courier.db.claim(outbox.put_back, row, courier.owner, error=code)
        courier.meter.count(SENDS, "put_back")
        log.warning("digest_without_charts", extra=_ids(row))
        return True
    if why := REFUSALS.get(code):
        await _give_up(courier, row, why)
        return True
    return False


async def _give_up(courier: Courier, row: Waiting, why: str) -> None:
    now, steady_now = courier.clock.now(), courier.clock.steady_now()
    await courier.db.write(postings.give_up, row, courier.owner, why, now, steady_now)
    courier.meter.count(SENDS, "refused")
    log.error("digest_refused", extra=_ids(row) | {"error": why})


async def _later(courier: Courier, row: Waiting, why: str) -> None:
    """Nothing was posted: again after a while, for as long as its day lasts."""
    later = courier.clock.steady_now() + _AGAIN_AFTER
    await courier.db.claim(outbox.put_back, row, courier.owner, retry_at=later, error=why)
    courier.meter.count(SENDS, "put_back")
    log.warning("digest_put_back", extra=_ids(row) | {"error": why})


def _ids(row: Waiting) -> dict[str, object]:
    return {"workspace": row.workspace_id, "outbox": row.id}


ELSEWHERE: Mapping[str, Say] = {postings.KIND: say}
