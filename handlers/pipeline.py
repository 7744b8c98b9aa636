"""What happens when a rep types a line about a deal, or presses a button of one?"""

from collections.abc import Callable
from dataclasses import replace

from bot.messages import answer, decisions, followup, guide, ladder, pipeline, problems
from bot.messages.blocks import message
from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.decision import is_still_late
from bot.playbook.line import cleaned
from bot.playbook.model import Money
from bot.playbook.outcome import Outcome, Refused
from bot.playbook.pipeline_intent import PipelineIntent, PipelineLine, Step
from bot.playbook.problem import Problem
from handlers import digest, owners, pipeline_forms, redraw, stressed
from handlers import pipeline_lists as lists
from handlers.act import Act, Reply, Surface
from handlers.dates_for import dates_for
from handlers.slack_text import mentioned, unwrapped, without_mention
from storage import clientele, deals, drafts, figures, pipeline_lines, rates, receipts, stages
from storage import pipeline as stored

Complete = Callable[[PipelineIntent], PipelineIntent]

_ABOUT_SOMEBODY = (Step.TARGET.value, Step.LIST.value, Step.STRESS.value)
_NEEDS_A_DEAL = (Step.MOVE, Step.NEXT, Step.CHANGE, Step.WON, Step.LOST, Step.REOPEN)


async def pipeline_command(act: Act) -> Reply:
    """`/pipeline …`, and `/steady pipeline …`; bare, it shows the rep's own against the target."""
    first, _, rest = act.text.strip().partition(" ")
    if first.casefold() == Step.DIGEST:
        return await digest.digest_command(replace(act, text=rest))
    user_id = _somebody(act.text)
    text = cleaned(unwrapped(without_mention(act.text) if user_id else act.text))
    bare = text.casefold()
    if bare == Step.ADD:
        return await pipeline_forms.open_add(act, PipelineIntent(Step.ADD))
    if bare in _NEEDS_A_DEAL:
        return await lists.page(act, "mine", 1)
    if user_id is not None and (problem := await owners.trouble(act, user_id)):
        return refused(act, problem)
    find = dates_for(act)
    request = act.request(receipts.guard_of(f"/pipeline {act.text}"))
    found = await act.db.write(pipeline_lines.take_line, request, text, user_id, find)
    if isinstance(found, PipelineLine):
        return await _looked_up(act, found)
    return _answered_line(act, found, text)


async def open_deal_clicked(act: Act) -> Reply:
    """`deal`: a line of a list becomes the whole deal, beside the list."""
    try:
        found = await act.db.read(deals.get, act.rep.workspace_id, int(act.value))
    except LookupError:
        return refused(act, Problem("deal_gone"))
    shown = await act.db.read(figures.show, act.rep, found, act.now)
    rungs = await act.db.read(stages.all_of, act.rep.workspace_id)
    return Reply(beside=pipeline.whole(shown, act.rep, act.now, rungs))


async def open_decision_clicked(act: Act) -> Reply:
    """`deal`: the hard question about a decision that is late, beside the brief (S2-5)."""
    try:
        found = await act.db.read(deals.get, act.rep.workspace_id, int(act.value))
    except LookupError:
        return refused(act, Problem("deal_gone"))
    if not is_still_late(found, act.request().today):
        return await open_deal_clicked(act)
    return Reply(beside=decisions.question(found, act.rep, act.now))


async def move_deal_clicked(act: Act) -> Reply:
    """`deal|stage`: they agreed to more."""
    deal_id, _, stage_id = act.value.partition("|")
    return await _carried_out(
        act, PipelineIntent(Step.MOVE, deal_id=int(deal_id), stage_id=int(stage_id))
    )


async def won_clicked(act: Act) -> Reply:
    """`deal`: they said yes, today, to what it was worth."""
    return await _carried_out(act, PipelineIntent(Step.WON, deal_id=int(act.value)))


async def lost_clicked(act: Act) -> Reply:
    """`deal`: a no to this deal is believed at once (S2-6)."""
    return await _carried_out(act, PipelineIntent(Step.LOST, deal_id=int(act.value)))


async def reopen_clicked(act: Act) -> Reply:
    """`deal`: it is open again."""
    return await _carried_out(act, PipelineIntent(Step.REOPEN, deal_id=int(act.value)))


async def deal_reason_given(act: Act) -> Reply:
    """`deal|reason|ask`: why they said no (S4-2); what was told of the client stays told."""
    deal_id, reason, open_ = act.value.split("|")
    intent = PipelineIntent(
        Step.LOST,
        deal_id=int(deal_id),
        reason=reason,
        is_client_lost=None if open_ == "ask" else False,
    )
    return await _carried_out(act, intent)


async def client_too_clicked(act: Act) -> Reply:
    """`deal|yes` or `deal|no`: whether the client is lost with its deal (S2-6)."""
    deal_id, _, said = act.value.partition("|")
    intent = PipelineIntent(Step.LOST, deal_id=int(deal_id), is_client_lost=said == "yes")
    return await _carried_out(act, intent)


