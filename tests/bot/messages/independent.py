"""Does slackblocks, which knows nothing of Steady, build the same blocks?"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import slackblocks as sb

Json = Mapping[str, Any]


def message(blocks: Sequence[Json]) -> None:
    """Build them as a message; slackblocks raises when a limit is broken."""
    sb.Message(channel="C0", text="x", blocks=[_block(one) for one in blocks]).to_dict()


def view(given: Json) -> None:
    """Build a form or a Home."""
    blocks = [_block(one) for one in given["blocks"]]
    if given["type"] == "home":
        sb.HomeTabView(blocks=blocks).to_dict()
        return
    texts = {n: _text(given[n]) for n in ("title", "submit", "close") if n in given}
    rest = {n: given[n] for n in ("callback_id", "private_metadata") if n in given}
    sb.ModalView(blocks=blocks, **texts, **rest).to_dict()


def _block(block: Json) -> Any:
    if block["type"] == "rich_text":
        return sb.RichTextBlock([_RICH[part["type"]](_runs(part)) for part in block["elements"]])
    if block["type"] == "data_visualization":
        return sb.DataVisualizationBlock(title=block["title"], chart=_chart(block["chart"]))
    if block["type"] == "table":
        rows = [[sb.RawText(cell["text"]) for cell in row] for row in block["rows"]]
        return sb.TableBlock(rows, [sb.ColumnSettings(**one) for one in block["column_settings"]])
    facts = {name: _built(value) for name, value in block.items() if name != "type"}
    return _BLOCKS[block["type"]](**facts)


def _chart(chart: Json) -> Any:
    series = [
        sb.DataSeries(one["name"], [sb.DataPoint(**point) for point in one["data"]])
        for one in chart["series"]
    ]
    make = {"bar": sb.BarChart, "line": sb.LineChart}[chart["type"]]
    return make(series, sb.AxisConfig(**chart["axis_config"]))


def _runs(part: Json) -> list[Any]:
    return [
        sb.RichTextUser(run["user_id"]) if run["type"] == "user" else sb.RichText(run["text"])
        for run in part["elements"]
    ]


def _built(value: Any) -> Any:
    """Texts, options and elements by their make; anything else as it is."""
    if isinstance(value, list):
        return [_built(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "exclude_external_shared_channels" in value:
        return sb.ConversationFilter(**value)
    if "deny" in value:
        return sb.ConfirmationDialogue(**{name: _built(part) for name, part in value.items()})
    if "type" not in value:
        return sb.Option(**{name: _built(part) for name, part in value.items()})
    if value["type"] == "plain_text":
        return _text(value)
    facts = {name: _built(part) for name, part in value.items() if name != "type"}
    return _ELEMENTS[value["type"]](**facts)


def _text(text: Json) -> Any:
    return sb.Text(text["text"], type_=sb.TextType.PLAINTEXT)


_RICH: dict[str, Callable[..., Any]] = {
    "rich_text_section": sb.RichTextSection,
    "rich_text_quote": sb.RichTextQuote,
}
_BLOCKS: dict[str, Callable[..., Any]] = {
    "actions": sb.ActionsBlock,
    "context": sb.ContextBlock,
    "divider": sb.DividerBlock,
    "header": sb.HeaderBlock,
    "input": sb.InputBlock,
    "section": sb.SectionBlock,
}
_ELEMENTS: dict[str, Callable[..., Any]] = {
    "button": sb.Button,
    "checkboxes": sb.CheckboxGroup,
    "conversations_select": sb.ConversationSelectMenu,
    "datepicker": sb.DatePicker,
    "external_select": sb.ExternalSelectMenu,
    "plain_text_input": sb.PlainTextInput,
    "radio_buttons": sb.RadioButtonGroup,
    "static_select": sb.StaticSelectMenu,
    "timepicker": sb.TimePicker,
    "users_select": sb.UserSelectMenu,
}
