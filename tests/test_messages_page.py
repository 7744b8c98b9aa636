"""Does the page with every message say what the code says? And does each message's text?"""

import re

import pytest

from tests.bot.messages.everything import EVERY_MESSAGE, ORDINARY
from tests.messages_page import PAGE, page

# What starts without a client: about the rep, the team or Steady itself.
ABOUT_A_CLIENT = ("timed, ", "brief, ", "saved", "kept", "moved", "snoozed", "told: ", "undone")
ACTS = ("asked for", "due", "second try", "promised you", "has moved this", "chose", "see to")
ACTS += ("You meet", "meeting with", "How was it")
PERCENT = re.compile(r"\d%")
VAGUE_LABELS = {"OK", "Submit", "Continue", "Confirm"}


def test_the_page_says_what_the_code_says() -> None:
    """Written anew by `python -m tests.messages_page`."""
    assert PAGE.read_text(encoding="utf-8") == page()


NO_CLIENT = {"undone, target", "undone, ladder", "undone, deal added, no client"}
NO_CLIENT |= {"brief, deals seen to"}
NAMED = [n for n in EVERY_MESSAGE if n.startswith(ABOUT_A_CLIENT) and n not in NO_CLIENT]


@pytest.mark.parametrize("name", NAMED)
def test_the_text_of_a_message_about_a_client_names_it(name: str) -> None:
    assert ORDINARY.name in EVERY_MESSAGE[name].text, name


@pytest.mark.parametrize("name", [n for n in EVERY_MESSAGE if n.startswith("timed, ")])
def test_the_text_of_a_nudge_says_what_it_is_about(name: str) -> None:
    text = EVERY_MESSAGE[name].text
    assert "finished" in name or any(act in text for act in ACTS), text


def test_a_buttons_label_names_its_outcome() -> None:
    labels = set()
    for said in EVERY_MESSAGE.values():
        for block in said.blocks:
            for one in (*block.get("elements", ()), block.get("accessory") or {}):
                if one.get("type") == "button":
                    labels.add(one["text"]["text"])
    assert labels & VAGUE_LABELS == set()


def test_a_share_is_written_in_one_way() -> None:
    assert [n for n, said in EVERY_MESSAGE.items() if PERCENT.search(said.text)] == []
