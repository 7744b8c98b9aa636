"""Blocks and answers the tests of the stand-in are told with."""

from typing import Any


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def button(action_id: str, **facts: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": plain("Press"), **facts}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.title()), "value": value}


def select(action_id: str, *values: str, kind: str = "static_select") -> dict[str, Any]:
    return {"type": kind, "action_id": action_id, "options": [option(one) for one in values]}


def line(block_id: str, **facts: Any) -> dict[str, Any]:
    """An input block with one line of text in it."""
    element = {"type": "plain_text_input", "action_id": "typed", **facts.pop("element", {})}
    label = plain(block_id.title())
    return {"type": "input", "block_id": block_id, "label": label, "element": element, **facts}


def form(*blocks: dict[str, Any], **facts: Any) -> dict[str, Any]:
    shown = list(blocks) or [line("client")]
    return {
        "type": "modal",
        "callback_id": "followup",
        "title": plain("New follow-up"),
        "submit": plain("Save"),
        "blocks": shown,
        **facts,
    }


def answering(*args: Any, **kwargs: Any) -> Any:
    """An answer that acknowledges with these words."""

    async def answer(ack: Any, body: Any, client: Any) -> None:
        await ack(*args, **kwargs)

    return answer
