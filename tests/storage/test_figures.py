"""Where does a rep's pipeline stand, and by what history is it read?"""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import insert

from bot.playbook.client_intent import Deed
from bot.playbook.deal import Deal, DealList, DealState, Footing
from bot.playbook.model import Direction, Money, SetBy
from bot.playbook.outcome import Parting
from bot.playbook.pipeline_intent import Step
from bot.playbook.winning import UsualSize, WinRate
from storage import clients, deals, figures, passages, reps, stages, tables
from storage.database import Database
from tests.cast import WORKSPACE
from tests.sales import Sales, euros, open_sales

TODAY = date(2026, 3, 2)


@pytest.fixture
async def sales(db: Database) -> Sales:
    return await open_sales(db)


async def listed(sales: Sales, which: str, page: int = 1, rep: Any = None, **of: Any) -> DealList:
    return await sales.db.read(figures.listed, rep or sales.ana, which, page, sales.now, **of)


async def named(sales: Sales, which: str, rep: Any = None, **of: Any) -> list[str]:
    return [line.deal.name for line in (await listed(sales, which, 1, rep, **of)).lines]


async def have_history(
    sales: Sales, deal: Deal, many: int, won: int, days: int = 40, rep: Any = None
) -> None:
    """So many deals have passed the stage of this one, each for so many days."""
    rows = [
        {
            "workspace_id": WORKSPACE,
            "id": number,
            "deal_id": deal.id,
            "stage_id": deal.stage_id,
            "rep_id": (rep or sales.ana).id,
            "entered_on": date(2025, 1, 1),
            "left_on": date(2025, 1, 1) + timedelta(days=days),
            "days": days,
            "outcome": "won" if number <= won else "lost",
            "version": 1,
            "created_at": sales.now,
        }
        for number in range(1, many + 1)
    ]

    def store(conn: Any) -> None:
        conn.execute(insert(tables.passages), rows)

    await sales.db.write(store)


# Against the target


async def test_a_pipeline_is_counted_by_what_is_open_weighted_and_without_a_date(
    sales: Sales,
) -> None:
    acme = await sales.add("Acme", 40_000, stage_name="decide")
    await sales.add("Globex", 70_000, stage_name="meet")
    await sales.add("Hooli", 5_000, rep=sales.ben)
    await sales.won(await sales.add("Initech", 9_000))
    await sales.promise(acme.client_id, date(2026, 3, 12))
    stands = await sales.against()
    assert (stands.open_minor, stands.weighted_minor) == (110_000_00, 28_000_00 + 7_000_00)
    assert (stands.deals, stands.circles, stands.circles_minor) == (2, 1, 70_000_00)
    assert (stands.target_minor, stands.gap_minor, stands.currency) == (None, 0, "EUR")


async def test_a_rep_without_a_deal_stands_at_nothing(sales: Sales) -> None:
    shown = await sales.db.read(figures.mine, sales.ana, sales.now)
    assert (shown.against.open_minor, shown.against.deals) == (0, 0)
    assert {(many, worth) for _, many, worth in shown.by_stage} == {(0, 0)}
    assert shown.stress is not None
    assert shown.stress.worst is None


async def test_each_deal_is_weighted_by_itself_and_rounded_down(sales: Sales) -> None:
    for name in ("Acme", "Globex", "Initech"):
        await sales.add(name, amount=Money(9, "EUR"), is_new_client=True)  # a tenth of it is 0
    assert (await sales.against()).weighted_minor == 0


async def test_what_is_shown_is_counted_by_stage(sales: Sales) -> None:
    await sales.add("Acme", 40_000, stage_name="decide")
    await sales.add("Globex", 70_000, stage_name="decide")
    await sales.add("Initech", 1_000)
    shown = await sales.db.read(figures.mine, sales.ana, sales.now)
    assert [(stage.name, many, worth) for stage, many, worth in shown.by_stage] == [
        ("Meet", 1, 1_000_00),
        ("Explore", 0, 0),
        ("Involve others", 0, 0),
        ("Review a proposal", 0, 0),
        ("Decide", 2, 110_000_00),
    ]
    assert [line.deal.name for line in shown.circles] == ["Globex", "Acme", "Initech"]


# The next step


