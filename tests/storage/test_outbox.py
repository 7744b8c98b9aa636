"""Is a waiting message held by one sender at a time, and settled by nobody else?"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from storage import outbox, tables
from storage.database import Database
from storage.outbox import Item, Waiting
from tests.cast import NOW, WORKSPACE
from tests.storage.desk import LEASE, Desk, desk

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
async def at(db: Database):
    async with desk(db) as made:
        yield made


async def queue(at: Desk, *keys: str, not_before: datetime = NOW) -> int | None:
    items = [Item(key) for key in keys]
    rep_id = at.ana.id
    return await at.db.write(
        outbox.queue, WORKSPACE, rep_id, "timed", items, not_before, NOW, NOW, {"a": 1}
    )


async def claim(
    at: Desk, owner: str = "one", now: datetime = NOW, steady_now: datetime = NOW
) -> Waiting | None:
    return await at.db.claim(outbox.claim_next, WORKSPACE, now, steady_now, owner, LEASE)


async def unclear(at: Desk, steady_now: datetime, owner: str = "two") -> Waiting | None:
    return await at.db.claim(outbox.claim_unclear, WORKSPACE, steady_now, owner, LEASE)


async def state(at: Desk, outbox_id: int) -> str:
    return next(r["state"] for r in await at.rows(tables.outbox) if r["id"] == outbox_id)


async def test_a_due_key_is_queued_once(at: Desk):
    first = await queue(at, "follow_up:1:1:2026-03-02")

    assert await queue(at, "follow_up:1:1:2026-03-02") is None
    assert [row["id"] for row in await at.rows(tables.outbox)] == [first]


async def test_of_several_items_only_the_new_are_said(at: Desk):
    await queue(at, "a")

    second = await queue(at, "a", "b")

    items = await at.rows(tables.outbox_items)
    assert {row["due_key"]: row["outbox_id"] == second for row in items} == {"a": False, "b": True}


async def test_a_claim_tells_everything_a_sender_needs(at: Desk):
    outbox_id = await queue(at, "a")

    row = await claim(at)

    assert (row.id, row.workspace_id, row.rep_id, row.state) == (
        outbox_id,
        WORKSPACE,
        at.ana.id,
        "sending",
    )
    assert (row.attempts, row.sending_at, row.facts) == (1, NOW, {"a": 1})
    assert len(row.token) == 36


async def test_what_waits_longest_is_said_first(at: Desk):
    second = await queue(at, "b")
    first = await queue(at, "a", not_before=NOW - timedelta(minutes=1))

    assert [(await claim(at)).id, (await claim(at)).id] == [first, second]
    assert await claim(at) is None


async def test_nothing_is_said_before_its_time_or_before_its_pause_is_over(at: Desk):
    await queue(at, "a", not_before=LATER)

    assert await claim(at, now=LATER - timedelta(seconds=1), steady_now=LATER) is None
    row = await claim(at, now=LATER)
    await at.db.claim(outbox.put_back, row, "one", retry_at=NOW + LEASE, error="ratelimited")
    assert await claim(at, now=LATER, steady_now=NOW + LEASE - timedelta(seconds=1)) is None
    assert await claim(at, now=LATER, steady_now=NOW + LEASE) is not None


async def test_many_who_claim_at_once_never_get_the_same_row(at: Desk, database_url: str):
    ids = [await queue(at, f"{n}") for n in range(12)]
    doors = [at.db]
    if at.db.dialect == "postgresql":
        doors.append(await Database.open(database_url))

    claims = [
        doors[n % len(doors)].claim(outbox.claim_next, WORKSPACE, NOW, NOW, f"owner-{n}", LEASE)
        for n in range(20)
    ]
    found = await asyncio.gather(*claims)

    assert sorted(row.id for row in found if row) == sorted(ids)
    for door in doors[1:]:
        await door.close()


async def test_many_who_look_up_at_once_never_get_the_same_row(at: Desk):
    for n in range(4):
        await queue(at, f"{n}")
        await claim(at)

    found = await asyncio.gather(*(unclear(at, NOW + LEASE, f"owner-{n}") for n in range(8)))

    assert len({row.id for row in found if row}) == 4
    assert sum(row is None for row in found) == 4


async def settle(at: Desk, row: Waiting, owner: str) -> Sequence[bool]:
    """Every way to settle a row, by somebody who does not hold it."""
    return [
        await at.db.claim(outbox.mark_sent, row, owner, "D1", "1.0", NOW),
        await at.db.claim(outbox.mark_maybe, row, owner, LATER, "timeout"),
        await at.db.claim(outbox.put_back, row, owner),
        await at.db.claim(outbox.mark_cancelled, row, owner, "untrue", NOW),
        await at.db.claim(outbox.mark_dead, row, owner, "invalid_auth", NOW),
    ]


async def test_somebody_who_does_not_hold_a_row_cannot_settle_it(at: Desk):
    await queue(at, "a")
    row = await claim(at, "one")
    before = await at.everything()

    assert await settle(at, row, "two") == [False] * 5
    assert await at.everything() == before


async def test_an_answer_to_an_older_try_settles_nothing(at: Desk):
    await queue(at, "a")
    stale = await claim(at, "one")
    looked = await unclear(at, NOW + LEASE, "one")
    await at.db.claim(outbox.put_back, looked, "one")
    await claim(at, "one", steady_now=NOW + LEASE)

    assert await settle(at, stale, "one") == [False] * 5


async def test_a_row_that_is_settled_stays_settled(at: Desk):
    outbox_id = await queue(at, "a")
    row = await claim(at)
    assert await at.db.claim(outbox.mark_sent, row, "one", "D1", "1.0", NOW)

    assert await settle(at, row, "one") == [False] * 5
    assert await state(at, outbox_id) == "sent"
    assert await unclear(at, NOW + timedelta(days=9)) is None


@pytest.mark.parametrize("how", ["sent", "cancelled", "dead"])
async def test_what_is_settled_waits_no_more(at: Desk, how: str):
    await queue(at, "a")
    row = await claim(at)
    end = {
        "sent": (outbox.mark_sent, "D1", "1.0", NOW),
        "cancelled": (outbox.mark_cancelled, "untrue", NOW),
        "dead": (outbox.mark_dead, "invalid_auth", NOW),
    }[how]

    await at.db.claim(end[0], row, "one", *end[1:])

    (stored,) = await at.rows(tables.outbox)
    assert (stored["state"], stored["settled_at"]) == (how, NOW)
    assert (stored["owner"], stored["lease_until"]) == (None, None)
    assert await claim(at, now=NOW + timedelta(days=9), steady_now=NOW + timedelta(days=9)) is None


async def test_an_unclear_answer_is_looked_up_when_its_time_has_come(at: Desk):
    outbox_id = await queue(at, "a")
    await at.db.claim(outbox.mark_maybe, await claim(at), "one", LATER, "timeout")

    assert await claim(at, steady_now=LATER) is None
    assert await unclear(at, LATER - timedelta(seconds=1)) is None
    row = await unclear(at, LATER)
    assert (row.id, row.state, row.attempts, row.sending_at) == (outbox_id, "checking", 1, NOW)


@pytest.mark.parametrize("is_checking", [False, True])
async def test_a_lease_that_lapsed_is_looked_up_and_not_said_again(at: Desk, is_checking: bool):
    outbox_id = await queue(at, "a")
    await claim(at)
    start = NOW
    if is_checking:
        start = NOW + LEASE
        await unclear(at, start, "gone")

    assert await unclear(at, start + LEASE - timedelta(seconds=1)) is None
    assert await claim(at, steady_now=start + LEASE) is None
    assert (await unclear(at, start + LEASE)).id == outbox_id


async def test_what_the_history_lacks_is_said_again(at: Desk):
    await queue(at, "a")
    await at.db.claim(outbox.mark_maybe, await claim(at), "one", LATER, "timeout")
    row = await unclear(at, LATER, "one")

    await at.db.claim(outbox.put_back, row, "one", error="absent")

    assert (await claim(at, steady_now=LATER)).attempts == 2


async def test_alone_again_a_process_looks_at_once_at_what_others_left(at: Desk):
    await queue(at, "a")
    await queue(at, "b")
    theirs = await claim(at, "crashed")
    mine = await claim(at, "me")

    released = await at.db.write(outbox.release_orphans, "me", NOW + timedelta(seconds=1))

    assert released == 1
    assert (await unclear(at, NOW + timedelta(seconds=1), "me")).id == theirs.id
    assert await unclear(at, NOW + timedelta(seconds=1), "me") is None
    assert await state(at, mine.id) == "sending"


async def test_facts_and_channel_are_noted_on_the_row(at: Desk):
    await queue(at, "a")
    row = await claim(at)

    row = await at.db.write(outbox.note_facts, row, {"listed": [[1, 1]]})
    row = await at.db.claim(outbox.note_channel, row, "D1")
    await at.db.claim(outbox.mark_sent, row, "one", "D1", "1.0", NOW)

    found = await at.db.read(outbox.message_at, WORKSPACE, "D1", "1.0")
    assert (found.id, found.facts, found.channel_id) == (row.id, {"a": 1, "listed": [[1, 1]]}, "D1")


async def test_a_message_announces_its_commitments(at: Desk):
    saved = await at.say("Acme today 10:05")
    await at.sweep()
    (row,) = await at.rows(tables.outbox)

    assert await at.db.read(outbox.live_items, WORKSPACE, row["id"]) == [saved.commitment.id]


async def test_only_what_is_ready_is_cancelled_with_its_commitment(at: Desk):
    saved = await at.say("Acme today 10:05")
    await at.sweep()
    row = await claim(at)

    await at.done(saved.commitment)

    assert await state(at, row.id) == "sending"  # its sender looks again before it posts


async def test_a_brief_outlives_the_end_of_one_it_announces(at: Desk):
    saved = await at.say("Acme 6 March")
    at.now = datetime(2026, 3, 6, 7, 30, tzinfo=UTC)
    await at.sweep()
    await at.say("Globex today")

    await at.done(saved.commitment)

    (brief,) = await at.deliver()
    assert [s.commitment.client_name for s in brief.shown] == ["Globex"]


async def test_cancelling_nothing_changes_nothing(at: Desk):
    await queue(at, "a")
    before = await at.everything()

    await at.db.write(outbox.cancel, WORKSPACE, [], NOW)
    await at.db.write(outbox.cancel_for, WORKSPACE, [], NOW)

    assert await at.everything() == before


async def test_what_another_workspace_waits_for_is_out_of_reach(at: Desk):
    outbox_id = await queue(at, "a")

    await at.db.write(outbox.cancel, "T0OTHER", [outbox_id], NOW)

    assert await state(at, outbox_id) == "ready"
    assert not await at.db.read(outbox.is_announced, "T0OTHER", "a")


async def test_the_next_that_is_held_back_is_known(at: Desk):
    await queue(at, "a")
    assert await at.db.read(outbox.first_waiting, NOW) is None
    await queue(at, "b", not_before=LATER)

    assert await at.db.read(outbox.first_waiting, NOW) == LATER


# What is old is forgotten, and is not said again for that

HALF_A_YEAR = outbox.KEPT_FOR + timedelta(days=1)


async def said(at: Desk, text: str) -> int:
    """A follow-up that has come due and was said; its outbox row."""
    await at.say(text)
    await at.sweep()
    before = {row["id"] for row in await at.rows(tables.outbox) if row["state"] == "sent"}
    await at.deliver()
    after = {row["id"] for row in await at.rows(tables.outbox) if row["state"] == "sent"}
    (row_id,) = after - before
    return row_id


async def forget(at: Desk, after: timedelta) -> int:
    return await at.db.write(outbox.forget_old, NOW + after)


async def test_a_message_settled_half_a_year_ago_is_forgotten_with_its_keys(at: Desk):
    await said(at, "Acme today 10:05")
    (acme,) = await at.open_for()
    await at.done(acme)

    assert await forget(at, outbox.KEPT_FOR) == 0
    assert await forget(at, HALF_A_YEAR) == 1
    assert (await at.rows(tables.outbox), await at.rows(tables.outbox_items)) == ([], [])


async def test_a_message_about_what_is_still_open_keeps_its_key_however_old(at: Desk):
    row_id = await said(at, "Acme today 10:05")
    (acme,) = await at.open_for()

    assert await forget(at, timedelta(days=3_000)) == 0
    key = outbox.due_key(acme.kind, acme.id, acme.version, acme.back_on)
    assert await at.db.read(outbox.is_announced, WORKSPACE, key)
    assert [row["id"] for row in await at.rows(tables.outbox)] == [row_id]


async def test_what_was_forgotten_is_not_said_again(at: Desk):
    await said(at, "Acme today 10:05")
    (acme,) = await at.open_for()
    await at.done(acme)
    at.now = NOW + HALF_A_YEAR
    await at.db.write(outbox.forget_old, at.now)

    for _ in range(3):
        assert await at.brought_back() == []
        at.now += timedelta(days=1)


async def test_what_waits_is_never_forgotten(at: Desk):
    await queue(at, "a", not_before=NOW + timedelta(days=900))
    await queue(at, "b")
    await at.db.claim(outbox.mark_maybe, await claim(at), "one", LATER, "timeout")

    assert await forget(at, timedelta(days=3_000)) == 0
    assert len(await at.rows(tables.outbox)) == 2


async def test_a_start_tries_at_once_what_was_put_off_but_not_what_slack_may_have_taken(at: Desk):
    await queue(at, "a")
    await at.db.claim(outbox.put_back, await claim(at), "one", retry_at=LATER, error="x")
    await queue(at, "b")
    await at.db.claim(outbox.mark_maybe, await claim(at), "one", LATER, "timeout")

    assert await at.db.claim(outbox.try_again, NOW) == 1
    assert await claim(at) is not None
    assert await unclear(at, NOW) is None
