"""How does a message get its blocks, and its text?

What people wrote stands only in plain_text and rich_text, which interpret nothing. The top-level
text of a message is made from its blocks, so that screen readers and notifications say it all.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.messages import charts

Block = dict[str, Any]

LONGEST_LABEL = 75  # characters of a button or an option
LONGEST_SECTION = 3_000
_LONGEST_ENTITY = len("&amp;")
LONGEST_MESSAGE = 4_000  # of the text beside the blocks; chat.update takes no more


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted: the whole meaning as text, and the same as blocks."""

    text: str
    blocks: Sequence[Block]


def message(*blocks: Block | Iterable[Block]) -> Message:
    """A message of these blocks; nested lists are taken apart."""
    flat = flatten(*blocks)
    return Message(text_of(flat), flat)


def flatten(*blocks: Block | Iterable[Block]) -> list[Block]:
    """One list of blocks, in reading order."""
    flat: list[Block] = []
    for block in blocks:
        if isinstance(block, dict):
            flat.append(block)
        else:
            flat.extend(block)
    return flat


def say(text: str, accessory: Block | None = None) -> Block:
    """A paragraph."""
    block: Block = {"type": "section", "text": plain(cut(text, LONGEST_SECTION))}
    return block | {"accessory": accessory} if accessory else block


def heading(text: str) -> Block:
    return {"type": "header", "text": plain(cut(text, 150))}


def aside(text: str) -> Block:
    """A line in small print."""
    return {"type": "context", "elements": [plain(cut(text, 2_000))]}


def quotation(words: str) -> Block:
    """What the client said, apart from any sentence of ours."""
    run = {"type": "text", "text": f"“{isolated(words)}”"}
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_quote", "elements": [run]}],
    }


def undrawn(said: Message) -> Message:
    """The same where Slack draws no charts and tables: what they hold stands there as words."""
    return Message(said.text, [_in_words(block) for block in said.blocks])


def has_chart(said: Message) -> bool:
    """Whether Slack may refuse it for what it cannot draw."""
    return any(block["type"] == "data_visualization" for block in said.blocks)


def table(rows: Sequence[Sequence[str]], numbers_from: int) -> Block:
    """Rows of plain cells under a head; from one column on they are figures, to the right."""
    cells = [[{"type": "raw_text", "text": cell or "–"} for cell in row] for row in rows]
    sides = ["left" if n < numbers_from else "right" for n in range(len(rows[0]))]
    return {"type": "table", "rows": cells, "column_settings": [{"align": side} for side in sides]}


def divider() -> Block:
    return {"type": "divider"}


def buttons(block_id: str, *elements: Block) -> Block:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def button(
    label: str, action_id: str, value: str, *, style: str | None = None, url: str | None = None
) -> Block:
    """A button; its label names the outcome. Slack takes no empty value, so it is left out.

    With an address it opens that, and Steady hears of the press all the same.
    """
    element: Block = {
        "type": "button",
        "text": plain(cut(label, LONGEST_LABEL)),
        "action_id": action_id,
    }
    element |= {"value": value} if value else {}
    element |= {"url": url} if url else {}
    return element | {"style": style} if style else element


def choice(placeholder: str, action_id: str, options: Iterable[tuple[str, str]]) -> Block:
    """A list to choose from: pairs of label and value."""
    return {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain(placeholder),
        "options": [option(label, value) for label, value in options],
    }


def option(label: str, value: str) -> Block:
    return {"text": plain(cut(label, LONGEST_LABEL)), "value": value}


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": True}


def isolated(text: str) -> str:
    """Right-to-left text keeps to itself, and leaves the order of our words alone."""
    if not text.isascii() and any(unicodedata.bidirectional(c) in ("R", "AL") for c in text):
        return f"\u2068{text}\u2069"
    return text


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, with a sign where something is missing."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def text_of(blocks: Iterable[Block]) -> str:
    """Everything the blocks say, escaped for Slack; buttons are not part of it."""
    said = (_said(block) for block in blocks)
    return _fitting("\n".join(part for part in said if part))


def escaped(text: str) -> str:
    """`&`, `<` and `>` as entities: nothing in the text can mention, link or ping."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _in_words(block: Block) -> Block:
    match block["type"]:
        case "data_visualization":
            return aside(charts.in_words(block))
        case "table":
            return say(_said(block))
        case _:
            return block


def _fitting(text: str) -> str:
    """Escaped, and short enough: cut before it is escaped, so that no entity is torn."""
    limit = LONGEST_MESSAGE
    while len(said := escaped(cut(text, limit))) > LONGEST_MESSAGE:
        limit -= -(-(len(said) - LONGEST_MESSAGE) // _LONGEST_ENTITY)
    return said


def _said(block: Block) -> str:
    match block["type"]:
        case "section" | "header":
            return str(block["text"]["text"])
        case "context":
            return " ".join(str(e["text"]) for e in block["elements"])
        case "rich_text":
            return " ".join(
                str(run["text"]) for part in block["elements"] for run in part["elements"]
            )
        case "data_visualization":
            return charts.in_words(block)
        case "table":
            return "\n".join(", ".join(cell["text"] for cell in row) for row in block["rows"])
        case _:
            return ""