async def test_a_date_with_the_client_covers_all_its_deals_unless_it_hangs_on_one(
    sales: Sales,
) -> None:
    one = await sales.add("Acme", 1, deal_name="One")
    two = await sales.add("Acme", 2, deal_name="Two")
    assert await named(sales, "circles") == ["Two", "One"]
    await sales.promise(one.client_id, date(2026, 4, 1), deal_id=two.id)
    assert await named(sales, "circles") == ["One"]
    await sales.promise(one.client_id, date(2026, 3, 20), SetBy.REP)
    assert await named(sales, "circles") == []
    shown = [await sales.db.read(figures.show, sales.ana, deal, sales.now) for deal in (one, two)]
    assert [(each.footing, each.next_step.due_on.day) for each in shown if each.next_step] == [
        (Footing.OURS, 20),
        (Footing.OURS, 20),
    ]


async def test_a_follow_up_hangs_on_the_reps_only_open_deal_with_the_client(sales: Sales) -> None:
    deal = await sales.add("Acme")
    alone = await sales.promise(deal.client_id, date(2026, 3, 20))
    await sales.add("Acme", deal_name="Two")
    of_two = await sales.promise(deal.client_id, date(2026, 3, 21))
    of_ben = await sales.promise(deal.client_id, date(2026, 3, 22), rep=sales.ben)
    assert [c.deal_id for c in (alone, of_two, of_ben)] == [deal.id, None, None]


async def test_a_colleagues_date_counts_but_its_note_stays_its_own(sales: Sales) -> None:
    deal = await sales.add("Acme")
    await sales.promise(deal.client_id, date(2026, 3, 20), rep=sales.ben, note="push hard")
    seen = await sales.db.read(figures.show, sales.ana, deal, sales.now)
    own = await sales.db.read(figures.show, sales.ben, deal, sales.now)
    assert seen.next_step is not None
    assert own.next_step is not None
    assert (seen.is_circle, seen.next_step.note, own.next_step.note) == (False, None, "push hard")


async def test_a_closed_deal_has_no_next_step(sales: Sales) -> None:
    deal = await sales.add("Acme")
    await sales.promise(deal.client_id, date(2026, 3, 20))
    won = await sales.won(deal)
    shown = await sales.db.read(figures.show, sales.ana, won.deal, sales.now)
    assert (shown.next_step, shown.is_circle, shown.is_stuck) == (None, False, False)


# Stuck and slipping


@pytest.mark.parametrize(("days", "stuck"), [(30, []), (31, ["Acme"])])
async def test_a_deal_is_stuck_after_thirty_days_in_its_stage(
    sales: Sales, days: int, stuck: list[str]
) -> None:
    await sales.add("Acme")
    sales.pass_days(days)
    assert await named(sales, "stuck") == stuck
    shown = (await listed(sales, "mine")).lines[0]
    assert (shown.is_stuck, shown.days_in_stage) == (bool(stuck), days)


@pytest.mark.parametrize(
    ("due_in", "set_by", "stuck"),
    [(40, SetBy.CLIENT, False), (41, SetBy.REP, True), (39, SetBy.CLIENT, True)],
)
async def test_a_live_date_of_theirs_keeps_a_deal_from_being_stuck(
    sales: Sales, due_in: int, set_by: SetBy, stuck: bool
) -> None:
    deal = await sales.add("Acme")
    await sales.promise(deal.client_id, TODAY + timedelta(days=due_in), set_by)
    sales.pass_days(40)
    assert bool(await named(sales, "stuck")) is stuck
    assert (await listed(sales, "mine")).lines[0].is_stuck is stuck


@pytest.mark.parametrize(("many", "limit"), [(19, 30), (20, 60)])
async def test_the_own_median_counts_once_twenty_deals_have_passed(
    sales: Sales, many: int, limit: int
) -> None:
    deal = await sales.add("Acme")
    await have_history(sales, deal, many, won=0, days=40)
    sales.pass_days(limit)
    assert await named(sales, "stuck") == []
    sales.pass_days(1)
    assert await named(sales, "stuck") == ["Acme"]


async def test_a_rep_without_history_is_read_by_the_teams(sales: Sales) -> None:
    deal = await sales.add("Acme")
    await have_history(sales, deal, 20, won=0, days=4, rep=sales.ben)
    steps = await sales.db.read(stages.all_of, WORKSPACE)
    limits = await sales.db.read(passages.limits, WORKSPACE, {sales.ana.id}, steps)
    assert limits[sales.ana.id, deal.stage_id] == 6
    assert limits[sales.ana.id, steps[1].id] == 30


