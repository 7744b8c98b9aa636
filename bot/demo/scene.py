"""How does a visitor meet one rule: what is typed, and until when does the clock go on?"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4
from zoneinfo import ZoneInfo

from bot.demo.blocks import placed
from bot.demo.refusal import SilentError
from bot.demo.standin import StandIn, User
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Rep
from bot.playbook.outcome import Ask, Refused
from bot.playbook.when import Reading, find_whens
from storage import clientele, followups, pipeline_lines, reps
from storage.request import Request

if TYPE_CHECKING:
    from bot.app import Steady

MOST_MESSAGES = 90  # on the way to the one a rule is about
MOST_DAYS = 120  # a rule that has not spoken by then does not speak


class Stage(Protocol):
    """Where a scene is played: the demo."""

    slack: StandIn
    steady: "Steady"

    async def move_clock(self, moment: datetime) -> None: ...
    async def move_on(self, user_id: str) -> bool: ...


class Player:
    """One scene as it is played, for one rep and with a client of its own."""

    def __init__(self, stage: Stage, user: User, client: str) -> None:
        self._stage = stage
        self.user = user
        self._client = client
        self._channel = stage.slack.dm(user.id)
        self._began = len(self._channel.messages)

    async def rep(self) -> Rep:
        """The rep by Steady's own record."""
        steady = self._stage.steady
        found = await steady.db.read(reps.find, steady.workspace.id, self.user.id)
        assert found is not None, f"{self.user.name} is not known here"
        return found

    async def clears_the_desk(self) -> None:
        """What is due is done and who is quiet was called, so that nothing else speaks first."""
        rep, db, now = await self.rep(), self._stage.steady.db, self._now()
        found = await db.read(followups.listed, rep, "today", now)
        for each in found.commitments:
            request = Request(rep, f"scene:{uuid4().hex}", now, now)
            await db.write(followups.carry_out, request, Intent(Verb.DONE, commitment_id=each.id))
        silent = await db.read(clientele.listed, rep, "quiet", 1, now)
        for one in silent.lines:
            if one.client.owner_id == rep.id:
                await self.typed(f"/client touch {one.client.name} call", 0)

    async def typed(self, line: str, days_ago: int) -> None:
        """A command of some days ago, as if it had been typed then."""
        rep, then = await self.rep(), self._now() - timedelta(days=days_ago)
        command, _, rest = self._filled(line).partition(" ")
        request = Request(rep, f"scene:{uuid4().hex}", then, then)

        def find(part: str) -> Sequence[Reading]:
            return find_whens(part, now=then.astimezone(ZoneInfo(rep.zone)), locale=rep.locale)

        db = self._stage.steady.db
        match command:
            case "/client":
                outcome: object = await db.write(clientele.take_line, request, rest)
            case "/pipeline":
                outcome = await db.write(pipeline_lines.take_line, request, rest, None, find)
            case _:
                outcome = await db.write(followups.take_line, request, rest, find)
        if isinstance(outcome, Ask | Refused):
            raise SilentError(f"{line!r} was not understood.")

    async def types(self, line: str) -> None:
        """A command typed now, in the rep's own messages with Steady."""
        command, _, rest = self._filled(line).partition(" ")
        seen = await self._stage.slack.people.command(
            self.user.id, command, rest, self._channel.id
        )
        if seen.error:
            raise SilentError(seen.error)

    async def presses(self, label: str) -> None:
        """Press the newest button of this name."""
        for message in reversed(self._channel.messages):
            for one in placed(message.blocks or []):
                if one.element.get("text", {}).get("text") == label:
                    ids = one.element["action_id"], one.block["block_id"]
                    value = one.element.get("value")
                    people = self._stage.slack.people
                    await people.click(self.user.id, message, *ids, value, None)
                    return
        raise SilentError(f"There is no button {label!r}.")

    async def waits(self, days: int) -> None:
        """Some days go by, each thing in its time."""
        await self._stage.move_clock(self._now() + timedelta(days=days))

    async def until(self, words: str) -> None:
        """On from message to message, till one says these words."""
        last = self._now() + timedelta(days=MOST_DAYS)
        for _ in range(MOST_MESSAGES):
            if self._heard(words):
                return
            if self._now() > last or not await self._stage.move_on(self.user.id):
                break
        if not self._heard(words):
            raise SilentError(f"{words!r} was never said.")

    def _heard(self, words: str) -> bool:
        said = self._filled(words)
        new = self._channel.messages[self._began :]
        mine = (m for m in new if m.ephemeral_for in (None, self.user.id))
        return any(said in message.text for message in mine)

    def _filled(self, text: str) -> str:
        """The client's name, and the month after next as a client would say it."""
        soon = self._now() + timedelta(weeks=9)
        return text.replace("{client}", self._client).replace("{soon}", f"{soon:%B}")

    def _now(self) -> datetime:
        return self._stage.slack.clock.now()


Step = Callable[[Player], Awaitable[None]]


async def play(player: Player, steps: Sequence[Step]) -> None:
    """One scene from its first step to its last, on a desk with nothing else on it.

    Raises SilentError when the rule does not speak.
    """
    await player.clears_the_desk()
    for step in steps:
        await step(player)


def typed(line: str, days_ago: int) -> Step:
    """A command of some days ago."""
    return lambda player: player.typed(line, days_ago)


def types(line: str) -> Step:
    """A command typed now."""
    return lambda player: player.types(line)


def presses(label: str) -> Step:
    """The newest button of this name is pressed."""
    return lambda player: player.presses(label)


def waits(days: int) -> Step:
    """Some days go by."""
    return lambda player: player.waits(days)


def until(words: str) -> Step:
    """The clock goes on from message to message till one says these words."""
    return lambda player: player.until(words)

