"""Does Steady hear exactly what Slack would tell it when a person acts?"""

import asyncio
import copy
import re

import pytest
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.demo.standin import StandIn
from tests.bot.demo.cast import answering, button, form, mrkdwn, plain, select

NOT_DONE = {"type": "section", "text": mrkdwn("Acme asked for today")}


async def test_a_slash_command_carries_the_fields_slack_sends(slack, ana, peer):
    channel = slack.add_channel("sales", [ana.id])
    await slack.command(ana.id, "/followup", "Acme friday")
    body = peer.body
    assert body | {"trigger_id": "", "response_url": "", "token": ""} == {
        "token": "",
        "team_id": slack.team_id,
        "team_domain": "northwind-sales",
        "channel_id": channel.id,
        "channel_name": "sales",
        "user_id": ana.id,
        "user_name": "ana.ruiz",
        "command": "/followup",
        "text": "Acme friday",
        "api_app_id": slack.app_id,
        "is_enterprise_install": "false",
        "response_url": "",
        "trigger_id": "",
    }
    assert body["response_url"].startswith(f"http://127.0.0.1:{slack.port}/commands/")


async def test_a_command_in_the_dm_is_named_directmessage(slack, ana, peer):
    await slack.command(ana.id, "/followup", "", channel=slack.dm(ana.id).id)
    assert peer.body["channel_name"] == "directmessage"
    assert peer.body["channel_id"] == slack.dm(ana.id).id


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("Tom & Co <soon>", "Tom &amp; Co &lt;soon&gt;"),
        ("give @Ben Li", "give <@{ben}>"),
        ("give @ben.li", "give <@{ben}>"),
        ("give @ben", "give <@{ben}>"),
        ("mail ana@ben.li", "mail ana@ben.li"),
        ("digest #sales", "digest <#{sales}|sales>"),
        ("see https://acme.example/a?b=1&c=2", "see <https://acme.example/a?b=1&amp;c=2>"),
        ("nobody @carla", "nobody @carla"),
        ("the payload is late", "the payload is late"),
    ],
)
async def test_what_a_person_types_arrives_escaped(slack, ana, peer, typed, sent):
    ben = slack.add_user("Ben Li")
    sales = slack.add_channel("sales", [ana.id])
    await slack.command(ana.id, "/followup", typed, channel=slack.dm(ana.id).id)
    form = slack.deliveries[-1].payload
    assert form["text"] == sent.format(ben=ben.id, sales=sales.id)


async def test_the_acknowledgement_of_a_command_is_shown_to_that_person_only(slack, ana, peer):
    channel = slack.add_channel("sales", [ana.id])
    peer.answer = answering("Saved.")
    seen = await slack.command(ana.id, "/followup", "Acme friday")
    assert (seen.status, seen.text, seen.error) == (200, "Saved.", None)
    assert seen.messages[0].ephemeral_for == ana.id
    assert channel.messages == seen.messages


async def test_an_acknowledgement_may_bring_blocks_and_speak_to_everybody(slack, ana, peer):
    slack.add_channel("sales", [ana.id])
    peer.answer = answering(text="Done.", blocks=[NOT_DONE], response_type="in_channel")
    seen = await slack.command(ana.id, "/followup")
    (message,) = seen.messages
    assert message.ephemeral_for is None
    assert message.blocks[0]["text"] == {**mrkdwn("Acme asked for today"), "verbatim": False}


async def test_an_acknowledgement_over_slacks_limits_is_not_shown(slack, ana, peer):
    slack.add_channel("sales", [ana.id])
    long = {"type": "section", "text": mrkdwn("x" * 3001)}
    peer.answer = answering(text="Done.", blocks=[long])
    seen = await slack.command(ana.id, "/followup")
    assert seen.messages == []
    assert "invalid_blocks" in seen.error


async def test_a_command_that_fails_shows_slacks_own_line(slack, ana, peer):
    async def fail(ack, body, client):
        raise RuntimeError("out of order")

    peer.answer = fail
    seen = await slack.command(ana.id, "/followup")
    assert (seen.status, seen.error) == (500, "/followup failed with the error “dispatch_failed”")


async def test_a_command_nobody_answers_in_time_shows_slacks_own_line(slack, ana, peer):
    told = asyncio.Event()

    async def dawdle(ack, body, client):
        await told.wait()
        await ack()

    peer.answer = dawdle
    slack.ack_within = 0.05
    seen = await slack.command(ana.id, "/followup")
    told.set()
    assert (seen.status, seen.error) == (0, "/followup failed with the error “operation_timeout”")


