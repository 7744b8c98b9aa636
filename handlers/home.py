"""What happens when somebody opens Home, looks around in it, or changed something elsewhere?

Slack names what stands on a Home by a hash. Whoever draws it says which one was there before, and
who is too late reads the facts again: two redraws never leave the older one.
"""

import asyncio
import hashlib
import json
import logging
from contextlib import suppress
from dataclasses import dataclass, field, replace

from slack_sdk.errors import SlackApiError

from bot.messages import followup, forms, guide, home, problems
from bot.messages.blocks import message
from bot.messages.forms import View
from bot.playbook.desk import Looking, Part
from bot.playbook.problem import Problem
from bot.slack import TROUBLE, refusal
from handlers import forms as shown
from handlers.act import NOTHING, Act, Reply
from storage import followups, reps, welcomes
from storage import home as stored
from storage.home import Published

log = logging.getLogger(__name__)

MOST_TRIES = 4
SETTLE_SECONDS = 0.3  # of real time: what one person does in quick succession is drawn once
AWAIT_OTHER_SECONDS = 0.1  # until a redraw elsewhere has written down what it drew
BLOCKS_REFUSED = ("invalid_blocks", "invalid_arguments", "view_type_not_supported")
_NOTHING_YET = Published("", "", Looking(), takes_charts=True)


async def home_opened(act: Act) -> Reply:
    """Drawn fresh whenever it is looked at: one's own, and the first pages."""
    if act.payload.get("tab") == "home":
        if not act.rep.is_welcomed:
            await act.db.write(welcomes.claim, act.rep, act.now)
        await publish(act, Reply(looking=Looking()))
    return NOTHING


async def page_clicked(act: Act) -> Reply:
    """`overdue|2`: another page of one part."""
    part, _, number = act.value.partition("|")
    return Reply(looking=(await _published(act)).looking.turned(Part(part), int(number)))


async def today_clicked(act: Act) -> Reply:
    """What found no room in the brief: listed beside it, and Home drawn afresh.

    The same press opens Home, where its address is known.
    """
    found = await act.db.read(followups.listed, act.rep, "today", act.now)
    with suppress(*TROUBLE):  # the list is the answer; Home is drawn when it is opened, too
        await publish(act)
    return Reply(beside=followup.listed(found, act.rep, act.now))


async def whose_clicked(act: Act) -> Reply:
    """A manager looks at a rep's desk; the value is a Slack user."""
    if not act.rep.is_manager:
        return _refused(act, Problem("managers_only"))
    found = await act.db.read(reps.find, act.workspace_id, act.value)
    if found is None:
        return _refused(act, Problem("unknown_rep"))
    return Reply(looking=Looking(rep_id=found.id))


async def team_clicked(act: Act) -> Reply:
    """A manager looks at the team's figures."""
    if not act.rep.is_manager:
        return _refused(act, Problem("managers_only"))
    return Reply(looking=Looking(is_team=True))


async def mine_clicked(act: Act) -> Reply:
    """Back to one's own desk."""
    return Reply(looking=Looking())


async def help_clicked(act: Act) -> Reply:
    """Everything one can type, in a form to be closed."""
    guides = (guide.followup(), guide.client(), guide.pipeline(), guide.steady())
    said = message(*(list(one.blocks) for one in guides))
    return await shown.open_view(act, forms.echo(said, "Help"))


async def publish(act: Act, reply: Reply = NOTHING, *, is_refresh: bool = False) -> None:
    """Draw the Home from the facts as they are now, with what was just done in its place.

    A refresh that would change nothing is left out.
    """
    is_blind, seen = False, None
    for tried in range(MOST_TRIES):
        known = await _published(act)
        looking = reply.looking or known.looking
        view = await _with_reply(act, looking, reply)
        if is_refresh and _name_of(view) == known.drawn:
            return
        # A hash that nobody wrote down, as of a process that died: then without one.
        is_blind = tried > 0 and (known.hash == seen or tried == MOST_TRIES - 1)
        seen = known.hash
        if await _published_as(act, view, replace(known, looking=looking), is_blind=is_blind):
            return
        await asyncio.sleep(AWAIT_OTHER_SECONDS)
    log.warning("home_not_drawn", extra={"user": act.rep.slack_user_id})


@dataclass(slots=True)
class Refresher:
    """Homes that want drawing again, each rep's at most once in a while."""

    _waiting: set[int] = field(default_factory=set)

    async def refresh(self, act: Act) -> None:
        """A while after the first change, with all that came meanwhile."""
        if not act.rep.has_home or act.rep.id in self._waiting:
            return
        self._waiting.add(act.rep.id)
        try:
            await asyncio.sleep(SETTLE_SECONDS)
        finally:
            self._waiting.discard(act.rep.id)
        await publish(act, is_refresh=True)


async def _published(act: Act) -> Published:
    return await act.db.read(stored.published, act.rep) or _NOTHING_YET


async def _with_reply(act: Act, looking: Looking, reply: Reply) -> View:
    """The Home, with what a press came to where its line stood."""
    view = await _drawn(act, looking, reply)
    said = reply.beside or reply.message
    return view if said is None else home.told(view, said, act.block_id, act.around)


async def _drawn(act: Act, looking: Looking, reply: Reply) -> View:
    if looking.is_team and act.rep.is_manager:
        team = await act.db.read(stored.team, act.workspace_id, looking, act.now)
        return home.team(team, act.rep, act.now)
    # Hours may have just been changed: read again.
    reader = await act.db.read(reps.get, act.workspace_id, act.rep.id)
    desk = await act.db.read(stored.desk, reader, looking, act.now)
    return home.home(desk, reader, act.now, reply.opened)


async def _published_as(act: Act, view: View, known: Published, *, is_blind: bool) -> bool:
    """Whether Slack took it; not when somebody else drew this Home meanwhile."""
    takes_charts = known.takes_charts
    try:
        taken = await _sent(act, view, "" if is_blind else known.hash, takes_charts=takes_charts)
    except SlackApiError as error:
        if refusal(error) == "hash_conflict":
            return False
        if not (takes_charts and refusal(error) in BLOCKS_REFUSED):
            raise
        log.info("home_without_charts", extra={"error": refusal(error)})
        takes_charts = False
        return await _published_as(act, view, replace(known, takes_charts=False), is_blind=is_blind)
    now_is = Published(taken, _name_of(view), known.looking, takes_charts)
    await act.db.write(stored.keep, act.rep, now_is)
    return True


async def _sent(act: Act, view: View, hash_: str, *, takes_charts: bool) -> str:
    answer = await act.slack.write.views_publish(
        user_id=act.rep.slack_user_id,
        view=view if takes_charts else home.without_charts(view),
        hash=hash_ or None,
    )
    return str(answer["view"]["hash"])


def _name_of(view: View) -> str:
    return hashlib.sha256(json.dumps(view["blocks"], sort_keys=True).encode()).hexdigest()


def _refused(act: Act, problem: Problem) -> Reply:
    return Reply(beside=problems.refused(problem, act.rep.locale, act.now))