async def add_up_value_clicked(act: Act) -> Reply:
    """`client|minor|currency|minor|currency`: its yearly value with what was won, and as it was."""
    client_id, minor, currency, minor_was, currency_was = act.value.split("|")
    intent = ClientIntent(
        Deed.VALUE,
        client_id=int(client_id),
        value=Money(int(minor), currency),
        value_was=Money(int(minor_was), currency_was) if minor_was else None,
        is_proposed=True,
    )
    outcome = await act.db.write(clientele.carry_out, act.request(), intent)
    return await redraw.in_place(act, outcome)


async def pick_deal_clicked(act: Act) -> Reply:
    """`draft|deal`: which of a client's deals a line was about."""
    draft_id, _, deal_id = act.value.partition("|")

    def complete(intent: PipelineIntent) -> PipelineIntent:
        return replace(intent, deal_id=int(deal_id))

    return await _answered(act, int(draft_id), complete)


async def pick_for_deal_clicked(act: Act) -> Reply:
    """`draft|client`: which client a line was about; a list that was asked for is shown."""
    draft_id, _, client_id = act.value.partition("|")
    kept = await act.db.read(drafts.find, act.rep.workspace_id, act.rep.id, int(draft_id))
    if isinstance(kept, PipelineIntent) and kept.step is Step.LIST:
        return await lists.page(act, f"client:{client_id}", 1)

    def complete(intent: PipelineIntent) -> PipelineIntent:
        return replace(intent, client_id=int(client_id))

    return await _answered(act, int(draft_id), complete)


async def new_for_deal_clicked(act: Act) -> Reply:
    """`draft`: none of those offered."""

    def complete(intent: PipelineIntent) -> PipelineIntent:
        return replace(intent, is_new_client=True)

    return await _answered(act, int(act.value), complete)


async def deal_page_clicked(act: Act) -> Reply:
    """`which|page` or `which|page|rep`: another page of a list, in place."""
    which, page, *whose = act.value.split("|")
    found = await lists.page(act, which, int(page), int(whose[0]) if whose else None)
    # A message of Steady's own, and Home, stay as they are: the list stands beside them.
    is_kept = act.surface in (Surface.MESSAGE, Surface.HOME)
    return Reply(beside=found.message) if is_kept else found


async def choose_target_clicked(act: Act) -> Reply:
    """`whose|minor|currency`: the number that was reckoned is the one that is chosen."""
    whose, minor, currency = act.value.split("|")
    intent = pipeline_forms.target_intent(whose, Money(int(minor), currency))
    return await _carried_out(act, intent)


async def show_stress_clicked(act: Act) -> Reply:
    """Would what is open survive the loss of any one client? (S4-1)"""
    return Reply(beside=(await stressed.of_rep(act, act.rep)).message)


async def _carried_out(act: Act, intent: PipelineIntent) -> Reply:
    outcome = await act.db.write(stored.carry_out, act.request(), intent)
    act.wake()
    return await redraw.in_place(act, outcome)


async def _answered(act: Act, draft_id: int, complete: Complete) -> Reply:
    outcome = await act.db.write(stored.answer, act.request(), draft_id, complete)
    act.wake()
    return await redraw.in_place(act, outcome)


def _answered_line(act: Act, outcome: Outcome, text: str) -> Reply:
    act.wake()
    told = answer.told(outcome, act.rep, act.now)
    if isinstance(outcome, Refused) and outcome.problem.code in problems.GIVE_BACK:
        told = message(told.blocks, followup.typed_back(text))
    return Reply(told, taken_back=redraw.taken_back(outcome))


def _somebody(text: str) -> str | None:
    """A colleague may be named where a target or a list is theirs; elsewhere it is a word."""
    first = text.strip().partition(" ")[0].casefold()
    return mentioned(text) if first in _ABOUT_SOMEBODY else None


async def _looked_up(act: Act, line: PipelineLine) -> Reply:
    """What only shows: nothing changes."""
    intent = line.intent
    match intent.step:
        case Step.MINE:
            return await _mine(act)
        case Step.LIST:
            return await lists.asked_for(act, intent)
        case Step.STRESS:
            return await stressed.asked_for(act, intent)
        case Step.TARGET:
            return await pipeline_forms.open_target(act, intent)
        case Step.STAGES:
            rungs = await act.db.read(stages.all_of, act.rep.workspace_id)
            return Reply(ladder.shown(rungs, act.rep.is_manager))
        case Step.RATE | Step.CURRENCY:
            return await _rates(act)
        case _:
            return Reply(guide.pipeline())


async def _mine(act: Act) -> Reply:
    found = await act.db.read(figures.mine, act.rep, act.now)
    return Reply(pipeline.mine(found, act.rep, act.now))


async def _rates(act: Act) -> Reply:
    workspace_id = act.rep.workspace_id
    reporting = await act.db.read(rates.reporting, workspace_id)
    typed = await act.db.read(rates.all_of, workspace_id)
    return Reply(ladder.rates(reporting, typed, act.rep.is_manager))


def refused(act: Act, problem: Problem) -> Reply:
    """A no with nothing to keep, beside what was pressed."""
    return Reply(beside=problems.refused(problem, act.rep.locale, act.now))
