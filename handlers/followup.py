"""What happens when a rep types a line about a follow-up?"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from bot.messages import answer, followup, guide, problems
from bot.messages.blocks import message
from bot.playbook.intent import Intent, Verb
from bot.playbook.line import Line, cleaned
from bot.playbook.nudge import NudgeKind
from bot.playbook.outcome import Outcome, Receipt, Refused
from bot.playbook.problem import Problem
from handlers import digest, expecting, forms, ledger, meeting, protection, redraw, settings, tone
from handlers.act import NOTHING, Act, Reply
from handlers.client import client_command
from handlers.dates_for import dates_for
from handlers.pipeline import pipeline_command
from handlers.slack_text import mentioned, unwrapped
from storage import followups, outbox, receipts, reps

_SETTINGS: dict[str, Callable[[Act, str], Awaitable[Reply]]] = {
    "settings": lambda act, rest: settings.settings_clicked(act),
    "pause": settings.pause_typed,
    "seen": lambda act, rest: digest.mine_clicked(act),
    "resume": lambda act, rest: settings.resume_clicked(act),
    "why": lambda act, rest: ledger.why_typed(act),
    "test": lambda act, rest: ledger.test_typed(act),
    "holidays": settings.holidays_typed,
    "protect": protection.protect_typed,
    "mute": partial(settings.mute_typed, is_muted=True),
    "unmute": partial(settings.mute_typed, is_muted=False),
    "tone": tone.tone_typed,
    "help-with": expecting.help_typed,
}


async def followup_command(act: Act) -> Reply:
    """`/followup …`, and `/steady followup …`; bare, it opens the form."""
    text = unwrapped(act.text)
    if not cleaned(text):
        return await forms.open_follow_up(act, Intent(Verb.RECORD))
    if cleaned(text).casefold() == Verb.MEETING:
        return await meeting.open_meeting(act, Intent(Verb.MEETING))
    line = await _taken(act, text)
    if isinstance(line, Line):
        return await _looked_up(act, line)
    told = answer.told(line, act.rep, act.now)
    if isinstance(line, Refused) and line.problem.code in problems.GIVE_BACK:
        told = message(told.blocks, followup.typed_back(text))
    return Reply(told, taken_back=redraw.taken_back(line))


async def steady_command(act: Act) -> Reply:
    """`/steady followup …` when another app owns the command; anything else gets the guide."""
    first, _, rest = act.text.strip().partition(" ")
    if first.casefold() in ("followup", "follow-up"):
        return await followup_command(replace(act, text=rest))
    if first.casefold() == "client":
        return await client_command(replace(act, text=rest))
    if speak := _SETTINGS.get(first.casefold()):
        return await speak(act, rest)
    if first.casefold() == "pipeline":
        return await pipeline_command(replace(act, text=rest))
    typed = cleaned(unwrapped(act.text))
    if typed.casefold() in ("", "help"):
        return Reply(guide.steady())
    return Reply(message(guide.steady().blocks, followup.typed_back(typed)))


async def said_in_dm(act: Act) -> Reply:
    """Plain text in Steady's direct messages works like `/followup`.

    The answer goes through the outbox: an event may come twice, its answer may not.
    """
    text = unwrapped(act.text).strip()
    text = text.removeprefix("/followup").strip() or "help"
    found = await _taken(act, text)
    if isinstance(found, Line):
        return await _looked_up_once(act, found)
    item = outbox.Item(f"answer:{act.key}")
    await act.db.write(
        outbox.queue,
        act.rep.workspace_id,
        act.rep.id,
        NudgeKind.ANSWER,
        [item],
        act.now,
        act.now,
        act.steady_now,
        {"receipt": act.key},
    )
    act.wake()
    return Reply(taken_back=redraw.taken_back(found))


async def _taken(act: Act, text: str) -> Outcome | Line:
    guard = receipts.guard_of(text)
    find = dates_for(act)
    return await act.db.write(followups.take_line, act.request(guard), text, find)


async def _looked_up_once(act: Act, line: Line) -> Reply:
    """Slack may bring an event again; what is only looked up needs no outbox, but a receipt."""
    reply = await _looked_up(act, line)
    told = Receipt("looked_up")
    is_first = await act.db.write(
        receipts.keep, act.rep.workspace_id, act.key, act.rep.id, told, act.now
    )
    return reply if is_first else NOTHING


async def _looked_up(act: Act, line: Line) -> Reply:
    """`help` and `list`: nothing changes."""
    if line.intent.verb is not Verb.LIST:
        return Reply(guide.followup())
    whose = mentioned(act.text)
    if whose is not None:
        asked = " ".join(word for word in line.rest.split() if not word.startswith("@"))
        return await _colleagues_list(act, whose, asked)
    found = await act.db.read(followups.listed, act.rep, line.rest, act.now)
    return Reply(followup.listed(found, act.rep, act.now))


async def _colleagues_list(act: Act, user_id: str, asked: str) -> Reply:
    """A manager looks at a rep's list; anybody else only at their own."""
    if user_id != act.rep.slack_user_id and not act.rep.is_manager:
        return _refused(act, Problem("managers_only"))
    colleague = await act.db.read(reps.find, act.rep.workspace_id, user_id)
    if colleague is None:
        return _refused(act, Problem("unknown_rep"))
    found = await act.db.read(followups.listed, colleague, asked, act.now)
    return Reply(followup.listed(found, act.rep, act.now, owner=colleague))


def _refused(act: Act, problem: Problem) -> Reply:
    """A no with nothing to keep."""
    return Reply(problems.refused(problem, act.rep.locale, act.now))
