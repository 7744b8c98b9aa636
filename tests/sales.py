"""A team and its pipeline on a real database, for tests of what happens to deals over time."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.deal import Against, Deal
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Client, Commitment, Money, Rep, SetBy, Standing
from bot.playbook.outcome import DealSaved, DealWon, Outcome, Refused, Saved
from bot.playbook.pipeline_intent import PipelineIntent, Step
from bot.playbook.problem import Problem
from storage import (
    clientele,
    clients,
    deals,
    figures,
    followups,
    pipeline,
    pipeline_days,
    reps,
    stages,
)
from storage.database import Database
from storage.pipeline_days import Standing as Stands
from storage.request import Request
from tests.book import open_workspace
from tests.cast import NOW, WORKSPACE, ana, ben, mia


def euros(amount: int) -> Money:
    return Money(amount * 100, "EUR")


@dataclass(slots=True)
class Sales:
    """Ana and Ben sell, Mia leads them; the test moves the clock."""

    db: Database
    ana: Rep
    ben: Rep
    mia: Rep
    now: datetime = NOW
    _keys: Any = field(default_factory=count)

    def request(self, rep: Rep | None = None, key: str | None = None) -> Request:
        return Request(rep or self.ana, key or f"sale-{next(self._keys)}", self.now, self.now)

    async def do(
        self, step: Step, rep: Rep | None = None, key: str | None = None, **facts: Any
    ) -> Outcome:
        intent = PipelineIntent(step, **facts)
        return await self.db.write(pipeline.carry_out, self.request(rep, key), intent)

    async def refused(self, step: Step, rep: Rep | None = None, **facts: Any) -> Problem:
        """Why this cannot be."""
        outcome = await self.do(step, rep, **facts)
        assert isinstance(outcome, Refused), outcome
        return outcome.problem

    async def add(
        self, client: str = "Acme", worth: int = 40_000, rep: Rep | None = None, **facts: Any
    ) -> Deal:
        facts = {"client_name": client, "amount": euros(worth)} | facts
        saved = await self.do(Step.ADD, rep, **facts)
        assert isinstance(saved, DealSaved), saved
        return saved.shown.deal

    async def on_deal(
        self, step: Step, deal: Deal, rep: Rep | None = None, **facts: Any
    ) -> Outcome:
        return await self.do(step, rep, deal_id=deal.id, **facts)

    async def won(self, deal: Deal, rep: Rep | None = None, **facts: Any) -> DealWon:
        done = await self.on_deal(Step.WON, deal, rep, **facts)
        assert isinstance(done, DealWon), done
        return done

    async def undo(self, change_id: int, rep: Rep | None = None) -> Outcome:
        return await self.db.write(followups.undo, self.request(rep), change_id)

    async def answer(self, draft_id: int, rep: Rep | None = None, **chosen: Any) -> Outcome:
        """Press one of the choices Steady offered."""

        def complete(intent: Any) -> Any:
            kept = {f: getattr(intent, f) for f in type(intent).__dataclass_fields__}
            return type(intent)(**(kept | chosen))

        return await self.db.write(pipeline.answer, self.request(rep), draft_id, complete)

    async def promise(
        self, client_id: int, on: date, set_by: SetBy = SetBy.CLIENT, **facts: Any
    ) -> Commitment:
        """A follow-up with this client."""
        rep = facts.pop("rep", None)
        intent = Intent(Verb.RECORD, client_id=client_id, due_on=on, set_by=set_by, **facts)
        saved = await self.follow_up(intent, rep)
        assert isinstance(saved, Saved), saved
        return saved.commitment

    async def follow_up(self, intent: Intent, rep: Rep | None = None) -> Outcome:
        return await self.db.write(followups.carry_out, self.request(rep), intent)

    async def of_client(
        self, deed: Deed, client_id: int | None, rep: Rep | None = None, **facts: Any
    ) -> Any:
        intent = ClientIntent(deed, client_id=client_id, **facts)
        return await self.db.write(clientele.carry_out, self.request(rep), intent)

    async def paying(self, name: str, value: int | None, owner: Rep | None = None) -> Client:
        """A client that pays us this much a year."""
        money = None if value is None else euros(value)
        who = (owner or self.ana).id
        made = await self.db.write(clients.add, WORKSPACE, name, who, self.now, value=money)
        await self.db.write(clients.set_standing, WORKSPACE, made.id, Standing.ACTIVE)
        return await self.client(made.id)

    async def get(self, deal: Deal) -> Deal:
        return await self.db.read(deals.get, WORKSPACE, deal.id)

    async def client(self, client_id: int) -> Client:
        return await self.db.read(clients.get, WORKSPACE, client_id)

    async def against(self, rep: Rep | None = None) -> Against:
        return await self.db.read(figures.against, rep or self.ana)

    async def stood_on(self, day: date, rep: Rep | None = None) -> Stands:
        return await self.db.read(pipeline_days.on, WORKSPACE, (rep or self.ana).id, day)

    async def stage(self, name: str) -> Any:
        ladder = await self.db.read(stages.all_of, WORKSPACE)
        return next(each for each in ladder if each.name == name)

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)


async def open_sales(db: Database) -> Sales:
    """A workspace in Berlin that counts in euros."""
    await db.write(open_workspace, NOW)

    def meet(conn: Any) -> list[Rep]:
        return [reps.meet(conn, rep, NOW) for rep in (ana(), ben(), mia())]

    return Sales(db, *await db.write(meet))
