"""Which interactive elements does Block Kit know, and what are their limits?"""

from collections.abc import Iterator
from typing import Any

from bot.demo.limits_shapes import (
    Check,
    anything,
    flag,
    items,
    link,
    matching,
    number,
    object_of,
    one_of,
    plain,
    string,
    text,
)

_DATE = matching(r"\d{4}-\d{2}-\d{2}", "2026-12-01")
_TIME = matching(r"\d{2}:\d{2}", "08:30")
_STYLE = one_of("primary", "danger")
_CONFIRM = object_of(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": _STYLE},
)
_OPTION = object_of({"text": plain(75), "value": string(150)}, {"description": plain(75)})
_RICH_OPTION = object_of({"text": text(75), "value": string(150)}, {"description": text(75)})
_LINK_OPTION = object_of(
    {"text": plain(75), "value": string(150)}, {"description": plain(75), "url": link(3000)}
)
_GROUP = object_of({"label": plain(75), "options": items(_OPTION, 1, 100)})
_DISPATCH = object_of(
    {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 1, 2)}
)
_FILTER = object_of(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), 1, 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)


def _all_options(element: dict[str, Any]) -> list[Any]:
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(one for g in groups for one in g["options"])]


def _one_source(element: dict[str, Any], where: str) -> Iterator[str]:
    if ("options" in element) == ("option_groups" in element):
        yield f"{where}: exactly one of options and option_groups is needed"


def _initial_offered(element: dict[str, Any], where: str) -> Iterator[str]:
    begun = element.get("initial_options") or [element.get("initial_option")]
    offered = [(one["value"], one["text"]["text"]) for one in _all_options(element)]
    for one in begun:
        if one is not None and (one["value"], one["text"]["text"]) not in offered:
            yield f"{where}: the initial option {one['value']!r} is not among the options"


def _lengths_in_order(element: dict[str, Any], where: str) -> Iterator[str]:
    if element.get("min_length", 0) > element.get("max_length", 3000):
        yield f"{where}: min_length is above max_length"


def _element(
    required: dict[str, Check] | None = None, optional: dict[str, Check] | None = None, *also: Check
) -> Check:
    always: dict[str, Check] = {"type": anything}
    return object_of(
        always | (required or {}),
        {"action_id": string(255), "focus_on_load": flag} | (optional or {}),
        *also,
    )


def _select(required: dict[str, Check], optional: dict[str, Check], *also: Check) -> Check:
    return _element(required, {"placeholder": plain(150), "confirm": _CONFIRM} | optional, *also)


def _picks_several(required: dict[str, Check], optional: dict[str, Check], *also: Check) -> Check:
    return _select(required, {"max_selected_items": number(least=1)} | optional, *also)


def _typed_line(optional: dict[str, Check], *also: Check) -> Check:
    shared = {"placeholder": plain(150), "dispatch_action_config": _DISPATCH}
    return _element({}, shared | optional, *also)


