"""What becomes of an answer given in an acknowledgement's body or through a response URL?"""

from typing import Any

from bot.demo import limits
from bot.demo import params as p
from bot.demo.blocks import Json
from bot.demo.chat_methods import content
from bot.demo.passes import ReplyTo
from bot.demo.refusal import RefusalError
from bot.demo.stage import Stage
from bot.demo.workspace import Message


def show_reply(stage: Stage, to: ReplyTo, body: Json) -> None:
    """Post, replace or delete, as the answer says; ephemeral unless it says in_channel."""
    workspace = stage.workspace
    channel = workspace.conversations[to.channel]
    original = channel.message(to.original_ts) if to.original_ts else None
    if p.flag(body, "delete_original"):
        if original is not None:
            workspace.remove(original)
        return
    text, blocks, attachments = content(body)
    if p.flag(body, "replace_original") and original is not None:
        _replace(stage, original, text, blocks)
        return
    public = body.get("response_type") == "in_channel"
    workspace.post(
        channel,
        workspace.app.bot_user_id,
        text,
        blocks,
        attachments=attachments,
        ephemeral_for=None if public else to.user_id,
        thread_ts=p.text(body, "thread_ts"),
    )


def form_errors(body: Json, blocks: list[Json]) -> dict[str, str]:
    """The errors of a form by block; errors on a block that is no input are refused."""
    given: Any = body.get("errors")
    inputs = {block["block_id"] for block in blocks if block["type"] == "input"}
    if not isinstance(given, dict) or not given:
        raise RefusalError("invalid_response_action", ["errors: words by block_id are expected"])
    strangers = set(given) - inputs
    if strangers:
        raise RefusalError(
            "invalid_response_action", [f"errors: no input block {sorted(strangers)}"]
        )
    return {str(block_id): str(words) for block_id, words in given.items()}


def next_view(body: Json) -> Json:
    """The form an answer to a form brings along."""
    view = body.get("view")
    if problems := limits.view_problems(view):
        raise RefusalError("invalid_response_action", problems)
    assert isinstance(view, dict)
    return view


def _replace(stage: Stage, original: Message, text: str, blocks: list[Json] | None) -> None:
    stage.workspace.edit(original, text, blocks)
    original.edited = False
