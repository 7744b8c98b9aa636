"""Is each thing a rep asks for done, once, and taken back when the rep wants it back?"""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Kind, SetBy, Standing, State
from bot.playbook.outcome import (
    AlreadySaved,
    Ask,
    Finished,
    FormStands,
    Kept,
    Moved,
    Question,
    Refused,
    SaidNo,
    Saved,
    Snoozed,
    Told,
    Undone,
)
from bot.playbook.winback import LossReason
from storage import clients, followups, outbox, tables
from storage.database import Database
from tests.cast import NOW
from tests.storage.desk import Desk, desk

LINE = 'Acme Thursday 12 March 3pm "after our board has met" send the quote'


@pytest.fixture
async def at(db: Database):
    async with desk(db) as made:
        yield made


def code(outcome) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.problem.code


# Recording


async def test_a_line_is_recorded_with_its_client_date_words_and_note(at: Desk):
    saved = await at.say(LINE)

    assert isinstance(saved, Saved)
    c = saved.commitment
    assert (c.client_name, c.due_on, c.due_time) == ("Acme", date(2026, 3, 12), time(15))
    assert (c.words, c.note, c.set_by) == (
        "after our board has met",
        "send the quote",
        SetBy.CLIENT,
    )
    assert c.due_at == datetime(2026, 3, 12, 14, tzinfo=UTC)
    assert await at.get(c) == c


async def test_a_new_name_makes_a_prospect_of_the_reps_and_undo_frees_the_name(at: Desk):
    saved = await at.say(LINE)
    assert saved.is_new_client
    assert (saved.client.standing, saved.client.owner_id) == (Standing.PROSPECT, at.ana.id)

    undone = await at.undo(saved.change_id)

    assert isinstance(undone, Undone)
    assert (await at.get(saved.commitment)).state is State.CANCELLED
    again = await at.say(LINE)
    assert again.is_new_client
    assert again.client.id != saved.client.id


async def test_undo_keeps_a_new_client_somebody_else_has_a_date_with(at: Desk):
    saved = await at.say(LINE)
    await at.say("Acme Friday", at.ben)

    await at.undo(saved.change_id)

    assert not (await at.say("Acme Monday")).is_new_client


async def test_a_known_client_is_found_whatever_its_case(at: Desk):
    known = await at.client("Acme")

    saved = await at.say("ACME Friday")

    assert (saved.client, saved.is_new_client) == (known, False)


async def test_a_close_name_is_a_question_and_the_answer_keeps_what_was_typed(at: Desk):
    known = await at.client("Acme")

    asked = await at.say('Acmee Friday "after our board" call')
    assert isinstance(asked, Ask)
    assert (asked.question, asked.clients, asked.may_be_new) == (
        Question.WHICH_CLIENT,
        (known,),
        True,
    )
    saved = await at.answer(asked.draft_id, client_id=known.id)

    assert (saved.client, saved.commitment.words) == (known, "after our board")
    assert saved.commitment.note == "call"


async def test_a_close_name_may_be_a_new_one(at: Desk):
    await at.client("Acme")
    asked = await at.say("Acmee Friday")

    saved = await at.answer(asked.draft_id, is_new_client=True)

    assert (saved.client.name, saved.is_new_client) == ("Acmee", True)


async def test_of_two_clients_with_one_name_steady_asks_which(at: Desk):
    both = {await at.client("Acme"), await at.client("ACME")}

    asked = await at.say("Acme Friday")

    assert (set(asked.clients), asked.may_be_new) == (both, False)


async def test_a_client_that_was_undone_while_steady_asked_is_not_revived(at: Desk):
    saved = await at.say("Acme Friday")
    asked = await at.say("Acmee Friday", at.ben)
    await at.undo(saved.change_id)

    answered = await at.answer(asked.draft_id, at.ben, client_id=saved.client.id)

    assert code(answered) == "unknown_client"


async def test_two_possible_dates_are_a_question_and_the_answer_is_recorded(at: Desk):
    asked = await at.say('Acme next Tuesday "after our board"')
    assert asked.question is Question.WHICH_DATE

    saved = await at.answer(asked.draft_id, due_on=asked.intent.asks[1].due_on, asks=())

    assert (saved.commitment.due_on, saved.commitment.words) == (
        asked.intent.asks[1].due_on,
        "after our board",
    )


