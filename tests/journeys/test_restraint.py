"""How little Steady says: four messages a day, none outside hours, one brief after leave."""

from copy import copy

import pytest

from bot.demo.standin import Message, User
from storage import reps, workspaces
from tests.cast import NOW
from tests.journeys.steps import MANY, echo, elements, labels, press, utc
from tests.journeys.test_settings import steady
from tests.world import World, world


def posted(world: World, who: User | None = None) -> list[Message]:
    """Messages that stand there for good, not the answers to a press."""
    return [message for message in world.dms(who) if message.ephemeral_for is None]


def brought(world: World, who: User | None = None) -> list[str]:
    return [message.text for message in world.dms(who)]


async def mine(world: World, line: str) -> None:
    """A date that the rep chose, and says so."""
    await press(world, await echo(world, line), "I did")


async def mentions(world: World, text: str) -> str:
    """`/steady pause until …`, with Ben mentioned as Slack sends it."""
    return await steady(world, f"{text} @{world.ben.handle}")


async def test_the_fifth_time_the_rep_chose_waits_for_the_next_brief(steady_world: World) -> None:
    for n, name in enumerate(MANY[:5]):
        await mine(steady_world, f"{name} tomorrow {11 + n}:00")
    await steady_world.until(utc(3, 3, 18))
    assert [name for name in MANY[:5] if any(name in one for one in brought(steady_world))] == [
        *MANY[:4]
    ]
    await steady_world.until(utc(3, 4, 7, 30))
    assert MANY[4] in steady_world.last().text
    assert "you had heard from me four times that day" in await steady(steady_world, "why")


async def test_times_that_clients_named_come_however_many(steady_world: World) -> None:
    for n, name in enumerate(MANY[:7]):
        await echo(steady_world, f'{name} tomorrow {11 + n}:00 "then"')
    await mine(steady_world, "Yarrow tomorrow 16:30")
    await steady_world.until(utc(3, 3, 18))
    assert len(steady_world.dms()) == 8


async def test_an_evening_the_rep_chose_stands_in_that_mornings_brief(steady_world: World) -> None:
    said = await press_i_did(steady_world, "Acme tomorrow 20:00")
    assert "outside your office hours, so it stands in your morning brief." in said
    await steady_world.until(utc(3, 3, 23))
    (brief,) = steady_world.dms()
    assert "For Acme you chose today, 20:00." in brief.text


async def press_i_did(world: World, line: str) -> str:
    message = await echo(world, line)
    seen = await press(world, message, "I did")
    return message.text + "".join(one.text for one in seen.messages)


async def test_a_saturday_afternoon_the_rep_chose_waits_for_monday(steady_world: World) -> None:
    await mine(steady_world, "Acme Saturday 15:00")
    await steady_world.until(utc(3, 9, 7, 29))
    assert steady_world.dms() == []
    await steady_world.until(utc(3, 9, 7, 30))
    assert "Acme" in steady_world.last().text


async def test_an_evening_the_client_named_comes_and_the_echo_said_so(steady_world: World) -> None:
    said = await echo(steady_world, 'Acme tomorrow 20:00 "after dinner"')
    assert said.text.count("outside your office hours") == 1
    await steady_world.until(utc(3, 3, 18, 50))
    assert "after dinner" in steady_world.last().text


async def test_several_that_waited_are_one_line_and_open_whole(steady_world: World) -> None:
    world = steady_world
    for name in ("Globex", "Initech"):
        await echo(world, f'{name} 24 March "then"')
        await echo(world, f'{name} 25 March "then"', world.ben)
    await world.until(utc(3, 6, 19))
    await echo(world, "no Globex")
    await echo(world, "no Initech")
    await world.until(utc(3, 9, 8, 30))
    (brief,) = world.dms(world.ben)
    assert "A colleague heard a no: Globex." in brief.text
    assert "A colleague heard a no: Initech." in brief.text
    await world.until(utc(3, 9, 12))
    assert len(world.dms(world.ben)) == 1

    await press(world, brief, "Read them", world.ben)
    await world.steady.tick()
    assert len(posted(world, world.ben)) == 3
    assert "Globex said no to Ana." in posted(world, world.ben)[1].text
    await press(world, brief, "Read them", world.ben)
    await world.steady.tick()
    assert len(posted(world, world.ben)) == 3
    assert "It came already" in world.last(world.ben).text


