"""Would Slack take everything Steady can say, and does its text say it all?"""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.demo.limits import message_problems, options_problems, view_problems
from bot.messages import dates, forms, problems
from bot.messages.blocks import LONGEST_MESSAGE, Message, escaped
from tests.bot.messages import independent
from tests.bot.messages.everything import (
    EVERY_FORM,
    EVERY_MESSAGE,
    EVERY_VALUES,
    FACTS,
    NASTY,
    NOW,
    every_problem,
    messages,
    views,
)

# What stands here reads markup, so people's words may not.
PLAIN_RUNS = {"text", "user"}


@pytest.fixture(params=list(EVERY_VALUES))
def said(request: pytest.FixtureRequest) -> dict[str, Message]:
    """Every message, with ordinary values or with one kind of nasty ones."""
    return messages(EVERY_VALUES[request.param])


@pytest.fixture(params=list(EVERY_VALUES))
def shown(request: pytest.FixtureRequest) -> dict[str, dict[str, Any]]:
    """Every form and Home."""
    return views(EVERY_VALUES[request.param])


def test_slack_takes_every_message(said: dict[str, Message]) -> None:
    found = {name: message_problems(list(one.blocks)) for name, one in said.items()}
    assert {name: trouble for name, trouble in found.items() if trouble} == {}


def test_an_independent_builder_takes_every_message(said: dict[str, Message]) -> None:
    for one in said.values():
        independent.message(one.blocks)


def test_slack_takes_every_form_and_home(shown: dict[str, dict[str, Any]]) -> None:
    found = {name: view_problems(view) for name, view in shown.items()}
    assert {name: trouble for name, trouble in found.items() if trouble} == {}


def test_an_independent_builder_takes_every_form_and_home(
    shown: dict[str, dict[str, Any]],
) -> None:
    for view in shown.values():
        independent.view(view)


def test_every_message_can_stand_in_a_forms_place(said: dict[str, Message]) -> None:
    echoes = {name: view_problems(forms.echo(one)) for name, one in said.items()}
    assert {name: trouble for name, trouble in echoes.items() if trouble} == {}


def test_the_text_of_a_message_carries_its_whole_meaning() -> None:
    for name, one in EVERY_MESSAGE.items():
        missing = [part for part in spoken(one.blocks) if escaped(part) not in one.text]
        assert missing == [], name


def test_no_text_is_longer_than_an_update_may_be(said: dict[str, Message]) -> None:
    assert {n: len(one.text) for n, one in said.items() if len(one.text) > LONGEST_MESSAGE} == {}


def test_only_a_message_about_several_long_things_is_cut() -> None:
    cut = {n for n, one in messages(NASTY["longest"]).items() if one.text.endswith("…")}
    assert cut & {"saved", "moved", "list, all"} == set()
    assert {n for n in cut if n.startswith(("timed, ", "brief, "))} <= {
        *("timed, 2", "timed, 2, one open", "timed, 3", "timed, 3, one open"),
        *("timed, 60, one open", "brief, 7, one open", "brief, 60", "brief, 60, one open"),
        "brief, deals seen to",
    }


def test_nothing_in_a_text_can_mention_or_link(said: dict[str, Message]) -> None:
    assert [name for name, one in said.items() if "<" in one.text or ">" in one.text] == []


def test_what_people_wrote_stands_only_where_nothing_is_interpreted(
    said: dict[str, Message], shown: dict[str, dict[str, Any]]
) -> None:
    blocks = [b for one in said.values() for b in one.blocks]
    blocks += [b for view in shown.values() for b in view["blocks"]]
    assert {kind for kind in text_kinds(blocks) if kind == "mrkdwn"} == set()
    runs = [b for b in blocks if b["type"] == "rich_text"]
    kinds = {run["type"] for b in runs for part in b["elements"] for run in part["elements"]}
    assert kinds <= PLAIN_RUNS


def test_a_nudge_has_at_most_four_buttons_that_finish_it() -> None:
    rows = [b for b in EVERY_MESSAGE["timed, client's date"].blocks if b["type"] == "actions"]
    assert [len(row["elements"]) for row in rows] == [4]


def test_every_problem_has_a_sentence_and_a_test() -> None:
    assert set(FACTS) == problems.CODES | dates.DATE_PROBLEMS


@pytest.mark.parametrize("locale", ["en-US", "en-GB"])
def test_every_sentence_ends_and_says_what_to_do(locale: str) -> None:
    for problem in every_problem(EVERY_VALUES["ordinary"]):
        sentence = problems.sentence(problem, locale, NOW)
        assert sentence[0].isupper(), problem.code
        assert sentence[-1] in ".?”", problem.code
        assert len(sentence) < 250, problem.code


def test_the_voice_is_calm() -> None:
    every = [one.text for one in EVERY_MESSAGE.values()]
    every += [t for form in EVERY_FORM.values() for t in spoken(form["blocks"])]
    loud = [text for text in every if "!" in text or "please try again later" in text.lower()]
    assert loud == []


def test_the_clients_words_stand_as_a_quotation() -> None:
    blocks = EVERY_MESSAGE["timed, client's date"].blocks
    quoted = [b for b in blocks if b["type"] == "rich_text"]
    assert quoted[0]["elements"][0]["elements"][0]["text"] == "“after our board has met”"


@pytest.mark.parametrize("values", EVERY_VALUES.values(), ids=EVERY_VALUES)
def test_slack_takes_what_a_form_offers_while_a_name_is_typed(values: Any) -> None:
    offered = forms.client_options(values.name, [(n, values.name) for n in range(20)])
    offered += forms.client_options(values.name + " AG", [(values.id, values.name)])
    assert options_problems({"options": offered}) == []


def spoken(blocks: Any) -> Iterator[str]:
    """Every sentence a reader of these blocks sees."""
    for block in blocks:
        if block["type"] in ("section", "header"):
            yield block["text"]["text"]
        for element in block.get("elements", ()):
            if element["type"] == "plain_text":
                yield element["text"]
            if element["type"] == "rich_text_quote":
                yield from (run["text"] for run in element["elements"])


def text_kinds(node: Any) -> Iterator[str]:
    """The make of every text object."""
    if isinstance(node, list):
        for one in node:
            yield from text_kinds(one)
    elif isinstance(node, dict):
        if isinstance(node.get("text"), str) and "type" in node:
            yield node["type"]
        for one in node.values():
            yield from text_kinds(one)