async def test_a_choice_pressed_twice_is_recorded_once(at: Desk):
    asked = await at.say("Acme next Tuesday")
    day = asked.intent.asks[0].due_on

    first = await at.answer(asked.draft_id, due_on=day, asks=())
    second = await at.answer(asked.draft_id, due_on=day, asks=())

    assert isinstance(second, AlreadySaved)
    assert second.commitment == first.commitment
    assert len(await at.open_for()) == 1


async def test_an_answer_that_comes_too_late_keeps_what_was_typed(at: Desk):
    asked = await at.say("Acme next Tuesday call them")
    day = asked.intent.asks[0].due_on
    at.now += timedelta(days=20)

    refused = await at.answer(asked.draft_id, due_on=day, asks=())
    later = await at.answer(refused.draft_id, due_on=date(2026, 4, 1))

    assert code(refused) == "too_late"
    assert (later.client.name, later.commitment.note) == ("Acme", "call them")


@pytest.mark.parametrize("draft_id", [0, 2**62])
async def test_an_answer_to_a_question_nobody_asked_is_refused(at: Desk, draft_id):
    assert code(await at.answer(draft_id)) == "draft_gone"


async def test_somebody_elses_question_cannot_be_answered(at: Desk):
    asked = await at.say("Acme next Tuesday")
    day = asked.intent.asks[0].due_on

    assert code(await at.answer(asked.draft_id, at.ben, due_on=day)) == "draft_gone"
    assert await at.open_for(at.ben) == []


async def test_a_vague_date_stays_the_reps_with_the_clients_words(at: Desk):
    asked = await at.say("Acme in the spring")
    day = asked.intent.asks[0].due_on

    saved = await at.answer(asked.draft_id, due_on=day, asks=())

    assert (saved.commitment.set_by, saved.commitment.words) == (SetBy.REP, "in the spring")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Acme", "no_date"),
        ("Acme yesterday", "date_in_past"),
        ("Acme 12 March 2040", "date_too_far"),
        ("… Friday", "not_a_name"),
        ("moved Friday", "nothing_open"),
        ("done", "nothing_open"),
        ("done Nobody", "unknown_client"),
        ("moved Nobody Friday", "unknown_client"),
        ("undo", "nothing_to_undo"),
    ],
)
async def test_what_cannot_be_done_is_refused_and_changes_nothing(at: Desk, text, problem):
    refused = await at.say(text)

    assert code(refused) == problem
    assert (await at.rows(tables.clients), await at.rows(tables.commitments)) == ([], [])


@pytest.mark.parametrize(
    ("due_on", "due_time", "problem"),
    [
        (date(2026, 3, 1), None, "too_late"),
        (date(2026, 3, 2), time(9, 59), "too_late"),
        (date(2026, 3, 2), time(10), "too_late"),
        (date(2031, 3, 3), None, "too_far"),
        (None, None, "no_date"),
    ],
)
async def test_a_form_is_held_to_the_same_dates(at: Desk, due_on, due_time, problem):
    intent = Intent(Verb.RECORD, client_name="Acme", due_on=due_on, due_time=due_time)

    assert code(await at.do(intent)) == problem


@pytest.mark.parametrize(
    ("due_on", "due_time"),
    [(date(2026, 3, 2), None), (date(2026, 3, 2), time(10, 1)), (date(2031, 3, 2), None)],
)
async def test_from_today_to_five_years_ahead_everything_is_taken(at: Desk, due_on, due_time):
    intent = Intent(Verb.RECORD, client_name="Acme", due_on=due_on, due_time=due_time)

    assert isinstance(await at.do(intent), Saved)


async def test_a_form_without_a_client_is_refused(at: Desk):
    assert code(await at.do(Intent(Verb.RECORD, due_on=date(2026, 3, 9)))) == "no_client"


@pytest.mark.parametrize(
    ("text", "due_on", "back_on"),
    [
        ("Acme Saturday 14 March", date(2026, 3, 14), date(2026, 3, 14)),
        ("Acme in 12 days", date(2026, 3, 14), date(2026, 3, 16)),
        ("Acme by Sunday 15 March", date(2026, 3, 15), date(2026, 3, 13)),
    ],
)
async def test_a_moved_day_is_never_put_into_the_clients_mouth(at: Desk, text, due_on, back_on):
    saved = await at.say(text)

    assert (saved.commitment.due_on, saved.commitment.back_on) == (due_on, back_on)


