"""Is the client's owner asked once who took over, and only where there is something to ask?"""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.playbook.client_intent import Deed
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Client, Contact
from bot.playbook.nudge import Nudge
from bot.playbook.outcome import ClientSaved, Outcome, Refused, Saved
from bot.playbook.took_over import Question
from bot.playbook.winback import LossReason
from storage import clientele, clients, contacts, leavers, nudges
from tests.book import Book
from tests.cast import NOW, WORKSPACE, ben

TUESDAY = datetime(2026, 3, 3, 7, 30, tzinfo=NOW.tzinfo)  # 08:30 in Berlin


async def left(book: Book, client: Client, name: str = "Jo Smith") -> ClientSaved:
    """Somebody we knew there is there no more."""
    await book.carry_out(Deed.CONTACT, client, contact_name=name, contact_role="buyer")
    return saved(await book.carry_out(Deed.CONTACT_LEFT, client, contact_name=name))


def saved(outcome: Outcome) -> ClientSaved:
    assert isinstance(outcome, ClientSaved), outcome
    return outcome


async def on_tuesday(book: Book) -> list[Nudge]:
    book.now = TUESDAY
    return await book.said()


def asked(nudges: list[Nudge]) -> list[tuple[str, Question | None]]:
    return [(one.contact.name, one.question) for n in nudges for one in n.left if one.is_live]


async def card_people(book: Book, client: Client) -> list[Contact]:
    found = await book.db.read(clientele.card, book.rep, client.id, book.now)
    return [c for c in found.contacts if c.left_on is None]


async def test_the_owner_is_asked_in_the_next_working_days_brief(book: Book) -> None:
    await left(book, await book.add("Acme"))
    book.now = TUESDAY - timedelta(minutes=1)
    assert await book.said() == []
    assert asked(await on_tuesday(book)) == [("Jo Smith", Question.WHO_TOOK_OVER)]


async def test_it_is_asked_once(book: Book) -> None:
    await left(book, await book.add("Acme"))
    await on_tuesday(book)
    book.now += timedelta(days=1)
    assert await book.said() == []


async def test_a_brief_that_was_never_said_asks_again(book: Book) -> None:
    await left(book, await book.add("Acme"))
    book.now = TUESDAY
    await book.sweep()
    book.now += timedelta(days=1)
    assert len(asked(await book.said())) == 1


async def test_the_due_moment_is_stored_and_known_to_a_clock_moved_by_hand(book: Book) -> None:
    await left(book, await book.add("Acme"))
    assert await book.db.read(leavers.first_ask_at) == TUESDAY
    assert await book.db.read(nudges.next_moment, book.now) == TUESDAY
    await on_tuesday(book)
    assert await book.db.read(leavers.first_ask_at) is None


async def test_taken_back_it_is_not_asked(book: Book) -> None:
    done = await left(book, await book.add("Acme"))
    await book.undo(done.change_id)
    assert await book.db.read(leavers.first_ask_at) is None
    assert await on_tuesday(book) == []


async def test_a_colleague_who_got_the_client_is_asked(book: Book) -> None:
    client = await book.add("Acme")
    colleague = await book.meet(ben())
    await left(book, client)
    await book.carry_out(Deed.GIVE, client, owner_user_id="U0BEN")
    book.now = TUESDAY + timedelta(hours=1)  # half past eight in London
    (nudge,) = await book.said()
    assert asked([nudge]) == [("Jo Smith", Question.WHO_TOOK_OVER)]
    assert (await book.known(client)).owner_id == colleague.id


@pytest.mark.parametrize("end", ["lost", "parted", "merged away", "nobody's"])
async def test_of_a_client_that_is_not_ours_to_ask_about_nothing_is_said(
    book: Book, end: str
) -> None:
    client = await book.add("Acme")
    await left(book, client)
    if end == "lost":
        await book.carry_out(Deed.LOST, client, reason=LossReason.PRICE.value)
    elif end == "parted":
        await book.carry_out(Deed.PART, client, is_confirmed=True)
    elif end == "merged away":
        into = await book.add("Globex")
        await book.carry_out(Deed.LOST, into, reason=LossReason.PRICE.value)
        await book.carry_out(Deed.MERGE, client, other_id=into.id, other_name="Globex")
    else:
        known = await book.known(client)
        await book.db.write(clients.set_owner, WORKSPACE, known, None)
    assert asked(await on_tuesday(book)) == []


async def test_whoever_left_a_client_lost_already_is_not_asked_about(book: Book) -> None:
    client = await book.add("Acme")
    await book.carry_out(Deed.CONTACT, client, contact_name="Jo Smith")
    await book.carry_out(Deed.LOST, client, reason=LossReason.PRICE.value)
    await book.carry_out(Deed.CONTACT_LEFT, client, contact_name="Jo Smith")
    assert await book.db.read(leavers.first_ask_at) is None


async def test_who_took_over_is_known_there_and_answers_it(book: Book) -> None:
    client = await book.add("Acme")
    gone = await left(book, client)
    done = await took_over(book, gone, contact_name="Max Roe", contact_role="head of buying")
    assert done.contact is not None
    assert [c.name for c in await card_people(book, client)] == ["Max Roe"]
    assert await book.db.read(leavers.first_ask_at) is None

    await book.undo(done.change_id)
    assert await card_people(book, client) == []
    assert len(asked(await on_tuesday(book))) == 1


async def test_who_took_over_told_before_the_brief_leaves_nothing_to_ask(book: Book) -> None:
    gone = await left(book, await book.add("Acme"))
    await took_over(book, gone, contact_name="Max Roe")
    assert await on_tuesday(book) == []