async def test_a_morning_that_comes_hours_late_says_so(steady_world: World) -> None:
    await echo(steady_world, "Acme tomorrow")
    steady_world.clock.move_to(utc(3, 3, 13))
    await steady_world.steady.tick()
    (brief,) = steady_world.dms()
    assert "This brief comes late." in brief.text


async def test_after_two_weeks_without_steady_one_brief_catches_up(steady_world: World) -> None:
    world = steady_world
    await echo(world, 'Acme tomorrow 15:00 "then"')
    await echo(world, "Globex Thursday")
    await echo(world, 'Initech 25 March "then"')
    await echo(world, "Initech 26 March", world.ben)
    world.clock.move_to(utc(3, 16, 10))
    await world.steady.tick()
    (brief,) = world.dms()
    assert "This catches you up: what came due since Tue 3 March" in brief.text.replace(
        "Tuesday", "Tue"
    )
    assert "Acme" in brief.text
    assert "Globex" in brief.text
    assert world.dms(world.ben) == []
    await world.until(utc(3, 17, 7, 30))
    assert "catches you up" not in world.last().text


async def test_after_a_pause_everything_that_waited_is_one_brief(steady_world: World) -> None:
    world = steady_world
    await echo(world, 'Globex 25 March "then"')
    await echo(world, 'Acme tomorrow 15:00 "then"')
    await echo(world, 'Globex 24 March "then"', world.ben)
    await steady(world, "pause until 9 March")
    await world.until(utc(3, 4, 10))
    await echo(world, "no Globex", world.ben)
    await world.until(utc(3, 9, 7, 29))
    assert world.dms() == []
    await world.until(utc(3, 9, 10))
    (brief,) = world.dms()
    assert "This catches you up" in brief.text
    assert "Acme asked for" in brief.text
    assert "A colleague heard a no: Globex." in brief.text


async def test_what_was_queued_before_a_pause_is_not_said_in_it(steady_world: World) -> None:
    world = steady_world
    await echo(world, 'Acme tomorrow 15:00 "then"')
    world.clock.move_to(utc(3, 3, 7, 40))
    await world.steady._sweep()  # what is due is queued; nothing is said yet
    await steady(world, "pause until 9 March")
    await world.until(utc(3, 6, 12))
    assert world.dms() == []


async def test_back_early_within_hours_the_brief_comes_at_once(steady_world: World) -> None:
    world = steady_world
    await echo(world, 'Acme tomorrow 15:00 "then"')
    await steady(world, "pause until 16 March")
    await world.until(utc(3, 4, 12))
    assert "one brief follows now" in await steady(world, "resume")
    await world.until(utc(3, 4, 12, 1))
    (brief,) = world.dms()
    assert "catches you up" in brief.text
    assert "Acme" in brief.text


async def test_a_stand_in_gets_what_clients_named_and_nothing_private(steady_world: World) -> None:
    world = steady_world
    await echo(world, "hello", world.ben)
    await echo(world, 'Acme tomorrow 15:00 "after lunch" my secret note')
    await echo(world, 'Globex Wednesday "mid week" another secret')
    await mine(world, "Initech Wednesday 11:00")
    said = await mentions(world, "pause until 16 March")
    assert "Dates that clients named go to Ben meanwhile" in said
    await world.until(utc(3, 3, 13, 50))
    (timed,) = world.dms(world.ben)
    assert "For Ana, who is away: Acme asked for today, 15:00, Berlin time." in timed.text
    assert "after lunch" in timed.text
    await press(world, timed, "Done", world.ben)
    assert "Acme is done" in timed.text
    await world.until(utc(3, 4, 8, 30))
    brief = world.last(world.ben)
    assert "For Ana, who is away: Globex asked for today." in brief.text
    await press(world, brief, "Snooze", world.ben)
    await press(world, brief, "Tomorrow", world.ben)
    assert world.dms() == []
    assert not [one for one in brought(world, world.ben) if "secret" in one or "Initech" in one]

    await world.until(utc(3, 16, 7, 30))
    (caught_up,) = world.dms()
    assert "Ben saw to this. Acme was marked done" in caught_up.text
    assert "Ben saw to this. The date with Globex stands" in caught_up.text
    assert "Initech" in caught_up.text


