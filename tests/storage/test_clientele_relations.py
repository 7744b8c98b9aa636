"""What happens when clients change hands, people, names, or leave?"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.playbook.card import Card
from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Client, Direction, Heat, Money, Standing
from bot.playbook.outcome import (
    ClientSaved,
    Kept,
    Outcome,
    Parting,
    SaidNo,
    Saved,
    Undone,
)
from bot.playbook.problem import Problem
from bot.playbook.winback import Loss, LossReason
from storage import clientele, clients, quiet, reps, workspaces
from storage.workspaces import Workspace
from tests.book import Book, problem
from tests.cast import NOW, WORKSPACE, ben, mia

TODAY = date(2026, 3, 2)


def saved(outcome: Outcome) -> ClientSaved:
    assert isinstance(outcome, ClientSaved), outcome
    return outcome


async def card(book: Book, client: Client) -> Card:
    return await book.db.read(clientele.card, book.rep, client.id, book.now)


async def test_a_client_is_given_to_a_colleague_who_hears_of_its_silence(book: Book) -> None:
    client = await book.add(cadence_days=10)
    colleague = await book.meet(ben())
    book.now = datetime(2026, 3, 12, 8, 30, tzinfo=NOW.tzinfo)
    assert [len(n.quiet) for n in await book.said()] == [1]

    given = saved(await book.carry_out(Deed.GIVE, client, owner_user_id="U0BEN"))
    assert (given.owner, given.client.owner_id) == (colleague, colleague.id)

    book.now += timedelta(days=1)
    assert [len(n.quiet) for n in await book.said()] == [1]


async def test_giving_is_undone(book: Book) -> None:
    client = await book.add()
    await book.meet(ben())
    given = saved(await book.carry_out(Deed.GIVE, client, owner_user_id="U0BEN"))
    await book.undo(given.change_id)
    assert (await book.known(client)).owner_id == book.rep.id


async def test_a_client_is_not_given_to_whose_it_is_or_to_nobody(book: Book) -> None:
    client = await book.add()
    own = await book.carry_out(Deed.GIVE, client, owner_user_id="U0ANA")
    assert problem(own).code == "already_theirs"
    unknown = await book.carry_out(Deed.GIVE, client, owner_user_id="U0NOBODY")
    assert problem(unknown).code == "not_a_rep_there"


async def test_somebody_who_left_the_workspace_is_given_no_client(book: Book) -> None:

    client = await book.add()
    colleague = await book.meet(ben())
    await book.db.write(reps.set_gone, WORKSPACE, colleague.id, book.now)
    gone = await book.carry_out(Deed.GIVE, client, owner_user_id="U0BEN")
    assert problem(gone).code == "not_a_rep_there"


async def test_a_touch_with_somebody_new_makes_them_a_contact(book: Book) -> None:
    client = await book.add()
    done = await book.touch(client, contact_name="Jo Smith")
    await book.touch(client, contact_name="jo  smith")
    (known,) = (await card(book, client)).contacts
    assert (known.name, known.last_touch_on) == ("Jo Smith", TODAY)
    assert done.touch.contact_id == known.id


async def test_an_undone_touch_takes_its_new_contact_with_it(book: Book) -> None:
    client = await book.add()
    done = await book.touch(client, contact_name="Jo Smith")
    await book.undo(done.change_id)
    assert (await card(book, client)).contacts == ()


async def test_a_contact_is_added_once_leaves_and_may_come_back(book: Book) -> None:
    client = await book.add()
    jo: dict[str, Any] = {"contact_name": "Jo Smith", "contact_role": "buyer"}
    assert saved(await book.carry_out(Deed.CONTACT, client, **jo)).what == "contact"
    assert problem(await book.carry_out(Deed.CONTACT, client, **jo)).code == "contact_known"

    left = saved(await book.carry_out(Deed.CONTACT_LEFT, client, contact_name="Jo Smith"))
    assert left.contact is not None
    assert left.contact.left_on == TODAY
    again = await book.carry_out(Deed.CONTACT_LEFT, client, contact_name="Jo Smith")
    assert problem(again).code == "unknown_contact"

    await book.carry_out(Deed.CONTACT, client, **jo)
    assert [c.left_on for c in (await card(book, client)).contacts] == [None, TODAY]


async def test_a_contact_who_left_by_mistake_is_back_after_undo(book: Book) -> None:
    client = await book.add()
    await book.carry_out(Deed.CONTACT, client, contact_name="Jo Smith")
    left = saved(await book.carry_out(Deed.CONTACT_LEFT, client, contact_name="Jo Smith"))
    await book.undo(left.change_id)
    assert [c.left_on for c in (await card(book, client)).contacts] == [None]


async def test_a_card_says_whether_too_few_people_know_us(book: Book) -> None:
    client = await book.add()
    await book.touch(client, contact_name="Jo Smith")
    assert (await card(book, client)).relations.are_too_few
    await book.touch(client, contact_name="Max Weber")
    assert not (await card(book, client)).relations.are_too_few


async def test_two_cold_touches_in_a_row_raise_the_question(book: Book) -> None:
    client = await book.add()
    first = await book.touch(client, heat=Heat.COLD)
    book.now += timedelta(seconds=1)
    second = await book.touch(client, heat=Heat.COLD)
    assert (first.is_cooling, second.is_cooling) == (False, True)


async def test_a_colleagues_feeling_is_not_the_reps(book: Book) -> None:
    client = await book.add()
    colleague = await book.meet(ben())
    await book.touch(client, heat=Heat.COLD, rep=colleague)
    book.now += timedelta(seconds=1)
    assert not (await book.touch(client, heat=Heat.COLD)).is_cooling


# Merging


async def _two(book: Book) -> tuple[Client, Client]:
    gone = await book.add("Acme Ltd", value=Money(5, "EUR"))
    into = await book.add("Acme")
    await book.touch(gone, on=date(2026, 2, 20), contact_name="Jo Smith")
    await book.touch(into, Direction.OUT, on=date(2026, 2, 10))
    await book.promise(gone, date(2026, 4, 1))
    return gone, into


async def test_a_merged_clients_history_goes_on_under_the_other(book: Book) -> None:
    gone, into = await _two(book)
    merged = saved(await book.carry_out(Deed.MERGE, gone, other_name="acme"))
    assert (merged.client.id, merged.other and merged.other.id) == (into.id, gone.id)
    found = await card(book, into)
    assert [t.on.day for t in found.touches] == [20, 10]
    assert [c.client_id for c in found.open] == [into.id]
    assert [c.name for c in found.contacts] == ["Jo Smith"]
    assert (found.client.value, found.client.last_in_on) == (Money(5, "EUR"), date(2026, 2, 20))
    assert (await book.known(gone)).id == into.id, "old buttons lead to the other"
    assert await book.db.read(clients.known_by, WORKSPACE, ["acme ltd"]) == {}


async def test_a_merge_is_undone_to_the_last_row(book: Book) -> None:
    gone, into = await _two(book)
    before = [await card(book, each) for each in (gone, into)]
    merged = saved(await book.carry_out(Deed.MERGE, gone, other_id=into.id, other_name="Acme"))
    assert isinstance(await book.undo(merged.change_id), Undone)
    after = [await card(book, each) for each in (gone, into)]
    for was, now_is in zip(before, after, strict=True):
        assert (was.touches, was.open, was.contacts) == (
            now_is.touches,
            now_is.open,
            now_is.contacts,
        )
        assert replace(was.client, version=0) == replace(now_is.client, version=0)


async def test_a_merge_delivered_twice_is_told_again(book: Book) -> None:
    gone, into = await _two(book)
    await book.carry_out(Deed.MERGE, gone, other_name="Acme", key="once")
    again = saved(await book.carry_out(Deed.MERGE, gone, other_name="Acme", key="once"))
    assert (again.client.id, again.other and again.other.name) == (into.id, "Acme Ltd")


async def test_a_client_is_not_merged_with_itself(book: Book) -> None:
    client = await book.add("Acme")
    refused = await book.carry_out(Deed.MERGE, client, other_name="ACME")
    assert problem(refused) == Problem("merge_self", {"client": "Acme"})


async def test_a_client_is_not_merged_across_workspaces(book: Book) -> None:
    client = await book.add("Acme")
    refused = await book.carry_out(Deed.MERGE, client, other_id=12345, other_name="Globex")
    assert problem(refused).code == "unknown_client"
    stranger = replace(book.rep, workspace_id="T0OTHER")
    refused = await book.carry_out(Deed.MERGE, client, rep=stranger, other_name="Globex")
    assert problem(refused).code == "unknown_client"


async def test_a_client_of_another_workspace_takes_no_history(book: Book) -> None:
    client = await book.add("Acme")

    def there(conn: Connection) -> Client:
        workspaces.meet(conn, Workspace("T0OTHER", "Others", "UTC", "en-GB"), NOW)
        rep = reps.meet(conn, replace(book.rep, workspace_id="T0OTHER"), NOW)
        return clients.add(conn, "T0OTHER", "Globex", rep.id, NOW, TODAY)

    theirs = await book.db.write(there)
    for meant in ({"other_id": theirs.id}, {"other_name": "Globex"}):
        refused = await book.carry_out(Deed.MERGE, client, **meant)
        assert problem(refused).code == "unknown_client"
    assert (await book.known(client)).merged_into is None
    assert (await book.db.read(clients.exactly, "T0OTHER", theirs.id)).name == "Globex"


# Losing, winning back, letting go


async def _lost(book: Book, client: Client, reason: LossReason, **facts: Any) -> SaidNo:
    lost = await book.carry_out(Deed.LOST, client, reason=reason.value, **facts)
    assert isinstance(lost, SaidNo), lost
    return lost


@pytest.mark.parametrize(
    ("reason", "facts", "on"),
    [
        (LossReason.BUDGET, {"months": (1,)}, date(2026, 11, 2)),
        (LossReason.COMPETITOR, {"on": date(2027, 3, 1)}, date(2026, 11, 2)),
        (LossReason.TIMING, {"on": date(2026, 4, 20)}, date(2026, 4, 20)),
        (LossReason.NOT_A_FIT, {}, None),
    ],
)
async def test_what_is_known_of_a_loss_chooses_the_day_of_a_second_try(
    book: Book, reason: LossReason, facts: dict[str, Any], on: date | None
) -> None:
    assert (await _lost(book, await book.add(), reason, **facts)).second_try_on == on


async def test_whoever_bought_a_client_becomes_one_and_takes_its_people(book: Book) -> None:
    client = await book.add("Acme")
    await book.carry_out(Deed.CONTACT, client, contact_name="Jo Smith")
    lost = await _lost(book, client, LossReason.ACQUIRED, other_name="Globex")
    (buyer,) = (await book.db.read(clients.known_by, WORKSPACE, ["globex"]))["globex"]
    assert [c.name for c in (await card(book, buyer)).contacts] == ["Jo Smith"]
    await book.undo(lost.change_id)
    assert await book.db.read(clients.known_by, WORKSPACE, ["globex"]) == {}


async def test_a_client_won_back_keeps_its_loss_in_its_history(book: Book) -> None:
    client = await book.add()
    await _lost(book, client, LossReason.PRICE, note="too much")
    again = await book.follow_up(
        Intent(Verb.WIN_BACK, client_id=client.id, due_on=date(2026, 9, 2))
    )
    assert isinstance(again, Saved)
    kept = await book.follow_up(Intent(Verb.DONE, commitment_id=again.commitment.id))
    assert isinstance(kept, Kept)
    found = await card(book, client)
    assert (found.client.standing, found.client.lost_on) == (Standing.PROSPECT, None)
    assert found.losses == (Loss(TODAY, LossReason.PRICE, "too much", won_back_on=TODAY),)

    await book.undo(kept.change_id)
    found = await card(book, client)
    assert found.client.standing is Standing.LOST
    assert [loss.won_back_on for loss in found.losses] == [None]


async def test_a_second_try_that_fails_is_proposed_again_in_a_year(book: Book) -> None:
    client = await book.add()
    await _lost(book, client, LossReason.PRICE)
    again = await book.follow_up(
        Intent(Verb.WIN_BACK, client_id=client.id, due_on=date(2026, 9, 2))
    )
    assert isinstance(again, Saved)
    book.now += timedelta(days=184)
    said = await book.follow_up(Intent(Verb.NO, commitment_id=again.commitment.id))
    assert isinstance(said, SaidNo)
    assert said.second_try_on == date(2027, 9, 2)


async def test_a_client_that_asked_not_to_be_contacted_takes_no_follow_up(book: Book) -> None:
    client = await book.add()
    lost = await _lost(book, client, LossReason.DO_NOT_CONTACT)
    assert lost.second_try_on is None
    refused = await book.follow_up(
        Intent(Verb.RECORD, client_id=client.id, due_on=date(2026, 9, 2))
    )
    assert problem(refused).code == "do_not_contact"


async def test_a_loss_is_undone_with_its_history(book: Book) -> None:
    client = await book.add()
    lost = await _lost(book, client, LossReason.PRICE)
    await book.undo(lost.change_id)
    found = await card(book, client)
    assert (found.client.standing, found.losses) == (Standing.PROSPECT, ())


async def _confirm(book: Book, asked: Outcome, **facts: Any) -> Outcome:
    assert isinstance(asked, Parting), asked

    def complete(intent: ClientIntent) -> ClientIntent:
        return replace(intent, is_confirmed=True)

    request = book.request(facts.get("rep"))
    return await book.db.write(clientele.answer, request, asked.draft_id, complete)


async def test_letting_a_client_go_is_asked_once_more_with_its_share(book: Book) -> None:
    small = await book.add("Acme", value=Money(5, "EUR"))
    await book.add("Globex", value=Money(95, "EUR"))
    asked = await book.carry_out(Deed.PART, small)
    assert isinstance(asked, Parting)
    assert (asked.share, asked.needs_manager) == (0.05, False)
    parted = saved(await _confirm(book, asked))
    assert (parted.what, parted.client.standing) == ("parted", Standing.PARTED)
    assert parted.client.quiet_on is None
    await book.undo(parted.change_id)
    assert (await book.known(small)).standing is Standing.PROSPECT


async def test_above_five_per_cent_a_manager_agrees_first(book: Book) -> None:
    large = await book.add("Acme", value=Money(6, "EUR"))
    await book.add("Globex", value=Money(94, "EUR"))
    lead = await book.meet(mia())
    asked = await book.carry_out(Deed.PART, large)
    assert isinstance(asked, Parting)
    assert (asked.needs_manager, asked.manager) == (True, lead)
    assert problem(await _confirm(book, asked)).code == "part_needs_manager"
    by_lead = await book.carry_out(Deed.PART, large, rep=lead)
    assert saved(await _confirm(book, by_lead, rep=lead)).what == "parted"


# Renewals and revenue


async def test_a_renewal_is_read_from_a_line(book: Book) -> None:
    await book.add("Acme")
    line = "renews Acme 1 March 2027"
    done = saved(await book.db.write(clientele.take_line, book.request(), line))
    assert (done.what, done.client.renews_on) == ("renews", date(2027, 3, 1))


@pytest.mark.parametrize("text", ["renews Acme", "renews Acme whenever"])
async def test_a_renewal_without_a_day_is_refused(book: Book, text: str) -> None:
    await book.add("Acme")
    problem(await book.db.write(clientele.take_line, book.request(), text))


async def test_a_renewal_that_has_been_is_refused(book: Book) -> None:
    client = await book.add("Acme")
    refused = await book.carry_out(Deed.RENEWS, client, on=date(2026, 3, 1))
    assert problem(refused) == Problem("renewal_past", {"on": date(2026, 3, 1)})


async def test_assumed_revenue_is_what_clients_past_their_cadence_are_worth(book: Book) -> None:
    for name, worth in (("A1", Money(5, "EUR")), ("B1", Money(7, "EUR")), ("C1", Money(3, "USD"))):
        await book.add(name, cadence_days=10, value=worth)
    fine = await book.add("D1", cadence_days=10, value=Money(90, "EUR"))
    book.now += timedelta(days=10)
    await book.touch(fine)
    await book.sweep()
    found = await book.db.read(clients.assumed_revenue, WORKSPACE)
    assert found == (Money(12, "EUR"), Money(3, "USD"))
    assert await book.db.read(clients.assumed_revenue, WORKSPACE, 999) == ()


@pytest.mark.parametrize(
    ("days", "standing", "worth", "assumed"),
    [
        (9, Standing.ACTIVE, Money(5, "EUR"), ()),
        (10, Standing.ACTIVE, Money(5, "EUR"), (Money(5, "EUR"),)),
        (15, Standing.ACTIVE, Money(5, "EUR"), (Money(5, "EUR"),)),
        (15, Standing.ACTIVE, None, ()),
        (15, Standing.LOST, Money(5, "EUR"), ()),
        (15, Standing.PARTED, Money(5, "EUR"), ()),
    ],
)
async def test_revenue_is_assumed_from_the_cadence_on_of_whom_we_serve_and_know_the_worth(
    book: Book, days: int, standing: Standing, worth: Money | None, assumed: tuple[Money, ...]
) -> None:
    client = await book.add("Acme", cadence_days=10, value=worth)
    await book.db.write(clients.set_standing, WORKSPACE, client.id, standing)
    await book.db.write(quiet.settle, WORKSPACE, client.id, book.now)
    book.now += timedelta(days=days)
    await book.sweep()
    assert await book.db.read(clients.assumed_revenue, WORKSPACE) == assumed


async def test_with_everybody_in_touch_no_revenue_is_assumed(book: Book) -> None:
    client = await book.add("Acme", cadence_days=10, value=Money(5, "EUR"))
    book.now += timedelta(days=12)
    await book.sweep()
    await book.touch(client)
    assert await book.db.read(clients.assumed_revenue, WORKSPACE) == ()
