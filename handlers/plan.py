"""What happens when a rep works on a client's plan of improvement? (S0-3)"""

from collections.abc import Callable

from bot.messages import answer
from bot.messages import plan as words
from bot.messages.forms import Origin, View, origin_of
from bot.messages.ids import Field
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Client, SetBy
from bot.playbook.outcome import Outcome, Refused
from bot.playbook.problem import Problem
from handlers import forms, redraw
from handlers.act import Act, File, Reply
from handlers.forms import Filled
from storage import clients, followups, planning, plans

_FIELD_OF = {"no_date": Field.DAY, "too_late": Field.DAY, "agreed_to_come": Field.DAY}


async def shown(act: Act, client_id: int) -> Reply:
    """`/client plan Acme`."""
    found = await act.db.read(plans.of, act.rep, client_id, act.now)
    return Reply(words.shown(found, act.rep, act.now))


async def reported(act: Act, client_id: int) -> Reply:
    """`/client report Acme`: a draft, ready to send."""
    found = await act.db.read(plans.of, act.rep, client_id, act.now)
    return Reply(words.report(found, act.rep, act.now))


async def draft_report_clicked(act: Act) -> Reply:
    """`client`: the draft stands beside what was pressed."""
    return Reply(beside=(await reported(act, int(act.value))).message)


async def report_file_clicked(act: Act) -> Reply:
    """`client`: the report as Markdown, in the rep's direct messages."""
    found = await act.db.read(plans.of, act.rep, int(act.value), act.now)
    text = words.markdown(found, act.rep, act.now)
    return Reply(file=File(words.file_name(found.client), text.encode()))


async def report_sent_clicked(act: Act) -> Reply:
    """`client`: it went out, and the next is due in a quarter."""
    outcome = await act.db.write(planning.report_sent, act.request(), int(act.value))
    return await redraw.in_place(act, outcome)


async def goal_clicked(act: Act) -> Reply:
    """`client`: the form for a goal."""
    return await _open(act, words.goal_view)


async def action_clicked(act: Act) -> Reply:
    """`client`: the form for an action."""
    return await _open(act, words.action_view)


async def agreed_clicked(act: Act) -> Reply:
    """`client`: the form for who agreed; a plan without goals is none to agree to."""
    found = await act.db.read(plans.of, act.rep, int(act.value), act.now)
    if not found.goals:
        problem = Problem("plan_no_goals", {"client": found.client.name})
        return Reply(beside=forms.refusal(act, problem))
    today = act.request().today
    return await _open(act, lambda client, origin: words.agreed_view(client, today, origin))


async def reached_clicked(act: Act) -> Reply:
    """`goal`: it was reached."""
    outcome = await act.db.write(planning.reach, act.request(), int(act.value))
    return await redraw.in_place(act, outcome)


async def goal_submitted(act: Act) -> Reply:
    filled, origin = Filled(act.payload), _origin(act)
    text, measure = filled.text(Field.GOAL) or "", filled.text(Field.MEASURE) or ""
    assert origin.client_id is not None
    about = (origin.client_id, text, measure)
    outcome = await act.db.write(planning.add_goal, act.request(), *about)
    return await _told(act, outcome)


async def action_submitted(act: Act) -> Reply:
    filled, origin = Filled(act.payload), _origin(act)
    intent = Intent(
        Verb.PLAN,
        client_id=origin.client_id,
        due_on=filled.day(),
        note=filled.text(Field.NOTE),
        set_by=SetBy.REP,
    )
    outcome = await act.db.write(followups.carry_out, act.request(), intent)
    return await _told(act, outcome)


async def agreed_submitted(act: Act) -> Reply:
    filled, origin = Filled(act.payload), _origin(act)
    on = filled.day() or act.request().today
    who, said = filled.text(Field.NAME) or "", filled.text(Field.WORDS) or ""
    assert origin.client_id is not None
    about = (origin.client_id, on, who, said)
    return await _told(act, await act.db.write(planning.agree, act.request(), *about))


async def _told(act: Act, outcome: Outcome) -> Reply:
    """In the form's own place: the plan it was opened from may be long out of sight."""
    if isinstance(outcome, Refused):
        name = _FIELD_OF.get(outcome.problem.code)
        if name is not None:
            return forms.field_error(act, name, outcome.problem)
    return Reply(answer.told(outcome, act.rep, act.now))


async def _open(act: Act, build: Callable[[Client, Origin], View]) -> Reply:
    client = await act.db.read(clients.known, act.rep.workspace_id, int(act.value))
    if client is None:
        return Reply(beside=forms.refusal(act, Problem("client_gone")))
    return await forms.open_view(act, build(client, forms.origin_of(act, client_id=client.id)))


def _origin(act: Act) -> Origin:
    return origin_of(str(act.payload["private_metadata"]))
