"""Does Slack's own client get from the stand-in what it would get from Slack?"""

from datetime import timedelta

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.bot.demo.cast import answering, button, form, mrkdwn

SAID = {"type": "section", "text": mrkdwn("Acme asked for today")}
TOKEN = {"event_type": "steady_outbox", "event_payload": {"token": "5f0c"}}


@pytest.fixture
def sales(slack, ana):
    return slack.add_channel("sales", [ana.id, slack.bot_user_id], topic="Deals")


async def refused(call):
    with pytest.raises(SlackApiError) as problem:
        await call
    return problem.value.response["error"]


async def test_auth_test_says_whose_token_it_is(slack, client):
    said = await client.auth_test()
    assert (said["user_id"], said["team_id"]) == (slack.bot_user_id, slack.team_id)
    assert said["bot_id"].startswith("B")
    assert "chat:write" in said.headers["x-oauth-scopes"]


@pytest.mark.parametrize(("token", "error"), [(None, "not_authed"), ("xoxb-no", "invalid_auth")])
async def test_a_missing_and_an_unknown_token_are_refused(slack, token, error):
    client = AsyncWebClient(token, base_url=slack.api_url)
    assert await refused(client.chat_postMessage(channel="C0", text="x")) == error


async def test_the_app_token_cannot_post(slack):
    client = AsyncWebClient(slack.app_token, base_url=slack.api_url)
    assert await refused(client.auth_test()) == "not_allowed_token_type"


async def test_an_unknown_method_is_named_so(client):
    assert await refused(client.api_call("chat.shout")) == "unknown_method"


async def test_a_person_comes_with_zone_and_on_request_with_locale(slack, client):
    eva = slack.add_user("Eva Lund", tz="America/New_York", locale="en-GB", is_admin=True)
    user = (await client.users_info(user=eva.id))["user"]
    assert (user["tz"], user["is_admin"], user["real_name"]) == (
        "America/New_York",
        True,
        "Eva Lund",
    )
    assert "locale" not in user
    user = (await client.users_info(user=eva.id, include_locale=True))["user"]
    assert user["locale"] == "en-GB"


async def test_a_deleted_person_is_said_to_be_deleted_and_has_no_zone(slack, ana, client):
    slack.change_user(ana.id, deleted=True)
    user = (await client.users_info(user=ana.id))["user"]
    assert user["deleted"] is True
    assert "tz" not in user


async def test_an_unknown_person_is_not_found(client):
    assert await refused(client.users_info(user="U0NOBODY")) == "user_not_found"


async def test_people_come_in_pages(slack, client):
    ids = {slack.add_user(f"Rep {number}").id for number in range(5)}
    found = set()
    async for page in await client.users_list(limit=2):
        assert len(page["members"]) <= 2
        found |= {user["id"] for user in page["members"]}
    assert found == ids | {slack.bot_user_id}


async def test_opening_a_dm_twice_gives_the_same_dm(slack, ana, client):
    first = await client.conversations_open(users=ana.id)
    second = await client.conversations_open(users=[ana.id])
    assert first["channel"]["id"] == second["channel"]["id"] == slack.dm(ana.id).id


async def test_posting_to_a_person_opens_the_dm_and_says_its_id(slack, ana, client):
    said = await client.chat_postMessage(channel=ana.id, text="Good morning.")
    assert said["channel"] == slack.dm(ana.id).id
    assert said["message"]["bot_profile"]["app_id"] == slack.app_id


async def test_a_deleted_person_can_still_be_written_to(slack, ana, client):
    slack.change_user(ana.id, deleted=True)
    assert (await client.chat_postMessage(channel=ana.id, text="x"))["ok"]


async def test_message_times_are_unique_and_grow(slack, ana, client):
    said = [await client.chat_postMessage(channel=ana.id, text="x") for _ in range(20)]
    stamps = [one["ts"] for one in said]
    assert stamps == sorted(set(stamps))
    assert all(len(ts.split(".")[1]) == 6 for ts in stamps)


