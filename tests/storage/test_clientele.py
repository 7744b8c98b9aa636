"""What happens, in one transaction, when a rep asks for something about a client?"""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Direction, Heat, Money, Rep, SetBy, Standing, Tier, TouchKind
from bot.playbook.outcome import (
    Ask,
    ClientSaved,
    Question,
    SaidNo,
    Touched,
    Undone,
)
from bot.playbook.problem import Problem
from bot.playbook.winback import LossReason
from storage import clientele, clients, followups, touches
from tests.book import Book, problem
from tests.cast import NOW, WORKSPACE, ben, mia

TODAY = date(2026, 3, 2)


async def test_a_client_is_added_with_all_that_was_said_of_it(book: Book) -> None:
    saved = await book.carry_out(
        Deed.ADD, client_name="Acme", tier=Tier.KEY, value=Money(84_000_00, "EUR")
    )
    assert isinstance(saved, ClientSaved)
    client = saved.client
    assert (client.name, client.tier, client.value) == ("Acme", Tier.KEY, Money(84_000_00, "EUR"))
    assert (client.owner_id, client.known_on) == (book.rep.id, TODAY)
    assert client.quiet_on == TODAY + timedelta(days=14)


async def test_a_client_may_be_added_for_a_colleague(book: Book) -> None:
    colleague = await book.meet(ben())
    saved = await book.carry_out(Deed.ADD, client_name="Acme", owner_user_id="U0BEN")
    assert isinstance(saved, ClientSaved)
    assert (saved.client.owner_id, saved.owner) == (colleague.id, colleague)


async def test_somebody_steady_has_not_met_owns_no_client(book: Book) -> None:
    saved = await book.carry_out(Deed.ADD, client_name="Acme", owner_user_id="U0NOBODY")
    assert problem(saved) == Problem("not_a_rep_there", {"user": "U0NOBODY"})


async def test_a_client_that_is_known_is_not_added_again(book: Book) -> None:
    await book.add("Acme")
    again = await book.carry_out(Deed.ADD, client_name="ACME")
    assert problem(again) == Problem("client_known", {"client": "Acme"})


async def test_a_close_name_is_asked_about_and_may_be_a_new_client(book: Book) -> None:
    known = await book.add("Acme")
    asked = await book.carry_out(Deed.ADD, client_name="Acmee")
    assert isinstance(asked, Ask)
    assert (asked.question, asked.may_be_new) == (Question.WHICH_CLIENT, True)
    assert [c.id for c in asked.clients] == [known.id]

    def complete(intent: ClientIntent) -> ClientIntent:
        return replace(intent, is_new_client=True)

    saved = await book.db.write(clientele.answer, book.request(), asked.draft_id, complete)
    assert isinstance(saved, ClientSaved)
    assert saved.client.name == "Acmee"


async def test_an_added_client_can_be_undone_and_its_name_is_free_again(book: Book) -> None:
    saved = await book.carry_out(Deed.ADD, client_name="Acme")
    assert isinstance(saved, ClientSaved)
    undone = await book.undo(saved.change_id)
    assert isinstance(undone, Undone)
    assert undone.client_name == "Acme"
    assert isinstance(await book.carry_out(Deed.ADD, client_name="Acme"), ClientSaved)


async def test_the_same_request_delivered_twice_is_told_again(book: Book) -> None:
    client = await book.add()
    first = await book.touch(client, key="once")
    again = await book.carry_out(Deed.TOUCH, client, direction=Direction.IN, key="once")
    assert again == first
    found = await book.db.read(touches.latest, WORKSPACE, client.id, book.rep.id, 9)
    assert len(found) == 1


@pytest.mark.parametrize("deed", [Deed.ADD, Deed.VALUE])
async def test_what_was_saved_of_a_client_is_told_again_too(book: Book, deed: Deed) -> None:
    facts: dict[str, Any] = {"value": Money(5, "EUR")}
    facts |= {"client_name": "Acme"} if deed is Deed.ADD else {"client": await book.add()}
    first = await book.carry_out(deed, **facts, key="once")
    assert await book.carry_out(deed, **facts, key="once") == first


async def test_a_touch_keeps_all_that_was_said(book: Book) -> None:
    client = await book.add()
    done = await book.touch(
        client,
        Direction.OUT,
        touch_kind=TouchKind.MAIL,
        on=date(2026, 2, 27),
        heat=Heat.COLD,
        words="not now",
        note="sounded tired",
    )
    touch = done.touch
    assert (touch.direction, touch.kind, touch.on) == (
        Direction.OUT,
        TouchKind.MAIL,
        date(2026, 2, 27),
    )
    assert (touch.heat, touch.words, touch.note) == (Heat.COLD, "not now", "sounded tired")


@pytest.mark.parametrize(
    ("kind", "direction"),
    [
        (None, Direction.IN),
        (TouchKind.CALL, Direction.IN),
        (TouchKind.MEETING, Direction.IN),
        (TouchKind.VISIT, Direction.IN),
        (TouchKind.MAIL, Direction.OUT),
        (TouchKind.MESSAGE, Direction.OUT),
    ],
)
async def test_unless_the_rep_says_so_a_call_takes_two_and_a_mail_may_wait(
    book: Book, kind: TouchKind | None, direction: Direction
) -> None:
    done = await book.carry_out(Deed.TOUCH, await book.add(), touch_kind=kind)
    assert isinstance(done, Touched)
    assert done.touch.direction is direction


