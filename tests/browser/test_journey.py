"""Does a newcomer live through the whole of Steady in the demo: record, next day, press, result?"""

import os
import re
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


@pytest_asyncio.fixture(loop_scope="module")
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    started = await run.start("127.0.0.1", 0, tmp_path, SUNDAY)
    yield started
    await started.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, demo: Demo) -> AsyncIterator[Page]:
    """The demo as Ana sees it; any error in the console fails the test."""
    complaints: list[str] = []
    context = await browser.new_context(viewport={"width": 1280, "height": 860})
    opened = await context.new_page()
    opened.set_default_timeout(30_000)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    await opened.goto(f"http://127.0.0.1:{demo.slack.port}/")
    await expect(opened.locator("[data-place=app]")).to_be_visible()
    yield opened
    await expect(opened.locator("[data-cannot-draw]")).to_have_count(0)
    await context.close()
    assert complaints == []


async def type_line(page: Page, text: str) -> None:
    await page.locator("#composer-text").fill(text)
    await page.keyboard.press("Enter")


async def press(page: Page, label: str) -> None:
    """Press the newest button of this name."""
    await page.get_by_role("button", name=label, exact=True).last.click()


async def next_message(page: Page) -> None:
    await page.get_by_role("button", name="What comes next").click()


async def shot(page: Page, name: str) -> None:
    """Keep a picture for whoever wants to look."""
    if folder := os.environ.get("STEADY_SHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png")


async def moved_to(page: Page, when: str, words: str) -> None:
    """Fill in *They moved it*."""
    await press(page, "They moved it")
    form = page.locator("#view")
    await form.get_by_label("When, in words").fill(when)
    await form.get_by_label("What they said").fill(words)
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_be_hidden()


async def test_a_newcomer_records_a_date_and_hears_of_it_until_they_say_no(page: Page) -> None:
    await page.locator("[data-place]", has_text="sales").first.click()
    await type_line(page, '/followup Zenith next Monday 3pm "after our board has met"')
    await expect(page.get_by_text("I'll bring Zenith back on Monday 30 November")).to_be_visible()
    await expect(page.get_by_text("Only visible to you")).to_be_visible()
    await shot(page, "recorded")

    await page.locator("[data-place=app]").click()
    dm = page.locator("article")
    await comes(page, "Zenith asked for today, 15:00.")
    await expect(dm.last.get_by_text("“after our board has met”").first).to_be_visible()
    await shot(page, "due")

    asked = "Zenith asked for today, 15:00."
    hard = "Zenith has moved this three times"
    rounds = (("the budget first", asked), ("after the fair", asked), ("when Jo is back", hard))
    for n, (words, then) in enumerate(rounds, 1):
        await moved_to(page, "in one week at 3pm", words)
        await expect(
            page.get_by_text(re.compile("Moved. I'll bring Zenith back")).last
        ).to_be_visible()
        await comes(page, then)
        await expect(page.locator("article").last).to_contain_text(f"“{words}”")
        await shot(page, f"moved-{n}")

    await expect(page.get_by_role("button", name="They named a date").last).to_be_visible()
    await press(page, "They said no")
    await expect(page.get_by_text("Zenith said no, so we let it go.").last).to_be_visible()
    await shot(page, "no")

    await page.locator("[data-place]", has_text="sales").first.click()
    await type_line(page, "/followup list Zenith")
    await expect(page.get_by_text("Open with Zenith: nothing.")).to_be_visible()


async def comes(page: Page, words: str) -> None:
    """Go on from message to message until this one stands there."""
    for _ in range(12):
        await next_message(page)
        await expect(page.locator("#clock-presets [aria-busy=true]")).to_have_count(0)
        if await page.get_by_text(words).count():
            return
    raise AssertionError(f"{words!r} never came")


async def test_the_morning_brief_opens_a_line_and_finishes_it_in_place(page: Page) -> None:
    await page.locator("[data-place=app]").click()
    await expect(page.get_by_text("Good morning, Ana")).to_be_visible()
    await shot(page, "brief")

    await page.get_by_role("button", name="Open", exact=True).first.click()
    await press(page, "Done")
    await expect(page.get_by_text("Lindqvist Print is done.")).to_be_visible()
    await press(page, "Undo")

    await expect(page.get_by_text("Lindqvist Print asked for today").first).to_be_visible()


