"""Does the demo page draw what it is sent, and send exactly what the visitor did?"""

import copy
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    ViewportSize,
    expect,
)

from bot.clock import MovableClock
from bot.demo.standin import StandIn
from bot.messages import charts
from tests.browser.gallery import (
    ANA,
    BEN,
    BLOCKS,
    DM,
    FORM,
    MIA,
    NASTY,
    SALES,
    STEADY,
    Gallery,
    Json,
    button,
    chart,
    message,
    mrkdwn,
    option,
    plain,
    section,
    with_ids,
)
from tests.world import eventually

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
OpenPage = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="module")
async def gallery() -> AsyncIterator[Gallery]:
    gallery = Gallery()
    await gallery.start()
    yield gallery
    await gallery.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def open_page(browser: Browser, gallery: Gallery) -> AsyncIterator[OpenPage]:
    """Opens the gallery in a fresh profile; any error in the console fails the test."""
    complaints: list[str] = []
    contexts = []

    def hear(said: ConsoleMessage) -> None:
        if said.type == "error":
            complaints.append(said.text)

    async def opened(viewport: ViewportSize = DESK, **more: Any) -> Page:
        context = await browser.new_context(viewport=viewport, **more)
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", hear)
        await page.goto(gallery.url)
        await expect(page.locator(".message").first).to_be_visible()
        return page

    yield opened
    for context in contexts:
        await context.close()
    # A browser reports every refused connection by itself, also the one a test has asked for.
    assert [words for words in complaints if "WebSocket connection" not in words] == []


@pytest_asyncio.fixture(loop_scope="module")
async def page(open_page: OpenPage) -> Page:
    return await open_page()


async def sent(page: Page, kind: str, doing: Awaitable[Any]) -> Json:
    """What the page posted while this was done."""

    def is_it(request: Request) -> bool:
        act = request.post_data_json if request.url.endswith("/page/act") else None
        return act is not None and act["kind"] == kind

    async with page.expect_request(is_it) as request:
        await doing
    posted = (await request.value).post_data_json
    assert isinstance(posted, dict)
    return posted


async def go(page: Page, place: str) -> None:
    """Open a conversation from the sidebar."""
    await page.locator(f"[data-place={place}]").click()
    await expect(page.locator(f"[data-place={place}]")).to_have_attribute("aria-current", "page")


async def show_form(page: Page, gallery: Gallery, *views: Json) -> None:
    """Steady opens forms for whoever is looking."""
    gallery.snapshot["views"] = list(copy.deepcopy(views))
    await gallery.push()
    await expect(page.locator("#view")).to_be_visible()


async def shoot(page: Page, name: str) -> None:
    """A picture for people to look at, when somebody asked for pictures."""
    if folder := os.environ.get("STEADY_SHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png")


# What is drawn


async def test_every_block_and_element_is_drawn(page: Page, gallery: Gallery) -> None:
    await go(page, BLOCKS)
    await expect(page.locator(".chart svg")).to_have_count(4)
    await expect(page.locator(".message img")).to_have_count(3)
    await expect(page.locator("[data-cannot-draw]")).to_have_count(0)


async def test_the_home_and_a_form_are_drawn(page: Page, gallery: Gallery) -> None:
    await go(page, "app")
    await page.get_by_role("tab", name="Home").click()
    await expect(page.locator(".home")).to_contain_text("Two dates your clients named")
    await show_form(page, gallery, FORM)
    await expect(page.locator("#view [data-block]")).to_have_count(len(FORM["blocks"]))
    await expect(page.locator("[data-cannot-draw]")).to_have_count(0)


@pytest.mark.parametrize(
    ("block", "named"),
    [
        ({"type": "hologram"}, "hologram"),
        ({"type": "actions", "elements": [{"type": "lever", "action_id": "a"}]}, "lever"),
        (section("x", accessory={"type": "dial", "action_id": "a"}), "dial"),
        ({"type": "rich_text", "elements": [{"type": "rich_text_song"}]}, "rich_text_song"),
    ],
)
async def test_what_nobody_can_draw_is_shown_in_red(
    page: Page, gallery: Gallery, block: Json, named: str
) -> None:
    said = message("1795593070.0001", STEADY, "x", blocks=with_ids([block], "odd"))
    gallery.conversation(SALES)["messages"].append(said)
    await gallery.push()
    red = page.locator(f"[data-cannot-draw={named}]")
    await expect(red).to_have_text(f"cannot draw: {named}")


async def test_a_block_that_breaks_its_drawer_does_not_take_the_page_with_it(
    browser: Browser, gallery: Gallery
) -> None:
    broken = message("1795593070.0001", STEADY, "x", blocks=[{"type": "table", "block_id": "b"}])
    gallery.conversation(SALES)["messages"].append(broken)
    page = await browser.new_page()
    await page.goto(gallery.url)
    await expect(page.locator("[data-cannot-draw=table]")).to_be_visible()
    await expect(page.locator("#composer-text")).to_be_enabled()
    await page.close()


