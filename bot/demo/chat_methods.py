"""What do chat.* answer?"""

from typing import Any

from bot.demo import limits
from bot.demo import params as p
from bot.demo.as_json import message_json
from bot.demo.blocks import Json
from bot.demo.conversation_methods import seen_by_app
from bot.demo.refusal import RefusalError
from bot.demo.stage import Stage
from bot.demo.workspace import TEXT_CUT_AT, Conversation, Message, Workspace

LONGEST_UPDATE = 4000  # characters of text; chat.update takes no more
MOST_ATTACHMENTS = 100


def post_message(stage: Stage, params: Json) -> Json:
    """chat.postMessage: to a channel, or to a person, whose DM opens; deleted people included."""
    workspace = stage.workspace
    channel = _writable(workspace, p.required(params, "channel", "channel_not_found"))
    text, blocks, attachments = content(params)
    message = workspace.post(
        channel,
        workspace.app.bot_user_id,
        text,
        blocks,
        attachments=attachments,
        metadata=_metadata(params),
        thread_ts=p.text(params, "thread_ts"),
    )
    said = message_json(workspace, message)
    return {"channel": channel.id, "ts": message.ts, "message": said, **_cut_warning(text)}


def post_ephemeral(stage: Stage, params: Json) -> Json:
    """chat.postEphemeral: for one person who is in the conversation."""
    workspace = stage.workspace
    channel = _writable(workspace, p.required(params, "channel", "channel_not_found"))
    user_id = p.required(params, "user")
    if user_id not in channel.members:
        raise RefusalError("user_not_in_channel")
    text, blocks, attachments = content(params)
    bot = workspace.app.bot_user_id
    message = workspace.post(
        channel, bot, text, blocks, attachments=attachments, ephemeral_for=user_id
    )
    return {"message_ts": message.ts}


def update(stage: Stage, params: Json) -> Json:
    """chat.update: text alone removes the blocks; metadata left out is kept, {} removes it."""
    workspace = stage.workspace
    message = _own_message(workspace, params, "cant_update_message")
    if len(p.text(params, "text") or "") > LONGEST_UPDATE:
        raise RefusalError("msg_too_long")
    text, blocks, attachments = content(params)
    if "metadata" in params:
        message.metadata = _metadata(params) or None
    if attachments is not None:
        message.attachments = attachments
    workspace.edit(message, text, blocks)
    said = message_json(workspace, message)
    return {"channel": message.channel, "ts": message.ts, "text": text, "message": said}


def delete(stage: Stage, params: Json) -> Json:
    """chat.delete: the app may delete what the app said."""
    message = _own_message(stage.workspace, params, "cant_delete_message")
    stage.workspace.remove(message)
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(stage: Stage, params: Json) -> Json:
    """chat.getPermalink: the address of one message."""
    channel = seen_by_app(stage.workspace, p.required(params, "channel", "channel_not_found"))
    ts = p.required(params, "message_ts", "message_not_found")
    message = channel.message(ts)
    if message is None or message.ephemeral_for:
        raise RefusalError("message_not_found")
    host = f"https://{stage.workspace.domain}.slack.com"
    return {
        "channel": channel.id,
        "permalink": f"{host}/archives/{channel.id}/p{ts.replace('.', '')}",
    }


def content(params: Json) -> tuple[str, list[Json] | None, list[Json] | None]:
    """Text, blocks and attachments of a message, as Slack would accept them."""
    text = p.text(params, "text") or ""
    blocks = p.structure(params, "blocks", "invalid_blocks_format")
    attachments = p.structure(params, "attachments", "invalid_attachments")
    if blocks and (problems := limits.message_problems(blocks)):
        raise RefusalError("invalid_blocks", [f"[ERROR] {problem}" for problem in problems])
    if not isinstance(attachments or [], list):
        raise RefusalError("invalid_attachments")
    if attachments and len(attachments) > MOST_ATTACHMENTS:
        raise RefusalError("too_many_attachments")
    if not text.strip() and not blocks and not attachments:
        raise RefusalError("no_text")
    return text, blocks or None, attachments or None


def _writable(workspace: Workspace, target: str) -> Conversation:
    channel = _addressed(workspace, target)
    if channel.is_archived:
        raise RefusalError("is_archived")
    if channel.kind == "im" and not workspace.messages_tab_enabled:
        raise RefusalError("messages_tab_disabled")
    if workspace.app.bot_user_id not in channel.members:
        raise RefusalError("not_in_channel")
    return channel


def _addressed(workspace: Workspace, target: str) -> Conversation:
    """A conversation by its id, a DM by the person's id, a channel by #name."""
    user = workspace.users.get(target)
    if user is not None:
        if user.is_bot:
            raise RefusalError("cannot_dm_bot")
        return workspace.dm(user.id)
    named = [c for c in workspace.conversations.values() if target == f"#{c.name}"]
    return seen_by_app(workspace, named[0].id if named else target)


def _own_message(workspace: Workspace, params: Json, code: str) -> Message:
    channel_id = p.required(params, "channel", "channel_not_found")
    message = seen_by_app(workspace, channel_id).message(p.required(params, "ts"))
    if message is None or message.ephemeral_for:
        raise RefusalError("message_not_found")
    if not message.by_app:
        raise RefusalError(code)
    return message


def _metadata(params: Json) -> Json | None:
    given: Any = p.structure(params, "metadata", "invalid_metadata_format")
    if given is None or given == {}:
        return None
    if not isinstance(given, dict):
        raise RefusalError("invalid_metadata_format")
    payload = given.get("event_payload")
    if not isinstance(given.get("event_type"), str) or not isinstance(payload, dict):
        raise RefusalError("invalid_metadata_schema")
    return {"event_type": given["event_type"], "event_payload": payload}


def _cut_warning(text: str) -> Json:
    if len(text) <= TEXT_CUT_AT:
        return {}
    details = {
        "warnings": ["message_truncated"],
        "messages": ["[WARN] the text was longer than a message can be, and was cut"],
    }
    return {"warning": "message_truncated", "response_metadata": details}
