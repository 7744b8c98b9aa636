"""How is what a team said of its business posted in the digest's channel? (S1-5)

The channel is looked at anew before. One that cannot have it leaves it to the managers, who read it
alone; the digest itself finds out on its own day.
"""

import logging
from collections.abc import Mapping
from datetime import date, timedelta

from slack_sdk.errors import SlackApiError

from bot.messages import pulse as words
from bot.meter import SENDS
from bot.playbook.channel import REFUSALS, unfit
from bot.slack import TROUBLE, refusal
from scheduler.delivery import Courier, Say, post
from storage import outbox, pulses
from storage.outbox import Waiting

log = logging.getLogger(__name__)

_AGAIN_AFTER = timedelta(seconds=60)  # when Slack does not tell of the channel


async def say(courier: Courier, row: Waiting) -> None:
    """The row is ours: the channel still ours alone, then posted."""
    opened_on = date.fromisoformat(row.facts["opened_on"])
    found = await courier.db.read(pulses.result, row.workspace_id, opened_on)
    assert found is not None
    try:
        read = courier.slack_for(row.workspace_id).read
        answer = await read.conversations_info(channel=row.facts["channel"])
    except SlackApiError as error:
        if not await _refused(courier, row, error):
            await _later(courier, row, refusal(error))
        return
    except TROUBLE as error:
        await _later(courier, row, type(error).__name__)
        return
    if why := unfit(answer["channel"]):
        await _give_up(courier, row, why)
        return
    # Known before the request leaves: the channel's history may have to be read.
    await courier.db.claim(outbox.note_channel, row, row.facts["channel"])
    await post(courier, row, words.result(found), row.facts["channel"], _refused)


async def _refused(courier: Courier, row: Waiting, error: SlackApiError) -> bool:
    """Whether the channel takes nothing any more."""
    why = REFUSALS.get(refusal(error))
    if why is not None:
        await _give_up(courier, row, why)
    return why is not None


async def _give_up(courier: Courier, row: Waiting, why: str) -> None:
    now, steady_now = courier.clock.now(), courier.clock.steady_now()
    await courier.db.write(pulses.give_up, row, courier.owner, why, now, steady_now)
    courier.meter.count(SENDS, "refused")
    courier.wake_in(0)
    log.error("pulse_refused", extra=_ids(row) | {"error": why})


async def _later(courier: Courier, row: Waiting, why: str) -> None:
    """Nothing was posted: again after a while."""
    later = courier.clock.steady_now() + _AGAIN_AFTER
    await courier.db.claim(outbox.put_back, row, courier.owner, retry_at=later, error=why)
    courier.meter.count(SENDS, "put_back")
    log.warning("pulse_put_back", extra=_ids(row) | {"error": why})


def _ids(row: Waiting) -> dict[str, object]:
    return {"workspace": row.workspace_id, "outbox": row.id}


ELSEWHERE: Mapping[str, Say] = {pulses.KIND: say}
