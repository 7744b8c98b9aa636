"""Is it kept whom a client buys from, and does the day before that ends follow it? (S1-4)"""

from datetime import date, timedelta

import pytest

from bot.playbook.model import SetBy, State
from bot.playbook.outcome import Refused, SupplierNoted, Undone
from bot.playbook.supplier import Supplier
from storage import suppliers, tables
from storage.database import Database
from tests.cast import WORKSPACE
from tests.storage.desk import Desk, desk

END = date(2027, 6, 30)
LINE = 'Acme Initrode until 30 June 2027 "nobody answers the phone"'


@pytest.fixture
async def at(db: Database):
    """Ana knows Acme, a prospect."""
    async with desk(db) as made:
        await made.do_line("add Acme")
        await made.do_line("add Hooli")
        yield made


async def noted(at: Desk, line: str = LINE) -> SupplierNoted:
    """`/client supplier …`, a minute after what came before."""
    at.now += timedelta(minutes=1)
    found = await at.do_line(f"supplier {line}")
    assert isinstance(found, SupplierNoted), found
    return found


async def newest(at: Desk, client_id: int) -> Supplier | None:
    return await at.db.read(suppliers.newest, WORKSPACE, client_id)


async def contract_end(at: Desk) -> date | None:
    """As the win-back of a loss to a competitor reads it (S4-2)."""
    return next(row for row in await at.rows(tables.clients) if row["name"] == "Acme")[
        "contract_ends_on"
    ]


async def test_it_comes_back_as_it_was_noted_with_the_day_four_months_before(at: Desk) -> None:
    said = await noted(at)
    kept = await newest(at, said.client.id)
    assert kept == said.supplier
    assert (kept.name, kept.ends_on, kept.missing) == ("Initrode", END, "nobody answers the phone")
    assert await at.db.read(suppliers.get, WORKSPACE, kept.id) == kept
    follow_up = await at.get(kept.commitment_id)
    assert (follow_up.due_on, follow_up.set_by) == (date(2027, 3, 2), SetBy.REP)
    assert follow_up.words == "nobody answers the phone"
    assert await contract_end(at) == END


async def test_another_end_ends_the_follow_up_before_and_leaves_one(at: Desk) -> None:
    first = await noted(at)
    second = await noted(at, "Acme Initrode until 31 December 2027")
    assert (await at.get(first.follow_up)).state is State.CANCELLED
    assert [c.id for c in await at.open_for()] == [second.follow_up.id]
    assert second.supplier.missing == "nobody answers the phone"
    assert len(await at.rows(tables.suppliers)) == 2


async def test_a_follow_up_that_is_done_is_left_as_it_is_when_the_end_moves(at: Desk) -> None:
    first = await noted(at)
    await at.done(first.follow_up)
    await noted(at, "Acme Initrode until 31 December 2027")
    assert (await at.get(first.follow_up)).state is State.KEPT


async def test_a_colleague_who_notes_another_end_leaves_our_follow_up_to_us(at: Desk) -> None:
    first = await noted(at)
    at.now += timedelta(minutes=1)
    theirs = await at.do_line("supplier Acme Initrode until 31 December 2027", at.ben)
    assert (await at.get(first.follow_up)).is_open
    assert theirs.follow_up.rep_id == at.ben.id


async def test_taken_back_row_follow_up_and_end_are_as_before(at: Desk) -> None:
    first = await noted(at)
    second = await noted(at, "Acme Initrode until 31 December 2027")
    assert isinstance(await at.undo(second.change_id), Undone)
    assert await newest(at, first.client.id) == first.supplier
    assert [c.id for c in await at.open_for()] == [first.follow_up.id]
    assert await contract_end(at) == END
    assert isinstance(await at.undo(second.change_id), Refused)


async def test_taken_back_the_only_one_nothing_is_known(at: Desk) -> None:
    first = await noted(at)
    await at.undo(first.change_id)
    assert await newest(at, first.client.id) is None
    assert await at.open_for() == []
    assert await contract_end(at) is None


async def test_the_same_delivery_again_keeps_one_row_and_one_date(at: Desk) -> None:
    said = [await at.do_line(f"supplier {LINE}", key="one") for _ in range(2)]
    assert said[0] == said[1]
    assert (len(await at.rows(tables.suppliers)), len(await at.open_for())) == (1, 1)


async def test_a_name_alone_has_no_day_and_an_end_alone_no_name(at: Desk) -> None:
    named = await noted(at, "Hooli Initrode")
    assert (named.supplier.ends_on, named.follow_up) == (None, None)
    assert await at.open_for() == []
    ends = await noted(at, "Acme until 30 June 2027")
    assert (ends.supplier.name, ends.supplier.ends_on) == ("", END)


async def test_merged_it_is_known_of_the_client_that_stayed(at: Desk) -> None:
    said = await noted(at)
    at.now += timedelta(minutes=1)
    await at.do_line("merge Acme into Hooli")
    stayed = next(row for row in await at.rows(tables.clients) if row["name"] == "Hooli")["id"]
    assert (await newest(at, stayed)).name == "Initrode"
    assert await newest(at, said.client.id) is None


async def test_a_client_of_another_workspace_has_a_supplier_of_its_own(at: Desk) -> None:
    said = await noted(at)
    assert await at.db.read(suppliers.newest, "T0OTHER", said.client.id) is None


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("supplier Acme Initrode until 1 March 2026", "date_in_past"),
        ("supplier Acme Initrode until 30 June 2026", "not_served"),
    ],
)
async def test_what_cannot_be_noted_leaves_nothing_behind(at: Desk, line: str, code: str) -> None:
    if code == "not_served":
        await at.do_line("lost Acme the price")
    before = await at.everything()
    refused = await at.do_line(line)
    assert isinstance(refused, Refused)
    assert refused.problem.code == code
    after = await at.everything()
    assert {name for name in after if after[name] != before[name]} <= {"receipts", "drafts"}