async def test_metadata_can_be_read_back_in_full_or_by_type(slack, ana, client):
    said = await client.chat_postMessage(channel=ana.id, text="x", metadata=TOKEN)
    channel = said["channel"]
    (brief,) = (await client.conversations_history(channel=channel))["messages"]
    history = await client.conversations_history(channel=channel, include_all_metadata=True)
    assert brief["metadata"] == {"event_type": "steady_outbox"}
    assert history["messages"][0]["metadata"] == TOKEN | {"app_id": slack.app_id}


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ("[1]", "invalid_metadata_format"),
        ("{no json", "invalid_metadata_format"),
        ('{"event_type": "x"}', "invalid_metadata_schema"),
    ],
)
async def test_metadata_of_the_wrong_make_is_refused(slack, ana, client, metadata, error):
    call = client.api_call(
        "chat.postMessage", data={"channel": ana.id, "text": "x", "metadata": metadata}
    )
    assert await refused(call) == error


async def test_history_is_newest_first_and_between_two_moments(slack, ana, client):
    stamps = [
        (await client.chat_postMessage(channel=ana.id, text=str(number)))["ts"]
        for number in range(5)
    ]
    dm = slack.dm(ana.id).id

    async def texts(**limits):
        history = await client.conversations_history(channel=dm, **limits)
        return [message["text"] for message in history["messages"]]

    assert await texts() == ["4", "3", "2", "1", "0"]
    assert await texts(oldest=stamps[1], latest=stamps[3]) == ["2"]
    assert await texts(oldest=stamps[1], latest=stamps[3], inclusive=True) == ["3", "2", "1"]
    assert await texts(limit=2) == ["4", "3"]


async def test_history_goes_on_by_cursor(slack, ana, client):
    for number in range(5):
        await client.chat_postMessage(channel=ana.id, text=str(number))
    texts, pages = [], 0
    async for page in await client.conversations_history(channel=slack.dm(ana.id).id, limit=2):
        pages += 1
        texts += [message["text"] for message in page["messages"]]
    assert (texts, pages) == (["4", "3", "2", "1", "0"], 3)


async def test_history_leaves_ephemeral_messages_out(slack, ana, client, sales):
    await client.chat_postEphemeral(channel=sales.id, user=ana.id, text="only you")
    history = await client.conversations_history(channel=sales.id)
    assert (history["messages"], history["has_more"]) == ([], False)


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"oldest": "yesterday"}, "invalid_ts_oldest"),
        ({"latest": "x"}, "invalid_ts_latest"),
        ({"limit": 5000}, "invalid_limit"),
        ({"cursor": "?"}, "invalid_cursor"),
    ],
)
async def test_history_asked_for_wrongly_is_refused(slack, ana, client, asked, error):
    call = client.conversations_history(channel=slack.dm(ana.id).id, **asked)
    assert await refused(call) == error


async def test_text_over_forty_thousand_characters_is_cut_with_a_warning(slack, ana, client):
    said = await client.chat_postMessage(channel=ana.id, text="x" * 40_001)
    assert len(said["message"]["text"]) == 40_000
    assert said["warning"] == "message_truncated"


async def test_an_update_over_four_thousand_characters_is_refused(slack, ana, client):
    said = await client.chat_postMessage(channel=ana.id, text="x")
    at = {"channel": said["channel"], "ts": said["ts"]}
    assert (await client.chat_update(**at, text="x" * 4000))["ok"]
    assert await refused(client.chat_update(**at, text="x" * 4001)) == "msg_too_long"


async def test_an_update_by_text_alone_removes_blocks_and_keeps_metadata(slack, ana, client):
    said = await client.chat_postMessage(channel=ana.id, text="x", blocks=[SAID], metadata=TOKEN)
    await client.chat_update(channel=said["channel"], ts=said["ts"], text="Done.")
    (message,) = slack.dm(ana.id).messages
    assert (message.text, message.blocks, message.edited) == ("Done.", None, True)
    assert message.metadata == TOKEN
    await client.chat_update(channel=said["channel"], ts=said["ts"], text="Done.", metadata={})
    assert message.metadata is None


async def test_an_update_with_blocks_is_not_marked_as_edited(slack, ana, client):
    said = await client.chat_postMessage(channel=ana.id, text="x")
    await client.chat_update(channel=said["channel"], ts=said["ts"], text="y", blocks=[SAID])
    assert slack.dm(ana.id).messages[0].edited is False


async def test_an_update_needs_the_channels_own_id(slack, ana, client):
    said = await client.chat_postMessage(channel=ana.id, text="x")
    call = client.chat_update(channel=ana.id, ts=said["ts"], text="y")
    assert await refused(call) == "channel_not_found"


