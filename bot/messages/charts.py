"""How is a course over time, or a split, drawn as Slack's own chart, and said without it?

A chart's numbers are part of the message's text. Where Slack refuses the block, the same numbers
stand in its place as words.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from bot.messages import money
from bot.messages.dates import day_and_month
from bot.playbook.model import Money
from bot.playbook.money import per_unit

MOST_POINTS = 20
LONGEST_TITLE = 50
LONGEST_LABEL = 20
PERCENT = "%"  # the unit of a chart that gives no amounts away

Block = dict[str, Any]
Week = tuple[date, int, int | None]  # its day, what was open, what was aimed at; minor units
Split = tuple[str, int]  # a name and its amount in minor units


def by_week(title: str, weeks: Sequence[Week], currency: str, locale: str) -> Block:
    """Open pipeline against target, a point a week, the oldest first (S0-8).

    A week goes by its first day, as it does in the words around the chart.

    Slack wants a point everywhere: a week without a target is held against the nearest one chosen.
    """
    shown = weeks[-MOST_POINTS:]
    labels = [day_and_month(day, locale) for day, _, _ in shown]
    series = [_series("Open", labels, [_units(open_, currency) for _, open_, _ in shown])]
    aims = _everywhere([target for _, _, target in shown])
    if aims:
        series.append(_series("Target", labels, [_units(aim, currency) for aim in aims]))
    return _chart("line", title, labels, series, "Week of", currency)


def by_stage(title: str, stages: Sequence[Split], currency: str) -> Block:
    """What is open on each rung of the ladder, the first rung first (S4-3)."""
    shown = stages[:MOST_POINTS]
    labels = _labels(name for name, _ in shown)
    amounts = [_units(amount, currency) for _, amount in shown]
    return _chart("bar", title, labels, [_series("Open", labels, amounts)], "Stage", currency)


def in_words(block: Block) -> str:
    """Every number of a chart, in its order."""
    chart = block["chart"]
    unit = chart["axis_config"].get("y_label", "")
    parts = [_in_words(one, unit, named=len(chart["series"]) > 1) for one in chart["series"]]
    return f"{block['title']}. {' '.join(parts)}"


def _chart(
    kind: str, title: str, labels: Sequence[str], series: Sequence[Block], x: str, unit: str
) -> Block:
    axis = {"categories": list(labels), "x_label": x, "y_label": unit}
    drawn = {"type": kind, "series": list(series), "axis_config": axis}
    return {"type": "data_visualization", "title": title[:LONGEST_TITLE], "chart": drawn}


def _series(name: str, labels: Sequence[str], values: Sequence[int]) -> Block:
    points = zip(labels, values, strict=True)
    return {"name": name, "data": [{"label": label, "value": value} for label, value in points]}


def _units(minor: int, unit: str) -> int:
    """Whole units: nobody reads cents off a chart."""
    return minor if unit == PERCENT else round(minor / per_unit(unit))


def _everywhere(targets: Sequence[int | None]) -> list[int]:
    """The last one chosen by each week, before the first of all that first one; empty of none."""
    known = [target for target in targets if target is not None]
    found, last = [], known[0] if known else 0
    for target in targets:
        last = last if target is None else target
        found.append(last)
    return found if known else []


def _labels(names: Iterable[str]) -> list[str]:
    """Slack takes twenty characters, none twice."""
    taken: list[str] = []
    for name in names:
        label, again = _cut(name, LONGEST_LABEL), 1
        while label in taken:
            again += 1
            label = f"{_cut(name, LONGEST_LABEL - len(str(again)) - 1)} {again}"
        taken.append(label)
    return taken


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _in_words(series: Block, unit: str, *, named: bool) -> str:
    values = [one["value"] for one in series["data"]]
    if named and len(values) > 1 and len(set(values)) == 1:
        said = f"{_amount(values[0], unit)} throughout"
    else:
        said = ", ".join(f"{one['label']} {_amount(one['value'], unit)}" for one in series["data"])
    return f"{series['name']}: {said}." if named else f"{said}."


def _amount(value: int, unit: str) -> str:
    if unit == PERCENT:
        return f"{value} %"
    return money.said(Money(value * per_unit(unit), unit))
