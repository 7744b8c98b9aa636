"""What happens when a form about a deal or a target is opened or filled in?"""

from collections.abc import Callable
from dataclasses import replace

from bot.messages import forms, pipeline_forms
from bot.messages import target as target_words
from bot.messages.forms import Origin, View
from bot.messages.ids import NEW_CLIENT_OPTION, Action, Field
from bot.playbook import winning
from bot.playbook.deal import Deal
from bot.playbook.deal_facts import read_amount
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Money
from bot.playbook.money import is_currency
from bot.playbook.outcome import Refused
from bot.playbook.pipeline_intent import PipelineIntent, Step
from bot.playbook.problem import Problem
from bot.playbook.rate import read_rate
from handlers import forms as shown
from handlers.act import Act, Reply
from handlers.forms import Filled
from storage import clients, deals, figures, rates, reps, stages
from storage import pipeline as stored

TEAM = "team"

# The field a problem stands under, when it has one.
_FIELD_OF = {
    "which_deal_client": Field.CLIENT,
    "no_client": Field.CLIENT,
    "not_a_name": Field.CLIENT,
    "unknown_client": Field.CLIENT,
    "do_not_contact": Field.CLIENT,
    "too_long": Field.NAME,
    "unknown_stage": Field.STAGE,
    "no_stage": Field.STAGE,
    "no_amount": Field.AMOUNT,
    "amount_not_above_zero": Field.AMOUNT,
    "close_past": Field.CLOSE_ON,
    "too_far": Field.CLOSE_ON,
}

Build = Callable[[Deal, Origin], View]


async def open_for_draft(act: Act, intent: PipelineIntent) -> Reply:
    """The form for a line that could not be read to its end."""
    if intent.step is Step.TARGET:
        return await open_target(act, intent)
    if intent.step is Step.ADD:
        return await open_add(act, intent)
    deal_id = intent.deal_id or await _only_deal(act, intent)
    if deal_id is None:
        return await open_add(act, replace(intent, step=Step.ADD))
    return await _open_change(act, deal_id, intent)


async def open_add(act: Act, intent: PipelineIntent) -> Reply:
    """The form for a new deal, filled in as far as something is known."""
    rungs = await act.db.read(stages.all_of, act.rep.workspace_id)
    return await shown.open_view(act, pipeline_forms.add(intent, rungs, shown.origin_of(act)))


async def open_target(act: Act, intent: PipelineIntent) -> Reply:
    """Help in choosing a target: one's own; a manager for others and the team (S0-5)."""
    whose = TEAM if intent.is_for_team else intent.for_user_id or ""
    return await _open_target(act, whose, intent.amount)


async def new_deal_clicked(act: Act) -> Reply:
    """`client`, or nothing: the form for a new deal."""
    intent = PipelineIntent(Step.ADD)
    if act.value:
        client = await act.db.read(clients.get, act.rep.workspace_id, int(act.value))
        intent = replace(intent, client_name=client.name, client_id=client.id)
    return await open_add(act, intent)


async def next_step_clicked(act: Act) -> Reply:
    """`deal`: the form for its next date."""
    found = await _deal(act, int(act.value))
    if isinstance(found, Reply):
        return found
    intent = Intent(
        Verb.RECORD,
        client_name=found.client_name,
        client_id=found.client_id,
        deal_id=found.id,
    )
    return await shown.open_follow_up(act, intent)


async def change_deal_clicked(act: Act) -> Reply:
    """`deal`: what it is worth, where it stands, when it closes."""
    return await _open_change(act, int(act.value), PipelineIntent(Step.CHANGE))


async def decide_by_clicked(act: Act) -> Reply:
    """`deal`: the day they said they will have decided (S2-2)."""
    return await _open_for(act, int(act.value), pipeline_forms.decide_by)


async def open_target_clicked(act: Act) -> Reply:
    """Nothing, `team`, or a colleague's Slack id: whose target it is."""
    return await _open_target(act, act.value, None)


async def open_rate_clicked(act: Act) -> Reply:
    """What another currency is worth."""
    reporting = await act.db.read(rates.reporting, act.rep.workspace_id)
    missing = await act.db.read(rates.unrated, act.rep.workspace_id)
    view = pipeline_forms.rate(reporting, missing[0] if missing else "", shown.origin_of(act))
    return await shown.open_view(act, view)


