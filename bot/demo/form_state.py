"""What stands in the fields of a form or a message, and how does Slack write it down?"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.demo.blocks import Json, Placed, State, placed

# element type -> (key of the value in `state`, key of the value the app began with)
FIELDS = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
_SEVERAL = {kind for kind, (key, _) in FIELDS.items() if key.endswith("s")}
REQUIRED = "Please complete this required field."


def state_of(blocks: Sequence[Json], entered: State) -> State:
    """Slack's `state.values`: what the app began with, overlaid by what the person entered."""
    state: State = {}
    for one in placed(blocks):
        if one.element["type"] in FIELDS:
            block_id, action_id = one.block["block_id"], one.element["action_id"]
            value = entered.get(block_id, {}).get(action_id) or _initial(one.element)
            state.setdefault(block_id, {})[action_id] = value
    return state


def entered(blocks: Sequence[Json], values: Mapping[str, Any]) -> State:
    """What a person typed or chose, keyed by block_id or action_id, as state objects."""
    state: State = {}
    for name, value in values.items():
        one = _field(blocks, name)
        state.setdefault(one.block["block_id"], {})[one.element["action_id"]] = chosen(
            one.element, value
        )
    return state


def cleaned(blocks: Sequence[Json], given: Any) -> State:
    """State objects sent by a browser, keeping only fields that exist and values of their kind."""
    state: State = {}
    if not isinstance(given, dict):
        return state
    for one in placed(blocks):
        block_id, action_id = one.block["block_id"], one.element["action_id"]
        of_block = given.get(block_id)
        raw = of_block.get(action_id) if isinstance(of_block, dict) else None
        if isinstance(raw, dict) and one.element["type"] in FIELDS:
            key, _ = FIELDS[one.element["type"]]
            state.setdefault(block_id, {})[action_id] = chosen(one.element, raw.get(key))
    return state


def chosen(element: Json, value: Any) -> Json:
    """One state object: a value, an option's value, an id or a list of these, as Slack sends it."""
    kind = element["type"]
    key, _ = FIELDS[kind]
    if value is None or value == "":
        return {"type": kind, key: [] if kind in _SEVERAL else None}
    if not _fits(kind, value):
        raise LookupError(f"{element.get('action_id')} cannot hold {value!r}")
    if key == "selected_option":
        return {"type": kind, key: option(element, value)}
    if key == "selected_options":
        return {"type": kind, key: [option(element, one) for one in value]}
    if key == "rich_text_value":
        return {"type": kind, key: value if isinstance(value, dict) else _rich(str(value))}
    if kind in _SEVERAL:
        return {"type": kind, key: [str(getattr(one, "id", one)) for one in value]}
    if kind == "datetimepicker":
        return {"type": kind, key: int(value)}
    return {"type": kind, key: str(getattr(value, "id", value))}


def chosen_in(action: Json) -> Json:
    """The state object inside one entry of `actions`."""
    key, _ = FIELDS[action["type"]]
    return {"type": action["type"], key: action[key]}


def merge(state: State, newer: State) -> None:
    """Lay newer values over older ones, field by field."""
    for block_id, of_block in newer.items():
        state.setdefault(block_id, {}).update(of_block)


def option(element: Json, value: Any) -> Json:
    """The option a person means by its value or its words; supplied options are taken as given."""
    wanted = value.get("value") if isinstance(value, dict) else str(value)
    for one in offered(element):
        if wanted in (one["value"], one["text"]["text"]):
            return one
    if element["type"] in ("external_select", "multi_external_select"):
        words = value.get("text") if isinstance(value, dict) else None
        shown = words.get("text") if isinstance(words, dict) else wanted
        return {"text": {"type": "plain_text", "text": str(shown), "emoji": True}, "value": wanted}
    raise LookupError(f"{element.get('action_id')} offers no {wanted}")


def offered(element: Json) -> list[Json]:
    """All options of an element, groups flattened."""
    groups: Iterable[Json] = element.get("option_groups") or []
    return [*(element.get("options") or []), *(one for group in groups for one in group["options"])]


def missing(blocks: Sequence[Json], state: State) -> dict[str, str]:
    """What Slack's own client says by block before it sends a form: empty, too short, too long."""
    errors: dict[str, str] = {}
    for one in placed(blocks):
        if one.block["type"] != "input" or one.element["type"] not in FIELDS:
            continue
        value = value_in(state, one)
        if value in (None, "", []):
            if not one.block.get("optional"):
                errors[one.block["block_id"]] = REQUIRED
        elif said := _wrong_length(one.element, value):
            errors[one.block["block_id"]] = said
    return errors


def value_in(state: State, one: Placed) -> Any:
    """The bare value of one field."""
    key, _ = FIELDS[one.element["type"]]
    return state.get(one.block["block_id"], {}).get(one.element["action_id"], {}).get(key)


def _field(blocks: Sequence[Json], name: str) -> Placed:
    fields = [one for one in placed(blocks) if one.element["type"] in FIELDS]
    for one in fields:
        if name in (one.block.get("block_id"), one.element.get("action_id")):
            return one
    names = ", ".join(
        f"{one.block.get('block_id')}/{one.element.get('action_id')}" for one in fields
    )
    raise LookupError(f"No field {name} in this form; there is: {names}")


def _initial(element: Json) -> Json:
    key, initial = FIELDS[element["type"]]
    nothing: Any = [] if element["type"] in _SEVERAL else None
    return {"type": element["type"], key: element.get(initial, nothing)}


def _fits(kind: str, value: Any) -> bool:
    """Whether a value is of the right make; people and channels may stand for their ids."""
    if kind in _SEVERAL:
        return isinstance(value, list | tuple) and all(_names_something(one) for one in value)
    if kind == "datetimepicker":
        return str(value).isdigit()
    return _names_something(value)


def _names_something(value: Any) -> bool:
    return isinstance(value, str | dict | int | float) or hasattr(value, "id")


def _wrong_length(element: Json, value: Any) -> str | None:
    if element["type"] != "plain_text_input":
        return None
    if len(value) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    if len(value) > element.get("max_length", 3000):
        return f"Please enter no more than {element.get('max_length', 3000)} characters."
    return None


def _rich(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}
