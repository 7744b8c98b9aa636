"""What did people see, what were they told, and what is stored? A sales team beside dying Steadys.

The stand-in Slack lives in the test's own process and outlives every Steady. Time is real.
"""

import asyncio
import hashlib
import os
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from bot.clock import Clock
from bot.demo.standin import Message, Seen, StandIn, User
from bot.playbook import due
from bot.playbook.asking import Ask, Candidate
from handlers.http import PATH
from storage import commitments, outbox, questions, reps
from storage.database import Database
from tests.log_watch import WATCH
from tests.torture.doomed import Plan
from tests.torture.lives import Launcher, Life, environment

SETTLE_SECONDS = 300 if os.environ.get("STEADY_TORTURE") == "long" else 90
SOON = "in 9 minutes"  # a nudge comes ten minutes before: at once
AT_NIGHT = (SOON, "today")  # hours hold the first, and the brief would say the other
THEIRS = '"as we said"'  # words of the client's: a date they named comes at any hour


@dataclass(frozen=True, slots=True)
class Broken:
    """What was promised and not kept, by the clients' names; empty when all is well."""

    forgotten: tuple[str, ...] = ()  # acknowledged, and not stored as it was acknowledged
    lost: tuple[str, ...] = ()  # due, and never shown
    repeated: tuple[str, ...] = ()  # shown more than once
    at_night: tuple[str, ...] = ()  # words that office hours should have held


@dataclass(slots=True)
class Town:
    """Three reps, the Steady that happens to live, and what was acknowledged.

    Where Noa lives it is the small hours, and no client of hers names dates: she hears nothing.
    """

    slack: StandIn
    reps: list[User]
    noa: User
    folder: Path
    database_url: str
    launcher: Launcher
    chance: random.Random
    life: Life | None = None
    acknowledged: dict[str, str] = field(default_factory=dict)  # client's name -> state
    handled: set[str] = field(default_factory=set)  # commitments somebody pressed a button of
    _names: Any = field(default_factory=lambda: count(1))

    async def start(self, plan: Plan | None) -> Life:
        """Another Steady; requests go to it from now on."""
        settings = environment(self.slack, self.database_url)
        self.life = self.launcher.start(self.folder, settings, plan)
        self.slack.request_url = f"http://127.0.0.1:{await self.life.port()}{PATH}"
        return self.life

    async def record(self, rep: User, when: str = SOON) -> Seen:
        """`/followup` for a client nobody has heard of."""
        name, words = self._new_name(), "" if rep is self.noa else THEIRS
        seen = await self.slack.command(rep.id, "/followup", f"{name} {when} {words}".strip())
        if seen.status == 200 and "Saved" in seen.body:
            self.acknowledged[name] = "open"
        return seen

    async def press_something(self, rep: User) -> None:
        """Done or They moved it, on a nudge nobody has touched, or nothing."""
        for message in self.slack.dm(rep.id).messages:
            for commitment_id, name in _asking(message):
                if commitment_id not in self.handled and name in self.acknowledged:
                    self.handled.add(commitment_id)
                    with suppress(LookupError):
                        await self._press(rep, message, commitment_id, name)
                    return

    async def settled(self) -> None:
        """Wait until nothing is due and nothing is under way."""
        try:
            async with asyncio.timeout(SETTLE_SECONDS):
                while await self._read(_unsettled):  # noqa: ASYNC110 - another process settles it
                    await asyncio.sleep(0.1)
        except TimeoutError:
            left, life = await self._read(left_over), self.life
            last = life.log.read_text().splitlines()[-3:] if life else ()
            raise AssertionError(f"{left} is left; last logged: {last}") from None

    async def broken(self) -> Broken:
        """Compare what was told, stored and shown."""
        stored: dict[str, str] = dict(await self._read(_states))
        shown = Counter(name for said in self._posts() for name in stored if name in said)
        due = await self._read(_came_due, self.noa.id)
        return Broken(
            tuple(
                n for n, state in self.acknowledged.items() if not _is_kept(state, stored.get(n))
            ),
            tuple(name for name in due if shown[name] == 0),
            tuple(name for name in due if shown[name] > 1),
            tuple(message.text for message in self.slack.dm(self.noa.id).messages),
        )

    async def leave_for_noa(self, number: int) -> None:
        """A brief and a question that wait, as an evening's outage leaves them; nobody lives."""
        db = await Database.open(self.database_url)
        try:
            await db.write(_leave, self.slack.team_id, self.noa.id, number, Clock().now())
        finally:
            await db.close()

    async def held(self) -> dict[str, int]:
        """What Noa was not told since it was night, by kind."""
        return dict(await self._read(_held, self.noa.id))

    def tokens_shown_twice(self) -> list[str]:
        """The outbox's tokens, as they stand in the visible messages' metadata."""
        messages = (m for rep in self.reps for m in self.slack.dm(rep.id).messages)
        tokens = Counter(m.metadata["event_payload"]["token"] for m in messages if m.metadata)
        return [token for token, times in tokens.items() if times > 1]

    async def _press(self, rep: User, message: Message, commitment_id: str, name: str) -> None:
        if self.chance.random() < 0.5:
            seen = await self.slack.click(rep.id, message, "done", value=commitment_id)
            if seen.status == 200:
                self.acknowledged[name] = "kept"
            return
        await self.slack.click(rep.id, message, "moved", value=commitment_id)
        if self.slack.view(rep.id) is None:
            return
        seen = await self.slack.submit(rep.id, {"when": "in 20 days", "words": "after the fair"})
        if seen.status == 200 and not seen.errors:
            self.acknowledged[name] = "moved"
        elif self.slack.view(rep.id) is not None:
            await self.slack.close_view(rep.id)

    def _posts(self) -> list[str]:
        """Every message that became visible, as it was when it did."""
        calls = [c for c in self.slack.calls if c.method == "chat.postMessage"]
        return [str(c.params["text"]) for c in calls if c.answer and c.answer["ok"]]

    def _new_name(self) -> str:
        digest = hashlib.sha256(f"{self.chance.random()} {next(self._names)}".encode()).digest()
        return "".join(chr(ord("a") + byte % 26) for byte in digest[:12]).capitalize()

    async def _read(self, question: Any, *args: Any) -> Any:
        db = await Database.open(self.database_url, read_only=True)
        try:
            return await db.read(question, *args)
        finally:
            await db.close()


