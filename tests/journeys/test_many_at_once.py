"""Many things at once: shown first, done once, undone as one; what changed meanwhile stays."""

from bot.demo.standin import Message, User
from tests.journeys.steps import echo, labels, press, utc
from tests.world import World

WEDNESDAY = utc(3, 4, 10)


async def line(w: World, text: str, who: User | None = None) -> Message:
    """`/client text`, and the one message it is answered with."""
    seen = await w.slack.command((who or w.ana).id, "/client", text)
    assert (seen.status, len(seen.messages)) == (200, 1), seen.error
    return copy_of(seen.messages[0])


async def asked(w: World, text: str) -> Message:
    """`/followup text` by Ana, as it stands when it is answered."""
    return copy_of(await echo(w, text))


def copy_of(message: Message) -> Message:
    """The message as it stands now, as a slow hand still sees it."""
    return Message(**{name: getattr(message, name) for name in Message.__dataclass_fields__})


async def pressed(w: World, message: Message, label: str, who: User | None = None) -> Message:
    """What stands in the message's place, or beside it, after a press."""
    place = w.slack.workspace.conversations[message.channel]
    real = place.message(message.ts)
    assert real is not None
    was = copy_of(real)
    await press(w, message, label, who)
    is_redrawn = (real.text, real.blocks) != (was.text, was.blocks)
    return copy_of(real if is_redrawn else place.messages[-1])


async def three_overdue(w: World) -> None:
    """Ana has three dates that passed, one of them named by the client."""
    await echo(w, 'Acme tomorrow "after our board has met"')
    await echo(w, "Globex tomorrow")
    await echo(w, "Initech tomorrow")
    await w.until(WEDNESDAY)


async def test_everything_overdue_goes_to_another_day_after_it_was_shown(
    steady_world: World,
) -> None:
    w = steady_world
    await three_overdue(w)

    shown = await asked(w, "move overdue to Friday")

    assert "Move three dates to Friday 6 March?" in shown.text
    assert "It is about Acme, Globex and Initech." in shown.text
    assert "Nothing has changed yet." in shown.text
    assert "Acme named the day themselves. Their dates stay as they named them." in shown.text
    assert "Tue 3 Mar" in await w.said("list overdue")

    told = await pressed(w, shown, "Move all three")

    assert told.text.startswith("Moved three dates to Friday 6 March.")
    assert await w.said("list overdue") == "Overdue: nothing."
    assert (await w.said("list")).count("Fri 6 Mar") == 3


async def test_pressed_twice_it_is_done_once_and_undone_as_one(steady_world: World) -> None:
    w = steady_world
    await three_overdue(w)
    shown = await asked(w, "move all overdue to Friday")
    told = await pressed(w, shown, "Move all three")
    done = told
    told = await pressed(w, shown, "Move all three")
    assert (await w.said("list")).count("Fri 6 Mar") == 3

    told = await pressed(w, done, "Undo")

    assert "Taken back: three things stand as before." in told.text
    assert (await w.said("list overdue")).count("Tue 3 Mar") == 3
    told = await pressed(w, shown, "Move all three")
    assert (await w.said("list overdue")).count("Tue 3 Mar") == 3


async def test_what_changed_between_the_preview_and_the_press_stays_and_is_named(
    steady_world: World,
) -> None:
    w = steady_world
    await three_overdue(w)
    shown = await asked(w, "move overdue to Friday")
    await w.said("done Globex")

    told = await pressed(w, shown, "Move all three")

    assert "Moved two dates to Friday 6 March." in told.text
    assert "Left as it is, because somebody changed it meanwhile: Globex." in told.text


async def test_one_undo_leaves_what_was_changed_since_and_names_it(steady_world: World) -> None:
    w = steady_world
    await three_overdue(w)
    shown = await asked(w, "move overdue to Friday")
    told = await pressed(w, shown, "Move all three")
    done = told
    await w.said("done Initech")

    told = await pressed(w, done, "Undo")

    assert "Taken back: two things stand as before." in told.text
    assert "Left as it is, because somebody changed it since: Initech." in told.text
    assert (await w.said("list overdue")).count("Tue 3 Mar") == 2


async def test_the_list_of_what_is_overdue_offers_a_day_for_all(steady_world: World) -> None:
    w = steady_world
    await three_overdue(w)
    listed = await asked(w, "list overdue")
    assert labels(listed) == ["Move all overdue to …"]
    told = await pressed(w, listed, "Move all overdue to …")
    assert "Move everything overdue to which day?" in told.text
    assert labels(told) == ["Thu 5 Mar", "Mon 9 Mar"]
    told = await pressed(w, told, "Mon 9 Mar")
    assert "Move three dates to Monday 9 March?" in told.text


async def test_a_day_off_is_pointed_out_before_anything_moves(steady_world: World) -> None:
    w = steady_world
    await three_overdue(w)
    shown = await asked(w, "move overdue to Saturday")
    assert "That is not a working day of yours." in shown.text


