"""Does a restored copy look what was said before it says anything, and say the rest?"""

import asyncio
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, select, update

from bot.app import Steady
from bot.demo.standin import User
from bot.gate import READS_PER_MINUTE
from bot.playbook.due import NUDGE_BEFORE
from handlers.http import PATH
from scheduler.delivery import Timing
from storage import backup, quarantine, tables, waiting
from tests.cast import NOW
from tests.journeys.steps import echo, utc
from tests.world import QUICK, World, settings_for, world

AT_ONCE = READS_PER_MINUTE["conversations.history"] // 2  # half a minute's come at once


async def brought_back(team: World, file: Path, at: datetime, timing: Timing = QUICK) -> None:
    """The first Steady is gone; another starts at a moment, on what the backup held."""
    await team.steady.stop()
    team.clock.move_to(at)
    url = f"sqlite:///{file.with_name('restored.db')}"
    await backup.restore(file, url)
    await started_on(team, url, timing)


async def started_on(team: World, url: str, timing: Timing = QUICK) -> None:
    team.steady = await Steady.build(settings_for(team.slack, url), team.clock, timing)
    await team.steady.start()
    team.slack.request_url = f"http://127.0.0.1:{team.steady.port}{PATH}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.db"


async def backed_up(team: World, file: Path) -> None:
    await backup.back_up(team.steady.settings.database_url, file, team.clock.now())


async def promised_and_backed_up(team: World, file: Path) -> None:
    """Acme is promised three o'clock today, which the backup holds."""
    await echo(team, 'Acme today 3pm "x y"')
    await backed_up(team, file)


def shown(team: World, words: str) -> int:
    """In how many of Ana's messages these words stand."""
    return sum(words in message.text for message in team.dms())


async def test_what_came_due_and_was_said_after_the_backup_is_not_said_again(
    steady_world: World, file: Path
) -> None:
    team = steady_world
    await echo(team, 'Acme today 3pm "x y"')
    await echo(team, 'Globex today 5pm "x y"')
    await backed_up(team, file)
    await team.until(utc(3, 2, 15, 0))
    assert (shown(team, "Acme"), shown(team, "Globex")) == (1, 0)
    await brought_back(team, file, utc(3, 2, 17, 0))
    await team.steady.tick()

    assert (shown(team, "Acme"), shown(team, "Globex")) == (1, 1)


async def test_two_said_apart_are_not_said_again_together(steady_world: World, file: Path) -> None:
    team = steady_world
    await echo(team, 'Acme today 3pm "x y"')
    await echo(team, 'Globex today 5pm "x y"')
    await backed_up(team, file)
    await team.until(utc(3, 2, 16, 0))
    before = len(team.dms())
    await brought_back(team, file, utc(3, 2, 18, 0))
    await team.until(utc(3, 2, 19, 0))

    assert before == 2
    assert len(team.dms()) == before


async def test_a_brief_that_was_said_is_not_said_again_the_same_day(
    steady_world: World, file: Path
) -> None:
    team = steady_world
    await echo(team, 'Acme tomorrow "x y"')
    await backed_up(team, file)
    await team.until(utc(3, 3, 7, 30))
    assert shown(team, "Acme") == 1
    await brought_back(team, file, utc(3, 3, 7, 40))
    await team.until(utc(3, 3, 12, 0))
    assert shown(team, "Acme") == 1

    await team.until(utc(3, 4, 7, 31))
    assert len(team.dms()) == 2  # the next morning lists what is open still


async def test_a_digest_that_was_posted_is_not_posted_again_the_same_week(
    steady_world: World, file: Path
) -> None:
    team = steady_world
    wins = team.slack.add_channel("wins", [team.mia.id, team.slack.bot_user_id])
    await team.pipeline("digest #wins Monday 9:00", team.mia)
    await backed_up(team, file)
    await team.until(utc(3, 2, 14, 30))
    before = [message.ts for message in wins.messages]
    await brought_back(team, file, utc(3, 2, 15, 0))
    await team.until(utc(3, 2, 20, 0))
    assert len(before) == 1
    assert [message.ts for message in wins.messages] == before

    await team.until(utc(3, 9, 14, 30))
    assert len(wins.messages) == 2  # next week's


async def test_who_took_over_is_asked_once(steady_world: World, file: Path) -> None:
    team = steady_world
    await team.client("add Acme, every 30 days")
    await team.client("touch Acme call")
    await team.client("contact Acme add Tom Berger")
    await team.client("contact Acme left Tom Berger")
    await backed_up(team, file)
    await team.until(utc(3, 3, 8, 0))
    assert shown(team, "Tom Berger") == 1
    await brought_back(team, file, utc(3, 3, 9, 0))
    await team.until(utc(3, 5, 9, 0))

    assert shown(team, "Tom Berger") == 1


