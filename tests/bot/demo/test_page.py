"""Does the page see what a visitor may see, and do only what a visitor may do?"""

import json
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from yarl import URL

from bot.clock import MovableClock
from bot.demo.page_clock import ClockError, chosen_moment, preset_moment
from bot.demo.standin import StandIn
from tests.bot.demo.cast import answering, button, form, line, mrkdwn, plain, select

MANIFEST = """
features:
  app_home: {home_tab_enabled: true, messages_tab_enabled: true}
  slash_commands:
    - {command: /followup, description: Keep a date, usage_hint: client date, should_escape: true}
  shortcuts:
    - {name: New follow-up, type: global, callback_id: new_followup, description: Opens a form}
    - {name: Follow up on this, type: message, callback_id: on_this, description: From a message}
settings:
  event_subscriptions: {bot_events: [app_home_opened, message.im]}
"""
WEDNESDAY = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)


@pytest.fixture
async def slack(tmp_path):
    manifest = Path(tmp_path) / "manifest.yml"
    manifest.write_text(MANIFEST)
    clock = MovableClock(WEDNESDAY)

    async def move(moment):
        clock.move_to(moment)

    standin = StandIn(clock, manifest=manifest, retries=())
    standin.host.move_clock = move
    await standin.start()
    yield standin
    await standin.stop()


@pytest.fixture
async def browser(slack, ana):
    async with aiohttp.ClientSession(f"http://127.0.0.1:{slack.port}") as session:
        yield Browser(session, ana.id)


class Browser:
    """One visitor's browser: acts, and looks at the newest snapshot."""

    def __init__(self, session, viewer):
        self.session = session
        self.viewer = viewer

    async def act(self, kind, **fields):
        body = {"viewer": self.viewer, "kind": kind, **fields}
        async with self.session.post("/page/act", json=body) as answer:
            return await answer.json()

    async def look(self):
        async with self.live() as socket:
            return await socket.receive_json(timeout=20)

    def live(self, **kwargs):
        return self.session.ws_connect(f"/page/live?viewer={self.viewer}", **kwargs)


def messages(snapshot, kind="im"):
    (found,) = [one for one in snapshot["conversations"] if one["kind"] == kind]
    return found["messages"]


async def test_a_snapshot_holds_the_team_the_people_and_the_clock(slack, ana, browser):
    seen = await browser.look()
    assert (seen["type"], seen["viewer"]) == ("snapshot", ana.id)
    assert seen["team"] == {"id": slack.team_id, "name": "Northwind Sales"}
    assert seen["app"] == {"id": slack.app_id, "user_id": slack.bot_user_id, "name": "Steady"}
    assert [(user["name"], user["pickable"]) for user in seen["users"]] == [
        ("Steady", False),
        ("Ana Ruiz", True),
    ]
    assert (seen["clock"]["local"], seen["clock"]["tz"]) == ("2026-11-25T09:30", "Europe/Berlin")
    assert [one["id"] for one in seen["clock"]["presets"]] == [
        "next",
        "hour",
        "tomorrow_morning",
        "next_monday",
    ]


async def test_a_snapshot_offers_what_the_manifest_promises(browser):
    seen = await browser.look()
    assert seen["commands"] == [
        {"command": "/followup", "description": "Keep a date", "usage_hint": "client date"}
    ]
    assert [(one["callback_id"], one["type"]) for one in seen["shortcuts"]] == [
        ("new_followup", "global"),
        ("on_this", "message"),
    ]


async def test_a_visitor_sees_their_own_channels_and_messages_only(slack, ana, browser, client):
    ben = slack.add_user("Ben Li")
    sales = slack.add_channel("sales", [ana.id, ben.id, slack.bot_user_id], topic="Deals")
    slack.add_channel("board", [ben.id])
    await client.chat_postMessage(channel=sales.id, text="for all")
    await client.chat_postEphemeral(channel=sales.id, user=ben.id, text="for Ben")
    await client.chat_postMessage(channel=ben.id, text="for Ben's DM")
    seen = await browser.look()
    names = [(one["name"], one["kind"], one["with"]) for one in seen["conversations"]]
    assert names == [("sales", "channel", None), ("Steady", "im", slack.bot_user_id)]
    assert [one["text"] for one in messages(seen, "channel")] == ["for all"]
    assert "Ben's" not in json.dumps(seen)