async def test_a_deal_slips_when_its_close_date_moved_later_twice(sales: Sales) -> None:
    deal = await sales.add("Acme", close_on=date(2026, 6, 1))
    await sales.on_deal(Step.CHANGE, deal, close_on=date(2026, 6, 2))
    assert await named(sales, "slipping") == []
    await sales.on_deal(Step.CHANGE, deal, close_on=date(2026, 6, 3))
    assert await named(sales, "slipping") == ["Acme"]


# Chances


@pytest.mark.parametrize(
    ("many", "won", "whose", "weighted"),
    [(19, 19, "ana", 4_000_00), (20, 5, "ana", 10_000_00), (20, 20, "ben", 40_000_00)],
)
async def test_a_deals_chance_is_the_ladders_until_twenty_have_passed(
    sales: Sales, many: int, won: int, whose: str, weighted: int
) -> None:
    deal = await sales.add("Acme", 40_000)
    await have_history(sales, deal, many, won, rep=getattr(sales, whose))
    assert (await sales.against()).weighted_minor == weighted


# Lists


async def test_a_rep_sees_its_own_and_a_manager_everybodys(sales: Sales) -> None:
    acme = await sales.add("Acme", 1)
    await sales.add("Globex", 2, rep=sales.ben)
    won = await sales.add("Initech", 3)
    await sales.won(won)
    assert await named(sales, "mine") == ["Acme"]
    assert await named(sales, "all") == ["Acme"]
    assert await named(sales, "all", sales.mia) == ["Globex", "Acme"]
    assert await named(sales, "mine", sales.mia) == []
    assert await named(sales, "all", sales.mia, whose=sales.ana) == ["Acme"]
    assert await named(sales, "won") == ["Initech"]
    assert await named(sales, "lost") == []
    client = await sales.client(acme.client_id)
    assert await named(sales, "client", sales.ben, client=client) == ["Acme"]
    assert await named(sales, "stage", stage=await sales.stage("Meet")) == ["Acme"]
    assert (await listed(sales, "stage", stage=await sales.stage("Meet"))).which == "Meet"
    await sales.on_deal(Step.LOST, acme)
    assert await named(sales, "lost") == ["Acme"]


@pytest.mark.parametrize("which", ["mine", "stuck"])
async def test_a_list_has_pages_and_beyond_the_last_is_the_last(sales: Sales, which: str) -> None:
    for size in range(1, 24):
        await sales.add("Acme", size, deal_name=f"Deal {size}")
    sales.pass_days(31)
    first, last, beyond = [await listed(sales, which, page) for page in (0, 2, 9)]
    assert [line.deal.name for line in first.lines] == [f"Deal {n}" for n in range(23, 3, -1)]
    assert (first.page, first.pages, first.total) == (1, 2, 23)
    assert [line.deal.name for line in last.lines] == ["Deal 3", "Deal 2", "Deal 1"]
    assert beyond == last


# History


async def close_many(sales: Sales, won: int, lost: int, rep: Any = None, worth: int = 100) -> None:
    client = await sales.add("Anybody", rep=rep, is_new_client=True)
    stage = await sales.stage("Meet")

    def store(conn: Any) -> None:
        whom = clients.get(conn, WORKSPACE, client.client_id)
        for number in range(won + lost):
            made = deals.add(
                conn,
                WORKSPACE,
                whom,
                (rep or sales.ana).id,
                f"Deal {number}",
                stage,
                euros(worth + number),
                sales.now,
                TODAY,
            )
            state = DealState.WON if number < won else DealState.LOST
            deals.rewrite(conn, WORKSPACE, replace(made, state=state, closed_on=TODAY))

    await sales.db.write(store)


async def test_with_no_closed_deal_a_quarter_is_assumed(sales: Sales) -> None:
    rate = await sales.db.read(figures.win_rate, WORKSPACE, sales.ana.id, TODAY)
    assert rate == WinRate(Fraction(1, 4), 0, "assumed")


async def test_the_win_rate_is_ones_own_or_the_teams(sales: Sales) -> None:
    await close_many(sales, won=5, lost=15, rep=sales.ben)
    rates = [
        await sales.db.read(figures.win_rate, WORKSPACE, who, TODAY)
        for who in (sales.ben.id, sales.ana.id, None)
    ]
    assert rates == [WinRate(Fraction(1, 4), 20, source) for source in ("own", "team", "team")]