async def test_what_a_client_owes_us_is_the_clients_date(at: Desk):
    saved = await at.say("theirs Acme Friday the signed contract")

    assert (saved.commitment.kind, saved.commitment.set_by) == (Kind.THEIR_PROMISE, SetBy.CLIENT)


async def test_a_day_the_rep_chose_for_what_they_owe_us_is_the_reps(at: Desk):
    asked = await at.say("theirs Acme in the spring the signed contract")

    saved = await at.answer(asked.draft_id, due_on=asked.intent.asks[0].due_on, asks=())

    assert (saved.commitment.set_by, saved.commitment.words) == (SetBy.REP, "in the spring")


async def test_a_client_who_asked_not_to_be_contacted_gets_no_new_follow_up(at: Desk):
    await at.say("Acme Friday")
    await at.say("no Acme asked us not to contact, do not contact")

    assert code(await at.say("Acme Friday")) == "do_not_contact"
    assert code(await at.say("theirs Acme Friday the contract")) == "do_not_contact"


# The same thing again


async def test_the_same_delivery_twice_is_one_commitment_and_one_answer(at: Desk):
    first = await at.say(LINE, key="T1")
    before = await at.everything()

    assert await at.say(LINE, key="T1") == first
    assert await at.everything() == before


@pytest.mark.parametrize(
    "text", ["done Acme", "moved Acme 20 March", "snooze Acme 4 March", "undo"]
)
async def test_every_delivery_that_comes_twice_changes_nothing_more(at: Desk, text):
    await at.say(LINE)
    first = await at.say(text, key="T2")
    before = await at.everything()

    assert await at.say(text, key="T2") == first
    assert await at.everything() == before


async def test_the_same_line_within_two_minutes_is_pointed_out(at: Desk):
    first = await at.say(LINE)
    at.now += timedelta(seconds=119)

    again = await at.say("  " + LINE.replace(" 3pm", "  3pm"))

    assert isinstance(again, AlreadySaved)
    assert (again.commitment, again.change_id, again.at) == (
        first.commitment,
        first.change_id,
        NOW,
    )
    assert len(await at.open_for()) == 1


async def test_add_anyway_adds_it_once(at: Desk):
    await at.say(LINE)
    again = await at.say(LINE)

    added = await at.answer(again.draft_id)
    twice = await at.answer(again.draft_id)

    assert (type(added), type(twice)) == (Saved, AlreadySaved)
    assert len(await at.open_for()) == 2


@pytest.mark.parametrize("seconds", [120, 121])
async def test_after_two_minutes_the_same_line_is_meant(at: Desk, seconds):
    await at.say(LINE)
    at.now += timedelta(seconds=seconds)

    assert isinstance(await at.say(LINE), Saved)


async def test_a_colleagues_same_line_is_meant(at: Desk):
    await at.say(LINE)

    assert isinstance(await at.say(LINE, at.ben), Saved)


async def test_a_line_that_was_undone_may_be_typed_again_at_once(at: Desk):
    await at.undo((await at.say(LINE)).change_id)

    assert isinstance(await at.say(LINE), Saved)


# Done


async def test_done_takes_the_one_that_is_open(at: Desk):
    saved = await at.say(LINE)

    kept = await at.say("done Acme they signed")

    assert isinstance(kept, Kept)
    assert (kept.commitment.id, kept.commitment.state) == (saved.commitment.id, State.KEPT)
    assert (kept.commitment.closed_at, kept.commitment.close_reason) == (NOW, "they signed")
    assert await at.get(saved.commitment) == kept.commitment


async def test_done_alone_takes_the_one_that_is_open(at: Desk):
    await at.say(LINE)

    assert isinstance(await at.say("done"), Kept)