async def test_only_steadys_own_lasting_messages_can_be_changed_or_deleted(
    slack, ana, client, sales
):
    await slack.say(ana.id, sales.id, "hello")
    theirs = sales.messages[0].ts
    secret = (await client.chat_postEphemeral(channel=sales.id, user=ana.id, text="x"))[
        "message_ts"
    ]
    at = {"channel": sales.id}
    assert await refused(client.chat_update(**at, ts=theirs, text="y")) == "cant_update_message"
    assert await refused(client.chat_delete(**at, ts=theirs)) == "cant_delete_message"
    assert await refused(client.chat_update(**at, ts=secret, text="y")) == "message_not_found"
    assert await refused(client.chat_update(**at, ts="1.000001", text="y")) == "message_not_found"


async def test_a_deleted_message_is_gone(slack, ana, client):
    said = await client.chat_postMessage(channel=ana.id, text="x")
    await client.chat_delete(channel=said["channel"], ts=said["ts"])
    assert slack.dm(ana.id).messages == []


async def test_an_ephemeral_message_needs_its_reader_in_the_channel(slack, ana, client, sales):
    ben = slack.add_user("Ben Li")
    call = client.chat_postEphemeral(channel=sales.id, user=ben.id, text="x")
    assert await refused(call) == "user_not_in_channel"


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ({"members": "ana"}, "not_in_channel"),
        ({"members": "ana", "is_private": True}, "channel_not_found"),
        ({"members": "both", "is_archived": True}, "is_archived"),
    ],
)
async def test_where_steady_cannot_post(slack, ana, client, channel, error):
    there = {"ana": [ana.id], "both": [ana.id, slack.bot_user_id]}[channel.pop("members")]
    made = slack.add_channel("deals", there, **channel)
    assert await refused(client.chat_postMessage(channel=made.id, text="x")) == error


async def test_with_the_messages_tab_off_nobody_can_be_written_to(slack, ana, client):
    slack.workspace.messages_tab_enabled = False
    call = client.chat_postMessage(channel=ana.id, text="x")
    assert await refused(call) == "messages_tab_disabled"


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({}, "no_text"),
        ({"text": "  "}, "no_text"),
        ({"blocks": "{no json"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": [{"type": "bogus"}]}, "invalid_blocks"),
        ({"text": "x", "blocks": [SAID] * 51}, "invalid_blocks"),
        ({"text": "x", "attachments": [{"text": "y"}] * 101}, "too_many_attachments"),
    ],
)
async def test_what_steady_cannot_say(ana, client, content, error):
    call = client.api_call("chat.postMessage", json={"channel": ana.id, **content})
    assert await refused(call) == error


async def test_a_refusal_of_blocks_says_where_and_why(slack, ana, client):
    long = {"type": "section", "text": mrkdwn("x" * 3001)}
    with pytest.raises(SlackApiError) as problem:
        await client.chat_postMessage(channel=ana.id, text="x", blocks=[SAID, long])
    (message,) = problem.value.response["response_metadata"]["messages"]
    assert message == "[ERROR] blocks[1].text.text: 3001 characters, between 1 and 3000 are allowed"


async def test_joining_a_public_channel_makes_posting_possible(slack, ana, client):
    deals = slack.add_channel("deals", [ana.id])
    await client.conversations_join(channel=deals.id)
    await client.conversations_join(channel=deals.id)
    assert deals.members == [ana.id, slack.bot_user_id]
    assert (await client.chat_postMessage(channel=deals.id, text="x"))["ok"]


async def test_a_channel_says_who_is_in_it_and_whether_outsiders_are(slack, ana, client):
    made = slack.add_channel("deals", [ana.id, slack.bot_user_id], is_ext_shared=True)
    info = (await client.conversations_info(channel=made.id))["channel"]
    assert (info["is_ext_shared"], info["is_member"], info["name"]) == (True, True, "deals")
    members = (await client.conversations_members(channel=made.id))["members"]
    assert members == [ana.id, slack.bot_user_id]


async def test_channels_are_listed_by_kind(slack, ana, client, sales):
    hidden = slack.add_channel("board", [slack.bot_user_id], is_private=True)
    slack.add_channel("others", [ana.id], is_private=True)
    public = (await client.conversations_list())["channels"]
    private = (await client.conversations_list(types="private_channel"))["channels"]
    assert [one["id"] for one in public] == [sales.id]
    assert [one["id"] for one in private] == [hidden.id]


