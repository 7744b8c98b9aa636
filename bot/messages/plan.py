"""What does Steady say about a client's plan of improvement, and how is it reported? (S0-3)"""

import re
from datetime import date, datetime

from bot.messages import dates
from bot.messages.blocks import (
    Block,
    Message,
    aside,
    button,
    buttons,
    cut,
    heading,
    isolated,
    message,
    plain,
    quotation,
    say,
)
from bot.messages.counts import begun, counted
from bot.messages.forms import Origin, View, day_field, field, form, text_area, words_field
from bot.messages.ids import Action, Field, Form
from bot.playbook.model import Client, Commitment, Rep
from bot.playbook.outcome import PlanSaved
from bot.playbook.plan import Goal, Plan

LONGEST = 300  # characters of a goal, a measure or an action: a report is read at one go
_MOST_LINES = 8
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-!|~&.])")
_WHAT = {
    "goal": "The goal is in the plan.",
    "reached": "Reached. That is worth telling them.",
    "agreed": "Agreed.",
}


def shown(found: Plan, rep: Rep, now: datetime) -> Message:
    """The plan: what it is called, its goals, what is done, and what is next."""
    client = found.client
    title = "Draft of a plan" if found.is_draft else "Plan of improvement"
    return message(
        heading(f"{title}: {isolated(cut(client.name, 80))}"),
        _agreed(found, rep, now),
        _goals(found, rep, now),
        _actions(found, rep, now),
        _next_report(found, rep, now),
        buttons(
            f"plan:{client.id}",
            button("Add a goal", Action.ADD_GOAL, str(client.id)),
            button("Add an action", Action.ADD_ACTION, str(client.id)),
            button("They agreed", Action.PLAN_AGREED, str(client.id)),
            button("Draft the report", Action.DRAFT_REPORT, str(client.id)),
        ),
    )


def saved(outcome: PlanSaved, rep: Rep, now: datetime) -> Message:
    """What was changed, with Undo, and the plan as it stands."""
    row = buttons(
        f"planned:{outcome.change_id}", button("Undo", Action.UNDO, str(outcome.change_id))
    )
    return message(say(_WHAT[outcome.what]), row, shown(outcome.plan, rep, now).blocks)


def report(found: Plan, rep: Rep, now: datetime) -> Message:
    """A progress report, ready to send: done, open and next."""
    parts: list[Block] = [say(line) for line in _lines(found, rep, now)]
    row = [
        button("As a file", Action.REPORT_FILE, str(found.client.id)),
        *([button("I sent it", Action.REPORT_SENT, str(found.client.id))] if found.report else []),
    ]
    hint = "Read it before you send it: your own words stand in it as you wrote them."
    return message(parts, aside(hint), buttons(f"report:{found.client.id}", *row))


def markdown(found: Plan, rep: Rep, now: datetime) -> str:
    """The same report as Markdown; what people wrote is never markup."""
    today = dates.said(found.today, None, rep.zone, rep.locale, now)
    lines = [f"# Progress report: {_plain(found.client.name)}", "", _plain(today), ""]
    lines += [f"*{_plain(_standing(found, rep, now))}*", "", "## Goals", ""]
    lines += [f"- {_plain(_goal_line(g, rep, now))}" for g in found.goals] or ["None yet."]
    for title, several in _chapters(found):
        lines += ["", f"## {title}", ""]
        lines += [f"- {_plain(_action_line(c, rep, now))}" for c in several] or ["Nothing."]
    return "\n".join(lines) + "\n"


def file_name(client: Client) -> str:
    """A name every file system takes."""
    name = re.sub(r"[^a-z0-9]+", "-", client.name.casefold()).strip("-")
    return f"report-{name or client.id}.md"


def goal_view(client: Client, origin: Origin) -> View:
    """A goal for the year, and by what it is measured."""
    fields = [
        aside(f"For {isolated(client.name)}, this year."),
        _area(Field.GOAL, "What do they want to reach?", "Deliveries on time"),
        _area(Field.MEASURE, "How will you both know?", "98 of 100 within two days"),
    ]
    return form(Form.GOAL, "A goal", "Save", fields, origin)


def action_view(client: Client, origin: Origin) -> View:
    """What we do about it, and by when."""
    fields = [
        aside(f"For {isolated(client.name)}."),
        _area(Field.NOTE, "What will you do?", "Bring both warehouses to one table"),
        day_field(None),
        aside("It comes back in that morning's brief."),
    ]
    return form(Form.PLAN_ACTION, "An action", "Save", fields, origin)


