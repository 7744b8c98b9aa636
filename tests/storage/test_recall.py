"""Does a repeated delivery get the same answer, whatever it was?"""

import json
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from bot.playbook.asking import Ask as Ask_
from bot.playbook.asking import Candidate
from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.fit_said import read_fit
from bot.playbook.intent import Intent, Verb
from bot.playbook.lot import OVERDUE
from bot.playbook.meeting import Vetting
from bot.playbook.model import Money, SetBy, Standing
from bot.playbook.outcome import Ask, Outcome, Receipt, Refused
from bot.playbook.pipeline_intent import PipelineIntent, Step
from bot.playbook.problem import Problem
from bot.playbook.winback import LossReason
from storage import (
    answers,
    brake,
    clientele,
    drafts,
    lots,
    pipeline,
    planning,
    questions,
    recall,
    reopening,
    tables,
)
from storage.database import Database
from tests.cast import WORKSPACE
from tests.storage.desk import Desk, desk

LINE = 'Acme 12 March 3pm "after our board" call them'


@pytest.fixture
async def at(db: Database):
    async with desk(db) as made:
        yield made


async def saved(at: Desk) -> Outcome:
    return await at.say(LINE)


async def changed(at: Desk) -> Outcome:
    c = (await at.say(LINE)).commitment
    return await at.do(Intent(Verb.CHANGE, commitment_id=c.id, due_on=date(2026, 3, 20)))


async def already_saved(at: Desk) -> Outcome:
    await at.say(LINE)
    at.now += timedelta(seconds=30)
    return await at.say(LINE)


async def kept(at: Desk) -> Outcome:
    await at.say(LINE)
    return await at.say("done Acme signed")


async def moved(at: Desk) -> Outcome:
    await at.say(LINE)
    return await at.say('moved Acme 20 March "later"')


async def snoozed(at: Desk) -> Outcome:
    await at.say(LINE)
    return await at.say("snooze Acme 20 March")


async def told(at: Desk) -> Outcome:
    return await at.tell((await at.say("Acme 12 March")).commitment, SetBy.CLIENT, "soon")


async def finished(at: Desk) -> Outcome:
    c = (await at.say(LINE)).commitment
    await at.done(c)
    return await at.done(c)


async def said_no(at: Desk) -> Outcome:
    await at.say(LINE)
    await at.say("Acme Friday", at.ben)
    return await at.say("no Acme too expensive")


async def said_no_to_one(at: Desk) -> Outcome:
    await at.client("Acme", Standing.ACTIVE)
    await at.say(LINE)
    await at.say("Acme 20 March")
    asked = await at.say("no Acme")
    return await at.answer(asked.draft_id, scope="this")


async def reason_given(at: Desk) -> Outcome:
    said = await said_no(at)
    return await at.reason(said.client, said.change_id, LossReason.TIMING)


async def undone(at: Desk) -> Outcome:
    return await at.undo((await kept(at)).change_id)


async def undone_whose(at: Desk) -> Outcome:
    return await at.undo((await told(at)).change_id)


async def undone_creation(at: Desk) -> Outcome:
    return await at.undo((await at.say(LINE)).change_id)


async def undone_no(at: Desk) -> Outcome:
    await at.say("Acme Friday")
    return await at.undo((await said_no(at)).change_id)


async def which_client(at: Desk) -> Outcome:
    await at.client("Acme")
    return await at.say("Acmee Friday")


async def which_date(at: Desk) -> Outcome:
    return await at.say("Acme next Tuesday")


async def which_commitment(at: Desk) -> Outcome:
    await at.say(LINE)
    await at.say("Acme 20 March")
    return await at.say("done Acme")


async def no_to_what(at: Desk) -> Outcome:
    await at.client("Acme", Standing.ACTIVE)
    await at.say(LINE)
    return await at.say("no Acme")


async def refused(at: Desk) -> Outcome:
    return await at.say('Acme yesterday "they said"')


async def refused_without_text(at: Desk) -> Outcome:
    return await at.answer(0)


