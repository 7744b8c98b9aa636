"""What happens, in one transaction, when a rep types a line about a deal?"""

from collections.abc import Sequence

import pytest

from bot.playbook.deal import DealState
from bot.playbook.model import Rep
from bot.playbook.outcome import DealSaved, DealWon, Outcome, Refused, Saved, Undone, WhichDeal
from bot.playbook.pipeline_intent import PipelineIntent, PipelineLine, Step
from bot.playbook.when import Reading, find_whens
from storage import deals, drafts, pipeline_lines
from storage.database import Database
from tests.cast import NOW, WORKSPACE
from tests.sales import Sales, euros, open_sales


@pytest.fixture
async def sales(db: Database) -> Sales:
    return await open_sales(db)


async def typed(
    sales: Sales, text: str, rep: Rep | None = None, key: str | None = None
) -> Outcome | PipelineLine:
    """`/pipeline text`."""

    def find(part: str) -> Sequence[Reading]:
        return find_whens(part, now=NOW, locale="en-GB")

    request = sales.request(rep, key)
    return await sales.db.write(pipeline_lines.take_line, request, text, None, find)


@pytest.mark.parametrize(
    "line",
    ["", "help", "list stuck", "stress", "target", "target team", "stages", "rate", "currency"],
)
async def test_what_only_shows_comes_back_as_it_was_read(sales: Sales, line: str) -> None:
    assert isinstance(await typed(sales, line), PipelineLine)


async def test_a_line_is_carried_out(sales: Sales) -> None:
    saved = await typed(sales, 'add Acme "New line" 40k review')
    assert isinstance(saved, DealSaved)
    assert (saved.shown.deal.name, saved.shown.deal.stage_name) == ("New line", "Review a proposal")


async def test_a_line_that_cannot_be_read_is_kept_for_its_form(sales: Sales) -> None:
    refused = await typed(sales, 'add Acme "New line" ten')
    assert isinstance(refused, Refused)
    kept = await sales.db.read(drafts.find, WORKSPACE, sales.ana.id, refused.draft_id)
    assert isinstance(kept, PipelineIntent)
    assert (kept.step, kept.client_name, kept.deal_name) == (Step.ADD, "Acme", "New line")
    problem = await sales.db.read(drafts.problem, WORKSPACE, sales.ana.id, refused.draft_id)
    assert problem.code == "no_amount"


async def test_a_line_brought_twice_is_carried_out_once(sales: Sales) -> None:
    for _ in range(2):
        saved = await typed(sales, "add Acme 40k", key="once")
        assert isinstance(saved, DealSaved)
    assert len(await sales.db.read(deals.open_of, WORKSPACE)) == 1


async def test_a_reps_line_names_the_reps_own_deals_alone(sales: Sales) -> None:
    await sales.add("Acme", deal_name="Fleet", rep=sales.ben)
    mine = await sales.add("Acme", deal_name="Boats")
    won = await typed(sales, "won Acme €2k")
    assert isinstance(won, DealWon)
    assert (won.deal.id, won.deal.amount) == (mine.id, euros(2_000))


async def test_a_manager_may_name_anybodys(sales: Sales) -> None:
    fleet = await sales.add("Acme", deal_name="Fleet")
    await sales.add("Acme", deal_name="Boats")
    won = await typed(sales, "won Acme Fleet", sales.mia)
    assert isinstance(won, DealWon)
    assert (won.deal.id, won.deal.state) == (fleet.id, DealState.WON)


async def test_a_next_step_hangs_on_the_deal_that_was_named(sales: Sales) -> None:
    fleet = await sales.add("Acme", deal_name="Fleet")
    await sales.add("Acme", deal_name="Boats")
    saved = await typed(sales, 'next Acme Fleet 20 March 3pm "after the board"')
    assert isinstance(saved, Saved)
    assert (saved.commitment.deal_id, saved.commitment.words) == (fleet.id, "after the board")


async def test_a_next_step_of_several_deals_keeps_the_date_while_it_asks(sales: Sales) -> None:
    fleet = await sales.add("Acme", deal_name="Fleet")
    await sales.add("Acme", deal_name="Boats")
    which = await typed(sales, "next Acme 20 March")
    assert isinstance(which, WhichDeal)
    saved = await sales.answer(which.draft_id, deal_id=fleet.id)
    assert isinstance(saved, Saved)
    assert saved.commitment.due_on.isoformat() == "2026-03-20"
    assert saved.commitment.deal_id == fleet.id


async def test_a_next_step_without_a_date_is_refused(sales: Sales) -> None:
    await sales.add("Acme")
    refused = await typed(sales, "next Acme one day")
    assert isinstance(refused, Refused)


async def test_undo_takes_back_the_last_change(sales: Sales) -> None:
    await typed(sales, "add Acme 40k")
    assert isinstance(await typed(sales, "undo"), Undone)
    assert await sales.db.read(deals.open_of, WORKSPACE) == []
