"""What becomes of deals when their client, or a date that hangs on one, goes another way?"""

from datetime import date
from typing import Any

import pytest

from bot.playbook.client_intent import Deed
from bot.playbook.deal import DealState
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Kind, Money, SetBy, Standing, State
from bot.playbook.outcome import (
    Ask,
    ClientSaved,
    DealLost,
    Moved,
    Question,
    Refused,
    SaidNo,
    Saved,
    Undone,
)
from bot.playbook.pipeline_intent import Step
from bot.playbook.problem import Problem
from bot.playbook.winback import LossReason
from storage import changes, clients, commitments, deals, digest, postings
from storage.database import Database
from tests.cast import WORKSPACE
from tests.sales import Sales, euros, open_sales

TODAY = date(2026, 3, 2)
FRIDAY = date(2026, 3, 6)


@pytest.fixture
async def sales(db: Database) -> Sales:
    return await open_sales(db)


async def open_dates(sales: Sales) -> list[int]:
    found = await sales.db.read(commitments.open_for, WORKSPACE)
    return [c.id for c in found]


async def no(sales: Sales, commitment_id: int, **facts: Any) -> Any:
    return await sales.follow_up(Intent(Verb.NO, commitment_id=commitment_id, **facts))


# A next step


async def test_the_next_step_of_a_deal_is_a_follow_up_that_hangs_on_it(sales: Sales) -> None:
    await sales.add("Acme", deal_name="One")
    two = await sales.add("Acme", deal_name="Two")
    asked = Intent(Verb.RECORD, due_on=FRIDAY, set_by=SetBy.CLIENT, words="after the board")
    saved = await sales.do(
        Step.NEXT, client_name="Acme", deal_name="Two", follow_up=asked.as_json()
    )
    assert isinstance(saved, Saved)
    assert (saved.commitment.deal_id, saved.commitment.words) == (two.id, "after the board")
    assert saved.client.name == "Acme"


async def test_a_next_step_without_a_day_is_asked_for(sales: Sales) -> None:
    deal = await sales.add("Acme")
    refused = await sales.refused(Step.NEXT, deal_id=deal.id)
    assert refused == Problem("no_date", {"client": "Acme"})
    late = Intent(Verb.RECORD, due_on=date(2026, 3, 1)).as_json()
    assert (await sales.refused(Step.NEXT, deal_id=deal.id, follow_up=late)).code == "too_late"


async def test_a_date_that_is_moved_still_hangs_on_its_deal(sales: Sales) -> None:
    deal = await sales.add("Acme")
    promised = await sales.promise(deal.client_id, FRIDAY)
    moved = await sales.follow_up(
        Intent(Verb.MOVED, commitment_id=promised.id, due_on=date(2026, 4, 1))
    )
    assert isinstance(moved, Moved)
    assert moved.commitment.deal_id == deal.id


# Dates of a deal that ends


async def test_a_lost_deal_ends_its_own_dates_and_leaves_the_clients(sales: Sales) -> None:
    one = await sales.add("Acme", deal_name="One")
    of_one = await sales.promise(one.client_id, FRIDAY)
    two = await sales.add("Acme", deal_name="Two")
    of_two = await sales.promise(one.client_id, FRIDAY, deal_id=two.id)
    of_client = await sales.promise(one.client_id, FRIDAY)
    of_ben = await sales.promise(one.client_id, FRIDAY, rep=sales.ben, deal_id=one.id)
    lost = await sales.on_deal(Step.LOST, one)
    assert isinstance(lost, DealLost)
    assert [(c.id, c.state) for c in lost.closed] == [(of_one.id, State.ANSWERED_NO)]
    assert set(await open_dates(sales)) == {of_two.id, of_client.id, of_ben.id}
    await sales.undo(lost.change_id)
    assert of_one.id in await open_dates(sales)


async def test_a_won_deal_leaves_its_dates_to_be_kept(sales: Sales) -> None:
    deal = await sales.add("Acme")
    promised = await sales.promise(deal.client_id, FRIDAY)
    await sales.won(deal)
    assert await open_dates(sales) == [promised.id]


# A no


