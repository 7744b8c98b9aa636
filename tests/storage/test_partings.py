"""Does a manager agree before a client that carries much is let go?"""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.playbook.client_intent import Deed
from bot.playbook.model import Client, Money, Rep, Standing
from bot.playbook.nudge import Nudge, NudgeKind
from bot.playbook.outcome import ClientSaved, Outcome, PartAsked, Parting, Refused, Undone
from bot.playbook.parting import Answer
from storage import clientele, endings, reps, workspaces
from tests.book import Book
from tests.cast import WORKSPACE, ben, mia


async def large(book: Book) -> Client:
    """Acme is 6 % of the team's book."""
    await book.add("Globex", value=Money(94, "EUR"))
    return await book.add("Acme", value=Money(6, "EUR"))


async def asked(book: Book, client: Client, **facts: Any) -> PartAsked:
    found = await book.carry_out(Deed.ASK_TO_PART, client, **facts)
    assert isinstance(found, PartAsked), found
    return found


async def answered(book: Book, manager: Rep, asked: PartAsked, how: Any) -> Outcome:
    return await book.db.write(how, book.request(manager), asked.asked.id)


async def heard(book: Book) -> list[Nudge]:
    return await book.said()


async def standing(book: Book, client: Client) -> Standing:
    return (await book.known(client)).standing


async def test_the_manager_is_asked_with_the_share_and_the_reason(book: Book) -> None:
    lead, client = await book.meet(mia()), await large(book)
    done = await asked(book, client, note="they never pay")
    assert (done.asked.manager, done.asked.answer) == (lead, Answer.OPEN)
    (nudge,) = await heard(book)
    assert nudge.kind is NudgeKind.ASKED_TO_PART
    assert nudge.parting is not None
    assert (nudge.parting.share, nudge.parting.reason) == (0.06, "they never pay")
    assert await standing(book, client) is Standing.PROSPECT


async def test_agreed_we_part_and_the_rep_is_told(book: Book) -> None:
    lead, client = await book.meet(mia()), await large(book)
    done = await asked(book, client)
    await heard(book)
    agreed = await answered(book, lead, done, endings.agree)
    assert isinstance(agreed, PartAsked)
    assert agreed.asked.answer is Answer.AGREED
    assert await standing(book, client) is Standing.PARTED
    assert [n.kind for n in await heard(book)] == [NudgeKind.PART_ANSWER]


async def test_talked_about_first_nothing_changes_and_the_rep_is_told(book: Book) -> None:
    lead, client = await book.meet(mia()), await large(book)
    done = await asked(book, client)
    await answered(book, lead, done, endings.talk_first)
    assert await standing(book, client) is Standing.PROSPECT
    told = [n for n in await heard(book) if n.kind is NudgeKind.PART_ANSWER]
    assert [n.parting.answer for n in told if n.parting] == [Answer.TALK]
    await answered(book, lead, done, endings.agree)
    assert await standing(book, client) is Standing.PARTED


async def test_pressed_several_times_at_once_the_rep_is_told_once(book: Book) -> None:
    lead, client = await book.meet(mia()), await large(book)
    done = await asked(book, client)
    await heard(book)
    await asyncio.gather(*(answered(book, lead, done, endings.agree) for _ in range(4)))
    assert [n.kind for n in await heard(book)] == [NudgeKind.PART_ANSWER]


@pytest.mark.parametrize("then", [endings.agree, endings.talk_first])
async def test_pressed_twice_is_said_once(book: Book, then: Any) -> None:
    lead, client = await book.meet(mia()), await large(book)
    done = await asked(book, client)
    await answered(book, lead, done, endings.agree)
    await heard(book)
    again = await answered(book, lead, done, then)
    assert isinstance(again, PartAsked)
    assert again.asked.answer is Answer.AGREED
    assert await heard(book) == []


@pytest.mark.parametrize(
    ("deed", "facts", "stands"),
    [
        (Deed.LOST, {"reason": "price"}, Answer.LOST),
        (Deed.GIVE, {"owner_user_id": "U0BEN"}, Answer.GIVEN),
        (Deed.MERGE, {"other_name": "Globex"}, Answer.MERGED),
    ],
)
@pytest.mark.parametrize("then", [endings.agree, endings.talk_first])
async def test_after_something_came_in_between_nothing_is_done(
    book: Book, deed: Deed, facts: dict[str, Any], stands: Answer, then: Any
) -> None:
    lead, client = await book.meet(mia()), await large(book)
    await book.meet(ben())
    done = await asked(book, client)
    await heard(book)
    await book.carry_out(deed, client, **facts)
    now_is = await standing(book, client)
    answer = await answered(book, lead, done, then)
    assert isinstance(answer, PartAsked)
    assert answer.asked.answer is stands
    assert await standing(book, client) is now_is
    assert await heard(book) == []


async def test_parted_by_somebody_else_meanwhile_is_said(book: Book) -> None:
    lead, client = await book.meet(mia()), await large(book)
    other = await book.meet(ben(is_manager=True))
    done = await asked(book, client)
    parted = await book.carry_out(Deed.PART, client, rep=other, is_confirmed=True)
    assert isinstance(parted, ClientSaved)
    answer = await answered(book, lead, done, endings.agree)
    assert isinstance(answer, PartAsked)
    assert answer.asked.answer is Answer.PARTED