async def test_a_quiet_client_is_opened_up_and_done_with_in_the_brief(page: Page) -> None:
    await page.locator("[data-place=app]").click()
    await expect(page.get_by_text("Corvus Shipping has gone quiet")).to_be_visible()
    await page.get_by_role("button", name="Open", exact=True).nth(3).click()
    await expect(page.get_by_text("You need no excuse to call")).to_be_visible()
    await shot(page, "quiet")

    await press(page, "We spoke")

    await expect(page.get_by_text("Noted: you spoke with Corvus Shipping today.")).to_be_visible()
    await expect(page.get_by_text("Marlow Textiles is due a word")).to_be_visible()


async def test_the_card_leads_to_the_form_that_logs_a_touch(page: Page) -> None:
    await page.locator("[data-place]", has_text="sales").first.click()
    await type_line(page, "/client Marlow Textiles")
    await expect(page.get_by_text("“the new loom arrives before Christmas”")).to_be_visible()
    await shot(page, "card")
    await press(page, "Log a touch")
    form = page.locator("#view")
    await form.get_by_label("Visit").check()
    await form.get_by_label("What they said").fill("come again in March")
    await shot(page, "touch")
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_be_hidden()

    await expect(page.get_by_text("Noted: a visit with Marlow Textiles today.")).to_be_visible()


async def test_home_lists_what_is_open_and_finishes_it_in_place(page: Page) -> None:
    await page.locator("[data-place=app]").click()
    await page.get_by_role("tab", name="Home").click()
    await expect(page.get_by_text("Your desk")).to_be_visible()
    await shot(page, "home")

    line = page.get_by_text("Brightwater Dental: Mon 23 Nov")
    await expect(line).to_be_visible()
    await page.get_by_role("button", name="Done").first.click()

    await expect(line).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
async def test_the_form_saves_a_new_follow_up(page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 844})
    await type_line(page, "/followup")
    form = page.locator("#view")
    await expect(form.get_by_text("New follow-up")).to_be_visible()
    await shot(page, f"form-{width}")
    await form.get_by_role("combobox").fill("Zenith")
    await page.get_by_role("option", name="New client: Zenith").click()
    await form.get_by_label("When, in words").fill("tomorrow at 11")
    await form.get_by_role("button", name="Save").click()

    await expect(form.get_by_text("I'll bring Zenith back on Thursday 26 November")).to_be_visible()


async def test_on_monday_the_team_reads_its_week_from_the_verdict_down(page: Page) -> None:
    await page.get_by_role("button", name="Next Monday").click()
    await page.locator("[data-place]", has_text="wins").first.click()
    digest = page.locator(".message", has_text="Week of November 23")
    await expect(digest).to_have_count(1)
    await expect(digest.locator(".chart svg")).to_have_count(2)
    read = [
        digest.get_by_role("heading", name="open against"),
        digest.get_by_text("Worth doing:"),
        digest.get_by_text("Of what is open,"),
        digest.locator(".chart").first,
        digest.get_by_text("Mia set this up."),
    ]
    tops = [box["y"] for one in read if (box := await one.bounding_box()) is not None]
    assert len(tops) == len(read)
    assert tops == sorted(tops)
    await read[0].scroll_into_view_if_needed()
    await shot(page, "digest")


async def test_a_manager_takes_every_reps_figures_along_as_a_file(page: Page) -> None:
    await page.get_by_role("button", name="Mia").click()
    await page.get_by_role("button", name="Next Monday").click()
    await page.locator("[data-place=app]").click()
    await page.get_by_role("tab", name="Messages").click()
    # It was night for her: her brief has a line for what waited.
    await page.get_by_role("button", name=re.compile("^Read (it|them)$")).last.click()
    await expect(page.get_by_role("columnheader", name="Dates kept")).to_be_visible()
    await press(page, "Download as CSV")
    async with page.expect_download() as download:
        await page.get_by_role("link", name="pipeline-by-rep-2026-11-29.csv").click()
    path = await (await download.value).path()
    assert "Ana,EUR," in path.read_text(encoding="utf-8-sig")
    await shot(page, "figures by rep")