async def _of_client(at: Desk, deed: Deed, **facts: Any) -> Outcome:
    client = await at.client("Acme")
    intent = ClientIntent(deed, client_id=client.id, **facts)
    return await at.db.write(clientele.carry_out, at.request(), intent)


async def touched(at: Desk) -> Outcome:
    return await _of_client(at, Deed.TOUCH, contact_name="Jo", note="call", words="our board")


async def client_saved(at: Desk) -> Outcome:
    return await _of_client(at, Deed.GIVE, owner_user_id=at.ben.slack_user_id)


async def ordered(at: Desk) -> Outcome:
    return await _of_client(at, Deed.ORDER)


async def parting(at: Desk) -> Outcome:
    return await _of_client(at, Deed.PART, note="they")


async def spoke_to(at: Desk) -> Outcome:
    client = await at.client("Acme")
    return await at.db.write(clientele.spoke_to, at.request(), [client.id])


async def part_asked(at: Desk) -> Outcome:
    client = await at.client("Acme")
    await at.do_line("value Acme 9k")
    intent = ClientIntent(Deed.ASK_TO_PART, client_id=client.id, note="they")
    return await at.db.write(clientele.carry_out, at.request(), intent)


async def already_noted(at: Desk) -> Outcome:
    await at.client("Acme")
    await at.do_line("touch Acme call")
    at.now += timedelta(seconds=30)
    return await at.do_line("touch Acme call")


async def took_over(at: Desk) -> Outcome:
    await at.do_line("touch Acme call with Jo")
    left = await at.do_line("contact Acme left Jo")
    intent = ClientIntent(Deed.TOOK_OVER, client_id=left.client.id, contact_id=left.contact.id)
    intent = replace(intent, contact_name="Max", other_name="Globex")
    return await at.db.write(clientele.carry_out, at.request(), intent)


async def acquired(at: Desk) -> Outcome:
    await at.do_line("touch Acme call with Jo")
    return await at.do_line("lost Acme acquired by Globex, blocked by Max")


async def _sale(at: Desk, step: Step, rep: Any = None, **facts: Any) -> Outcome:
    intent = PipelineIntent(step, **facts)
    return await at.db.write(pipeline.carry_out, at.request(rep), intent)


async def _sold(at: Desk, name: str = "New line") -> Any:
    facts = {"client_name": "Acme", "deal_name": name, "amount": Money(4_000_000, "EUR")}
    return (await _sale(at, Step.ADD, **facts)).shown.deal


async def deal_saved(at: Desk) -> Outcome:
    deal = await _sold(at)
    at.now += timedelta(days=3)
    facts = {"stage_name": "decide", "amount": Money(5, "EUR"), "close_on": date(2026, 6, 1)}
    return await _sale(at, Step.CHANGE, deal_id=deal.id, **facts)


async def deal_won(at: Desk) -> Outcome:
    return await _sale(at, Step.WON, deal_id=(await _sold(at)).id)


async def deal_lost(at: Desk) -> Outcome:
    deal = await _sold(at)
    await at.say("Acme Friday")
    return await _sale(at, Step.LOST, deal_id=deal.id, note="they call it too expensive")


async def which_deal(at: Desk) -> Outcome:
    await _sold(at)
    await _sold(at, "Call centre")
    return await _sale(at, Step.WON, client_name="Acme")


async def target_set(at: Desk) -> Outcome:
    await _sale(at, Step.TARGET, amount=Money(4, "EUR"))
    return await _sale(at, Step.TARGET, amount=Money(40_000_000, "EUR"))


async def target_set_for_the_team(at: Desk) -> Outcome:
    return await _sale(at, Step.TARGET, at.mia, amount=Money(4, "EUR"), is_for_team=True)


async def ladder_saved(at: Desk) -> Outcome:
    return await _sale(at, Step.STAGES, at.mia, what="add", new_name="Call", position=2)


async def rate_saved(at: Desk) -> Outcome:
    await _sold(at)
    return await _sale(at, Step.RATE, at.mia, currency="USD", rate="0.92")


async def undone_deal(at: Desk) -> Outcome:
    return await at.undo((await deal_lost(at)).change_id)


