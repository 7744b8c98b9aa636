"""What is kept when a client speaks in the channel we share?"""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.playbook.client_intent import Deed
from bot.playbook.model import Client, QuietState
from bot.playbook.outcome import ClientSaved, Outcome, Refused
from storage import clientele, clients, sightings, tables
from tests.book import Book
from tests.cast import NOW, WORKSPACE, ben, mia


async def seen(book: Book, client: Client, team: str = "T0ACME") -> bool:
    return await book.db.write(sightings.note, WORKSPACE, client.id, team, book.now)


async def kept(book: Book) -> list[dict[str, object]]:
    def read(conn):
        return [dict(row) for row in conn.execute(select(tables.touches)).mappings()]

    return await book.db.read(read)


async def test_the_time_and_the_team_are_kept_and_nothing_else(book: Book) -> None:
    client = await book.add("Acme")
    assert await seen(book, client)
    (row,) = await kept(book)
    known = {k: v for k, v in row.items() if v is not None and k not in ("workspace_id", "id")}
    assert known == {
        "client_id": client.id,
        "rep_id": book.rep.id,
        "direction": "in",
        "kind": "message",
        "happened_on": date(2026, 3, 2),
        "team_id": "T0ACME",
        "version": 1,
        "created_at": NOW,
    }


@pytest.mark.parametrize(
    ("later", "count"),
    [
        (timedelta(0), 1),
        (timedelta(hours=13, minutes=59), 1),  # 23:59 in Berlin
        (timedelta(hours=14), 2),  # midnight there
        (timedelta(days=1), 2),
    ],
)
async def test_a_local_day_counts_once(book: Book, later: timedelta, count: int) -> None:
    client = await book.add("Acme")
    await seen(book, client)
    book.now += later
    assert await seen(book, client, "T0OTHERS") is (count == 2)
    assert len(await kept(book)) == count


async def test_many_words_at_once_are_one_touch(book: Book) -> None:
    client = await book.add("Acme")
    noted = await asyncio.gather(*(seen(book, client) for _ in range(8)))
    assert sorted(noted) == [False] * 7 + [True]
    assert len(await kept(book)) == 1


@pytest.mark.parametrize(("hour", "days"), [(22, [29, 29]), (23, [29, 30])])
async def test_a_day_is_its_owners_over_a_clock_change(
    book: Book, hour: int, days: list[int]
) -> None:
    """Berlin's clocks go forward on 29 March: that day has 23 hours."""
    client = await book.add("Acme")
    book.now = datetime(2026, 3, 28, 23, 0, tzinfo=UTC)
    await seen(book, client)
    book.now = datetime(2026, 3, 29, hour - 1, 59, 59, tzinfo=UTC)
    await seen(book, client)
    assert [row["happened_on"].day for row in await kept(book)] == days[: len(await kept(book))]
    assert len(await kept(book)) == len(set(days))


async def test_it_is_contact_that_closes_a_quiet_line(book: Book) -> None:
    client = await book.add("Acme", cadence_days=10)
    book.now += timedelta(days=10)
    await book.sweep()
    assert (await book.known(client)).quiet_state is QuietState.AMBER
    await seen(book, client)
    now_is = await book.known(client)
    assert (now_is.quiet_state, now_is.last_in_on) == (None, date(2026, 3, 12))


async def test_without_an_owner_it_stands_under_a_managers_name(book: Book) -> None:
    client = await book.add("Acme")
    await book.db.write(clients.set_owner, WORKSPACE, await book.known(client), None)
    assert not await seen(book, client)
    lead = await book.meet(mia())
    assert await seen(book, client)
    assert [row["rep_id"] for row in await kept(book)] == [lead.id]


# Linking


async def link(book: Book, client: Client, channel: str | None = "C1", **who) -> Outcome:
    return await book.carry_out(
        Deed.CHANNEL, client, channel_id=channel, channel_name="acme-shared", **who
    )


async def test_a_channel_is_linked_undone_and_unlinked(book: Book) -> None:
    client = await book.add("Acme")
    linked = await link(book, client)
    assert isinstance(linked, ClientSaved)
    assert (linked.what, linked.client.channel_id) == ("channel", "C1")
    found = await book.db.read(clients.in_channel, WORKSPACE, "C1")
    assert found is not None
    assert found.id == client.id
    assert await book.db.read(clients.in_channel, "T0OTHER", "C1") is None

    await book.undo(linked.change_id)
    assert await book.db.read(clients.in_channel, WORKSPACE, "C1") is None
    await link(book, client)
    off = await link(book, client, None)
    assert isinstance(off, ClientSaved)
    assert (off.what, off.client.channel_id) == ("channel_off", None)


async def test_a_client_without_a_channel_has_none_to_end(book: Book) -> None:
    assert code(await link(book, await book.add("Acme"), None)) == "no_channel"


async def test_one_channel_belongs_to_one_client(book: Book) -> None:
    acme, globex = await book.add("Acme"), await book.add("Globex")
    await link(book, acme)
    assert code(await link(book, globex)) == "channel_taken"
    assert isinstance(await link(book, acme), ClientSaved)


async def test_only_the_owner_or_a_manager_links(book: Book) -> None:
    client = await book.add("Acme")
    colleague, lead = await book.meet(ben()), await book.meet(mia())
    assert code(await link(book, client, rep=colleague)) == "not_yours_to_link"
    assert isinstance(await link(book, client, rep=lead), ClientSaved)


async def test_a_merged_client_takes_its_channel_along(book: Book) -> None:
    acme, globex = await book.add("Acme"), await book.add("Globex")
    await link(book, acme)
    await book.carry_out(Deed.MERGE, acme, other_id=globex.id, other_name="Globex")
    found = await book.db.read(clients.in_channel, WORKSPACE, "C1")
    assert found is not None
    assert found.id == globex.id


async def test_a_card_says_that_it_was_seen(book: Book) -> None:
    client = await book.add("Acme")
    await seen(book, client)
    card = await book.db.read(clientele.card, book.rep, client.id, book.now)
    assert [touch.team_id for touch in card.touches] == ["T0ACME"]


def code(outcome: Outcome) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.problem.code
