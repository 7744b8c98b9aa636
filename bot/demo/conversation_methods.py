"""What do conversations.* answer?"""

from collections.abc import Iterable

from bot.demo import params as p
from bot.demo.as_json import conversation_json, message_json
from bot.demo.blocks import Json
from bot.demo.refusal import RefusalError
from bot.demo.stage import Stage
from bot.demo.workspace import Conversation, Message, Workspace, micros

_HISTORY_PAGE = 100  # messages, when the caller names no limit
_LIST_PAGE = 100


def open_dm(stage: Stage, params: Json) -> Json:
    """conversations.open: the DM with one person, the same each time; no group messages here."""
    workspace = stage.workspace
    users = [one for one in (p.text(params, "users") or "").split(",") if one]
    if users:
        known = set(workspace.conversations)
        dm = workspace.dm(_other(workspace, users))
    else:
        dm = seen_by_app(workspace, p.required(params, "channel", "users_list_not_supplied"))
        known = {dm.id}
    again = {"no_op": True, "already_open": True} if dm.id in known else {}
    whole = p.flag(params, "return_im")
    return {**again, "channel": conversation_json(workspace, dm) if whole else {"id": dm.id}}


def info(stage: Stage, params: Json) -> Json:
    """conversations.info: one conversation the app may see."""
    conversation = seen_by_app(stage.workspace, p.required(params, "channel"))
    said = conversation_json(stage.workspace, conversation)
    if p.flag(params, "include_num_members"):
        said["num_members"] = len(conversation.members)
    return {"channel": said}


def members(stage: Stage, params: Json) -> Json:
    """conversations.members: the ids of everybody in it, in pages."""
    conversation = seen_by_app(stage.workspace, p.required(params, "channel"))
    page, cursor = p.page_of(conversation.members, params, default=_LIST_PAGE)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def list_all(stage: Stage, params: Json) -> Json:
    """conversations.list: public channels unless other types are named."""
    workspace = stage.workspace
    kinds = (p.text(params, "types") or "public_channel").split(",")
    hide_archived = p.flag(params, "exclude_archived")
    found = [
        one
        for one in workspace.conversations.values()
        if _kind(one) in kinds
        and visible(workspace, one)
        and not (hide_archived and one.is_archived)
    ]
    page, cursor = p.page_of(found, params, default=_LIST_PAGE)
    return {
        "channels": [conversation_json(workspace, one) for one in page],
        "response_metadata": {"next_cursor": cursor},
    }


def join(stage: Stage, params: Json) -> Json:
    """conversations.join: the app walks into a public channel."""
    workspace = stage.workspace
    channel = seen_by_app(workspace, p.required(params, "channel"))
    if channel.kind == "im":
        raise RefusalError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise RefusalError("is_archived")
    already = workspace.app.bot_user_id in channel.members
    if not already:
        channel.members.append(workspace.app.bot_user_id)
        workspace.changed()
    note = {"warning": "already_in_channel"} if already else {}
    return {"channel": conversation_json(workspace, channel), **note}


def history(stage: Stage, params: Json) -> Json:
    """conversations.history: newest first, without ephemeral messages, between two moments."""
    workspace = stage.workspace
    conversation = seen_by_app(workspace, p.required(params, "channel"))
    if workspace.app.bot_user_id not in conversation.members:
        raise RefusalError("not_in_channel")
    lasting = [m for m in conversation.messages if m.ephemeral_for is None]
    found = sorted(_between(lasting, params), key=lambda m: micros(m.ts), reverse=True)
    page, cursor = p.page_of(found, params, default=_HISTORY_PAGE)
    whole = p.flag(params, "include_all_metadata")
    more = {"response_metadata": {"next_cursor": cursor}} if cursor else {}
    return {
        "messages": [message_json(workspace, m, whole) for m in page],
        "has_more": bool(cursor),
        "pin_count": 0,
        **more,
    }


def seen_by_app(workspace: Workspace, channel_id: str) -> Conversation:
    """A conversation the app can know of: public, or one it is in."""
    conversation = workspace.conversations.get(channel_id)
    if conversation is None or not visible(workspace, conversation):
        raise RefusalError("channel_not_found")
    return conversation


def visible(workspace: Workspace, conversation: Conversation) -> bool:
    """Private channels exist only for those inside."""
    return not conversation.is_private or workspace.app.bot_user_id in conversation.members


def _other(workspace: Workspace, users: list[str]) -> str:
    if len(users) > 1:
        raise RefusalError("too_many_users")
    user = workspace.users.get(users[0])
    if user is None:
        raise RefusalError("user_not_found")
    if user.is_bot:
        raise RefusalError("cannot_dm_bot")
    if user.deleted:
        raise RefusalError("user_disabled")
    return user.id


def _kind(conversation: Conversation) -> str:
    if conversation.kind == "im":
        return "im"
    return "private_channel" if conversation.is_private else "public_channel"


def _between(messages: Iterable[Message], params: Json) -> list[Message]:
    oldest = _moment(params, "oldest", 0)
    latest = _moment(params, "latest", 2**63)
    if p.flag(params, "inclusive"):
        return [m for m in messages if oldest <= micros(m.ts) <= latest]
    return [m for m in messages if oldest < micros(m.ts) < latest]


def _moment(params: Json, name: str, default: int) -> int:
    value = p.text(params, name)
    try:
        return micros(value) if value is not None else default
    except ValueError:
        raise RefusalError(f"invalid_ts_{name}") from None