async def test_no_day_and_nothing_overdue_are_said(steady_world: World) -> None:
    w = steady_world
    assert "To which day?" in await w.said("move overdue")
    assert "Nothing of yours is overdue." in await w.said("move overdue to Friday")


async def anas_book(w: World) -> None:
    """Ana has two clients, a deal and a date with a note of her own; Mia and Ben are known."""
    for who in (w.ben, w.mia):
        await w.client("list", who)
    await w.client("add Acme, key, €84k")
    await w.client("add Globex")
    await w.pipeline('add Acme "New line" €40k')
    await echo(w, 'Acme Friday 3pm "after our board has met" she sounded tired')


async def test_a_manager_gives_all_of_one_rep_to_another(steady_world: World) -> None:
    w = steady_world
    await anas_book(w)
    shown = await line(w, "give all of @Ana Ruiz to @Ben Okafor", w.mia)
    assert "Give Ana's two clients, one deal and one date to Ben?" in shown.text
    assert "Notes and heat stay with whoever wrote them down." in shown.text
    assert "no clients here yet" in await w.client("list", w.ben)

    told = await pressed(w, shown, "Give it all to Ben", w.mia)
    await w.steady.tick()

    done = told
    assert "Two clients, one deal and one date are Ben's now. Ben is told." in done.text
    assert "Mia gave you what was Ana's: two clients, one deal and one date." in w.last(w.ben).text
    assert "Acme" in await w.client("list", w.ben)
    assert "New line" in await w.pipeline("list", w.ben)
    theirs = await w.said("list", w.ben)
    assert "Acme: Fri 6 Mar, 14:00, “after our board has met”" in theirs
    assert "tired" not in theirs
    assert "nothing" in await w.said("list")


async def test_a_gift_of_everything_is_undone_as_one_and_the_heir_hears_of_it(
    steady_world: World,
) -> None:
    w = steady_world
    await anas_book(w)
    shown = await line(w, "give all of @Ana Ruiz to @Ben Okafor", w.mia)
    told = await pressed(w, shown, "Give it all to Ben", w.mia)
    await w.steady.tick()
    done = told
    await w.client("value Globex 12k", w.ben)

    told = await pressed(w, done, "Undo", w.mia)
    await w.steady.tick()

    assert "Taken back: three things stand as before." in told.text
    assert "Left as it is, because somebody changed it since: Globex." in told.text
    assert "Mia took that back" in w.last(w.ben).text
    assert "she sounded tired" in await w.said("list")
    assert "Acme" in await w.client("list")
    assert "Globex" in await w.client("list", w.ben)
    assert "New line" in await w.pipeline("list")


async def test_a_rep_gives_their_own_and_nobody_elses(steady_world: World) -> None:
    w = steady_world
    await anas_book(w)
    refused = await line(w, "give all of @Ana Ruiz to @Ben Okafor", w.ben)
    assert "Only a manager can give away what is a colleague's." in refused.text

    shown = await line(w, "give all to @Ben Okafor")
    assert "Give your two clients, one deal and one date to Ben?" in shown.text
    await pressed(w, shown, "Give it all to Ben")
    assert "Acme" in await w.client("list", w.ben)


async def test_what_ended_is_opened_again_from_the_card_long_afterwards(
    steady_world: World,
) -> None:
    w = steady_world
    await echo(w, 'Acme Friday "after our board has met"')
    await w.said("done Acme")
    await w.until(utc(6, 1, 10))
    card = await line(w, "Acme")
    assert "Acme was marked done on Monday 2 March." in card.text

    told = await pressed(w, card, "Reopen")

    assert "Open again: Acme, Friday 6 March" in told.text
    assert "That day has passed, so it is overdue now." in told.text
    assert "Overdue." in await w.said("list overdue")
    again = await pressed(w, card, "Reopen")
    assert "Acme stands:" in again.text
    await pressed(w, told, "Undo")
    assert "nothing" in await w.said("list overdue")


async def test_a_lost_client_is_one_again_from_its_card(steady_world: World) -> None:
    w = steady_world
    await w.client("add Acme")
    await w.client("lost Acme the price")
    await echo(w, "Acme 1 June")
    card = await line(w, "Acme")
    told = await pressed(w, card, "Client again")
    assert "Acme is a client again, and its history stays." in told.text
    told = await pressed(w, card, "Client again")
    assert "Acme is a client already." in told.text
    assert "Lost on" in await w.client("Acme")


async def test_a_lost_deal_is_opened_again_from_its_clients_card(steady_world: World) -> None:
    w = steady_world
    await w.pipeline('add Acme "New line" €40k')
    await w.pipeline("lost Acme the price")
    card = await line(w, "Acme")
    await pressed(w, card, "Reopen")
    assert "New line" in await w.pipeline("list")
