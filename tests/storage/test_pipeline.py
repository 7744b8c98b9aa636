"""What happens, in one transaction, when a rep asks for something about a deal?"""

import asyncio
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.deal import DealState
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Kind, Money, SetBy, Standing, State
from bot.playbook.outcome import (
    Ask,
    DealLost,
    DealSaved,
    DealWon,
    Question,
    Refused,
    SaidNo,
    Undone,
    WhichDeal,
)
from bot.playbook.pipeline_intent import PipelineIntent, Step
from bot.playbook.problem import Problem
from bot.playbook.winback import LossReason
from storage import clientele, commitments, deals, drafts, pipeline, stages, tables
from storage.database import Database
from tests.cast import WORKSPACE
from tests.sales import Sales, euros, open_sales

TODAY = date(2026, 3, 2)


@pytest.fixture
async def sales(db: Database) -> Sales:
    return await open_sales(db)


# Adding


async def test_a_deal_is_added_with_all_that_was_said_and_creates_its_client(sales: Sales) -> None:
    saved = await sales.do(
        Step.ADD,
        client_name="Acme",
        deal_name="New line",
        amount=euros(40_000),
        stage_name="review",
        close_on=date(2026, 6, 30),
        decide_by=date(2026, 5, 1),
    )
    assert isinstance(saved, DealSaved)
    deal = saved.shown.deal
    assert (saved.what, saved.is_new_client, saved.was) == ("added", True, None)
    assert (deal.client_name, deal.name, deal.stage_name) == (
        "Acme",
        "New line",
        "Review a proposal",
    )
    assert (deal.amount, deal.worth) == (euros(40_000), euros(40_000))
    assert (deal.opened_on, deal.stage_since, deal.close_on) == (TODAY, TODAY, date(2026, 6, 30))
    assert (deal.decide_by, deal.state) == (date(2026, 5, 1), DealState.OPEN)


async def test_a_deal_without_a_stage_or_a_name_begins_at_the_first_under_its_clients(
    sales: Sales,
) -> None:
    deal = await sales.add("Acme")
    assert (deal.stage_name, deal.name) == ("Meet", "Acme")


async def test_the_same_deal_is_not_added_twice(sales: Sales) -> None:
    await sales.add("Acme", deal_name="New line")
    again = await sales.refused(Step.ADD, client_name="ACME", deal_name="new line", amount=euros(9))
    assert again == Problem("deal_known", {"client": "Acme", "deal": "new line"})


async def test_a_close_name_is_asked_about_and_may_be_a_new_client(sales: Sales) -> None:
    known = await sales.add("Acme")
    asked = await sales.do(Step.ADD, client_name="Acmee", amount=euros(5))
    assert isinstance(asked, Ask)
    assert (asked.question, [c.id for c in asked.clients]) == (
        Question.WHICH_CLIENT,
        [known.client_id],
    )
    saved = await sales.answer(asked.draft_id, is_new_client=True)
    assert isinstance(saved, DealSaved)
    assert saved.shown.deal.client_name == "Acmee"


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"amount": None}, Problem("no_amount", {"client": "Acme"})),
        ({"amount": euros(0)}, Problem("zero_amount")),
        ({"amount": euros(-5)}, Problem("negative_money", {"text": "-500"})),
        ({"amount": Money(10**17, "EUR")}, Problem("too_much", {"text": "100000000000000000"})),
        ({"close_on": date(2026, 3, 1)}, Problem("close_past", {"on": date(2026, 3, 1)})),
        ({"decide_by": date(2026, 3, 1)}, Problem("decide_past", {"on": date(2026, 3, 1)})),
        ({"close_on": date(2031, 3, 3)}, Problem("too_far", {"on": date(2031, 3, 3), "years": 5})),
        ({"stage_id": 7}, "unknown_stage"),
        ({"stage_name": "dream"}, "unknown_stage"),
        ({"client_name": ""}, Problem("no_client")),
    ],
)
async def test_what_no_deal_can_be_is_refused_and_kept_for_the_form(
    sales: Sales, facts: dict[str, Any], problem: Problem | str
) -> None:
    facts = {"client_name": "Acme", "amount": euros(5)} | facts
    outcome = await sales.do(Step.ADD, **facts)
    assert isinstance(outcome, Refused)
    assert problem in (outcome.problem, outcome.problem.code)
    kept = await sales.db.read(drafts.find, WORKSPACE, sales.ana.id, outcome.draft_id)
    assert kept == PipelineIntent(Step.ADD, **facts)


