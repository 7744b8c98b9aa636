"""Are a chart's numbers drawn as Slack takes them, and said where it draws none?"""

from datetime import date, timedelta

import pytest

from bot.demo.limits import message_problems
from bot.messages import charts
from bot.messages.blocks import message, say, undrawn

MONDAY = date(2026, 3, 9)
WEEKS = [
    (MONDAY - timedelta(weeks=12 - n), 1_000_000_00 + n * 10_000_00, 1_400_000_00)
    for n in range(13)
]


def test_thirteen_weeks_say_each_week_with_its_target() -> None:
    said = charts.in_words(charts.by_week("Open pipeline", WEEKS[-2:], "EUR", "en-GB"))
    assert said == (
        "Open pipeline. Open: 2 Mar €1,110,000, 9 Mar €1,120,000. Target: €1,400,000 throughout."
    )


def test_without_any_target_there_is_one_line() -> None:
    said = charts.in_words(charts.by_week("Open pipeline", [(MONDAY, 500, None)], "JPY", "en-GB"))
    assert said == "Open pipeline. 9 Mar ¥500."


def test_weeks_without_a_target_are_held_against_the_nearest_one_chosen() -> None:
    aims = [None, 200_00, None, 300_00, None]
    weeks = [(MONDAY + timedelta(weeks=n), 100_00, aim) for n, aim in enumerate(aims)]
    drawn = charts.by_week("Open", weeks, "EUR", "en-GB")["chart"]["series"][1]["data"]
    assert [point["value"] for point in drawn] == [200, 200, 200, 300, 300]


def test_a_chart_of_shares_names_no_amount() -> None:
    said = charts.in_words(charts.by_week("Open", [(MONDAY, 88, 100)], charts.PERCENT, "en-GB"))
    assert said == "Open. Open: 9 Mar 88 %. Target: 9 Mar 100 %."


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (["Meet"], ["Meet"]),
        (["Review a very long proposal"], ["Review a very long…"]),
        (["W" * 30, "W" * 40], ["W" * 19 + "…", "W" * 17 + "… 2"]),
        (["W" * 20, "W" * 20, "W" * 20], ["W" * 20, "W" * 17 + "… 2", "W" * 17 + "… 3"]),
    ],
)
def test_the_labels_of_stages_fit_and_differ(names: list[str], labels: list[str]) -> None:
    chart = charts.by_stage("By stage", [(name, 100) for name in names], "EUR")
    assert chart["chart"]["axis_config"]["categories"] == labels
    assert message_problems([chart]) == []


def test_slack_takes_both_charts_at_their_largest() -> None:
    many = [(MONDAY + timedelta(weeks=n), 10**15, 10**15) for n in range(52)]
    stages = [("W" * 80, 10**15)] * 40
    drawn = [
        charts.by_week("t" * 90, many, "EUR", "en-GB"),
        charts.by_stage("t" * 90, stages, "EUR"),
    ]
    assert message_problems(drawn) == []


def test_the_text_of_a_message_holds_every_number_of_its_chart() -> None:
    said = message(say("Week of 9 March"), charts.by_week("Open", WEEKS, "EUR", "en-GB"))
    assert all(f"€{open_ // 100:,}" in said.text for _, open_, _ in WEEKS)


def test_where_slack_draws_no_chart_its_numbers_stand_as_words() -> None:
    drawn = message(say("Week of 9 March"), charts.by_week("Open", WEEKS, "EUR", "en-GB"))
    plain = undrawn(drawn)
    assert [block["type"] for block in plain.blocks] == ["section", "context"]
    assert plain.text == drawn.text
    assert message_problems(list(plain.blocks)) == []
