"""Does the stand-in answer like a Slack that somebody else built?

Each question is asked of both. Both must agree on ok, on the error code, and on the kind of every
value Steady reads. Where they differ, DIFFERENCES says how and why, and must stay exact.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.contract.peers import Peer, answer

pytestmark = pytest.mark.node

Json = dict[str, Any]
Question = Callable[[Peer], Awaitable[Json]]

METADATA = {"event_type": "steady_outbox", "event_payload": {"token": "5f0c"}}
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Acme asked for today"}}
HOME = {"type": "home", "blocks": [SECTION]}
NOWHERE = "C0NOWHERE"


def modal(**facts: Any) -> Json:
    title = {"type": "plain_text", "text": "New follow-up"}
    return {"type": "modal", "callback_id": "followup", "title": title, "blocks": [SECTION]} | facts


async def posted(peer: Peer, text: str = "x", **facts: Any) -> Json:
    return await answer(peer.client.chat_postMessage(channel=peer.sales, text=text, **facts))


async def auth(peer: Peer) -> Json:
    return await answer(peer.client.auth_test())


async def no_token(peer: Peer) -> Json:
    return await answer(peer.with_token(None).auth_test())


async def unknown_token(peer: Peer) -> Json:
    return await answer(peer.with_token("xoxb-nobody").chat_postMessage(channel=NOWHERE, text="x"))


async def no_bot(peer: Peer) -> Json:
    return await answer(peer.client.bots_info(bot="B0NOBODY"))


async def a_person(peer: Peer) -> Json:
    return await answer(peer.client.users_info(user=peer.ana))


async def nobody(peer: Peer) -> Json:
    return await answer(peer.client.users_info(user="U0NOBODY"))


async def everybody(peer: Peer) -> Json:
    return await answer(peer.client.users_list())


async def everybody_in_pages(peer: Peer) -> Json:
    first = await answer(peer.client.users_list(limit=1))
    cursor = first["response_metadata"]["next_cursor"]
    second = await answer(peer.client.users_list(limit=1, cursor=cursor))
    assert first["members"][0]["id"] != second["members"][0]["id"]
    return second


async def the_team(peer: Peer) -> Json:
    return await answer(peer.client.team_info())


async def opening_a_dm(peer: Peer) -> Json:
    return await answer(peer.client.conversations_open(users=peer.ana))


async def opening_it_again(peer: Peer) -> Json:
    first = await opening_a_dm(peer)
    second = await opening_a_dm(peer)
    assert first["channel"]["id"] == second["channel"]["id"]
    return second


async def opening_it_whole(peer: Peer) -> Json:
    return await answer(peer.client.conversations_open(users=peer.ana, return_im=True))


async def opening_with_nobody(peer: Peer) -> Json:
    return await answer(peer.client.conversations_open(users="U0NOBODY"))


async def opening_without_users(peer: Peer) -> Json:
    return await answer(peer.client.api_call("conversations.open"))


async def a_channel(peer: Peer) -> Json:
    return await answer(peer.client.conversations_info(channel=peer.sales))


async def no_channel(peer: Peer) -> Json:
    return await answer(peer.client.conversations_info(channel=NOWHERE))


async def its_members(peer: Peer) -> Json:
    return await answer(peer.client.conversations_members(channel=peer.sales))


async def all_channels(peer: Peer) -> Json:
    return await answer(peer.client.conversations_list(exclude_archived=True))


async def joining(peer: Peer) -> Json:
    return await answer(peer.client.conversations_join(channel=peer.elsewhere))


async def joining_an_archived_one(peer: Peer) -> Json:
    return await answer(peer.client.conversations_join(channel=peer.closed))


async def posting(peer: Peer) -> Json:
    return await posted(peer, "Good morning.", blocks=[SECTION], metadata=METADATA)


async def posting_to_a_person(peer: Peer) -> Json:
    said = await answer(peer.client.chat_postMessage(channel=peer.ana, text="x"))
    assert not said["ok"] or said["channel"].startswith("D")
    return said


async def posting_nowhere(peer: Peer) -> Json:
    return await answer(peer.client.chat_postMessage(channel=NOWHERE, text="x"))


async def posting_to_an_archived_channel(peer: Peer) -> Json:
    return await answer(peer.client.chat_postMessage(channel=peer.closed, text="x"))


async def posting_without_words(peer: Peer) -> Json:
    return await answer(peer.client.api_call("chat.postMessage", json={"channel": peer.sales}))


async def posting_broken_blocks(peer: Peer) -> Json:
    data = {"channel": peer.sales, "text": "x", "blocks": "{no json"}
    return await answer(peer.client.api_call("chat.postMessage", data=data))


async def posting_bogus_blocks(peer: Peer) -> Json:
    return await posted(peer, blocks=[{"type": "bogus"}])


async def posting_too_much(peer: Peer) -> Json:
    said = await posted(peer, "x" * 40_001)
    assert len(said["message"]["text"]) == 40_000
    return said


async def reading_back(peer: Peer) -> Json:
    said = await posted(peer, "Good morning.", metadata=METADATA)
    return await answer(
        peer.client.conversations_history(
            channel=peer.sales, oldest=said["ts"], inclusive=True, limit=15,
            include_all_metadata=True,
        )
    )  # fmt: skip


async def reading_back_briefly(peer: Peer) -> Json:
    said = await posted(peer, metadata=METADATA)
    history = await answer(
        peer.client.conversations_history(channel=peer.sales, oldest=said["ts"], inclusive=True)
    )
    payload = history["messages"][0].get("metadata", {}).get("event_payload")
    return history | {"payload_hidden": payload is None or None}


async def reading_in_pages(peer: Peer) -> Json:
    for text in ("1", "2", "3"):
        await posted(peer, text)
    first = await answer(peer.client.conversations_history(channel=peer.sales, limit=2))
    cursor = first["response_metadata"]["next_cursor"]
    second = await answer(
        peer.client.conversations_history(channel=peer.sales, limit=1, cursor=cursor)
    )
    assert [m["text"] for m in first["messages"] + second["messages"]] == ["3", "2", "1"]
    return second


async def reading_between(peer: Peer) -> Json:
    stamps = [(await posted(peer, text))["ts"] for text in ("1", "2", "3")]
    history = await answer(
        peer.client.conversations_history(channel=peer.sales, oldest=stamps[0], latest=stamps[2])
    )
    only_the_second = [message["text"] for message in history["messages"]] == ["2"]
    return history | {"only_the_second": only_the_second or None}


async def reading_nowhere(peer: Peer) -> Json:
    return await answer(peer.client.conversations_history(channel=NOWHERE))


async def updating(peer: Peer) -> Json:
    said = await posted(peer, blocks=[SECTION])
    changed = await answer(
        peer.client.chat_update(channel=said["channel"], ts=said["ts"], text="Done.")
    )
    assert changed["ts"] == said["ts"]
    return changed


async def updating_keeps_metadata(peer: Peer) -> Json:
    said = await posted(peer, metadata=METADATA)
    await peer.client.chat_update(channel=said["channel"], ts=said["ts"], text="Done.")
    history = await answer(
        peer.client.conversations_history(
            channel=peer.sales, oldest=said["ts"], inclusive=True, include_all_metadata=True
        )
    )
    assert history["messages"][0]["text"] == "Done."
    return history


async def updating_nothing(peer: Peer) -> Json:
    return await answer(peer.client.chat_update(channel=peer.sales, ts="1.000001", text="x"))


async def updating_at_length(peer: Peer) -> Json:
    said = await posted(peer)
    return await answer(
        peer.client.chat_update(channel=said["channel"], ts=said["ts"], text="x" * 4001)
    )


async def deleting(peer: Peer) -> Json:
    said = await posted(peer)
    return await answer(peer.client.chat_delete(channel=said["channel"], ts=said["ts"]))


async def deleting_twice(peer: Peer) -> Json:
    said = await posted(peer)
    await peer.client.chat_delete(channel=said["channel"], ts=said["ts"])
    return await answer(peer.client.chat_delete(channel=said["channel"], ts=said["ts"]))


async def whispering(peer: Peer) -> Json:
    said = await answer(
        peer.client.chat_postEphemeral(channel=peer.sales, user=peer.ana, text="only you")
    )
    history = await answer(peer.client.conversations_history(channel=peer.sales, limit=1))
    assert all(message["text"] != "only you" for message in history["messages"])
    return said


async def whispering_to_a_stranger(peer: Peer) -> Json:
    return await answer(
        peer.client.chat_postEphemeral(channel=peer.sales, user="U0NOBODY", text="x")
    )


async def a_permalink(peer: Peer) -> Json:
    said = await posted(peer)
    return await answer(peer.client.chat_getPermalink(channel=peer.sales, message_ts=said["ts"]))


async def opening_a_form(peer: Peer) -> Json:
    return await answer(peer.client.views_open(trigger_id=await peer.trigger(), view=modal()))


async def opening_two_with_one_trigger(peer: Peer) -> Json:
    trigger = await peer.trigger()
    await peer.client.views_open(trigger_id=trigger, view=modal())
    return await answer(peer.client.views_open(trigger_id=trigger, view=modal()))


async def opening_without_a_trigger(peer: Peer) -> Json:
    return await answer(peer.client.views_open(trigger_id="1.2.3", view=modal()))


async def opening_a_home_as_a_form(peer: Peer) -> Json:
    return await answer(peer.client.views_open(trigger_id=await peer.trigger(), view=HOME))


async def pushing_a_form(peer: Peer) -> Json:
    below = (await opening_a_form(peer))["view"]["id"]
    trigger = await peer.trigger(below)
    said = await answer(peer.client.views_push(trigger_id=trigger, view=modal()))
    assert said["view"]["previous_view_id"] == said["view"]["root_view_id"] == below
    return said


async def changing_a_form(peer: Peer) -> Json:
    view = (await opening_a_form(peer))["view"]
    said = await answer(
        peer.client.views_update(view_id=view["id"], hash=view["hash"], view=modal())
    )
    assert said["view"]["id"] == view["id"]
    assert said["view"]["hash"] != view["hash"]
    return said


async def changing_a_stale_form(peer: Peer) -> Json:
    view = (await opening_a_form(peer))["view"]
    await peer.client.views_update(view_id=view["id"], view=modal())
    return await answer(
        peer.client.views_update(view_id=view["id"], hash=view["hash"], view=modal())
    )


async def changing_no_form(peer: Peer) -> Json:
    return await answer(peer.client.views_update(view_id="V0NOWHERE", view=modal()))


async def one_external_id_twice(peer: Peer) -> Json:
    view = modal(external_id="only-one")
    await answer(peer.client.views_open(trigger_id=await peer.trigger(), view=view))
    trigger = await peer.trigger()
    return await answer(peer.client.views_open(trigger_id=trigger, view=view))


async def publishing_home(peer: Peer) -> Json:
    return await answer(peer.client.views_publish(user_id=peer.ana, view=HOME))


async def publishing_a_stale_home(peer: Peer) -> Json:
    stale = (await publishing_home(peer))["view"]["hash"]
    await publishing_home(peer)
    return await answer(peer.client.views_publish(user_id=peer.ana, view=HOME, hash=stale))


async def publishing_for_nobody(peer: Peer) -> Json:
    return await answer(peer.client.views_publish(user_id="U0NOBODY", view=HOME))


VIEW_KEYS = "view.id view.hash view.type view.root_view_id view.private_metadata view.team_id"
MESSAGE_KEYS = "channel ts message.text message.ts message.user message.bot_id message.type"
HISTORY_KEYS = "messages has_more messages.0.ts messages.0.text"

# (the question, what Steady relies on in the answer)
QUESTIONS: list[tuple[Question, str]] = [
    (auth, "team_id user_id bot_id team user url"),
    (no_token, ""),
    (unknown_token, ""),
    (a_person, "user.id user.name user.real_name user.deleted user.is_bot user.is_admin"),
    (no_bot, ""),
    (nobody, ""),
    (everybody, "members members.0.id members.0.deleted response_metadata.next_cursor"),
    (everybody_in_pages, "members.0.id response_metadata.next_cursor"),
    (the_team, "team.id team.name team.domain"),
    (opening_a_dm, "channel.id"),
    (opening_it_again, "channel.id already_open no_op"),
    (opening_it_whole, "channel.id channel.is_im channel.user"),
    (opening_with_nobody, ""),
    (opening_without_users, ""),
    (a_channel, "channel.id channel.name channel.is_private channel.is_archived channel.is_member"),
    (no_channel, ""),
    (its_members, "members members.0 response_metadata.next_cursor"),
    (all_channels, "channels channels.0.id channels.0.name response_metadata.next_cursor"),
    (joining, "channel.id"),
    (joining_an_archived_one, ""),
    (posting, MESSAGE_KEYS + " message.blocks message.metadata.event_type"),
    (posting_to_a_person, "channel ts message.text"),
    (posting_nowhere, ""),
    (posting_to_an_archived_channel, ""),
    (posting_without_words, ""),
    (posting_broken_blocks, ""),
    (posting_bogus_blocks, ""),
    (posting_too_much, "warning response_metadata.warnings.0"),
    (reading_back, HISTORY_KEYS + " messages.0.metadata.event_payload.token messages.0.bot_id"),
    (reading_back_briefly, HISTORY_KEYS + " payload_hidden"),
    (reading_in_pages, HISTORY_KEYS),
    (reading_between, HISTORY_KEYS + " only_the_second"),
    (reading_nowhere, ""),
    (updating, "channel ts text message.text"),
    (updating_keeps_metadata, "messages.0.metadata.event_payload.token"),
    (updating_nothing, ""),
    (updating_at_length, ""),
    (deleting, "channel ts"),
    (deleting_twice, ""),
    (whispering, "message_ts"),
    (whispering_to_a_stranger, ""),
    (a_permalink, "channel permalink"),
    (opening_a_form, VIEW_KEYS + " view.callback_id view.state.values view.blocks"),
    (opening_two_with_one_trigger, ""),
    (opening_without_a_trigger, ""),
    (opening_a_home_as_a_form, ""),
    (pushing_a_form, VIEW_KEYS + " view.previous_view_id"),
    (changing_a_form, VIEW_KEYS),
    (changing_a_stale_form, ""),
    (changing_no_form, ""),
    (one_external_id_twice, ""),
    (publishing_home, VIEW_KEYS),
    (publishing_a_stale_home, ""),
    (publishing_for_nobody, ""),
]

# question -> (the stand-in says, the emulator says, why the stand-in is right to differ)
DIFFERENCES: dict[str, tuple[str, str, str]] = {
    "unknown_token": (
        "invalid_auth",
        "channel_not_found",
        "The emulator lets every token in, so that its users need not seed any.",
    ),
    "posting": (
        "ok",
        "ok, without message.bot_id",
        "A message of a bot token has a bot_id; the emulator's seed cannot make a bot user.",
    ),
    "posting_broken_blocks": (
        "invalid_blocks_format",
        "invalid_blocks",
        "Slack has a code of its own for blocks that are no JSON.",
    ),
    "posting_bogus_blocks": (
        "invalid_blocks",
        "ok",
        "The emulator checks no block; bot/demo/limits.py does.",
    ),
    "reading_back": (
        "ok",
        "ok, without messages.0.bot_id",
        "As for posting.",
    ),
    "reading_back_briefly": (
        "ok",
        "ok, without payload_hidden",
        "Without include_all_metadata Slack shows the event_type alone.",
    ),
    "reading_between": (
        "ok",
        "ok, without only_the_second",
        "The emulator reads neither oldest nor latest; Slack does.",
    ),
    "updating_at_length": (
        "msg_too_long",
        "ok",
        "Slack's chat.update takes 4,000 characters of text.",
    ),
    "whispering_to_a_stranger": (
        "user_not_in_channel",
        "user_not_found",
        "Slack documents user_not_in_channel, and no other code about the reader.",
    ),
    "opening_a_home_as_a_form": (
        "invalid_arguments",
        "invalid_view",
        "Slack documents no invalid_view; a view it cannot read is an invalid argument.",
    ),
}


@pytest.mark.parametrize(
    ("question", "relied_on"), [pytest.param(*row, id=row[0].__name__) for row in QUESTIONS]
)
async def test_both_answer_alike_or_differ_as_written_down(both, question, relied_on):
    ours, theirs = [outcome(await question(peer), relied_on.split()) for peer in both]
    known = DIFFERENCES.get(question.__name__)
    if known is None:
        assert ours == theirs
    else:
        assert (ours, theirs) == known[:2]


def outcome(said: Json, relied_on: list[str]) -> str:
    """An answer in one line: its error, or «ok» and what of the relied-on values is missing."""
    if not said["ok"]:
        return str(said["error"])
    lacking = [path for path in relied_on if at(said, path) is None]
    return f"ok, without {' '.join(lacking)}" if lacking else "ok"


def at(said: Any, path: str) -> Any:
    """The value at a dotted path; None when there is none."""
    for step in path.split("."):
        if isinstance(said, list):
            said = said[int(step)] if int(step) < len(said) else None
        else:
            said = said.get(step) if isinstance(said, dict) else None
    return said


def test_every_known_difference_names_a_question_and_a_reason():
    asked = {question.__name__ for question, _ in QUESTIONS}
    assert set(DIFFERENCES) <= asked
    assert all(why.endswith(".") for _, _, why in DIFFERENCES.values())