async def test_a_permalink_names_channel_and_message(slack, ana, client):
    said = await client.chat_postMessage(channel=ana.id, text="x")
    link = await client.chat_getPermalink(channel=said["channel"], message_ts=said["ts"])
    end = f"/archives/{said['channel']}/p{said['ts'].replace('.', '')}"
    assert link["permalink"].endswith(end)


@pytest.mark.parametrize("view", [form(blocks=[{"type": "bogus"}]), {"type": "modal"}])
async def test_a_view_over_slacks_limits_is_invalid_arguments(client, view):
    assert await refused(client.views_open(trigger_id="1", view=view)) == "invalid_arguments"


async def test_home_is_published_again_only_with_the_newest_hash(slack, ana, client):
    view = {"type": "home", "blocks": [SAID]}
    first = await client.views_publish(user_id=ana.id, view=view)
    await client.views_publish(user_id=ana.id, view=view, hash=first["view"]["hash"])
    call = client.views_publish(user_id=ana.id, view=view, hash=first["view"]["hash"])
    assert await refused(call) == "hash_conflict"
    assert (await client.views_publish(user_id=ana.id, view=view))["ok"]


async def test_the_workspace_and_the_test_method_answer(slack, client):
    assert (await client.team_info())["team"]["id"] == slack.team_id
    assert (await client.api_test(foo="bar"))["args"]["foo"] == "bar"
    assert await refused(client.api_test(error="my_error")) == "my_error"


async def test_a_response_url_works_five_times(slack, ana, peer):
    slack.add_channel("sales", [ana.id])
    await slack.command(ana.id, "/followup")
    hook = AsyncWebhookClient(peer.body["response_url"])
    statuses = [(await hook.send(text=str(number))).status_code for number in range(6)]
    assert statuses == [200, 200, 200, 200, 200, 404]
    assert (await hook.send(text="x")).body == '{"ok": false, "error": "used_url"}'


async def test_a_response_url_answers_in_private_unless_told_otherwise(slack, ana, peer):
    channel = slack.add_channel("sales", [ana.id])
    await slack.command(ana.id, "/followup")
    hook = AsyncWebhookClient(peer.body["response_url"])
    await hook.send(text="for you")
    await hook.send(text="for all", response_type="in_channel")
    assert [message.ephemeral_for for message in channel.messages] == [ana.id, None]


async def test_a_response_url_can_delete_an_ephemeral_message(slack, ana, peer):
    channel = slack.add_channel("sales", [ana.id])
    peer.answer = answering(text="x", blocks=[{"type": "actions", "elements": [button("undo")]}])
    seen = await slack.command(ana.id, "/followup")
    peer.answer = answering()
    await slack.click(ana.id, seen.messages[0], "undo")
    await AsyncWebhookClient(peer.body["response_url"]).send(delete_original=True)
    assert channel.messages == []


async def test_a_response_url_nobody_gave_out_is_refused(slack):
    hook = AsyncWebhookClient(f"http://127.0.0.1:{slack.port}/commands/T0/1/abc")
    answer = await hook.send(text="x")
    assert (answer.status_code, answer.body) == (404, '{"ok": false, "error": "expired_url"}')


async def test_every_call_is_kept_for_the_tests_without_its_token(slack, ana, client):
    await client.chat_postMessage(channel=ana.id, text="x")
    method, params, at = slack.calls[-1]
    assert method == "chat.postMessage"
    assert params == {"channel": ana.id, "text": "x"}
    assert at.tzinfo is not None


async def test_parameters_may_come_as_query_form_or_json(slack, ana):
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    url = f"{slack.api_url}users.info"
    async with aiohttp.ClientSession(headers=headers) as session:
        answers = [
            await (await session.get(url, params={"user": ana.id})).json(),
            await (await session.post(url, data={"user": ana.id})).json(),
            await (await session.post(url, json={"user": ana.id})).json(),
        ]
    assert [answer["user"]["id"] for answer in answers] == [ana.id] * 3


async def test_a_response_url_is_dead_after_half_an_hour(slack, ana, peer, clock):
    slack.add_channel("sales", [ana.id])
    await slack.command(ana.id, "/followup")
    clock.hurry(timedelta(minutes=31))
    answer = await AsyncWebhookClient(peer.body["response_url"]).send(text="x")
    assert answer.body == '{"ok": false, "error": "expired_url"}'


@pytest.mark.parametrize("body", [b"no json", b"[]"])
async def test_a_response_url_takes_json_objects_only(slack, ana, peer, body):
    slack.add_channel("sales", [ana.id])
    await slack.command(ana.id, "/followup")
    url = peer.body["response_url"]
    async with aiohttp.ClientSession() as session, session.post(url, data=body) as answer:
        assert (answer.status, await answer.text()) == (400, "invalid_payload")