async def test_a_client_named_like_html_is_drawn_literally_everywhere(
    page: Page, gallery: Gallery
) -> None:
    escaped = NASTY.replace("<", "&lt;").replace(">", "&gt;")
    blocks = [
        {"type": "header", "text": plain(NASTY)},
        section(escaped, accessory=button(NASTY, "a", accessibility_label=NASTY)),
        {"type": "context", "elements": [plain(NASTY), mrkdwn(f"*{escaped}*")]},
        {
            "type": "actions",
            "elements": [
                {"type": "static_select", "action_id": "s", "options": [option(NASTY, NASTY)]},
                {"type": "radio_buttons", "action_id": "r", "options": [option(NASTY, NASTY)]},
            ],
        },
        {"type": "table", "rows": [[{"type": "raw_text", "text": NASTY}]]},
        chart("bar", NASTY, {NASTY: [1]}, [NASTY]),
    ]
    channel = gallery.conversation(SALES)
    channel["topic"] = NASTY
    gallery.snapshot["team"]["name"] = NASTY
    gallery.snapshot["users"][1]["name"] = NASTY
    gallery.snapshot["commands"][0]["usage_hint"] = NASTY
    said = message("1795593070.0001", BEN, NASTY, blocks=with_ids(blocks, "nasty"))
    raw = message("1795593071.0001", BEN, f"{NASTY} and {escaped}")
    channel["messages"] += [said, raw]
    await gallery.push()
    await page.fill("#composer-text", "/followup ")
    form = FORM | {"title": plain(NASTY), "blocks": with_ids(blocks[:2], "form")}
    await show_form(page, gallery, form)
    await expect(page.locator("#view-title")).to_have_text(NASTY)
    await expect(page.locator("article").last).to_contain_text(f"{NASTY} and {NASTY}")
    assert await page.locator("img").count() == 0
    assert NASTY in await page.title()


async def test_mrkdwn_is_drawn_as_slack_draws_it(page: Page, gallery: Gallery) -> None:
    told = gallery.conversation(SALES)["messages"] = []
    for number, text in enumerate(MRKDWN):
        told.append(message(f"{1795593080 + number}.0001", BEN, text))
    await gallery.push()
    await expect(page.locator("article .text")).to_have_count(len(MRKDWN))
    drawn = await page.locator("article .text").evaluate_all("all => all.map(one => one.innerHTML)")
    assert dict(zip(MRKDWN, drawn, strict=True)) == MRKDWN


REST = 'target="_blank" rel="noopener noreferrer"'
ME, MENTION = '<span class="mention me">', '<span class="mention">'
NINE = '<time datetime="2026-11-25T08:00:00.000Z">'
LATER = '<time datetime="2026-12-01T08:00:00.000Z">'
MRKDWN = {
    "*a* _b_ ~c~ `d`": "<b>a</b> <i>b</i> <s>c</s> <code>d</code>",
    "*a _b_*": "<b>a <i>b</i></b>",
    "2*3*4 a_b_c * no * `*raw*`": "2*3*4 a_b_c * no * <code>*raw*</code>",
    "(*a*), “*b*”": "(<b>a</b>), “<b>b</b>”",
    "&gt; a\n&gt; b\nc": "<blockquote>a\nb</blockquote>c",
    "> a": "<blockquote>a</blockquote>",
    "a\n```\nb *c*\n```\nd": 'a<pre tabindex="0">b *c*</pre>d',
    "<https://a.de/?b&amp;c|d &amp; e>": f'<a href="https://a.de/?b&amp;c" {REST}>d &amp; e</a>',
    "https://a.de/b.": f'<a href="https://a.de/b" {REST}>https://a.de/b</a>.',
    "<javascript:alert(1)|a>": "&lt;javascript:alert(1)|a&gt;",
    f"<@{MIA}> <@U9|zoe>": f"{MENTION}@Mia Larsen</span> {MENTION}@zoe</span>",
    f"<@{ANA}>": f"{ME}@Ana Ruiz</span>",
    f"<#{SALES}>": '<button type="button" class="mention">#sales</button>',
    "<!here>": f"{MENTION}@here</span>",
    "<!date^1795593600^{date_pretty} {time}|x>": f"{NINE}today 09:00</time>",
    "<!date^1796112000^{date_long}|x>": f"{LATER}Tuesday, 1 December 2026</time>",
    "<!date^soon^{date}|some day>": "some day",
    "&amp;lt; &lt;b&gt; :tada: :no_such: 09:30:15": "&amp;lt; &lt;b&gt; 🎉 :no_such: 09:30:15",
}


async def test_a_message_only_for_me_says_so_and_can_be_dismissed(page: Page) -> None:
    await expect(page.locator(".only-you")).to_contain_text("Only visible to you")
    posted = await sent(page, "dismiss", page.get_by_role("button", name="Dismiss").click())
    assert posted == {
        "viewer": ANA,
        "kind": "dismiss",
        "channel": SALES,
        "ts": "1795593060.000100",
    }


async def test_days_are_divided_and_an_edited_message_is_marked(page: Page) -> None:
    await expect(page.locator(".day")).to_have_text(["Yesterday", "Today"])
    await expect(page.locator(".edited")).to_have_text("(edited)")


async def test_the_numbers_of_a_chart_can_be_read_as_a_table(page: Page) -> None:
    await go(page, BLOCKS)
    figure = page.locator("figure", has_text="Won and lost")
    await figure.locator("summary").click()
    row = figure.get_by_role("row", name="September")
    await expect(row).to_have_text("September95,000-15,000")


async def test_two_lines_of_a_chart_are_told_apart_without_their_colours(page: Page) -> None:
    await go(page, BLOCKS)
    figure = page.locator("figure", has_text="Open and target")
    dashes = "node => getComputedStyle(node).strokeDasharray"
    assert await figure.locator(".stroke.series-0").evaluate(dashes) == "none"
    assert await figure.locator(".stroke.series-1").evaluate(dashes) == "7px, 5px"


