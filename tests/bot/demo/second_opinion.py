"""What does slackblocks, an independent builder, say of the same blocks?"""

from typing import Any

import slackblocks as sb
from slackblocks.errors import InvalidUsageError


def refuses(blocks: list[dict[str, Any]], surface: str = "message") -> str | None:
    """Why slackblocks refuses these blocks on this surface; None when it accepts them."""
    try:
        built = [_block(one) for one in blocks]
        if surface == "message":
            sb.Message(channel="C0", text="x", blocks=built).to_dict()
        elif surface == "home":
            sb.HomeTabView(blocks=built).to_dict()
        else:
            sb.ModalView(title="x", submit="x", blocks=built).to_dict()
    except (InvalidUsageError, ValueError, TypeError) as problem:
        return str(problem) or type(problem).__name__
    return None


def refuses_view(view: dict[str, Any]) -> str | None:
    """The same for a whole form."""
    facts = {name: value for name, value in view.items() if name not in ("type", "blocks")}
    facts |= {name: _text(facts[name]) for name in ("title", "submit", "close") if name in facts}
    try:
        sb.ModalView(blocks=[_block(one) for one in view["blocks"]], **facts).to_dict()
    except (InvalidUsageError, ValueError, TypeError) as problem:
        return str(problem) or type(problem).__name__
    return None


def _block(block: dict[str, Any]) -> Any:
    facts = {name: value for name, value in block.items() if name not in ("type", "block_id")}
    for name in ("text", "title", "label", "hint"):
        if isinstance(facts.get(name), dict):
            facts[name] = _text(facts[name])
    for name in ("accessory", "element"):
        if name in facts:
            facts[name] = _element(facts[name])
    for name in ("elements", "fields"):
        if name in facts:
            facts[name] = [_element(one) for one in facts[name]]
    if "rows" in facts:
        facts["rows"] = [[sb.RawText(cell["text"]) for cell in row] for row in facts["rows"]]
    if "chart" in facts:
        facts["chart"] = _chart(facts["chart"])
    return _BLOCKS[block["type"]](**facts)


def _element(element: dict[str, Any]) -> Any:
    kind = element["type"]
    if kind in ("plain_text", "mrkdwn"):
        return _text(element)
    facts = {name: value for name, value in element.items() if name != "type"}
    for name in ("text", "placeholder"):
        if name in facts:
            facts[name] = _text(facts[name])
    for name in ("options", "initial_options"):
        if name in facts:
            facts[name] = [_option(one) for one in facts[name]]
    if "confirm" in facts:
        facts["confirm"] = sb.ConfirmationDialogue(
            **{name: _text(one) for name, one in facts["confirm"].items()}
        )
    return _ELEMENTS[kind](**facts)


def _option(option: dict[str, Any]) -> Any:
    facts = {name: _text(one) if isinstance(one, dict) else one for name, one in option.items()}
    return sb.Option(**facts)


def _text(text: dict[str, Any]) -> Any:
    kind = sb.TextType.PLAINTEXT if text["type"] == "plain_text" else sb.TextType.MARKDOWN
    return sb.Text(text["text"], type_=kind)


def _chart(chart: dict[str, Any]) -> Any:
    if chart["type"] == "pie":
        return sb.PieChart([sb.ChartSegment(**one) for one in chart["segments"]])
    series = [
        sb.DataSeries(one["name"], [sb.DataPoint(**point) for point in one["data"]])
        for one in chart["series"]
    ]
    kinds = {"bar": sb.BarChart, "line": sb.LineChart, "area": sb.AreaChart}
    return kinds[chart["type"]](series, sb.AxisConfig(**chart["axis_config"]))


_BLOCKS = {
    "section": sb.SectionBlock,
    "header": sb.HeaderBlock,
    "context": sb.ContextBlock,
    "actions": sb.ActionsBlock,
    "input": sb.InputBlock,
    "image": sb.ImageBlock,
    "divider": sb.DividerBlock,
    "markdown": sb.MarkdownBlock,
    "alert": sb.AlertBlock,
    "table": sb.TableBlock,
    "data_visualization": sb.DataVisualizationBlock,
}
_ELEMENTS = {
    "button": sb.Button,
    "static_select": sb.StaticSelectMenu,
    "multi_static_select": sb.StaticMultiSelectMenu,
    "overflow": sb.OverflowMenu,
    "checkboxes": sb.CheckboxGroup,
    "radio_buttons": sb.RadioButtonGroup,
    "plain_text_input": sb.PlainTextInput,
    "datepicker": sb.DatePicker,
    "image": sb.Image,
}