async def test_whom_steady_cannot_open_a_dm_with(slack, ana, client):
    gone = slack.add_user("Gone", deleted=True)
    errors = [
        await refused(client.conversations_open(users=users))
        for users in (gone.id, slack.bot_user_id, [ana.id, gone.id])
    ]
    assert errors == ["user_disabled", "cannot_dm_bot", "too_many_users"]


async def test_a_dm_can_be_opened_by_its_own_id(slack, ana, client):
    dm = slack.dm(ana.id)
    assert (await client.conversations_open(channel=dm.id))["channel"]["id"] == dm.id


async def test_history_of_a_channel_steady_is_not_in_is_closed_to_it(slack, ana, client):
    deals = slack.add_channel("deals", [ana.id])
    assert await refused(client.conversations_history(channel=deals.id)) == "not_in_channel"


async def test_an_outsider_is_told_by_team_and_strangeness(slack, client):
    eva = slack.add_user("Eva Lund", team_id="T0ACME")
    user = (await client.users_info(user=eva.id))["user"]
    assert (user["team_id"], user["is_stranger"]) == ("T0ACME", True)
    slack.add_channel("shared", [eva.id], is_ext_shared=True)
    assert (await client.users_info(user=eva.id))["user"]["is_stranger"] is False


async def test_home_cannot_be_published_with_its_tab_off_or_for_nobody(slack, ana, client):
    view = {"type": "home", "blocks": [SAID]}
    assert await refused(client.views_publish(user_id="U0NOBODY", view=view)) == "user_not_found"
    slack.workspace.home_tab_enabled = False
    assert await refused(client.views_publish(user_id=ana.id, view=view)) == "not_enabled"


async def upload(slack, client, content=b"a,b\n", length=None):
    """The first two of the three steps."""
    place = await client.files_getUploadURLExternal(
        filename="figures.csv", length=length or len(content)
    )
    async with (
        aiohttp.ClientSession() as session,
        session.post(place["upload_url"], data=content) as answer,
    ):
        return place["file_id"], answer.status


async def test_a_file_stands_in_a_conversation_after_three_steps(slack, client, ana):
    file_id, status = await upload(slack, client)
    dm = slack.dm(ana.id)
    said = await client.files_completeUploadExternal(
        files=[{"id": file_id, "title": "Figures"}], channel_id=dm.id
    )
    assert status == 200
    assert said["files"] == [{"id": file_id, "title": "Figures"}]
    [file] = dm.messages[-1].files
    assert (file.name, file.content) == ("figures.csv", b"a,b\n")


async def test_a_file_is_completed_once(slack, client, ana):
    file_id, _ = await upload(slack, client)
    whole = {"files": [{"id": file_id}], "channel_id": slack.dm(ana.id).id}
    await client.files_completeUploadExternal(**whole)
    assert await refused(client.files_completeUploadExternal(**whole)) == "file_not_found"


async def test_a_file_whose_bytes_never_came_stands_nowhere(slack, client, ana):
    file_id, status = await upload(slack, client, length=99)
    assert status == 400
    whole = {"files": [{"id": file_id}], "channel_id": slack.dm(ana.id).id}
    assert await refused(client.files_completeUploadExternal(**whole)) == "file_not_found"


async def test_a_file_needs_a_length_and_a_conversation_the_app_is_in(slack, client, ana):
    nothing = client.files_getUploadURLExternal(filename="x.csv", length=0)
    assert await refused(nothing) == "invalid_arguments"
    place = slack.add_channel("elsewhere", [ana.id])
    file_id, _ = await upload(slack, client)
    call = client.files_completeUploadExternal(files=[{"id": file_id}], channel_id=place.id)
    assert await refused(call) == "not_in_channel"


async def test_the_page_offers_a_file_once_it_is_shared(slack, client, ana):
    file_id, _ = await upload(slack, client)
    address = f"http://127.0.0.1:{slack.port}/files/{file_id}"
    async with aiohttp.ClientSession() as session:
        assert (await session.get(address)).status == 404
        dm = slack.dm(ana.id)
        await client.files_completeUploadExternal(files=[{"id": file_id}], channel_id=dm.id)
        answer = await session.get(address)
        assert (answer.status, await answer.read()) == (200, b"a,b\n")