async def test_a_no_to_one_deal_of_several_is_asked_about_and_closes_that_deal(
    sales: Sales,
) -> None:
    one = await sales.add("Acme", deal_name="One")
    promised = await sales.promise(one.client_id, FRIDAY)
    other = await sales.promise(one.client_id, date(2026, 3, 9), deal_id=one.id)
    two = await sales.add("Acme", deal_name="Two")
    asked = await no(sales, promised.id, note="too expensive")
    assert isinstance(asked, Ask)
    assert asked.question is Question.NO_TO_WHAT
    said = await no(sales, promised.id, note="too expensive", scope="this")
    assert isinstance(said, SaidNo)
    assert ([d.id for d in said.deals], [c.id for c in said.closed]) == (
        [one.id],
        [promised.id, other.id],
    )
    closed = await sales.get(one)
    assert (closed.state, closed.lost_reason) == (DealState.LOST, LossReason.PRICE)
    assert (await sales.get(two)).is_open
    await sales.undo(said.change_id)
    assert (await sales.get(one)).is_open
    assert set(await open_dates(sales)) == {promised.id, other.id}


async def test_a_no_to_the_only_deal_of_a_prospect_is_a_no_to_everything(sales: Sales) -> None:
    deal = await sales.add("Acme")
    promised = await sales.promise(deal.client_id, FRIDAY)
    said = await no(sales, promised.id)
    assert isinstance(said, SaidNo)
    assert (said.is_everything, [d.id for d in said.deals]) == (True, [deal.id])
    assert (await sales.against()).deals == 0
    undone = await sales.undo(said.change_id)
    assert isinstance(undone, Undone)
    assert undone.deal is not None
    assert (undone.deal.id, undone.deal.is_open) == (deal.id, True)
    assert (await sales.against()).open_minor == 40_000_00


async def test_a_no_to_a_date_that_hangs_on_no_deal_closes_none(sales: Sales) -> None:
    client = await sales.paying("Acme", 5)
    promised = await sales.promise(client.id, FRIDAY)
    deal = await sales.add("Acme")
    said = await no(sales, promised.id, scope="this")
    assert isinstance(said, SaidNo)
    assert (said.deals, (await sales.get(deal)).is_open) == ((), True)


async def test_a_no_never_closes_a_colleagues_deal(sales: Sales) -> None:
    deal = await sales.add("Acme", rep=sales.ben)
    promised = await sales.promise(deal.client_id, FRIDAY, deal_id=deal.id)
    said = await no(sales, promised.id)
    assert isinstance(said, SaidNo)
    assert (said.is_everything, said.deals) == (True, ())
    assert (await sales.get(deal)).is_open


async def test_a_lost_client_takes_the_reps_deals_with_it_in_one_change(sales: Sales) -> None:
    one = await sales.add("Acme", deal_name="One")
    two = await sales.add("Acme", deal_name="Two")
    of_ben = await sales.add("Acme", deal_name="Three", rep=sales.ben)
    said = await sales.of_client(Deed.LOST, one.client_id, reason="budget")
    assert isinstance(said, SaidNo)
    assert {d.id for d in said.deals} == {one.id, two.id}
    assert {d.lost_reason for d in said.deals} == {"budget"}
    assert (await sales.get(of_ben)).is_open
    await sales.undo(said.change_id)
    assert (await sales.against()).deals == 2


async def test_a_client_we_let_go_takes_the_reps_deals_and_leaves_a_colleagues(
    sales: Sales,
) -> None:
    one = await sales.add("Acme")
    await sales.add("Acme", deal_name="Two", rep=sales.ben)
    parted = await sales.of_client(Deed.PART, one.client_id, is_confirmed=True, note="no fit")
    assert isinstance(parted, ClientSaved)
    assert (parted.client.standing, parted.count) == (Standing.PARTED, 1)
    assert ((await sales.against()).deals, (await sales.against(sales.ben)).deals) == (0, 1)
    await sales.undo(parted.change_id)
    assert ((await sales.against()).deals, (await sales.against(sales.ben)).deals) == (1, 1)


# Given and merged


async def test_a_client_that_is_given_takes_its_owners_deals_along(sales: Sales) -> None:
    deal = await sales.add("Acme")
    of_mia = await sales.add("Acme", deal_name="Two", rep=sales.mia)
    promised = await sales.promise(deal.client_id, FRIDAY)
    given = await sales.of_client(Deed.GIVE, deal.client_id, owner_user_id="U0BEN")
    assert isinstance(given, ClientSaved)
    assert ((await sales.get(deal)).rep_id, (await sales.get(of_mia)).rep_id) == (
        sales.ben.id,
        sales.mia.id,
    )
    assert ((await sales.against()).open_minor, (await sales.against(sales.ben)).open_minor) == (
        0,
        40_000_00,
    )
    kept = await sales.db.read(commitments.get, WORKSPACE, promised.id)
    assert kept.rep_id == sales.ana.id  # who promised keeps it
    await sales.undo(given.change_id)
    assert (await sales.stood_on(TODAY)).open_minor == 40_000_00
    assert (await sales.stood_on(TODAY, sales.ben)).open_minor == 0


