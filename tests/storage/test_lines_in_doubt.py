"""Is a line about a client announced once, even when nobody knows whether its message was sent?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.playbook.client_intent import Deed
from bot.playbook.nudge import Nudge
from storage import nudges, outbox, reps
from storage.database import Database
from storage.outbox import Waiting
from tests.book import Book, open_book
from tests.cast import WORKSPACE

BEGAN = datetime(2026, 1, 5, 9, tzinfo=UTC)
FIRST = datetime(2026, 2, 4, 7, 30, tzinfo=UTC)  # a Wednesday; eight weeks before April
LEASE = timedelta(minutes=2)
DAY = timedelta(days=1)


@pytest.fixture(params=["quiet", "season"])
async def book(db: Database, request: pytest.FixtureRequest) -> Book:
    """One client of Ana's that comes up on 4 February."""
    made = await open_book(db, BEGAN)
    client = await made.add(cadence_days=30 if request.param == "quiet" else 700)
    if request.param == "season":
        await made.carry_out(Deed.SEASON, client, months=(4,))
    return made


def lines(found: list[Nudge]) -> list[bool]:
    """The lines about clients that were said; whether each may be a repeat."""
    return [line.may_repeat for n in found for line in (*n.quiet, *n.season)]


async def sent_in_doubt(book: Book) -> None:
    """The first brief left, and Slack's answer was lost."""
    book.now = FIRST
    await book.sweep()
    await book.db.write(_compose_and_lose, book.now)


def _compose_and_lose(conn: Any, now: datetime) -> None:
    row = outbox.claim_next(conn, WORKSPACE, now, now, "test", LEASE)
    assert row is not None
    rep = reps.get(conn, row.workspace_id, row.rep_id)
    nudge = nudges.compose(conn, row, rep, now)
    assert nudge is not None
    assert len(nudge.quiet) + len(nudge.season) == 1
    outbox.mark_maybe(conn, row, "test", now, "timeout")


async def settled(book: Book, how: Callable[[Any, Waiting], object]) -> None:
    def settle(conn: Any) -> None:
        row = outbox.claim_unclear(conn, WORKSPACE, book.now, "test", LEASE)
        assert row is not None
        how(conn, row)

    await book.db.write(settle)


async def test_a_line_whose_message_is_in_doubt_is_not_said_by_the_next_brief(book: Book) -> None:
    await sent_in_doubt(book)
    book.now = FIRST + DAY
    assert lines(await book.said()) == []


async def test_a_line_that_was_found_in_the_channel_is_not_said_again(book: Book) -> None:
    await sent_in_doubt(book)
    await settled(book, lambda conn, row: outbox.mark_sent(conn, row, "test", "D1", "1.1", FIRST))
    book.now = FIRST + DAY
    assert lines(await book.said()) == []


async def test_a_line_nobody_could_look_up_is_said_once_more_as_perhaps_a_repeat(
    book: Book,
) -> None:
    await sent_in_doubt(book)
    await settled(
        book, lambda conn, row: outbox.mark_dead(conn, row, "test", outbox.UNREADABLE, FIRST)
    )
    told = []
    for n in range(1, 4):
        book.now = FIRST + n * DAY
        told += lines(await book.said())
    assert told == [True]


async def test_a_line_that_was_surely_refused_is_said_as_new(book: Book) -> None:
    await sent_in_doubt(book)
    await settled(
        book, lambda conn, row: outbox.mark_dead(conn, row, "test", "channel_not_found", FIRST)
    )
    book.now = FIRST + DAY
    assert lines(await book.said()) == [False]


async def test_a_line_absent_from_the_channel_is_said_by_its_own_message(book: Book) -> None:
    await sent_in_doubt(book)
    await settled(book, lambda conn, row: outbox.put_back(conn, row, "test", error="absent"))
    assert lines(await book.said()) == [False]
    book.now = FIRST + DAY
    assert lines(await book.said()) == []


async def test_a_repeat_stays_marked_when_it_is_tried_again_and_redrawn(book: Book) -> None:
    await sent_in_doubt(book)
    await settled(
        book, lambda conn, row: outbox.mark_dead(conn, row, "test", outbox.UNREADABLE, FIRST)
    )
    book.now = FIRST + DAY
    await book.sweep()
    await book.db.write(_compose_and_lose, book.now)
    await settled(book, lambda conn, row: outbox.put_back(conn, row, "test", error="absent"))
    (brief,) = await book.said()
    assert lines([brief]) == [True]
    row_id = await book.db.read(_last_sent)
    shown = await book.db.read(nudges.at, book.rep, "D1", f"{row_id}.1", book.now)
    assert shown is not None
    assert lines([shown]) == [True]


def _last_sent(conn: Any) -> int:
    found = conn.exec_driver_sql("SELECT max(id) FROM outbox WHERE state = 'sent'").scalar()
    return int(found)