@pytest.mark.parametrize("day", [{"close_on": TODAY}, {"decide_by": TODAY}])
async def test_today_is_not_past(sales: Sales, day: dict[str, date]) -> None:
    assert (await sales.add("Acme", **day)).is_open


async def test_the_greatest_deal_anybody_sells_is_kept(sales: Sales) -> None:
    deal = await sales.add("Acme", 10**12, stage_name="decide")
    stands = await sales.against()
    assert (deal.worth, stands.open_minor) == (euros(10**12), 10**14)
    assert stands.weighted_minor == 7 * 10**13


async def test_an_added_deal_can_be_undone_and_its_client_with_it(sales: Sales) -> None:
    saved = await sales.do(Step.ADD, client_name="Acme", amount=euros(5))
    assert isinstance(saved, DealSaved)
    undone = await sales.undo(saved.change_id)
    assert isinstance(undone, Undone)
    assert (undone.client_name, undone.deal) == ("Acme", None)
    assert (await sales.against()).deals == 0
    assert isinstance(await sales.do(Step.ADD, client_name="Acme", amount=euros(5)), DealSaved)


async def test_a_client_with_a_deal_outlives_the_undone_follow_up_that_named_it(
    sales: Sales,
) -> None:
    saved = await sales.of_client(Deed.ADD, None, client_name="Acme", is_new_client=True)
    await sales.add("Acme")
    await sales.undo(saved.change_id)
    assert (await sales.client(saved.client.id)).name == "Acme"


async def test_the_same_request_delivered_twice_adds_one_deal(sales: Sales) -> None:
    facts: dict[str, Any] = {"client_name": "Acme", "amount": euros(5)}
    first = await sales.do(Step.ADD, key="once", **facts)
    assert await sales.do(Step.ADD, key="once", **facts) == first
    assert (await sales.against()).deals == 1


# Which deal


async def test_the_clients_only_deal_is_the_one_that_is_meant(sales: Sales) -> None:
    deal = await sales.add("Acme")
    moved = await sales.do(Step.MOVE, client_name="acme", stage_name="decide")
    assert isinstance(moved, DealSaved)
    assert (moved.shown.deal.id, moved.shown.deal.stage_name) == (deal.id, "Decide")


async def test_of_several_deals_the_greatest_five_are_offered_and_nothing_changes(
    sales: Sales,
) -> None:
    for size in range(1, 8):
        await sales.add("Acme", size, deal_name=f"Deal {size}")
    asked = await sales.do(Step.WON, client_name="Acme")
    assert isinstance(asked, WhichDeal)
    assert [shown.deal.name for shown in asked.deals] == [f"Deal {n}" for n in (7, 6, 5, 4, 3)]
    assert (await sales.against()).deals == 7
    won = await sales.answer(asked.draft_id, deal_id=asked.deals[1].deal.id)
    assert isinstance(won, DealWon)
    assert won.deal.name == "Deal 6"


@pytest.mark.parametrize(("said", "meant"), [("New line", "New line"), ("service", "Service 2027")])
async def test_a_deal_is_known_by_its_name_or_a_part_of_it(
    sales: Sales, said: str, meant: str
) -> None:
    for name in ("New line", "New line two", "Service 2027"):
        await sales.add("Acme", deal_name=name)
    won = await sales.do(Step.WON, client_name="Acme", deal_name=said)
    assert isinstance(won, DealWon)
    assert won.deal.name == meant