def agreed_view(client: Client, today: date, origin: Origin) -> View:
    """Who agreed to the plan, when, in what words."""
    name = {
        "type": "plain_text_input",
        "action_id": Field.NAME,
        "max_length": 80,
        "placeholder": plain("Jo Smith"),
    }
    fields = [
        aside(f"Who at {isolated(client.name)} said yes to this plan?"),
        field(Field.NAME, "With whom", name),
        day_field(today),
        words_field(None, optional=False, hint="Word for word.", example="let us do it like that"),
    ]
    return form(Form.PLAN_AGREED, "They agreed", "Save", fields, origin)


def _lines(found: Plan, rep: Rep, now: datetime) -> list[str]:
    lines = [f"Progress report: {isolated(found.client.name)}.", _standing(found, rep, now)]
    goals = [f"• {_goal_line(g, rep, now)}" for g in found.goals[:_MOST_LINES]]
    lines.append("\n".join(["Goals:", *(goals or ["none yet."])]))
    for title, several in _chapters(found):
        told = [f"• {_action_line(c, rep, now)}" for c in several[:_MOST_LINES]]
        lines.append("\n".join([f"{title}:", *(told or ["nothing."])]))
    return lines


def _chapters(found: Plan) -> tuple[tuple[str, tuple[Commitment, ...]], ...]:
    return (("Done", found.done), ("Open", found.open), ("Next", found.open[:1]))


def _standing(found: Plan, rep: Rep, now: datetime) -> str:
    agreed = found.agreement
    if agreed is None:
        return "This plan is a draft: nobody has agreed to it yet."
    on = dates.said(agreed.on, None, rep.zone, rep.locale, now)
    return f"Agreed with {isolated(cut(agreed.who, 80))} on {on}."


def _agreed(found: Plan, rep: Rep, now: datetime) -> list[Block]:
    parts = [say(_standing(found, rep, now))]
    if found.agreement is not None:
        parts.append(quotation(cut(found.agreement.words, 1_000)))
    if found.since:
        were, them = ("was", "it") if len(found.since) == 1 else ("were", "them")
        many = f"{begun(counted(len(found.since), 'goal'))} {were}"
        parts.append(aside(f"{many} added since; ask for their yes to {them}, too."))
    return parts


def _goals(found: Plan, rep: Rep, now: datetime) -> list[Block]:
    if not found.goals:
        return [say("It has no goals yet. What do they want to reach this year?")]
    lines = []
    for goal in found.goals[:_MOST_LINES]:
        reached = button("Reached", Action.GOAL_REACHED, str(goal.id))
        accessory = None if goal.reached_on else reached
        lines.append(say(f"• {_goal_line(goal, rep, now)}", accessory=accessory))
    return lines


def _goal_line(goal: Goal, rep: Rep, now: datetime) -> str:
    text = (
        f"{isolated(cut(goal.text, LONGEST))}, measured by {isolated(cut(goal.measure, LONGEST))}"
    )
    if goal.reached_on is None:
        return f"{text}."
    return f"{text}: reached on {dates.said(goal.reached_on, None, rep.zone, rep.locale, now)}."


def _actions(found: Plan, rep: Rep, now: datetime) -> list[Block]:
    if not found.open:
        return [aside("No action of yours is open.")]
    lines = [f"• {_action_line(c, rep, now)}" for c in found.open[:_MOST_LINES]]
    return [say("\n".join(["Your next actions:", *lines]))]


def _action_line(c: Commitment, rep: Rep, now: datetime) -> str:
    what = isolated(cut(c.note or "An action of ours", LONGEST))
    if c.closed_at is not None:
        return f"{what}, done {dates.short(c.closed_at.date(), rep.locale, now)}"
    return f"{what}, by {dates.short(c.back_on, rep.locale, now)}"


def _next_report(found: Plan, rep: Rep, now: datetime) -> list[Block]:
    if found.report is None:
        return []
    on = dates.said(found.report.back_on, None, rep.zone, rep.locale, now)
    return [aside(f"The next progress report is due on {on}.")]


def _plain(text: str) -> str:
    """One line in which nothing is markup."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def _area(name: Field, label: str, example: str) -> Block:
    element = text_area(name, None, example) | {"max_length": LONGEST}
    return field(name, label, element)