async def test_a_command_with_nobody_listening_shows_slacks_own_line(slack, ana):
    slack.request_url = "http://127.0.0.1:9/slack/events"
    seen = await slack.command(ana.id, "/followup")
    assert seen.error == "/followup failed with the error “dispatch_failed”"


async def test_a_click_carries_the_message_its_state_and_the_button(slack, ana, peer, client):
    blocks = [
        {**NOT_DONE, "block_id": "words"},
        {
            "type": "actions",
            "block_id": "what",
            "elements": [button("done", value="7"), select("later", "a", "b")],
        },
    ]
    await client.chat_postMessage(channel=ana.id, text="Acme asked", blocks=blocks)
    message = slack.dm(ana.id).messages[0]
    await slack.click(ana.id, message, "done")
    body = peer.body
    assert body["type"] == "block_actions"
    assert body["actions"] == [
        {
            "type": "button",
            "action_id": "done",
            "block_id": "what",
            "text": plain("Press") | {"emoji": True},
            "value": "7",
            "action_ts": body["actions"][0]["action_ts"],
        }
    ]
    assert body["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": False,
    }
    assert body["channel"] == {"id": message.channel, "name": "directmessage"}
    assert body["message"]["ts"] == message.ts
    nothing = {"type": "static_select", "selected_option": None}
    assert body["state"]["values"] == {"what": {"later": nothing}}
    assert body["user"]["id"] == ana.id
    assert body["team"]["id"] == body["user"]["team_id"] == slack.team_id


async def test_buttons_with_one_action_id_are_told_apart_by_value(slack, ana, peer, client):
    rows = [
        {"type": "actions", "elements": [button("done", value="7")]},
        {"type": "actions", "elements": [button("done", value="8")]},
    ]
    await client.chat_postMessage(channel=ana.id, text="Two", blocks=rows)
    await slack.click(ana.id, slack.dm(ana.id).messages[0], "done", value="8")
    assert peer.body["actions"][0]["value"] == "8"


@pytest.mark.parametrize(
    ("element", "selected", "part"),
    [
        (select("pick", "a", "b"), "b", {"selected_option": {"value": "b"}}),
        ({"type": "datepicker"}, "2026-12-01", {"selected_date": "2026-12-01"}),
        ({"type": "timepicker"}, "08:30", {"selected_time": "08:30"}),
        ({"type": "datetimepicker"}, 1764579600, {"selected_date_time": 1764579600}),
        ({"type": "users_select"}, "U0ANA", {"selected_user": "U0ANA"}),
        ({"type": "conversations_select"}, "C0SALES", {"selected_conversation": "C0SALES"}),
        (select("pick", "a", kind="overflow"), "a", {"selected_option": {"value": "a"}}),
        (select("pick", "a", kind="radio_buttons"), "a", {"selected_option": {"value": "a"}}),
        (select("pick", "a", "b", kind="checkboxes"), ["b"], {"selected_options": ["b"]}),
        (select("pick", "a", "b", kind="multi_static_select"), ["a"], {"selected_options": ["a"]}),
    ],
)
async def test_each_menu_says_what_was_chosen(slack, ana, peer, client, element, selected, part):
    row = {"type": "actions", "elements": [{**element, "action_id": "pick"}]}
    await client.chat_postMessage(channel=ana.id, text="Pick", blocks=[row])
    await slack.click(ana.id, slack.dm(ana.id).messages[0], "pick", selected=selected)
    (action,) = peer.body["actions"]
    assert action["type"] == element["type"]
    ((key, value),) = part.items()
    if key == "selected_option":
        assert action[key]["value"] == value["value"]
    elif key == "selected_options":
        assert [one["value"] for one in action[key]] == value
    else:
        assert action[key] == value


async def test_a_click_on_what_is_not_there_says_what_is(slack, ana, client):
    row = {"type": "actions", "elements": [button("done")]}
    await client.chat_postMessage(channel=ana.id, text="x", blocks=[row])
    with pytest.raises(LookupError, match="there is: done"):
        await slack.click(ana.id, slack.dm(ana.id).messages[0], "undo")


async def test_an_older_copy_of_a_message_can_still_be_clicked(slack, ana, peer, client):
    row = {"type": "actions", "elements": [button("done")]}
    await client.chat_postMessage(channel=ana.id, text="x", blocks=[row])
    message = slack.dm(ana.id).messages[0]
    older = copy.deepcopy(message)
    await client.chat_update(channel=message.channel, ts=message.ts, text="Done already.")
    seen = await slack.click(ana.id, older, "done")
    assert seen.status == 200
    assert peer.body["container"]["message_ts"] == message.ts