async def test_a_question_taken_back_before_it_was_said_is_not_said(book: Book) -> None:
    lead, client = await book.meet(mia()), await large(book)
    done = await asked(book, client)
    assert done.change_id is not None
    await book.undo(done.change_id)
    assert await heard(book) == []
    answer = await answered(book, lead, done, endings.agree)
    assert isinstance(answer, PartAsked)
    assert answer.asked.answer is Answer.TAKEN_BACK
    assert await standing(book, client) is Standing.PROSPECT


async def test_an_agreement_is_undone_and_the_rep_hears_of_it(book: Book) -> None:
    lead, client = await book.meet(mia()), await large(book)
    done = await asked(book, client)
    await heard(book)
    agreed = await answered(book, lead, done, endings.agree)
    assert isinstance(agreed, PartAsked)
    assert agreed.change_id is not None
    await heard(book)
    assert isinstance(await book.undo(agreed.change_id, lead), Undone)
    assert await standing(book, client) is Standing.PROSPECT
    assert [n.kind for n in await heard(book)] == [NudgeKind.TAKEN_BACK]
    await answered(book, lead, done, endings.agree)
    assert await standing(book, client) is Standing.PARTED


async def test_an_agreement_undone_before_the_rep_was_told_is_told_nobody(book: Book) -> None:
    lead, client = await book.meet(mia()), await large(book)
    done = await asked(book, client)
    await heard(book)
    agreed = await answered(book, lead, done, endings.agree)
    assert isinstance(agreed, PartAsked)
    assert agreed.change_id is not None
    await book.undo(agreed.change_id, lead)
    assert await heard(book) == []


async def test_only_the_manager_who_was_asked_answers(book: Book) -> None:
    client = await large(book)
    await book.meet(mia())
    colleague = await book.meet(ben())
    done = await asked(book, client)
    refused = await answered(book, colleague, done, endings.agree)
    assert isinstance(refused, Refused)
    assert refused.problem.code == "not_yours_to_answer"


async def test_asked_again_the_same_question_stands(book: Book) -> None:
    client = await large(book)
    await book.meet(mia())
    first = await asked(book, client)
    again = await asked(book, client)
    assert (again.asked.id, again.change_id) == (first.asked.id, None)
    assert len(await heard(book)) == 1


async def test_the_own_manager_is_asked_before_the_lead_and_any_other(book: Book) -> None:
    client = await large(book)
    boss, lead, other = [
        await book.meet(mia(id=n, slack_user_id=f"U{n}", is_manager=n == 3)) for n in (1, 2, 3)
    ]
    assert (await asked(book, client)).asked.manager == other
    await book.db.write(workspaces.set_lead, WORKSPACE, lead.id)
    assert await _asks(book, client) == lead
    await book.db.write(reps.set_manager, WORKSPACE, book.rep.id, boss.id)
    book.rep = replace(book.rep, manager_id=boss.id)
    assert await _asks(book, client) == boss
    await book.db.write(reps.set_gone, WORKSPACE, boss.id, book.now)
    assert await _asks(book, client) == lead


async def test_where_nobody_else_manages_the_rep_confirms(book: Book) -> None:
    client = await large(book)
    ask = await book.carry_out(Deed.PART, client)
    assert isinstance(ask, Parting)
    assert (ask.needs_manager, ask.manager) == (True, None)
    parted = await book.db.write(
        clientele.answer,
        book.request(),
        ask.draft_id,
        lambda intent: replace(intent, is_confirmed=True),
    )
    assert isinstance(parted, ClientSaved)
    assert await standing(book, client) is Standing.PARTED


async def test_of_a_client_that_is_gone_nobody_is_asked(book: Book) -> None:
    client = await large(book)
    await book.meet(mia())
    await book.carry_out(Deed.LOST, client, reason="price")
    refused = await book.carry_out(Deed.ASK_TO_PART, client)
    assert isinstance(refused, Refused)
    assert refused.problem.code == "parted_already"


async def test_a_small_client_needs_no_manager_by_the_time_it_is_asked(book: Book) -> None:
    client = await large(book)
    await book.meet(mia())
    await book.carry_out(Deed.VALUE, client, value=Money(1, "EUR"))
    assert isinstance(await book.carry_out(Deed.ASK_TO_PART, client), Parting)


async def test_the_managers_message_waits_for_their_hours(book: Book) -> None:
    await book.meet(mia())
    client = await large(book)
    await asked(book, client)
    book.now += timedelta(days=1)
    assert [n.kind for n in await heard(book)].count(NudgeKind.ASKED_TO_PART) == 1


async def test_a_manager_who_has_left_is_waited_for_no_longer(book: Book) -> None:
    client, gone = await large(book), await book.meet(mia())
    await asked(book, client)
    await book.db.write(reps.set_gone, WORKSPACE, gone.id, book.now)
    other = await book.meet(ben(is_manager=True))
    assert (await asked(book, client)).asked.manager == other


async def test_agreed_right_after_talking_the_rep_hears_the_last_word_alone(book: Book) -> None:
    lead, client = await book.meet(mia()), await large(book)
    done = await asked(book, client)
    await heard(book)
    await answered(book, lead, done, endings.talk_first)
    await answered(book, lead, done, endings.agree)
    assert [n.parting.answer for n in await heard(book) if n.parting] == [Answer.AGREED]


async def _asks(book: Book, client: Client) -> Rep | None:
    found = await book.carry_out(Deed.PART, client)
    assert isinstance(found, Parting)
    return found.manager