async def test_a_chart_steady_made_is_drawn_and_read_out_with_every_number(
    page: Page, gallery: Gallery
) -> None:
    weeks = [(date(2026, 11, 16), 95_500_00, 400_000_00), (date(2026, 11, 23), 310_000_00, None)]
    blocks = [
        charts.by_week("Open against target", weeks, "EUR", "en-GB"),
        charts.by_stage("By stage", [("Meet", 40_000_00), ("Involve others", 0)], "EUR"),
    ]
    drawn = message("1795593070.0001", STEADY, "Charts", blocks=with_ids(blocks, "made"))
    gallery.conversation(SALES)["messages"].append(drawn)
    await gallery.push()
    figures = page.locator("[data-ts='1795593070.0001'] .chart svg")
    await expect(figures).to_have_count(2)
    read = [await figures.nth(n).get_attribute("aria-label") for n in range(2)]
    assert read[0] is not None
    assert "Open: 16 Nov 95,500, 23 Nov 310,000; Target: 16 Nov 400,000" in read[0]
    assert read[1] == "By stage. A bar chart. Open: Meet 40,000, Involve others 0"


# Scrolling


async def test_whoever_reads_the_end_stays_there_when_something_new_comes(
    page: Page, gallery: Gallery
) -> None:
    await expect(page.get_by_role("button", name="Undo")).to_be_in_viewport()
    gallery.conversation(SALES)["messages"].append(message("1795593070.0001", BEN, "Newest"))
    await gallery.push()
    await expect(page.get_by_text("Newest")).to_be_in_viewport()
    await expect(page.locator("#pill")).to_be_hidden()


async def test_whoever_has_scrolled_up_is_told_and_not_moved(page: Page, gallery: Gallery) -> None:
    await go(page, BLOCKS)
    await expect(page.locator(".chart svg")).to_have_count(4)
    await page.locator("#scroller").evaluate("node => { node.scrollTop = 0 }")
    gallery.conversation(BLOCKS)["messages"].append(message("1795593070.0001", BEN, "Newest"))
    await gallery.push()
    await page.locator("#pill").click()
    await expect(page.get_by_text("Newest")).to_be_in_viewport()
    await expect(page.locator("#pill")).to_be_hidden()


# The composer


async def test_a_slash_command_is_completed_by_keyboard_and_its_hint_stays(page: Page) -> None:
    field = page.locator("#composer-text")
    await field.press_sequentially("/")
    await expect(page.locator("#suggestions [role=option]")).to_have_count(4)
    await shoot(page, "autocomplete")
    await field.press("ArrowDown")
    await field.press("ArrowDown")
    await field.press("Tab")
    await expect(field).to_have_value("/pipeline ")
    await expect(page.locator("#ghost span")).to_have_text("add | move | won | lost | target")
    await field.press_sequentially("won Acme")
    await expect(page.locator("#usage")).to_contain_text("add | move | won | lost | target")


async def test_enter_completes_a_half_typed_command_and_sends_a_whole_one(page: Page) -> None:
    field = page.locator("#composer-text")
    await field.press_sequentially("/fo")
    await field.press("Enter")
    await expect(field).to_have_value("/followup ")
    await field.press_sequentially("Acme friday")
    posted = await sent(page, "command", field.press("Enter"))
    assert posted == {
        "viewer": ANA,
        "kind": "command",
        "channel": SALES,
        "text": "/followup Acme friday",
    }
    await expect(field).to_have_value("")


async def test_a_message_is_sent_and_shift_enter_makes_a_line(page: Page) -> None:
    field = page.locator("#composer-text")
    await field.press_sequentially("one")
    await field.press("Shift+Enter")
    await field.press_sequentially("two")
    posted = await sent(page, "message", page.get_by_role("button", name="Send").click())
    assert posted == {"viewer": ANA, "kind": "message", "channel": SALES, "text": "one\ntwo"}


async def test_what_was_refused_is_explained_and_given_back(page: Page, gallery: Gallery) -> None:
    gallery.answers["command"] = {"ok": False, "error": "There is no command /nope."}
    field = page.locator("#composer-text")
    await field.press_sequentially("/nope")
    await field.press("Enter")
    await expect(page.locator(".toast")).to_have_text("There is no command /nope.")
    await expect(field).to_have_value("/nope")


async def test_a_draft_waits_in_its_place_and_typing_outlives_a_snapshot(
    page: Page, gallery: Gallery
) -> None:
    field = page.locator("#composer-text")
    await field.press_sequentially("half a")
    gallery.conversation(SALES)["messages"].append(message("1795593070.0001", BEN, "Newest"))
    await gallery.push()
    await expect(page.get_by_text("Newest")).to_be_visible()
    await page.keyboard.type(" thought")
    await go(page, BLOCKS)
    await expect(field).to_have_value("")
    await go(page, SALES)
    await expect(field).to_have_value("half a thought")


async def test_the_hint_types_its_command_and_stays_away_once_hidden(page: Page) -> None:
    await go(page, BLOCKS)
    await page.get_by_role("button", name="Type it for me").click()
    line = '/followup Acme next Monday 3pm "after our board has met"'
    await expect(page.locator("#composer-text")).to_have_value(line)
    await page.get_by_role("button", name="Hide this hint").click()
    await page.reload()
    await expect(page.locator(".message").first).to_be_visible()
    await expect(page.locator("#hint")).to_be_hidden()


# Shortcuts


async def test_a_global_shortcut_is_run_from_its_menu(page: Page) -> None:
    await page.get_by_role("button", name="Shortcuts").click()
    await shoot(page, "shortcuts")
    posted = await sent(page, "shortcut", page.get_by_role("menuitem").first.click())
    assert posted == {"viewer": ANA, "kind": "shortcut", "callback_id": "new_followup"}


