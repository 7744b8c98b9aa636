"""What did Steady say to a rep lately, what did it keep back and why, and what comes next?"""

from bot.messages.blocks import Message, button, buttons, message, say
from bot.messages.ids import Action


def test() -> Message:
    """Sent like any nudge; its button shows that a press arrives."""
    return message(
        say("This is a test. You read it, so my messages reach you. Does the button, too?"),
        buttons("test", button("It works", Action.TEST_SEEN, "")),
    )


def test_on_its_way() -> Message:
    return message(say("A test is on its way to your direct messages."))


def test_seen() -> Message:
    return message(say("It works: messages reach you, and your answers reach me."))


def on_its_way() -> Message:
    return message(say("It follows below."))


def came_already() -> Message:
    return message(say("It came already, or is on its way: look a little further down."))
