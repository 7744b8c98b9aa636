"""Is every answer counted once, and can nobody say who gave it? (S1-5)"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, text

from bot.playbook.asking import Ask
from bot.playbook.model import Rep
from bot.playbook.preferences import Muted, muted_with
from bot.playbook.problem import Problem
from bot.playbook.pulse import Pulse, PulseResult, Step
from storage import backup, pulses, reps, tables
from storage.database import Database
from tests.cast import WORKSPACE, ana
from tests.storage.desk import Desk, desk, meet

MORNING = datetime(2026, 3, 3, 14, 30, tzinfo=UTC)  # a Tuesday; half past nine in New York
CLOSES = datetime(2026, 3, 16, 9, tzinfo=UTC)  # ten in Berlin
OPENED_ON = date(2026, 3, 2)
SAID = [Step.MUCH_WORSE, Step.SAME, Step.SAME, Step.BETTER, Step.MUCH_BETTER, Step.WORSE]


@pytest.fixture
async def at(db: Database) -> AsyncIterator[Desk]:
    """Ana, Ben and Mia, who manages."""
    async with desk(db) as made:
        yield made


async def team_of(at: Desk, people: int) -> list[Rep]:
    """Ana and others, so many in all."""
    here = await at.db.read(lambda c: list(c.scalars(select(tables.reps.c.id))))
    for n in range(len(here), people):
        await at.db.write(meet, ana(id=500 + n, slack_user_id=f"U{n}", name=f"Rep {n}"))
    ids = await at.db.read(lambda c: list(c.scalars(select(tables.reps.c.id))))
    return [await at.db.read(reps.get, WORKSPACE, rep_id) for rep_id in sorted(ids)]


async def asked(at: Desk, day: datetime = MORNING) -> list[Pulse]:
    at.now = day
    await at.sweep()
    return [n.asked for n in await at.deliver() if isinstance(n.asked, Pulse)]


async def answer(at: Desk, found: Pulse, step: Step) -> Problem | None:
    return await at.db.write(pulses.count, WORKSPACE, found.ballot, step, at.now)


async def six_answer(at: Desk) -> list[Rep]:
    """Six people of different zones, each with their own step, in this order."""
    team = await team_of(at, 6)
    found = await asked(at)
    assert len(found) == 6
    for one, step in zip(found, SAID, strict=True):
        at.now += timedelta(minutes=7)
        assert await answer(at, one, step) is None
    return team


async def counts(at: Desk) -> list[int]:
    rows = await at.rows(tables.pulse_counts)
    return [row["answers"] for row in sorted(rows, key=lambda row: row["step"])]


async def closed(at: Desk) -> list[Any]:
    """What is told, and to whom."""
    at.now = CLOSES
    assert await at.db.write(pulses.close_due, at.now, at.now) == 1
    return [row for row in await at.rows(tables.outbox) if row["kind"] in ("pulse", "digest_note")]


async def test_each_rep_is_asked_once_in_a_pulse(at: Desk) -> None:
    await team_of(at, 6)
    assert len(await asked(at)) == 6
    for day in range(1, 15):
        assert await asked(at, MORNING + timedelta(days=day)) == []


@pytest.mark.parametrize(("people", "pulses_begun"), [(4, 0), (5, 1)])
async def test_a_team_of_four_is_not_asked_at_all(at: Desk, people: int, pulses_begun: int) -> None:
    await team_of(at, people)
    found = await asked(at)
    assert len(found) == people * pulses_begun
    assert len(await at.rows(tables.pulses)) == pulses_begun


async def test_of_five_one_who_left_makes_four(at: Desk) -> None:
    team = await team_of(at, 5)
    await at.db.write(reps.set_gone, WORKSPACE, team[-1].id, at.now)
    assert await asked(at) == []


@pytest.mark.parametrize("kind", [Muted.PATIENCE, Ask.PULSE])
async def test_who_muted_it_is_not_asked_and_of_five_leaves_four(
    at: Desk, kind: Muted | Ask
) -> None:
    await team_of(at, 5)
    await at.db.write(reps.set_preferences, muted_with(at.ana, kind), at.now)
    assert await asked(at) == []
    await team_of(at, 6)
    assert len(await asked(at, MORNING + timedelta(days=1))) == 5


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 3, 16), date(2026, 6, 1)])
async def test_on_other_days_nothing_is_asked(at: Desk, day: date) -> None:
    await team_of(at, 6)
    assert await asked(at, datetime(day.year, day.month, day.day, 14, tzinfo=UTC)) == []


async def test_pressed_twice_it_is_counted_once_and_cannot_be_changed(at: Desk) -> None:
    await team_of(at, 5)
    one = (await asked(at))[0]
    assert await answer(at, one, Step.WORSE) is None
    assert await answer(at, one, Step.WORSE) == Problem("pulse_counted")
    assert await answer(at, one, Step.MUCH_BETTER) == Problem("pulse_counted")
    assert await counts(at) == [0, 1, 0, 0, 0]


async def test_two_replicas_count_one_press_once(postgres_url: str) -> None:
    db, other = await Database.open(postgres_url), await Database.open(postgres_url)
    async with desk(db) as at:
        await team_of(at, 5)
        one = (await asked(at))[0]
        doors = [
            each.write(pulses.count, WORKSPACE, one.ballot, Step.SAME, at.now)
            for each in (db, other) * 4
        ]
        told = await asyncio.gather(*doors)
        assert sorted(told, key=str) == [None, *[Problem("pulse_counted")] * 7]
        assert await counts(at) == [0, 0, 1, 0, 0]
    await other.close()
    await db.close()


async def test_a_ballot_nobody_was_given_counts_nothing(at: Desk) -> None:
    await team_of(at, 5)
    one = (await asked(at))[0]
    opened_on, chance, seal = one.ballot.split(":")
    forged = Pulse(f"{opened_on}:{chance[::-1]}:{seal}", one.last_day)
    assert await answer(at, forged, Step.WORSE) == Problem("question_gone")
    assert await counts(at) == [0] * 5


async def test_once_closed_nothing_is_counted(at: Desk) -> None:
    await team_of(at, 5)
    one, two, *_ = await asked(at)
    at.now = CLOSES - timedelta(seconds=1)
    assert await answer(at, one, Step.WORSE) is None
    at.now = CLOSES
    assert await answer(at, two, Step.WORSE) == Problem("pulse_closed")
    await at.db.write(pulses.close_due, at.now, at.now)
    assert await answer(at, two, Step.WORSE) == Problem("pulse_closed")


async def test_published_once_to_every_manager_without_a_channel(at: Desk) -> None:
    await six_answer(at)
    told = await closed(at)
    assert [row["rep_id"] for row in told] == [at.mia.id]
    [nudge] = [n for n in await at.deliver() if isinstance(n.note, PulseResult)]
    assert nudge.note == PulseResult(OPENED_ON, (1, 1, 2, 1, 1))
    assert await at.db.write(pulses.close_due, at.now, at.now) == 0


async def test_with_four_answers_nobody_is_told_and_the_counts_are_gone(at: Desk) -> None:
    await team_of(at, 6)
    for one in (await asked(at))[:4]:
        await answer(at, one, Step.WORSE)
    assert await closed(at) == []
    assert await at.rows(tables.pulse_counts) == []
    assert await at.deliver() == []
    assert await at.db.read(pulses.result, WORKSPACE, OPENED_ON) is None


async def test_when_it_closes_ballots_and_seal_are_forgotten(at: Desk) -> None:
    await six_answer(at)
    await closed(at)
    assert await at.rows(tables.pulse_ballots) == []
    [row] = await at.rows(tables.pulses)
    assert (row["state"], row["seal"]) == ("published", None)


async def test_raw_tables_are_alike_whoever_of_six_said_what(at: Desk) -> None:
    before = {name: list(rows) for name, rows in (await at.everything()).items()}
    await six_answer(at)
    changed = await at.everything()

    # Of all tables only two hold anything of an answer, and neither has a rep, an id or a time.
    assert set(tables.pulse_counts.c.keys()) == {"workspace_id", "opened_on", "step", "answers"}
    assert set(tables.pulse_ballots.c.keys()) == {"workspace_id", "opened_on", "digest"}
    assert await counts(at) == [1, 1, 2, 1, 1]
    for untouched in ("receipts", "changes", "drafts"):
        assert changed[untouched] == before[untouched]
    for row in await at.rows(tables.questions):
        assert (row["state"], row["answer"], row["answered_at"]) == ("asked", None, None)
        assert (row["version"], row["facts"]) == (1, {})
    for row in await at.rows(tables.outbox):
        assert set(row["facts"]) <= {"question"}


async def test_an_answer_writes_the_same_rows_whoever_gives_it_and_whatever_it_is(at: Desk) -> None:
    """Six answered; the seventh changes nothing but the five counts and one more digest."""
    await team_of(at, 7)
    found = await asked(at)
    for one in found[:6]:
        await answer(at, one, Step.SAME)
    before = await at.everything()
    await answer(at, found[6], Step.MUCH_WORSE)
    after = await at.everything()
    assert {name for name in after if after[name] != before[name]} == {
        "pulse_counts",
        "pulse_ballots",
    }


async def test_digests_stand_in_no_order_of_answering(at: Desk) -> None:
    """As the database gives its rows when nobody asks for an order."""
    await team_of(at, 12)
    found = await asked(at)
    for one in found:
        await answer(at, one, Step.SAME)

    def unordered(conn: Connection) -> list[str]:
        return list(conn.scalars(text("SELECT digest FROM pulse_ballots")))

    kept = await at.db.read(unordered)
    chances = [one.ballot.split(":")[1] for one in found]
    given = [hashlib.sha256(chance.encode()).hexdigest() for chance in chances]
    assert sorted(kept) == sorted(given)
    if at.db.dialect == "sqlite":
        assert kept == sorted(given)


async def test_no_ballot_stands_in_the_database_so_none_leads_to_a_rep(at: Desk) -> None:
    await team_of(at, 6)
    found = await asked(at)
    await answer(at, found[0], Step.WORSE)
    held = str(await at.everything())
    assert all(one.ballot.split(":")[1] not in held for one in found)


async def test_on_postgres_no_transaction_joins_a_rep_to_a_step(postgres_url: str) -> None:
    """A row there carries the transaction that wrote it: all five counts carry the same one."""
    db = await Database.open(postgres_url)
    async with desk(db) as at:
        await six_answer(at)

        def written_by(conn: Connection) -> dict[str, set[str]]:
            names = ("pulse_counts", "pulse_ballots", "questions", "outbox", "reps")
            return {
                name: set(conn.scalars(text(f"SELECT xmin::text FROM {name}"))) for name in names
            }

        by = await db.read(written_by)
    await db.close()
    assert len(by["pulse_counts"]) == 1
    answering = by["pulse_counts"] | by["pulse_ballots"]
    assert answering & (by["questions"] | by["outbox"] | by["reps"]) == set()


@pytest.mark.parametrize("is_closed", [False, True])
async def test_a_backup_after_six_answered_cannot_say_who_said_what(
    at: Desk, database_url: str, tmp_path: Path, is_closed: bool
) -> None:
    team = await six_answer(at)
    if is_closed:
        await closed(at)
    file = tmp_path / "backup.db"
    await backup.back_up(database_url, file, at.now)
    copy = await Database.open(f"sqlite:///{file}", read_only=True)

    def all_rows(conn: Connection) -> dict[str, list[dict[str, Any]]]:
        return {
            table.name: [dict(row) for row in conn.execute(select(table)).mappings()]
            for table in tables.metadata.sorted_tables
        }

    held = await copy.read(all_rows)
    await copy.close()
    about = {name: rows for name, rows in held.items() if name.startswith("pulse")}
    ids, users = {rep.id for rep in team}, {rep.slack_user_id for rep in team}
    for rows in about.values():
        for row in rows:
            assert not ids & set(row.values())
            assert not users & set(map(str, row.values()))
    assert [row["answers"] for row in about["pulse_counts"]] == [1, 1, 2, 1, 1]
    # Of each rep everything else is the same: that they were asked.
    said = {(row["state"], row["answer"], row["answered_at"]) for row in held["questions"]}
    assert said == {("asked", None, None)}
    assert held["receipts"] == held["changes"] == []