async def test_where_they_went_makes_them_a_contact_of_a_client_we_know(book: Book) -> None:
    hooli = await book.add("Hooli")
    gone = await left(book, await book.add("Acme"))
    done = await took_over(book, gone, other_name="hooli")
    assert (done.other, done.contact) == (hooli, None)
    assert [(c.name, c.role) for c in await card_people(book, hooli)] == [("Jo Smith", "buyer")]
    await book.undo(done.change_id)
    assert await card_people(book, hooli) == []


async def test_where_they_went_is_noted_where_we_do_not_know_it(book: Book) -> None:
    gone = await left(book, await book.add("Acme"))
    done = await took_over(book, gone, other_name="Hooli")
    assert done.left is not None
    assert (done.other, done.left.went_to) == (None, "Hooli")


async def test_nothing_said_is_no_answer(book: Book) -> None:
    gone = await left(book, await book.add("Acme"))
    assert code(await book.carry_out(Deed.TOOK_OVER, gone.client, contact_id=who(gone))) == (
        "nobody_named"
    )


async def test_somebody_new_there_answers_it_by_itself(book: Book) -> None:
    client = await book.add("Acme")
    await left(book, client)
    await book.carry_out(Deed.CONTACT, client, contact_name="Max Roe")
    assert await on_tuesday(book) == []


async def test_nobody_knows_yet_closes_it_once(book: Book) -> None:
    gone = await left(book, await book.add("Acme"))
    done = await book.carry_out(Deed.LEFT_ALONE, gone.client, contact_id=who(gone))
    assert saved(done).what == "left_alone"
    again = await book.carry_out(Deed.LEFT_ALONE, gone.client, contact_id=who(gone))
    assert code(again) == "left_answered"
    assert await on_tuesday(book) == []


async def test_of_somebody_who_is_back_nothing_can_be_answered(book: Book) -> None:
    gone = await left(book, await book.add("Acme"))
    await book.undo(gone.change_id)
    done = await book.carry_out(Deed.LEFT_ALONE, gone.client, contact_id=who(gone))
    assert code(done) == "contact_back"
    unknown = await book.carry_out(Deed.LEFT_ALONE, gone.client, contact_id=7)
    assert code(unknown) == "client_gone"


# Whoever blocked it


async def blocked_by_jo(book: Book, **facts: Any) -> Client:
    client = await book.add("Acme")
    facts = {"reason": LossReason.PRICE.value, "contact_name": "Jo Smith"} | facts
    await book.carry_out(Deed.LOST, client, **facts)
    return client


async def test_a_loss_hangs_on_the_contact_who_blocked_it(book: Book) -> None:
    client = await blocked_by_jo(book)
    card = await book.db.read(clientele.card, book.rep, client.id, book.now)
    assert [loss.blocked_by for loss in card.losses] == ["Jo Smith"]


async def test_the_blockers_leaving_raises_a_second_try(book: Book) -> None:
    client = await blocked_by_jo(book)
    await book.carry_out(Deed.CONTACT_LEFT, client, contact_name="Jo Smith")
    assert asked(await on_tuesday(book)) == [("Jo Smith", Question.SECOND_TRY)]


async def test_another_persons_leaving_raises_nothing(book: Book) -> None:
    client = await blocked_by_jo(book)
    await left(book, client, "Max Roe")
    assert await on_tuesday(book) == []


async def test_a_client_that_asked_for_quiet_is_left_alone(book: Book) -> None:
    client = await blocked_by_jo(book, reason=LossReason.DO_NOT_CONTACT.value)
    await book.carry_out(Deed.CONTACT_LEFT, client, contact_name="Jo Smith")
    assert await on_tuesday(book) == []


async def test_a_second_try_that_is_set_answers_it_and_undone_asks_again(book: Book) -> None:
    client = await blocked_by_jo(book)
    await book.carry_out(Deed.CONTACT_LEFT, client, contact_name="Jo Smith")
    again = await book.follow_up(
        Intent(Verb.WIN_BACK, client_id=client.id, due_on=date(2026, 9, 2))
    )
    assert isinstance(again, Saved)
    await book.undo(again.change_id)
    assert len(asked(await on_tuesday(book))) == 1


async def test_a_second_try_that_is_set_leaves_nothing_to_ask(book: Book) -> None:
    client = await blocked_by_jo(book)
    await book.carry_out(Deed.CONTACT_LEFT, client, contact_name="Jo Smith")
    await book.follow_up(Intent(Verb.WIN_BACK, client_id=client.id, due_on=date(2026, 9, 2)))
    assert asked(await on_tuesday(book)) == []


async def test_of_a_client_won_back_who_took_over_is_asked_after_all(book: Book) -> None:
    client = await blocked_by_jo(book)
    again = await book.follow_up(
        Intent(Verb.WIN_BACK, client_id=client.id, due_on=date(2026, 3, 3))
    )
    await book.carry_out(Deed.CONTACT_LEFT, client, contact_name="Jo Smith")
    assert isinstance(again, Saved)
    await book.follow_up(Intent(Verb.DONE, commitment_id=again.commitment.id))
    assert asked(await on_tuesday(book)) == [("Jo Smith", Question.WHO_TOOK_OVER)]


async def test_nobody_elses_workspace_is_looked_into(book: Book) -> None:
    gone = await left(book, await book.add("Acme"))
    with pytest.raises(LookupError):
        await book.db.read(contacts.get, "T0OTHER", who(gone))


async def took_over(book: Book, gone: ClientSaved, **facts: Any) -> ClientSaved:
    facts |= {"contact_id": who(gone)}
    return saved(await book.carry_out(Deed.TOOK_OVER, gone.client, **facts))


def who(gone: ClientSaved) -> int:
    assert gone.contact is not None
    return gone.contact.id


def code(outcome: Outcome) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.problem.code
