"""What happens when a rep presses a button of a nudge, or answers a question of Steady's?"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

from bot.playbook import due
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import SetBy
from bot.playbook.outcome import Outcome
from bot.playbook.winback import LossReason, second_try_for
from handlers import forms, redraw
from handlers.act import Act, Reply
from storage import clients, followups, pipeline


async def done_clicked(act: Act) -> Reply:
    """They spoke, or the promise was kept."""
    return await _carry_out(act, Intent(Verb.DONE, commitment_id=int(act.value)))


async def no_clicked(act: Act) -> Reply:
    """Believe the no (S2-6)."""
    return await _carry_out(act, Intent(Verb.NO, commitment_id=int(act.value)))


async def snooze_clicked(act: Act) -> Reply:
    """Offer the usual later moments in place of the buttons."""
    return await redraw.opened(act, "snooze")


async def open_clicked(act: Act) -> Reply:
    """A line of the brief becomes the whole nudge."""
    return await redraw.opened(act, "whole")


async def close_line_clicked(act: Act) -> Reply:
    """What was opened is a line again."""
    return await redraw.opened(act, "line")


async def older_clicked(act: Act) -> Reply:
    """What three briefs have named already, a line each."""
    return await redraw.opened(act, "older")


async def back_clicked(act: Act) -> Reply:
    """The snooze choices make room for the buttons again."""
    return await redraw.opened(act, "whole")


async def snooze_to_clicked(act: Act) -> Reply:
    """`commitment|2026-03-12T15:00`: one of the later moments offered."""
    commitment_id, _, stamp = act.value.partition("|")
    day, at = _moment(stamp)
    intent = Intent(Verb.SNOOZE, commitment_id=int(commitment_id), due_on=day, due_time=at)
    return await _carry_out(act, intent)


async def undo_clicked(act: Act) -> Reply:
    """Take back the change whose message carries the button."""
    outcome = await act.db.write(followups.undo, act.request(), int(act.value))
    reply = await redraw.in_place(act, outcome)
    return replace(reply, taken_back=redraw.taken_back(outcome))


async def they_did_clicked(act: Act) -> Reply:
    """The client named that day (S2-1)."""
    return await _told(act, SetBy.CLIENT)


async def i_did_clicked(act: Act) -> Reply:
    """The rep chose the day (S2-1)."""
    return await _told(act, SetBy.REP)


async def add_anyway_clicked(act: Act) -> Reply:
    """The same line again, and meant."""
    return await _answer(act, lambda intent, _: intent)


async def pick_client_clicked(act: Act) -> Reply:
    """`draft|client`"""
    return await _answer(act, lambda intent, chosen: replace(intent, client_id=int(chosen)))


async def new_client_clicked(act: Act) -> Reply:
    """None of the close names: a client of its own."""
    return await _answer(act, lambda intent, _: replace(intent, is_new_client=True))


async def pick_date_clicked(act: Act) -> Reply:
    """`draft|2026-03-12T15:00`"""

    def chosen(intent: Intent, stamp: str) -> Intent:
        day, at = _moment(stamp)
        return replace(intent, due_on=day, due_time=at, asks=())

    return await _answer(act, chosen)


async def pick_commitment_clicked(act: Act) -> Reply:
    """`draft|commitment`"""
    return await _answer(act, lambda intent, chosen: replace(intent, commitment_id=int(chosen)))


async def no_to_clicked(act: Act) -> Reply:
    """`draft|this` or `draft|everything`"""
    return await _answer(act, lambda intent, chosen: replace(intent, scope=chosen))


async def reason_given(act: Act) -> Reply:
    """`client|change|reason`: why they said no (S4-2)."""
    client_id, change_id, reason = act.value.split("|")
    outcome = await act.db.write(
        followups.give_reason, act.request(), int(client_id), int(change_id), LossReason(reason)
    )
    return await redraw.in_place(act, outcome)


async def win_back_clicked(act: Act) -> Reply:
    """`client|2026-09-12`: the later try that was proposed (S4-2)."""
    client_id, _, day = act.value.partition("|")
    intent = Intent(
        Verb.WIN_BACK,
        client_id=int(client_id),
        due_on=date.fromisoformat(day),
        is_computed=True,
        set_by=SetBy.REP,
    )
    request = act.request(guard=f"win_back:{act.value}")
    outcome = await act.db.write(followups.carry_out, request, intent)
    return await redraw.in_place(act, outcome)


async def win_back_other_clicked(act: Act) -> Reply:
    """A later try on a day of the rep's own; the form opens on the day that fits the reason."""
    client = await act.db.read(clients.get, act.rep.workspace_id, int(act.value))
    day = second_try_for(client)
    is_to_come = day is not None and day > due.today_in(act.rep.zone, act.now)
    intent = Intent(
        Verb.WIN_BACK,
        client_name=client.name,
        client_id=client.id,
        due_on=day if is_to_come else None,
        set_by=SetBy.REP,
    )
    return await forms.open_follow_up(act, intent)


async def _carry_out(act: Act, intent: Intent) -> Reply:
    outcome = await act.db.write(followups.carry_out, act.request(), intent)
    act.wake()
    return await redraw.in_place(act, outcome)


async def _answer(act: Act, complete: Callable[[Intent, str], Intent]) -> Reply:
    """`draft|choice`: complete what was asked for with the choice that was pressed."""
    draft_id, _, chosen = act.value.partition("|")

    def completed(intent: Intent) -> Intent:
        return complete(intent, chosen)

    outcome = await act.db.write(pipeline.answer, act.request(), int(draft_id), completed)
    act.wake()
    return await redraw.in_place(act, outcome)


async def _told(act: Act, set_by: SetBy) -> Reply:
    outcome: Outcome = await act.db.write(
        followups.tell, act.request(), int(act.value), set_by, None
    )
    return await redraw.in_place(act, outcome)


def _moment(stamp: str) -> tuple[date, time | None]:
    day, _, at = stamp.partition("T")
    return date.fromisoformat(day), time.fromisoformat(at) if at else None
