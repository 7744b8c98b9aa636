"""How does Slack write down people, conversations and messages?"""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.demo.blocks import Json
from bot.demo.workspace import Conversation, Message, User, Workspace


def user_json(workspace: Workspace, user: User, with_locale: bool = False) -> Json:
    """A user object; Slack says less about deleted people, above all not their zone."""
    profile = {
        "real_name": user.name,
        "display_name": user.name.split()[0],
        "title": user.title,
        "team": user.team_id,
    }
    said: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.handle,
        "deleted": user.deleted,
        "profile": profile,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 0,
    }
    if user.deleted:
        return said
    said |= _place(user, workspace.clock.now())
    said |= {
        "real_name": user.name,
        "color": "4bbe2e",
        "is_stranger": _is_stranger(workspace, user),
    }
    said |= _standing(user)
    return said | ({"locale": user.locale} if with_locale else {})


def conversation_json(workspace: Workspace, conversation: Conversation) -> Json:
    """A conversation object, a channel's or a DM's."""
    shared: Json = {
        "id": conversation.id,
        "created": int(conversation.created_at.timestamp()),
        "is_im": conversation.kind == "im",
        "is_mpim": False,
        "is_archived": conversation.is_archived,
        "is_org_shared": False,
        "context_team_id": workspace.team_id,
        "updated": int(conversation.created_at.timestamp() * 1000),
    }
    if conversation.kind == "im":
        return shared | {"user": conversation.members[0], "is_user_deleted": False, "is_open": True}
    return shared | _channel_facts(workspace, conversation)


def message_json(workspace: Workspace, message: Message, whole_metadata: bool = True) -> Json:
    """A message as `chat.postMessage` and `conversations.history` show it."""
    said: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    said["team"] = workspace.team_id
    if message.by_app:
        said |= _app_facts(workspace)
    if message.blocks:
        said["blocks"] = message.blocks
    if message.attachments:
        said["attachments"] = message.attachments
    if message.files:
        said["files"] = [{"id": f.id, "name": f.name, "title": f.title} for f in message.files]
    if message.thread_ts:
        said["thread_ts"] = message.thread_ts
    if message.edited:
        said["edited"] = {"user": message.user, "ts": message.ts}
    if message.metadata:
        said["metadata"] = _metadata(workspace, message, whole_metadata)
    return said


def _place(user: User, now: datetime) -> Json:
    local = now.astimezone(ZoneInfo(user.tz))
    offset = local.utcoffset()
    assert offset is not None
    return {
        "tz": user.tz,
        "tz_label": local.tzname(),
        "tz_offset": int(offset.total_seconds()),
    }


def _standing(user: User) -> Json:
    return {
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": False,
        "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
    }


def _is_stranger(workspace: Workspace, user: User) -> bool:
    together = (c for c in workspace.conversations.values() if c.kind == "channel")
    return user.team_id != workspace.team_id and not any(user.id in c.members for c in together)


def _channel_facts(workspace: Workspace, channel: Conversation) -> Json:
    topic = {"value": channel.topic, "creator": "", "last_set": 0}
    return {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_private": channel.is_private,
        "is_general": False,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_pending_ext_shared": False,
        "is_member": workspace.app.bot_user_id in channel.members,
        "num_members": len(channel.members),
        "topic": topic,
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def _app_facts(workspace: Workspace) -> Json:
    app = workspace.app
    profile = {
        "id": app.bot_id,
        "app_id": app.id,
        "name": app.name,
        "deleted": False,
        "team_id": workspace.team_id,
        "updated": 0,
    }
    return {"bot_id": app.bot_id, "app_id": app.id, "bot_profile": profile}


def _metadata(workspace: Workspace, message: Message, whole: bool) -> Json:
    assert message.metadata is not None
    if not whole:
        return {"event_type": message.metadata["event_type"]}
    return message.metadata | ({"app_id": workspace.app.id} if message.by_app else {})
