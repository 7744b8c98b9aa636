"""How does a visitor meet one rule: what is typed, and until when does the clock go on?"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.demo.blocks import placed
from bot.demo.refusal import SilentError
from bot.demo.standin import Message, StandIn, User
from bot.playbook import asking, due
from bot.playbook.asking import KEEP, PASSED, Question, QuestionState
from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Client, Direction, Rep, Standing
from bot.playbook.outcome import Ask, Refused
from bot.playbook.when import Moment, Reading, find_whens, instant
from storage import answers, clientele, figures, followups, pipeline_lines, questions, reps
from storage.request import Request

if TYPE_CHECKING:
    from bot.app import Steady

MOST_MESSAGES = 40  # on the way to the one a rule is about
MOST_DAYS = 6  # so long a scene waits for its message, where it does not say otherwise
_SEASON_IN = timedelta(weeks=6)  # at the most: what is asked eight weeks before is due
_ASKED_WITHIN = timedelta(days=400)
_AT_WORK = time(9, 30)
_A_WHILE = timedelta(hours=1)  # what is said at once is said in office hours
_GONE = (Standing.LOST, Standing.PARTED)
_SILENT = (
    "This rule did not speak within {days} days: something on the desk came before it. "
    "Try it once more."
)


class Stage(Protocol):
    """Where a scene is played: the demo."""

    slack: StandIn
    steady: "Steady"

    async def move_clock(self, moment: datetime) -> None: ...
    async def move_on(self, user_id: str) -> bool: ...


class Player:
    """One scene as it is played, for one rep and with a client of its own."""

    def __init__(self, stage: Stage, user: User, client: str, times: int = 1) -> None:
        self._stage = stage
        self.user = user
        self._client = client
        self._times = times  # it is played for this many times
        self._channel = stage.slack.dm(user.id)
        self._began = len(self._channel.messages)

    async def is_at_work(self) -> None:
        """The rep is there and wants to hear, in office hours."""
        rep = replace(await self._rep(), paused_until=None, stand_in_id=None, muted=frozenset())
        rep = await self._stage.steady.db.write(reps.set_preferences, rep, self._now())
        if not due.is_in_hours(self._now() + _A_WHILE, rep.hours, rep.zone):
            await self._goes_to_work(self._today(rep), rep)

    async def works_tomorrow(self) -> None:
        """On to a day before another that is worked: what waits a day is said then."""
        rep = await self._rep()
        tomorrow = self._today(rep) + timedelta(days=1)
        if _worked(tomorrow, rep) != tomorrow:
            await self._goes_to_work(tomorrow, rep)

    async def _goes_to_work(self, day: date, rep: Rep) -> None:
        here, day = ZoneInfo(rep.zone), _worked(day, rep)
        if instant(Moment(day, _AT_WORK), here) <= self._now():
            day = _worked(day + timedelta(days=1), rep)
        await self._stage.move_clock(instant(Moment(day, _AT_WORK), here))

    async def clears_the_desk(self) -> None:
        """Nothing that waits speaks first.

        What is due is done, who is quiet was called, and what was asked is left for another time.
        """
        rep, db, now = await self._rep(), self._stage.steady.db, self._now()
        found = await db.read(followups.listed, rep, "today", now)
        for each in found.commitments:
            done = Intent(Verb.DONE, commitment_id=each.id)
            await db.write(followups.carry_out, self._request(rep), done)
        for question in await db.read(_open_questions, rep, due.today_in(rep.zone, now)):
            left = KEEP if question.ask is asking.Ask.STOP else PASSED
            await db.write(answers.answer, self._request(rep), question.id, left)
        await self.calls("quiet")

    async def calls(self, which: str) -> None:
        """Today the rep has called everybody of a list."""
        rep, db, page, pages = await self._rep(), self._stage.steady.db, 1, 1
        called: list[Client] = []
        while page <= pages:
            found = await db.read(clientele.listed, rep, which, page, self._now())
            called += [one.client for one in found.lines]
            page, pages = page + 1, found.pages
        for client in called:
            if client.owner_id == rep.id and client.standing not in _GONE:
                spoke = ClientIntent(
                    Deed.TOUCH, client_id=client.id, direction=Direction.IN, on=self._today(rep)
                )
                await db.write(clientele.carry_out, self._request(rep), spoke)

    async def typed_before(self, line: str, days: int) -> None:
        """A command of so many days before the next day that is worked."""
        rep = await self._rep()
        today = self._today(rep)
        ahead = _worked(today + timedelta(days=1), rep) - today
        await self.typed(line, days - ahead.days)

    async def typed(self, line: str, days_ago: int) -> None:
        """A command of some days ago, as if it had been typed then."""
        rep, then = await self._rep(), self._now() - timedelta(days=days_ago)
        command, _, rest = (await self._filled(line)).partition(" ")
        request = self._request(rep, then)

        def find(part: str) -> Sequence[Reading]:
            return find_whens(part, now=then.astimezone(ZoneInfo(rep.zone)), locale=rep.locale)

        db = self._stage.steady.db
        match command:
            case "/client":
                outcome: object = await db.write(clientele.take_line, request, rest)
                if isinstance(outcome, Ask) and isinstance(outcome.intent, ClientIntent):
                    anew = replace(
                        outcome.intent, is_new_client=True
                    )  # it only sounds like another
                    outcome = await db.write(clientele.carry_out, self._request(rep, then), anew)
            case "/pipeline":
                outcome = await db.write(pipeline_lines.take_line, request, rest, None, find)
            case _:
                outcome = await db.write(followups.take_line, request, rest, find)
        if isinstance(outcome, Ask | Refused):
            raise SilentError("What leads to this rule was not understood just now.")

    async def types(self, line: str) -> None:
        """A command typed now, in the rep's own messages with Steady."""
        command, _, rest = (await self._filled(line)).partition(" ")
        people = self._stage.slack.people
        seen = await people.command(self.user.id, command, rest, self._channel.id)
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
        raise SilentError(f"There is no button “{label}” to press just now.")

    async def fills(self, values: dict[str, str]) -> None:
        """Fill in the open form, send it, and put away what it became."""
        slack = self._stage.slack
        given: dict[str, object] = {}
        for name, text in values.items():
            given[name] = await self._filled(text)
        if "client" in given:
            wanted = str(given["client"])
            options = await slack.options(self.user.id, "client_typed", wanted)
            given["client"] = options[0]
        seen = await slack.submit(self.user.id, given)
        if seen.error or seen.errors:
            raise SilentError("The form was not taken just now.")
        if slack.view(self.user.id) is not None:
            await slack.close_view(self.user.id, cleared=True)

    async def waits(self, days: int) -> None:
        """Some days go by, each thing in its time."""
        await self._stage.move_clock(self._now() + timedelta(days=days))

    async def until(self, words: Sequence[str], days: int) -> None:
        """On from message to message, till one says all of these words."""
        last = self._now() + timedelta(days=days)
        said = [await self._filled(each) for each in words]
        for _ in range(MOST_MESSAGES):
            if self._heard(said):
                return
            if self._now() > last or not await self._stage.move_on(self.user.id):
                break
        if not self._heard(said):
            raise SilentError(_SILENT.format(days=days))

    def _heard(self, said: Sequence[str]) -> bool:
        new = self._channel.messages[self._began :]
        return any(all(words in m.text for words in said) for m in new if self._is_mine(m))

    def _is_mine(self, message: Message) -> bool:
        return message.ephemeral_for in (None, self.user.id)

    async def _filled(self, text: str) -> str:
        """With the client's name, the next day that is worked, a season's month, and sums."""
        if "{" not in text:
            return text
        rep, now = await self._rep(), self._now()
        tomorrow = self._today(rep) + timedelta(days=1)
        against = await self._stage.steady.db.read(figures.against, rep)
        words = {
            "client": self._client,
            "workday": f"{_worked(tomorrow, rep):%A}",
            "in_a_week": f"{self._today(rep) + timedelta(days=7)}",
            "season": f"{now + _SEASON_IN:%B}",
            "next_year": str(now.year + 1),
            "dear": str(480 + 20 * self._times),
            "open": str(against.open_minor // 100_000),
        }
        for name, word in words.items():
            text = text.replace(f"{{{name}}}", word)
        return text

    async def _rep(self) -> Rep:
        """The rep by Steady's own record."""
        steady = self._stage.steady
        found = await steady.db.read(reps.find, steady.workspace.id, self.user.id)
        assert found is not None, f"{self.user.name} is not known here"
        return found

    def _request(self, rep: Rep, then: datetime | None = None) -> Request:
        at = then or self._now()
        return Request(rep, f"scene:{uuid4().hex}", at, at)

    def _today(self, rep: Rep) -> date:
        return due.today_in(rep.zone, self._now())

    def _now(self) -> datetime:
        return self._stage.slack.clock.now()


Step = Callable[[Player], Awaitable[None]]


async def play(player: Player, steps: Sequence[Step]) -> None:
    """One scene from its first step to its last, on a desk with nothing else on it.

    Raises SilentError when the rule does not speak.
    """
    await player.is_at_work()
    await player.clears_the_desk()
    for step in steps:
        await step(player)


def typed(line: str, days_ago: int) -> Step:
    """A command of some days ago."""
    return lambda player: player.typed(line, days_ago)


def typed_before(line: str, days: int) -> Step:
    """A command of so many days before the next day that is worked."""
    return lambda player: player.typed_before(line, days)


def types(line: str) -> Step:
    """A command typed now."""
    return lambda player: player.types(line)


def presses(label: str) -> Step:
    """The newest button of this name is pressed."""
    return lambda player: player.presses(label)


def waits(days: int) -> Step:
    """Some days go by."""
    return lambda player: player.waits(days)


def works_tomorrow() -> Step:
    """On to a day before another that is worked."""
    return Player.works_tomorrow


def calls(which: str) -> Step:
    """Everybody of a list was called today."""
    return lambda player: player.calls(which)


def fills(**values: str) -> Step:
    """The open form is filled in and sent."""
    return lambda player: player.fills(values)


def until(*words: str, days: int = MOST_DAYS) -> Step:
    """The clock goes on from message to message till one says all of these words."""
    return lambda player: player.until(words, days)


def _open_questions(conn: Connection, rep: Rep, today: date) -> list[Question]:
    found = (questions.since(conn, rep, ask, today - _ASKED_WITHIN) for ask in asking.Ask)
    return [q for several in found for q in several if q.state is QuestionState.ASKED]


def _worked(day: date, rep: Rep) -> date:
    return due.next_working_day(day, rep.hours)
