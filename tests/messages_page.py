"""What does each message look like, in words? Writes docs/messages.md from the code itself.

`python -m tests.messages_page` writes it anew; a test holds the page against the code.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.messages.blocks import Block
from tests.bot.messages.everything import EVERY_MESSAGE

PAGE = Path(__file__).parents[1] / "docs" / "messages.md"
MOST_BLOCKS = 12  # of one message: a list goes on as it began
_HEAD = """\
# Every message

What Steady says, as a rep reads it, with ordinary values. Written by `python -m
tests.messages_page` from the code that speaks; a test fails when this page and the code differ. A
line with a bar is a quotation; what stands in [brackets] can be pressed.
"""


def page() -> str:
    """The whole page."""
    parts = [_HEAD]
    for name, said in sorted(EVERY_MESSAGE.items()):
        if name.startswith("refused, "):
            continue  # said in the same words as the problem itself
        parts.append(f"## {name[0].upper()}{name[1:]}\n\n{drawn(said.blocks)}\n")
    return "\n".join(parts)


def drawn(blocks: Sequence[Block]) -> str:
    """The first blocks of a message; a list goes on in the same way."""
    drawn = [text for text in map(_block, blocks[:MOST_BLOCKS]) if text]
    more = len(blocks) - MOST_BLOCKS
    return "\n\n".join([*drawn, f"*(and {more} more blocks)*"] if more > 0 else drawn)


def _block(block: Block) -> str:
    match block["type"]:
        case "section" | "header":
            text = str(block["text"]["text"]).replace("\n", "\\\n")
            text = f"**{text}**" if block["type"] == "header" else text
            pressed = _pressed([block["accessory"]]) if "accessory" in block else ""
            return f"{text} {pressed}".rstrip()
        case "context":
            return "*" + " ".join(str(one["text"]) for one in block["elements"]) + "*"
        case "actions":
            return _pressed(block["elements"])
        case "rich_text":
            return "\n\n".join(_rich(part) for part in block["elements"])
        case "divider":
            return "---"
        case "table":
            return "\n".join(", ".join(cell["text"] for cell in row) for row in block["rows"])
        case kind:
            return f"*(a {str(kind).replace('_', ' ')}: {block.get('title', '')})*"


def _rich(part: dict[str, Any]) -> str:
    runs = (str(run.get("text") or "@colleague") for run in part["elements"])
    text = "".join(runs).replace("\n", " ")
    return f"> {text}" if part["type"] == "rich_text_quote" else text


def _pressed(elements: Iterable[dict[str, Any]]) -> str:
    return " ".join(f"[{label}]" for one in elements for label in _labels(one))


def _labels(element: dict[str, Any]) -> Iterator[str]:
    if element["type"] == "checkboxes":
        yield from (f"□ {option['text']['text']}" for option in element["options"])
    elif element["type"] == "overflow":
        yield from (str(option["text"]["text"]) for option in element["options"])
    else:
        yield str((element.get("text") or element["placeholder"])["text"])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
