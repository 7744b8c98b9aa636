"""Would Slack take everything Steady says about clients, and is it said in its voice?"""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from bot.demo.limits import message_problems, view_problems
from bot.messages import client, forms, money, problems
from bot.messages.blocks import LONGEST_MESSAGE, Message, escaped
from bot.playbook.card import Card
from bot.playbook.model import Money, QuietState
from bot.playbook.problem import Problem
from tests.bot.messages.clients_said import FACTS, Clients, messages, views
from tests.cast import NOW


@dataclass(frozen=True, slots=True)
class Values:
    name: str
    rep_name: str
    words: str
    note: str
    id: int
    locale: str = "en-GB"


ORDINARY = Values("Initech", "Ana", "the new plant opens in April", "send the figures", 11)
EVERY = {
    "ordinary": ORDINARY,
    "longest": Values("W" * 80, "R" * 80, "w" * 1_000, "n" * 1_000, 2**63 - 1, "en-US"),
    "markup": Values("<!channel> *A* & <x|y>", "<@U0BEN>", "&<>" * 333, "`~_*" * 250, 2**63 - 1),
    "right to left": Values("شركة الفجر " * 7, "أحمد", "بعد الاجتماع " * 76, "רק שלי " * 140, 7),
}


@pytest.fixture(params=list(EVERY))
def said(request: pytest.FixtureRequest) -> dict[str, Message]:
    return messages(EVERY[request.param])


@pytest.fixture(params=list(EVERY))
def shown(request: pytest.FixtureRequest) -> dict[str, dict[str, Any]]:
    return views(EVERY[request.param])


def test_slack_takes_every_message_about_clients(said: dict[str, Message]) -> None:
    found = {name: message_problems(list(one.blocks)) for name, one in said.items()}
    assert {name: trouble for name, trouble in found.items() if trouble} == {}


def test_every_one_can_stand_in_a_forms_place(said: dict[str, Message]) -> None:
    found = {name: view_problems(forms.echo(one)) for name, one in said.items()}
    assert {name: trouble for name, trouble in found.items() if trouble} == {}


def test_slack_takes_every_form_about_clients(shown: dict[str, dict[str, Any]]) -> None:
    found = {name: view_problems(view) for name, view in shown.items()}
    assert {name: trouble for name, trouble in found.items() if trouble} == {}


def test_no_text_is_too_long_or_holds_markup(said: dict[str, Message]) -> None:
    assert [n for n, one in said.items() if len(one.text) > LONGEST_MESSAGE] == []
    assert [n for n, one in said.items() if "<" in one.text or ">" in one.text] == []


def test_the_text_says_all_that_the_blocks_say() -> None:
    for name, one in messages(ORDINARY).items():
        parts = [b["text"]["text"] for b in one.blocks if b["type"] in ("section", "header")]
        assert [p for p in parts if escaped(p) not in one.text] == [], name


def test_the_voice_is_calm() -> None:
    assert [name for name, one in messages(ORDINARY).items() if "!" in one.text] == []


@pytest.mark.parametrize("code", FACTS)
def test_every_problem_has_its_sentence(code: str) -> None:
    sentence = problems.sentence(Problem(code, FACTS[code]), "en-GB", NOW)
    assert sentence[0] in "I“" or sentence[0].isupper()
    assert sentence[-1] in ".?”"
    assert len(sentence) < 250


def test_amber_says_what_is_known_and_gives_their_last_words_as_a_reason() -> None:
    text = messages(ORDINARY)["morning, quiet, amber"].text
    assert "Initech is due a word: no contact I know of for 31 days, where you keep to 30." in text
    assert "They last said:\n“the new plant opens in April”" in text
    assert "That may be your reason to call." in text


def test_red_says_what_is_at_stake_and_needs_no_excuse() -> None:
    text = messages(ORDINARY)["morning, quiet, red"].text
    assert "Initech has gone quiet: no contact I know of for 46 days, against 30." in text
    assert "It is worth €84,000 a year, and we know one person there." in text
    assert "You need no excuse to call: “It has been too long. What has changed on" in text


def test_a_date_they_named_asks_for_a_word_in_between() -> None:
    text = messages(ORDINARY)["morning, quiet, amber, a date between"].text
    assert "Their date stands. A word in between?" in text


def test_a_quiet_nudge_has_four_buttons_and_the_first_says_it_is_done() -> None:
    blocks = messages(ORDINARY)["morning, quiet, amber"].blocks
    labels = [[e["text"]["text"] for e in b["elements"]] for b in blocks if b["type"] == "actions"]
    assert labels == [["We spoke", "Set a date", "Change cadence", "Not a client any more"]]


def test_a_touch_without_a_next_date_asks_for_one_and_with_one_does_not() -> None:
    told = messages(ORDINARY)
    assert "When did they say to follow up?" in told["touched"].text
    assert "When did they say to follow up?" not in told["touched, next is set"].text


def test_their_words_stand_apart_as_a_quotation() -> None:
    blocks = messages(ORDINARY)["touched"].blocks
    quoted = [b for b in blocks if b["type"] == "rich_text"]
    assert quoted[0]["elements"][0]["elements"][0]["text"] == "“the new plant opens in April”"


def test_what_a_colleague_felt_and_noted_is_not_shown() -> None:
    c = Clients(ORDINARY)
    theirs = replace(c.touch, rep_id=2)
    text = client.card(Card(c.client, None, c.amber, (theirs,)), c.rep, NOW).text
    assert "warm" not in text
    assert "send the figures" not in text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Money(8_400_000, "EUR"), "€84,000"),
        (Money(120_050, "EUR"), "€1,200.50"),
        (Money(0, "USD"), "$0"),
        (Money(12_000, "JPY"), "¥12,000"),
        (Money(5_000, "CHF"), "CHF 50"),
        (Money(100_000_000_000, "GBP"), "£1,000,000,000"),
    ],
)
def test_money_is_said_the_same_way_everywhere(amount: Money, text: str) -> None:
    assert money.said(amount) == text


def test_friday_asks_once_for_all_and_the_answer_names_them() -> None:
    told = messages(ORDINARY)
    assert "It is Friday. Whom did you speak to this week?" in told["morning, friday alone"].text
    assert told["spoke to 2"].text == "Noted: you spoke with Initech and Initech this week."


def test_every_state_has_its_words() -> None:
    states = {one.state for one in Clients(ORDINARY).states().values()}
    assert states == set(QuietState)


def test_a_brief_of_one_quiet_client_shows_it_whole() -> None:
    text = messages(ORDINARY)["morning, quiet, red"].text
    assert text.startswith("Good morning, Ana\nInitech has gone quiet")
