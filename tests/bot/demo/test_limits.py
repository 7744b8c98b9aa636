"""Are Block Kit's limits right at their very edges, also in the eyes of an independent builder?"""

import pytest

from bot.demo.limits import message_problems, options_problems, view_problems
from tests.bot.demo.cast import button, form, line, mrkdwn, option, plain, select
from tests.bot.demo.second_opinion import refuses, refuses_view


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


def section(words="x", **facts):
    return {"type": "section", "text": mrkdwn(words), **facts}


def confirm(**facts):
    texts = {"title": "x", "text": "x", "confirm": "x", "deny": "x"} | facts
    return {name: plain(one) for name, one in texts.items()}


def bar(categories=("May", "June"), series=("open",), **facts):
    points = [{"label": one, "value": 1} for one in categories]
    chart = {
        "type": "bar",
        "series": [{"name": name, "data": points} for name in series],
        "axis_config": {"categories": list(categories)},
    }
    return {"type": "data_visualization", "title": "Pipeline", "chart": chart, **facts}


def pie(*values):
    segments = [{"label": f"s{number}", "value": value} for number, value in enumerate(values)]
    chart = {"type": "pie", "segments": segments}
    return {"type": "data_visualization", "title": "Shares", "chart": chart}


def table(rows=1, columns=1, text="x"):
    row = [{"type": "raw_text", "text": text}] * columns
    return {"type": "table", "rows": [row] * rows}


def image(**facts):
    return {"type": "image", "alt_text": "x", "image_url": "https://a/b", **facts}


def date(**facts):
    return actions({"type": "datepicker", "action_id": "a", **facts})


def missing_point():
    block = bar()
    block["chart"]["axis_config"] = {"categories": ["May"]}
    return block


def typed(**facts):
    return line("b", element=facts)


def many(count):
    return [str(number) for number in range(count)]


# (what is counted, the most that is allowed, the block with so many of it)
AT_MOST = [
    ("section text", 3000, lambda n: section("x" * n)),
    ("section fields", 10, lambda n: {"type": "section", "fields": [mrkdwn("x")] * n}),
    ("a field", 2000, lambda n: {"type": "section", "fields": [mrkdwn("x" * n)]}),
    ("header", 150, lambda n: {"type": "header", "text": plain("x" * n)}),
    ("context elements", 10, lambda n: {"type": "context", "elements": [mrkdwn("x")] * n}),
    ("actions elements", 25, lambda n: actions(*(button(one) for one in many(n)))),
    ("action_id", 255, lambda n: actions(button("x" * n))),
    ("button text", 75, lambda n: actions({**button("a"), "text": plain("x" * n)})),
    ("button value", 2000, lambda n: actions(button("a", value="x" * n))),
    ("button url", 3000, lambda n: actions(button("a", url="https://a/".ljust(n, "x")))),
    ("confirm title", 100, lambda n: actions(button("a", confirm=confirm(title="x" * n)))),
    ("confirm text", 300, lambda n: actions(button("a", confirm=confirm(text="x" * n)))),
    ("confirm button", 30, lambda n: actions(button("a", confirm=confirm(confirm="x" * n)))),
    ("options", 100, lambda n: actions(select("a", *many(n)))),
    ("option text", 75, lambda n: actions(select("a", "x" * n))),
    ("placeholder", 150, lambda n: actions({**select("a", "b"), "placeholder": plain("x" * n)})),
    ("overflow", 5, lambda n: actions(select("a", *many(n), kind="overflow"))),
    ("checkboxes", 10, lambda n: actions(select("a", *many(n), kind="checkboxes"))),
    ("radio buttons", 10, lambda n: actions(select("a", *many(n), kind="radio_buttons"))),
    ("input label", 2000, lambda n: {**line("b"), "label": plain("x" * n)}),
    ("input hint", 2000, lambda n: line("b", hint=plain("x" * n))),
    ("max_length", 3000, lambda n: typed(max_length=n)),
    ("min_length", 3000, lambda n: typed(min_length=n)),
    ("image url", 3000, lambda n: image(image_url="https://a/".ljust(n, "x"))),
    ("image alt", 2000, lambda n: image(alt_text="x" * n)),
    ("markdown", 12_000, lambda n: {"type": "markdown", "text": "x" * n}),
    ("table rows", 100, lambda n: table(rows=n)),
    ("table columns", 20, lambda n: table(columns=n)),
    ("chart title", 50, lambda n: bar(title="x" * n)),
    ("categories", 20, lambda n: bar(categories=many(n))),
    ("category", 20, lambda n: bar(categories=["x" * n])),
    ("series name", 20, lambda n: bar(series=["x" * n])),
]  # fmt: skip


