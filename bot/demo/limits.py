"""Would Slack accept these blocks? Where copies of its rules differ, the lower number holds."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from bot.demo.limits_elements import (
    CONTEXT_ITEMS,
    ELEMENTS,
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    SUPPLIED_OPTIONS,
)
from bot.demo.limits_shapes import (
    Check,
    anything,
    flag,
    items,
    link,
    number,
    object_of,
    one_of,
    plain,
    string,
    text,
    typed,
)

BLOCKS_IN_A_MESSAGE = 50
BLOCKS_IN_A_VIEW = 100
MARKDOWN_IN_A_MESSAGE = 12_000  # characters over all markdown blocks
TABLES_IN_A_MESSAGE = 10_000  # characters over all tables
CHARTS_IN_A_MESSAGE = 2

_EVERYWHERE = frozenset({"message", "modal", "home"})
_SURFACES = {
    "section": _EVERYWHERE,
    "header": _EVERYWHERE,
    "divider": _EVERYWHERE,
    "context": _EVERYWHERE,
    "actions": _EVERYWHERE,
    "input": _EVERYWHERE,
    "image": _EVERYWHERE,
    "rich_text": _EVERYWHERE,
    "card": _EVERYWHERE,
    "carousel": frozenset({"message", "home"}),
    "container": frozenset({"message", "home"}),
    "table": frozenset({"message", "home"}),
    "data_visualization": frozenset({"message", "home"}),
    "markdown": frozenset({"message"}),
    "context_actions": frozenset({"message"}),
    "alert": frozenset({"modal"}),
}


def message_problems(blocks: Any) -> list[str]:
    """Why Slack would refuse these blocks in a message; empty when it would not."""
    if not isinstance(blocks, list):
        return ["blocks: a list of blocks is expected"]
    found = list(_blocks(blocks, "message", BLOCKS_IN_A_MESSAGE))
    return found or list(_totals(blocks))


def view_problems(view: Any) -> list[str]:
    """Why Slack would refuse this form or Home; empty when it would not."""
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
        return ["view: a modal or a home is expected"]
    found = list((_MODAL if view["type"] == "modal" else _HOME)(view, "view"))
    blocks = view.get("blocks")
    if not isinstance(blocks, list):
        return [*found, "view.blocks: a list of blocks is expected"]
    found += _blocks(blocks, view["type"], BLOCKS_IN_A_VIEW)
    return found or list(_submit_missing(view))


def options_problems(answer: Any) -> list[str]:
    """Why Slack would refuse these supplied options; an empty list of them is fine."""
    return list(SUPPLIED_OPTIONS(answer, "answer"))


def _blocks(blocks: Sequence[Any], surface: str, most: int) -> Iterator[str]:
    if not 1 <= len(blocks) <= most:
        yield f"blocks: {len(blocks)} blocks, between 1 and {most} are allowed"
    for number_, block in enumerate(blocks):
        yield from _one_block(block, f"blocks[{number_}]", surface)
    yield from _twice([b.get("block_id") for b in blocks if isinstance(b, dict)], "block_id")


def _one_block(block: Any, where: str, surface: str) -> Iterator[str]:
    kind = block.get("type") if isinstance(block, dict) else None
    if kind not in _BLOCKS:
        yield f"{where}: {kind!r} is no block this workspace knows"
        return
    if surface not in _SURFACES[kind]:
        yield f"{where}: a {kind} block cannot stand in a {surface}"
    yield from _BLOCKS[kind](block, where)
    elements = [one for one in block.get("elements") or [] if isinstance(one, dict)]
    yield from _twice([one.get("action_id") for one in elements], f"{where}: action_id")


def _totals(blocks: Sequence[Any]) -> Iterator[str]:
    by_kind = Counter(block["type"] for block in blocks)
    if by_kind["data_visualization"] > CHARTS_IN_A_MESSAGE:
        yield f"blocks: more than {CHARTS_IN_A_MESSAGE} charts"
    words = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if words > MARKDOWN_IN_A_MESSAGE:
        yield f"blocks: {words} characters of markdown, at most {MARKDOWN_IN_A_MESSAGE}"
    cells = sum(_characters(block["rows"]) for block in blocks if block["type"] == "table")
    if cells > TABLES_IN_A_MESSAGE:
        yield f"blocks: {cells} characters in tables, at most {TABLES_IN_A_MESSAGE}"


def _submit_missing(view: dict[str, Any]) -> Iterator[str]:
    has_input = any(block["type"] == "input" for block in view["blocks"])
    if view["type"] == "modal" and has_input and "submit" not in view:
        yield "view.submit: a form with an input needs a submit button"


def _twice(ids: Sequence[Any], name: str) -> Iterator[str]:
    for one, times in Counter(one for one in ids if isinstance(one, str)).items():
        if times > 1:
            yield f"{name}: {one!r} stands {times} times"


def _characters(node: Any) -> int:
    """How many characters of text and figures stand in a table, at every depth."""
    if isinstance(node, list):
        return sum(_characters(one) for one in node)
    if not isinstance(node, dict):
        return 0
    own = [one for name, one in node.items() if name in ("text", "value")]
    shown = sum(len(str(one)) for one in own if isinstance(one, str | int | float))
    return shown + sum(_characters(one) for one in node.values())


def _section(block: dict[str, Any], where: str) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield f"{where}: a section needs text or fields"


def _picture(block: dict[str, Any], where: str) -> Iterator[str]:
    if ("image_url" in block) == ("slack_file" in block):
        yield f"{where}: exactly one of image_url and slack_file is needed"


def _block(required: dict[str, Check], optional: dict[str, Check], *also: Check) -> Check:
    always = {"type": anything}
    return object_of(always | required, {"block_id": string(255)} | optional, *also)


_IMAGE_ELEMENT = object_of(
    {"type": anything, "alt_text": string(2000)},
    {"image_url": link(3000), "slack_file": anything},
    _picture,
)
_CELL = typed(
    {
        "raw_text": object_of({"type": anything, "text": string(TABLES_IN_A_MESSAGE)}),
        "raw_number": object_of({"type": anything, "value": number()}, {"text": string(3000)}),
        "rich_text": object_of({"type": anything, "elements": items(anything, 1, 100)}),
    }
)
_POINT = object_of({"label": string(20), "value": number()})
_SERIES = object_of({"name": string(20), "data": items(_POINT, 1, 20)})
_AXIS = object_of(
    {"categories": items(string(20), 1, 20)}, {"x_label": string(50), "y_label": string(50)}
)


def _points_match(chart: dict[str, Any], where: str) -> Iterator[str]:
    categories = chart["axis_config"]["categories"]
    yield from _twice(categories, f"{where}.axis_config.categories")
    yield from _twice([one["name"] for one in chart["series"]], f"{where}.series: name")
    for one in chart["series"]:
        if sorted(point["label"] for point in one["data"]) != sorted(categories):
            yield f"{where}.series: {one['name']!r} needs exactly one point for each category"


_AXIS_CHART = object_of(
    {"type": anything, "series": items(_SERIES, 1, 6), "axis_config": _AXIS}, {}, _points_match
)
_SEGMENT = object_of({"label": string(20), "value": number(above=0)})
_CHART = typed(
    {
        "pie": object_of({"type": anything, "segments": items(_SEGMENT, 1, 6)}),
        "bar": _AXIS_CHART,
        "area": _AXIS_CHART,
        "line": _AXIS_CHART,
    }
)
_COLUMN = object_of({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})
_CARD = _block(
    {},
    {
        "title": text(150),
        "subtitle": text(150),
        "body": text(200),
        "subtext": text(200),
        "icon": _IMAGE_ELEMENT,
        "hero_image": _IMAGE_ELEMENT,
        "actions": items(typed({"button": ELEMENTS["button"]}), 1, 3),
    },
)
_RICH_PARTS = typed(
    {
        kind: object_of(
            {"type": anything, "elements": items(anything, 0, 1000)},
            {"style": anything, "indent": number(), "offset": number(), "border": number()},
        )
        for kind in ("rich_text_section", "rich_text_list", "rich_text_quote")
    }
    | {
        "rich_text_preformatted": object_of(
            {"type": anything, "elements": items(anything, 0, 1000)},
            {"border": number(), "language": string(100)},
        )
    }
)

_BLOCKS: dict[str, Check] = {
    "section": _block(
        {},
        {
            "text": text(3000),
            "fields": items(text(2000), 1, 10),
            "accessory": typed({kind: ELEMENTS[kind] for kind in IN_SECTION}),
            "expand": flag,
        },
        _section,
    ),
    "header": _block({"text": plain(150)}, {"level": one_of(1, 2, 3, 4)}),
    "divider": _block({}, {}),
    "context": _block({"elements": items(typed(CONTEXT_ITEMS), 1, 10)}, {}),
    "actions": _block(
        {"elements": items(typed({kind: ELEMENTS[kind] for kind in IN_ACTIONS}), 1, 25)}, {}
    ),
    "input": _block(
        {"label": plain(2000), "element": typed({kind: ELEMENTS[kind] for kind in IN_INPUT})},
        {"hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
    "image": _block(
        {"alt_text": string(2000)},
        {"image_url": link(3000), "slack_file": anything, "title": plain(2000)},
        _picture,
    ),
    "markdown": _block({"text": string(MARKDOWN_IN_A_MESSAGE)}, {}),
    "rich_text": _block({"elements": items(_RICH_PARTS, 1, 1000)}, {}),
    "table": _block(
        {"rows": items(items(_CELL, 1, 20), 1, 100)},
        {"column_settings": items(_COLUMN, 1, 20)},
    ),
    "data_visualization": _block({"title": string(50), "chart": _CHART}, {}),
    "context_actions": _block(
        {
            "elements": items(
                typed({kind: ELEMENTS[kind] for kind in ("feedback_buttons", "icon_button")}), 1, 5
            )
        },
        {},
    ),
    "alert": _block(
        {"text": text(200)},
        {"level": one_of("default", "info", "warning", "error", "success")},
    ),
    "card": _CARD,
    "carousel": _block({"elements": items(typed({"card": _CARD}), 1, 10)}, {}),
}
_BLOCKS["container"] = _block(
    {"child_blocks": items(typed(_BLOCKS), 1, 10)},
    {
        "title": text(150),
        "subtitle": text(150),
        "icon": _IMAGE_ELEMENT,
        "width": one_of("narrow", "standard", "wide", "full"),
        "is_collapsible": flag,
        "default_collapsed": flag,
    },
)

_SHARED = {
    "private_metadata": string(3000, least=0),
    "callback_id": string(255, least=0),
    "external_id": string(255, least=0),
}
_HOME = object_of({"type": anything, "blocks": anything}, _SHARED)
_MODAL = object_of(
    {"type": anything, "title": plain(24), "blocks": anything},
    _SHARED
    | {
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": flag,
        "notify_on_close": flag,
        "submit_disabled": flag,
    },
)