async def test_done_with_several_open_offers_the_nearest_five_and_changes_nothing(at: Desk):
    for day in (20, 13, 12, 19, 18, 17, 16):
        await at.say(f"Acme {day} March")

    asked = await at.say("done Acme")

    assert asked.question is Question.WHICH_COMMITMENT
    assert [c.due_on.day for c in asked.commitments] == [12, 13, 16, 17, 18]
    assert len(await at.open_for()) == 7
    chosen = asked.commitments[1]
    assert (await at.answer(asked.draft_id, commitment_id=chosen.id)).commitment.id == chosen.id


async def test_done_twice_says_that_it_is_done(at: Desk):
    saved = await at.say(LINE)
    await at.done(saved.commitment)

    again = await at.done(saved.commitment)

    assert isinstance(again, Finished)
    assert again.commitment.state is State.KEPT


@pytest.mark.parametrize("verb", [Verb.DONE, Verb.NO, Verb.SNOOZE, Verb.MOVED, Verb.CHANGE])
async def test_a_colleagues_commitment_is_never_touched(at: Desk, verb):
    saved = await at.say(LINE)
    intent = Intent(verb, commitment_id=saved.commitment.id, due_on=date(2026, 3, 20))

    assert code(await at.do(intent, at.ben)) == "not_yours"
    assert await at.get(saved.commitment) == saved.commitment


async def test_a_commitment_that_never_was_is_gone(at: Desk):
    assert code(await at.do(Intent(Verb.DONE, commitment_id=7))) == "commitment_gone"


async def test_a_client_of_a_close_name_is_offered_but_none_is_made(at: Desk):
    await at.say(LINE)

    asked = await at.say("done Acmee")

    assert (asked.question, asked.may_be_new) == (Question.WHICH_CLIENT, False)


# Moved


async def test_a_put_off_ends_the_row_and_adds_one(at: Desk):
    saved = await at.say(LINE)

    moved = await at.say('moved Acme 20 March "the board is ill"')

    assert isinstance(moved, Moved)
    now_is = moved.commitment
    assert (moved.was.state, moved.was.id) == (State.MOVED, saved.commitment.id)
    assert (now_is.moved_from, now_is.put_offs, now_is.version) == (moved.was.id, 1, 1)
    assert (now_is.words, now_is.note) == ("the board is ill", "send the quote")
    assert now_is.set_by is SetBy.CLIENT


async def test_put_offs_are_counted_in_a_row(at: Desk):
    await at.say(LINE)

    counts = [
        (await at.say(f"moved Acme {day}")).commitment.put_offs
        for day in ("20 March", "27 March", "2 April", "20 April")
    ]

    assert counts == [1, 2, 2, 3]


@pytest.mark.parametrize(
    ("line", "put_offs"),
    [('Acme 12 March "after our board"', 1), ("Acme 12 March", 0), ("Acme in the spring", 0)],
)
async def test_only_a_date_the_client_named_can_be_put_off(at: Desk, line, put_offs):
    saved = await at.say(line)
    if isinstance(saved, Ask):
        saved = await at.answer(saved.draft_id, due_on=saved.intent.asks[0].due_on, asks=())

    moved = await at.say("moved Acme 20 August")

    assert moved.commitment.put_offs == put_offs


async def test_a_kept_conversation_sets_put_offs_back_to_none(at: Desk):
    await at.say(LINE)
    await at.say("moved Acme 20 March")
    await at.say("moved Acme 2 April")
    at.now += timedelta(hours=1)
    beside = await at.say("Acme tomorrow")
    await at.done(beside.commitment)
    at.now += timedelta(hours=1)

    moved = await at.say("moved Acme 20 April")
    again = await at.say("moved Acme 20 May")

    assert (moved.commitment.put_offs, again.commitment.put_offs) == (0, 1)


async def test_a_colleagues_conversation_leaves_the_count(at: Desk):
    await at.say(LINE)
    at.now += timedelta(hours=1)
    beside = await at.say("Acme tomorrow", at.ben)
    await at.done(beside.commitment, at.ben)

    assert (await at.say("moved Acme 20 April")).commitment.put_offs == 1


async def test_after_done_a_new_date_starts_at_none(at: Desk):
    await at.say(LINE)
    await at.say("moved Acme 20 March")
    await at.say("done Acme")

    assert (await at.say('Acme 12 April "see you then"')).commitment.put_offs == 0