async def test_a_message_shortcut_is_run_by_keyboard(page: Page) -> None:
    await page.get_by_role("button", name="More actions").first.press("Enter")
    await expect(page.get_by_role("menuitem", name="Follow up on this")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    posted = await sent(page, "message_shortcut", page.keyboard.press("Enter"))
    assert posted == {
        "viewer": ANA,
        "kind": "message_shortcut",
        "callback_id": "check_my_tone",
        "channel": SALES,
        "ts": "1795500000.000100",
    }


async def test_escape_closes_a_menu_and_gives_the_focus_back(page: Page) -> None:
    opener = page.get_by_role("button", name="Shortcuts")
    await opener.press("Enter")
    await expect(page.get_by_role("menuitem").first).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("menu")).to_have_count(0)
    await expect(opener).to_be_focused()


# Clicks


async def press_button(page: Page, action: str) -> None:
    await page.locator(f"[data-action={action}]").click()


async def pick_from_overflow(page: Page, _: str) -> None:
    await page.locator("[data-action=overflow]").click()
    await page.get_by_role("menuitem", name="Let it go").click()


def choosing(label: str) -> Callable[[Page, str], Awaitable[None]]:
    async def choose(page: Page, action: str) -> None:
        await page.locator(f"[data-action={action}]").select_option(label=label)

    return choose


def filling(text: str) -> Callable[[Page, str], Awaitable[None]]:
    async def fill(page: Page, action: str) -> None:
        await page.locator(f"[data-action={action}]").fill(text)

    return fill


def ticking(label: str) -> Callable[[Page, str], Awaitable[None]]:
    async def tick(page: Page, action: str) -> None:
        await page.locator(f"[data-action={action}]").get_by_label(label).check()

    return tick


@pytest.mark.parametrize(
    ("action", "doing", "block_id", "fields"),
    [
        ("open_card", press_button, "e0", {"value": "open_card"}),
        ("overflow", pick_from_overflow, "e2", {"selected": "let_go"}),
        ("primary", press_button, "buttons", {"value": "primary"}),
        ("pick_date", filling("2026-12-01"), "pickers", {"selected": "2026-12-01"}),
        ("pick_time", filling("16:30"), "pickers", {"selected": "16:30"}),
        ("pick_moment", filling("2026-12-01T09:00"), "pickers", {"selected": 1796112000}),
        ("pick_user", choosing("Mia Larsen"), "pickers", {"selected": MIA}),
        ("pick_channel", choosing("#sales"), "pickers", {"selected": SALES}),
        ("pick_stage", choosing("Decide"), "pickers", {"selected": "decide"}),
        ("who_chose", ticking("I did"), "choices", {"selected": "rep"}),
        ("spoke_to", ticking("Globex"), "choices", {"selected": ["acme", "globex"]}),
    ],
)
async def test_a_click_says_what_was_chosen_and_where(
    page: Page,
    action: str,
    doing: Callable[[Page, str], Awaitable[None]],
    block_id: str,
    fields: Json,
) -> None:
    await go(page, BLOCKS)
    posted = await sent(page, "click", doing(page, action))
    state = posted.pop("state")
    assert posted == {
        "viewer": ANA,
        "kind": "click",
        "where": {"message": {"channel": BLOCKS, "ts": "1795593000.000203"}},
        "block_id": block_id,
        "action_id": action,
        **fields,
    }
    assert set(state) == {"pickers", "choices"}


async def test_a_date_typed_by_keyboard_is_sent_once_it_is_whole(
    page: Page, gallery: Gallery
) -> None:
    await go(page, BLOCKS)
    day = page.locator("[data-action=pick_date]")
    await day.press_sequentially("12012026")
    posted = await sent(page, "click", day.blur())
    assert posted["selected"] == "2026-12-01"
    assert gallery.kinds().count("click") <= 1


async def test_a_click_carries_the_state_of_its_message(page: Page) -> None:
    await go(page, "app")
    await page.locator("[data-action=snooze]").select_option("1d")
    posted = await sent(page, "click", page.get_by_role("button", name="Done").click())
    picked = {"text": plain("Tomorrow, 09:00"), "value": "1d"}
    snooze = {"type": "static_select", "selected_option": picked}
    assert posted["state"] == {"nudge2": {"snooze": snooze}}
    assert posted["where"] == {"message": {"channel": DM, "ts": "1795593000.000301"}}


async def test_a_pressed_button_is_busy_until_the_answer(page: Page, gallery: Gallery) -> None:
    gallery.may_answer.clear()
    pressed = page.get_by_role("button", name="Undo")
    await pressed.click()
    await expect(pressed).to_have_attribute("aria-busy", "true")
    await pressed.click()
    gallery.may_answer.set()
    await expect(pressed).not_to_have_attribute("aria-busy", "true")
    assert gallery.kinds().count("click") == 1


@pytest.mark.parametrize(("answer", "clicks"), [("Keep it", 0), ("Let it go", 1)])
async def test_a_question_before_an_act_is_asked(
    page: Page, gallery: Gallery, answer: str, clicks: int
) -> None:
    await go(page, BLOCKS)
    await page.get_by_role("button", name="Danger").click()
    question = page.get_by_role("dialog", name="Let Acme go?")
    await expect(question).to_contain_text("Its two follow-ups will be closed.")
    await shoot(page, "confirm")
    await question.get_by_role("button", name=answer).click()
    await expect(question).to_be_hidden()
    await sent(page, "clock", page.get_by_role("button", name="An hour later").click())
    assert gallery.kinds().count("click") == clicks


async def test_when_a_message_is_replaced_the_focus_stays_with_it(
    page: Page, gallery: Gallery
) -> None:
    await page.get_by_role("button", name="Undo").focus()
    saved = gallery.conversation(SALES)["messages"][-1]
    saved["blocks"] = with_ids([section("Undone.")], "undone")
    await gallery.push()
    await expect(page.locator("article", has_text="Undone.")).to_be_focused()


# Forms


