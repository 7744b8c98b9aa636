"""How are the dates of a line read for this rep, now?"""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.playbook.line import FindWhens
from bot.playbook.when import Reading, find_whens
from handlers.act import Act


def dates_for(act: Act) -> FindWhens:
    """By the rep's own calendar, clock and way of writing."""
    rep, local = act.rep, act.now.astimezone(ZoneInfo(act.rep.zone))

    def find(part: str) -> Sequence[Reading]:
        return find_whens(
            part,
            now=local,
            locale=rep.locale,
            fiscal_start=rep.fiscal_start,
            day_ends=rep.hours.closes,
        )

    return find