_MENU: dict[str, Check] = {
    "options": items(_OPTION, 1, 100),
    "option_groups": items(_GROUP, 1, 100),
}
_MENU_RULES = (_one_source, _initial_offered)
_QUERY: dict[str, Check] = {"min_query_length": number(least=0)}
_WHERE: dict[str, Check] = {"default_to_current_conversation": flag, "filter": _FILTER}
_ANSWERS: dict[str, Check] = {"response_url_enabled": flag}
_SEVERAL_IDS = items(string(255), 1, 1000)
_FEEDBACK = object_of(
    {"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)}
)

ELEMENTS: dict[str, Check] = {
    "button": _element(
        {"text": plain(75)},
        {
            "url": link(3000),
            "value": string(2000),
            "style": _STYLE,
            "confirm": _CONFIRM,
            "accessibility_label": string(75),
        },
    ),
    "static_select": _select({}, _MENU | {"initial_option": _OPTION}, *_MENU_RULES),
    "external_select": _select({}, _QUERY | {"initial_option": _OPTION}),
    "users_select": _select({}, {"initial_user": string(255)}),
    "conversations_select": _select({}, {"initial_conversation": string(255)} | _WHERE | _ANSWERS),
    "channels_select": _select({}, {"initial_channel": string(255)} | _ANSWERS),
    "multi_static_select": _picks_several(
        {}, _MENU | {"initial_options": items(_OPTION, 1, 100)}, *_MENU_RULES
    ),
    "multi_external_select": _picks_several(
        {}, _QUERY | {"initial_options": items(_OPTION, 1, 100)}
    ),
    "multi_users_select": _picks_several({}, {"initial_users": _SEVERAL_IDS}),
    "multi_conversations_select": _picks_several(
        {}, {"initial_conversations": _SEVERAL_IDS} | _WHERE
    ),
    "multi_channels_select": _picks_several({}, {"initial_channels": _SEVERAL_IDS}),
    "overflow": _element({"options": items(_LINK_OPTION, 1, 5)}, {"confirm": _CONFIRM}),
    "datepicker": _select({}, {"initial_date": _DATE}),
    "timepicker": _select({}, {"initial_time": _TIME, "timezone": string(100)}),
    "datetimepicker": _element({}, {"initial_date_time": number(least=0), "confirm": _CONFIRM}),
    "checkboxes": _element(
        {"options": items(_RICH_OPTION, 1, 10)},
        {"initial_options": items(_RICH_OPTION, 1, 10), "confirm": _CONFIRM},
        _initial_offered,
    ),
    "radio_buttons": _element(
        {"options": items(_RICH_OPTION, 1, 10)},
        {"initial_option": _RICH_OPTION, "confirm": _CONFIRM},
        _initial_offered,
    ),
    "plain_text_input": _typed_line(
        {
            "initial_value": string(3000, least=0),
            "multiline": flag,
            "min_length": number(least=0, most=3000),
            "max_length": number(least=1, most=3000),
        },
        _lengths_in_order,
    ),
    "email_text_input": _typed_line({"initial_value": string(3000, least=0)}),
    "url_text_input": _typed_line({"initial_value": string(3000, least=0)}),
    "number_input": _element(
        {"is_decimal_allowed": flag},
        {
            "initial_value": string(100),
            "min_value": string(100),
            "max_value": string(100),
            "placeholder": plain(150),
            "dispatch_action_config": _DISPATCH,
        },
    ),
    "rich_text_input": _typed_line({"initial_value": anything}),
    "file_input": _element(
        {}, {"filetypes": items(string(50), 1, 100), "max_files": number(least=1, most=10)}
    ),
    "image": object_of(
        {"type": anything, "alt_text": string(2000)},
        {"image_url": link(3000), "slack_file": anything},
    ),
    "feedback_buttons": object_of(
        {"type": anything, "positive_button": _FEEDBACK, "negative_button": _FEEDBACK},
        {"action_id": string(255)},
    ),
    "icon_button": _element(
        {"icon": one_of("trash"), "text": plain(75)},
        {
            "value": string(2000),
            "confirm": _CONFIRM,
            "accessibility_label": string(75),
            "visible_to_user_ids": items(string(255), 1, 10),
        },
    ),
}

SUPPLIED_OPTIONS: Check = object_of(
    {}, {"options": items(_OPTION, 0, 100), "option_groups": items(_GROUP, 1, 100)}, _one_source
)
CONTEXT_ITEMS: dict[str, Check] = {
    "image": ELEMENTS["image"],
    "plain_text": plain(3000),
    "mrkdwn": text(3000),
}
_MENUS = (
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
)
_SEVERAL = tuple(f"multi_{kind}" for kind in _MENUS)
_CHOICES = ("datepicker", "timepicker", "checkboxes", "radio_buttons", *_MENUS, *_SEVERAL)
IN_SECTION = ("button", "image", "overflow", *_CHOICES)
IN_ACTIONS = ("button", "overflow", "datetimepicker", *_CHOICES)
IN_INPUT = (
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
    "file_input",
    "datetimepicker",
    *_CHOICES,
)
