"""Twice a year a team is asked how business is, and nobody learns who said what (S1-5)."""

import pytest

from bot.demo.standin import Conversation, Message, User
from tests.journeys.steps import choose, labels, utc
from tests.world import World

ASKED = utc(3, 3, 15)  # Tuesday: every morning there has been
CLOSED = utc(3, 16, 14, 30)  # half past ten in New York
QUESTION = "Compared with six months ago, how is business?"
RESULT = "How is business, compared with six months ago?"
STEPS = [
    *("Significantly worse", "Somewhat worse", "About the same"),
    *("Somewhat better", "Significantly better"),
]


async def team_of(world: World, people: int) -> list[User]:
    """Everybody who has ever spoken to Steady."""
    team = [world.ana, world.ben, world.mia]
    team += [world.slack.add_user(f"Rep {n}", locale="en-GB") for n in range(people - 3)]
    for each in team[:people]:
        await world.followup("list", each)
    return team[:people]


def asked(world: World, who: User) -> list[Message]:
    return [m for m in world.dms(who) if m.text.startswith(QUESTION)]


async def digest_in(world: World) -> Conversation:
    members = [world.ana.id, world.ben.id, world.mia.id, world.slack.bot_user_id]
    place = world.slack.add_channel("wins", members)
    seen = await world.slack.command(world.mia.id, "/pipeline", "digest #wins Friday 16:00")
    assert seen.text.startswith("Set."), seen.text
    return place


def told_in(place: Conversation) -> list[str]:
    return [m.text for m in place.messages if m.by_app and m.text.startswith(RESULT)]


async def test_five_steps_are_asked_and_six_answers_told_once_in_the_digests_channel(
    steady_world: World,
) -> None:
    w = steady_world
    team, place = await team_of(w, 6), await digest_in(steady_world)
    await w.until(ASKED)
    for user, step in zip(team, [*STEPS, "About the same"], strict=True):
        [said] = asked(w, user)
        assert "It is open until Friday" in said.text
        assert "cannot be changed afterwards" in said.text
        await choose(w, said, "Choose one", step, user)
        assert said.text == "Counted, without your name. Thank you."
    await w.until(utc(3, 16, 8))
    assert told_in(place) == []
    await w.until(utc(3, 23, 12))
    [told] = told_in(place)
    assert told == (
        "How is business, compared with six months ago? 6 of us answered.\n"
        "Significantly better: 1\nSomewhat better: 1\nAbout the same: 2\n"
        "Somewhat worse: 1\nSignificantly worse: 1\n"
        "The answers were counted without names. I ask again in six months."
    )
    assert [m for u in team for m in w.dms(u) if RESULT in m.text] == []


async def test_without_a_channel_managers_read_it_alone(steady_world: World) -> None:
    w = steady_world
    team = await team_of(w, 5)
    await w.until(ASKED)
    for user in team:
        await choose(w, asked(w, user)[0], "Choose one", "Somewhat better", user)
    await w.until(CLOSED)
    assert [m.text for m in w.dms(w.mia) if "5 of us answered." in m.text] != []
    assert [m for u in (w.ana, w.ben) for m in w.dms(u) if RESULT in m.text] == []


@pytest.mark.parametrize("is_shared", [True, False])
async def test_a_channel_that_cannot_have_it_leaves_it_to_the_managers(
    steady_world: World, is_shared: bool
) -> None:
    w = steady_world
    team, place = await team_of(w, 5), await digest_in(steady_world)
    await w.until(ASKED)
    for user in team:
        await choose(w, asked(w, user)[0], "Choose one", "Somewhat better", user)
    await w.until(utc(3, 15, 12))
    if is_shared:
        place.is_ext_shared = True
    else:
        w.slack.faults.add(
            "chat.postMessage", "is_archived", match=lambda said: said.get("channel") == place.id
        )
    await w.until(CLOSED)
    assert told_in(place) == []
    assert len([m for m in w.dms(w.mia) if "5 of us answered." in m.text]) == 1


async def test_with_four_answers_nobody_hears_anything(steady_world: World) -> None:
    w = steady_world
    team, place = await team_of(w, 6), await digest_in(steady_world)
    await w.until(ASKED)
    for user in team[:4]:
        await choose(w, asked(w, user)[0], "Choose one", "Significantly worse", user)
    before = [len(w.dms(user)) for user in team if user is not w.mia]
    await w.until(utc(3, 17, 23))
    assert told_in(place) == []
    assert [m for user in team for m in w.dms(user) if RESULT in m.text] == []
    # Those who did not answer hear nothing more of it either.
    reps = [user for user in team if user is not w.mia]
    assert [len(w.dms(user)) for user in reps] == before


async def test_a_team_of_four_is_never_asked(steady_world: World) -> None:
    team = await team_of(steady_world, 4)
    await steady_world.until(utc(3, 20, 12))
    assert [m for user in team for m in asked(steady_world, user)] == []


async def test_pressed_twice_and_after_the_close_it_says_so(steady_world: World) -> None:
    w = steady_world
    await team_of(w, 5)
    await w.until(ASKED)
    [said] = asked(w, w.ana)
    old = Message(**{name: getattr(said, name) for name in said.__dataclass_fields__})
    assert labels(old) == ["Choose one"]
    await choose(w, said, "Choose one", "Somewhat better")
    await choose(w, old, "Choose one", "Somewhat worse")
    assert "An answer from here was counted already." in w.last().text
    assert said.text == "Counted, without your name. Thank you."
    [late] = asked(w, w.ben)
    await w.until(CLOSED)
    await choose(w, late, "Choose one", "Somewhat worse", w.ben)
    assert "This question has closed. Nothing was counted." in w.last(w.ben).text


async def test_who_muted_patience_is_not_asked(steady_world: World) -> None:
    w = steady_world
    await team_of(w, 6)
    await w.slack.command(w.ana.id, "/steady", "mute patience")
    await w.until(utc(3, 13, 20))
    assert asked(w, w.ana) == []
    assert len(asked(w, w.ben)) == 1