def table_of(rows):
    """The rows of a table as test cases, named by their first column."""
    return [pytest.param(*row[1:], id=row[0]) for row in rows]


@pytest.mark.parametrize(("most", "made"), table_of(AT_MOST))
def test_the_most_is_accepted_and_one_more_refused_by_both(most, made):
    surface = "modal" if made(1)["type"] == "input" else "message"
    for count, accepted in [(most, True), (most + 1, False)]:
        ours = _problems(made(count), surface)
        theirs = refuses([made(count)], surface)
        assert (ours == []) is accepted, ours
        assert (theirs is None) is accepted, theirs


# Both know these; the second opinion accepts what stands at True.
BOTH = [
    ("an empty text", False, section("")),
    ("a section with nothing", False, {"type": "section"}),
    ("a divider", True, {"type": "divider"}),
    ("a section with a button", True, section(accessory=button("a"))),
    ("an image without an address", False, {"type": "image", "alt_text": "x"}),
    ("an empty table", False, {"type": "table", "rows": []}),
    ("a pie with nothing in it", False, pie()),
    ("a pie with a slice of nothing", False, pie(1, 0)),
    ("a pie", True, pie(3, 2, 1)),
    ("a chart", True, bar()),
    ("a chart with one category twice", False, bar(categories=("May", "May"))),
    ("a chart with one series twice", False, bar(series=("open", "open"))),
    ("an alert in a message", False, {"type": "alert", "text": plain("x")}),
    ("a select", True, actions(select("a", "b"))),
    ("an option that is described", True,
     actions({**select("a"), "options": [{**option("b"), "description": plain("x")}]})),
    ("a date", True, date(initial_date="2026-12-01")),
]  # fmt: skip


@pytest.mark.parametrize(("accepted", "block"), table_of(BOTH))
def test_both_say_the_same_of_this_block(accepted, block):
    assert (message_problems([block]) == []) is accepted
    assert (refuses([block]) is None) is accepted


@pytest.mark.parametrize("surface", ["message", "modal", "home"])
@pytest.mark.parametrize(
    "block",
    [
        section(),
        {"type": "divider"},
        actions(button("a")),
        {"type": "context", "elements": [mrkdwn("x")]},
        {"type": "markdown", "text": "x"},
        {"type": "alert", "text": plain("x")},
        table(),
        line("b"),
    ],
    ids=lambda block: block["type"],
)
def test_both_know_where_a_block_may_stand(block, surface):
    assert bool(_problems(block, surface)) is bool(refuses([block], surface))


@pytest.mark.parametrize(("count", "accepted"), [(50, True), (51, False)])
def test_a_message_holds_fifty_blocks(count, accepted):
    blocks = [{"type": "divider"}] * count
    assert (message_problems(blocks) == []) is accepted
    assert (refuses(blocks) is None) is accepted


@pytest.mark.parametrize(
    ("name", "most"), [("title", 24), ("submit", 24), ("close", 24), ("callback_id", 255),
                       ("external_id", 255), ("private_metadata", 3000)],
)  # fmt: skip
def test_the_parts_of_a_form_have_their_lengths(name, most):
    for count, accepted in [(most, True), (most + 1, False)]:
        words = "x" * count
        view = form(**{name: plain(words) if name in ("title", "submit", "close") else words})
        assert (view_problems(view) == []) is accepted
        assert (refuses_view(view) is None) is accepted


@pytest.mark.parametrize(("count", "accepted"), [(100, True), (101, False)])
def test_a_form_holds_a_hundred_blocks(count, accepted):
    view = form(blocks=[{"type": "divider"}] * count)
    assert (view_problems(view) == []) is accepted
    assert (refuses_view(view) is None) is accepted


