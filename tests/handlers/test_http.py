"""What is let in from Slack, and what is refused and logged without its body?"""

import asyncio
import json
import logging
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from bot.demo.standin import Delivery
from tests.journeys import wire
from tests.world import World

CANARY = "canary-in-the-body"
BODY = urlencode({"command": "/followup", "text": CANARY}).encode()
JSON = "application/json"


@pytest.fixture(autouse=True)
def nothing_of_the_body_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


def logged(caplog: pytest.LogCaptureFixture) -> str:
    return "\n".join(f"{r.name} {r.getMessage()} {vars(r)}" for r in caplog.records)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Slack-Signature", "v0=" + "0" * 64),
        ("X-Slack-Signature", ""),
        ("X-Slack-Signature", "v0"),
        ("X-Slack-Signature", "v0=ünïcode"),
        ("X-Slack-Signature", "v0=" + "f" * 5_000),
        ("X-Slack-Request-Timestamp", ""),
        ("X-Slack-Request-Timestamp", "now"),
        ("X-Slack-Request-Timestamp", "-1"),
        ("X-Slack-Request-Timestamp", "1e9"),
        ("X-Slack-Request-Timestamp", "٣"),
        ("X-Slack-Request-Timestamp", "9" * 5_000),
        ("X-Slack-Request-Timestamp", "0"),
    ],
    ids=lambda value: value[:24],
)
async def test_a_forged_request_is_refused(
    steady_world: World, caplog: pytest.LogCaptureFixture, header: str, value: str
) -> None:
    headers = steady_world.slack.signed(BODY, wire.FORM) | {header: value}
    answer = await steady_world.slack.forge(headers, BODY)
    assert (answer.status, answer.body) == (401, "")
    assert "request_refused" in logged(caplog)
    assert CANARY not in logged(caplog)


@pytest.mark.parametrize("missing", ["X-Slack-Signature", "X-Slack-Request-Timestamp"])
async def test_a_request_without_a_signature_is_refused(steady_world: World, missing: str) -> None:
    headers = steady_world.slack.signed(BODY, wire.FORM)
    del headers[missing]
    assert (await steady_world.slack.forge(headers, BODY)).status == 401


async def test_a_body_changed_on_the_way_is_refused(steady_world: World) -> None:
    headers = steady_world.slack.signed(BODY, wire.FORM)
    assert (await steady_world.slack.forge(headers, BODY + b"&x=1")).status == 401


@pytest.mark.parametrize(("seconds", "status"), [(-301, 401), (301, 401), (-290, 200), (290, 200)])
async def test_a_signature_holds_for_five_minutes(
    steady_world: World, seconds: int, status: int
) -> None:
    body = (await _command(steady_world)).body
    at = datetime.now(UTC) + timedelta(seconds=seconds)  # noqa: TID251 - signatures are real time
    headers = steady_world.slack.signed(body, wire.FORM, at)
    assert (await steady_world.slack.forge(headers, body)).status == status


async def test_a_body_that_is_no_utf_8_is_refused(
    steady_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await wire.signed(steady_world, b"command=%2Ffollowup&text=\xff\xfe" + CANARY.encode())
    assert answer.status == 401
    assert CANARY not in logged(caplog)


@pytest.mark.filterwarnings("ignore:Sending a large body")
async def test_an_oversized_body_is_refused(
    steady_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await wire.signed(steady_world, b"text=" + CANARY.encode() * 100_000)
    assert answer.status == 413
    assert "request_too_large" in logged(caplog)
    assert CANARY not in logged(caplog)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("{" + CANARY, JSON),
        (CANARY, JSON),
        (f'["{CANARY}"]', JSON),
        ("7", JSON),
        ("null", JSON),
        ("[" * 100_000, JSON),
        (urlencode({"payload": CANARY}), wire.FORM),
        (urlencode({"payload": f'["{CANARY}"]'}), wire.FORM),
        (urlencode({"payload": ""}), wire.FORM),
        (BODY.decode(), "text/plain"),
        (BODY.decode(), "multipart/form-data; boundary=x"),
        (json.dumps({"text": CANARY}), "application/xml"),
    ],
    ids=lambda value: value[:24],
)
async def test_garbage_under_a_good_signature_is_refused(
    steady_world: World, caplog: pytest.LogCaptureFixture, body: str, content_type: str
) -> None:
    answer = await wire.signed(steady_world, body.encode(), content_type)
    assert answer.status == 400
    assert "request_malformed" in logged(caplog)
    assert CANARY not in logged(caplog)


@pytest.mark.parametrize("body", [b"", b"{}", b'{"type": "event_callback"}', b'{"type": "zzz"}'])
async def test_what_steady_has_no_answer_for_does_no_harm(steady_world: World, body: bytes) -> None:
    answer = await wire.signed(steady_world, body, JSON)
    assert 400 <= answer.status <= 500
    assert await steady_world.said("list") == "Open: nothing."


async def test_slacks_question_for_the_address_is_answered(steady_world: World) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "c0ffee"}).encode()
    answer = await wire.signed(steady_world, body, JSON)
    assert answer.status == 200
    assert "c0ffee" in answer.body


async def test_only_posts_are_taken(steady_world: World) -> None:
    session = steady_world.steady.session
    assert steady_world.slack.request_url is not None
    async with session.get(steady_world.slack.request_url) as answer:
        assert answer.status == 405


async def test_a_replay_within_five_minutes_has_no_second_effect(steady_world: World) -> None:
    seen = await steady_world.followup('Acme Friday 3pm "x y"')
    delivery = steady_world.slack.deliveries[-1]
    replays = [await steady_world.slack.forge(delivery.headers, delivery.body) for _ in range(3)]
    assert {(one.status, one.body) for one in replays} == {(200, seen.body)}
    assert (await steady_world.said("list")).count("•") == 1


async def test_healthz_says_how_it_is(steady_world: World) -> None:
    well = {"ok": True, "database": "ok", "tick": "ok"}
    assert await ask(steady_world, "/healthz") == (200, well)
    await steady_world.steady.db.close()
    async with asyncio.timeout(30):
        while (found := await ask(steady_world, "/healthz")) == (200, well):  # noqa: ASYNC110 - a page is asked
            await asyncio.sleep(0.05)  # an answer is kept a while
    status, told = found
    assert (status, told["ok"], told["database"]) == (503, False, "closed")


async def test_who_asks_often_is_answered_from_one_look(steady_world: World) -> None:
    await ask(steady_world, "/healthz")
    await steady_world.steady.db.close()
    assert (await ask(steady_world, "/healthz"))[0] == 200


async def test_without_a_database_no_requests_are_asked_for(steady_world: World) -> None:
    await steady_world.steady.db.close()
    assert await ask(steady_world, "/readyz") == (
        503,
        {"ok": False, "state": "ready", "database": "closed"},
    )


async def ask(world: World, path: str) -> tuple[int, dict[str, object]]:
    url = f"http://127.0.0.1:{world.steady.port}{path}"
    async with world.steady.session.get(url) as answer:
        return answer.status, await answer.json()


async def _command(world: World) -> Delivery:
    """The bytes of a real command."""
    await world.followup("list")
    return world.slack.deliveries[-1]
