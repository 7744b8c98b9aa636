"""What does Steady answer to `help`?"""

from bot.messages.blocks import Message, aside, message, say

_FOLLOWUP = """\
/followup Acme next Tuesday 3pm "after our board has met" send the revised quote
    Client, when, their words in quotes, your own note. Quotes mean they named the date.
/followup
    Opens the form.
/followup list [today, week, overdue, a client, or @colleague for managers]
/followup done Acme
/followup moved Acme 3 March "after the holidays"
    They moved it.
/followup snooze Acme tomorrow
    You move it; their date stays.
/followup no Acme the price
    They said no. Everything open closes; you may propose a later try.
/followup theirs Acme Friday the signed contract
    What they owe you.
/followup undo
    Takes back your last change, for ten minutes."""


def followup() -> Message:
    """Everything `/followup` understands."""
    return message(
        say("Write down the date a client names; I bring it back on that day, in their words."),
        say(_FOLLOWUP),
        aside(
            "All of it works as /steady followup … too, and without the command in my direct "
            "messages: Acme next Tuesday 3pm."
        ),
    )


def steady() -> Message:
    """What `/steady` understands."""
    return message(
        say("/steady followup … does what /followup does, should another app own that command."),
        say("/steady help shows this. My Home tab lists what is open."),
    )