async def test_an_empty_required_field_is_named_before_anything_is_sent(
    page: Page, gallery: Gallery
) -> None:
    await show_form(page, gallery, FORM)
    await page.get_by_role("button", name="Save").click()
    wrong = page.locator("#view .field-error:visible")
    await expect(wrong).to_have_text(["Please fill this in.", "Please fill this in."])
    await expect(page.get_by_label("Client")).to_be_focused()
    await shoot(page, "form-errors")
    assert "submit" not in gallery.kinds()


async def test_a_form_is_filled_by_keyboard_and_its_errors_are_shown(
    page: Page, gallery: Gallery
) -> None:
    gallery.answers["options"] = {
        "ok": True,
        "options": [option("Acme", "1"), option("Acmos", "2")],
    }
    gallery.answers["submit"] = {"ok": True, "errors": {"when": "That day has passed."}}
    await show_form(page, gallery, FORM)
    client = page.get_by_label("Client")
    asked = await sent(page, "options", client.press_sequentially("ac"))
    assert asked == {
        "viewer": ANA,
        "kind": "options",
        "view": "V0FORM",
        "block_id": "client",
        "action_id": "client",
        "text": "ac",
    }
    await expect(page.get_by_role("option", name="Acmos")).to_be_visible()
    await shoot(page, "typeahead")
    await client.press("Escape")
    await expect(page.get_by_role("option", name="Acmos")).to_be_hidden()
    await client.press_sequentially("m")
    await client.press("Enter")
    await expect(page.get_by_role("option", name="Acmos")).to_be_visible()
    await client.press("ArrowDown")
    await client.press("Enter")
    await expect(client).to_have_value("Acmos")
    await page.get_by_label("When").fill("yesterday")
    posted = await sent(page, "submit", page.get_by_label("When").press("Enter"))
    assert posted == {"viewer": ANA, "kind": "submit", "view": "V0FORM", "state": FILLED}
    await expect(page.locator("#view .field-error:visible")).to_have_text("That day has passed.")
    await expect(page.get_by_label("When")).to_be_focused()


FILLED = {
    "client": {"client": {"type": "external_select", "selected_option": option("Acmos", "2")}},
    "when": {"when": {"type": "plain_text_input", "value": "yesterday"}},
    "words": {"words": {"type": "plain_text_input", "value": None}},
    "set_by": {
        "set_by": {"type": "radio_buttons", "selected_option": option("They did", "client")}
    },
    "kind": {
        "kind": {"type": "static_select", "selected_option": option("Follow-up", "follow_up")}
    },
    "on": {"on": {"type": "datepicker", "selected_date": None}},
}


async def test_what_was_typed_stays_while_steady_changes_the_form(
    page: Page, gallery: Gallery
) -> None:
    await show_form(page, gallery, FORM)
    words = page.get_by_label("Their words")
    await words.press_sequentially("after our ")
    posted = await sent(page, "click", page.get_by_label("Kind").select_option("meeting"))
    assert posted["where"] == {"view": "V0FORM"}
    assert posted["selected"] == "meeting"
    await words.focus()
    changed = copy.deepcopy(FORM) | {"hash": "2.b", "title": plain("New meeting")}
    changed["blocks"][2]["label"] = plain("Their own words")
    changed["blocks"].append(section("A meeting lasts half an hour.", block_id="note"))
    await show_form(page, gallery, changed)
    await expect(page.locator("#view-title")).to_have_text("New meeting")
    await page.keyboard.type("board has met")
    await expect(page.get_by_label("Their own words")).to_have_value("after our board has met")
    await expect(page.get_by_label("Kind")).to_have_value("meeting")


async def test_a_form_that_becomes_another_keeps_the_focus_inside(
    page: Page, gallery: Gallery
) -> None:
    await show_form(page, gallery, FORM)
    await page.get_by_label("When").focus()
    saved = {**FORM, "hash": "2.b", "submit": None, "blocks": [section("Until then.")]}
    await show_form(page, gallery, saved)
    await expect(page.locator("#view-close")).to_be_focused()


async def test_the_uppermost_form_is_shown_and_escape_closes_it(
    page: Page, gallery: Gallery
) -> None:
    above = {**FORM, "id": "V0ABOVE", "title": plain("On top"), "blocks": [section("Really?")]}
    await show_form(page, gallery, FORM, above)
    await expect(page.locator("#view-title")).to_have_text("On top")
    posted = await sent(page, "close", page.keyboard.press("Escape"))
    assert posted == {"viewer": ANA, "kind": "close", "view": "V0ABOVE"}
    await show_form(page, gallery, FORM)
    await expect(page.locator("#view-title")).to_have_text("New follow-up")


async def test_the_focus_cannot_leave_an_open_form(page: Page, gallery: Gallery) -> None:
    await show_form(page, gallery, FORM)
    await expect(page.get_by_label("Client")).to_be_focused()
    for _ in range(20):
        await page.keyboard.press("Tab")
        inside = (
            "document.activeElement === document.body || !!document.activeElement.closest('#view')"
        )
        assert await page.evaluate(inside)


async def test_a_closed_form_gives_the_focus_back(page: Page, gallery: Gallery) -> None:
    await page.locator("#composer-text").focus()
    await show_form(page, gallery, FORM)
    gallery.snapshot["views"] = []
    await gallery.push()
    await expect(page.locator("#view")).to_be_hidden()
    await expect(page.locator("#composer-text")).to_be_focused()


# Places, people, time


async def test_opening_home_and_messages_tells_steady(page: Page) -> None:
    posted = await sent(page, "messages_tab", page.locator("[data-place=app]").click())
    assert posted == {"viewer": ANA, "kind": "messages_tab"}
    posted = await sent(page, "home", page.get_by_role("tab", name="Home").click())
    assert posted == {"viewer": ANA, "kind": "home"}
    await shoot(page, "home")
    posted = await sent(page, "click", page.get_by_role("button", name="New follow-up").click())
    assert posted["where"] == {"home": True}