async def test_what_nobody_said_after_the_backup_is_said(steady_world: World, file: Path) -> None:
    team = steady_world
    await promised_and_backed_up(team, file)
    await brought_back(team, file, utc(3, 2, 17, 0))
    await team.steady.tick()

    assert shown(team, "Acme") == 1


async def test_a_message_under_way_at_the_backup_is_found_by_its_token(
    steady_world: World, file: Path
) -> None:
    team = steady_world
    await echo(team, 'Acme today 3pm "x y"')
    team.slack.faults.add("chat.postMessage", "429", retry_after=30)
    await team.until(utc(3, 2, 13, 50))
    await backed_up(team, file)
    await team.pass_by(minutes=1)
    await brought_back(team, file, utc(3, 2, 17, 0))
    await team.steady.tick()

    assert shown(team, "Acme") == 1


async def test_the_buttons_of_a_message_sent_after_the_backup_work(
    steady_world: World, file: Path
) -> None:
    team = steady_world
    await promised_and_backed_up(team, file)
    await team.until(utc(3, 2, 13, 50))
    await brought_back(team, file, utc(3, 2, 17, 0))
    await team.steady.tick()
    await team.press("done")

    assert "x y" not in await team.said("list")
    assert len(team.dms()) == 1


async def test_a_date_that_was_changed_after_the_backup_may_be_chosen_again(
    steady_world: World, file: Path
) -> None:
    """The change is lost with what the backup does not hold; what follows from it is not."""
    team = steady_world
    await promised_and_backed_up(team, file)
    await echo(team, "snooze Acme today 4pm")
    await team.until(utc(3, 2, 14, 50))
    await brought_back(team, file, utc(3, 2, 15, 20))
    await team.steady.tick()  # as the backup knows it, it was due at three
    before = len(team.dms())
    await echo(team, "snooze Acme today 5pm")
    await team.until(utc(3, 2, 15, 51))

    assert len(team.dms()) == before + 1


async def test_while_slack_cannot_be_asked_it_answers_and_starts_nothing(
    steady_world: World, file: Path
) -> None:
    team = steady_world
    await promised_and_backed_up(team, file)
    await team.until(utc(3, 2, 13, 50))
    team.slack.faults.add("conversations.history", "500", times=1_000)
    await brought_back(team, file, utc(3, 2, 17, 0))
    await team.said('Globex in 5 minutes "x y"')
    for _ in range(3):
        await team.steady.tick()
    looked = await team.steady.db.read(waiting.depth)
    assert (len(team.dms()), looked.quarantined) == (1, 1)

    team.slack.faults.clear()
    await team.steady.tick()
    looked = await team.steady.db.read(waiting.depth)
    assert (shown(team, "Globex"), shown(team, "Acme"), looked.quarantined) == (1, 1, 0)


async def test_where_it_may_never_look_the_brief_says_that_it_may_be_a_repeat(
    steady_world: World, file: Path
) -> None:
    team = steady_world
    await promised_and_backed_up(team, file)
    await team.until(utc(3, 2, 13, 50))
    team.slack.faults.add("conversations.history", "missing_scope", times=1_000)
    await brought_back(team, file, utc(3, 2, 17, 0))
    await team.until(utc(3, 2, 20, 0))
    assert len(team.dms()) == 1

    await team.until(utc(3, 3, 7, 31))
    assert "may be a repeat" in team.last().text


async def test_a_rep_who_has_left_holds_nobody_up(steady_world: World, file: Path) -> None:
    team = steady_world
    await echo(team, 'Acme today 3pm "x y"')
    await team.said('Globex today 3pm "x y"', team.ben)
    await backed_up(team, file)
    team.slack.workspace.users[team.ben.id].deleted = True
    await brought_back(team, file, utc(3, 2, 17, 0))
    await team.steady.tick()

    assert shown(team, "Acme") == 1


async def test_a_copy_put_in_place_by_hand_looks_as_well(steady_world: World, file: Path) -> None:
    team = steady_world
    await promised_and_backed_up(team, file)
    await team.until(utc(3, 2, 13, 50))
    await team.steady.stop()
    team.clock.move_to(utc(3, 2, 17, 0))
    copy = file.with_name("by-hand.db")
    shutil.copyfile(file, copy)
    await started_on(team, f"sqlite:///{copy}")
    await team.steady.tick()

    assert shown(team, "Acme") == 1
    assert await team.steady.db.read(quarantine.next_rep) is None


