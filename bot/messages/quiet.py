"""What does Steady say of a client that nobody has heard from? (S3-1)"""

from collections.abc import Sequence
from datetime import datetime

from bot.messages import dates, money
from bot.messages.blocks import (
    Block,
    aside,
    button,
    buttons,
    cut,
    isolated,
    option,
    quotation,
    say,
)
from bot.messages.counts import begun, count_said, counted, days_said, joined
from bot.messages.ids import Action
from bot.playbook.card import QuietShown
from bot.playbook.model import Client, QuietState, Rep
from bot.playbook.quiet import Reason

MAY_REPEAT = "This may be a repeat: Slack did not tell me whether you saw it."
# Contact in the client's own time, without an occasion.
NO_EXCUSE = "You need no excuse to call: “It has been too long. What has changed on your side?”"


def sentence(found: QuietShown) -> str:
    """Always "no contact I know of": nobody writes down everything."""
    name = isolated(found.client.name)
    known = "no contact I know of"
    kept_to = days_said(found.cadence_days)
    if found.days is not None:
        known += f" for {days_said(found.days)}"
        kept_to = count_said(found.cadence_days)
    is_red = found.state is QuietState.RED
    stands = f"{name} has gone quiet" if is_red else f"{name} is due a word"
    if found.promised_on is not None and not is_red:
        return f"{stands}: {known}. Their date stands. A word in between?"
    if found.days is None:
        return f"{stands}: {known}. You keep to {kept_to}."
    if is_red:
        return f"{stands}: {known}, against {kept_to}."
    return f"{stands}: {known}, where you keep to {kept_to}."


def line(found: QuietShown, rep: Rep, now: datetime) -> list[Block]:
    """One line of the brief; its button opens the whole nudge."""
    opens = button("Open", Action.OPEN_QUIET, str(found.client.id))
    return [say(sentence(found), accessory=opens), *repeated(found.may_repeat)]


def whole(found: QuietShown, rep: Rep, now: datetime) -> list[Block]:
    """Why now, a reason to call that is not an order, and four ways to be done with it."""
    parts = [say(sentence(found)), *repeated(found.may_repeat)]
    if worth := _worth(found):
        parts.append(aside(worth))
    return [*parts, *_reason(found, rep, now), act_row(found.client)]


def friday(clients: Sequence[Client]) -> list[Block]:
    """Once a week, whom did you speak to? Ticks, and one press for all of them (S3-1)."""
    if not clients:
        return []
    boxes: Block = {
        "type": "checkboxes",
        "action_id": Action.TICKED,
        "options": [option(c.name, str(c.id)) for c in clients],
    }
    return [
        say("It is Friday. Whom did you speak to this week? I know of no word with these:"),
        buttons("friday", boxes, button("We spoke this week", Action.SPOKE_TO, "")),
    ]


def closed(found: QuietShown) -> list[Block]:
    """Contact arrived, a date was set, or they are watched no longer."""
    name = isolated(found.client.name)
    match found.state:
        case QuietState.UNWATCHED:
            text = f"I do not watch the cadence of {name} any more."
        case QuietState.PROMISED:
            text = f"{name} has named a date, and it stands."
        case QuietState.AMBER | QuietState.RED:
            text = f"There is something newer about {name}, here or in a brief to come."
        case _:
            text = f"{name} has been in touch since. Nothing to do here."
    undo = button("Undo", Action.UNDO, str(found.change_id)) if found.change_id else None
    return [say(text, accessory=undo)]


def repeated(may_repeat: bool) -> list[Block]:
    """A line that may have been said before is marked as such."""
    return [aside(MAY_REPEAT)] if may_repeat else []


def every_said(days: int) -> str:
    """ "every day", "every 30 days" """
    return "every day" if days == 1 else f"every {days_said(days)}"


def people_said(count: int) -> str:
    """ "nobody", "one person", "three people" """
    return counted(count, "person", "people") if count else "nobody"


def how_many(total: int, red: int, *, of_clients: bool = False) -> str:
    """How many have gone quiet, and how many are only due a word: never one number for both.

    `of_clients`: where nothing above has said who is counted.
    """
    amber, said = total - red, []
    if red:
        said.append(f"{_who(red, of_clients)} {'has' if red == 1 else 'have'} gone quiet")
    if amber:
        who = _who(amber, of_clients and not red)
        said.append(f"{who} {'is' if amber == 1 else 'are'} due a word")
    return begun(joined(said))


def _who(many: int, of_clients: bool) -> str:
    """ "one", "one client", "six clients" """
    return counted(many, "client") if of_clients else count_said(many)


def _worth(found: QuietShown) -> str:
    """What is at stake, and how many people there we know."""
    known = ""
    if found.contacts is not None:
        known = f"we know {people_said(found.contacts)} there"
    if found.client.value is None:
        return f"W{known[1:]}." if known else ""
    worth = f"It is worth {money.said(found.client.value)} a year"
    return f"{worth}, and {known}." if known else f"{worth}."


def _reason(found: QuietShown, rep: Rep, now: datetime) -> list[Block]:
    reason = found.reason
    if reason is None:
        return [say(NO_EXCUSE)]
    if reason.kind == "words":
        on = dates.said(reason.on, None, rep.zone, rep.locale, now)
        return [
            say("They last said:"),
            quotation(cut(reason.text, 600)),
            aside(f"On {on}. That may be your reason to call."),
        ]
    return [say(_occasion(reason))]


def _occasion(reason: Reason) -> str:
    text = isolated(cut(reason.text, 300))
    if reason.kind == "plan":
        return f"A reason to call: what you planned for them, {text}."
    return f"A reason to call: {text}."


def act_row(client: Client) -> Block:
    """The first says that it is done already; each finishes the job in place."""
    value = str(client.id)
    return buttons(
        f"quiet:{client.id}",
        button("We spoke", Action.WE_SPOKE, value, style="primary"),
        button("Set a date", Action.NEXT_DATE, value),
        button("Change cadence", Action.CHANGE_CADENCE, value),
        button("Not a client any more", Action.LET_GO, value),
    )