async def test_without_a_client_the_reps_only_open_deal_is_meant(sales: Sales) -> None:
    deal = await sales.add("Acme")
    won = await sales.do(Step.WON)
    assert isinstance(won, DealWon)
    assert won.deal.id == deal.id
    assert await sales.refused(Step.WON) == Problem("no_client")


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"client_name": "Acme"}, Problem("no_open_deal", {"client": "Acme", "deal": ""})),
        (
            {"client_name": "Globex", "deal_name": "Pumps"},
            Problem("unknown_deal", {"client": "Globex", "deal": "Pumps"}),
        ),
        ({"client_name": "Nobody at all"}, Problem("unknown_client", {"client": "Nobody at all"})),
        ({"deal_id": 7}, Problem("deal_gone")),
    ],
)
async def test_a_deal_that_is_not_there_cannot_be_moved(
    sales: Sales, facts: dict[str, Any], problem: Problem
) -> None:
    await sales.of_client(Deed.ADD, None, client_name="Acme", is_new_client=True)
    await sales.add("Globex", deal_name="Valves")
    assert await sales.refused(Step.MOVE, stage_name="decide", **facts) == problem


async def test_a_close_name_is_asked_about_before_a_deal_changes(sales: Sales) -> None:
    await sales.add("Acme")
    asked = await sales.do(Step.WON, client_name="Acmee")
    assert isinstance(asked, Ask)
    assert (asked.question, asked.may_be_new) == (Question.WHICH_CLIENT, False)


async def test_a_colleagues_deal_is_left_alone_but_a_manager_may_move_it(sales: Sales) -> None:
    deal = await sales.add("Acme", rep=sales.ben)
    refused = await sales.refused(Step.WON, deal_id=deal.id)
    assert refused == Problem("not_your_deal", {"deal": "Acme", "client": "Acme"})
    assert (await sales.refused(Step.WON, client_name="Acme")).code == "no_open_deal"
    moved = await sales.do(Step.MOVE, sales.mia, client_name="Acme", stage_name="decide")
    assert isinstance(moved, DealSaved)
    assert moved.shown.deal.rep_id == sales.ben.id


async def test_a_form_that_was_open_while_the_deal_changed_is_not_saved(sales: Sales) -> None:
    deal = await sales.add("Acme")
    await sales.on_deal(Step.MOVE, deal, stage_name="decide")
    late = await sales.refused(Step.CHANGE, deal_id=deal.id, deal_version=1, amount=euros(1))
    assert late == Problem("deal_changed", {"deal": "Acme", "client": "Acme"})


# Moving and changing


async def test_a_move_says_what_was_and_counts_the_days_anew(sales: Sales) -> None:
    deal = await sales.add("Acme")
    sales.pass_days(10)
    moved = await sales.on_deal(Step.MOVE, deal, stage_name="Explore")
    assert isinstance(moved, DealSaved)
    assert moved.was == deal
    assert (moved.shown.deal.stage_since, moved.shown.days_in_stage) == (date(2026, 3, 12), 0)
    rows = await rows_of(sales, tables.passages)
    assert [(r["days"], r["left_on"]) for r in rows] == [(10, date(2026, 3, 12)), (None, None)]


async def test_an_undone_move_leaves_no_trace(sales: Sales) -> None:
    deal = await sales.add("Acme")
    sales.pass_days(3)
    moved = await sales.on_deal(Step.MOVE, deal, stage_name="Decide")
    assert isinstance(moved, DealSaved)
    undone = await sales.undo(moved.change_id)
    assert isinstance(undone, Undone)
    back = await sales.get(deal)
    assert undone.deal == back
    assert (back.stage_name, back.stage_since) == ("Meet", TODAY)
    standing = [r for r in await rows_of(sales, tables.passages) if r["gone_at"] is None]
    assert [(r["days"], r["left_on"]) for r in standing] == [(None, None)]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({}, "no_stage"),
        ({"stage_name": "meet"}, "same_stage"),
        ({"stage_name": "x"}, "unknown_stage"),
    ],
)
async def test_a_move_needs_another_stage(sales: Sales, facts: dict[str, Any], code: str) -> None:
    deal = await sales.add("Acme")
    assert (await sales.refused(Step.MOVE, deal_id=deal.id, **facts)).code == code