# What the second opinion does not look at, and the stand-in refuses as Slack does.
REFUSED = [
    ("a header in mrkdwn", [{"type": "header", "text": mrkdwn("x")}]),
    ("one action_id twice in a block", [actions(button("a"), button("a"))]),
    ("one block_id twice", [section(block_id="b"), section(block_id="b")]),
    ("a field Slack does not know", [section(colour="red")]),
    ("a button without words", [actions({"type": "button", "action_id": "a"})]),
    ("a select without options", [actions({"type": "static_select", "action_id": "a"})]),
    ("an initial option that is not offered",
     [actions({**select("a", "b"), "initial_option": option("c")})]),
    ("an address that is none", [actions(button("a", url="acme"))]),
    ("a date in another form", [date(initial_date="1 May")]),
    ("a text field outside an input", [actions({"type": "plain_text_input", "action_id": "a"})]),
    ("a pie of seven", [pie(*range(1, 8))]),
    ("seven series", [bar(series=many(7))]),
    ("three charts", [bar(), pie(1), bar()]),
    ("a point too few", [missing_point()]),
    ("tables of more than 10,000 characters", [table(rows=51, text="x" * 100)] * 2),
    ("markdown of more than 12,000 characters", [{"type": "markdown", "text": "x" * 6001}] * 2),
    ("a field that must be longer than it may be", [typed(min_length=5, max_length=4)]),
    ("text that is a number", [section(text=7)]),
    ("text in no known kind", [section(text={"type": "html", "text": "x"})]),
    ("text outside an object", [section(text="x")]),
    ("a flag that is a word", [line("b", optional="yes")]),
    ("a length that is a word", [typed(max_length="ten")]),
    ("a length of nothing", [typed(max_length=0)]),
    ("a style Slack does not know", [actions(button("a", style="warning"))]),
    ("elements that are no list", [{"type": "actions", "elements": button("a")}]),
    ("options that are words", [actions({**select("a"), "options": ["b"]})]),
    ("no block at all", []),
    ("a block that is no object", ["section"]),
]  # fmt: skip


@pytest.mark.parametrize("blocks", table_of(REFUSED))
def test_what_slack_refuses_is_refused(blocks):
    assert message_problems(blocks)


@pytest.mark.parametrize(
    "view",
    [
        {"type": "modal", "title": plain("x"), "blocks": [line("b")]},
        {"type": "modal", "blocks": [section()]},
        {"type": "home", "title": plain("x"), "blocks": [section()]},
        {"type": "workflow_step", "blocks": [section()]},
        {"type": "modal", "title": mrkdwn("x"), "blocks": [section()]},
        {"type": "modal", "title": plain("x"), "blocks": "none"},
        None,
    ],
)
def test_a_view_that_slack_refuses_is_refused(view):
    assert view_problems(view)


NEWER = [
    {"type": "card", "title": mrkdwn("x"), "actions": [button("a")]},
    {"type": "carousel", "elements": [{"type": "card", "title": mrkdwn("x")}]},
    {"type": "container", "title": plain("x"), "child_blocks": [section(), actions(button("a"))]},
    {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]},
    {
        "type": "context_actions",
        "elements": [{"type": "icon_button", "icon": "trash", "text": plain("x")}],
    },
]


@pytest.mark.parametrize("block", NEWER, ids=lambda block: block["type"])
def test_newer_blocks_are_known_too(block):
    assert message_problems([block]) == []


def test_a_form_without_inputs_needs_no_submit():
    assert view_problems({"type": "modal", "title": plain("x"), "blocks": [section()]}) == []


@pytest.mark.parametrize(
    ("answer", "accepted"),
    [
        ({"options": []}, True),
        ({"options": [option(one) for one in many(100)]}, True),
        ({"options": [option(one) for one in many(101)]}, False),
        ({"option_groups": [{"label": plain("A"), "options": [option("a")]}]}, True),
        ({}, False),
    ],
)
def test_supplied_options_have_limits_too(answer, accepted):
    assert (options_problems(answer) == []) is accepted


def _problems(block, surface):
    if surface == "message":
        return message_problems([block])
    if surface == "home":
        return view_problems({"type": "home", "blocks": [block]})
    return view_problems(form(block))