async def test_moved_without_a_date_asks_for_one(at: Desk):
    saved = await at.say(LINE)

    assert code(await at.say("moved Acme")) == "no_date"
    assert code(await at.do(Intent(Verb.MOVED, commitment_id=saved.commitment.id))) == "no_date"
    assert isinstance(await at.say("moved 20 March"), Moved)


# Snooze, and change


async def test_a_snooze_changes_it_in_place_and_counts_nothing(at: Desk):
    saved = await at.say(LINE)

    snoozed = await at.say("snooze Acme 24 March 9am")

    c = snoozed.commitment
    assert isinstance(snoozed, Snoozed)
    assert (c.id, c.version, c.put_offs) == (saved.commitment.id, 2, 0)
    assert (c.due_on, c.due_time) == (date(2026, 3, 12), time(15))
    assert (c.back_on, c.back_time) == (date(2026, 3, 24), time(9))
    assert (c.words, c.set_by) == ("after our board has met", SetBy.CLIENT)
    assert await at.get(c) == c


async def test_a_rep_who_travels_snoozes_without_moving_the_clients_time(at: Desk):
    await at.say(LINE)
    abroad = at.ana.__class__(**{**_fields(at.ana), "zone": "America/New_York"})

    snoozed = await at.say("snooze Acme 24 March 9am", abroad)

    assert (snoozed.commitment.zone, snoozed.commitment.due_time) == ("Europe/Berlin", time(15))
    assert snoozed.commitment.due_at == datetime(2026, 3, 24, 13, tzinfo=UTC)


def _fields(rep):
    return {name: getattr(rep, name) for name in rep.__dataclass_fields__}


@pytest.mark.parametrize("verb", [Verb.SNOOZE, Verb.CHANGE])
async def test_nothing_is_put_into_the_past(at: Desk, verb):
    saved = await at.say(LINE)
    intent = Intent(verb, commitment_id=saved.commitment.id, due_on=date(2026, 3, 1))

    assert code(await at.do(intent)) == "too_late"


async def test_a_change_puts_right_what_was_saved(at: Desk):
    saved = await at.say(LINE)
    intent = Intent(
        Verb.CHANGE,
        commitment_id=saved.commitment.id,
        due_on=date(2026, 3, 13),
        words="after Easter",
    )

    changed = await at.do(intent)

    c = changed.commitment
    assert (changed.is_change, c.id, c.version) == (True, saved.commitment.id, 2)
    assert (c.due_on, c.due_time, c.words, c.note) == (
        date(2026, 3, 13),
        None,
        "after Easter",
        None,
    )
    assert (c.set_by, c.put_offs) == (SetBy.CLIENT, 0)
    assert await at.get(c) == c


async def test_who_chose_the_date_can_be_told_afterwards(at: Desk):
    saved = await at.say("Acme 12 March")

    told = await at.tell(saved.commitment, SetBy.CLIENT, "after our board")
    named = await at.tell(saved.commitment, SetBy.REP)

    assert isinstance(told, Told)
    assert (told.commitment.set_by, told.commitment.words) == (SetBy.CLIENT, "after our board")
    assert (named.commitment.set_by, named.commitment.words) == (SetBy.REP, "after our board")


async def test_what_is_told_of_something_finished_or_of_a_colleagues_changes_nothing(at: Desk):
    mine = await at.say("Acme 12 March")
    theirs = await at.say("Globex 12 March", at.ben)
    await at.done(mine.commitment)

    assert isinstance(await at.tell(mine.commitment, SetBy.CLIENT), Finished)
    assert code(await at.tell(theirs.commitment, SetBy.CLIENT)) == "not_yours"


# No


async def test_a_no_loses_a_prospect_and_proposes_a_later_try(at: Desk):
    await at.say(LINE)
    await at.say("theirs Acme Friday the contract")

    said = await at.say("no Acme too expensive")

    assert isinstance(said, SaidNo)
    assert (said.client.standing, said.client.lost_on) == (Standing.LOST, date(2026, 3, 2))
    assert (said.reason, said.second_try_on) == (LossReason.PRICE, date(2026, 9, 2))
    assert {c.state for c in said.closed} == {State.ANSWERED_NO}
    assert {c.close_reason for c in said.closed} == {"too expensive"}
    assert await at.open_for() == []