async def test_a_message_shows_its_business_time(ana, browser, client):
    await client.chat_postMessage(channel=ana.id, text="Good morning.")
    (message,) = messages(await browser.look())
    assert message["at_local"] == "2026-11-25T09:30"
    assert message["at"].startswith("2026-11-25T08:30")
    assert (message["bot"], message["ephemeral"], message["edited"]) == (True, False, False)


async def test_unread_counts_until_it_is_read(ana, slack, browser, client):
    await client.chat_postMessage(channel=ana.id, text="x")
    assert (await browser.look())["conversations"][-1]["unread"] == 1
    await browser.act("read", channel=slack.dm(ana.id).id)
    assert (await browser.look())["conversations"][-1]["unread"] == 0


async def test_changes_are_pushed_together(ana, slack, browser):
    async with browser.live() as socket:
        before = await socket.receive_json(timeout=20)
        for _ in range(20):
            slack.workspace.post(slack.dm(ana.id), ana.id, "x")
        pushed = []
        while not pushed or len(messages(pushed[-1])) < 20:
            pushed.append(await socket.receive_json(timeout=20))
    assert len(pushed) <= 5
    assert pushed[-1]["version"] > before["version"]


async def test_a_command_typed_on_the_page_reaches_steady(slack, ana, browser, peer):
    slack.add_channel("sales", [ana.id])
    peer.answer = answering("Saved.")
    channel = (await browser.look())["conversations"][0]["id"]
    answer = await browser.act("command", channel=channel, text="/followup Acme & Co friday")
    assert answer == {"ok": True}
    assert peer.body["text"] == "Acme &amp; Co friday"
    (message,) = messages(await browser.look(), "channel")
    assert (message["text"], message["ephemeral"]) == ("Saved.", True)
    await browser.act("dismiss", channel=channel, ts=message["ts"])
    assert messages(await browser.look(), "channel") == []


async def test_a_failed_command_is_a_sentence_for_the_visitor(slack, ana, browser, peer):
    async def fail(ack, body, client):
        raise RuntimeError("out of order")

    peer.answer = fail
    answer = await browser.act("command", channel=slack.dm(ana.id).id, text="/followup x")
    assert answer["ok"] is False
    assert answer["error"].startswith("/followup failed")


async def test_steady_is_invited_to_a_channel_once(slack, ana, browser):
    channel = slack.add_channel("wins", [ana.id])
    for _ in range(2):
        answer = await browser.act("command", channel=channel.id, text="/invite @Steady")
        assert answer["ok"]
    assert channel.members == [ana.id, slack.bot_user_id]


async def test_a_button_and_a_menu_are_clicked_with_their_state(slack, ana, browser, peer, client):
    row = {
        "type": "actions",
        "block_id": "row",
        "elements": [button("done", value="7"), select("later", "a", "b")],
    }
    await client.chat_postMessage(channel=ana.id, text="x", blocks=[row])
    dm = slack.dm(ana.id)
    where = {"message": {"channel": dm.id, "ts": dm.messages[0].ts}}
    chosen = {"type": "static_select", "selected_option": {"value": "b"}}
    answer = await browser.act(
        "click", where=where, block_id="row", action_id="done", state={"row": {"later": chosen}}
    )
    assert answer == {"ok": True}
    assert peer.body["actions"][0]["value"] == "7"
    assert peer.body["state"]["values"]["row"]["later"]["selected_option"]["value"] == "b"
    await browser.act("click", where=where, block_id="row", action_id="later", selected="a")
    assert peer.body["actions"][0]["selected_option"]["value"] == "a"


async def test_a_page_cannot_give_a_button_another_value(slack, ana, browser, peer, client):
    row = {"type": "actions", "block_id": "row", "elements": [button("done")]}
    await client.chat_postMessage(channel=ana.id, text="x", blocks=[row])
    dm = slack.dm(ana.id)
    where = {"message": {"channel": dm.id, "ts": dm.messages[0].ts}}
    await browser.act("click", where=where, block_id="row", action_id="done", value="forged")
    assert "value" not in peer.body["actions"][0]