async def parting_with_value(at: Desk) -> Outcome:
    value = Money(8_000_000, "EUR")
    await _of_client(at, Deed.VALUE, value=value)
    intent = ClientIntent(Deed.PART, client_name="Acme")
    return await at.db.write(clientele.carry_out, at.request(), intent)


async def said_no_with_deals(at: Desk) -> Outcome:
    await _sold(at)
    await at.say("Acme Friday")
    return await at.say("no Acme too expensive")


async def form_stands(at: Desk) -> Outcome:
    first = Intent(Verb.RECORD, client_name="Acme", due_on=date(2026, 3, 12), words="our board")
    await at.do(first, key="form:1:one")
    return await at.do(replace(first, words="their board"), key="form:1:two")


async def answered(at: Desk) -> Outcome:
    client = await at.client("Acme", Standing.ACTIVE)
    put = Candidate(Ask_.FRIDAY_CALL, client.id, None, "2026-03-02")
    question_id = await at.db.write(questions.add, at.ana, put, date(2026, 3, 2), at.now)
    return await at.db.write(answers.answer, at.request(), question_id, "pass")


async def expected(at: Desk) -> Outcome:
    await at.client("Acme", Standing.ACTIVE)
    return await at.do_line("expects Acme training, help with customs")


async def plan_saved(at: Desk) -> Outcome:
    client = (await saved(at)).client
    goal = ("fewer returns", "under two in a hundred")
    return await at.db.write(planning.add_goal, at.request(), client.id, *goal)


async def in_a_rush(at: Desk) -> Outcome:
    for day in range(10, 13):
        await at.say(f"Acme {day} March")
    return await at.say("Acme 13 March")


async def cancelled(at: Desk) -> Outcome:
    rush = (await in_a_rush(at)).rush
    return await at.db.write(brake.cancel, at.request(), rush[0].id)


async def snoozed_in_a_rush(at: Desk) -> Outcome:
    rush = (await in_a_rush(at)).rush
    return await at.db.write(brake.later, at.request(), rush[0].id)


async def called_off(at: Desk) -> Outcome:
    frame = Vetting(minutes=45, our_ask="their board")
    facts = {"due_on": date(2026, 3, 12), "due_time": time(15), "meeting": frame}
    c = (await at.do(Intent(Verb.MEETING, client_name="Acme", **facts))).commitment
    return await at.do(Intent(Verb.NOT_HELD, commitment_id=c.id))


async def reopened(at: Desk) -> Outcome:
    c = (await kept(at)).commitment
    at.now += timedelta(hours=1)
    return await at.db.write(reopening.commitment, at.request(), c.id)


async def fit_answered(at: Desk) -> Outcome:
    await _of_client(at, Deed.FIT, fit=tuple(read_fit("yes no yes yes").items()))
    return await at.do_line("fit Acme yes yes ? no")


async def talk_asked(at: Desk) -> Outcome:
    return await _of_client(at, Deed.TALK_OVER)


async def supplier_noted(at: Desk) -> Outcome:
    facts = {"other_name": "Their board", "on": date(2026, 12, 31), "words": "they never call"}
    return await _of_client(at, Deed.SUPPLIER, **facts)


async def _overdue(at: Desk) -> Outcome:
    await at.say(LINE)
    await at.say("Globex 12 March")
    at.now += timedelta(days=10)
    everything = Intent(Verb.SNOOZE, scope=OVERDUE, due_on=date(2026, 3, 20))
    return await at.do(everything)


async def lot_shown(at: Desk) -> Outcome:
    return await _overdue(at)


async def lot_done(at: Desk) -> Outcome:
    shown = await _overdue(at)
    await at.say('moved Acme 25 March "later"')
    return await at.db.write(lots.carry_out, at.request(), shown.draft_id)


async def lot_given(at: Desk) -> Outcome:
    await at.say(LINE)
    shown = await at.db.write(lots.show_given, at.request(), "U0ANA", "U0BEN")
    return await at.db.write(lots.carry_out, at.request(), shown.draft_id)