async def test_what_a_stand_in_took_back_is_not_told(steady_world: World) -> None:
    world = steady_world
    await echo(world, 'Acme tomorrow 15:00 "after lunch"')
    await mentions(world, "pause until 9 March")
    await world.until(utc(3, 3, 13, 50))
    timed = world.last(world.ben)
    await press(world, timed, "Done", world.ben)
    await press(world, timed, "Undo", world.ben)
    await world.until(utc(3, 9, 7, 30))
    assert "saw to this" not in world.last().text


async def test_a_no_a_stand_in_hears_closes_what_was_for_them_to_see_to(
    steady_world: World,
) -> None:
    world = steady_world
    await echo(world, 'Acme tomorrow 15:00 "after lunch"')
    await mentions(world, "pause until 9 March")
    await world.until(utc(3, 3, 13, 50))
    await press(world, world.last(world.ben), "They said no", world.ben)
    assert "Open: nothing." in await world.said("list")
    await world.until(utc(3, 9, 7, 30))
    assert "Ben saw to this. Acme said no" in world.last().text


async def test_a_stand_in_who_goes_away_too_leaves_it_to_the_manager_or_to_wait(
    steady_world: World,
) -> None:
    world = steady_world
    await echo(world, 'Acme tomorrow 15:00 "after lunch"')
    await mentions(world, "pause until 9 March")
    seen = await world.slack.command(world.ben.id, "/steady", "pause until 9 March")
    assert seen.status == 200
    await world.until(utc(3, 6, 18))
    assert world.dms(world.ben) == []
    assert world.dms() == []
    await world.until(utc(3, 9, 7, 30))
    assert "Acme" in world.last().text


@pytest.mark.parametrize("as_", ["manager", "sales lead"])
@pytest.mark.parametrize("how", ["away too", "gone", "gone, and nobody said so"])
async def test_a_manager_takes_over_from_a_stand_in(
    steady_world: World, how: str, as_: str
) -> None:
    world = steady_world
    for who in (world.ben, world.mia):
        await echo(world, "hello", who)
    await echo(world, 'Acme tomorrow 15:00 "after lunch" my secret note')
    await echo(world, 'Globex Wednesday "mid week"')
    await named(world, as_)
    await mentions(world, "pause until 9 March")
    await goes(world, how)
    await world.until(utc(3, 3, 13, 51))
    timed = world.last(world.mia)
    assert "For Ana, who is away: Acme asked for" in timed.text
    assert "secret" not in timed.text
    await press(world, timed, "Done", world.mia)
    assert "Acme is done" in timed.text
    await world.until(utc(3, 4, 14))
    assert "For Ana, who is away: Globex asked for today." in world.last(world.mia).text
    assert world.dms(world.ben) == []
    assert world.dms() == []
    await world.until(utc(3, 9, 7, 30))
    assert "Mia saw to this. Acme was marked done" in world.last().text


async def named(world: World, as_: str) -> None:
    """Mia is Ana's manager, or the sales lead of all."""
    db, here = world.steady.db, world.steady.workspace.id
    ana, mia = [await db.read(reps.find, here, who.id) for who in (world.ana, world.mia)]
    assert ana is not None
    assert mia is not None
    if as_ == "manager":
        await db.write(reps.set_manager, here, ana.id, mia.id)
    else:
        await db.write(workspaces.name_lead, here, world.mia.id)