async def test_a_form_is_filled_and_sent_from_the_page(slack, ana, browser, peer):
    async def open_form(ack, body, client):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=form(line("client")))

    peer.answer = open_form
    await browser.act("shortcut", callback_id="new_followup")
    (view,) = (await browser.look())["views"]
    state = {"client": {"typed": {"type": "plain_text_input", "value": "Acme"}}}
    peer.answer = answering(response_action="errors", errors={"client": "Which Acme?"})
    answer = await browser.act("submit", view=view["id"], state=state)
    assert answer == {"ok": True, "errors": {"client": "Which Acme?"}}
    peer.answer = answering()
    assert await browser.act("submit", view=view["id"], state=state) == {"ok": True, "errors": {}}
    assert peer.body["view"]["state"]["values"] == state
    assert (await browser.look())["views"] == []


async def test_a_menu_on_the_page_asks_for_its_options_and_keeps_their_words(
    slack, ana, browser, peer, client
):
    search = {"type": "external_select", "action_id": "who", "min_query_length": 1}
    row = {"type": "actions", "block_id": "row", "elements": [search]}
    await client.views_publish(user_id=ana.id, view={"type": "home", "blocks": [row]})
    acme = {"text": plain("Acme Ltd"), "value": "17"}
    peer.answer = answering(options=[acme])
    at = {"block_id": "row", "action_id": "who"}
    answer = await browser.act("options", home=True, text="ac", **at)
    assert answer["options"][0]["text"]["text"] == "Acme Ltd"
    peer.answer = answering()
    state = {"row": {"who": {"type": "external_select", "selected_option": acme}}}
    await browser.act("click", where={"home": True}, selected="17", state=state, **at)
    assert peer.body["actions"][0]["selected_option"]["text"]["text"] == "Acme Ltd"


async def test_tabs_shortcuts_and_words_go_through(slack, ana, browser, peer):
    dm = slack.dm(ana.id)
    assert await browser.act("message", channel=dm.id, text="Acme friday") == {"ok": True}
    assert await browser.act("home") == {"ok": True}
    assert await browser.act("messages_tab") == {"ok": True}
    at = {"channel": dm.id, "ts": dm.messages[0].ts}
    assert await browser.act("message_shortcut", callback_id="on_this", **at) == {"ok": True}
    kinds = [body.get("event", body)["type"] for body in peer.bodies]
    assert kinds == ["message", "app_home_opened", "app_home_opened", "message_action"]


async def test_closing_a_form_takes_it_off_the_page(slack, ana, browser, peer):
    async def open_form(ack, body, client):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=form(line("client")))

    peer.answer = open_form
    await browser.act("shortcut", callback_id="new_followup")
    (view,) = (await browser.look())["views"]
    assert await browser.act("close", view=view["id"]) == {"ok": True}
    assert (await browser.look())["views"] == []


async def test_the_clock_moves_forward_and_the_page_shows_it(browser):
    assert await browser.act("clock", preset="tomorrow_morning") == {"ok": True}
    assert (await browser.look())["clock"]["local"] == "2026-11-26T08:30"
    assert await browser.act("clock", to="2026-12-01T09:00") == {"ok": True}
    assert (await browser.look())["clock"]["local"] == "2026-12-01T09:00"
    answer = await browser.act("clock", to="2026-11-01T09:00")
    assert answer == {"ok": False, "error": "Time only goes forward here."}


@pytest.mark.parametrize(
    ("preset", "now", "moment"),
    [
        ("hour", "2026-11-25T08:30+00:00", "2026-11-25T09:30+00:00"),
        ("tomorrow_morning", "2026-11-25T08:30+00:00", "2026-11-26T07:30+00:00"),
        ("tomorrow_morning", "2026-11-25T23:30+00:00", "2026-11-27T07:30+00:00"),
        ("next_monday", "2026-11-25T08:30+00:00", "2026-11-30T07:30+00:00"),
        ("next_monday", "2026-11-30T05:00+00:00", "2026-12-07T07:30+00:00"),
        ("hour", "2026-10-25T00:30+00:00", "2026-10-25T01:30+00:00"),
        ("next_monday", "2026-03-27T12:00+00:00", "2026-03-30T06:30+00:00"),
    ],
)
def test_a_preset_means_a_moment_in_the_visitors_zone(preset, now, moment):
    found = preset_moment(preset, datetime.fromisoformat(now), "Europe/Berlin")
    assert found == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    "text", ["soon", "2026-11-25T09:30", "2099-01-01T00:00", "9999-12-31T23:59"]
)
def test_a_clock_does_not_go_back_nor_wildly_forward(text):
    with pytest.raises(ClockError):
        chosen_moment(text, WEDNESDAY, "Europe/Berlin")


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "click", "where": {"view": "V0NOBODY"}, "action_id": "a", "block_id": "b"},
        {"kind": "click", "where": {"home": True}, "action_id": "a", "block_id": "b"},
        {"kind": "click", "where": "home", "action_id": "a", "block_id": "b"},
        {"kind": "message", "channel": "C0NOWHERE", "text": "x"},
        {"kind": "message", "channel": "C0NOWHERE"},
        {"kind": "command", "channel": "C0NOWHERE", "text": "/unknown"},
        {"kind": "command", "channel": "C0NOWHERE", "text": "/followup x"},
        {"kind": "shortcut", "callback_id": "on_this"},
        {"kind": "clock", "preset": "yesterday"},
        {"kind": "clock"},
        {"kind": "fly"},
        {},
    ],
)
async def test_what_makes_no_sense_is_answered_with_a_sentence(browser, body):
    answer = await browser.act(**{"kind": "", **body})
    assert answer["ok"] is False
    assert answer["error"].endswith(".")