async def deal_submitted(act: Act) -> Reply:
    """A new deal."""
    filled = Filled(act.payload)
    intent = await _filled_in(act, filled, PipelineIntent(Step.ADD))
    if isinstance(intent, Reply):
        return intent
    name = filled.text(Field.NAME) or ""
    return await _carried_out(act, _with_client(replace(intent, deal_name=name), filled))


async def deal_change_submitted(act: Act) -> Reply:
    """What is different now about a deal."""
    filled, origin = Filled(act.payload), _origin(act)
    start = PipelineIntent(Step.CHANGE, deal_id=origin.deal_id)
    intent = await _filled_in(act, filled, start)
    if isinstance(intent, Reply):
        return intent
    return await _carried_out(act, replace(intent, new_name=filled.text(Field.NAME) or ""))


async def decide_by_submitted(act: Act) -> Reply:
    """Their day, which the rep asked for."""
    filled, origin = Filled(act.payload), _origin(act)
    day = filled.day(Field.DECIDE_BY)
    if day is not None and day < act.request().today:
        return _past(act, Field.DECIDE_BY, "decide_by")
    intent = PipelineIntent(Step.CHANGE, deal_id=origin.deal_id, decide_by=day)
    return await _carried_out(act, intent)


async def target_submitted(act: Act) -> Reply:
    """A number of the rep's own, or what is still to win, from which one is reckoned."""
    filled, origin = Filled(act.payload), _origin(act)
    whose = origin.whose or ""
    chosen = await _amount(act, filled, Field.TARGET)
    if isinstance(chosen, Problem):
        return shown.field_error(act, Field.TARGET, chosen)
    if chosen is not None:
        return await _carried_out(act, target_intent(whose, chosen))
    to_win = await _amount(act, filled, Field.TO_WIN)
    if isinstance(to_win, Problem):
        return shown.field_error(act, Field.TO_WIN, to_win)
    if to_win is None:
        return shown.field_error(act, Field.TARGET, Problem("no_target"))
    return await _reckoned(act, whose, to_win)


async def rate_submitted(act: Act) -> Reply:
    """What one unit of another currency is worth."""
    filled = Filled(act.payload)
    code, typed = filled.text(Field.CURRENCY) or "", filled.text(Field.RATE) or ""
    if not is_currency(code):
        return shown.field_error(act, Field.CURRENCY, Problem("unknown_currency", {"text": code}))
    rate = read_rate(typed)
    if rate is None:
        return shown.field_error(act, Field.RATE, Problem("not_a_rate", {"text": typed}))
    intent = PipelineIntent(Step.RATE, currency=code.upper(), rate=rate)
    return await _carried_out(act, intent)


def target_intent(whose: str, target: Money) -> PipelineIntent:
    """`team`, a Slack user's id, or nothing for the rep's own."""
    is_for_team = whose == TEAM
    for_user_id = None if is_for_team or not whose else whose
    return PipelineIntent(
        Step.TARGET, amount=target, is_for_team=is_for_team, for_user_id=for_user_id
    )


async def _open_target(act: Act, whose: str, chosen: Money | None) -> Reply:
    rep, name = act.rep, None
    if whose and not rep.is_manager and whose != rep.slack_user_id:
        return Reply(beside=shown.refusal(act, Problem("managers_only_target")))
    if whose not in ("", TEAM, rep.slack_user_id):
        found = await act.db.read(reps.find, rep.workspace_id, whose)
        if found is None:
            return Reply(beside=shown.refusal(act, Problem("unknown_rep")))
        rep, name = found, found.name
    is_for_team = whose == TEAM
    choosing = await act.db.read(figures.choosing, rep, act.now, is_for_team=is_for_team)
    origin = shown.origin_of(act, whose=whose or None)
    return await shown.open_view(act, pipeline_forms.target(choosing, whose, chosen, origin, name))