async def test_only_a_close_date_moved_later_counts_as_a_slip(sales: Sales) -> None:
    deal = await sales.add("Acme")
    counted = []
    for day in (10, 20, 15, 16, 16):
        await sales.on_deal(Step.CHANGE, deal, close_on=date(2026, 6, day))
        counted.append((await sales.get(deal)).close_moves)
    assert counted == [0, 1, 1, 2, 2]


async def test_a_change_may_name_everything_at_once(sales: Sales) -> None:
    deal = await sales.add("Acme")
    changed = await sales.on_deal(
        Step.CHANGE,
        deal,
        new_name="Line two",
        amount=euros(45_000),
        stage_id=(await sales.stage("Explore")).id,
        decide_by=date(2026, 5, 1),
    )
    assert isinstance(changed, DealSaved)
    now_is = changed.shown.deal
    assert (now_is.name, now_is.worth, now_is.stage_name) == ("Line two", euros(45_000), "Explore")
    assert now_is.decide_by == date(2026, 5, 1)


async def test_a_form_sent_back_as_it_was_changes_nothing(sales: Sales) -> None:
    deal = await sales.add("Acme")
    same = {"stage_id": deal.stage_id, "amount": deal.amount, "new_name": deal.name}
    refused = await sales.refused(Step.CHANGE, deal_id=deal.id, **same)
    assert refused == Problem("nothing_changed", {"deal": "Acme"})
    assert (await sales.get(deal)).version == deal.version


async def test_two_open_deals_of_a_client_do_not_share_a_name(sales: Sales) -> None:
    await sales.add("Acme", deal_name="One")
    two = await sales.add("Acme", deal_name="Two")
    refused = await sales.refused(Step.CHANGE, deal_id=two.id, new_name="one")
    assert refused == Problem("deal_known", {"client": "Acme", "deal": "one"})


# Won


async def test_a_won_deal_makes_its_client_one_that_pays(sales: Sales) -> None:
    deal = await sales.add("Acme")
    won = await sales.won(deal, amount=euros(38_000), on=date(2026, 2, 27))
    assert (won.deal.state, won.deal.closed_on) == (DealState.WON, date(2026, 2, 27))
    assert (won.deal.worth, won.client.standing) == (euros(38_000), Standing.ACTIVE)
    assert (won.against.open_minor, won.against.deals) == (0, 0)


async def test_an_undone_win_puts_the_client_and_the_amount_back(sales: Sales) -> None:
    deal = await sales.add("Acme")
    won = await sales.won(deal, amount=euros(38_000))
    await sales.undo(won.change_id)
    back = await sales.get(deal)
    assert (back.state, back.amount, back.closed_on) == (DealState.OPEN, euros(40_000), None)
    assert (await sales.client(deal.client_id)).standing is Standing.PROSPECT
    assert (await sales.against()).open_minor == 40_000_00


async def test_a_lost_client_that_buys_is_won_back(sales: Sales) -> None:
    deal = await sales.add("Acme", rep=sales.ben)
    await sales.of_client(Deed.LOST, deal.client_id, sales.ana, reason="price")
    won = await sales.won(deal, sales.ben)
    assert (won.client.standing, won.client.lost_reason) == (Standing.ACTIVE, None)
    assert [row["won_back_on"] for row in await rows_of(sales, tables.losses)] == [TODAY]


