"""Does every rule of the playbook speak when a visitor of the demo wants to meet it?"""

import random
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.demo import rules
from bot.demo.run import Demo, start
from tests.bot.demo.playbook_words import WORDS

SUNDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)  # the visit begins on the Wednesday after
HOW_MANY = {"S2": 9, "S1": 5, "S0": 8, "S3": 4, "S4": 3}  # rules of each essay
NUMBERS = [f"{essay}-{n}" for essay, most in HOW_MANY.items() for n in range(1, most + 1)]
NEWEST = 3  # messages: what came beside it stands around it
DOCS = Path(__file__).parents[3] / "docs" / "playbook.md"


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    made = await start("127.0.0.1", 0, tmp_path, SUNDAY)
    yield made
    await made.stop()


def user_of(demo: Demo, name: str) -> str:
    return next(u.id for u in demo.slack.workspace.users.values() if u.name.startswith(name))


async def act(demo: Demo, **fields: str) -> dict[str, Any]:
    """What the page is answered when a visitor does this."""
    url = f"http://127.0.0.1:{demo.slack.port}/page/act"
    viewer = {"viewer": user_of(demo, "Ana")}
    async with aiohttp.ClientSession() as session, session.post(url, json=viewer | fields) as told:
        answer: dict[str, Any] = await told.json()
        return answer


async def unheard(demo: Demo, numbers: list[str]) -> list[tuple[str, str]]:
    """Of these rules, those whose words are not in the newest messages after they were shown."""
    silent = []
    for number in numbers:
        answer = await act(demo, kind="rule", rule=number)
        if not answer["ok"]:
            silent.append((number, answer["error"]))
            continue
        newest = [m.text for m in demo.slack.dm(answer["viewer"]).messages[-NEWEST:]]
        if not any(all(words in text for words in WORDS[number]) for text in newest):
            silent.append((number, "\n".join(newest)))
    return silent


def test_every_rule_of_the_design_is_listed_in_its_order() -> None:
    assert [rule.number for rule in rules.RULES] == NUMBERS
    assert list(WORDS) == NUMBERS


def test_the_page_lists_the_rules_under_five_essays() -> None:
    essays = list(dict.fromkeys(one["essay"] for one in rules.listed()))
    assert len(essays) == len(HOW_MANY)
    assert len({one["idea"] for one in rules.listed()}) == len(NUMBERS)


def test_every_rule_has_its_paragraph() -> None:
    told = re.findall(r"^### (S\d-\d) ", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(set(told)) == sorted(NUMBERS)


async def test_every_rule_speaks_in_order(demo: Demo) -> None:
    assert await unheard(demo, NUMBERS) == []


async def test_every_rule_speaks_in_any_order(demo: Demo) -> None:
    numbers = list(NUMBERS)
    random.Random(29).shuffle(numbers)
    assert await unheard(demo, numbers) == []


async def test_a_rule_shown_again_is_about_another_client(demo: Demo) -> None:
    for _ in range(2):
        assert (await act(demo, kind="rule", rule="S2-4"))["ok"]

    texts = [m.text for m in demo.slack.dm(user_of(demo, "Ana")).messages[-2:]]
    assert "Dunmore Cycles" in texts[0]
    assert "Dunmore Cycles" not in texts[1]
    assert "It has felt colder each time." in texts[1]


async def test_a_rule_speaks_to_a_rep_who_is_away_on_a_weekend(demo: Demo) -> None:
    ana = user_of(demo, "Ana")
    dm = demo.slack.dm(ana).id
    await act(demo, kind="command", text="/steady pause until 24 December", channel=dm)
    await act(demo, kind="command", text="/steady mute season", channel=dm)
    await demo.move_clock(datetime(2026, 11, 29, 2, tzinfo=UTC))
    assert await unheard(demo, ["S3-2"]) == []


async def test_a_number_of_no_rule_is_answered_kindly(demo: Demo) -> None:
    assert await act(demo, kind="rule", rule="S9-1") == {
        "ok": False,
        "error": "That is not here any more; the page shows what is.",
    }