async def _reckoned(act: Act, whose: str, to_win: Money) -> Reply:
    """Still to win, divided by the share that is won: a number to choose (S0-5)."""
    workspace_id, today = act.rep.workspace_id, act.request().today
    rep_id: int | None = act.rep.id
    if whose:
        found = None if whose == TEAM else await act.db.read(reps.find, workspace_id, whose)
        rep_id = found.id if found else None
    rate = await act.db.read(figures.win_rate, workspace_id, rep_id, today)
    minor = winning.healthy(to_win.minor, rate)
    if minor is None:
        return shown.field_error(act, Field.TO_WIN, Problem("never_won"))
    value = f"{whose}|{minor}|{to_win.currency}"
    target = Money(minor, to_win.currency)
    told = target_words.reckoned(target, to_win, float(rate.share), rate.source, value)
    return Reply(told)


async def _filled_in(act: Act, filled: Filled, intent: PipelineIntent) -> PipelineIntent | Reply:
    """Amount, stage and days; what is wrong stands under its field."""
    amount = await _amount(act, filled, Field.AMOUNT)
    if isinstance(amount, Problem):
        return shown.field_error(act, Field.AMOUNT, amount)
    close_on, decide_by = filled.day(Field.CLOSE_ON), filled.day(Field.DECIDE_BY)
    today = act.request().today
    if close_on is not None and close_on < today:
        return _past(act, Field.CLOSE_ON, "close")
    if decide_by is not None and decide_by < today:
        return _past(act, Field.DECIDE_BY, "decide_by")
    stage = filled.chosen(Field.STAGE)
    return replace(
        intent,
        amount=amount,
        stage_id=int(stage) if stage else None,
        close_on=close_on,
        decide_by=decide_by,
    )


async def _amount(act: Act, filled: Filled, field: Field) -> Money | Problem | None:
    """An amount that names no currency counts in the one everything is counted in."""
    typed = filled.text(field)
    if typed is None:
        return None
    reporting = await act.db.read(rates.reporting, act.rep.workspace_id)
    return read_amount(typed, act.rep.locale, reporting)


def _with_client(intent: PipelineIntent, filled: Filled) -> PipelineIntent:
    chosen = filled.chosen(Field.CLIENT, Action.CLIENT_TYPED) or ""
    if chosen.startswith(f"{NEW_CLIENT_OPTION}:"):
        return replace(intent, client_name=chosen.partition(":")[2], is_new_client=True)
    return replace(intent, client_id=int(chosen)) if chosen else intent


def _past(act: Act, field: Field, what: str) -> Reply:
    return shown.field_error(act, field, Problem("close_past", {"what": what, "text": ""}))


async def _carried_out(act: Act, intent: PipelineIntent) -> Reply:
    outcome = await act.db.write(stored.carry_out, act.request(), intent)
    act.wake()
    if isinstance(outcome, Refused):
        field = _FIELD_OF.get(outcome.problem.code)
        if field is not None and str(field) in act.payload["state"]["values"]:
            return shown.field_error(act, field, outcome.problem)
    return await shown.answered(act, _origin(act), outcome)


async def _only_deal(act: Act, intent: PipelineIntent) -> int | None:
    """The client's open deal, where there is no choice."""
    if intent.client_id is None:
        return None
    found = await act.db.read(deals.open_of, act.rep.workspace_id, client_id=intent.client_id)
    return found[0].id if len(found) == 1 else None


async def _open_change(act: Act, deal_id: int, wanted: PipelineIntent) -> Reply:
    rungs = await act.db.read(stages.all_of, act.rep.workspace_id)

    def build(deal: Deal, origin: Origin) -> View:
        return pipeline_forms.change(deal, wanted, rungs, origin)

    return await _open_for(act, deal_id, build)


async def _open_for(act: Act, deal_id: int, build: Build) -> Reply:
    """A form about one deal."""
    found = await _deal(act, deal_id)
    if isinstance(found, Reply):
        return found
    origin = shown.origin_of(act, deal_id=deal_id)
    return await shown.open_view(act, build(found, origin))


async def _deal(act: Act, deal_id: int) -> Deal | Reply:
    try:
        return await act.db.read(deals.get, act.rep.workspace_id, deal_id)
    except LookupError:
        return Reply(beside=shown.refusal(act, Problem("deal_gone")))


def _origin(act: Act) -> Origin:
    return forms.origin_of(str(act.payload["private_metadata"]))
