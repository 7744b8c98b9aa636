"""Whatever happens to deals, do the figures of each day always equal a count of the deals?"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, NullPool, create_engine, select

from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.model import Money, Rep
from bot.playbook.outcome import Outcome, RateSaved, Refused, Undone
from bot.playbook.pipeline_intent import PipelineIntent, Step
from storage import clientele, figures, followups, pipeline, pipeline_days, reps, stages
from storage.database import Database
from storage.request import Request
from storage.tables import deals, passages, rates, workspaces
from storage.tables import pipeline_days as days_
from storage.tables import reps as reps_
from storage.tables import stages as stages_
from tests.book import open_workspace
from tests.cast import WORKSPACE, ana, ben, mia

FIRST_DAY = date(2026, 3, 2)  # the clocks change on the 29th
UNITS = {"EUR": 100, "USD": 100, "JPY": 1}
ACTS = ["add", "add", "add", "move", "change", "slip", "win", "lose", "lose_client", "reopen"]
ACTS += ["target", "give", "merge", "part", "chance", "remove", "rung", "rate", "currency", "undo"]
ACTS += ["undo", "undo"]
MOST_STEPS = 15  # fewer than a stage's history is read from: a deal weighs what its stage says

Totals = tuple[int, int, int | None, int]  # open, weighted, target, deals


@dataclass(frozen=True)
class Happening:
    """Some days pass, then something is done."""

    days: int
    what: str
    number: int


HISTORY = st.lists(
    st.builds(Happening, st.integers(0, 9), st.sampled_from(ACTS), st.integers(0, 10_000)),
    min_size=1,
    max_size=MOST_STEPS,
)


@dataclass
class Life:
    """A team lived day by day on a database, and a naive count of every day beside it."""

    conn: Connection
    ana: Rep
    ben: Rep
    mia: Rep
    today: date = FIRST_DAY
    seconds: int = 0
    counted: dict[tuple[int, date], Totals] = field(default_factory=dict)
    last: tuple[Rep, int, Any] | None = None

    def live(self, each: Happening) -> None:
        for _ in range(each.days):
            self.end_day()
        if each.what == "undo":
            self.undo()
            return
        before = self.everything()
        rep, outcome = getattr(self, f"_{each.what}")(each.number)
        change_id = getattr(outcome, "change_id", None)
        self.last = (rep, change_id, before) if change_id else self.last and None

    def undo(self) -> None:
        if self.last is None:
            return
        rep, change_id, before = self.last
        outcome = followups.undo(self.conn, self.request(rep), change_id)
        assert isinstance(outcome, Undone), outcome
        assert self.everything() == before
        self.last = None

    def end_day(self) -> None:
        """Nothing is undone on another day: the past stays as it was."""
        for rep in (self.ana, self.ben, self.mia):
            self.counted[rep.id, self.today] = self.count(rep)
        self.today += timedelta(days=1)
        self.last = None

    def check(self) -> None:
        for rep in (self.ana, self.ben, self.mia):
            now_is = self.count(rep)
            assert self.stood(rep, self.today) == now_is
            stands = figures.against(self.conn, rep)
            assert (stands.open_minor, stands.weighted_minor, stands.deals) == (
                now_is[0],
                now_is[1],
                now_is[3],
            )
        for (rep_id, day), totals in self.counted.items():
            rep = next(r for r in (self.ana, self.ben, self.mia) if r.id == rep_id)
            assert self.stood(rep, day) == totals, (rep.name, day)

    def stood(self, rep: Rep, day: date) -> Totals:
        found = pipeline_days.on(self.conn, WORKSPACE, rep.id, day)
        return found.open_minor, found.weighted_minor, found.target_minor, found.deals

    def count(self, rep: Rep) -> Totals:
        """One open deal after another, at the rates and the chances that are written down."""
        into, factors = self.factors()
        chances = {row.id: row.chance for row in self.conn.execute(select(stages_)).all()}
        mine = [
            row
            for row in self.conn.execute(select(deals)).all()
            if row.rep_id == rep.id and row.state == "open" and row.gone_at is None
        ]
        open_minor = weighted = 0
        for row in mine:
            by = factors.get(row.amount_currency)
            worth = None if by is None else int(row.amount_minor * by)
            assert row.worth_minor == worth, into
            open_minor += worth or 0
            weighted += (worth or 0) * chances[row.stage_id] // 100
        target = self.conn.scalar(select(reps_.c.target_minor).where(reps_.c.id == rep.id))
        return open_minor, weighted, target, len(mine)

    def factors(self) -> tuple[str, dict[str, Fraction]]:
        into = self.conn.scalar(select(workspaces.c.reporting_currency)) or "GBP"
        typed = self.conn.execute(select(rates.c.currency, rates.c.rate)).all()
        unit = UNITS.get(into, 100)
        found = {row.currency: Fraction(row.rate) * unit / UNITS[row.currency] for row in typed}
        return into, found | {into: Fraction(1)}

    def everything(self) -> list[Any]:
        """What an undo must put back: deals, where they stand, targets and the ladder."""
        found: list[Any] = []
        for table in (deals, passages, stages_):
            rows = self.conn.execute(select(table).order_by(table.c.id)).mappings().all()
            found += [
                {k: v for k, v in row.items() if k not in ("version", "gone_at")}
                for row in rows
                if row["gone_at"] is None
            ]
        found += self.conn.execute(select(reps_.c.id, reps_.c.target_minor)).all()
        found += self.conn.execute(select(workspaces.c.team_target_minor)).all()
        return found

    # What can happen; each says who did it, and what came of it

    def _add(self, n: int) -> tuple[Rep, Outcome]:
        rep = (self.ana, self.ben)[n % 2]
        money = Money(n + 1, ("EUR", "EUR", "USD", "JPY")[n % 4])
        facts = {"client_name": ("Acme", "Globex", "Initech")[n % 3], "deal_name": f"Deal {n}"}
        stage = self.stage(n).id
        return rep, self.do(rep, Step.ADD, **facts, amount=money, stage_id=stage)

    def _move(self, n: int) -> tuple[Rep, Outcome]:
        return self.on(n, Step.MOVE, stage_id=self.stage(n // 7).id)

    def _change(self, n: int) -> tuple[Rep, Outcome]:
        return self.on(n, Step.CHANGE, amount=Money(n + 5, ("EUR", "USD", "JPY")[n % 3]))

    def _slip(self, n: int) -> tuple[Rep, Outcome]:
        return self.on(n, Step.CHANGE, close_on=self.today + timedelta(days=n % 90))

    def _win(self, n: int) -> tuple[Rep, Outcome]:
        return self.on(n, Step.WON, amount=Money(n + 1, "EUR") if n % 2 else None)

    def _lose(self, n: int) -> tuple[Rep, Outcome]:
        return self.on(n, Step.LOST, reason="price" if n % 2 else None)

    def _lose_client(self, n: int) -> tuple[Rep, Outcome]:
        return self.on(n, Step.LOST, is_client_lost=True)

    def _reopen(self, n: int) -> tuple[Rep, Outcome]:
        return self.on(n, Step.REOPEN)

    def _target(self, n: int) -> tuple[Rep, Outcome]:
        facts: dict[str, Any] = {"amount": Money(n, "EUR"), "is_for_team": n % 5 == 0}
        whom = ("U0ANA", "U0BEN", "U0MIA")[n % 3]
        return self.mia, self.do(self.mia, Step.TARGET, **facts, for_user_id=whom)

    def _give(self, n: int) -> tuple[Rep, Outcome]:
        return self.client(n, Deed.GIVE, owner_user_id=("U0ANA", "U0BEN")[n % 2])

    def _merge(self, n: int) -> tuple[Rep, Outcome]:
        return self.client(n, Deed.MERGE, other_name=("Acme", "Globex")[n % 2])

    def _part(self, n: int) -> tuple[Rep, Outcome]:
        return self.client(n, Deed.PART, is_confirmed=True)

    def _chance(self, n: int) -> tuple[Rep, Outcome]:
        return self.ladder("chance", stage_id=self.stage(n).id, chance=n % 101)

    def _remove(self, n: int) -> tuple[Rep, Outcome]:
        to = self.stage(n + 1).id
        return self.ladder("remove", stage_id=self.stage(n).id, to_stage_id=to)

    def _rung(self, n: int) -> tuple[Rep, Outcome]:
        return self.ladder("add", new_name=f"Rung {n}", position=n % 7)

    def _rate(self, n: int) -> tuple[Rep, Outcome]:
        rate = f"{n % 97 + 1}.{n % 89}"
        currency = ("USD", "JPY", "EUR")[n % 3]
        return self.mia, self.do(self.mia, Step.RATE, currency=currency, rate=rate)

    def _currency(self, n: int) -> tuple[Rep, Outcome]:
        """Days that are over are told in the new currency too."""
        was, _ = self.factors()
        outcome = self.do(self.mia, Step.CURRENCY, currency=("USD", "EUR", "JPY")[n % 3])
        into, factors = self.factors()
        if isinstance(outcome, RateSaved) and into != was and was in factors:
            by = factors[was]
            for key, (open_minor, weighted, target, many) in self.counted.items():
                turned = None if target is None else int(target * by)
                self.counted[key] = (int(open_minor * by), int(weighted * by), turned, many)
        return self.mia, outcome

    def on(self, n: int, step: Step, **facts: Any) -> tuple[Rep, Outcome]:
        """To any deal, by its rep or by the manager."""
        found = self.conn.execute(select(deals).where(deals.c.gone_at.is_(None))).all()
        if not found:
            return self.mia, self.do(self.mia, Step.WON)
        deal = sorted(found, key=lambda row: row.id)[n % len(found)]
        rep = reps.get(self.conn, WORKSPACE, deal.rep_id) if n % 3 else self.mia
        return rep, self.do(rep, step, deal_id=deal.id, **facts)

    def client(self, n: int, deed: Deed, **facts: Any) -> tuple[Rep, Outcome]:
        name = ("Acme", "Globex", "Initech")[n % 3]
        intent = ClientIntent(deed, client_name=name, **facts)
        return self.mia, clientele.carry_out(self.conn, self.request(self.mia), intent)

    def ladder(self, what: str, **facts: Any) -> tuple[Rep, Outcome]:
        return self.mia, self.do(self.mia, Step.STAGES, what=what, **facts)

    def do(self, rep: Rep, step: Step, **facts: Any) -> Outcome:
        intent = PipelineIntent(step, **facts)
        return pipeline.carry_out(self.conn, self.request(rep), intent)

    def stage(self, n: int) -> Any:
        ladder = stages.all_of(self.conn, WORKSPACE)
        return ladder[n % len(ladder)]

    def request(self, rep: Rep) -> Request:
        """Some seconds after noon."""
        self.seconds += 1
        now = datetime.combine(self.today, time(12), UTC) + timedelta(seconds=self.seconds)
        return Request(rep, f"key:{self.seconds}", now, now)


def begin(conn: Connection) -> Life:
    began = datetime.combine(FIRST_DAY, time(6), UTC)
    open_workspace(conn, began)
    return Life(conn, *(reps.meet(conn, rep, began) for rep in (ana(), ben(), mia())))


@contextmanager
def life(sqlite_url: str) -> Iterator[Life]:
    """Three who sell, in a transaction that is never kept."""
    engine = create_engine(sqlite_url.replace("+aiosqlite", ""), poolclass=NullPool)
    with engine.connect() as conn:
        yield begin(conn)
        conn.rollback()


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=HISTORY)
def test_every_day_stands_as_its_deals_did_whatever_happened(
    sqlite_url: str, history: list[Happening]
) -> None:
    with life(sqlite_url) as lived:
        for each in history:
            lived.live(each)
            lived.check()


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_so_it_does_on_both_engines(db: Database, seed: int) -> None:
    chance = random.Random(seed)
    history = [
        Happening(chance.randrange(4), chance.choice(ACTS), chance.randrange(10_000))
        for _ in range(MOST_STEPS)
    ]

    def lived_through(conn: Connection) -> int:
        lived = begin(conn)
        for each in history:
            lived.live(each)
            lived.check()
        return len(conn.execute(select(days_)).all())

    assert await db.write(lived_through) > 0


def test_a_history_does_something(sqlite_url: str) -> None:
    with life(sqlite_url) as lived:
        outcomes = [lived._add(4), lived._target(7), lived._rate(0), lived._win(1)]
        assert not any(isinstance(outcome, Refused) for _, outcome in outcomes)
