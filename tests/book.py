"""A team's book of clients on a real database, for tests of what happens to it over time."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Client, Direction, Rep, SetBy
from bot.playbook.nudge import Nudge, NudgeKind
from bot.playbook.outcome import ClientSaved, Outcome, Refused, Saved, Touched
from bot.playbook.problem import Problem
from storage import clientele, clients, followups, nudges, outbox, reps, workspaces
from storage.database import Database
from storage.followups import Request
from storage.workspaces import Workspace
from tests.cast import WORKSPACE, ana


@dataclass(slots=True)
class Book:
    """What the team does with its clients, one act at a time."""

    db: Database
    rep: Rep
    now: datetime
    _keys: Any = field(default_factory=lambda: count(1))

    def request(self, rep: Rep | None = None, key: str | None = None) -> Request:
        return Request(rep or self.rep, key or f"test:{next(self._keys)}", self.now, self.now)

    async def meet(self, rep: Rep) -> Rep:
        return await self.db.write(reps.meet, rep, self.now)

    async def carry_out(
        self, deed: Deed, client: Client | None = None, rep: Rep | None = None, **facts: Any
    ) -> Outcome:
        if client is not None:
            facts |= {"client_id": client.id}
        request = self.request(rep, facts.pop("key", None))
        return await self.db.write(clientele.carry_out, request, ClientIntent(deed, **facts))

    async def add(self, name: str = "Acme", **facts: Any) -> Client:
        saved = await self.carry_out(Deed.ADD, client_name=name, is_new_client=True, **facts)
        assert isinstance(saved, ClientSaved), saved
        return saved.client

    async def touch(
        self, client: Client, direction: Direction = Direction.IN, **facts: Any
    ) -> Touched:
        done = await self.carry_out(Deed.TOUCH, client, direction=direction, **facts)
        assert isinstance(done, Touched), done
        return done

    async def promise(self, client: Client, on: date, rep: Rep | None = None) -> Saved:
        """The client names a day."""
        intent = Intent(Verb.RECORD, client_id=client.id, due_on=on, set_by=SetBy.CLIENT)
        saved = await self.follow_up(intent, rep)
        assert isinstance(saved, Saved), saved
        return saved

    async def follow_up(self, intent: Intent, rep: Rep | None = None) -> Outcome:
        return await self.db.write(followups.carry_out, self.request(rep), intent)

    async def undo(self, change_id: int, rep: Rep | None = None) -> Outcome:
        return await self.db.write(followups.undo, self.request(rep), change_id)

    async def known(self, client: Client) -> Client:
        return await self.db.read(clients.get, WORKSPACE, client.id)

    async def sweep(self) -> None:
        """What a tick marks and queues."""
        for sweep in (
            nudges.mark_quiet,
            nudges.mark_left,
            nudges.mark_seasons,
            nudges.queue_briefs,
        ):
            while await self.db.write(sweep, self.now, self.now):
                pass

    async def said(self) -> list[Nudge]:
        """Sweep, and say everything that waits; the playbook's own question is proved elsewhere."""
        await self.sweep()
        found = await self.db.write(said_now, self.now)
        return [nudge for nudge in found if nudge.kind is not NudgeKind.QUESTION]


def said_now(conn: Any, now: datetime) -> list[Nudge]:
    """Say everything that waits, as delivery does when Slack answers at once."""
    found = []
    lease = timedelta(minutes=2)
    while (row := outbox.claim_next(conn, WORKSPACE, now, now, "test", lease)) is not None:
        rep = reps.get(conn, row.workspace_id, row.rep_id)
        nudge = nudges.compose(conn, row, rep, now)
        if nudge is None:
            outbox.mark_cancelled(conn, row, "test", "no_longer_true", now)
            continue
        outbox.mark_sent(conn, row, "test", "D1", f"{row.id}.1", now)
        found.append(nudge)
    return found


def open_workspace(conn: Any, now: datetime) -> None:
    workspaces.meet(conn, Workspace(WORKSPACE, "Northwind", "Europe/Berlin", "en-GB"), now)


def problem(outcome: Outcome) -> Problem:
    """What stood in the way."""
    assert isinstance(outcome, Refused), outcome
    return outcome.problem


async def open_book(db: Database, now: datetime, **rep: Any) -> Book:
    """A book with one rep, Ana, who looks at it first at `now`."""
    await db.write(open_workspace, now)
    return Book(db, await db.write(reps.meet, ana(**rep), now), now)