async def test_a_won_deal_closes_the_second_try_and_undo_opens_it_again(sales: Sales) -> None:
    deal = await sales.add("Acme")
    await sales.of_client(Deed.LOST, deal.client_id, reason="price")
    again = {"client_id": deal.client_id, "due_on": date(2026, 9, 2), "set_by": SetBy.REP}
    await sales.follow_up(Intent(Verb.WIN_BACK, **again))
    other = await sales.add("Acme", deal_name="Second line")
    won = await sales.won(other)
    assert [(c.kind, c.state, c.due_on) for c in won.closed] == [
        (Kind.WIN_BACK, State.KEPT, date(2026, 9, 2))
    ]
    ahead = partial(commitments.open_for, workspace_id=WORKSPACE, client_id=deal.client_id)
    assert await sales.db.read(ahead) == []
    await sales.undo(won.change_id)
    assert [c.kind for c in await sales.db.read(ahead)] == [Kind.WIN_BACK]


@pytest.mark.parametrize("step", [Step.WON, Step.LOST])
async def test_nothing_ends_tomorrow(sales: Sales, step: Step) -> None:
    deal = await sales.add("Acme")
    tomorrow = TODAY + timedelta(days=1)
    refused = await sales.refused(step, deal_id=deal.id, on=tomorrow)
    assert refused == Problem("deal_to_come", {"on": tomorrow})


async def test_a_deal_ends_once(sales: Sales) -> None:
    deal = await sales.add("Acme")
    await sales.won(deal)
    for step in (Step.WON, Step.LOST, Step.MOVE, Step.CHANGE):
        refused = await sales.refused(step, deal_id=deal.id, stage_name="decide")
        assert refused == Problem("deal_closed", {"deal": "Acme", "client": "Acme", "on": TODAY})


# Lost


async def test_a_lost_deal_asks_why_and_whether_the_client_is_lost_too(sales: Sales) -> None:
    deal = await sales.add("Acme")
    lost = await sales.on_deal(Step.LOST, deal)
    assert isinstance(lost, DealLost)
    assert (lost.deal.state, lost.deal.lost_reason) == (DealState.LOST, None)
    assert (lost.asks_for_reason, lost.asks_about_client) == (True, True)
    assert lost.client.standing is Standing.PROSPECT
    assert lost.second_try_on == date(2026, 9, 2)  # six months on, as while nobody knows why


@pytest.mark.parametrize(
    ("facts", "reason", "again_on"),
    [
        ({"reason": "champion_left"}, "champion_left", date(2026, 4, 2)),
        ({"note": "too slow and too expensive"}, "price", date(2026, 9, 2)),
        ({"reason": "not_a_fit"}, "not_a_fit", None),
    ],
)
async def test_the_reason_decides_when_to_try_again(
    sales: Sales, facts: dict[str, str], reason: str, again_on: date | None
) -> None:
    deal = await sales.add("Acme")
    lost = await sales.on_deal(Step.LOST, deal, **facts)
    assert isinstance(lost, DealLost)
    assert (lost.deal.lost_reason, lost.asks_for_reason) == (reason, False)
    assert lost.second_try_on == again_on


async def test_a_reason_told_afterwards_leaves_the_loss_to_be_undone(sales: Sales) -> None:
    deal = await sales.add("Acme")
    lost = await sales.on_deal(Step.LOST, deal)
    told = await sales.on_deal(Step.LOST, deal, reason="timing", is_client_lost=False)
    assert isinstance(lost, DealLost)
    assert isinstance(told, DealLost)
    assert (told.change_id, told.deal.lost_reason) == (lost.change_id, "timing")
    assert (told.asks_for_reason, told.asks_about_client) == (False, False)
    await sales.undo(told.change_id)
    assert (await sales.get(deal)).is_open


async def test_a_reason_told_next_week_is_a_change_of_its_own(sales: Sales) -> None:
    deal = await sales.add("Acme")
    await sales.on_deal(Step.LOST, deal)
    sales.pass_days(7)
    told = await sales.on_deal(Step.LOST, deal, reason="price")
    assert isinstance(told, DealLost)
    await sales.undo(told.change_id)
    back = await sales.get(deal)
    assert (back.state, back.lost_reason) == (DealState.LOST, None)