async def test_a_season_that_was_spoken_of_is_not_spoken_of_again(
    steady_world: World, file: Path
) -> None:
    team = steady_world
    await team.client("add Initech, nurture, €84k")
    await team.client("touch Initech call yesterday")
    await team.client("season Initech May")
    await backed_up(team, file)
    await team.until(utc(3, 7, 8, 0))
    before = shown(team, "usually orders")
    await brought_back(team, file, utc(3, 8, 9, 0))
    await team.until(utc(3, 11, 9, 0))

    assert before == 1
    assert shown(team, "usually orders") == before


@pytest.mark.parametrize(("seconds", "is_waited_for"), [(1, True), (30, False)])
async def test_a_pause_slack_asks_for_is_kept_and_a_short_one_waited_for(
    steady_world: World, file: Path, seconds: int, is_waited_for: bool
) -> None:
    team = steady_world
    await promised_and_backed_up(team, file)
    await team.until(utc(3, 2, 13, 50))
    team.slack.faults.add("conversations.history", "429", retry_after=seconds)
    before = len(looks(team))
    await brought_back(team, file, utc(3, 2, 17, 0))
    for _ in range(3):
        await team.steady.tick()

    looked = await team.steady.db.read(waiting.depth)
    assert looked.quarantined == (0 if is_waited_for else 1)
    assert len(looks(team)) - before == (2 if is_waited_for else 1)
    assert shown(team, "Acme") == 1


async def test_more_reps_than_may_be_read_at_once_are_all_read_and_told_nothing_twice(
    steady_world: World, file: Path
) -> None:
    team = steady_world
    sellers = [team.slack.add_user(f"Rep {n}") for n in range(AT_ONCE + 3)]
    for seller in sellers:
        await team.said('Acme today 3pm "after our board"', seller)
    await backed_up(team, file)
    await team.until(utc(3, 2, 13, 50))
    before = [nudges(team, seller) for seller in sellers]
    began = team.clock.ticks()
    await brought_back(team, file, utc(3, 2, 17, 0), replace(QUICK, is_paced=True))
    await team.steady.tick()

    assert await team.steady.db.read(quarantine.next_rep) is None
    assert team.clock.ticks() - began > 2  # the last ones waited for the allowance
    assert before == [1] * len(sellers)
    assert [nudges(team, seller) for seller in sellers] == [1] * len(sellers)


@pytest.mark.postgres
async def test_replicas_that_are_brought_back_together_look_once_and_say_the_rest_once(
    postgres_url: str,
) -> None:
    async with world(postgres_url, NOW) as team:
        other = await Steady.build(settings_for(team.slack, postgres_url), team.clock, QUICK)
        await other.start()
        await echo(team, 'Acme today 3pm "x y"')
        await echo(team, 'Globex today 5pm "x y"')
        await team.until(utc(3, 2, 13, 50))
        assert (shown(team, "Acme"), shown(team, "Globex")) == (1, 0)
        await other.stop()
        await team.steady.db.write(as_before_it_was_said)
        await team.steady.stop()
        team.clock.move_to(utc(3, 2, 17, 0))
        both = [
            await Steady.build(settings_for(team.slack, postgres_url), team.clock, QUICK)
            for _ in range(2)
        ]
        for each in both:
            await each.start()
        await asyncio.gather(*(each.tick() for each in both * 3))
        team.steady = both[0]
        await both[1].stop()

        assert (shown(team, "Acme"), shown(team, "Globex")) == (1, 1)
        assert await team.steady.db.read(quarantine.next_rep) is None


def nudges(team: World, rep: User) -> int:
    """How many messages a rep was shown that Steady itself began."""
    return sum(message.metadata is not None for message in team.dms(rep))


def looks(team: World) -> list[str]:
    return [c.method for c in team.slack.calls if c.method == "conversations.history"]


def as_before_it_was_said(conn: Connection) -> None:
    """As a backup of the morning knows it."""
    conn.execute(delete(tables.outbox_items))
    conn.execute(delete(tables.outbox))
    c = tables.commitments.c
    for row in conn.execute(select(c.id, c.due_at)).all():
        one = update(tables.commitments).where(c.id == row.id)
        conn.execute(one.values(nudge_at=row.due_at - NUDGE_BEFORE))
    conn.execute(update(tables.reps).values(look_from=NOW))