async def test_what_closed_more_than_a_year_ago_is_no_history(sales: Sales) -> None:
    await close_many(sales, won=20, lost=0)
    for day, closed_ in ((date(2027, 3, 2), 20), (date(2027, 3, 3), 0)):
        rate = await sales.db.read(figures.win_rate, WORKSPACE, sales.ana.id, day)
        assert rate.closed == closed_


async def test_the_usual_size_is_of_won_deals_and_before_these_of_open_ones(sales: Sales) -> None:
    usual = [await sales.db.read(figures.usual_size, WORKSPACE, sales.ana.id, TODAY)]
    await sales.add("Acme", 7)
    usual += [await sales.db.read(figures.usual_size, WORKSPACE, sales.ana.id, TODAY)]
    await close_many(sales, won=5, lost=2, rep=sales.ben)
    for who in (sales.ana.id, sales.ben.id, None):
        usual.append(await sales.db.read(figures.usual_size, WORKSPACE, who, TODAY))
    team = UsualSize(102_00, 5, "team")
    assert usual == [None, UsualSize(7_00, 1, "open"), team, UsualSize(102_00, 5, "own"), team]


async def test_first_conversations_become_deals_in_a_share_of_their_own(sales: Sales) -> None:
    for number in range(20):
        made = await sales.of_client(
            Deed.ADD, None, client_name=f"Client {number}", is_new_client=True
        )
        await sales.of_client(Deed.TOUCH, made.client.id, direction=Direction.IN)
        if number < 8:
            await sales.do(Step.ADD, client_id=made.client.id, amount=euros(1))
    await sales.of_client(Deed.ADD, None, client_name="Never spoke", is_new_client=True)
    found = await sales.db.read(figures.opening, WORKSPACE, sales.ana.id, TODAY)
    assert (found.share, found.of, found.source) == (Fraction(2, 5), 20, "own")
    of_ben = await sales.db.read(figures.opening, WORKSPACE, sales.ben.id, TODAY)
    assert (of_ben.share, of_ben.source) == (Fraction(2, 5), "team")


async def test_choosing_a_target_is_helped_by_what_was_won(sales: Sales) -> None:
    await sales.add("Acme", 70)
    await sales.won(await sales.add("Globex", 30))
    found = await sales.db.read(figures.choosing, sales.ana, sales.now)
    assert (found.open_minor, found.won_minor, found.won) == (70_00, 30_00, 1)
    assert (found.currency, found.win_rate.source) == ("EUR", "assumed")


# Weeks


async def test_thirteen_weeks_of_open_pipeline_end_with_today(sales: Sales) -> None:
    deal = await sales.add("Acme", 100)  # on Monday 2 March
    sales.pass_days(6)
    await sales.on_deal(Step.CHANGE, deal, amount=euros(300))  # on Sunday
    sales.pass_days(8)
    await sales.do(Step.TARGET, amount=euros(500))  # on Monday 16 March
    sales.pass_days(1)
    weeks = await sales.db.read(figures.weeks, sales.ana, sales.now)
    assert len(weeks) == 13
    assert weeks[-4:] == (
        (date(2026, 2, 23), 0, None),
        (date(2026, 3, 2), 300_00, None),
        (date(2026, 3, 9), 300_00, None),
        (date(2026, 3, 16), 300_00, 500_00),
    )


async def test_a_rep_who_flies_west_leaves_no_older_figure_for_tomorrow(sales: Sales) -> None:
    east = replace(sales.ana, zone="Pacific/Auckland")
    await sales.db.write(reps.set_profile, east, sales.now)
    sales.now = sales.now.replace(hour=20)
    deal = await sales.add("Acme", 100)  # on the morning of the 3rd, there
    west = replace(sales.ana, zone="America/Los_Angeles")
    await sales.db.write(reps.set_profile, west, sales.now)
    await sales.on_deal(Step.CHANGE, deal, amount=euros(300))  # on the 2nd, here
    assert (await sales.stood_on(date(2026, 3, 3))).open_minor == 300_00


# Stress