async def goes(world: World, how: str) -> None:
    """Ben is not there either."""
    if how == "away too":
        await world.slack.command(world.ben.id, "/steady", "pause until 9 March")
        return
    world.ben.deleted = True
    if how == "gone":
        db, here = world.steady.db, world.steady.workspace.id
        ben = await db.read(reps.find, here, world.ben.id)
        assert ben is not None
        await db.write(reps.set_gone, here, ben.id, world.clock.now())


async def stands_in(world: World) -> Message:
    """Ana is away until Monday, and Ben reads about her date of Tuesday, 15:00."""
    await echo(world, "hello", world.ben)
    await echo(world, 'Acme tomorrow 15:00 "after lunch" my secret note')
    await mentions(world, "pause until 9 March")
    await world.until(utc(3, 3, 13, 50))
    return world.last(world.ben)


async def test_nothing_private_shows_wherever_a_stand_in_looks(steady_world: World) -> None:
    world = steady_world
    await mine(world, "Initech tomorrow 11:00 another secret")
    timed = await stands_in(world)
    asked = [timed.text, str(timed.blocks), *brought(world, world.ben)]
    for line in ("list", "list today", "list week", "list overdue", "list Acme"):
        asked.append(await world.said(line, world.ben))
    for line in ("Acme", "Initech", "list all", "list mine"):
        asked.append(await world.client(line, world.ben))
    await world.slack.open_home(world.ben.id)
    await world.steady.background.drain(5)
    asked.append(str(world.slack.home(world.ben.id)))
    why = await world.slack.command(world.ben.id, "/steady", "why")
    asked += [f"{message.text}{message.blocks}" for message in why.messages]
    assert "For Ana, who is away: Acme asked for today, 15:00, Berlin time." in timed.text
    assert "after lunch" in timed.text
    assert [one for one in asked if "secret" in one] == []
    assert [one for one in brought(world, world.ben) if "Initech" in one] == []


async def test_a_sales_lead_in_another_zone_reads_the_clients_hour_on_the_clients_clock(
    steady_world: World,
) -> None:
    world = steady_world
    for who in (world.ben, world.mia):
        await world.client("list", who)
    await echo(world, 'Acme tomorrow 15:00 "after lunch" my secret note')
    await named(world, "lead")
    await mentions(world, "pause until 9 March")
    await world.slack.command(world.ben.id, "/steady", "pause until 9 March")
    await world.until(utc(3, 3, 13, 49))
    assert world.dms(world.mia) == []
    await world.until(utc(3, 3, 13, 50))
    timed = world.last(world.mia)
    assert "Acme asked for today, 3:00 PM, Berlin time." in timed.text
    assert "secret" not in f"{timed.text}{timed.blocks}"


async def test_what_a_stand_in_moves_stays_the_colleagues(steady_world: World) -> None:
    world = steady_world
    timed = await stands_in(world)
    await press(world, timed, "They moved it", world.ben)
    assert "secret" not in str(world.slack.view(world.ben.id))
    await world.fill_in({"when": "Thursday 11:00", "words": "two days later"}, world.ben)
    assert "Thu 5 Mar" in await world.said("list")
    assert "Open: nothing." in await world.said("list", world.ben)
    assert "Change" not in labels(timed)
    await world.until(utc(3, 5, 10, 50))
    moved = world.last(world.ben)
    assert "For Ana, who is away: Acme asked for today, 11:00." in moved.text
    assert "two days later" in moved.text
    assert world.dms() == []
    await world.until(utc(3, 9, 7, 30))
    (caught_up,) = world.dms()
    assert "Ben saw to this. Acme was moved" in caught_up.text
    assert "two days later" in caught_up.text


async def next_date(world: World, when: str) -> Message:
    """Ben is done with Ana's date and sets the next; the message it was asked for in."""
    timed = await stands_in(world)
    await press(world, timed, "Done", world.ben)
    await press(world, timed, "Set the next date", world.ben)
    assert "secret" not in str(world.slack.view(world.ben.id))
    await world.fill_in({"when": when}, world.ben)
    assert "It stands in Ana's name. It comes to you while they are away." in timed.text
    assert "Change" not in labels(timed)
    return timed


