"""Which forms does Steady open about deals and targets, and what do they hold when they open?"""

from collections.abc import Sequence
from datetime import date

from bot.messages import forms, money, pipeline
from bot.messages.blocks import Block, aside, cut, isolated, option, plain, say
from bot.messages.forms import Origin, View
from bot.messages.ids import Field, Form
from bot.messages.win_rate import win_rate_said
from bot.playbook import names
from bot.playbook.deal import Deal, Stage
from bot.playbook.model import Money
from bot.playbook.pipeline_intent import PipelineIntent
from bot.playbook.winning import Choosing

MOST_STAGES = 100  # of a list
LONGEST_AMOUNT = 40  # characters


def add(intent: PipelineIntent, stages: Sequence[Stage], origin: Origin) -> View:
    """A sale that has begun; what is known is filled in."""
    fields = [
        forms.client_field(intent.client_name, intent.client_id),
        _name_field(intent.deal_name),
        _amount_field(Field.AMOUNT, "What is it worth?", intent.amount),
        _stage_field(stages, intent.stage_id),
        _day_field(Field.CLOSE_ON, "When do you expect to close it?", intent.close_on),
        _decide_field(intent.decide_by),
    ]
    return forms.form(Form.DEAL, "New deal", "Save", fields, origin)


def change(deal: Deal, wanted: PipelineIntent, stages: Sequence[Stage], origin: Origin) -> View:
    """One deal to put right, with what a line had said of it."""
    fields = [
        aside(f"Client: {isolated(cut(deal.client_name, 80))}"),
        _name_field(wanted.new_name or deal.name),
        _amount_field(Field.AMOUNT, "What is it worth?", wanted.amount or deal.amount),
        _stage_field(stages, wanted.stage_id or deal.stage_id),
        _day_field(
            Field.CLOSE_ON, "When do you expect to close it?", wanted.close_on or deal.close_on
        ),
        _decide_field(wanted.decide_by or deal.decide_by),
    ]
    return forms.form(Form.DEAL_CHANGE, "Change deal", "Save", fields, origin)


def decide_by(deal: Deal, origin: Origin) -> View:
    """The day they said they will have decided (S2-2)."""
    client = isolated(cut(deal.client_name, 80))
    fields = [
        say(f"When will {client} have decided? It is their day: ask them for it."),
        _day_field(Field.DECIDE_BY, "Decided by", deal.decide_by, optional=False),
    ]
    return forms.form(Form.DECIDE_BY, "Their decision", "Save", fields, origin)


def target(
    choosing: Choosing, whose: str, chosen: Money | None, origin: Origin, name: str | None = None
) -> View:
    """The open pipeline that is healthy: a number, or help in choosing it (S0-5)."""
    rate = choosing.win_rate
    fields = [
        say(_who_aims(whose, name)),
        aside(_stands(choosing)),
        _amount_field(
            Field.TARGET, "The open pipeline you choose", chosen, optional=True, example="400k"
        ),
        _amount_field(
            Field.TO_WIN,
            "Or what is still to win this period",
            None,
            optional=True,
            example="100k",
            hint=(
                f"I divide it by the share that is won: "
                f"{win_rate_said(float(rate.share), rate.source)}."
            ),
        ),
    ]
    return forms.form(Form.TARGET, "Target", "Save", fields, origin)


def rate(reporting: str, currency: str, origin: Origin) -> View:
    """What one unit of another currency is worth in the one everything is counted in."""
    fields = [
        say(f"Everything is counted in {reporting}. What is another currency worth in it?"),
        _line_field(Field.CURRENCY, "Currency", "USD", 3, currency),
        _line_field(Field.RATE, f"One of it is worth, in {reporting}", "0.92", 20),
    ]
    return forms.form(Form.RATE, "Set a rate", "Save", fields, origin)


def _who_aims(whose: str, name: str | None) -> str:
    if whose == "team":
        return "How much open pipeline is healthy for the team?"
    if name is not None:
        return f"How much open pipeline is healthy for {isolated(cut(name, 60))}?"
    return "How much open pipeline is healthy for you? It is a number you choose."


def _stands(choosing: Choosing) -> str:
    """What the choice may lean on: what is open, what was won, and the usual size."""
    parts = [f"Open now: {money.of(choosing.open_minor, choosing.currency)}."]
    if choosing.won:
        won = money.of(choosing.won_minor, choosing.currency)
        parts.append(
            f"Won in the last twelve months: {won}, in {pipeline.deals_said(choosing.won)}."
        )
    if choosing.usual is not None:
        usual = money.of(choosing.usual.minor, choosing.currency)
        parts.append(f"A usual deal: {usual}.")
    return " ".join(parts)


def _name_field(name: str) -> Block:
    return _line_field(
        Field.NAME, "What it is about", "New line", names.LONGEST_NAME, name, optional=True
    )


def _amount_field(
    field: Field,
    label: str,
    amount: Money | None,
    *,
    optional: bool = False,
    example: str = "40k",
    hint: str = "",
) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": field,
        "max_length": LONGEST_AMOUNT,
        "placeholder": plain(example),
    }
    if amount is not None:
        element["initial_value"] = money.said(amount)
    return forms.field(field, label, element, optional=optional, hint=hint)


def _stage_field(stages: Sequence[Stage], chosen: int | None) -> Block:
    options = {s.id: option(s.name, str(s.id)) for s in stages[:MOST_STAGES]}
    element: Block = {
        "type": "static_select",
        "action_id": Field.STAGE,
        "placeholder": plain("Choose a stage"),
        "options": list(options.values()),
    }
    first = chosen if chosen in options else next(iter(options), None)
    if first is not None:
        element["initial_option"] = options[first]
    hint = "The last thing they agreed to."
    return forms.field(Field.STAGE, "What have they agreed to?", element, hint=hint)


def _decide_field(day: date | None) -> Block:
    return _day_field(
        Field.DECIDE_BY,
        "When will they have decided?",
        day,
        hint="The day they named. Once it has passed, I bring up the hard question.",
    )


def _day_field(
    field: Field, label: str, day: date | None, *, optional: bool = True, hint: str = ""
) -> Block:
    element: Block = {"type": "datepicker", "action_id": field}
    element |= {"initial_date": day.isoformat()} if day else {}
    return forms.field(field, label, element, optional=optional, hint=hint)


def _line_field(
    field: Field, label: str, example: str, most: int, value: str = "", *, optional: bool = False
) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": field,
        "max_length": most,
        "placeholder": plain(example),
    }
    element |= {"initial_value": cut(value, most)} if value else {}
    return forms.field(field, label, element, optional=optional)