async def test_losing_one_client_is_weighed_against_what_is_likely_elsewhere(sales: Sales) -> None:
    acme = await sales.paying("Acme", 120_000)
    await sales.paying("Globex", 267_097)
    await sales.paying("Initech", None)
    await sales.paying("Hooli", 1, owner=sales.ben)
    await sales.add("Acme", 100_000, stage_name="decide")
    await sales.add("Umbrella", 250_000, stage_name="decide")
    await sales.add("Stark", 100_000, stage_name="meet")
    await sales.do(Step.TARGET, amount=euros(400_000))  # a quarter of it is needed by the plan
    found = await sales.db.read(figures.stress_of, sales.ana, sales.now)
    line = await sales.db.read(figures.stress_without, sales.ana, acme, sales.now)
    assert (line.elsewhere_minor, line.short_minor) == (85_000_00, 35_000_00)
    assert round(line.share, 2) == 0.31
    assert found.worst is not None
    assert (found.worst.client.name, found.worst.elsewhere_minor) == ("Globex", 155_000_00)
    assert (found.clients, found.unvalued, found.not_survived) == (3, 1, 2)
    assert [each.client.name for each in found.concentrated] == ["Globex", "Acme"]


async def test_a_value_without_a_rate_is_not_guessed(sales: Sales) -> None:
    await sales.add("Acme")
    client = await sales.paying("Globex", 5)
    await sales.of_client(Deed.VALUE, client.id, value=Money(5, "USD"))
    found = await sales.db.read(figures.stress_of, sales.ana, sales.now)
    assert (found.clients, found.unvalued, found.worst) == (1, 0, None)
    assert found.unrated == ("USD",)
    client = await sales.client(client.id)
    line = await sales.db.read(figures.stress_without, sales.ana, client, sales.now)
    assert (line.value_minor, line.short_minor) == (0, 0)


async def test_parting_says_whether_the_pipeline_replaces_the_client(sales: Sales) -> None:
    await sales.add("Umbrella", 100_000, stage_name="decide")
    client = await sales.paying("Acme", 80_000)
    asked = await sales.of_client(Deed.PART, client.id)
    assert isinstance(asked, Parting)
    assert asked.stress is not None
    assert (asked.stress.elsewhere_minor, asked.stress.short_minor) == (70_000_00, 10_000_00)


async def test_a_prospect_that_goes_costs_what_it_would_be_worth(sales: Sales) -> None:
    saved = await sales.of_client(
        Deed.ADD, None, client_name="Acme", is_new_client=True, value=euros(50)
    )
    line = await sales.db.read(figures.stress_without, sales.ana, saved.client, sales.now)
    assert line is not None
    assert (line.share, line.short_minor) == (1.0, 50_00)


# Decisions


async def test_a_decision_that_has_not_come_is_asked_about_unless_they_named_a_date(
    sales: Sales,
) -> None:
    late = await sales.add("Acme", decide_by=date(2026, 3, 5))
    dated = await sales.add("Globex", decide_by=date(2026, 3, 5))
    await sales.add("Initech", decide_by=date(2026, 3, 6))
    await sales.promise(dated.client_id, date(2026, 3, 6))
    found = await sales.db.read(deals.undecided, WORKSPACE, sales.ana.id, date(2026, 3, 6))
    assert [deal.name for deal in found] == ["Acme"]
    for _ in range(2):
        await sales.db.write(deals.note_asked, WORKSPACE, late.id, date(2026, 3, 6))
    asked = await sales.get(late)
    assert (asked.decide_asks, asked.decide_asked_on) == (1, date(2026, 3, 6))
    again = await sales.db.read(deals.undecided, WORKSPACE, sales.ana.id, date(2026, 3, 12))
    assert [deal.name for deal in again] == ["Globex", "Initech"]
    sales.pass_days(11)
    week_later = await sales.db.read(figures.undecided, sales.ana, sales.now)
    assert [shown.deal.name for shown in week_later] == ["Acme", "Globex", "Initech"]


async def test_a_new_day_to_decide_by_is_asked_about_anew(sales: Sales) -> None:
    deal = await sales.add("Acme", decide_by=date(2026, 3, 5))
    await sales.db.write(deals.note_asked, WORKSPACE, deal.id, date(2026, 3, 6))
    await sales.on_deal(Step.CHANGE, deal, decide_by=date(2026, 4, 1))
    now_is = await sales.get(deal)
    assert (now_is.decide_by, now_is.decide_asks, now_is.decide_asked_on) == (
        date(2026, 4, 1),
        0,
        None,
    )