async def test_a_reason_in_quotes_is_kept_too(at: Desk):
    await at.say(LINE)

    said = await at.say("no Acme they say “no budget”")

    assert (said.reason, said.closed[0].close_reason) == (
        LossReason.BUDGET,
        "they say … no budget",
    )


async def test_a_reason_can_be_given_afterwards(at: Desk):
    await at.say(LINE)
    said = await at.say("no Acme")
    assert (said.reason, said.second_try_on) == (None, date(2026, 9, 2))

    told = await at.reason(said.client, said.change_id, LossReason.TIMING)

    assert (told.reason, told.second_try_on) == (LossReason.TIMING, date(2026, 6, 2))
    assert told.closed == said.closed


@pytest.mark.parametrize("reason", [LossReason.NOT_A_FIT, LossReason.DO_NOT_CONTACT])
async def test_no_later_try_is_proposed_where_none_is_wanted(at: Desk, reason):
    await at.say(LINE)
    said = await at.say("no Acme")

    assert (await at.reason(said.client, said.change_id, reason)).second_try_on is None


async def test_a_client_that_is_not_lost_needs_no_reason(at: Desk):
    saved = await at.say(LINE)

    assert code(await at.reason(saved.client, saved.change_id, LossReason.PRICE)) == "not_lost"


async def test_a_second_try_that_fails_is_given_a_year_from_that_day(at: Desk):
    await at.say(LINE)
    lost = await at.say("no Acme price")
    intent = Intent(Verb.WIN_BACK, client_id=lost.client.id, due_on=lost.second_try_on)
    try_ = await at.do(intent)
    assert try_.commitment.kind is Kind.WIN_BACK
    at.now = datetime(2026, 9, 2, 9, tzinfo=UTC)

    said = await at.do(Intent(Verb.NO, commitment_id=try_.commitment.id))

    assert (said.reason, said.second_try_on) == (LossReason.PRICE, date(2027, 9, 2))
    assert said.client.lost_on == date(2026, 3, 2)


async def test_a_second_no_may_bring_the_reason(at: Desk):
    await at.say(LINE)
    await at.say("Acme Friday", at.ben)
    await at.say("no Acme")

    said = await at.say("no Acme please do not contact", at.ben)

    assert (said.reason, said.second_try_on) == (LossReason.DO_NOT_CONTACT, None)


async def test_a_paying_client_is_asked_no_to_what(at: Desk):
    known = await at.client("Acme", Standing.ACTIVE)
    first = await at.say(LINE)
    other = await at.say("Acme 20 March")

    asked = await at.say("no Acme not now")
    assert (asked.question, asked.clients) == (Question.NO_TO_WHAT, (known,))
    assert len(await at.open_for()) == 2
    said = await at.answer(asked.draft_id, scope="this")

    assert (said.is_everything, said.second_try_on, said.client) == (False, None, known)
    assert [(c.id, c.state) for c in said.closed] == [(first.commitment.id, State.ANSWERED_NO)]
    assert await at.open_for() == [other.commitment]


async def test_a_paying_clients_no_to_everything_loses_it(at: Desk):
    await at.client("Acme", Standing.ACTIVE)
    await at.say(LINE)
    asked = await at.say("no Acme")

    said = await at.answer(asked.draft_id, scope="everything")

    assert (said.is_everything, said.client.standing) == (True, Standing.LOST)


async def test_a_colleagues_dates_stand_and_the_colleague_is_told(at: Desk):
    await at.say(LINE)
    bens = await at.say("Acme Friday", at.ben)

    said = await at.say("no Acme")

    assert said.colleague_ids == (at.ben.id,)
    assert await at.get(bens.commitment) == bens.commitment
    told = await at.rows(tables.outbox)
    assert [(row["rep_id"], row["kind"]) for row in told] == [(at.ben.id, "told_no")]
    (nudge,) = await at.deliver()
    assert [s.commitment for s in nudge.shown] == [bens.commitment]
    assert (nudge.client.name, nudge.by_user_id) == ("Acme", at.ana.slack_user_id)


async def test_a_queued_nudge_dies_with_the_no_in_the_same_transaction(at: Desk):
    await at.say("Acme today 10:12")
    at.now += timedelta(minutes=3)
    await at.sweep()

    await at.say("no Acme")

    assert [row["state"] for row in await at.rows(tables.outbox)] == ["cancelled"]


