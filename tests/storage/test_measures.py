"""By what does a team measure its pipeline: targets, the ladder, and what money is worth?"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.playbook.model import Money
from bot.playbook.outcome import (
    CountedIn,
    DealSaved,
    LadderSaved,
    Outcome,
    RateSaved,
    Refused,
    TargetSet,
    Undone,
)
from bot.playbook.pipeline_intent import Step
from bot.playbook.problem import Problem
from storage import rates, stages
from storage.database import Database
from tests.cast import WORKSPACE
from tests.sales import Sales, euros, open_sales

TODAY = date(2026, 3, 2)
LADDER = ["Meet", "Explore", "Involve others", "Review a proposal", "Decide"]


@pytest.fixture
async def sales(db: Database) -> Sales:
    return await open_sales(db)


def without_undo(saved: Outcome) -> RateSaved:
    """What was answered, whatever takes it back."""
    assert isinstance(saved, RateSaved)
    assert saved.change_id is not None
    return replace(saved, change_id=None)


async def ladder_of(sales: Sales) -> list[str]:
    found = await sales.db.read(stages.all_of, WORKSPACE)
    assert [stage.position for stage in found] == list(range(1, len(found) + 1))
    return [stage.name for stage in found]


async def edit(sales: Sales, what: str, **facts: Any) -> LadderSaved:
    saved = await sales.do(Step.STAGES, sales.mia, what=what, **facts)
    assert isinstance(saved, LadderSaved), saved
    return saved


# Targets


async def test_a_rep_chooses_a_target_and_stands_against_it(sales: Sales) -> None:
    await sales.add("Acme", 310_000)
    chosen = await sales.do(Step.TARGET, amount=euros(400_000))
    assert isinstance(chosen, TargetSet)
    assert (chosen.target, chosen.was, chosen.rep) == (euros(400_000), None, sales.ana)
    assert chosen.against is not None
    assert (chosen.against.target_minor, chosen.against.gap_minor) == (400_000_00, 90_000_00)
    assert (await sales.stood_on(TODAY)).target_minor == 400_000_00


async def test_a_new_target_says_what_the_old_one_was_and_can_be_undone(sales: Sales) -> None:
    await sales.do(Step.TARGET, amount=euros(400_000))
    chosen = await sales.do(Step.TARGET, amount=euros(500_000))
    assert isinstance(chosen, TargetSet)
    assert chosen.was == euros(400_000)
    await sales.undo(chosen.change_id)
    assert (await sales.against()).target_minor == 400_000_00
    assert (await sales.stood_on(TODAY)).target_minor == 400_000_00


@pytest.mark.parametrize("amount", [None, euros(0)])
async def test_a_target_of_nothing_takes_it_away(sales: Sales, amount: Money | None) -> None:
    await sales.do(Step.TARGET, amount=euros(400_000))
    gone = await sales.do(Step.TARGET, amount=amount)
    assert isinstance(gone, TargetSet)
    assert (gone.target, gone.was) == (None, euros(400_000))
    assert (await sales.against()).target_minor is None


async def test_a_manager_sets_a_colleagues_target_and_a_rep_only_the_own(sales: Sales) -> None:
    facts = {"amount": euros(300_000), "for_user_id": "U0BEN"}
    assert await sales.refused(Step.TARGET, **facts) == Problem("managers_only")
    chosen = await sales.do(Step.TARGET, sales.mia, **facts)
    assert isinstance(chosen, TargetSet)
    assert chosen.rep == sales.ben
    own = await sales.do(Step.TARGET, amount=euros(1), for_user_id="U0ANA")
    assert isinstance(own, TargetSet)
    nobody = await sales.refused(Step.TARGET, sales.mia, amount=euros(1), for_user_id="U0NOBODY")
    assert nobody == Problem("not_a_rep_there", {"user": "U0NOBODY"})


async def test_the_teams_target_is_a_managers_and_can_be_undone(sales: Sales) -> None:
    facts: dict[str, Any] = {"amount": euros(1_400_000), "is_for_team": True}
    assert await sales.refused(Step.TARGET, **facts) == Problem("managers_only")
    first = await sales.do(Step.TARGET, sales.mia, **facts)
    assert isinstance(first, TargetSet)
    assert (first.target, first.rep, first.against) == (euros(1_400_000), None, None)
    second = await sales.do(Step.TARGET, sales.mia, amount=euros(1), is_for_team=True)
    assert isinstance(second, TargetSet)
    await sales.undo(second.change_id, sales.mia)
    third = await sales.do(Step.TARGET, sales.mia, is_for_team=True)
    assert isinstance(third, TargetSet)
    assert (third.was, third.target) == (euros(1_400_000), None)


async def test_a_target_below_nothing_or_without_a_rate_is_refused(sales: Sales) -> None:
    await sales.add("Acme")
    below = await sales.refused(Step.TARGET, amount=euros(-1))
    assert below == Problem("negative_money", {"text": "-100"})
    unrated = await sales.refused(Step.TARGET, amount=Money(5, "USD"))
    assert unrated == Problem("no_rate", {"currency": "USD", "reporting": "EUR"})


# The ladder


async def test_only_a_manager_edits_the_ladder(sales: Sales) -> None:
    assert await sales.refused(Step.STAGES, what="add", new_name="P") == Problem("managers_only")
    assert await sales.refused(Step.STAGES, sales.mia, what="") == Problem("no_edit")


@pytest.mark.parametrize(
    ("position", "chance", "at", "got"),
    [(5, 55, 5, 55), (5, None, 5, 57), (1, None, 1, 5), (None, None, 6, 85), (99, 0, 6, 0)],
)
async def test_a_stage_is_added_between_its_neighbours(
    sales: Sales, position: int | None, chance: int | None, at: int, got: int
) -> None:
    saved = await edit(sales, "add", new_name="Pilot", position=position, chance=chance)
    assert (saved.stage.position, saved.stage.chance) == (at, got)
    assert await ladder_of(sales) == [*LADDER[: at - 1], "Pilot", *LADDER[at - 1 :]]
    await sales.undo(saved.change_id, sales.mia)
    assert await ladder_of(sales) == LADDER


async def test_a_stage_is_renamed_and_its_deals_with_it(sales: Sales) -> None:
    deal = await sales.add("Acme")
    saved = await edit(sales, "rename", stage_name="meet", new_name="First meeting")
    assert (saved.stage.name, saved.moved) == ("First meeting", 0)
    assert (await sales.get(deal)).stage_name == "First meeting"
    assert (
        await edit(sales, "rename", stage_id=saved.stage.id, new_name="Meet")
    ).stage.version == 3


async def test_a_new_chance_weighs_what_is_open_at_once(sales: Sales) -> None:
    await sales.add("Acme", 40_000)
    saved = await edit(sales, "chance", stage_name="Meet", chance=50)
    assert (await sales.stood_on(TODAY)).weighted_minor == 20_000_00
    await sales.undo(saved.change_id, sales.mia)
    assert (await sales.stood_on(TODAY)).weighted_minor == 4_000_00
    assert (await sales.against()).weighted_minor == 4_000_00


@pytest.mark.parametrize(("position", "at"), [(1, 0), (3, 2), (5, 4), (99, 4), (0, 0)])
async def test_a_stage_is_moved(sales: Sales, position: int, at: int) -> None:
    await edit(sales, "move", stage_name="Explore", position=position)
    others = [name for name in LADDER if name != "Explore"]
    assert await ladder_of(sales) == [*others[:at], "Explore", *others[at:]]


async def test_an_empty_stage_goes_without_a_question(sales: Sales) -> None:
    saved = await edit(sales, "remove", stage_name="Involve others")
    assert (saved.moved, saved.stage.name) == (0, "Involve others")
    assert await ladder_of(sales) == ["Meet", "Explore", "Review a proposal", "Decide"]


async def test_a_stage_that_holds_deals_asks_where_they_go(sales: Sales) -> None:
    deal = await sales.add("Acme", stage_name="decide")
    won = await sales.add("Globex", stage_name="decide")
    await sales.won(won)
    sales.pass_days(5)
    asked = await sales.do(Step.STAGES, sales.mia, what="remove", stage_name="decide")
    assert isinstance(asked, Refused)
    assert asked.problem == Problem("stage_holds_deals", {"stage": "Decide", "deals": 1})
    to = await sales.stage("Explore")
    saved = await sales.answer(asked.draft_id, sales.mia, to_stage_id=to.id)
    assert isinstance(saved, LadderSaved)
    assert saved.moved == 1
    now_is = await sales.get(deal)
    assert (now_is.stage_name, now_is.stage_since) == ("Explore", TODAY)  # they agreed to no more
    assert (await sales.get(won)).stage_name == "Decide"
    assert (await sales.against()).weighted_minor == 8_000_00
    await sales.undo(saved.change_id, sales.mia)
    assert (await sales.get(deal)).stage_name == "Decide"
    assert (await sales.stood_on(date(2026, 3, 7))).weighted_minor == 28_000_00
    assert await ladder_of(sales) == LADDER


async def test_a_removed_stage_is_not_where_deals_go(sales: Sales) -> None:
    await sales.add("Acme", stage_name="decide")
    decide = await sales.stage("Decide")
    again = await sales.refused(
        Step.STAGES, sales.mia, what="remove", stage_name="decide", to_stage_id=decide.id
    )
    assert again.code == "stage_holds_deals"


async def test_no_deal_is_put_back_on_a_stage_that_went_meanwhile(sales: Sales) -> None:
    deal = await sales.add("Acme", stage_name="decide")
    moved = await sales.on_deal(Step.MOVE, deal, stage_name="explore")
    assert isinstance(moved, DealSaved)
    await edit(sales, "remove", stage_name="decide")
    undone = await sales.undo(moved.change_id)
    assert isinstance(undone, Refused)
    assert undone.problem == Problem("changed_since", {"list": "/pipeline list"})
    assert (await sales.get(deal)).stage_name == "Explore"


@pytest.mark.parametrize(
    ("what", "facts", "problem"),
    [
        ("add", {"new_name": "meet"}, Problem("stage_known", {"stage": "Meet"})),
        ("add", {"new_name": "!"}, Problem("not_a_stage_name", {"stage": "!"})),
        ("add", {"new_name": "Pilot", "chance": 101}, Problem("bad_chance", {"chance": 101})),
        ("rename", {"stage_name": "x", "new_name": "y"}, "unknown_stage"),
        (
            "rename",
            {"stage_name": "meet", "new_name": "decide"},
            Problem("stage_known", {"stage": "Decide"}),
        ),
        ("chance", {"stage_name": "x", "chance": 5}, "unknown_stage"),
        ("chance", {"stage_name": "meet", "chance": -1}, Problem("bad_chance", {"chance": -1})),
        ("chance", {"stage_name": "meet"}, Problem("bad_chance", {"chance": None})),
        ("move", {"stage_name": "x", "position": 1}, "unknown_stage"),
        ("move", {"stage_name": "meet"}, Problem("no_position", {"stage": "Meet"})),
        ("remove", {"stage_id": 7}, "unknown_stage"),
    ],
)
async def test_what_no_ladder_can_be_is_refused(
    sales: Sales, what: str, facts: dict[str, Any], problem: Problem | str
) -> None:
    refused = await sales.refused(Step.STAGES, sales.mia, what=what, **facts)
    assert problem in (refused, refused.code)
    assert await ladder_of(sales) == LADDER


async def test_a_ladder_keeps_one_stage_and_has_twenty_at_most(sales: Sales) -> None:
    for name in LADDER[1:]:
        await edit(sales, "remove", stage_name=name)
    last = await sales.refused(Step.STAGES, sales.mia, what="remove", stage_name="meet")
    assert last == Problem("last_stage", {"stage": "Meet"})
    for number in range(19):
        await edit(sales, "add", new_name=f"Step {number}")
    full = await sales.refused(Step.STAGES, sales.mia, what="add", new_name="One more")
    assert full == Problem("too_many_stages", {"most": 20})


# Money


async def test_the_first_amount_says_in_what_is_counted(sales: Sales) -> None:
    assert await sales.db.read(rates.reporting, WORKSPACE) == "GBP"  # the locale's
    await sales.paying("Initech", 5)
    assert await sales.db.read(rates.reporting, WORKSPACE) == "EUR"
    await sales.add("Acme", amount=Money(5, "CHF"))
    await sales.add("Globex", amount=Money(5, "EUR"))
    assert await sales.db.read(rates.reporting, WORKSPACE) == "CHF"


async def test_a_currency_without_a_rate_is_not_counted_and_is_named(sales: Sales) -> None:
    await sales.add("Acme", 100)
    unrated = await sales.add("Globex", amount=Money(100_00, "USD"))
    stands = await sales.against()
    assert unrated.worth is None
    assert (stands.open_minor, stands.deals, stands.unrated) == (100_00, 2, ("USD",))


async def test_a_rate_counts_open_deals_anew_and_closed_ones_that_never_were(sales: Sales) -> None:
    await sales.add("Acme", 100)
    open_ = await sales.add("Globex", amount=Money(100_00, "USD"), stage_name="decide")
    won = await sales.add("Initech", amount=Money(200_00, "USD"))
    await sales.won(won)
    saved = await sales.do(Step.RATE, sales.mia, currency="usd", rate="0,5")
    assert without_undo(saved) == RateSaved("USD", "0.5", "EUR", 1, None, ())
    assert (await sales.get(open_)).worth == euros(50)
    assert (await sales.get(won)).worth == euros(100)
    stood = await sales.stood_on(TODAY)
    assert (stood.open_minor, stood.weighted_minor) == (150_00, 10_00 + 35_00)
    await sales.do(Step.RATE, sales.mia, currency="USD", rate="0.25")
    assert (await sales.get(open_)).worth == euros(25)
    assert (await sales.get(won)).worth == euros(100)  # what is closed keeps what it had


@pytest.mark.parametrize(
    ("currency", "typed", "problem"),
    [
        ("USD", "ten", Problem("not_a_rate", {"text": "ten", "currency": "USD"})),
        ("USD", "0", Problem("not_a_rate", {"text": "0", "currency": "USD"})),
        ("EUR", "1", Problem("rate_of_reporting", {"currency": "EUR"})),
        ("ABC", "1", Problem("unknown_currency", {"currency": "ABC"})),
    ],
)
async def test_a_rate_is_a_number_for_another_currency(
    sales: Sales, currency: str, typed: str, problem: Problem
) -> None:
    await sales.add("Acme")
    refused = await sales.refused(Step.RATE, sales.mia, currency=currency, rate=typed)
    assert refused == problem


@pytest.mark.parametrize("step", [Step.RATE, Step.CURRENCY])
async def test_what_money_is_worth_is_a_managers_to_say(sales: Sales, step: Step) -> None:
    assert await sales.refused(step, currency="USD", rate="1") == Problem("managers_only")


async def test_while_nothing_is_counted_any_currency_may_be_chosen(sales: Sales) -> None:
    saved = await sales.do(Step.CURRENCY, sales.mia, currency="usd")
    assert without_undo(saved) == RateSaved("USD", "", "USD", 0, None, ())
    deal = await sales.add("Acme", amount=Money(5, "USD"))
    assert deal.worth == Money(5, "USD")


async def test_once_something_is_counted_another_currency_needs_a_rate(sales: Sales) -> None:
    await sales.add("Acme")
    refused = await sales.refused(Step.CURRENCY, sales.mia, currency="USD")
    assert refused == Problem("rate_needed_first", {"currency": "USD", "reporting": "EUR"})
    unknown = await sales.refused(Step.CURRENCY, sales.mia, currency="ABC")
    assert unknown == Problem("unknown_currency", {"currency": "ABC"})


@pytest.mark.parametrize("is_for_team", [True, False])
async def test_a_target_alone_is_counted_too(sales: Sales, is_for_team: bool) -> None:
    await sales.do(Step.TARGET, sales.mia, amount=euros(5), is_for_team=is_for_team)
    refused = await sales.refused(Step.CURRENCY, sales.mia, currency="USD")
    assert refused.code == "rate_needed_first"


async def test_everything_counted_is_turned_into_the_other_currency(sales: Sales) -> None:
    acme = await sales.add("Acme", 80)
    globex = await sales.add("Globex", amount=Money(100_00, "USD"))
    pounds = await sales.add("Initech", amount=Money(100_00, "GBP"))
    await sales.do(Step.TARGET, amount=euros(400))
    await sales.do(Step.TARGET, sales.mia, amount=euros(800), is_for_team=True)
    await sales.do(Step.RATE, sales.mia, currency="USD", rate="0.8")
    await sales.do(Step.RATE, sales.mia, currency="GBP", rate="1.2")
    sales.pass_days(7)
    saved = await sales.do(Step.CURRENCY, sales.mia, currency="USD")
    assert without_undo(saved) == RateSaved("USD", "", "USD", 3, None, ())
    assert await sales.db.read(rates.all_of, WORKSPACE) == {"EUR": "1.25", "GBP": "1.5"}
    worth = [(await sales.get(deal)).worth for deal in (acme, globex, pounds)]
    assert worth == [Money(100_00, "USD"), Money(100_00, "USD"), Money(150_00, "USD")]
    stands = await sales.against()
    assert (stands.currency, stands.open_minor, stands.target_minor) == ("USD", 350_00, 500_00)
    week_ago = await sales.stood_on(TODAY)
    assert (week_ago.open_minor, week_ago.target_minor) == (350_00, 500_00)
    team = await sales.do(Step.TARGET, sales.mia, is_for_team=True)
    assert isinstance(team, TargetSet)
    assert team.was == Money(1_000_00, "USD")


@pytest.mark.parametrize("rate", ["0.8", "0.77", "1.3", "3"])
async def test_what_was_turned_is_turned_back_to_less_than_a_unit_of_the_other_currency(
    sales: Sales, rate: str
) -> None:
    acme = await sales.add("Acme", 79_999)
    globex = await sales.add("Globex", amount=Money(100_01, "USD"))
    won = await sales.add("Initech", amount=Money(33_33, "EUR"))
    await sales.won(won)
    await sales.do(Step.TARGET, amount=Money(399_999_99, "EUR"))
    await sales.do(Step.TARGET, sales.mia, amount=Money(800_000_01, "EUR"), is_for_team=True)
    await sales.do(Step.RATE, sales.mia, currency="USD", rate=rate)
    sales.pass_days(7)
    before = [(await sales.get(deal)).worth for deal in (acme, globex)]
    stood, aims = await sales.stood_on(TODAY), await sales.against()
    saved = await sales.do(Step.CURRENCY, sales.mia, currency="USD")
    assert isinstance(saved, RateSaved)
    assert saved.change_id is not None
    taken = await sales.undo(saved.change_id, sales.mia)
    assert isinstance(taken, Undone)
    assert taken.counted == CountedIn("EUR", "EUR")
    assert await sales.db.read(rates.all_of, WORKSPACE) == {"USD": rate}
    assert [(await sales.get(deal)).worth for deal in (acme, globex)] == before
    assert await sales.against() == aims
    closed = (await sales.get(won)).worth
    assert closed is not None
    assert abs(closed.minor - 33_33) <= max(1, float(rate))
    again = await sales.stood_on(TODAY)
    assert abs(again.open_minor - stood.open_minor) <= max(1, float(rate))


async def test_the_first_rate_taken_back_leaves_what_was_closed_uncounted(sales: Sales) -> None:
    await sales.add("Acme")
    open_ = await sales.add("Globex", amount=Money(100_00, "USD"))
    won = await sales.add("Initech", amount=Money(200_00, "USD"))
    await sales.won(won)
    saved = await sales.do(Step.RATE, sales.mia, currency="USD", rate="0.5")
    assert isinstance(saved, RateSaved)
    assert saved.change_id is not None
    await sales.undo(saved.change_id, sales.mia)
    assert [(await sales.get(deal)).worth for deal in (open_, won)] == [None, None]


async def test_one_target_after_another_is_taken_back(sales: Sales) -> None:
    first = await sales.do(Step.TARGET, amount=euros(400))
    second = await sales.do(Step.TARGET, amount=euros(500))
    for one, left in ((second, 40_000), (first, None)):
        assert isinstance(one, TargetSet)
        assert isinstance(await sales.undo(one.change_id), Undone)
        assert (await sales.against()).target_minor == left


async def test_the_currency_that_is_counted_in_already_changes_nothing(sales: Sales) -> None:
    deal = await sales.add("Acme")
    saved = await sales.do(Step.CURRENCY, sales.mia, currency="EUR")
    assert saved == RateSaved("EUR", "", "EUR", 0, None, ())
    assert (await sales.get(deal)).worth == euros(40_000)
