"""What does Slack make of blocks it is given: ids, text defaults, the elements a person can use?"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
State = dict[str, dict[str, Json]]  # block_id -> action_id -> Slack's state object


@dataclass(frozen=True, slots=True)
class Placed:
    """One interactive element and the block it stands in."""

    block: Json
    element: Json

    @property
    def needs_dispatch(self) -> bool:
        """Inside an input block, only `dispatch_action` sends a click before the form is sent."""
        return self.block["type"] == "input" and not self.block.get("dispatch_action")


def with_ids(blocks: Sequence[Json], mint: Callable[[], str]) -> list[Json]:
    """A copy as Slack stores it: every block and element named, text defaults filled in."""
    kept = [filled(block) for block in blocks]
    for block in kept:
        block.setdefault("block_id", mint())
        for element in _interactive(block):
            element.setdefault("action_id", mint())
    return kept


def filled(node: Any) -> Any:
    """A copy with the defaults Slack writes into text objects, at every depth."""
    if isinstance(node, list):
        return [filled(one) for one in node]
    if not isinstance(node, dict):
        return node
    copy = {name: filled(one) for name, one in node.items()}
    if copy.get("type") == "plain_text":
        copy.setdefault("emoji", True)
    if copy.get("type") == "mrkdwn":
        copy.setdefault("verbatim", False)
    return copy


def placed(blocks: Sequence[Json]) -> Iterator[Placed]:
    """Every interactive element, in reading order."""
    for block in blocks:
        for element in _interactive(block):
            yield Placed(block, element)


def find(blocks: Sequence[Json], action_id: str, block_id: str | None, value: Any) -> Placed:
    """The one element a person means; LookupError names what is there when it is not."""
    there = list(placed(blocks))
    for one in there:
        right_block = block_id is None or one.block.get("block_id") == block_id
        right_value = value is None or one.element.get("value", value) == value
        if one.element.get("action_id") == action_id and right_block and right_value:
            return one
    names = ", ".join(str(one.element.get("action_id")) for one in there) or "nothing to click"
    raise LookupError(f"No {action_id} here (block {block_id}, value {value}); there is: {names}")


def _interactive(block: Json) -> list[Json]:
    """The elements of one block that carry an action_id, also inside containers and carousels."""
    found = [block[name] for name in ("accessory", "element") if isinstance(block.get(name), dict)]
    for name in ("elements", "actions"):
        found += [one for one in block.get(name) or [] if isinstance(one, dict)]
    nested = [child for child in found if child.get("type") == "card"]
    for child in [*nested, *(block.get("child_blocks") or [])]:
        found += _interactive(child)
    return [one for one in found if one.get("type") not in _STILL]


_STILL = {
    "image",
    "mrkdwn",
    "plain_text",
    "rich_text_section",
    "rich_text_list",
    "rich_text_quote",
    "rich_text_preformatted",
    "url_source",
    "card",
}