# Undo

WAYS = ["done Acme", "moved Acme 20 March", "snooze Acme 24 March", "no Acme price"]


@pytest.mark.parametrize("text", WAYS)
async def test_undo_puts_everything_back_as_it_was(at: Desk, text):
    await at.client("Acme")
    saved = await at.say(LINE)
    before = await at.rows(tables.commitments), await at.rows(tables.clients)
    outcome = await at.say(text)

    undone = await at.undo(outcome.change_id)

    assert (undone.commitment.id, undone.client_name) == (saved.commitment.id, "Acme")
    after = await at.rows(tables.commitments), await at.rows(tables.clients)
    assert [_but_version(r) for rows in after for r in rows if r.get("state") != "cancelled"] == [
        _but_version(r) for rows in before for r in rows
    ]


def _but_version(row):
    """What was said, as why a buyer cools off, stays said."""
    left_out = ("version", "reasons_told_on")
    return {name: value for name, value in row.items() if name not in left_out}


async def test_undo_of_a_change_brings_the_old_words_back(at: Desk):
    saved = await at.say(LINE)
    intent = Intent(Verb.CHANGE, commitment_id=saved.commitment.id, due_on=date(2026, 3, 13))
    changed = await at.do(intent)

    undone = await at.undo(changed.change_id)

    assert (undone.commitment.words, undone.commitment.due_time) == (
        saved.commitment.words,
        time(15),
    )


async def test_undo_of_a_snooze_keeps_what_was_told_since(at: Desk):
    saved = await at.say("Acme 12 March 3pm")
    snoozed = await at.say("snooze Acme 24 March")
    await at.tell(saved.commitment, SetBy.CLIENT, "after our board")

    undone = await at.undo(snoozed.change_id)

    assert undone.commitment.back_on == date(2026, 3, 12)
    assert (undone.commitment.set_by, undone.commitment.words) == (SetBy.CLIENT, "after our board")


async def test_undo_of_a_no_keeps_the_colleague_from_being_told(at: Desk):
    await at.say(LINE)
    await at.say("Acme Friday", at.ben)
    said = await at.say("no Acme")
    await at.reason(said.client, said.change_id, LossReason.DO_NOT_CONTACT)

    await at.undo(said.change_id)

    assert await at.deliver() == []
    assert isinstance(await at.say("Acme Monday"), Saved)


async def test_undo_alone_takes_back_the_latest(at: Desk):
    await at.say(LINE)
    at.now += timedelta(seconds=1)
    other = await at.say("Globex Friday")

    undone = await at.say("undo")

    assert undone.client_name == "Globex"
    assert (await at.get(other.commitment)).state is State.CANCELLED


@pytest.mark.parametrize(
    ("after", "problem"),
    [
        (timedelta(minutes=9, seconds=59), None),
        (timedelta(minutes=10), "undo_too_late"),
        (timedelta(days=1), "undo_too_late"),
    ],
)
async def test_undo_works_for_ten_minutes(at: Desk, after, problem):
    saved = await at.say(LINE)
    at.now += after

    outcome = await at.undo(saved.change_id)

    assert (code(outcome) if problem else None) == problem


async def test_undo_alone_finds_nothing_older_than_ten_minutes(at: Desk):
    await at.say(LINE)
    at.now += timedelta(minutes=10)

    assert code(await at.say("undo")) == "nothing_to_undo"


async def test_undo_twice_says_so(at: Desk):
    saved = await at.say(LINE)
    await at.undo(saved.change_id)

    assert code(await at.undo(saved.change_id)) == "already_undone"


async def test_undo_after_a_later_change_puts_nothing_back(at: Desk):
    saved = await at.say(LINE)
    await at.say("snooze Acme 24 March")
    before = await at.get(saved.commitment)

    assert code(await at.undo(saved.change_id)) == "changed_since"
    assert await at.get(saved.commitment) == before


async def test_another_reps_change_is_not_mine_to_undo(at: Desk):
    saved = await at.say(LINE)

    assert code(await at.undo(saved.change_id, at.ben)) == "nothing_to_undo"


# Lists


