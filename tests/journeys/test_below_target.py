"""Less is open than Ana chose: the cause, the gap in work, and once when it is enough again."""

from datetime import datetime, timedelta

import pytest

from bot.messages.followup import REASONS
from bot.playbook.winback import LossReason
from tests.journeys.deals import asked, chosen, pressed
from tests.journeys.steps import labels, press, utc
from tests.world import World


@pytest.fixture
async def w(steady_world: World) -> World:
    """€60,000 is open, and €50,000 is what Ana chose."""
    world = steady_world
    await world.pipeline("currency EUR", world.mia)
    await world.pipeline('add Acme "New line" €40k')
    await world.pipeline("add Globex €20k")
    await world.said('Globex 20 May "after the fair"')
    await world.said('Acme 20 May "after the fair"')
    await world.pipeline("target €50k")
    return world


def about_the_target(world: World) -> list[str]:
    return [m.text for m in world.dms() if "open pipeline" in m.text]


async def test_enough_is_open_and_nothing_is_said(w: World) -> None:
    await w.until(utc(3, 27, 18))
    assert about_the_target(w) == []


async def test_a_loss_is_said_the_next_day_with_its_cause_and_the_gap(w: World) -> None:
    await w.pipeline("lost Acme competitor")
    await w.until(utc(3, 3, 8, 59))
    assert about_the_target(w) == []
    await w.until(utc(3, 3, 9, 5))
    (said,) = about_the_target(w)
    assert said.startswith(
        "You lost New line at Acme (€40,000), so your open pipeline is now €20,000; you chose "
        "€50,000. The gap is €30,000: two deals of your usual size, or about six first "
        "conversations."
    )
    assert labels(w.last()) == ["Change target", "Mute this"]


async def test_a_win_rests_for_five_working_days(w: World) -> None:
    await w.pipeline("won Acme")
    await w.until(utc(3, 9, 7, 29))
    assert about_the_target(w) == []
    await w.until(utc(3, 9, 7, 30))
    assert about_the_target(w)[0].startswith("You won New line at Acme (€40,000), so")


async def test_an_honest_no_rests_as_long_as_a_win(w: World) -> None:
    await w.pipeline("lost Acme the price")
    await w.until(utc(3, 9, 7, 29))
    assert about_the_target(w) == []
    await w.until(utc(3, 9, 7, 30))
    assert about_the_target(w)[0].startswith(
        "You got an honest no to New line at Acme (€40,000), so"
    )


async def test_a_deal_moved_out_and_back_within_a_day_says_nothing(w: World) -> None:
    await w.pipeline("lost Acme competitor")
    w.clock.move_to(utc(3, 2, 9, 5))
    await w.said("undo")
    await w.until(utc(3, 27, 18))
    assert about_the_target(w) == []


async def test_while_it_stays_below_it_is_said_once_a_week(w: World) -> None:
    await w.pipeline("lost Acme competitor")
    await w.until(utc(3, 17, 10))
    first, *later = about_the_target(w)
    assert first.startswith("You lost New line at Acme")
    assert [said.split(";")[0] for said in later] == ["Your open pipeline is still €20,000"] * 2


async def test_enough_again_is_said_once_after_a_day(w: World) -> None:
    await w.pipeline("lost Acme competitor")
    await w.until(utc(3, 4, 9))
    await w.pipeline('add Initech "Fleet" €45k')
    await w.until(utc(3, 5, 8, 59))
    assert len(about_the_target(w)) == 1
    await w.until(utc(3, 27, 18))
    assert about_the_target(w)[1:] == [
        "Your open pipeline is €65,000: back above the €50,000 you chose."
    ]


async def test_it_is_never_said_on_a_day_off(w: World) -> None:
    w.clock.move_to(utc(3, 6, 15))
    await w.pipeline("lost Acme competitor")
    await w.until(utc(3, 9, 7, 29))
    assert about_the_target(w) == []
    await w.until(utc(3, 9, 7, 30))
    assert len(about_the_target(w)) == 1


async def test_without_a_target_nothing_is_said(steady_world: World) -> None:
    await steady_world.pipeline("currency EUR", steady_world.mia)
    await steady_world.pipeline("add Acme €40k")
    await steady_world.pipeline("lost Acme competitor")
    await steady_world.until(utc(3, 20, 18))
    assert about_the_target(steady_world) == []


async def test_a_target_that_is_taken_away_ends_it(w: World) -> None:
    await w.pipeline("lost Acme competitor")
    await w.pipeline("target none")
    await w.until(utc(3, 27, 18))
    assert about_the_target(w) == []


async def test_muted_it_is_silent_until_it_is_wanted_again(w: World) -> None:
    await w.pipeline("lost Acme competitor")
    await w.until(utc(3, 3, 9, 5))
    nudge = w.last()
    await press(w, nudge, "Mute this")
    assert nudge.text == "Muted: a pipeline below your target. Home still shows it."
    await w.until(utc(3, 16, 18))
    assert about_the_target(w) == []
    await press(w, nudge, "Bring it up again")
    await w.until(utc(3, 31, 18))
    assert about_the_target(w)[0].startswith("Your open pipeline is still €20,000")


