"""How does a test ask for things, as handlers and the scheduler would?"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, select

from bot.playbook.client_line import ClientLine
from bot.playbook.intent import Intent, Verb
from bot.playbook.line import Line
from bot.playbook.model import Client, Commitment, Rep, SetBy, Standing
from bot.playbook.nudge import Nudge
from bot.playbook.outcome import Outcome
from bot.playbook.when import Reading, find_whens
from bot.playbook.winback import LossReason
from storage import (
    clientele,
    clients,
    commitments,
    followups,
    nudges,
    outbox,
    quiet,
    receipts,
    reps,
    tables,
)
from storage import workspaces as workspaces_
from storage.database import Database
from storage.request import Request
from tests.cast import NOW, WORKSPACE, ana, ben, mia

LEASE = timedelta(minutes=2)


@dataclass(slots=True)
class Desk:
    """Ana and Ben at work, on a clock that the test moves."""

    db: Database
    ana: Rep
    ben: Rep
    mia: Rep
    now: datetime = NOW
    _keys: Any = field(default_factory=count)

    def request(self, rep: Rep | None = None, key: str | None = None, guard: str | None = None):
        """Who asks now; every request is a delivery of its own unless it is given a key."""
        return Request(rep or self.ana, key or f"key-{next(self._keys)}", self.now, self.now, guard)

    async def say(self, text: str, rep: Rep | None = None, key: str | None = None) -> Outcome:
        """`/followup text`."""
        who = rep or self.ana
        here = self.now.astimezone(ZoneInfo(who.zone))

        def find(part: str) -> Sequence[Reading]:
            return find_whens(part, now=here, locale=who.locale)

        request = self.request(who, key, receipts.guard_of(text))
        found = await self.db.write(followups.take_line, request, text, find)
        assert not isinstance(found, Line)
        return found

    async def do_line(self, text: str, rep: Rep | None = None, key: str | None = None) -> Outcome:
        """`/client text`."""
        request = self.request(rep, key, receipts.guard_of(f"/client {text}"))
        found = await self.db.write(clientele.take_line, request, text)
        assert not isinstance(found, ClientLine)
        return found

    async def do(self, intent: Intent, rep: Rep | None = None, key: str | None = None) -> Outcome:
        return await self.db.write(followups.carry_out, self.request(rep, key), intent)

    async def done(self, c: Commitment, rep: Rep | None = None) -> Outcome:
        return await self.do(Intent(Verb.DONE, commitment_id=c.id), rep)

    async def answer(
        self, draft_id: int, rep: Rep | None = None, key: str | None = None, **chosen: Any
    ) -> Outcome:
        """Press one of the choices Steady offered."""

        def complete(intent: Intent) -> Intent:
            kept = {f: getattr(intent, f) for f in Intent.__dataclass_fields__}
            return Intent(**(kept | chosen))

        return await self.db.write(followups.answer, self.request(rep, key), draft_id, complete)

    async def undo(
        self, change_id: int | None = None, rep: Rep | None = None, key: str | None = None
    ) -> Outcome:
        return await self.db.write(followups.undo, self.request(rep, key), change_id)

    async def tell(self, c: Commitment, set_by: SetBy, words: str | None = None) -> Outcome:
        return await self.db.write(followups.tell, self.request(), c.id, set_by, words)

    async def reason(self, client: Client, change_id: int, reason: LossReason) -> Outcome:
        request = self.request()
        return await self.db.write(followups.give_reason, request, client.id, change_id, reason)

    async def get(self, c: Commitment | int) -> Commitment:
        """A commitment as it stands."""
        wanted = c if isinstance(c, int) else c.id
        return await self.db.read(commitments.get, WORKSPACE, wanted)

    async def open_for(self, rep: Rep | None = None) -> list[Commitment]:
        return await self.db.read(commitments.open_for, WORKSPACE, rep_id=(rep or self.ana).id)

    async def client(self, name: str, standing: Standing = Standing.PROSPECT) -> Client:
        """A client the team knows."""
        added = await self.db.write(clients.add, WORKSPACE, name, None, self.now)
        await self.db.write(clients.set_standing, WORKSPACE, added.id, standing)
        await self.db.write(quiet.settle, WORKSPACE, added.id, self.now)
        return await self.db.read(clients.get, WORKSPACE, added.id)

    async def sweep(self) -> int:
        """Queue what is due, briefs first, as the scheduler does."""
        taken = 0
        for queue in (nudges.mark_left, nudges.queue_briefs, nudges.queue_timed):
            while found := await self.db.write(queue, self.now, self.now):
                taken += found
        return taken

    async def deliver(self) -> list[Nudge]:
        """Say everything that waits, to nobody."""
        said = []
        claim = outbox.claim_next
        while row := await self.db.claim(claim, WORKSPACE, self.now, self.now, "desk", LEASE):
            rep = await self.db.read(reps.get, row.workspace_id, row.rep_id)
            nudge = await self.db.write(nudges.compose, row, rep, self.now)
            if nudge is None:
                await self.db.claim(outbox.mark_cancelled, row, "desk", "untrue", self.now)
                continue
            await self.db.claim(outbox.mark_sent, row, "desk", "D1", f"{row.id}", self.now)
            said.append(nudge)
        return said

    async def brought_back(self) -> list[list[str]]:
        """Sweep, deliver, and name the clients of each message."""
        await self.sweep()
        return [[s.commitment.client_name for s in n.shown] for n in await self.deliver()]

    async def rows(self, table: Table) -> list[Any]:
        def read(conn: Connection) -> list[Any]:
            return list(conn.execute(select(table)).mappings().all())

        return await self.db.read(read)

    async def everything(self) -> dict[str, list[Any]]:
        """All that is stored, for showing that nothing changed."""
        return {name: await self.rows(table) for name, table in tables.metadata.tables.items()}


@asynccontextmanager
async def desk(db: Database) -> AsyncIterator[Desk]:
    yield Desk(db, *[await db.write(meet, rep) for rep in (ana(), ben(), mia())])


def meet(conn: Connection, rep: Rep) -> Rep:
    """The rep, in a workspace that Steady serves."""
    served = workspaces_.Workspace(rep.workspace_id, "Northwind", "Europe/Berlin", "en-GB")
    workspaces_.meet(conn, served, NOW)
    return reps.meet(conn, rep, NOW)