async def undone_lot(at: Desk) -> Outcome:
    return await at.undo((await lot_given(at)).change_id)


EVERY = [
    called_off,
    reopened,
    fit_answered,
    talk_asked,
    supplier_noted,
    lot_shown,
    lot_done,
    lot_given,
    undone_lot,
    expected,
    plan_saved,
    in_a_rush,
    cancelled,
    snoozed_in_a_rush,
    answered,
    part_asked,
    already_noted,
    took_over,
    acquired,
    deal_saved,
    deal_won,
    deal_lost,
    which_deal,
    target_set,
    target_set_for_the_team,
    ladder_saved,
    rate_saved,
    undone_deal,
    parting_with_value,
    said_no_with_deals,
    form_stands,
    touched,
    client_saved,
    parting,
    spoke_to,
    ordered,
    saved,
    changed,
    already_saved,
    kept,
    moved,
    snoozed,
    told,
    finished,
    said_no,
    said_no_to_one,
    reason_given,
    undone,
    undone_whose,
    undone_creation,
    undone_no,
    which_client,
    which_date,
    which_commitment,
    no_to_what,
    refused,
    refused_without_text,
]


@pytest.mark.parametrize("bring_about", EVERY, ids=lambda f: f.__name__)
async def test_every_outcome_is_told_again_as_it_was(at: Desk, bring_about):
    outcome = await bring_about(at)

    receipt = recall.receipt(outcome)

    assert await at.db.read(recall.outcome, at.ana, receipt) == outcome


@pytest.mark.parametrize("bring_about", EVERY, ids=lambda f: f.__name__)
async def test_no_receipt_holds_a_word_anybody_wrote(at: Desk, bring_about):
    await bring_about(at)

    kept_of_it = json.dumps([row["refs"] for row in await at.rows(tables.receipts)])

    assert not any(word in kept_of_it for word in ("Acme", "board", "call", "expensive", "they"))


def test_every_kind_of_outcome_is_among_them():
    assert {o.__name__ for o in Outcome.__args__} <= {
        "".join(part.capitalize() for part in f.__name__.split("_")) for f in EVERY
    } | {"Ask", "SaidNo"}


def test_what_is_no_outcome_has_no_receipt():
    with pytest.raises(TypeError):
        recall.receipt("Acme")


async def test_a_question_whose_draft_is_gone_says_so(at: Desk):
    asked = await which_client(at)
    assert isinstance(asked, Ask)
    receipt = recall.receipt(replace(asked, draft_id=7))

    told_again = await at.db.read(recall.outcome, at.ana, receipt)

    assert told_again == Refused(Problem("draft_gone"), 7, has_text=False)


async def test_a_question_about_deals_whose_draft_is_gone_says_so(at: Desk):
    receipt = recall.receipt(replace(await which_deal(at), draft_id=7))

    told_again = await at.db.read(recall.outcome, at.ana, receipt)

    assert told_again == Refused(Problem("draft_gone"), 7, has_text=False)


async def test_a_deal_that_changed_since_is_told_as_it_is_now(at: Desk):
    outcome = await which_deal(at)
    receipt = recall.receipt(outcome)
    for offered in outcome.deals:
        await _sale(at, Step.CHANGE, deal_id=offered.deal.id, new_name=f"{offered.deal.id}")

    told_again = await at.db.read(recall.outcome, at.ana, receipt)

    assert [each.deal.name for each in told_again.deals] == [
        str(each.deal.id) for each in outcome.deals
    ]


async def test_a_colleagues_draft_is_not_told(at: Desk):
    asked = await which_client(at)

    told_again = await at.db.read(recall.outcome, at.ben, recall.receipt(asked))

    assert told_again.problem == Problem("draft_gone")


async def test_an_undone_change_that_touched_no_client_has_no_name(at: Desk):
    receipt = Receipt("undone", {"kind": "saved", "client": None, "commitment": None})

    assert (await at.db.read(recall.outcome, at.ana, receipt)).client_name == ""
    assert await at.db.read(drafts.find, WORKSPACE, at.ana.id, 7) is None