@pytest.mark.parametrize("whose", ["They did", "I did", None])
async def test_a_next_date_a_stand_in_sets_is_the_colleagues_and_theirs_to_see_to(
    steady_world: World, whose: str | None
) -> None:
    world = steady_world
    timed = await next_date(world, "Thursday 11:00")
    if whose is not None:
        await press(world, timed, whose, world.ben)
    assert "Acme" in await world.said("list")
    assert "Open: nothing." in await world.said("list", world.ben)
    await world.until(utc(3, 5, 10, 50))
    later = world.last(world.ben)
    assert "For Ana, who is away:" in later.text
    assert world.dms() == []
    await press(world, later, "Done", world.ben)
    await world.until(utc(3, 9, 12))
    (caught_up,) = world.dms()
    assert caught_up.text.count("Ben saw to this. Acme was marked done") >= 2
    assert world.last(world.ben) is later


async def test_a_next_date_after_the_pause_comes_to_the_colleague_alone(
    steady_world: World,
) -> None:
    world = steady_world
    timed = await next_date(world, "10 March 11:00")
    await press(world, timed, "They did", world.ben)
    await world.until(utc(3, 9, 12))
    assert "The date with Acme stands: Tuesday 10 March at 11:00, London time." in world.last().text
    await world.until(utc(3, 10, 12))
    assert "Acme asked for today, 11:00, London time." in world.last().text
    assert world.last(world.ben) is timed


async def test_a_stand_in_may_change_their_mind_about_whose_date_it_is(
    steady_world: World,
) -> None:
    world = steady_world
    timed = await next_date(world, "Thursday")
    asked = copy(timed)
    await press(world, timed, "I did", world.ben)
    assert "That works." in timed.text
    await press(world, asked, "They did", world.ben)
    assert "Good. Acme comes back" in timed.text


async def test_a_next_date_a_stand_in_took_back_is_nobodys(steady_world: World) -> None:
    world = steady_world
    timed = await next_date(world, "Thursday 11:00")
    undo = [one for one in elements(timed.blocks) if one["action_id"] == "undo"][-1]
    await world.slack.click(world.ben.id, timed, "undo", value=undo["value"])
    await world.steady.background.drain(5)
    assert "Open: nothing." in await world.said("list")
    await world.until(utc(3, 9, 7, 30))
    assert world.last().text.count("saw to this") == 1


async def test_back_again_the_next_date_of_a_former_stand_in_is_their_own(
    steady_world: World,
) -> None:
    world = steady_world
    timed = await stands_in(world)
    await press(world, timed, "Done", world.ben)
    await steady(world, "resume")
    await press(world, timed, "Set the next date", world.ben)
    await world.fill_in({"when": "Thursday 11:00"}, world.ben)
    assert "in Ana's name" not in timed.text
    assert "Acme" in await world.said("list", world.ben)


async def test_resume_ends_the_standing_in_at_once(steady_world: World) -> None:
    world = steady_world
    await echo(world, 'Acme tomorrow 15:00 "after lunch"')
    await mentions(world, "pause until 9 March")
    await steady(world, "resume")
    await world.until(utc(3, 3, 14))
    assert len(world.dms()) == 1
    assert world.dms(world.ben) == []


async def test_nobody_stands_in_for_themselves(steady_world: World) -> None:
    said = await steady(steady_world, f"pause until 9 March @{steady_world.ana.handle}")
    assert "A stand-in is somebody else." in said
    await echo(steady_world, "Acme tomorrow")
    await steady_world.until(utc(3, 3, 8))
    assert len(steady_world.dms()) == 1


async def test_a_pause_says_how_many_dates_clients_named_nobody_would_see_to(
    steady_world: World,
) -> None:
    await echo(steady_world, 'Acme tomorrow 15:00 "after lunch"')
    said = await steady(steady_world, "pause until 9 March")
    assert "One of these dates was named by a client." in said


