"""What exactly does Slack send when a person acts?"""

from typing import Any

from bot.demo.as_json import message_json
from bot.demo.blocks import Json, Placed
from bot.demo.form_state import FIELDS, chosen
from bot.demo.views import OpenView, Views
from bot.demo.workspace import Conversation, Message, User, Workspace

VERIFICATION_TOKEN = "deprecated-verification-token"  # Slack still sends it; nothing checks it


def slash_command(
    workspace: Workspace, user: User, channel: Conversation, name: str, text: str
) -> dict[str, str]:
    """The form fields of a slash command, before its trigger and response URL are added."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.team_id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": _channel_name(channel),
        "user_id": user.id,
        "user_name": user.handle,
        "command": name,
        "text": text,
        "api_app_id": workspace.app.id,
        "is_enterprise_install": "false",
    }


def block_actions_in_message(
    workspace: Workspace, user: User, channel: Conversation, message: Message, action: Json
) -> Json:
    """A click in a message; for an ephemeral one Slack does not send the message along."""
    ephemeral = message.ephemeral_for is not None
    payload = _interaction(workspace, "block_actions", user) | {
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": ephemeral,
        },
        "channel": {"id": channel.id, "name": _channel_name(channel)},
        "actions": [action],
    }
    return payload if ephemeral else payload | {"message": message_json(workspace, message)}


def block_actions_in_view(
    workspace: Workspace, user: User, views: Views, view: OpenView, action: Json
) -> Json:
    """A click in a form or on Home; there is no response URL and no message."""
    return _interaction(workspace, "block_actions", user) | {
        "container": {"type": "view", "view_id": view.id},
        "view": views.as_slack(view),
        "actions": [action],
    }


def action_of(one: Placed, action_ts: str, value: Any, selected: Any) -> Json:
    """One entry of `actions`: a button as it stands, a menu or field with what was chosen."""
    element, kind = one.element, one.element["type"]
    action: Json = {
        "type": kind,
        "action_id": element["action_id"],
        "block_id": one.block["block_id"],
        "action_ts": action_ts,
    }
    if kind == "overflow":
        return action | chosen({**element, "type": "radio_buttons"}, selected) | {"type": kind}
    if kind in FIELDS:
        begun = {
            name: element[name] for name in ("placeholder", FIELDS[kind][1]) if name in element
        }
        return action | begun | chosen(element, selected if selected is not None else value)
    return action | {name: element[name] for name in ("text", "value", "style") if name in element}


def view_submission(workspace: Workspace, user: User, views: Views, view: OpenView) -> Json:
    """A form is sent."""
    return _interaction(workspace, "view_submission", user) | {
        "view": views.as_slack(view),
        "response_urls": [],
    }


def view_closed(
    workspace: Workspace, user: User, views: Views, view: OpenView, cleared: bool
) -> Json:
    """A form is closed without being sent."""
    return _interaction(workspace, "view_closed", user) | {
        "view": views.as_slack(view),
        "is_cleared": cleared,
    }


def block_suggestion(workspace: Workspace, user: User, one: Placed, typed: str) -> Json:
    """A person types into a menu whose options the app supplies."""
    return _interaction(workspace, "block_suggestion", user) | {
        "action_id": one.element["action_id"],
        "block_id": one.block["block_id"],
        "value": typed,
    }


def global_shortcut(workspace: Workspace, user: User, callback_id: str, action_ts: str) -> Json:
    """A shortcut from the search bar or the composer; it has no channel and no response URL."""
    payload = _interaction(workspace, "shortcut", user)
    return payload | {"callback_id": callback_id, "action_ts": action_ts}


def message_shortcut(
    workspace: Workspace,
    user: User,
    channel: Conversation,
    message: Message,
    callback_id: str,
    action_ts: str,
) -> Json:
    """A shortcut from a message's menu, with the message."""
    return _interaction(workspace, "message_action", user) | {
        "callback_id": callback_id,
        "action_ts": action_ts,
        "channel": {"id": channel.id, "name": _channel_name(channel)},
        "message_ts": message.ts,
        "message": message_json(workspace, message),
    }


def event_callback(workspace: Workspace, event: Json, event_id: str, event_time: int) -> Json:
    """The envelope around every event."""
    channel = workspace.conversations.get(str(event.get("channel")))
    installed_for = {
        "enterprise_id": None,
        "team_id": workspace.team_id,
        "user_id": workspace.app.bot_user_id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.team_id,
        "context_team_id": workspace.team_id,
        "context_enterprise_id": None,
        "api_app_id": workspace.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": event_time,
        "authorizations": [installed_for],
        "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
        "event_context": f"4-{event_id}",
    }


def message_event(workspace: Workspace, channel: Conversation, message: Message) -> Json:
    """A person's message as an event."""
    words = {"type": "rich_text_section", "elements": [{"type": "text", "text": message.text}]}
    blocks = [{"type": "rich_text", "block_id": workspace.mint(), "elements": [words]}]
    return {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "client_msg_id": f"00000000-0000-4000-8000-{message.ts.replace('.', '')[-12:]}",
        "text": message.text,
        "team": workspace.users[message.user].team_id,
        "blocks": blocks,
        "channel": channel.id,
        "event_ts": message.ts,
        "channel_type": _channel_type(channel),
    }


def app_home_opened(
    user: User, dm: Conversation, tab: str, event_ts: str, home: Json | None
) -> Json:
    """A person looks at the app's Home or Messages tab."""
    event: Json = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": dm.id,
        "tab": tab,
        "event_ts": event_ts,
    }
    return event | ({"view": home} if home and tab == "home" else {})


def event_name(event: Json) -> str:
    """The name under which a manifest subscribes to this event."""
    if event["type"] != "message":
        return str(event["type"])
    family = {"im": "im", "channel": "channels", "group": "groups"}[event["channel_type"]]
    return f"message.{family}"


def _interaction(workspace: Workspace, kind: str, user: User) -> Json:
    return {
        "type": kind,
        "user": {
            "id": user.id,
            "username": user.handle,
            "name": user.handle,
            "team_id": user.team_id,
        },
        "api_app_id": workspace.app.id,
        "token": VERIFICATION_TOKEN,
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _channel_type(channel: Conversation) -> str:
    if channel.kind == "im":
        return "im"
    return "group" if channel.is_private else "channel"


def _channel_name(channel: Conversation) -> str:
    if channel.kind == "im":
        return "directmessage"
    return "privategroup" if channel.is_private else channel.name