async def test_the_client_may_be_lost_with_its_deal_in_one_change(sales: Sales) -> None:
    deal = await sales.add("Acme")
    other = await sales.add("Acme", deal_name="Other")
    lost = await sales.on_deal(Step.LOST, deal, is_client_lost=True, reason="competitor")
    assert isinstance(lost, DealLost)
    assert (lost.client.standing, lost.asks_about_client) == (Standing.LOST, False)
    assert lost.client.lost_reason == "competitor"
    assert not (await sales.get(other)).is_open
    await sales.undo(lost.change_id)
    assert (await sales.get(deal)).is_open
    assert (await sales.get(other)).is_open
    assert (await sales.client(deal.client_id)).standing is Standing.PROSPECT


async def test_the_client_may_be_lost_after_its_deal(sales: Sales) -> None:
    deal = await sales.add("Acme")
    await sales.on_deal(Step.LOST, deal, reason="price")
    gone = await sales.on_deal(Step.LOST, deal, is_client_lost=True)
    assert isinstance(gone, SaidNo)
    assert (gone.client.standing, gone.reason) == (Standing.LOST, LossReason.PRICE)


# Going on after all


async def test_a_deal_goes_on_where_it_stood(sales: Sales) -> None:
    deal = await sales.add("Acme", stage_name="decide")
    await sales.on_deal(Step.LOST, deal, reason="price")
    sales.pass_days(20)
    again = await sales.do(Step.REOPEN, client_name="Acme")
    assert isinstance(again, DealSaved)
    now_is = again.shown.deal
    assert (again.what, now_is.stage_name, now_is.stage_since) == (
        "reopened",
        "Decide",
        date(2026, 3, 22),
    )
    assert (now_is.closed_on, now_is.lost_reason) == (None, None)
    assert all(row["outcome"] is None for row in await rows_of(sales, tables.passages))


async def test_a_deal_that_is_open_cannot_go_on(sales: Sales) -> None:
    deal = await sales.add("Acme")
    refused = await sales.refused(Step.REOPEN, deal_id=deal.id)
    assert refused == Problem("deal_open", {"deal": "Acme", "client": "Acme", "on": None})


async def test_a_reopened_deal_starts_anew_when_its_stage_is_gone(sales: Sales) -> None:
    deal = await sales.add("Acme", stage_name="decide")
    await sales.on_deal(Step.LOST, deal)
    await sales.do(Step.STAGES, sales.mia, what="remove", stage_name="decide")
    again = await sales.on_deal(Step.REOPEN, deal)
    assert isinstance(again, DealSaved)
    assert again.shown.deal.stage_name == "Meet"


async def test_a_reopened_deal_may_take_another_stage(sales: Sales) -> None:
    deal = await sales.add("Acme")
    await sales.won(deal)
    again = await sales.on_deal(Step.REOPEN, deal, stage_name="explore")
    assert isinstance(again, DealSaved)
    assert again.shown.deal.stage_name == "Explore"
    assert (await sales.refused(Step.REOPEN, deal_id=deal.id, stage_name="x")).code == "deal_open"


async def test_a_deal_is_not_reopened_on_a_stage_nobody_knows(sales: Sales) -> None:
    deal = await sales.add("Acme")
    await sales.won(deal)
    assert (await sales.refused(Step.REOPEN, deal_id=deal.id, stage_name="x")).code == (
        "unknown_stage"
    )


async def test_what_a_paying_client_buys_leaves_it_paying(sales: Sales) -> None:
    client = await sales.paying("Acme", 5)
    won = await sales.won(await sales.add("Acme"))
    assert (won.client.standing, won.client.version) == (Standing.ACTIVE, client.version)


async def test_a_loss_pressed_twice_is_told_as_it_is(sales: Sales) -> None:
    deal = await sales.add("Acme")
    first = await sales.on_deal(Step.LOST, deal)
    assert await sales.on_deal(Step.LOST, deal) == first


async def test_a_stage_that_never_was_is_not_found(sales: Sales) -> None:
    with pytest.raises(LookupError):
        await sales.db.read(stages.get, WORKSPACE, 7)


