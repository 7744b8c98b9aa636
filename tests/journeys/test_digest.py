"""The weekly digest: where a manager wants it, once a week, and nowhere it should not be."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, text

from bot.demo.standin import Conversation, Message, User
from tests.journeys.steps import labels, press, texts, utc
from tests.world import World

NINE_IN_NEW_YORK = utc(3, 9, 13)  # Monday; the clocks there changed the day before


async def asked(world: World, text: str, who: User | None = None) -> Message:
    """`/pipeline digest …`, by the manager unless somebody else is named."""
    seen = await world.slack.command((who or world.mia).id, "/pipeline", f"digest {text}".strip())
    assert (seen.status, len(seen.messages)) == (200, 1), seen.error
    return seen.messages[0]


async def pipeline(world: World, text: str, who: User | None = None) -> str:
    seen = await world.slack.command((who or world.ana).id, "/pipeline", text)
    assert seen.status == 200, seen.error
    return "\n".join(message.text for message in seen.messages)


def channel(world: World, name: str = "wins", **facts: Any) -> Conversation:
    """A channel everybody is in, Steady too."""
    members = [world.ana.id, world.ben.id, world.mia.id, world.slack.bot_user_id]
    return world.slack.add_channel(name, facts.pop("members", members), **facts)


def digest_rows(conn: Connection) -> list[tuple[str, str]]:
    found = text("SELECT state, channel_id FROM outbox WHERE kind = 'digest'")
    return [tuple(row) for row in conn.execute(found)]


def posted(place: Conversation) -> list[Message]:
    """What stands in a channel for everybody, by Steady."""
    return [m for m in place.messages if m.by_app and m.ephemeral_for is None]


async def in_use(world: World) -> Conversation:
    """A channel that has the digest on Mondays at nine."""
    place = channel(world)
    await asked(world, "#wins Monday 9:00")
    return place


# Setting it up


async def test_a_manager_says_where_and_when(steady_world: World) -> None:
    place = channel(steady_world)
    said = await asked(steady_world, "#wins Monday 9:00")
    assert said.text.startswith(
        "Set. #wins gets the digest every Monday, the next one on Monday, March 2 at 9:00 AM, "
        "New York time. It says that you set it up."
    )
    assert posted(place) == []


async def test_steady_asks_to_be_invited(steady_world: World) -> None:
    place = channel(steady_world, members=[steady_world.mia.id])
    said = await asked(steady_world, "#wins Monday 9:00")
    assert "I am not in #wins yet. Invite me there with /invite @Steady" in said.text
    await press(steady_world, said, "I have invited you", steady_world.mia)
    assert "I am not in #wins yet" in said.text
    place.members.append(steady_world.slack.bot_user_id)
    await press(steady_world, said, "I have invited you", steady_world.mia)
    assert said.text.startswith("Set. #wins gets the digest every Monday")


async def test_a_private_channel_steady_is_not_in_cannot_be_seen(steady_world: World) -> None:
    channel(steady_world, "board", is_private=True, members=[steady_world.mia.id])
    said = await asked(steady_world, "#board Monday 9:00")
    assert "I cannot see that channel" in said.text


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"is_ext_shared": True}, "#wins is shared with people outside"),
        ({"is_archived": True}, "#wins is archived"),
    ],
)
async def test_a_channel_others_read_or_nobody_does_is_refused(
    steady_world: World, facts: dict[str, Any], words: str
) -> None:
    place = channel(steady_world, **facts)
    said = await asked(steady_world, "#wins Monday 9:00")
    assert words in said.text
    await steady_world.until(NINE_IN_NEW_YORK)
    assert posted(place) == []


async def test_guests_who_would_read_along_are_named(steady_world: World) -> None:
    guest = steady_world.slack.add_user("Gus Guest", is_restricted=True)
    members = [steady_world.mia.id, guest.id, steady_world.slack.bot_user_id]
    channel(steady_world, members=members)
    said = await asked(steady_world, "#wins Monday 9:00")
    assert "One guest reads along there and will see it: Gus." in said.text


async def test_guests_who_join_later_are_named_once_to_whoever_set_it_up(
    steady_world: World,
) -> None:
    gus, gina = (steady_world.slack.add_user(name, is_restricted=True) for name in ("Gus", "Gina"))
    place = channel(steady_world)
    place.members.append(gus.id)
    await asked(steady_world, "#wins Monday 9:00")
    place.members.append(gina.id)
    await steady_world.until(utc(3, 2, 15))
    assert len(posted(place)) == 1
    assert guests_named(steady_world) == [
        "A guest reads along in #wins and will see the weekly digest: Gina."
    ]
    await steady_world.until(utc(3, 9, 14))
    assert len(posted(place)) == 2
    assert len(guests_named(steady_world)) == 1


async def test_in_a_crowd_of_colleagues_a_guest_is_named_all_the_same(
    steady_world: World,
) -> None:
    slack, place = steady_world.slack, await in_use(steady_world)
    crowd = [slack.add_user(f"Member {n}").id for n in range(50)]
    place.members += [*crowd, slack.add_user("Gina Guest", is_restricted=True).id]
    for week in range(2):
        await steady_world.until(utc(3, 2, 15) + week * timedelta(weeks=1))
    assert guests_named(steady_world) == [
        "A guest reads along in #wins and will see the weekly digest: Gina."
    ]


async def test_a_rep_who_became_a_guest_is_named_too(steady_world: World) -> None:
    await pipeline(steady_world, "", steady_world.ben)
    place = await in_use(steady_world)
    steady_world.slack.change_user(steady_world.ben.id, is_restricted=True)
    await steady_world.slack.tell_user_change(steady_world.ben.id)
    await steady_world.until(utc(3, 2, 15))
    assert len(posted(place)) == 1
    (said,) = guests_named(steady_world)
    assert said == "A guest reads along in #wins and will see the weekly digest: Ben."


async def test_a_channel_without_guests_brings_no_word_of_any(steady_world: World) -> None:
    place = await in_use(steady_world)
    await steady_world.until(utc(3, 2, 15))
    assert len(posted(place)) == 1
    assert guests_named(steady_world) == []


async def test_when_slack_does_not_tell_of_members_the_digest_is_posted_all_the_same(
    steady_world: World,
) -> None:
    place = await in_use(steady_world)
    steady_world.slack.faults.add("conversations.members", "internal_error")
    await steady_world.until(utc(3, 2, 15))
    assert len(posted(place)) == 1


def guests_named(world: World) -> list[str]:
    """What the manager was told of guests, the first line of each."""
    said = [m.text.partition("\n")[0] for m in world.dms(world.mia)]
    return [line for line in said if "guest" in line]


async def test_whom_slack_does_not_tell_of_is_not_passed_over(steady_world: World) -> None:
    channel(steady_world)
    await asked(steady_world, "mine", steady_world.ana)
    steady_world.slack.faults.add("conversations.members", "500", times=9)
    said = await asked(steady_world, "#wins Monday 9:00")
    assert "The channel has four members, and I could not look at four of them." in said.text


async def test_where_slack_says_nothing_nothing_is_set(steady_world: World) -> None:
    channel(steady_world)
    steady_world.slack.faults.add("conversations.info", "500", times=9)
    said = await asked(steady_world, "#wins Monday 9:00")
    assert said.text.startswith("Slack did not tell me about that channel in time.")


async def test_only_a_manager_says_where_it_goes(steady_world: World) -> None:
    channel(steady_world)
    said = await asked(steady_world, "#wins Monday 9:00", steady_world.ana)
    assert said.text.startswith("Where the digest goes is for a manager to say.")


async def test_a_line_that_cannot_be_read_is_answered_with_one_that_can(
    steady_world: World,
) -> None:
    channel(steady_world)
    said = await asked(steady_world, "#wins someday")
    assert "Try: /pipeline digest #sales Monday 9:00." in said.text


async def test_the_form_says_the_same(steady_world: World) -> None:
    place = channel(steady_world)
    seen = await steady_world.slack.command(steady_world.mia.id, "/pipeline", "digest set")
    assert "Once a week" in texts(seen.view)
    values = {"channel": place.id, "weekday": "4", "time": "16:30", "digest_says": ["percent"]}
    done = await steady_world.slack.submit(steady_world.mia.id, values)
    said = texts(done.view)
    assert done.view is not None
    assert done.view["title"]["text"] == "Weekly digest"
    assert "#wins gets the digest every Friday" in said
    assert "percentages only. Nobody sees figures by rep." in said


async def test_a_channel_the_form_cannot_take_is_said_under_its_field(
    steady_world: World,
) -> None:
    place = channel(steady_world, is_ext_shared=True)
    await steady_world.slack.command(steady_world.mia.id, "/pipeline", "digest set")
    values = {"channel": place.id, "weekday": "0", "time": "09:00"}
    done = await steady_world.slack.submit(steady_world.mia.id, values)
    assert "shared with people outside" in str(done.errors)


async def test_a_manager_sees_it_before_anybody_else_does(steady_world: World) -> None:
    place = await in_use(steady_world)
    await pipeline(steady_world, "add Acme €40k")
    said = await asked(steady_world, "")
    assert said.text.startswith("#wins gets the digest on Monday, March 2 at 9:00 AM")
    assert "€40,000 open" in said.text
    assert posted(place) == []


async def test_a_rep_hears_when_it_comes_and_sees_no_figures_of_others(
    steady_world: World,
) -> None:
    await in_use(steady_world)
    await pipeline(steady_world, "add Acme €40k", steady_world.ben)
    said = await asked(steady_world, "", steady_world.ana)
    assert said.text.startswith("The digest comes to #wins")
    assert "€" not in said.text


# Once a week


async def test_on_its_day_it_stands_in_the_channel_once(steady_world: World) -> None:
    place = await in_use(steady_world)
    await steady_world.until(utc(3, 2, 13, 59))
    assert posted(place) == []
    await steady_world.until(utc(3, 2, 14))
    assert len(posted(place)) == 1
    await steady_world.until(NINE_IN_NEW_YORK - timedelta(minutes=1))
    assert len(posted(place)) == 1
    await steady_world.until(NINE_IN_NEW_YORK)
    assert len(posted(place)) == 2


async def test_it_says_the_week_in_the_order_a_manager_reads(steady_world: World) -> None:
    place = await in_use(steady_world)
    world = steady_world
    await pipeline(world, "target €100k")
    await pipeline(world, "add Acme €40k")
    await pipeline(world, "add Globex €30k")
    await pipeline(world, "add Initech €20k", world.ben)
    await world.followup('Acme 5 March "after the board"')
    await world.until(utc(3, 3, 12))
    await pipeline(world, "won Globex")
    await world.until(utc(3, 5, 12))
    await world.followup("done Acme")
    await world.until(NINE_IN_NEW_YORK)
    said = posted(place)[-1].text
    parts = [
        "Week of March 2: €60,000 open against €100,000, €40,000 short",
        "Worth doing: two deals, €60,000, have no next date. One question each: "
        "“When would you like me to follow up?”",
        "Won: Globex (€30,000).",
        "Of what is open, 0 % stands on dates clients named, 0 % on dates of our own, 100 % on",
        "Kept: the one date a client named.",
        "Open pipeline against target.",
        "Open pipeline by stage.",
        "Mia set this up.",
    ]
    places = [said.find(part) for part in parts]
    assert -1 not in places, (said, places)
    assert places == sorted(places)


async def test_after_a_morning_away_it_comes_late_the_same_day(steady_world: World) -> None:
    place = await in_use(steady_world)
    steady_world.clock.move_to(utc(3, 2, 20))
    for _ in range(3):
        await steady_world.steady.tick()
    assert len(posted(place)) == 1


async def test_after_days_away_it_waits_for_its_next_day(steady_world: World) -> None:
    place = await in_use(steady_world)
    steady_world.clock.move_to(utc(3, 4, 12))
    await steady_world.steady.tick()
    assert posted(place) == []
    await steady_world.until(NINE_IN_NEW_YORK)
    assert len(posted(place)) == 1


async def test_moving_it_to_another_day_makes_no_second_one_that_week(
    steady_world: World,
) -> None:
    place = await in_use(steady_world)
    await steady_world.until(utc(3, 2, 15))
    said = await asked(steady_world, "Thursday 9:00")
    assert "the next one on Thursday, March 12" in said.text
    await steady_world.until(utc(3, 11, 12))
    assert len(posted(place)) == 1
    await steady_world.until(utc(3, 12, 14))
    assert len(posted(place)) == 2


@pytest.mark.parametrize(
    ("start", "moments"),
    [
        # New York changes on 8 March and 1 November: nine stays nine.
        (utc(3, 6, 12), [utc(3, 9, 13), utc(3, 16, 13)]),
        (utc(10, 23, 12), [utc(10, 26, 13), utc(11, 2, 14)]),
    ],
)
async def test_nine_stays_nine_when_the_clocks_change(
    steady_world: World, start: datetime, moments: list[datetime]
) -> None:
    steady_world.clock.move_to(start)
    place = await in_use(steady_world)
    for count, moment in enumerate(moments):
        await steady_world.until(moment - timedelta(minutes=1))
        assert len(posted(place)) == count
        await steady_world.until(moment)
        assert len(posted(place)) == count + 1


async def test_turned_off_it_is_silent(steady_world: World) -> None:
    place = await in_use(steady_world)
    said = await asked(steady_world, "off")
    assert said.text.startswith("The weekly digest is off.")
    await steady_world.until(utc(3, 10, 12))
    assert posted(place) == []


async def test_percentages_only_leaves_every_amount_out(steady_world: World) -> None:
    place = await in_use(steady_world)
    await pipeline(steady_world, "target €100k")
    await pipeline(steady_world, "add Acme €40k")
    await asked(steady_world, "percentages only")
    await steady_world.until(utc(3, 2, 14))
    said = posted(place)[0].text
    assert "what is open stands at 40 % of our target" in said
    assert "€" not in said
    assert "EUR" not in str(posted(place)[0].blocks)


# Slack in trouble


async def test_an_unclear_answer_is_looked_up_before_it_is_repeated(steady_world: World) -> None:
    place = await in_use(steady_world)
    steady_world.slack.faults.add("chat.postMessage", "reset_after", times=1)
    await steady_world.until(utc(3, 2, 14))
    assert len(posted(place)) == 1
    await steady_world.pass_by(minutes=1)
    assert len(posted(place)) == 1
    [row] = await steady_world.steady.db.read(digest_rows)
    assert row == ("sent", place.id)


async def test_a_chart_slack_will_not_draw_is_left_out_and_said(steady_world: World) -> None:
    place = await in_use(steady_world)
    await pipeline(steady_world, "add Acme €40k")
    steady_world.slack.faults.add(
        "chat.postMessage", "invalid_blocks", match=lambda said: said["channel"] == place.id
    )
    await steady_world.until(utc(3, 2, 14))
    [said] = posted(place)
    kinds = [block["type"] for block in said.blocks or ()]
    assert "data_visualization" not in kinds
    assert "Open pipeline by stage. Meet €40,000" in said.text


async def removed(world: World, place: Conversation) -> None:
    place.members.remove(world.slack.bot_user_id)


async def archived(world: World, place: Conversation) -> None:
    place.is_archived = True


async def shared(world: World, place: Conversation) -> None:
    place.is_ext_shared = True


async def deleted(world: World, place: Conversation) -> None:
    place.is_private = True
    place.members.remove(world.slack.bot_user_id)


@pytest.mark.parametrize(
    ("befall", "words"),
    [
        (removed, "I am not in #wins any more. Invite me there with /invite @Steady."),
        (archived, "#wins is archived. Choose another channel."),
        (shared, "#wins is shared with people outside"),
        (deleted, "I cannot see #wins"),
    ],
)
async def test_a_channel_that_takes_it_no_longer_is_told_once_with_what_to_do(
    steady_world: World, befall: Any, words: str
) -> None:
    place = await in_use(steady_world)
    await befall(steady_world, place)
    await steady_world.until(utc(3, 20, 12))
    told = [m for m in steady_world.dms(steady_world.mia) if "I could not post" in m.text]
    assert len(told) == 1
    assert words in told[0].text
    assert posted(place) == []


async def test_invited_again_it_goes_on_from_the_message_itself(steady_world: World) -> None:
    place = await in_use(steady_world)
    await removed(steady_world, place)
    await steady_world.until(utc(3, 2, 15))
    told = next(m for m in steady_world.dms(steady_world.mia) if "could not post" in m.text)
    place.members.append(steady_world.slack.bot_user_id)
    await press(steady_world, told, "Post it there again", steady_world.mia)
    await steady_world.until(NINE_IN_NEW_YORK)
    assert len(posted(place)) == 1


async def test_a_renamed_channel_is_still_the_same(steady_world: World) -> None:
    place = await in_use(steady_world)
    place.name = "victories"
    await steady_world.until(utc(3, 2, 14))
    assert len(posted(place)) == 1
    assert "#victories" in (await asked(steady_world, "")).text


# In private


async def test_a_manager_gets_every_reps_figures_alone(steady_world: World) -> None:
    place = await in_use(steady_world)
    await pipeline(steady_world, "add Acme €40k")
    await steady_world.until(utc(3, 2, 14))
    [table] = [m for m in steady_world.dms(steady_world.mia) if "rep by rep" in m.text]
    assert "Ana, €40,000, –, 1, 1" in table.text
    assert "Ana" not in posted(place)[0].text
    assert all("rep by rep" not in m.text for m in steady_world.dms(steady_world.ana))


async def test_the_table_comes_as_a_file_into_the_managers_own_messages(
    steady_world: World,
) -> None:
    await in_use(steady_world)
    await pipeline(steady_world, "add Acme €40k")
    await steady_world.until(utc(3, 2, 14))
    [table] = [m for m in steady_world.dms(steady_world.mia) if "rep by rep" in m.text]
    await press(steady_world, table, "Download as CSV", steady_world.mia)
    [file] = steady_world.last(steady_world.mia).files
    assert file.content is not None
    head, *rows = csv.reader(io.StringIO(file.content.decode("utf-8-sig")))
    assert head[:3] == ["Rep", "Currency", "Open"]
    assert ["Ana", "EUR", "40000.00", "", "1", "1", "0.00", "0", "0", "0"] in rows


async def test_asked_for_in_a_channel_the_file_still_comes_in_private(
    steady_world: World,
) -> None:
    place = await in_use(steady_world)
    table = await asked(steady_world, "reps")
    await press(steady_world, table, "Download as CSV", steady_world.mia)
    assert len(steady_world.last(steady_world.mia).files) == 1
    assert all(not m.files for m in place.messages)


async def test_a_file_slack_does_not_take_is_said(steady_world: World) -> None:
    await in_use(steady_world)
    table = await asked(steady_world, "reps")
    steady_world.slack.faults.add("files.getUploadURLExternal", "missing_scope")
    await press(steady_world, table, "Download as CSV", steady_world.mia)
    assert "files:write" in steady_world.last(steady_world.mia).text


async def test_figures_by_rep_can_be_switched_off(steady_world: World) -> None:
    await in_use(steady_world)
    await asked(steady_world, "reps off")
    await steady_world.until(utc(3, 2, 15))
    assert all("rep by rep" not in m.text for m in steady_world.dms(steady_world.mia))
    assert "switched off" in (await asked(steady_world, "reps")).text
    mine = await asked(steady_world, "mine", steady_world.ana)
    assert mine.text.startswith("Your manager sees no figures of yours")


async def test_a_rep_sees_all_that_the_manager_sees_of_them(steady_world: World) -> None:
    await in_use(steady_world)
    await pipeline(steady_world, "target €100k")
    await pipeline(steady_world, "add Acme €40k")
    said = await asked(steady_world, "mine", steady_world.ana)
    assert "This is all your manager sees of you:" in said.text
    assert "Open: €40,000 in one deal; €100,000 is your target." in said.text


async def test_a_rep_sees_no_table(steady_world: World) -> None:
    said = await asked(steady_world, "reps", steady_world.ana)
    assert said.text.startswith("Where the digest goes is for a manager to say.")


# A lost client


async def lose(world: World, name: str) -> None:
    await world.client(f"add {name}")
    await world.client(f"lost {name} the price")


async def test_a_lost_client_is_counted_and_not_named(steady_world: World) -> None:
    place = await in_use(steady_world)
    await steady_world.until(utc(3, 4, 12))
    await lose(steady_world, "Hooli")
    await steady_world.until(NINE_IN_NEW_YORK)
    said = posted(place)[-1].text
    assert "Lost: one client." in said
    assert "Hooli" not in said


async def test_its_rep_is_asked_the_working_day_before_and_may_let_it_be_named(
    steady_world: World,
) -> None:
    place = await in_use(steady_world)
    await steady_world.until(utc(3, 4, 12))
    await lose(steady_world, "Hooli")
    await steady_world.until(utc(3, 6, 16))
    [question] = [m for m in steady_world.dms() if "It names none unless you say so" in m.text]
    assert labels(question) == ["Name it in the digest", "Leave it unnamed"]
    await press(steady_world, question, "Name it in the digest")
    assert "The digest names it." in question.text
    await steady_world.until(NINE_IN_NEW_YORK)
    said = posted(place)[-1].text
    assert "Lost: Hooli." in said
    assert "Ana" not in said


async def test_nobody_else_can_let_it_be_named(steady_world: World) -> None:
    place = await in_use(steady_world)
    await steady_world.until(utc(3, 4, 12))
    await lose(steady_world, "Hooli")
    mine = await asked(steady_world, "mine", steady_world.ana)
    assert "Name it in the digest" in labels(mine)
    other = await asked(steady_world, "mine", steady_world.ben)
    assert "Hooli" not in other.text
    await steady_world.until(NINE_IN_NEW_YORK)
    assert "Hooli" not in posted(place)[-1].text