async def test_a_click_in_an_ephemeral_message_does_not_bring_the_message(slack, ana, peer):
    slack.add_channel("sales", [ana.id])
    row = {"type": "actions", "elements": [button("undo")]}
    peer.answer = answering(text="Saved.", blocks=[row])
    seen = await slack.command(ana.id, "/followup")
    peer.answer = answering()
    await slack.click(ana.id, seen.messages[0], "undo")
    assert "message" not in peer.body
    assert peer.body["container"]["is_ephemeral"] is True


async def test_nobody_can_click_in_a_message_for_other_eyes(slack, ana, peer):
    ben = slack.add_user("Ben Li")
    slack.add_channel("sales", [ana.id, ben.id])
    peer.answer = answering(text="x", blocks=[{"type": "actions", "elements": [button("undo")]}])
    seen = await slack.command(ana.id, "/followup")
    with pytest.raises(LookupError):
        await slack.click(ben.id, seen.messages[0], "undo")


async def test_the_response_url_of_a_click_replaces_the_message(slack, ana, peer, client):
    async def redraw(ack, body, client):
        await ack()
        hook = AsyncWebhookClient(body["response_url"])
        await hook.send_dict({"replace_original": True, "text": "Done."})

    row = {"type": "actions", "elements": [button("done")]}
    await client.chat_postMessage(channel=ana.id, text="x", blocks=[row])
    peer.answer = redraw
    (message,) = slack.dm(ana.id).messages
    seen = await slack.click(ana.id, message, "done")
    assert seen.messages == [message]
    assert (message.text, message.blocks, message.edited) == ("Done.", None, False)


async def test_a_global_shortcut_has_no_channel_and_no_response_url(slack, ana, peer):
    seen = await slack.shortcut(ana.id, "new_followup")
    assert seen.status == 200
    assert peer.body["type"] == "shortcut"
    assert peer.body["callback_id"] == "new_followup"
    assert not {"channel", "response_url", "container"} & peer.body.keys()


async def test_a_message_shortcut_brings_the_message(slack, ana, peer):
    channel = slack.add_channel("sales", [ana.id])
    ben = slack.add_user("Ben Li")
    channel.members.append(ben.id)
    await slack.say(ben.id, channel.id, "call me in March")
    ts = channel.messages[0].ts
    await slack.message_shortcut(ana.id, "follow_up_on_this", channel.id, ts)
    body = peer.body
    assert (body["type"], body["message_ts"]) == ("message_action", ts)
    assert (body["message"]["text"], body["message"]["user"]) == ("call me in March", ben.id)
    assert body["channel"]["id"] == channel.id


async def test_words_in_the_dm_arrive_as_a_message_event(slack, ana, peer):
    dm = slack.dm(ana.id)
    await slack.say(ana.id, dm.id, "Acme friday")
    body = peer.body
    assert body["type"] == "event_callback"
    assert re.fullmatch(r"Ev\w+", body["event_id"])
    assert body["authorizations"][0]["user_id"] == slack.bot_user_id
    event = body["event"]
    assert (event["type"], event["channel_type"], event["text"]) == ("message", "im", "Acme friday")
    assert (event["user"], event["channel"]) == (ana.id, dm.id)
    assert event["ts"] == dm.messages[0].ts


async def test_what_steady_says_back_in_the_dm_is_seen(slack, ana, peer):
    async def say_back(ack, body, client):
        await client.chat_postMessage(channel=body["event"]["channel"], text="Saved.")

    peer.answer = say_back
    seen = await slack.say(ana.id, slack.dm(ana.id).id, "Acme friday")
    assert seen.text == "Saved."


async def test_a_channel_is_not_overheard_unless_subscribed_and_present(slack, ana, peer):
    channel = slack.add_channel("sales", [ana.id, slack.bot_user_id])
    await slack.say(ana.id, channel.id, "hello")
    assert peer.bodies == []
    slack.subscribed.add("message.channels")
    await slack.say(ana.id, channel.id, "hello again")
    assert peer.body["event"]["channel_type"] == "channel"


async def test_opening_home_tells_steady_and_shows_what_it_publishes(slack, ana, peer):
    async def publish(ack, body, client):
        view = {"type": "home", "blocks": [NOT_DONE]}
        await client.views_publish(user_id=body["event"]["user"], view=view)

    peer.answer = publish
    await slack.open_home(ana.id)
    event = peer.body["event"]
    assert (event["type"], event["tab"], event["channel"]) == (
        "app_home_opened",
        "home",
        slack.dm(ana.id).id,
    )
    assert "view" not in event
    assert slack.home(ana.id)["blocks"][0]["type"] == "section"
    await slack.open_home(ana.id)
    assert peer.body["event"]["view"]["id"] == slack.home(ana.id)["id"]