@asynccontextmanager
async def town(
    launcher: Launcher, folder: Path, database_url: str, seed: int = 0
) -> AsyncIterator[Town]:
    """A team at work; whoever still lives afterwards is ended."""
    slack = StandIn(Clock())
    reps = [slack.add_user(name, locale="en-GB") for name in ("Ana Ruiz", "Ben Okafor", "Mia Chen")]
    noa = slack.add_user("Noa Levi", locale="en-GB", tz=_where_it_is_two(Clock().now().hour))
    slack.add_channel("sales", [rep.id for rep in (*reps, noa)])
    await slack.start()
    made = Town(slack, reps, noa, folder, database_url, launcher, random.Random(seed))
    try:
        yield made
    finally:
        if made.life is not None:
            made.life.kill()
            await made.life.ended()
        await slack.stop()
        WATCH.met(slack, database_url)
        WATCH.keep_out(made.acknowledged)  # on a server too, whose tables are not read


def _asking(message: Message) -> list[tuple[str, str]]:
    """The commitments a message still asks about: id, and the client's name."""
    found, name = [], ""
    for block in message.blocks or []:
        if block["type"] == "section" and " asked for " in block["text"]["text"]:
            name = str(block["text"]["text"]).partition(" ")[0]
        for element in block.get("elements", []):
            if element.get("action_id") == "done":
                found.append((str(element["value"]), name))
    return found


def _is_kept(acknowledged: str, stored: str | None) -> bool:
    # An act whose answer was lost may be stored all the same.
    return stored is not None if acknowledged == "open" else stored == acknowledged


def _unsettled(conn: Connection) -> bool:
    waiting = conn.scalar(
        text("SELECT count(*) FROM outbox WHERE state NOT IN ('sent', 'cancelled', 'dead')")
    )
    first = commitments.first_nudge_at(conn)
    return bool(waiting) or (first is not None and first <= Clock().now())


def left_over(conn: Connection) -> dict[str, Any]:
    """What is still under way, and what holds it up."""
    rows = "SELECT state, last_error, count(*) FROM outbox WHERE settled_at IS NULL GROUP BY 1, 2"
    lanes = "SELECT method, why, shut_until, spent_until FROM lanes"
    due = "SELECT count(*) FROM commitments WHERE nudge_at IS NOT NULL"
    asked = {"outbox": rows, "lanes": lanes, "due": due}
    return {name: [tuple(row) for row in conn.execute(text(q))] for name, q in asked.items()}


def _states(conn: Connection) -> list[tuple[str, str]]:
    """How each client's first commitment stands."""
    found = conn.execute(
        text(
            "SELECT clients.name, commitments.state FROM commitments"
            " JOIN clients ON clients.id = commitments.client_id"
            " WHERE commitments.moved_from IS NULL"
        )
    )
    return [(row.name, row.state) for row in found]


def _came_due(conn: Connection, but: str) -> list[str]:
    """The clients of commitments whose nudge has been queued; one rep's are held by the hour."""
    found = conn.execute(
        text(
            "SELECT clients.name FROM commitments"
            " JOIN clients ON clients.id = commitments.client_id"
            " JOIN reps ON reps.id = commitments.rep_id"
            " WHERE commitments.moved_from IS NULL AND commitments.nudge_at IS NULL"
            " AND reps.slack_user_id <> :but"
        ),
        {"but": but},
    )
    return [row.name for row in found]


def _where_it_is_two(hour: int) -> str:
    """The zone in which it is two at night and some minutes, while it is this hour in UTC."""
    east = (2 - hour + 12) % 24 - 12
    return f"Etc/GMT{-east:+d}"


def _leave(
    conn: Connection, workspace_id: str, slack_user_id: str, number: int, now: datetime
) -> None:
    noa = reps.find(conn, workspace_id, slack_user_id)
    if noa is None:
        return  # she has typed nothing yet
    today, to = due.today_in(noa.zone, now), (workspace_id, noa.id)
    asks = Candidate(Ask.STOP, None, None, f"night:{number}", facts={"ask": Ask.FRIDAY_CALL.value})
    facts = {"question": questions.add(conn, noa, asks, today, now)}
    left: tuple[tuple[str, dict[str, Any]], ...] = (("brief", {}), ("question", facts))
    for kind, known in left:
        item = outbox.Item(f"{kind}:{noa.id}:{number}:{today.isoformat()}")
        outbox.queue(conn, *to, kind, [item], now, now, now, known)


def _held(conn: Connection, slack_user_id: str) -> list[tuple[str, int]]:
    found = conn.execute(
        text(
            "SELECT kind, count(*) FROM outbox JOIN reps ON reps.id = outbox.rep_id"
            " WHERE slack_user_id = :noa AND last_error IN ('outside_hours', 'not_its_hour')"
            " GROUP BY kind"
        ),
        {"noa": slack_user_id},
    )
    return [(row[0], row[1]) for row in found]