async def test_a_button_with_the_address_of_home_opens_it(page: Page, gallery: Gallery) -> None:
    await go(page, BLOCKS)
    posted = await sent(page, "click", page.get_by_role("button", name="Open Home").click())
    assert posted["action_id"] == "show_today"
    await expect(page.get_by_role("tab", name="Home")).to_have_attribute("aria-selected", "true")
    await eventually(lambda: "home" in gallery.kinds())


async def test_opening_an_unread_conversation_reads_it(page: Page) -> None:
    entry = page.locator(f"[data-place={BLOCKS}]")
    await expect(entry).to_have_text("#every-block2 unread")
    posted = await sent(page, "read", entry.click())
    assert posted == {"viewer": ANA, "kind": "read", "channel": BLOCKS}


async def test_what_arrives_elsewhere_is_announced_and_opens_on_a_click(
    page: Page, gallery: Gallery
) -> None:
    direct = gallery.conversation(DM)
    direct["unread"] += 1
    direct["messages"].append(message("1795593070.0001", STEADY, "*Globex* asked for today."))
    await gallery.push()
    notice = page.get_by_role("button", name="Steady Globex asked for today.")
    await shoot(page, "notice")
    await notice.click()
    await expect(page.get_by_role("tab", name="Messages")).to_have_attribute(
        "aria-selected", "true"
    )
    await expect(page.locator("article").last).to_contain_text("Globex asked for today.")


async def test_the_visitor_can_be_somebody_else(page: Page) -> None:
    await page.get_by_role("group", name="You are").get_by_role("button", name="Ben").click()
    ben = page.locator(f"[data-viewer={BEN}]")
    await expect(ben).to_have_attribute("aria-pressed", "true")
    await page.locator("#composer-text").fill("hello")
    posted = await sent(page, "message", page.locator("#composer-text").press("Enter"))
    assert posted["viewer"] == BEN
    await page.reload()
    await expect(ben).to_have_attribute("aria-pressed", "true")


async def test_an_address_that_names_nobody_here_still_opens_the_page(
    page: Page, gallery: Gallery
) -> None:
    await page.goto(f"{gallery.url}?viewer=U0GONE")
    ana = page.locator(f"[data-viewer={ANA}]")
    await expect(ana).to_have_attribute("aria-pressed", "true")


async def test_the_clock_is_told_and_moved(page: Page, gallery: Gallery) -> None:
    await expect(page.locator("#clock-says")).to_have_text(
        "It is Wednesday 25 November, 09:30 in Berlin"
    )
    tomorrow = page.get_by_role("button", name="Tomorrow morning")
    posted = await sent(page, "clock", tomorrow.click())
    assert posted == {"viewer": ANA, "kind": "clock", "preset": "tomorrow_morning"}
    gallery.snapshot["clock"] |= {
        "now": "2026-11-26T07:30:00+00:00",
        "local": "2026-11-26T08:30",
    }
    await gallery.push()
    await expect(page.locator("#clock-says")).to_contain_text("Thursday 26 November, 08:30")
    await expect(page.locator(".day").last).to_have_text("Yesterday")


async def test_the_clock_moves_to_a_chosen_moment_but_never_back(
    page: Page, gallery: Gallery
) -> None:
    await page.get_by_role("button", name="Move to…").click()
    await page.get_by_label("Move the clock to").fill("2026-11-24T09:00")
    await page.get_by_role("button", name="Move", exact=True).click()
    await expect(page.locator("#clock-note")).to_have_class("note wrong")
    assert "clock" not in gallery.kinds()
    await page.get_by_label("Move the clock to").fill("2026-12-01T09:00")
    move = page.get_by_role("button", name="Move", exact=True)
    posted = await sent(page, "clock", move.click())
    assert posted == {"viewer": ANA, "kind": "clock", "to": "2026-12-01T09:00"}
    await expect(page.locator("#clock-form")).to_be_hidden()


async def test_a_lost_connection_is_said_calmly_and_mended(page: Page, gallery: Gallery) -> None:
    await page.locator("#composer-text").press_sequentially("half a")
    gallery.refuses_connections = True
    await gallery.drop_lines()
    await expect(page.locator("#connection")).to_contain_text("Trying again")
    gallery.refuses_connections = False
    await expect(page.locator("#connection")).to_be_hidden()
    await expect(page.locator("#composer-text")).to_have_value("half a")


# Everybody can use it


async def test_nothing_is_wider_than_a_phone(open_page: OpenPage, gallery: Gallery) -> None:
    page = await open_page(PHONE, has_touch=True, is_mobile=True)
    await shoot(page, "phone-channel")
    for place in (SALES, BLOCKS, "app"):
        await page.get_by_role("button", name="Channels and people").click()
        await shoot(page, "phone-sidebar")
        await go(page, place)
        await expect(page.locator("#sidebar")).not_to_be_in_viewport()
        assert await sideways(page) == []
    await page.get_by_role("tab", name="Home").click()
    assert await sideways(page) == []
    await shoot(page, "phone-home")
    await show_form(page, gallery, FORM)
    assert await sideways(page) == []
    await shoot(page, "phone-form")


