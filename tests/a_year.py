"""What does a rep with forty clients hear from Steady in a year? Writes one month of it down.

`python -m tests.a_year` writes docs/a-month.md anew; a test holds it against the code.
"""

import asyncio
import random
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from bot.demo.standin import Message
from bot.messages.blocks import Block
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Hours, Rep
from bot.playbook.when import Reading, find_whens
from storage import clientele, followups, pipeline_lines, reps
from storage.request import Request
from storage.tables import outbox
from storage.tables import questions as question_rows
from tests.messages_page import drawn
from tests.world import World, world

PAGE = Path(__file__).parents[1] / "docs" / "a-month.md"
ZONE = ZoneInfo("Europe/Berlin")
START = datetime(2026, 1, 5, 5, 0, tzinfo=UTC)  # a Monday; clocks change in March and October
WEEKS = 52
MONTH = (2026, 5)  # of the page: spring, with two holidays and a client lost
ACTS_AT = time(16, 30)  # once a day the rep sees to what came
TOUCHES_A_DAY, OF_QUIET_A_DAY = 3, 2
_FIRSTS = ("Ashby", "Bolton", "Crosby", "Denham", "Elgin", "Fulham", "Grimsby", "Harlow")
_SECONDS = ("Bakery", "Chemicals", "Furniture", "Logistics", "Orchards")
NAMES = [f"{_FIRSTS[(n * 3) % 8]} {_SECONDS[n % 5]}" for n in range(40)]
WORDS = ("after our board has met", "when the audit is over", "once the budget is through")
HEATS = ("hot", "warm", "warm", "cold")
ANSWERED = 0.6  # of the messages, the day they come; the others are left alone
# What the rep presses, where a message offers it.
ANSWERS = ("Not this week", "We spoke", "Begin", "Part of it", "Partly", "Keep asking", "Yes")
LOST_IN_WEEKS = {18: "the price", 37: "they went with a competitor"}
_HEAD = """\
# A month of Steady

What Ana, a rep in Berlin with forty clients, heard from Steady in one month of a simulated year:
every message that came by itself, with its day and hour, as it arrived. Each afternoon she saw to
most of it and left the rest. Written by `python -m tests.a_year` from the code that speaks; a test
fails when this page and the code differ. A line with a bar is a quotation; what stands in
[brackets] can be pressed.
"""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as it arrived, before anybody pressed anything."""

    at: datetime
    blocks: Sequence[Block]


@dataclass(slots=True)
class Year:
    """The rep, what was heard, and chance, the same on every run."""

    world: World
    rep: Rep
    chance: random.Random = field(default_factory=lambda: random.Random(40))
    heard: list[Heard] = field(default_factory=list)
    said: list[Any] = field(default_factory=list)  # every row that was sent
    asked: list[Any] = field(default_factory=list)  # every question of the playbook
    _key: int = 0
    _read: int = 0

    def request(self, at: datetime) -> Request:
        self._key += 1
        return Request(self.rep, f"year:{self._key}", at, at)

    async def typed(self, line: str, at: datetime | None = None) -> None:
        """A command, now or in the time before Steady came."""
        then = at or self.world.clock.now()
        request, db = self.request(then), self.world.steady.db
        command, _, rest = line.partition(" ")

        def find(part: str) -> Sequence[Reading]:
            return find_whens(part, now=then.astimezone(ZONE), locale=self.rep.locale)

        if command == "/client":
            await db.write(clientele.take_line, request, rest)
        elif command == "/pipeline":
            await db.write(pipeline_lines.take_line, request, rest, None, find)
        else:
            await db.write(followups.take_line, request, rest, find)

    def new_messages(self) -> list[Message]:
        """What came since the last look, kept as it arrived."""
        found = self.world.dms()[self._read :]
        self._read += len(found)
        self.heard += [Heard(m.shown_at, deepcopy(m.blocks or [])) for m in found]
        return found


async def lived(database_url: str) -> Year:
    """The whole year."""
    async with world(database_url, START) as made:
        year = await _begin(made)
        for week in range(WEEKS):
            for weekday in range(5):
                await _a_day(year, week, weekday)
            if week in LOST_IN_WEEKS:
                name = NAMES[10 + week % 3]
                await year.typed(f"/client lost {name} {LOST_IN_WEEKS[week]}")
        await made.until(START + timedelta(weeks=WEEKS))
        year.new_messages()
        year.said = await made.steady.db.read(_sent, year.rep.id)
        year.asked = await made.steady.db.read(_asked, year.rep.id)
        return year


def page(year: Year) -> str:
    """One month of what was heard, day by day."""
    parts, day = [_HEAD], date.min
    for one in year.heard:
        here = one.at.astimezone(ZONE)
        if (here.year, here.month) != MONTH:
            continue
        if here.date() != day:
            day = here.date()
            parts.append(f"## {day:%A} {day.day} {day:%B}\n")
        parts.append(f"**{here:%H:%M}**\n\n{drawn(one.blocks)}\n")
    return "\n".join(parts)


async def _begin(made: World) -> Year:
    """Forty clients of some years' standing, a few deals, and a number to aim at."""
    db = made.steady.db
    await made.client("list", made.mia)
    await made.client("list")
    rep = await db.read(reps.find, made.steady.workspace.id, made.ana.id)
    assert rep is not None
    settled = replace(rep, hours=Hours(holidays="DE-BE"))
    year = Year(made, await db.write(reps.set_preferences, settled, START))
    for n, name in enumerate(NAMES):
        await _known(year, n, name)
    for n in range(6):
        line = f'/pipeline add {NAMES[n * 5]} "Order" €{20 + 5 * n}k explore'
        await year.typed(line, START - timedelta(days=40 - n))
    await year.typed("/pipeline target €330k")
    return year