async def test_nobody_acts_as_somebody_who_is_not_here(slack, browser):
    for viewer in ("U0NOBODY", slack.bot_user_id):
        browser.viewer = viewer
        assert (await browser.act("home"))["ok"] is False


async def test_a_page_that_asks_for_nobody_shows_the_first_person(slack, ana, browser):
    slack.add_user("Ben Li")
    for viewer in ("", "U0NOBODY", slack.bot_user_id):
        browser.viewer = viewer
        assert (await browser.look())["viewer"] == ana.id


async def test_a_form_of_somebody_else_cannot_be_touched(slack, ana, browser, peer):
    async def open_form(ack, body, client):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=form(line("client")))

    peer.answer = open_form
    await browser.act("shortcut", callback_id="new_followup")
    browser.viewer = slack.add_user("Ben Li").id
    view_id = slack.view(ana.id)["id"]
    for kind in ("submit", "close"):
        assert (await browser.act(kind, view=view_id, state={}))["ok"] is False
    assert slack.view(ana.id)["id"] == view_id


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Host": "evil.example"}, 403),
        ({"Host": "evil.example", "Origin": "http://evil.example"}, 403),
        ({"Content-Type": "text/plain"}, 403),
    ],
)
async def test_another_site_cannot_act_here(slack, ana, headers, status):
    body = json.dumps({"viewer": ana.id, "kind": "home"})
    url = f"http://127.0.0.1:{slack.port}/page/act"
    sent = {"Content-Type": "application/json"} | headers
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers=sent) as answer,
    ):
        assert answer.status == status


async def test_another_site_cannot_look_in(browser):
    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
        async with browser.live(origin="https://evil.example"):
            pass


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/static/index.html", 200),
        ("/static/..%2fpage.py", 404),
        ("/static/no.js", 404),
    ],
)
async def test_only_the_pages_own_files_are_served(slack, path, status):
    url = URL(f"http://127.0.0.1:{slack.port}{path}", encoded=True)
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert answer.status == status
        assert answer.headers.get("X-Content-Type-Options", "nosniff") == "nosniff"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
KINDS = ("command", "message", "click", "submit", "close", "options", "clock", "read", "dismiss")
FIELDS = ("selected", "value", "state", "text", "view", "to", "preset", "channel", "action_id")


def odd_requests(count):
    """Acts of every kind with fields of any make, the same in every run."""
    found = []

    @settings(max_examples=count, database=None, derandomize=True)
    @given(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(FIELDS), ANYTHING))
    def collect(kind, fields):
        found.append({"block_id": "b", "action_id": "a", "where": {"home": True}, **fields})
        found[-1]["kind"] = kind

    collect()
    return found


async def test_whatever_a_page_sends_is_answered(ana, browser, client, peer):
    row = {"type": "section", "block_id": "b", "text": mrkdwn("x"), "accessory": select("a", "v")}
    await client.views_publish(user_id=ana.id, view={"type": "home", "blocks": [row]})
    answers = [await browser.act(**request) for request in odd_requests(200)]
    assert all(isinstance(answer["ok"], bool) for answer in answers)


@pytest.mark.parametrize("body", ["", "null", "[]", "1", '"x"', "{"])
async def test_a_body_that_is_no_request_is_answered_too(browser, body):
    headers = {"Content-Type": "application/json"}
    async with browser.session.post("/page/act", data=body, headers=headers) as answer:
        assert (await answer.json())["ok"] is False
