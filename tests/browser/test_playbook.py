"""Does a visitor meet every rule of the playbook by pressing its button?"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.demo import run
from bot.demo.run import Demo
from tests.bot.demo.playbook_words import WORDS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
]
SUNDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)  # the visit begins on the Wednesday after
ESSAYS = 5
MOST_MS = 20_000  # for one rule; it takes a fraction of that on an idle machine


@pytest_asyncio.fixture(loop_scope="module")
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    started = await run.start("127.0.0.1", 0, tmp_path, SUNDAY)
    yield started
    await started.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, demo: Demo) -> AsyncIterator[Page]:
    """The demo; any error in the console fails the test."""
    complaints: list[str] = []
    context = await browser.new_context(viewport={"width": 1280, "height": 860})
    opened = await context.new_page()
    opened.set_default_timeout(MOST_MS)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    await opened.goto(f"http://127.0.0.1:{demo.slack.port}/")
    yield opened
    await context.close()
    assert complaints == []


async def shown(page: Page, number: str) -> list[str]:
    """What stands in the direct messages after this rule's button was pressed, the newest last."""
    await page.locator("#playbook-button").click()
    await page.locator(f"[data-rule='{number}']").click()
    told = page.locator("#toasts > *")
    await expect(
        page.locator("#playbook"), f"{number}: {await told.all_inner_texts()}"
    ).to_be_hidden(timeout=MOST_MS)
    await expect(page.locator("[data-place=app]")).to_have_attribute("aria-current", "page")
    newest = page.locator("#scroller .message", has_text=WORDS[number][-1].partition("\n")[0])
    await expect(newest.last).to_be_visible()
    return await page.locator("#scroller .message").all_inner_texts()


def is_said(texts: list[str], number: str) -> bool:
    """Whether one of the newest messages says all of a rule's words."""
    flat = (" ".join(text.split()) for text in texts[-3:])
    return any(all(words in text for words in WORDS[number]) for text in flat)


async def test_every_rule_is_met(page: Page) -> None:
    assert len(WORDS) == 29
    missed = [number for number in WORDS if not is_said(await shown(page, number), number)]
    assert missed == []


async def test_the_playbook_lists_every_rule_under_its_essay(page: Page) -> None:
    await page.locator("#playbook-button").click()
    await expect(page.locator("#rules .rule")).to_have_count(len(WORDS))
    await expect(page.locator("#rules .essay")).to_have_count(ESSAYS)
    await page.locator("#playbook-close").click()
    await expect(page.locator("#playbook")).to_be_hidden(timeout=MOST_MS)