async def test_a_touch_in_the_future_is_refused_and_what_was_typed_is_kept(book: Book) -> None:
    client = await book.add()
    tomorrow = TODAY + timedelta(days=1)
    refused = await book.carry_out(Deed.TOUCH, client, on=tomorrow, note="called")
    assert problem(refused) == Problem("touch_to_come", {"on": tomorrow})
    assert (await book.known(client)).last_touch_on is None


async def test_today_is_the_reps_own_day(book: Book) -> None:
    book.now = NOW + timedelta(hours=14, minutes=30)  # 00:30 of the next day in Berlin
    client = await book.add()
    done = await book.touch(client, on=date(2026, 3, 3))
    assert done.touch.on == date(2026, 3, 3)


async def test_a_touch_of_a_client_nobody_knows_makes_it_a_prospect(book: Book) -> None:
    done = await book.carry_out(Deed.TOUCH, client_name="Acme")
    assert isinstance(done, Touched)
    assert (done.is_new_client, done.client.standing) == (True, Standing.PROSPECT)
    await book.undo(done.change_id)
    assert await book.db.read(clients.known_by, WORKSPACE, ["acme"]) == {}


async def test_after_a_touch_the_next_date_is_known_or_asked_for(book: Book) -> None:
    client = await book.add()
    assert (await book.touch(client)).next_open is None
    theirs = Intent(Verb.THEIRS, client_id=client.id, due_on=date(2026, 3, 5))
    await book.follow_up(theirs)
    assert (await book.touch(client)).next_open is None
    saved = await book.promise(client, date(2026, 3, 9))
    found = (await book.touch(client)).next_open
    assert found is not None
    assert found.id == saved.commitment.id


async def test_two_reps_who_log_a_touch_at_once_both_have_it(book: Book) -> None:
    client = await book.add()
    colleague = await book.meet(ben())
    one, two = await asyncio.gather(book.touch(client), book.touch(client, rep=colleague))
    found = await book.db.read(touches.latest, WORKSPACE, client.id, book.rep.id, 9)
    assert {t.id for t in found} == {one.touch.id, two.touch.id}


async def test_a_rep_undoes_a_touch_although_a_colleague_logged_one_since(book: Book) -> None:
    client = await book.add()
    colleague = await book.meet(ben())
    one = await book.touch(client, Direction.OUT)
    await book.touch(client, Direction.OUT, rep=colleague)
    assert isinstance(await book.undo(one.change_id), Undone)
    assert (await book.known(client)).unanswered == 1


@pytest.mark.parametrize("days", [0, -3, 731, 3650])
async def test_a_cadence_that_is_none_is_refused(book: Book, days: int) -> None:
    refused = await book.carry_out(Deed.CADENCE, await book.add(), cadence_days=days)
    facts = {"days": days, "longest": 730}
    assert problem(refused) == Problem("cadence_out_of_range", facts)


@pytest.mark.parametrize("days", [1, 730])
async def test_the_shortest_and_the_longest_cadence_are_taken(book: Book, days: int) -> None:
    saved = await book.carry_out(Deed.CADENCE, await book.add(), cadence_days=days)
    assert isinstance(saved, ClientSaved)
    assert saved.client.cadence_days == days


async def test_a_tier_brings_its_own_days_and_own_days_leave_the_tier(book: Book) -> None:
    client = await book.add(tier=Tier.KEY)
    await book.carry_out(Deed.CADENCE, client, cadence_days=5)
    found = await book.known(client)
    assert (found.tier, found.cadence_days) == (Tier.KEY, 5)
    await book.carry_out(Deed.CADENCE, client, tier=Tier.LIGHT)
    found = await book.known(client)
    assert (found.tier, found.cadence_days) == (Tier.LIGHT, None)


async def test_a_value_is_set_and_undone(book: Book) -> None:
    client = await book.add()
    saved = await book.carry_out(Deed.VALUE, client, value=Money(12_000_00, "USD"))
    assert isinstance(saved, ClientSaved)
    assert (await book.known(client)).value == Money(12_000_00, "USD")
    await book.undo(saved.change_id)
    assert (await book.known(client)).value is None


async def test_a_negative_value_is_refused(book: Book) -> None:
    refused = await book.carry_out(Deed.VALUE, await book.add(), value=Money(-5, "EUR"))
    assert problem(refused).code == "negative_money"


@pytest.mark.parametrize("deed", [Deed.CADENCE, Deed.VALUE, Deed.LOST, Deed.RENAME])
async def test_what_is_asked_of_a_client_nobody_knows_is_refused(book: Book, deed: Deed) -> None:
    refused = await book.carry_out(
        deed, client_name="Zanzibar", tier=Tier.KEY, value=Money(1, "EUR"), new_name="Zed"
    )
    assert problem(refused) == Problem("unknown_client", {"client": "Zanzibar"})


