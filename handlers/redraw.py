"""How does the message that was pressed show what came of it?"""

from collections.abc import Collection
from dataclasses import replace

from bot.messages import answer, nudges, problems
from bot.messages.blocks import Message
from bot.messages.commitments import Opened
from bot.messages.forms import Origin
from bot.playbook.intent import Intent
from bot.playbook.nudge import Nudge, Shown
from bot.playbook.outcome import (
    CalledOff,
    Cancelled,
    ClientSaved,
    Finished,
    Kept,
    Moved,
    Ordered,
    Outcome,
    Refused,
    SaidNo,
    Snoozed,
    Touched,
    Undone,
)
from bot.playbook.problem import Problem
from handlers.act import Act, Reply, Surface
from storage import nudges as stored


async def in_place(act: Act, outcome: Outcome) -> Reply:
    """The answer to a press: in the nudge's own message, or in place of an echo.

    A refusal leaves what was pressed as it is, and stands beside it.
    """
    told = answer.told(outcome, act.rep, act.now)
    if isinstance(outcome, Refused):
        return Reply(beside=told)
    if act.surface is Surface.MESSAGE and act.channel_id and act.ts:
        drawn = await _nudge(act, act.channel_id, act.ts, outcome)
        if drawn is not None:
            return Reply(drawn)
        is_known = await act.db.read(stored.is_known, act.rep, act.channel_id, act.ts)
        return Reply(told) if is_known else Reply(beside=told)
    return Reply(told)


async def opened(act: Act, how: str) -> Reply:
    """A commitment of the message opened up, or closed again: nothing has changed."""
    return await opened_up(act, Opened(int(act.value), how))


async def opened_up(act: Act, what: Opened) -> Reply:
    """The message with one thing in it opened up, or the line on Home."""
    if act.surface is Surface.HOME:
        return Reply(opened=what)
    assert act.channel_id is not None
    assert act.ts is not None
    facts = await _facts(act, act.channel_id, act.ts, {what.commitment_id})
    if facts is None:
        return Reply(beside=problems.refused(Problem("commitment_gone"), act.rep.locale, act.now))
    return Reply(nudges.nudge(facts, act.rep, act.now, what))


async def of_origin(act: Act, origin: Origin, outcome: Outcome) -> Message | None:
    """The nudge a form was opened from, with what came of the form."""
    if origin.channel_id is None or origin.ts is None:
        return None
    return await _nudge(act, origin.channel_id, origin.ts, outcome)


async def _nudge(act: Act, channel_id: str, ts: str, outcome: Outcome) -> Message | None:
    if isinstance(outcome, Undone):
        await act.db.write(stored.renew, act.rep, channel_id, ts)
    facts = await _facts(act, channel_id, ts, _told_of(outcome))
    if facts is None:
        return None
    drawn = nudges.nudge(_with(facts, outcome), act.rep, act.now)
    if _is_told_by(facts, outcome):
        return drawn
    told = answer.told(outcome, act.rep, act.now)
    return Message(f"{drawn.text}\n{told.text}", [*drawn.blocks, *told.blocks])


async def _facts(act: Act, channel_id: str, ts: str, about: Collection[int]) -> Nudge | None:
    facts = await act.db.read(stored.at, act.rep, channel_id, ts, act.now, about)
    return replace(facts, home=act.slack.home) if facts else None


def _with(facts: Nudge, outcome: Outcome) -> Nudge:
    """The nudge with the outcome shown where the commitment it is about stood."""
    about = _about(outcome)
    told = [s.commitment.id for s in (*facts.shown, *facts.older) if s.commitment.id in about][:1]

    def shown(item: Shown) -> Shown:
        return replace(item, outcome=outcome) if item.commitment.id in told else item

    client_id = _client_about(outcome)
    quiet = tuple(
        replace(one, outcome=outcome) if one.client.id == client_id else one for one in facts.quiet
    )
    season = tuple(
        replace(one, outcome=outcome) if one.client.id == client_id else one for one in facts.season
    )
    left = tuple(
        replace(one, outcome=outcome) if one.contact.id == _who_left(outcome) else one
        for one in facts.left
    )
    lines, older = tuple(map(shown, facts.shown)), tuple(map(shown, facts.older))
    return replace(facts, shown=lines, older=older, quiet=quiet, season=season, left=left)


def _is_told_by(facts: Nudge, outcome: Outcome) -> bool:
    """Whether the nudge's own lines show it; a new follow-up set from it has no line there."""
    here = {s.commitment.id for s in (*facts.shown, *facts.older)}
    if facts.asked is not None:
        return isinstance(outcome, Undone)  # the question is open again
    if facts.parting is not None or _who_left(outcome) in {one.contact.id for one in facts.left}:
        return True
    about = {one.client.id for one in facts.quiet} | {one.client.id for one in facts.season}
    if _client_about(outcome) in about:
        return True
    match outcome:
        case Undone(kind="saved"):
            return False
        case Finished(c):
            return c.id in here
        case Undone():
            return True
        case _:
            return bool(_about(outcome) & here)


def _client_about(outcome: Outcome) -> int | None:
    """The client whose quiet line tells this outcome."""
    if _who_left(outcome) is not None:
        return None
    match outcome:
        case Touched(client) | ClientSaved(client) | SaidNo(client) | Ordered(client):
            return client.id
        case _:
            return None


def _who_left(outcome: Outcome) -> int | None:
    """The person whose line tells this outcome."""
    if isinstance(outcome, ClientSaved) and outcome.left is not None:
        return outcome.left.id
    return None


def _told_of(outcome: Outcome) -> set[int]:
    """The commitments by which the pressed message is found while its ts is not known."""
    match outcome:
        case Finished(c):
            return {c.id}
        case Undone():
            return {outcome.commitment.id} if outcome.commitment else set()
        case _:
            return _about(outcome)


def _about(outcome: Outcome) -> set[int]:
    """The commitments whose line tells this outcome; facts alone tell the others."""
    match outcome:
        case Kept(c) | Snoozed(c) | CalledOff(c) | Cancelled(c):
            return {c.id}
        case Moved(_, was):
            return {was.id}
        case SaidNo(_, closed):
            return {c.id for c in closed}
        case Finished() | Undone():
            return set()
        case _:
            asked = getattr(outcome, "intent", None)
            if not isinstance(asked, Intent) or asked.commitment_id is None:
                return set()
            return {asked.commitment_id}
