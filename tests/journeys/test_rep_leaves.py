"""A rep leaves, becomes a guest, is renamed, moves or comes back: nothing of theirs is lost."""

import pytest

from tests.journeys.steps import echo, labels, press, texts, utc
from tests.world import World

LINE = 'Acme Friday 15:00 "after our board has met" she sounded tired'


async def bens_book(w: World) -> None:
    """Ben, in London, has a timed date with Acme and a day with Globex; Mia manages."""
    await w.client("list", w.mia)
    await w.client("add Acme, €84k", w.ben)
    await echo(w, LINE, w.ben)
    await echo(w, 'Globex 20 March "when the plant is open"', w.ben)


async def ben_left(w: World) -> None:
    """Ben's account is closed, and Slack tells so."""
    w.slack.change_user(w.ben.id, deleted=True)
    await w.slack.tell_user_change(w.ben.id)


async def test_open_dates_of_a_rep_who_left_go_to_the_manager_in_one_message(
    steady_world: World,
) -> None:
    w = steady_world
    await bens_book(w)
    await ben_left(w)
    await w.until(utc(3, 2, 14))

    told = w.last(w.mia)

    assert told.text.startswith("Ben has left. Two open dates are yours until you give them on.")
    assert "“after our board has met”" in told.text
    assert "tired" not in told.text
    assert "Two clients stand in Ben's name until you give them on." in told.text
    assert labels(told) == ["Give to …", "Give to …", "Give all to …"]
    assert len(w.dms(w.mia)) == 1
    assert "Acme: Fri, Mar 6, 10:00 AM" in await w.said("list", w.mia)


async def test_the_clients_hour_of_a_rep_who_left_comes_to_the_heir_at_that_hour(
    steady_world: World,
) -> None:
    """Nobody told Steady: it finds out when it would have spoken to Ben."""
    w = steady_world
    await bens_book(w)
    w.slack.change_user(w.ben.id, deleted=True)
    await w.until(utc(3, 2, 14))
    heard = len(w.dms(w.mia))

    await w.until(utc(3, 6, 15))

    came = [m for m in w.dms(w.mia) if "Acme asked for today" in m.text]
    assert [m.shown_at.replace(microsecond=0) for m in came] == [utc(3, 6, 14, 50)]
    assert heard <= 1
    assert w.dms(w.ben) == []


async def test_a_rep_whose_brief_never_comes_is_found_to_have_left_at_its_hour(
    steady_world: World,
) -> None:
    w = steady_world
    await bens_book(w)
    await w.until(utc(3, 2, 18))
    w.slack.change_user(w.ben.id, deleted=True)

    await w.until(utc(3, 3, 14))

    assert w.last(w.mia).text.startswith("Ben has left.")
    assert w.dms(w.ben) == []


async def test_where_nobody_can_take_them_they_wait_until_somebody_can(
    steady_world: World,
) -> None:
    w = steady_world
    await w.client("add Acme", w.ben)
    await echo(w, LINE, w.ben)
    await ben_left(w)
    await w.until(utc(3, 3, 8))

    await w.client("list", w.mia)  # a manager is met only now
    await w.until(utc(3, 4, 14))

    assert w.last(w.mia).text.startswith(
        "Ben has left. One open date is yours until you give it on."
    )


async def test_what_one_client_had_is_given_on_in_place(steady_world: World) -> None:
    w = steady_world
    await bens_book(w)
    await w.client("list")
    await ben_left(w)
    await w.until(utc(3, 2, 14))
    told = w.last(w.mia)

    await press(w, told, "Give to …", w.mia)
    assert "Who takes over Acme?" in texts(w.slack.view(w.mia.id))
    await w.fill_in({"owner": w.ana.id}, w.mia)

    now = w.last(w.mia)
    assert "One client and one date are Ana's now. Ana is told." in now.text
    assert labels(now) == ["Give to …", "Give all to …", "Undo"]
    assert "Acme: Fri 6 Mar, 16:00" in await w.said("list")
    assert "Acme" in await w.client("list")

    await press(w, now, "Undo", w.mia)
    assert "Acme: Fri, Mar 6, 10:00 AM" in await w.said("list", w.mia)
    assert "no clients here yet" in await w.client("list")


async def test_everything_is_given_on_at_once(steady_world: World) -> None:
    w = steady_world
    await bens_book(w)
    await w.client("list")
    await ben_left(w)
    await w.until(utc(3, 2, 14))
    await press(w, w.last(w.mia), "Give all to …", w.mia)
    await w.fill_in({"owner": w.ana.id}, w.mia)

    now = w.last(w.mia)
    assert "Two clients and two dates are Ana's now." in now.text
    assert labels(now) == ["Undo"]
    await press(w, now, "Undo", w.mia)
    assert (await w.said("list", w.mia)).count("•") == 2


async def test_a_guest_is_refused_kindly_and_their_dates_go_on(steady_world: World) -> None:
    w = steady_world
    await bens_book(w)
    w.slack.change_user(w.ben.id, is_restricted=True)
    await w.slack.tell_user_change(w.ben.id)
    await w.until(utc(3, 2, 14))
    told = w.last(w.mia).text
    assert told.startswith("Ben is a guest here now, and I do not work with guests.")
    assert "not with guests: what clients said stays inside the team" in await w.said("list", w.ben)


async def test_whoever_comes_back_finds_their_dates_and_takes_them_back(
    steady_world: World,
) -> None:
    w = steady_world
    await bens_book(w)
    await ben_left(w)
    await w.until(utc(3, 2, 14))
    w.slack.change_user(w.ben.id, deleted=False)
    await w.client("list", w.ben)
    await w.steady.tick()

    back = w.last(w.ben)
    assert back.text == (
        "Welcome back. While you were away two dates went to Mia, and are open there."
    )
    await press(w, back, "Take them back", w.ben)
    await w.steady.tick()

    assert w.last(w.ben).text.startswith("Two dates are yours again.")
    assert "she sounded tired" in await w.said("list", w.ben)
    assert w.last(w.mia).text.startswith("Ben is back, and took two dates back.")
    assert "nothing" in await w.said("list", w.mia)


@pytest.mark.parametrize("is_told", [True, False], ids=["told", "not told"])
async def test_a_new_name_is_said(steady_world: World, is_told: bool) -> None:
    w = steady_world
    await echo(w, "Acme tomorrow")
    w.slack.change_user(w.ana.id, name="Anna-Maria Ruiz")
    if is_told:
        await w.slack.tell_user_change(w.ana.id)
    await w.until(utc(3, 3, 8))
    assert w.last().text.startswith("Good morning, Anna-Maria")


async def test_in_a_new_zone_every_due_moment_moves_with_the_event(steady_world: World) -> None:
    w = steady_world
    await echo(w, 'Acme Friday 15:00 "after our board has met"')
    await echo(w, "Globex tomorrow")
    w.slack.change_user(w.ana.id, tz="America/New_York")
    await w.slack.tell_user_change(w.ana.id)
    await w.until(utc(3, 3, 13, 29))
    assert w.dms() == []
    await w.until(utc(3, 3, 13, 30))
    assert "Globex" in w.last().text
    await w.until(utc(3, 6, 20))
    assert [m.shown_at.replace(microsecond=0) for m in w.dms() if "Acme asked" in m.text] == [
        utc(3, 6, 19, 50)
    ]