async def test_a_client_of_another_workspace_is_not_there(book: Book) -> None:
    client = await book.add()
    stranger = replace(book.rep, workspace_id="T0OTHER")
    refused = await book.carry_out(Deed.TOUCH, client, rep=stranger)
    assert problem(refused).code == "unknown_client"


async def test_a_client_is_renamed_unless_another_bears_the_name(book: Book) -> None:
    client = await book.add("Acme")
    await book.add("Globex")
    refused = await book.carry_out(Deed.RENAME, client, new_name="globex")
    assert problem(refused) == Problem("client_known", {"client": "Globex"})
    saved = await book.carry_out(Deed.RENAME, client, new_name="ACME Holding")
    assert isinstance(saved, ClientSaved)
    assert (saved.what, saved.client.name) == ("renamed", "ACME Holding")


async def test_not_a_client_any_more_closes_the_reps_dates_with_it(book: Book) -> None:
    client = await book.add()
    saved = await book.promise(client, date(2026, 3, 9))
    lost = await book.carry_out(Deed.LOST, client, reason=LossReason.PRICE.value, note="too much")
    assert isinstance(lost, SaidNo)
    assert (lost.reason, lost.client.standing) == (LossReason.PRICE, Standing.LOST)
    assert [c.id for c in lost.closed] == [saved.commitment.id]


async def test_five_thousand_clients_are_listed_page_by_page(book: Book) -> None:
    await book.db.write(_many, book.rep.id, 5_000)
    first = await book.db.read(clientele.listed, book.rep, "mine", 1, book.now)
    assert (first.page, first.pages, first.total) == (1, 250, 5_000)
    assert [line.client.name for line in first.lines[:2]] == ["Client 0000", "Client 0001"]
    last = await book.db.read(clientele.listed, book.rep, "all", 9_999, book.now)
    assert (last.page, last.lines[-1].client.name) == (250, "Client 4999")


def _many(conn: Any, owner_id: int, count: int) -> None:
    for n in range(count):
        at = NOW + timedelta(milliseconds=n)
        clients.add(conn, WORKSPACE, f"Client {n:04}", owner_id, at, TODAY)


async def test_a_list_holds_the_reps_own_and_a_managers_everybodys(book: Book) -> None:
    colleague, lead = await book.meet(ben()), await book.meet(mia())
    await book.add("Acme")
    lost = await book.add("Globex")
    await book.carry_out(Deed.LOST, lost)

    async def names(rep: Rep, which: str) -> list[str]:
        found = await book.db.read(clientele.listed, rep, which, 1, book.now)
        return [line.client.name for line in found.lines]

    assert await names(book.rep, "mine") == ["Acme"]
    assert await names(book.rep, "lost") == ["Globex"]
    assert await names(colleague, "mine") == []
    assert await names(colleague, "lost") == []
    assert await names(colleague, "all") == ["Acme", "Globex"]
    assert await names(lead, "lost") == ["Globex"]


async def test_a_list_of_nothing_has_one_empty_page(book: Book) -> None:
    found = await book.db.read(clientele.listed, book.rep, "quiet", 1, book.now)
    assert (found.lines, found.page, found.pages, found.total) == ((), 1, 1, 0)


async def test_a_card_shows_the_last_touches_and_what_is_open(book: Book) -> None:
    client = await book.add()
    for day in (20, 21, 22, 23):
        await book.touch(client, on=date(2026, 2, day))
    saved = await book.promise(client, date(2026, 3, 9))
    card = await book.db.read(clientele.card, book.rep, client.id, book.now)
    assert [t.on.day for t in card.touches] == [23, 22, 21]
    assert [c.id for c in card.open] == [saved.commitment.id]
    assert card.owner == book.rep
    assert card.quiet.promised_on == date(2026, 3, 9)


async def test_whose_date_it_is_told_later_silences_the_client(book: Book) -> None:

    client = await book.add(cadence_days=10)
    saved = await book.follow_up(Intent(Verb.RECORD, client_id=client.id, due_on=date(2026, 4, 9)))
    assert (await book.known(client)).quiet_on == date(2026, 3, 12)
    commitment_id = saved.commitment.id  # type: ignore[union-attr]
    await book.db.write(followups.tell, book.request(), commitment_id, SetBy.CLIENT, None)
    assert (await book.known(client)).quiet_on == date(2026, 4, 10)


async def test_a_typed_line_is_carried_out_and_one_that_only_shows_comes_back(book: Book) -> None:
    await book.add("Acme", value=Money(1, "CHF"))
    saved = await book.db.write(clientele.take_line, book.request(), "value Acme 12k")
    assert isinstance(saved, ClientSaved)
    assert saved.client.value == Money(12_000_00, "CHF")
    line = await book.db.write(clientele.take_line, book.request(), "Acme")
    assert getattr(line, "intent", None) is not None
    refused = await book.db.write(clientele.take_line, book.request(), "cadence Acme weekly-ish")
    assert problem(refused).code == "not_a_cadence"