async def test_a_colleagues_closed_deal_is_not_reopened(sales: Sales) -> None:
    deal = await sales.add("Acme", rep=sales.ben)
    await sales.won(deal, sales.ben)
    assert (await sales.refused(Step.REOPEN, client_name="Acme")).code == "no_open_deal"


# The rest


async def test_an_unknown_client_of_a_list_is_asked_about(sales: Sales) -> None:
    await sales.add("Acme")
    asked = await sales.do(Step.LIST, which="client", client_name="Acmee")
    assert isinstance(asked, Ask)
    assert (asked.question, asked.may_be_new) == (Question.WHICH_CLIENT, False)
    sure = await sales.do(Step.LIST, which="client", client_name="Acme")
    assert isinstance(sure, Ask)
    assert [c.name for c in sure.clients] == ["Acme"]
    nobody = await sales.refused(Step.LIST, client_name="Nobody at all")
    assert nobody == Problem("unknown_client", {"client": "Nobody at all"})


@pytest.mark.parametrize("step", [Step.MINE, Step.STRESS, Step.HELP])
async def test_what_only_shows_carries_nothing_out(sales: Sales, step: Step) -> None:
    assert await sales.refused(step) == Problem("nothing_asked")


async def test_a_line_that_could_not_be_read_waits_for_the_form(sales: Sales) -> None:
    intent, problem = PipelineIntent(Step.ADD, client_name="Acme"), Problem("no_amount")
    refused = await sales.db.write(pipeline.refuse, sales.request(), intent, problem)
    assert isinstance(refused, Refused)
    assert await sales.db.read(drafts.find, WORKSPACE, sales.ana.id, refused.draft_id) == intent


async def test_a_choice_about_a_client_is_carried_on_as_one(sales: Sales) -> None:
    known = await sales.add("Acme")
    intent = ClientIntent(Deed.VALUE, client_name="Acmee", value=euros(7))
    asked = await sales.db.write(clientele.carry_out, sales.request(), intent)
    assert isinstance(asked, Ask)
    await sales.answer(asked.draft_id, client_id=known.client_id)
    assert (await sales.client(known.client_id)).value == euros(7)


async def test_changes_of_one_pipeline_at_once_are_all_counted(sales: Sales) -> None:
    deal = await sales.add("Acme")
    await asyncio.gather(
        sales.on_deal(Step.CHANGE, deal, amount=euros(1)),
        sales.on_deal(Step.CHANGE, deal, new_name="New line"),
        sales.add("Globex", 20, is_new_client=True),
        sales.add("Initech", 300, is_new_client=True),
        sales.add("Hooli", 4_000, rep=sales.ben, is_new_client=True),
    )
    now_is = await sales.get(deal)
    assert (now_is.version, now_is.name, now_is.worth) == (3, "New line", euros(1))
    stood = await sales.stood_on(TODAY)
    assert (stood.deals, stood.open_minor) == (3, 321_00)
    assert (await sales.stood_on(TODAY, sales.ben)).open_minor == 4_000_00


async def test_two_who_win_one_deal_at_once_win_it_once(sales: Sales) -> None:
    deal = await sales.add("Acme")
    outcomes = await asyncio.gather(
        sales.on_deal(Step.WON, deal),
        sales.on_deal(Step.WON, deal, sales.mia),
        sales.on_deal(Step.LOST, deal),
    )
    assert sum(isinstance(each, Refused) for each in outcomes) == 2
    assert len([r for r in await rows_of(sales, tables.passages) if r["outcome"]]) == 1


async def rows_of(sales: Sales, table: Any) -> list[Any]:
    def read(conn: Any) -> list[Any]:
        return list(conn.execute(select(table).order_by(table.c.id)).mappings().all())

    return await sales.db.read(read)


async def test_deals_that_are_not_named_are_none(sales: Sales) -> None:
    assert await sales.db.read(deals.several, WORKSPACE, []) == []