async def _known(year: Year, n: int, name: str) -> None:
    tier = ("key", "standard", "standard", "light", "standard")[n % 5]
    added = START - timedelta(days=900 - n)
    await year.typed(f"/client add {name}, {tier}, €{8 + (n * 7) % 60}k", added)
    if n % 4:  # three in four pay us
        await year.typed(f"/client order {name} €{3 + n % 9}k", START - timedelta(days=300 - n))
    spoke = START - timedelta(days=1 + (n * 5) % 25, minutes=n)
    await year.typed(f"/client touch {name} call warm with Jo Reed", spoke)
    if n % 10 == 3:
        await year.typed(f"/client season {name} {('May', 'October')[n % 2]}", added)


async def _a_day(year: Year, week: int, weekday: int) -> None:
    """Steady speaks in the course of the day; in the afternoon the rep sees to some of it."""
    day = (START + timedelta(weeks=week, days=weekday)).date()
    await year.world.until(datetime.combine(day, ACTS_AT, ZONE).astimezone(UTC))
    for message in year.new_messages():
        if year.chance.random() < ANSWERED or "Keep asking" in _buttons(message):
            await _answer(year, message)
    await _see_to_what_is_due(year)
    await _talk_to_some(year)
    if year.chance.random() < 0.5:
        await _promise(year)
    if weekday == 2:
        await _sell(year, week)


async def _answer(year: Year, message: Message) -> None:
    """Press what ends it; of the inventory, one client's worth of questions."""
    for _ in range(4):
        label = next((each for each in ANSWERS if each in _buttons(message)), None)
        if label is None:
            return
        await _press(year.world, message, label)
        if label != "Begin" and "Skip them" not in _buttons(message):
            return


def _buttons(message: Message) -> dict[str, tuple[Block, Block]]:
    """Its buttons by their labels, each with the block it stands in."""
    found = {}
    for block in message.blocks or []:
        for one in (*block.get("elements", ()), *filter(None, [block.get("accessory")])):
            if one.get("type") == "button":
                found[str(one["text"]["text"])] = one, block
    return found


async def _press(made: World, message: Message, label: str) -> None:
    one, block = _buttons(message)[label]
    ids = one["action_id"], block["block_id"]
    await made.slack.people.click(made.ana.id, message, *ids, one.get("value"), None)
    await made.steady.background.drain(5)


async def _see_to_what_is_due(year: Year) -> None:
    """Two in three are kept, some are moved by the client, the rest is left."""
    db, now = year.world.steady.db, year.world.clock.now()
    found = await db.read(followups.listed, year.rep, "today", now)
    for each in found.commitments:
        chance = year.chance.random()
        if chance < 0.65:
            done = Intent(Verb.DONE, commitment_id=each.id)
            await db.write(followups.carry_out, year.request(now), done)
        elif chance < 0.85:
            words = year.chance.choice(WORDS)
            await year.typed(f'/followup moved {each.client_name} in two weeks "{words}"')


async def _talk_to_some(year: Year) -> None:
    """A few clients as it happens, and some of those that have gone quiet."""
    db, now = year.world.steady.db, year.world.clock.now()
    quiet = await db.read(clientele.listed, year.rep, "quiet", 1, now)
    names = [line.client.name for line in quiet.lines[:OF_QUIET_A_DAY]]
    names += year.chance.sample(NAMES, TOUCHES_A_DAY)
    for name in dict.fromkeys(names):
        await year.typed(f"/client touch {name} call {year.chance.choice(HEATS)}")


async def _promise(year: Year) -> None:
    """A client names a day, every other time with an hour."""
    name, words = year.chance.choice(NAMES), year.chance.choice(WORDS)
    hour = year.chance.choice((" at 11am", " at 3pm", ""))
    await year.typed(f'/followup {name} in {year.chance.randint(2, 5)} weeks{hour} "{words}"')


async def _sell(year: Year, week: int) -> None:
    """Once a week something moves in the pipeline."""
    name = NAMES[(week * 7) % 40]
    match week % 4:
        case 0:
            await year.typed(f'/pipeline add {name} "Order {week}" €{20 + week % 30}k explore')
        case 1:
            await year.typed(f"/pipeline move {NAMES[((week - 1) * 7) % 40]} review")
        case 2:
            ends = "won" if week % 8 == 2 else "lost"
            reason = "" if ends == "won" else " they went with a competitor"
            await year.typed(f"/pipeline {ends} {NAMES[((week - 2) * 7) % 40]}{reason}")
        case _:
            await year.typed(f'/pipeline add {name} "Line {week}" €{15 + week % 20}k meet')


def _sent(conn: Connection, rep_id: int) -> list[Any]:
    here = outbox.c.state == "sent", outbox.c.rep_id == rep_id
    return list(conn.execute(select(outbox).where(*here).order_by(outbox.c.settled_at)).all())


def _asked(conn: Connection, rep_id: int) -> list[Any]:
    rows = select(question_rows).where(question_rows.c.rep_id == rep_id)
    return list(conn.execute(rows.order_by(question_rows.c.id)).all())


async def _write() -> None:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'year.db'}"
        PAGE.write_text(page(await lived(url)), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(_write())
