"""Can this process do its job: the database written, Slack heard and reached, the tick going on?"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.clock import Clock
from storage import lanes, workspaces
from storage.database import Database, Unavailable

ASK_SECONDS = 2  # patience with the database
KEPT_SECONDS = 1  # an answer serves all who ask within it: anybody may, and each costs a write
DAMAGED = "corrupt"  # whoever met it said so, and what is written here need not meet it
LATE_SECONDS = 120  # without a sign of life from the tick, which comes every 15


@dataclass(slots=True)
class Health:
    """What is asked of the parts, and when the tick last showed that it lives."""

    db: Database
    clock: Clock
    workspace_id: str
    holds: Sequence[str]  # refusals after which nothing gets through until somebody mends it
    is_heard: Callable[[], Awaitable[bool]] | None = None  # none: Slack comes to us, over HTTP
    lived_at: float = field(init=False)
    _found: dict[str, object] = field(default_factory=dict)
    _found_at: float | None = None
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.lived_at = self.clock.ticks()

    def lives(self) -> None:
        """The tick got on by a stage."""
        self.lived_at = self.clock.ticks()

    async def check(self) -> dict[str, object]:
        """What of it works, by name; `ok` says whether all of it does."""
        async with self._asking:
            if self._found_at is None or self.clock.ticks() - self._found_at > KEPT_SECONDS:
                self._found = await self._ask()
                self._found_at = self.clock.ticks()
            return self._found

    async def _ask(self) -> dict[str, object]:
        found: dict[str, object] = {"database": await self._database(), "tick": self._tick()}
        if self.is_heard is not None:
            found["socket"] = "ok" if await self.is_heard() else "disconnected"
        if found["database"] == "ok" and (refused := await self._refused()):
            found["slack"] = refused
        return {"ok": set(found.values()) == {"ok"}, **found}

    async def _database(self) -> str:
        """A full disk can still be read, so it is written to; damage heals nowhere by itself."""
        if self.db.outages[DAMAGED]:
            return DAMAGED
        try:
            async with asyncio.timeout(ASK_SECONDS):
                await self.db.claim(workspaces.beat, self.workspace_id, self.clock.steady_now())
        except TimeoutError:
            return "timeout"
        except Unavailable as trouble:
            return trouble.reason
        return "ok"

    async def _refused(self) -> str | None:
        """Why nothing gets through to Slack, if it is so."""
        try:
            async with asyncio.timeout(ASK_SECONDS):
                held = await self.db.read(lanes.troubled, self.holds)
        except (TimeoutError, Unavailable):
            return None  # the next look at the database tells
        return held[0][1] if held else None

    def _tick(self) -> str:
        """It waits for no lane, so it is never long in coming."""
        return "late" if self.clock.ticks() - self.lived_at > LATE_SECONDS else "ok"