async def test_lists_show_what_is_asked_for(at: Desk):
    await at.client("Acme")
    for day in ("today", "Wednesday", "Sunday", "9 March", "today 10:15"):
        await at.say(f"Acme {day}")
    await at.say("Globex 10 March")
    at.now += timedelta(hours=1)

    async def count(asked: str) -> int:
        return len((await at.db.read(followups.listed, at.ana, asked, at.now)).commitments)

    assert [await count(w) for w in ("", "ALL", "today", "week", "overdue", "acme", "globex")] == [
        6,
        6,
        2,
        4,
        1,
        5,
        1,
    ]


async def test_a_list_of_two_clients_with_one_name_has_both(at: Desk):
    for name in ("Acme", "ACME"):
        client = await at.client(name)
        await at.do(Intent(Verb.RECORD, client_id=client.id, due_on=date(2026, 3, 9)))

    found = await at.db.read(followups.listed, at.ana, "Acme", at.now)

    assert (found.which, len(found.commitments)) == ("client", 2)


async def test_a_list_of_nobody_says_so(at: Desk):
    found = await at.db.read(followups.listed, at.ana, "Acme", at.now)

    assert (found.which, found.client_name) == ("unknown_client", "Acme")


async def test_a_long_list_ends_with_how_many_more_there_are(at: Desk):
    client = await at.client("Acme")
    for n in range(followups.MOST_LISTED + 3):
        day = date(2026, 3, 9) + timedelta(days=n)
        await at.do(Intent(Verb.RECORD, client_id=client.id, due_on=day))

    found = await at.db.read(followups.listed, at.ana, "", at.now)

    assert (len(found.commitments), found.more) == (followups.MOST_LISTED, 3)


async def test_help_and_list_come_back_as_a_line(at: Desk):
    line = await at.db.write(followups.take_line, at.request(), "list week", lambda part: ())

    assert (line.intent.verb, line.rest) == (Verb.LIST, "week")


async def test_a_client_of_another_workspace_is_not_ours(at: Desk):
    known = await at.client("Acme")

    assert await at.db.read(clients.known, "T0OTHER", known.id) is None
    with pytest.raises(LookupError):
        await at.db.read(clients.get, "T0OTHER", known.id)
    assert await at.db.read(outbox.message_at, "T0OTHER", "D1", "1") is None


# A form that comes again

ONE, OTHER = "form:1:one", "form:1:other"


def acme(words: str) -> Intent:
    return Intent(Verb.RECORD, client_name="Acme", due_on=date(2026, 3, 12), words=words)


async def test_a_form_that_comes_again_with_a_changed_word_is_saved_once(at: Desk):
    saved = await at.do(acme("in March"), key=ONE)

    again = await at.do(acme("in April"), key=OTHER)

    assert again == FormStands(saved)
    assert [c.words for c in await at.open_for()] == ["in March"]


async def test_the_changed_form_gets_the_same_answer_as_often_as_it_comes(at: Desk):
    await at.do(acme("in March"), key=ONE)

    told = [await at.do(acme("in April"), key=OTHER) for _ in range(3)]

    assert told[0] == told[1] == told[2]


async def test_a_form_that_was_refused_is_put_right_and_saved(at: Desk):
    past = replace(acme("in March"), due_on=date(2026, 3, 1))
    assert isinstance(await at.do(past, key=ONE), Refused)

    assert isinstance(await at.do(acme("in March"), key=OTHER), Saved)
    assert isinstance(await at.do(acme("in April"), key="form:1:third"), FormStands)


async def test_two_forms_are_two_follow_ups(at: Desk):
    await at.do(acme("in March"), key=ONE)
    await at.do(acme("in March"), key="form:2:one")

    assert len(await at.open_for()) == 2


async def test_one_form_sent_twice_at_once_with_different_words_is_saved_once(at: Desk):
    told = await asyncio.gather(
        at.do(acme("in March"), key=ONE), at.do(acme("in April"), key=OTHER)
    )

    (kept,) = await at.open_for()
    assert sorted(type(outcome).__name__ for outcome in told) == ["FormStands", "Saved"]
    assert {outcome.first if isinstance(outcome, FormStands) else outcome for outcome in told} == {
        next(outcome for outcome in told if isinstance(outcome, Saved))
    }
    assert kept.words in ("in March", "in April")
