"""The same request at the same moment on two replicas: one effect, and the same answer twice."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import Connection, text

from bot.app import Steady
from bot.clock import MovableClock
from bot.demo.standin import StandIn, User
from handlers.http import PATH
from tests.cast import NOW
from tests.world import MANIFEST, QUICK, settings_for

pytestmark = pytest.mark.postgres

COUNTS = ("commitments", "clients", "touches", "changes", "outbox", "receipts")


@dataclass(slots=True)
class Pair:
    """Two Steadys on one database, and a Slack whose requests can be held and sent to both."""

    slack: StandIn
    steadys: list[Steady]
    clock: MovableClock
    ana: User
    session: aiohttp.ClientSession
    hole: str = ""  # where requests are held
    held: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def url(self, number: int) -> str:
        return f"http://127.0.0.1:{self.steadys[number].port}{PATH}"

    async def to_both(self, act: Awaitable[Any]) -> list[tuple[int, str]]:
        """What a person does, delivered to both at once; the two answers."""
        self.slack.request_url = self.hole
        await act
        headers, body = self.held.pop()
        self.slack.request_url = self.url(0)
        found = await asyncio.gather(*(self._post(n, headers, body) for n in (0, 1)))
        for steady in self.steadys:
            await steady.background.drain(5)
        return found

    async def _post(self, number: int, headers: dict[str, str], body: bytes) -> tuple[int, str]:
        async with self.session.post(self.url(number), data=body, headers=headers) as answer:
            return answer.status, await answer.text()

    async def count(self) -> dict[str, int]:
        return await self.steadys[0].db.read(_count)

    async def tick(self) -> None:
        await asyncio.gather(*(steady.tick() for steady in self.steadys))


@pytest.fixture
async def pair(postgres_url: str) -> AsyncIterator[Pair]:
    clock = MovableClock(NOW)
    slack = StandIn(clock, manifest=MANIFEST, retries=())
    ana = slack.add_user("Ana Ruiz", tz="Europe/Berlin", locale="en-GB")
    slack.add_channel("sales", [ana.id])
    await slack.start()
    settings = settings_for(slack, postgres_url)
    steadys = [await Steady.build(settings, clock, QUICK) for _ in range(2)]
    for steady in steadys:
        await steady.start()
    async with aiohttp.ClientSession() as session:
        made = Pair(slack, steadys, clock, ana, session)
        runner = await _hole(made)
        slack.request_url = made.url(0)
        await slack.command(ana.id, "/followup", "list")
        yield made
        await runner.cleanup()
    for steady in steadys:
        await steady.stop()
    await slack.stop()


async def _hole(pair: Pair) -> web.AppRunner:
    """A place where requests are acknowledged and kept, and nothing comes of them."""

    async def keep(request: web.Request) -> web.Response:
        kept = {k: v for k, v in request.headers.items() if k.startswith(("X-Slack", "Content-T"))}
        pair.held.append((kept, await request.read()))
        return web.Response()

    app = web.Application()
    app.router.add_post(PATH, keep)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    pair.hole = f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
    return runner


@pytest.mark.parametrize("round_", range(5))
async def test_a_command_is_saved_once_and_answered_alike(pair: Pair, round_: int) -> None:
    act = pair.slack.command(pair.ana.id, "/followup", 'Acme 12 March 3pm "after our board"')
    first, second = await pair.to_both(act)

    assert first == second
    assert "Saved." in first[1]
    assert (await pair.count())["commitments"] == 1
    assert (await pair.count())["changes"] == 1


async def test_a_command_that_asks_back_asks_the_same_twice(pair: Pair) -> None:
    first, second = await pair.to_both(pair.slack.command(pair.ana.id, "/followup", "Acme"))
    assert first[0] == second[0] == 200
    assert first == second


async def test_a_press_does_its_work_once(pair: Pair) -> None:
    await pair.slack.command(pair.ana.id, "/followup", "Acme today 3pm")
    pair.clock.move_to(NOW + timedelta(hours=5))
    await pair.tick()
    before = await pair.count()
    (nudge,) = pair.slack.dm(pair.ana.id).messages
    answers = await pair.to_both(pair.slack.click(pair.ana.id, nudge, "done"))

    after = await pair.count()
    assert [status for status, _ in answers] == [200, 200]
    assert {name: after[name] - before[name] for name in ("touches", "changes", "receipts")} == {
        "touches": 1,
        "changes": 1,
        "receipts": 1,
    }
    assert "Acme is done." in pair.slack.dm(pair.ana.id).messages[-1].text
    assert len(pair.slack.dm(pair.ana.id).messages) == 1


async def test_a_form_is_saved_once_and_answered_alike(pair: Pair) -> None:
    await pair.slack.command(pair.ana.id, "/followup", "")
    first, second = await pair.to_both(pair.slack.submit(pair.ana.id, _filled("our board")))

    assert first == second
    assert "Saved." in first[1]
    assert (await pair.count())["commitments"] == 1


async def test_one_form_with_two_contents_at_once_is_saved_once_and_says_so(pair: Pair) -> None:
    await pair.slack.command(pair.ana.id, "/followup", "")
    view = pair.slack.view(pair.ana.id)
    assert view is not None
    pair.slack.request_url = pair.hole
    await pair.slack.submit(pair.ana.id, _filled("our board"))
    headers, one = pair.held.pop()
    kind = headers["Content-Type"]
    other = one.replace(b"our+board", b"our+fair")
    assert other != one
    requests = [(pair.slack.signed(body, kind), body) for body in (one, other)]
    posts = (pair._post(n, *requests[n]) for n in (0, 1))
    answers = [text for _, text in await asyncio.gather(*posts)]

    assert (await pair.count())["commitments"] == 1
    assert sorted("You sent this form before" in answer for answer in answers) == [False, True]
    assert all("Saved." in answer for answer in answers)


@pytest.mark.parametrize("callback_id", ["new_follow_up", "log_touch"])
async def test_a_shortcut_opens_one_form_and_says_nothing_beside_it(
    pair: Pair, callback_id: str
) -> None:
    before = await pair.count()
    first, second = await pair.to_both(pair.slack.shortcut(pair.ana.id, callback_id))

    assert first == second == (200, "")
    await _one_form_and_no_word(pair, before)


@pytest.mark.parametrize("callback_id", ["follow_up_on_this", "log_touch_from_this"])
async def test_a_shortcut_on_a_message_opens_one_form_and_says_nothing_beside_it(
    pair: Pair, callback_id: str
) -> None:
    sales = pair.slack.add_channel("deals", [pair.ana.id])
    message = pair.slack.workspace.post(sales, pair.ana.id, "Call us after the fair")
    before = await pair.count()
    act = pair.slack.message_shortcut(pair.ana.id, callback_id, sales.id, message.ts)
    first, second = await pair.to_both(act)

    assert first == second == (200, "")
    await _one_form_and_no_word(pair, before)


async def test_a_form_from_a_shortcut_given_to_both_is_saved_once(pair: Pair) -> None:
    await pair.to_both(pair.slack.shortcut(pair.ana.id, "new_follow_up"))
    first, second = await pair.to_both(pair.slack.submit(pair.ana.id, _filled("our board")))

    assert first == second
    assert (await pair.count())["commitments"] == 1


async def test_a_form_that_is_closed_changes_nothing(pair: Pair) -> None:
    await pair.slack.command(pair.ana.id, "/followup", "")
    view = pair.slack.views.top(pair.ana.id)
    assert view is not None
    view.body["notify_on_close"] = True  # Steady's own forms do not ask to be told
    before = await pair.count()
    first, second = await pair.to_both(pair.slack.close_view(pair.ana.id))

    assert first == second == (200, "")
    assert await pair.count() == before
    assert pair.slack.dm(pair.ana.id).messages == []


async def test_what_is_suggested_while_typing_is_alike_and_changes_nothing(pair: Pair) -> None:
    await pair.slack.command(pair.ana.id, "/followup", "Acme 12 March 3pm")
    await pair.slack.command(pair.ana.id, "/followup", "")
    before = await pair.count()
    first, second = await pair.to_both(_typed(pair, "Ac"))

    assert first == second
    assert "Acme" in first[1]
    assert await pair.count() == before


async def test_a_look_at_home_given_to_both_changes_nothing(pair: Pair) -> None:
    before = await pair.count()
    first, second = await pair.to_both(pair.slack.open_home(pair.ana.id))

    assert first == second == (200, "")
    assert await pair.count() == before


async def _typed(pair: Pair, text: str) -> None:
    with suppress(LookupError):  # the hole suggests nothing
        await pair.slack.options(pair.ana.id, "client_typed", text)


async def _one_form_and_no_word(pair: Pair, before: dict[str, int]) -> None:
    opened = [c for c in pair.slack.calls if c.method == "views.open" and c.answer["ok"]]
    assert len(opened) == 1
    assert pair.slack.view(pair.ana.id) is not None
    assert pair.slack.dm(pair.ana.id).messages == []
    after = await pair.count()
    assert {**after, "receipts": 0} == {**before, "receipts": 0}


async def test_an_event_is_taken_once_and_answered_once(pair: Pair) -> None:
    dm = pair.slack.dm(pair.ana.id)
    act = pair.slack.say(pair.ana.id, dm.id, "Acme 12 March 3pm")
    answers = await pair.to_both(act)
    await pair.tick()

    assert [status for status, _ in answers] == [200, 200]
    assert (await pair.count())["commitments"] == 1
    said = [one for one in dm.messages if "Saved." in one.text]
    assert len(said) == 1


async def test_a_replay_minutes_later_on_the_other_replica_changes_nothing(pair: Pair) -> None:
    act = pair.slack.command(pair.ana.id, "/followup", "Acme 12 March 3pm")
    first, _ = await pair.to_both(act)
    delivery = pair.slack.deliveries[-1]
    before = await pair.count()
    for number in (1, 0, 1):
        again = await pair._post(number, dict(delivery.headers), delivery.body)
        assert again == first
    assert await pair.count() == before


async def test_two_replicas_that_sweep_and_deliver_at_once_say_a_brief_once(pair: Pair) -> None:
    for name in ("Acme", "Globex", "Initech"):
        await pair.slack.command(pair.ana.id, "/followup", f"{name} tomorrow")
    pair.clock.move_to(NOW + timedelta(days=1, hours=-1, minutes=-30))
    await asyncio.gather(*(pair.tick() for _ in range(5)))
    said = [one for one in pair.slack.dm(pair.ana.id).messages if "Good morning" in one.text]
    assert len(said) == 1


def _filled(words: str) -> dict[str, Any]:
    client = {"text": {"type": "plain_text", "text": "New client: Acme"}, "value": "new:Acme"}
    return {"client": client, "when": "Friday 3pm", "words": words}


def _count(conn: Connection) -> dict[str, int]:
    return {
        name: int(conn.execute(text(f"SELECT count(*) FROM {name}")).scalar_one())
        for name in COUNTS
    }
