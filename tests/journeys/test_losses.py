"""Every reason a client is lost for, over signed HTTP: its later try, and what stays of it."""

import pytest

from bot.demo.standin import Message
from tests.journeys.steps import choose, labels, line, press, utc
from tests.world import World


@pytest.fixture
async def w(steady_world: World) -> World:
    """Ana knows Initech, where Jo Smith buys."""
    await steady_world.client("add Initech, €84k")
    await steady_world.client("contact Initech add Jo Smith, buyer")
    return steady_world


async def as_shown(w: World, message: Message) -> Message:
    found = w.slack.workspace.conversations[message.channel].message(message.ts)
    assert found is not None
    return found


# Lost on Monday 2 March 2026; a day off moves to the next working day.
REASONS = [
    ("no_decision", {}, "They never decided", "Wednesday 2 September"),
    ("budget", {}, "No budget", "Wednesday 2 September"),
    ("budget", {"month": "1"}, "No budget", "Monday 2 November"),
    ("price", {}, "The price", "Wednesday 2 September"),
    ("timing", {}, "The timing", "Tuesday 2 June"),
    ("timing", {"day": "2026-04-20"}, "The timing", "Monday 20 April"),
    ("competitor", {}, "They chose somebody else", "Monday 2 November"),
    ("competitor", {"day": "2027-03-31"}, "They chose somebody else", "Tuesday 1 December"),
    ("acquired", {}, "They were acquired", "Tuesday 2 June"),
    ("moved_away", {}, "They moved away", "Tuesday 2 March 2027"),
    ("champion_left", {}, "Our contact left", "Thursday 2 April"),
    ("let_down", {}, "We let them down", "Tuesday 2 June"),
    ("not_a_fit", {}, "Not a fit", None),
    ("do_not_contact", {}, "They asked not to be contacted", None),
    ("other", {}, "Something else", "Wednesday 2 September"),
]


@pytest.mark.parametrize(("reason", "facts", "label", "day"), REASONS)
async def test_every_reason_has_its_later_try_and_its_place_on_the_card(
    w: World, reason: str, facts: dict[str, object], label: str, day: str | None
) -> None:
    card = await line(w, "Initech")
    await press(w, card, "Not a client any more")
    await w.fill_in({"reason": reason, **facts})

    told = await as_shown(w, card)
    assert "Initech said no, so we let it go." in told.text
    assert f"The reason you gave: {label.lower()}." in told.text
    assert f": {label[0].lower()}{label[1:]}." in await w.client("Initech")
    if day is None:
        assert "A second try" not in told.text
        return
    assert f"Nothing is for ever. A second try on {day}?" in told.text
    await press(w, told, "Bring it back then")
    assert f"A second try with Initech comes back on {day}" in (await as_shown(w, card)).text


async def test_a_follow_up_is_refused_only_where_they_asked_for_quiet(w: World) -> None:
    await w.client("lost Initech they asked not to be contacted")
    assert "asked not to be contacted" in await w.said("Initech next Friday")
    await w.said("undo")
    assert "Saved." in await w.said("Initech Friday 13 March")


async def test_won_back_its_loss_stays_in_its_history_with_the_day(w: World) -> None:
    lost = await line(w, "lost Initech the price")
    await press(w, lost, "Bring it back then")
    assert "Lost on Monday 2 March" in await w.client("Initech")
    await w.until(utc(9, 2, 6, 30))
    assert "A second try with Initech: you chose today." in w.last().text

    await press(w, w.last(), "Done")

    card = await w.client("Initech")
    assert "Prospect, €84,000 a year." in card
    assert "Lost on Monday 2 March, and back since Wednesday 2 September." in card
    assert "Initech" not in await w.client("list lost")
    await w.client("lost Initech the timing")
    again = await w.client("Initech")
    assert ": the timing." in again
    assert "Lost on Monday 2 March, and back since Wednesday 2 September." in again


# Bought


async def test_the_buyer_becomes_a_client_with_the_people_we_know(w: World) -> None:
    said = await w.client("lost Initech acquired by Globex")
    assert "Globex bought Initech, and is a prospect of ours now." in said
    assert "One person we know at Initech is noted there too." in said
    assert "What was said with them stays with Initech." in said
    assert "The reason you gave: they were acquired." in said
    assert "We know Jo Smith (buyer)." in await w.client("Globex")
    card = await w.client("Initech")
    assert "Globex bought them." in card
    assert "We know Jo Smith (buyer)." in card

    await w.said("undo")

    assert "I know no client called Globex" in await w.client("Globex")
    assert "Prospect" in await w.client("Initech")


async def test_the_buyer_may_be_a_client_we_know(w: World) -> None:
    await w.client("add Globex, €10k")
    await w.client("contact Globex add Jo Smith")
    said = await w.client("lost Initech bought by globex")
    assert "Globex bought Initech" in said
    assert (await w.client("contact Globex")).count("Jo Smith") == 1
    await w.said("undo")
    assert "€10,000 a year" in await w.client("Globex")


async def test_by_whom_is_asked_when_the_reason_alone_was_told(w: World) -> None:
    lost = await line(w, "lost Initech")
    await choose(w, lost, "Add the reason", "They were acquired")
    told = await as_shown(w, lost)
    assert "Say who bought them" in labels(told)

    await press(w, told, "Say who bought them")
    await w.fill_in({"acquired_by": "Globex"})

    assert "Globex bought Initech, and is a prospect of ours now." in (await as_shown(w, lost)).text
    assert "We know Jo Smith (buyer)." in await w.client("Globex")
    await w.said("undo")
    assert "I know no client called Globex" in await w.client("Globex")
    assert "bought them" not in await w.client("Initech")
    assert "Lost" in await w.client("Initech")


async def test_nobody_buys_itself(w: World) -> None:
    assert "cannot have bought itself" in await w.client("lost Initech acquired by initech")
    assert "Prospect" in await w.client("Initech")


# Moved away


async def test_a_place_we_now_serve_lists_everybody_who_moved_away(w: World) -> None:
    for name, why in (
        ("Initech", "they moved away to Tyrol"),
        ("Umbrella", "relocated"),
        ("Hooli", "the price"),
    ):
        await w.client(f"add {name}")
        await w.client(f"lost {name} {why}")
    await w.client("add Vantage", w.ben)
    await w.client("lost Vantage they moved away, my own secret", w.ben)

    served = await line(w, "serve Tyrol")

    assert "Clients lost because they moved away: 3." in served.text
    assert "Hooli" not in served.text
    assert "You noted: they moved away to Tyrol" in served.text
    assert "my own secret" not in served.text
    assert labels(served) == ["Set a date"] * 3
    assert await w.client("list moved") == served.text


async def test_a_date_is_set_from_that_list(w: World) -> None:
    await w.client("lost Initech they moved away")
    served = await line(w, "serve Tyrol")
    await press(w, served, "Set a date")
    await w.fill_in({"day": "2026-04-14"})
    assert "a second try" in await w.said("list")
    assert "Initech: Tue 14 Apr" in await w.said("list")


async def test_where_nobody_moved_away_it_says_so(w: World) -> None:
    assert await w.client("serve Tyrol") == "Nobody was lost because they moved away."
    assert "Which place do we serve now?" in await w.client("serve")