async def sideways(page: Page) -> list[str]:
    """What would have to be scrolled sideways, except tables and rows that say so."""
    wide: list[str] = await page.evaluate(
        """() => [...document.querySelectorAll("html, body, #scroller, .blocks, dialog[open] *")]
            .filter((node) => node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0)
            .filter((node) => getComputedStyle(node).display !== "inline")
            .map((node) => node.className || node.tagName)"""
    )
    return wide


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_words_stand_out_from_their_ground(
    open_page: OpenPage, gallery: Gallery, scheme: str
) -> None:
    page = await open_page(color_scheme=scheme)
    await shoot(page, f"{scheme}-channel")
    assert await page.evaluate(FAINT_WORDS) == []
    await go(page, BLOCKS)
    await page.locator("#scroller").evaluate("node => { node.scrollTop = 0 }")
    await shoot(page, f"{scheme}-blocks")
    assert await page.evaluate(FAINT_WORDS) == []
    await page.locator("#composer-text").fill("/")
    assert await page.evaluate(FAINT_WORDS) == []
    await show_form(page, gallery, FORM)
    await page.get_by_role("button", name="Save").click()
    await shoot(page, f"{scheme}-form")
    assert await page.evaluate(FAINT_WORDS) == []


async def test_every_control_has_a_name(page: Page, gallery: Gallery) -> None:
    assert await page.evaluate(NAMELESS) == []
    await go(page, BLOCKS)
    assert await page.evaluate(NAMELESS) == []
    await show_form(page, gallery, FORM)
    assert await page.evaluate(NAMELESS) == []


async def test_ids_are_unique_and_every_reference_has_its_target(
    page: Page, gallery: Gallery
) -> None:
    await go(page, BLOCKS)
    await show_form(page, gallery, FORM)
    assert await page.evaluate(LOOSE_ENDS, [*(f"aria-{one}" for one in REFERENCES), "for"]) == []


async def test_nothing_moves_for_those_who_asked_for_stillness(open_page: OpenPage) -> None:
    page = await open_page(reduced_motion="reduce")
    slow = """() => [...document.querySelectorAll("*")].map((node) => getComputedStyle(node))
        .filter((style) => parseFloat(style.transitionDuration) > 0.01).length"""
    assert await page.evaluate(slow) == 0


async def test_the_page_asks_nobody_else_for_anything(
    open_page: OpenPage, gallery: Gallery
) -> None:
    page = await open_page()
    strangers: list[str] = []
    page.on("request", lambda request: strangers.append(request.url))
    await page.reload()
    await expect(page.locator(".message").first).to_be_visible()
    assert strangers
    assert [url for url in strangers if not url.startswith((gallery.url, "data:"))] == []


# The page and the stand-in Slack together, with a small app where Steady will be


class Echo:
    """An app behind the stand-in that answers every kind of request in the shortest way."""

    def __init__(self, slack: StandIn, session: ClientSession) -> None:
        self.slack = slack
        self._session = session

    async def answer(self, request: web.Request) -> web.Response:
        body = (await request.read()).decode()
        if request.content_type == "application/json":
            return await self._heard(json.loads(body)["event"])
        form = {name: values[0] for name, values in parse_qs(body).items()}
        if "payload" in form:
            return await self._acted(json.loads(form["payload"]))
        if "text" not in form:
            return await self._open_form(form["trigger_id"])
        blocks = [section(f"Saved {form['text']}"), {"type": "actions", "elements": [UNDO]}]
        return web.json_response({"text": "Saved", "blocks": blocks})

    async def call(self, method: str, **params: Any) -> Json:
        """One Web API call, which must succeed."""
        token = {"Authorization": f"Bearer {self.slack.bot_token}"}
        url = f"{self.slack.api_url}{method}"
        async with self._session.post(url, json=params, headers=token) as response:
            said: Json = await response.json()
        assert said["ok"], said
        return said

    async def _heard(self, event: Json) -> web.Response:
        if event.get("tab") == "home":
            view = {"type": "home", "blocks": [section("This is your Home.")]}
            await self.call("views.publish", user_id=event["user"], view=view)
        if event["type"] == "message":
            await self.call("chat.postMessage", channel=event["channel"], text=event["text"])
        return web.Response()

    async def _open_form(self, trigger_id: str) -> web.Response:
        view = {name: FORM[name] for name in ("type", "title", "submit", "close", "blocks")}
        await self.call("views.open", trigger_id=trigger_id, view=view)
        return web.Response()

    async def _acted(self, payload: Json) -> web.Response:
        if payload["type"] == "block_suggestion":
            return web.json_response({"options": [option("Acme", "1"), option("Acmos", "2")]})
        if payload["type"] == "view_submission":
            when = payload["view"]["state"]["values"]["when"]["when"]["value"]
            past = {"response_action": "errors", "errors": {"when": "That day has passed."}}
            saved = {"type": "modal", "title": plain("Saved"), "blocks": [section("Until then.")]}
            done = {"response_action": "update", "view": saved}
            return web.json_response(past if when == "yesterday" else done)
        if "response_url" in payload:
            undone = {"replace_original": True, "text": "Undone."}
            await self._session.post(payload["response_url"], json=undone)
        return web.Response()


UNDO = button("Undo", "undo")
MANIFEST = """
features:
  app_home: {home_tab_enabled: true, messages_tab_enabled: true}
  slash_commands:
    - {command: /followup, description: Remember, usage_hint: Acme friday, should_escape: true}
settings: {event_subscriptions: {bot_events: [app_home_opened, message.im]}}
"""


