"""Are requests signed, timed and repeated as Slack does it?"""

from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from bot.demo.standin import StandIn


class Desk:
    """A bare HTTP server that answers each request as it is told."""

    def __init__(self):
        self.answers = []
        self.requests = []
        self.url = ""

    async def take(self, request):
        self.requests.append((dict(request.headers), await request.read()))
        return self.answers.pop(0) if self.answers else web.Response()


@pytest.fixture
async def desk(slack):
    made = Desk()
    app = web.Application()
    app.router.add_post("/slack/events", made.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield made
    await runner.cleanup()


async def acts(slack, ana):
    await slack.command(ana.id, "/followup", "Acme friday")
    await slack.shortcut(ana.id, "new_followup")
    await slack.say(ana.id, slack.dm(ana.id).id, "Acme friday")


async def test_every_request_bears_a_signature_slacks_library_accepts(slack, ana, desk):
    await acts(slack, ana)
    verifier = SignatureVerifier(slack.signing_secret)
    assert len(desk.requests) == 3
    assert all(verifier.is_valid_request(body, headers) for headers, body in desk.requests)


async def test_a_changed_byte_breaks_the_signature(slack, ana, desk):
    await slack.command(ana.id, "/followup", "Acme friday")
    headers, body = desk.requests[0]
    assert not SignatureVerifier(slack.signing_secret).is_valid_request(body + b" ", headers)


async def test_commands_and_clicks_are_forms_and_events_are_json(slack, ana, desk):
    await acts(slack, ana)
    kinds = [headers["Content-Type"] for headers, _ in desk.requests]
    form = "application/x-www-form-urlencoded"
    assert kinds == [form, form, "application/json"]
    assert desk.requests[1][1].startswith(b"payload=%7B")


async def test_an_event_is_repeated_three_times_with_slacks_headers(slack, ana, desk):
    desk.answers = [web.Response(status=500) for _ in range(3)]
    seen = await slack.say(ana.id, slack.dm(ana.id).id, "Acme friday")
    numbers = [headers.get("X-Slack-Retry-Num") for headers, _ in desk.requests]
    reasons = {headers.get("X-Slack-Retry-Reason") for headers, _ in desk.requests}
    assert numbers == [None, "1", "2", "3"]
    assert reasons == {None, "http_error"}
    assert len({body for _, body in desk.requests}) == 1
    assert seen.status == 200


async def test_an_event_refused_for_good_is_not_repeated(slack, ana, desk):
    desk.answers = [web.Response(status=400, headers={"x-slack-no-retry": "1"})]
    await slack.say(ana.id, slack.dm(ana.id).id, "Acme friday")
    assert len(desk.requests) == 1


async def test_a_command_is_never_repeated(slack, ana, desk):
    desk.answers = [web.Response(status=500)]
    await slack.command(ana.id, "/followup")
    assert len(desk.requests) == 1


async def test_late_repeats_wait_in_the_background(ana, slack, desk):
    patient = StandIn(retries=(0.0, 60.0, 300.0))
    await patient.start()
    try:
        patient.request_url = slack.request_url
        eva = patient.add_user("Eva")
        desk.answers = [web.Response(status=500) for _ in range(3)]
        seen = await patient.say(eva.id, patient.dm(eva.id).id, "Acme friday")
        assert (seen.status, len(desk.requests)) == (500, 2)
    finally:
        await patient.stop()


async def test_a_replay_is_the_same_bytes_under_the_same_signature(slack, ana, desk):
    await slack.command(ana.id, "/followup", "Acme friday")
    answer = await slack.redeliver(slack.deliveries[0])
    assert answer.status == 200
    first, second = desk.requests
    assert first[1] == second[1]
    assert first[0]["X-Slack-Signature"] == second[0]["X-Slack-Signature"]


async def test_an_old_signature_and_a_forged_one_are_turned_away_by_bolt(slack, ana, peer):
    body = b"command=%2Ffollowup&text=x"
    form = "application/x-www-form-urlencoded"
    old = datetime.now(UTC) - timedelta(minutes=6)  # noqa: TID251
    answers = [
        await slack.forge(slack.signed(body, form, at=old), body),
        await slack.forge(slack.signed(b"other", form), body),
        await slack.forge({"Content-Type": form}, body),
    ]
    assert [answer.status for answer in answers] == [401, 401, 401]
    assert peer.bodies == []
