"""A rep says when and how they want to be spoken to, and that is how it goes."""

from datetime import timedelta

import pytest

from tests.journeys.steps import echo, labels, utc
from tests.world import World


async def steady(world: World, text: str) -> str:
    seen = await world.slack.command(world.ana.id, "/steady", text)
    assert seen.status == 200, seen.error
    return "\n".join(message.text for message in seen.messages)


async def settings(world: World, **values: object) -> str:
    """Open the form, change a few fields, and send it."""
    await world.slack.command(world.ana.id, "/steady", "settings")
    await world.fill_in(dict(values))
    view = world.slack.view(world.ana.id)
    return "\n".join(str(b.get("text", {}).get("text", "")) for b in view["blocks"]) if view else ""


async def test_the_brief_comes_at_the_hour_that_was_chosen(steady_world: World) -> None:
    await settings(steady_world, brief_time="10:15")
    await echo(steady_world, "Acme tomorrow")
    await steady_world.until(utc(3, 3, 9, 14))
    assert steady_world.dms() == []
    await steady_world.until(utc(3, 3, 9, 15))
    assert "Acme is due today." in steady_world.last().text


async def test_in_another_zone_what_is_open_moves_with_the_rep(steady_world: World) -> None:
    await echo(steady_world, "Acme tomorrow 15:00")
    await settings(steady_world, zone="America/New_York")
    await steady_world.until(utc(3, 3, 19, 49))
    assert steady_world.dms() == []
    await steady_world.until(utc(3, 3, 19, 50))
    assert "15:00" in steady_world.last().text


async def test_a_zone_that_was_chosen_outlives_what_slack_says(steady_world: World) -> None:
    await settings(steady_world, zone="America/New_York")
    await echo(steady_world, "Acme tomorrow")
    await steady_world.until(utc(3, 3, 13, 30))
    assert len(steady_world.dms()) == 1
    await echo(steady_world, "Globex tomorrow")
    await steady_world.until(utc(3, 4, 13, 29))
    assert len(steady_world.dms()) == 1


async def test_a_holiday_is_a_day_off(steady_world: World) -> None:
    assert "Holidays of DE-BE are days off." in await steady(steady_world, "holidays de be")
    await steady_world.until(utc(4, 2, 9))
    await echo(steady_world, "Acme in one day")
    assert "Acme: Tue 7 Apr." in await steady_world.said("list")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("holidays Atlantis", "I know no holidays for “Atlantis”"),
        ("pause", "Until which day?"),
        ("pause until yesterday", "I could not read “yesterday”"),
        ("pause until 2 March", "Monday 2 March would not be a pause."),
        (
            "mute noise",
            "What can be muted: quiet, season, people, friday, shortfall, circles, patience, ",
        ),
    ],
)
async def test_what_cannot_be_is_said_and_nothing_changes(
    steady_world: World, typed: str, answer: str
) -> None:
    assert answer in await steady(steady_world, typed)


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("closes", "07:00", "Office hours end after they begin."),
        ("brief_time", "06:00", "The brief comes within office hours. Choose 08:00 or later"),
        ("working_days", [], "Please complete this required field."),
        ("paused_until", "2026-03-02", "would not be a pause"),
    ],
)
async def test_a_form_that_cannot_be_says_so_under_its_field(
    steady_world: World, field: str, value: object, error: str
) -> None:
    await steady_world.slack.command(steady_world.ana.id, "/steady", "settings")
    seen = await steady_world.fill_in({field: value})
    assert error in str(seen.errors)


async def test_a_pause_is_silent_and_ends_with_one_brief(steady_world: World) -> None:
    await echo(steady_world, 'Acme tomorrow 15:00 "after lunch"')
    await echo(steady_world, "Globex Thursday")
    said = await steady(steady_world, "pause until 9 March")
    assert "I am silent until Monday 9 March. Dates that come due meanwhile wait for you." in said
    await steady_world.until(utc(3, 9, 7, 29))
    assert steady_world.dms() == []
    await steady_world.until(utc(3, 9, 7, 30))
    (brief,) = steady_world.dms()
    assert "“after lunch”" in brief.text
    assert "Globex" in brief.text


async def test_whoever_is_back_early_is_caught_up_the_next_morning(steady_world: World) -> None:
    await echo(steady_world, "Acme tomorrow 15:00")
    await steady(steady_world, "pause until 16 March")
    await steady_world.until(utc(3, 4, 12))
    assert "Welcome back." in await steady(steady_world, "resume")
    await steady_world.until(utc(3, 5, 7, 30))
    assert "Acme" in steady_world.last().text


async def test_a_muted_kind_is_not_heard_of_until_it_is_wanted_again(steady_world: World) -> None:
    await steady_world.client("add Acme, key")
    assert "Muted: clients gone quiet." in await steady(steady_world, "mute quiet")
    await steady(steady_world, "mute friday")
    await steady_world.until(utc(3, 31, 12))
    assert steady_world.dms() == []
    assert "I'll bring it up again" in await steady(steady_world, "unmute quiet")
    await steady_world.until(utc(4, 1, 6, 30))
    assert "Acme has gone quiet" in steady_world.last().text


async def test_a_discreet_notification_names_nobody_and_the_message_says_it_all(
    steady_world: World,
) -> None:
    await settings(steady_world, discreet=["discreet"])
    await echo(steady_world, 'Acme tomorrow 15:00 "after lunch"')
    await steady_world.until(utc(3, 3, 14))
    nudge = steady_world.last()
    assert nudge.text == "Steady has something for you."
    assert "Acme asked for today" in str(nudge.blocks)
    assert "after lunch" in str(nudge.blocks)


async def test_the_form_opens_from_home_and_keeps_what_is_not_touched(steady_world: World) -> None:
    await steady(steady_world, "mute quiet")
    await steady(steady_world, "holidays DE")
    said = await settings(steady_world, brief_time="09:00")
    assert "Holidays of DE are days off." in said
    again = await settings(steady_world)
    assert "Holidays of DE are days off." in again
    assert steady_world.clock.now() < utc(3, 3) + timedelta(days=1)


async def test_a_pause_may_end_by_its_button(steady_world: World) -> None:
    seen = await steady_world.slack.command(steady_world.ana.id, "/steady", "pause until 9 March")
    (message,) = seen.messages
    assert labels(message) == ["I'm back"]