@pytest_asyncio.fixture(loop_scope="module")
async def echo(tmp_path: Path) -> AsyncIterator[Echo]:
    clock = MovableClock(datetime(2026, 11, 25, 8, 30, tzinfo=UTC))
    manifest = tmp_path / "manifest.yml"
    manifest.write_text(MANIFEST)

    async def move(moment: datetime) -> None:
        clock.move_to(moment)
        ana = next(user.id for user in slack.workspace.users.values() if user.name == "Ana Ruiz")
        await echo.call("chat.postMessage", channel=ana, text="Acme asked for today.")

    slack = StandIn(clock=clock, manifest=manifest)
    slack.host.move_clock = move
    people = [slack.add_user("Ana Ruiz").id, slack.add_user("Ben Okafor", tz="Europe/London").id]
    slack.add_channel("sales", [*people, slack.bot_user_id])
    async with ClientSession() as session:
        echo = Echo(slack, session)
        app = web.Application()
        app.router.add_post("/slack/events", echo.answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        await slack.start()
        slack.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        yield echo
        await slack.stop()
        await runner.cleanup()


@pytest_asyncio.fixture(loop_scope="module")
async def live(browser: Browser, echo: Echo) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport=DESK)
    page = await context.new_page()
    await page.goto(f"http://127.0.0.1:{echo.slack.port}/")
    await expect(page.locator("#composer")).to_be_visible()
    yield page
    await context.close()


async def test_a_command_is_answered_and_its_answer_replaced_on_a_click(live: Page) -> None:
    field = live.locator("#composer-text")
    await field.fill("/followup Acme <b> & friday")
    await field.press("Enter")
    await expect(live.locator("article.ephemeral")).to_contain_text("Saved Acme <b> & friday")
    await live.get_by_role("button", name="Undo").click()
    await expect(live.locator("article.ephemeral")).to_contain_text("Undone.")


async def test_a_form_goes_through_the_stand_in_and_back(live: Page) -> None:
    await live.locator("#composer-text").fill("/followup")
    await live.locator("#composer-text").press("Enter")
    await live.get_by_label("Client").press_sequentially("ac")
    await live.get_by_role("option", name="Acmos").click()
    await live.get_by_label("When").fill("yesterday")
    await live.get_by_role("button", name="Save").click()
    await expect(live.locator(".field-error:visible")).to_have_text("That day has passed.")
    await live.get_by_label("When").fill("friday")
    await live.get_by_role("button", name="Save").click()
    await expect(live.locator("#view-title")).to_have_text("Saved")
    await live.keyboard.press("Escape")
    await expect(live.locator("#view")).to_be_hidden()


async def test_home_and_direct_messages_go_through_the_stand_in(live: Page) -> None:
    await live.locator("[data-place=app]").click()
    await live.get_by_role("tab", name="Home").click()
    await expect(live.locator(".home")).to_contain_text("This is your Home.")
    await live.get_by_role("tab", name="Messages").click()
    await live.locator("#composer-text").fill("hello")
    await live.locator("#composer-text").press("Enter")
    await expect(live.locator("article")).to_have_count(2)


async def test_moving_the_clock_brings_what_is_due(live: Page) -> None:
    await live.get_by_role("button", name="Tomorrow morning").click()
    await expect(live.locator("#clock-says")).to_contain_text("Thursday 26 November, 08:30")
    await live.get_by_role("button", name="Steady Acme asked for today.").click()
    await expect(live.locator("article")).to_contain_text("Acme asked for today.")
    await live.get_by_role("group", name="You are").get_by_role("button", name="Ben").click()
    await expect(live.locator("#clock-says")).to_contain_text("07:30 in London")


# A control is named by its label, its aria-label, the element it points to, or its own words.
NAMELESS = """() => [...document.querySelectorAll("button, input, select, textarea, summary, a")]
    .filter((node) => node.checkVisibility())
    .filter((node) => !(node.getAttribute("aria-label") || node.labels?.[0]?.textContent.trim()
        || document.getElementById(node.getAttribute("aria-labelledby"))?.textContent.trim()
        || node.textContent.trim()))
    .map((node) => node.outerHTML.slice(0, 120))"""

REFERENCES = ["labelledby", "describedby", "controls", "activedescendant"]
LOOSE_ENDS = """(names) => {
    const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
    const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
    const targets = (name) => [...document.querySelectorAll(`[${name}]`)]
        .flatMap((node) => node.getAttribute(name).split(" "));
    const lost = names.flatMap(targets).filter((id) => !document.getElementById(id));
    return [...twice, ...lost];
}"""

# WCAG 2 AA: 4.5 to 1, or 3 to 1 for large words; grounds are laid over each other as they are seen.
FAINT_WORDS = """() => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const rgba = (color) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const over = ([r, g, b, a], under) =>
        [r, g, b].map((one, at) => one * a / 255 + under[at] * (1 - a / 255));
    const ground = (node) => {
        if (!node) return [255, 255, 255];
        const own = rgba(getComputedStyle(node).backgroundColor);
        return own[3] === 255 ? own.slice(0, 3) : over(own, ground(node.parentElement));
    };
    const linear = (one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
    const light = (color) => color.map((one) => linear(one / 255))
        .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
    const ratio = (a, b) => {
        const [dark, bright] = [light(a), light(b)].sort((one, other) => one - other);
        return (bright + 0.05) / (dark + 0.05);
    };
    const hasWords = (node) =>
        [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    const needed = ({ fontSize, fontWeight }) =>
        (parseFloat(fontSize) >= (fontWeight >= 700 ? 18.66 : 24) ? 3 : 4.5);
    const root = document.querySelector("dialog[open]") ?? document.body;
    return [...root.querySelectorAll("*")]
        .filter((node) => node.checkVisibility({ visibilityProperty: true }) && hasWords(node))
        .filter((node) => !node.closest("svg, .ghost, .hidden-words, .skip, option, :disabled"))
        .map((node) => {
            const [style, under] = [getComputedStyle(node), ground(node)];
            const found = ratio(over(rgba(style.color), under), under);
            return found < needed(style) && `${found.toFixed(2)} ${node.textContent.slice(0, 40)}`;
        }).filter(Boolean);
}"""
