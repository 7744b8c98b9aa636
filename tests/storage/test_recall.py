"""Does a repeated delivery get the same answer, whatever it was?"""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import SetBy, Standing
from bot.playbook.outcome import Ask, Outcome, Receipt, Refused
from bot.playbook.problem import Problem
from bot.playbook.winback import LossReason
from storage import clientele, drafts, recall, tables
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


async def parting(at: Desk) -> Outcome:
    return await _of_client(at, Deed.PART, note="they")


async def spoke_to(at: Desk) -> Outcome:
    client = await at.client("Acme")
    return await at.db.write(clientele.spoke_to, at.request(), [client.id])


async def form_stands(at: Desk) -> Outcome:
    first = Intent(Verb.RECORD, client_name="Acme", due_on=date(2026, 3, 12), words="our board")
    await at.do(first, key="form:1:one")
    return await at.do(replace(first, words="their board"), key="form:1:two")


EVERY = [
    form_stands,
    touched,
    client_saved,
    parting,
    spoke_to,
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


async def test_a_colleagues_draft_is_not_told(at: Desk):
    asked = await which_client(at)

    told_again = await at.db.read(recall.outcome, at.ben, recall.receipt(asked))

    assert told_again.problem == Problem("draft_gone")


async def test_an_undone_change_that_touched_no_client_has_no_name(at: Desk):
    receipt = Receipt("undone", {"kind": "saved", "client": None, "commitment": None})

    assert (await at.db.read(recall.outcome, at.ana, receipt)).client_name == ""
    assert await at.db.read(drafts.find, WORKSPACE, at.ana.id, 7) is None