async def test_a_click_on_home_carries_the_view_and_keeps_what_was_chosen(slack, ana, peer, client):
    row = {"type": "actions", "block_id": "row", "elements": [select("who", "mine", "all")]}
    await client.views_publish(user_id=ana.id, view={"type": "home", "blocks": [row]})
    await slack.click(ana.id, slack.home(ana.id), "who", selected="all")
    body = peer.body
    assert body["container"] == {"type": "view", "view_id": slack.home(ana.id)["id"]}
    assert not {"message", "channel", "response_url"} & body.keys()
    assert body["view"]["state"]["values"]["row"]["who"]["selected_option"]["value"] == "all"


async def test_a_change_of_a_person_can_be_told(slack, ana, peer):
    slack.change_user(ana.id, tz="America/New_York")
    await slack.tell_user_change(ana.id)
    event = peer.body["event"]
    assert (event["type"], event["user"]["tz"]) == ("user_change", "America/New_York")


@pytest.mark.parametrize("facts", [{"deleted": True}, {"is_bot": True}])
async def test_only_people_who_are_here_can_act(slack, peer, facts):
    nobody = slack.add_user("Gone", **facts)
    with pytest.raises(LookupError):
        await slack.command(nobody.id, "/followup")


def test_the_same_people_get_the_same_ids_in_every_stand_in():
    first, second = StandIn(), StandIn()
    assert first.add_user("Ana Ruiz").id == second.add_user("Ana Ruiz").id
    assert first.add_user("Ana Ruiz").id != first.add_user("Ana Ruiz").id
    assert re.fullmatch(r"U[0-9A-Z]{8,10}", first.add_user("Ben Li").id)
    assert first.signing_secret != second.signing_secret


async def test_what_was_chosen_in_a_message_is_still_chosen_at_the_next_click(
    slack, ana, peer, client
):
    row = {
        "type": "actions",
        "block_id": "row",
        "elements": [select("when", "a", "b"), button("go")],
    }
    await client.chat_postMessage(channel=ana.id, text="x", blocks=[row])
    (message,) = slack.dm(ana.id).messages
    await slack.click(ana.id, message, "when", selected="b")
    await slack.click(ana.id, message, "go")
    assert peer.body["state"]["values"]["row"]["when"]["selected_option"]["value"] == "b"


async def test_a_command_delivered_twice_is_answered_twice(slack, ana, peer):
    slack.add_channel("sales", [ana.id])
    peer.answer = answering("Saved.")
    await slack.command(ana.id, "/followup", "Acme friday")
    peer.answer = answering("Already saved.")
    seen = await slack.redeliver(slack.deliveries[-1])
    assert (seen.status, seen.text, seen.body) == (200, "Already saved.", "Already saved.")
    first, second = peer.bodies
    assert first == second


async def test_a_form_delivered_twice_tells_its_errors(slack, ana, peer):
    async def open_form(ack, body, client):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=form())

    peer.answer = open_form
    await slack.command(ana.id, "/followup")
    peer.answer = answering()
    await slack.submit(ana.id, {"client": "Acme"})
    peer.answer = answering(response_action="errors", errors={"client": "Already saved."})
    seen = await slack.redeliver(slack.deliveries[-1])
    assert seen.errors == {"client": "Already saved."}


@pytest.mark.parametrize(
    "block",
    [
        {"type": "section", "text": mrkdwn("x"), "accessory": button("deep")},
        {"type": "card", "title": mrkdwn("x"), "actions": [button("deep")]},
        {
            "type": "carousel",
            "elements": [{"type": "card", "title": mrkdwn("x"), "actions": [button("deep")]}],
        },
        {
            "type": "container",
            "child_blocks": [{"type": "actions", "elements": [button("deep")]}],
        },
    ],
    ids=lambda block: block["type"],
)
async def test_a_button_is_found_wherever_it_stands(slack, ana, peer, client, block):
    await client.chat_postMessage(channel=ana.id, text="x", blocks=[block])
    await slack.click(ana.id, slack.dm(ana.id).messages[0], "deep")
    assert peer.body["actions"][0]["action_id"] == "deep"


async def test_any_other_event_can_be_sent(slack, peer):
    await slack.event({"type": "app_uninstalled"})
    assert peer.body["event"] == {"type": "app_uninstalled"}
    assert await slack.event({"type": "reaction_added"}) is None


async def test_waiting_for_what_never_comes_ends_in_an_error(slack):
    with pytest.raises(TimeoutError):
        await slack.until(lambda: False, seconds=0.05)
