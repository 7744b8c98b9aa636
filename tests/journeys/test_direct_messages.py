"""Plain text in Steady's direct messages works like the command, and is answered once."""

import json

import pytest

from bot.demo.standin import Message
from tests.journeys.steps import labels, press, utc
from tests.world import World


async def say(world: World, text: str) -> None:
    ana = world.ana
    seen = await world.slack.say(ana.id, world.slack.dm(ana.id).id, text)
    assert seen.status == 200
    await answered(world)


async def answered(world: World) -> None:
    await world.steady.background.drain(5)
    await world.steady.tick()


def answers(world: World) -> list[Message]:
    return [one for one in world.dms() if one.by_app]


async def test_a_client_and_a_date_are_saved(steady_world: World) -> None:
    await say(steady_world, 'Acme Friday 3pm "after our board has met"')
    [answer] = answers(steady_world)
    assert answer.text.startswith("Saved. I'll bring Acme back on Friday 6 March at 15:00")
    await press(steady_world, answer, "Undo")
    assert answer.text == "Taken back. What you saved for Acme is gone."


async def test_the_clients_words_may_come_with_marks_of_slacks(steady_world: World) -> None:
    await say(steady_world, 'Acme Friday 3pm "1 < 2 & *bold* <!channel>"')
    [answer] = answers(steady_world)
    assert "“1 &lt; 2 &amp; *bold* &lt;!channel&gt;”" in answer.text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('Acme Friday 3pm "x y"', "Saved."),
        ("list", "Open: nothing."),
        ("help", "Write down the date a client names"),
        ("Acme 30 February", "There is no 30 February."),
    ],
)
async def test_an_event_delivered_three_times_is_answered_once(
    steady_world: World, text: str, says: str
) -> None:
    await say(steady_world, text)
    delivery = steady_world.slack.deliveries[-1]
    for _ in range(2):
        again = await steady_world.slack.redeliver(delivery)
        assert again.status == 200
        await answered(steady_world)
    assert [one.text.startswith(says) for one in answers(steady_world)] == [True]


async def test_an_answer_survives_a_slack_that_does_not_take_it(steady_world: World) -> None:
    steady_world.slack.faults.add("chat.postMessage", "reset_before")
    await say(steady_world, "Acme Friday")
    assert (await steady_world.said("list")).count("•") == 1


async def test_an_answer_does_not_wait_for_office_hours(steady_world: World) -> None:
    await steady_world.until(utc(3, 2, 22))
    await say(steady_world, "Acme Friday 3pm")
    assert len(answers(steady_world)) == 1


async def test_a_question_back_is_answered_by_its_buttons(steady_world: World) -> None:
    await say(steady_world, "Acme 12/11")
    [answer] = answers(steady_world)
    assert labels(answer) == ["Thu 12 Nov", "Fri 11 Dec", "Another date"]
    await press(steady_world, answer, "Thu 12 Nov")
    assert "Saved. I'll bring Acme back on Thursday 12 November" in answer.text


async def test_the_command_typed_as_text_is_taken_as_meant(steady_world: World) -> None:
    await say(steady_world, "/followup Acme Friday")
    assert answers(steady_world)[0].text.startswith("Saved.")


async def test_what_is_said_in_a_channel_is_not_for_steady(steady_world: World) -> None:
    slack, ana = steady_world.slack, steady_world.ana
    sales = next(c for c in slack.workspace.conversations.values() if c.name == "sales")
    sales.members.append(slack.bot_user_id)
    await slack.say(ana.id, sales.id, "Acme Friday")
    assert await steady_world.said("list") == "Open: nothing."


async def test_an_edited_message_is_not_a_second_one(steady_world: World) -> None:
    slack, ana = steady_world.slack, steady_world.ana
    await slack.event(
        {
            "type": "message",
            "subtype": "message_changed",
            "channel_type": "im",
            "channel": slack.dm(ana.id).id,
            "message": {"user": ana.id, "text": "Acme Friday"},
            "event_ts": "1.1",
        }
    )
    await answered(steady_world)
    assert answers(steady_world) == []


async def test_a_guest_is_told_why_but_not_for_looking_at_a_tab(steady_world: World) -> None:
    slack = steady_world.slack
    guest = slack.add_user("Gil Guest", is_restricted=True)
    await slack.open_home(guest.id)
    await slack.open_messages_tab(guest.id)
    await steady_world.steady.background.drain(5)
    assert steady_world.dms(guest) == []

    await slack.say(guest.id, slack.dm(guest.id).id, "Acme Friday")
    await steady_world.steady.background.drain(5)
    assert "not with guests" in steady_world.last(guest).text


async def test_an_event_that_could_not_be_stored_is_asked_for_again(steady_world: World) -> None:
    await steady_world.said("list")
    await steady_world.steady.db.close()
    slack, ana = steady_world.slack, steady_world.ana
    seen = await slack.say(ana.id, slack.dm(ana.id).id, "Acme Friday")
    assert seen.status >= 500
    sent = [d for d in slack.deliveries if d.kind == "events_api"]
    assert len(sent) > 1
    assert len({json.dumps(d.payload) for d in sent}) == 1
