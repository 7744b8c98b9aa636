"""Which Steadys share one database, and what did a small Slack see of them?"""

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from bot.clock import Clock
from storage.database import Database
from tests import many
from tests.many import SmallSlack
from tests.torture.doomed import Plan
from tests.torture.lives import Launcher, Life
from tests.torture.town import left_over

HERE = "T00001"
# A lease so long that a machine with much else to do gets from the claim to the wire within it.
SWIFT = Plan(per_minute=600_000, channel_gap=0.0, tick=0.2, lease=10.0)


@dataclass(slots=True)
class Fleet:
    """Replicas on one database, and a small Slack that counts what becomes visible."""

    slack: SmallSlack
    launcher: Launcher
    folder: Path
    database_url: str
    lives: list[Life] = field(default_factory=list)

    def join(self, plan: Plan = SWIFT) -> Life:
        settings = {
            "STEADY_SLACK_BOT_TOKEN": f"xoxb-{HERE}",
            "STEADY_SLACK_SIGNING_SECRET": "secret",
            "STEADY_SLACK_API_URL": self.slack.url,
            "STEADY_DATABASE_URL": self.database_url,
            "STEADY_HTTP_PORT": "0",
        }
        life = self.launcher.start(self.folder, settings, plan)
        self.lives.append(life)
        return life

    async def read(self, question: Any) -> Any:
        db = await Database.open(self.database_url, read_only=True)
        try:
            return await db.read(question)
        finally:
            await db.close()

    async def fill(self, nudges: int) -> None:
        """So many reps for whom something is due, in nobody's outbox yet."""
        db = await Database.open(self.database_url)
        for first in range(0, nudges, 100):
            now, some = Clock().now(), min(100, nudges - first)
            await db.write(many.fill, HERE, some, some, now, first=first, is_swept=False)
        await db.close()

    async def settled(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                while await self.read(_waiting):  # noqa: ASYNC110 - other processes settle it
                    await asyncio.sleep(0.2)
        except TimeoutError:
            raise AssertionError(f"{await self.read(left_over)} is left") from None

    def twice(self) -> list[str]:
        """The tokens of messages that people saw more than once."""
        seen = Counter(post.token for post in self.slack.posts)
        return [token for token, times in seen.items() if times > 1]


@asynccontextmanager
async def fleet(launcher: Launcher, folder: Path, url: str) -> AsyncIterator[Fleet]:
    slack = SmallSlack()
    await slack.start()
    made = Fleet(slack, launcher, folder, url)
    try:
        yield made
    finally:
        for life in made.lives:
            life.kill(signal.SIGCONT)
            life.kill()
        for life in made.lives:
            await life.ended()
        await slack.stop()


def said(conn: Connection) -> dict[int, int]:
    """How many sent messages tell of each commitment."""
    found = conn.execute(
        text(
            "SELECT commitment_id, count(*) FROM outbox_items JOIN outbox"
            " ON outbox.id = outbox_items.outbox_id WHERE state = 'sent' GROUP BY 1"
        )
    )
    return {row[0]: row[1] for row in found}


def _waiting(conn: Connection) -> int:
    """Messages and commitments that still have to be said."""
    asked = text(
        "SELECT (SELECT count(*) FROM outbox WHERE settled_at IS NULL)"
        " + (SELECT count(*) FROM commitments WHERE nudge_at IS NOT NULL)"
    )
    return int(conn.execute(asked).scalar_one())