async def test_a_form_takes_a_stand_in(steady_world: World) -> None:
    world = steady_world
    await echo(world, 'Acme tomorrow 15:00 "after lunch"')
    await world.slack.command(world.ana.id, "/steady", "settings")
    await world.fill_in({"paused_until": "2026-03-09", "stand_in": world.ben.id})
    await world.until(utc(3, 3, 14))
    assert len(world.dms(world.ben)) == 1


async def test_the_ledger_says_what_was_sent_what_was_not_and_what_comes(
    steady_world: World,
) -> None:
    world = steady_world
    await echo(world, 'Acme tomorrow 15:00 "after lunch"')
    await echo(world, "Globex tomorrow")
    await echo(world, 'Initech Friday "then"')
    await steady(world, "mute quiet")
    said = await steady(world, "why")
    assert "I have sent you nothing in the last two weeks." in said
    assert "Tue 3 Mar, 08:30: your morning brief, about Globex." in said
    assert "Tue 3 Mar, 14:50: a date with a time, about Acme." in said
    assert "Muted, so never sent: clients gone quiet." in said
    await world.until(utc(3, 3, 14))
    said = await steady(world, "why")
    assert "Tue 3 Mar, 14:50: a date with a time, about Acme." in said
    assert "What I kept back" not in said
    seen = await world.slack.command(world.ben.id, "/steady", "why")
    assert "Acme" not in seen.messages[0].text


async def test_a_test_takes_the_whole_way_and_its_button_answers(steady_world: World) -> None:
    world = steady_world
    await world.until(utc(3, 7, 21))  # a Saturday night: it was asked for
    seen = await world.slack.command(world.ana.id, "/steady", "why")
    assert labels(seen.messages[0]) == ["Send me a test"]
    await press(world, seen.messages[0], "Send me a test")
    await world.steady.tick()
    (test,) = world.dms()
    assert test.text.startswith("This is a test.")
    await press(world, test, "It works")
    assert "It works: messages reach you" in test.text
    assert "is on its way" in await steady(world, "test")


async def test_after_three_mornings_what_is_left_is_one_line_that_opens(
    steady_world: World,
) -> None:
    world = steady_world
    for name in MANY[:3]:
        await echo(world, f"{name} tomorrow")
    await world.until(utc(3, 5, 7, 30))
    assert len(world.dms()) == 3
    assert all(MANY[0] in text for text in brought(world))
    await world.until(utc(3, 6, 12))
    assert len(world.dms()) == 3
    await echo(world, 'Acme 10 March "then"')
    await world.until(utc(3, 9, 7, 30))
    monday = world.last()
    assert "Three older dates are open." in monday.text
    assert MANY[0] not in monday.text
    await press(world, monday, "Show them")
    assert MANY[0] in monday.text
    await press(world, monday, "Open")
    await press(world, monday, "Done")
    assert f"{MANY[0]} is done." in monday.text
    await world.until(utc(3, 10, 7, 30))
    tuesday = world.last()
    assert "Acme asked for today." in tuesday.text
    assert "Two older dates are open." in tuesday.text


async def test_what_found_no_room_is_one_press_away(steady_world: World) -> None:
    for name in MANY[:9]:
        await echo(steady_world, f"{name} tomorrow")
    await steady_world.until(utc(3, 3, 7, 30))
    brief, slack = steady_world.last(), steady_world.slack
    (more,) = (one for one in elements(brief.blocks) if one["action_id"] == "show_today")
    assert more["url"] == f"slack://app?team={slack.team_id}&id={slack.app_id}&tab=home"
    await press(steady_world, brief, "Open Home")
    assert MANY[8] in steady_world.last().text
    await press(steady_world, brief, "Open")
    assert "Open Home" in labels(brief)


async def test_where_slack_does_not_name_the_app_the_rest_is_still_one_press_away(
    sqlite_url: str,
) -> None:
    async with world(sqlite_url, NOW, faults=[("bots.info", "internal_error")]) as nameless:
        for name in MANY[:9]:
            await echo(nameless, f"{name} tomorrow")
        await nameless.until(utc(3, 3, 7, 30))
        await press(nameless, nameless.last(), "Show them")
        assert MANY[8] in nameless.last().text