async def test_the_deals_without_a_date_are_shown_beside_it(w: World) -> None:
    await w.pipeline("add Hooli €5k")
    await w.pipeline("lost Acme competitor")
    await w.until(utc(3, 3, 9, 5))
    assert "A good start: one open deal, worth €5,000, has no next date." in w.last().text
    shown = await pressed(w, w.last(), "Show it")
    assert "Hooli" in shown.text


async def first_word(world: World) -> str:
    """What is said first, on whatever day."""
    await world.until(utc(3, 9, 18))
    return about_the_target(world)[0].split(".")[0]


async def test_a_lost_deal_that_is_open_again_is_not_named(w: World) -> None:
    await w.pipeline("lost Acme competitor")
    await w.pipeline("won Globex")
    await w.pipeline("reopen Acme")
    await w.until(utc(3, 9, 7, 29))
    assert about_the_target(w) == []
    assert await first_word(w) == (
        "You won Globex (€20,000), so your open pipeline is now €40,000; you chose €50,000"
    )


async def test_a_close_date_that_moved_is_no_cause(w: World) -> None:
    await w.pipeline("change Acme close 20 May")
    await w.pipeline("target €70k")
    await w.pipeline("change Acme close 20 June")
    await w.until(utc(3, 9, 7, 29))
    assert about_the_target(w) == []
    assert await first_word(w) == "Your open pipeline is €60,000; you chose €70,000"


async def test_a_deal_without_a_rate_is_no_cause(w: World) -> None:
    await w.pipeline("add Hooli $90k")
    await w.pipeline("target €70k")
    await w.pipeline("lost Hooli competitor")
    await w.pipeline("lost Acme competitor")
    assert (await first_word(w)).startswith("You lost New line at Acme (€40,000), so")


async def test_a_deal_that_became_smaller_and_was_won_is_won(w: World) -> None:
    await w.pipeline("change Acme €20k")
    await w.pipeline("won Acme")
    await w.until(utc(3, 9, 7, 29))
    assert about_the_target(w) == []
    assert (await first_word(w)).startswith("You won New line at Acme (€20,000), so")


async def test_a_deal_that_became_smaller_is_named_until_it_is_what_it_was(w: World) -> None:
    await w.pipeline("change Acme €20k")
    await w.pipeline("target €70k")
    await w.pipeline("change Acme €40k")
    assert await first_word(w) == "Your open pipeline is €60,000; you chose €70,000"


async def test_a_deal_that_is_smaller_still_is_named(w: World) -> None:
    await w.pipeline("change Acme €10k")
    await w.pipeline("change Acme €20k")
    await w.until(utc(3, 3, 9, 5))
    assert about_the_target(w)[0].startswith("New line at Acme (€20,000) has become smaller, so")


async def test_the_greatest_loss_is_named(w: World) -> None:
    await w.pipeline("add Hooli €5k")
    await w.pipeline("target €60k")
    await w.pipeline("lost Hooli competitor")
    await w.pipeline("target €65k")
    await w.pipeline("lost Globex competitor")
    await w.pipeline("lost Acme competitor")
    assert (await first_word(w)).startswith("You lost New line at Acme (€40,000), so")


async def test_a_loss_since_the_last_word_is_named_in_the_weekly_one(w: World) -> None:
    await w.pipeline("lost Acme competitor")
    await w.until(utc(3, 4, 9))
    await w.pipeline("lost Globex competitor")
    await w.until(utc(3, 17, 10))
    first, second, third = about_the_target(w)
    assert first.startswith("You lost New line at Acme (€40,000), so")
    assert second.startswith("You lost the deal with Globex (€20,000), so your open")
    assert third.startswith("Your open pipeline is still €0;")


async def test_a_loss_since_the_last_word_that_is_open_again_is_not_named(w: World) -> None:
    await w.pipeline("lost Acme competitor")
    await w.until(utc(3, 4, 9))
    await w.pipeline("lost Globex competitor")
    await w.until(utc(3, 5, 9))
    await w.pipeline("reopen Globex")
    await w.until(utc(3, 10, 10))
    assert about_the_target(w)[1].startswith("Your open pipeline is still €20,000;")


@pytest.mark.parametrize(
    ("first", "then", "day", "said"),
    [
        ("lost Acme", "competitor", utc(3, 3, 9, 5), "You lost New line at Acme (€40,000), so"),
        ("lost Acme competitor", "price", utc(3, 9, 7, 30), "You got an honest no to New line at"),
    ],
)
async def test_a_reason_told_after_the_loss_decides_what_is_said_and_when(
    w: World, first: str, then: str, day: datetime, said: str
) -> None:
    lost = await asked(w, first)
    label = "Add the reason" if first == "lost Acme" else "Change the reason"
    await chosen(w, lost, label, REASONS[LossReason(then)])
    await w.until(day - timedelta(minutes=10))
    assert about_the_target(w) == []
    await w.until(day)
    assert about_the_target(w)[0].startswith(said)