async def test_a_client_of_nobody_is_given_without_deals(sales: Sales) -> None:
    deal = await sales.add("Acme", rep=sales.ben)
    await sales.of_client(Deed.GIVE, deal.client_id, owner_user_id="U0ANA")

    def set_free(conn: Any) -> None:
        clients.set_owner(conn, WORKSPACE, clients.get(conn, WORKSPACE, deal.client_id), None)

    await sales.db.write(set_free)
    await sales.of_client(Deed.GIVE, deal.client_id, owner_user_id="U0MIA")
    assert (await sales.get(deal)).rep_id == sales.ana.id


async def test_a_merged_client_brings_its_deals_and_an_undo_takes_them_back(sales: Sales) -> None:
    one = await sales.add("Acme")
    two = await sales.add("Globex", is_new_client=True)
    merged = await sales.of_client(Deed.MERGE, two.client_id, other_id=one.client_id)
    assert isinstance(merged, ClientSaved)
    assert (await sales.get(two)).client_name == "Acme"
    found = await sales.db.read(deals.open_of, WORKSPACE, client_id=one.client_id)
    assert {d.id for d in found} == {one.id, two.id}
    await sales.undo(merged.change_id)
    assert (await sales.get(two)).client_name == "Globex"


async def test_a_client_lost_twice_is_named_only_when_both_reps_let_it(sales: Sales) -> None:
    one, two = await sales.add("Hooli"), await sales.add("Pied", rep=sales.ben)
    await sales.of_client(Deed.LOST, one.client_id, reason="price")
    await sales.of_client(Deed.LOST, two.client_id, sales.ben, reason="price")
    await sales.of_client(Deed.MERGE, one.client_id, other_id=two.client_id)
    for rep, named in ((sales.ana, ()), (sales.ben, ("Pied",))):
        asked = await sales.db.read(postings.losses_of, rep, FRIDAY)
        await sales.db.write(postings.share_name, rep, asked.losses[0].id, True)
        told = await sales.db.read(digest.figures, WORKSPACE, FRIDAY)
        assert (told.lost, told.lost_named) == (1, named)


# Undo


async def test_an_undo_is_refused_when_the_deal_changed_since(sales: Sales) -> None:
    deal = await sales.add("Acme")
    changed = await sales.on_deal(Step.CHANGE, deal, amount=euros(1))
    await sales.on_deal(Step.CHANGE, deal, amount=euros(2))
    refused = await sales.undo(changed.change_id)  # type: ignore[union-attr]
    assert isinstance(refused, Refused)
    assert refused.problem == Problem("changed_since", {"list": "/pipeline list"})
    assert (await sales.against()).open_minor == 2_00


async def test_what_is_put_back_is_counted_at_todays_rate(sales: Sales) -> None:
    await sales.add("Acme", 100)
    deal = await sales.add("Globex", amount=Money(100_00, "USD"))
    await sales.do(Step.RATE, sales.mia, currency="USD", rate="0.5")
    changed = await sales.on_deal(Step.CHANGE, deal, amount=Money(300_00, "USD"))
    await sales.do(Step.RATE, sales.mia, currency="USD", rate="0.8")
    await sales.undo(changed.change_id)  # type: ignore[union-attr]
    assert (await sales.get(deal)).worth == euros(80)
    assert (await sales.stood_on(TODAY)).open_minor == 180_00


async def test_a_change_nobody_remembers_has_no_before(sales: Sales) -> None:
    deal = await sales.add("Acme")
    assert await sales.db.read(changes.before, WORKSPACE, 7, "deals", deal.id) is None


@pytest.mark.parametrize("kind", [Kind.FOLLOW_UP, Kind.THEIR_PROMISE])
async def test_any_date_with_the_client_is_a_next_step(sales: Sales, kind: Kind) -> None:
    deal = await sales.add("Acme")
    verb = Verb.THEIRS if kind is Kind.THEIR_PROMISE else Verb.RECORD
    await sales.follow_up(Intent(verb, client_id=deal.client_id, due_on=FRIDAY))
    assert (await sales.against()).circles == 0
