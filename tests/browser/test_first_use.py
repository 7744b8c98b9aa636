"""Does somebody new get from the welcome to a first brief in the demo, and does Home read well?"""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.demo import run
from bot.demo.run import Demo

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

SUNDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)  # the visit begins on the Wednesday after
WIDE, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}


@pytest_asyncio.fixture(loop_scope="module")
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    started = await run.start("127.0.0.1", 0, tmp_path, SUNDAY)
    yield started
    await started.stop()


@pytest_asyncio.fixture(loop_scope="module", params=[WIDE, PHONE], ids=["wide", "phone"])
async def page(browser: Browser, demo: Demo, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    """The demo, wide and as on a phone; any error in the console fails the test."""
    complaints: list[str] = []
    context = await browser.new_context(viewport=request.param)
    opened = await context.new_page()
    opened.set_default_timeout(30_000)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    await opened.goto(f"http://127.0.0.1:{demo.slack.port}/")
    await expect(opened.locator("[data-place=app]")).to_be_attached()
    yield opened
    await expect(opened.locator("[data-cannot-draw]")).to_have_count(0)
    await context.close()
    assert complaints == []


async def shot(page: Page, name: str, *, whole: bool = False) -> None:
    """Keep a picture for whoever wants to look."""
    folder = os.environ.get("STEADY_SHOTS")
    if not folder:
        return
    width = page.viewport_size["width"] if page.viewport_size else 0
    if whole and page.viewport_size:
        await page.set_viewport_size({"width": width, "height": 4_000})
    await page.screenshot(path=Path(folder) / f"{name}-{width}.png")


async def open_home(page: Page, demo: Demo, name: str) -> None:
    """Somebody's Home, by way of the list of places."""
    viewer = next(u.id for u in demo.slack.workspace.users.values() if u.name == name)
    await page.goto(f"http://127.0.0.1:{demo.slack.port}/?viewer={viewer}")
    menu = page.locator("#sidebar-button")
    if await menu.is_visible():
        await menu.click()
    await page.locator("[data-place=app]").click()
    await page.get_by_role("tab", name="Home").click()


async def press(page: Page, label: str) -> None:
    await page.get_by_role("button", name=label, exact=True).first.click()


async def test_somebody_new_gets_from_the_welcome_to_a_first_brief(page: Page, demo: Demo) -> None:
    await open_home(page, demo, "Noor Haddad")
    await expect(page.get_by_text("Step 1 of 3. Your hours.")).to_be_visible()
    await shot(page, "welcome")

    await press(page, "These are right")
    await expect(page.get_by_text("Step 2 of 3. Your first client.")).to_be_visible()
    await press(page, "Write down a client and a day")
    form = page.locator("#view")
    await form.get_by_label("Client").fill("Kiln & Co")
    await page.get_by_text("New client: Kiln & Co").click()
    await form.get_by_label("When, in words").fill("tomorrow")
    await form.get_by_label("What they said").fill("once the kiln is cold")
    await form.get_by_role("button", name="Save").click()
    await press(page, "Close")

    await expect(page.get_by_text("Step 3 of 3. Your target")).to_be_visible()
    await press(page, "Choose a target")
    await form.get_by_label("The open pipeline you choose").fill("€250k")
    await form.get_by_role("button", name="Save").click()
    await press(page, "Close")
    await expect(page.get_by_text("That is all.")).to_be_visible()
    await shot(page, "welcomed")
    await press(page, "Good")
    await expect(page.get_by_text("That is all.")).to_have_count(0)

    await page.get_by_role("button", name="Tomorrow morning").click()
    await page.get_by_role("tab", name="Messages").click()
    await expect(page.get_by_text("Good morning, Noor")).to_be_visible()
    await expect(page.get_by_text("Kiln & Co asked for today.")).to_be_visible()
    await expect(page.get_by_text("“once the kiln is cold”")).to_be_visible()
    await shot(page, "first-brief")


async def test_home_reads_well_and_finishes_a_line(page: Page, demo: Demo) -> None:
    await open_home(page, demo, "Ana Ruiz")
    await expect(page.get_by_text("Your desk")).to_be_visible()
    await expect(page.get_by_role("heading", name="Overdue")).to_be_visible()
    await shot(page, "home")
    await press(page, "Done")
    await expect(page.get_by_text("Brightwater Dental is done.")).to_be_visible()
    await shot(page, "home-done")
    await press(page, "Undo")
    await expect(page.get_by_text("Brightwater Dental: ")).to_be_visible()
    wide = await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert wide
    await shot(page, "home-whole", whole=True)


async def test_a_manager_looks_at_the_team(page: Page, demo: Demo) -> None:
    await open_home(page, demo, "Mia Chen")
    await press(page, "The team")
    await expect(page.get_by_text("Each rep can see their own line.")).to_be_visible()
    await shot(page, "team", whole=True)
