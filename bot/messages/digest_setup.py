"""How does a manager say where the digest goes, and what is answered?"""

from collections.abc import Sequence
from datetime import datetime

from bot.messages import dates, forms
from bot.messages.blocks import (
    Block,
    Message,
    aside,
    button,
    buttons,
    cut,
    isolated,
    message,
    option,
    plain,
    say,
)
from bot.messages.counts import begun, count_said, counted
from bot.messages.dates import WEEKDAYS
from bot.messages.forms import Origin, View
from bot.messages.ids import Action, Field, Form
from bot.messages.names import guests_named
from bot.playbook.channel import Seen, Unfit
from bot.playbook.posting import Posting

PERCENT_OPTION, REPS_OPTION = "percent", "reps"
_USAGE = "/pipeline digest #sales Monday 9:00"
_WHY = {
    Unfit.ARCHIVED: "{name} is archived. Choose a channel that is in use.",
    Unfit.SHARED: (
        "{name} is shared with people outside, who would read our figures. Choose a channel of "
        "our own."
    ),
    Unfit.NOT_IN: "I am not in {name} yet. Invite me there with /invite @Steady, then press below.",
    Unfit.GONE: (
        "I cannot see that channel. If it is private, invite me there with /invite @Steady, then "
        "press below."
    ),
    Unfit.CLOSED: "I cannot post in {name}: only some people may. Choose another channel.",
}
_INVITED = (Unfit.NOT_IN, Unfit.GONE)


def saved(
    found: Posting, seen: Seen, locale: str, now: datetime, change_id: int | None = None
) -> Message:
    """Where, when, and who reads along."""
    assert found.next_on is not None
    first = dates.said(found.next_on, found.at, found.zone, locale, now)
    return message(
        say(
            f"Set. {begun(_channel(found.channel_name))} gets the digest every "
            f"{WEEKDAYS[found.weekday]}, the next one on {first}. It says that you set it up."
        ),
        [say(line) for line in _guests(seen)],
        aside(" ".join([_said_in(found), _shown_to(found)])),
        _switches(found, change_id),
    )


def not_there(why: Unfit, name: str, value: str) -> Message:
    """Not in that channel, and what to do."""
    invited = button("I have invited you", Action.DIGEST_SET, value, style="primary")
    other = button("Another channel", Action.DIGEST_FORM, "")
    choices = [invited, other] if why in _INVITED else [other]
    return message(say(refusal(why, name)), buttons("digest:there", *choices))


def refusal(why: Unfit, name: str) -> str:
    """The sentence alone, as it stands under a form's field."""
    return begun(_WHY[why].format(name=_channel(name)))


def silent() -> Message:
    """Slack did not tell of the channel."""
    return message(say(silence()))


def silence() -> str:
    return "Slack did not tell me about that channel in time. Please send it once more."


def off(found: Posting, change_id: int | None = None) -> Message:
    """No digest any more, until somebody says so."""
    value = f"{found.channel_id}|{found.weekday}|{found.at:%H:%M}"
    again = [button("Turn it on again", Action.DIGEST_SET, value)] if found.channel_id else []
    other = button("Another channel", Action.DIGEST_FORM, "")
    return message(
        say("The weekly digest is off. Nothing is posted until a manager turns it on again."),
        buttons("digest:off", *again, other, *_undo(change_id)),
    )


def changed(found: Posting, change_id: int | None = None) -> Message:
    """Amounts or shares, and whether managers see each rep's figures."""
    return message(say(f"{_said_in(found)} {_shown_to(found)}"), _switches(found, change_id))


def where(found: Posting, locale: str, now: datetime) -> Message:
    """For a rep: when it comes, and what is said about them."""
    if found.next_on is None:
        top = "There is no weekly digest here yet. A manager can set one up."
    else:
        at = dates.said(found.next_on, found.at, found.zone, locale, now)
        top = f"The digest comes to {_channel(found.channel_name)}, next on {at}."
    return message(say(top), aside("/pipeline digest mine shows all your manager sees of you."))


def offers(found: Posting) -> list[Block]:
    """Under a preview: what a manager can do about it."""
    if found.next_on is None:
        return [
            buttons("digest:offers", button("Set it up", Action.DIGEST_FORM, "", style="primary"))
        ]
    return [_switches(found)]


def form(found: Posting, origin: Origin) -> View:
    """Channel, day, hour, and what it says to whom."""
    channel: Block = {
        "type": "conversations_select",
        "action_id": Field.CHANNEL,
        "placeholder": plain("Choose a channel"),
        "filter": {"include": ["public", "private"], "exclude_external_shared_channels": True},
    }
    channel |= {"initial_conversation": found.channel_id} if found.channel_id else {}
    days = [option(name, str(n)) for n, name in enumerate(WEEKDAYS)]
    day: Block = {
        "type": "static_select",
        "action_id": Field.WEEKDAY,
        "options": days,
        "initial_option": days[found.weekday],
    }
    hour: Block = {
        "type": "timepicker",
        "action_id": Field.TIME,
        "initial_time": f"{found.at:%H:%M}",
    }
    fields = [
        say("Once a week, the team's pipeline in one message. It says who set it up."),
        forms.field(Field.CHANNEL, "Channel", channel, hint="I have to be in it: /invite @Steady."),
        forms.field(Field.WEEKDAY, "Day", day),
        forms.field(Field.TIME, "Time", hour),
        _says_field(found),
    ]
    return forms.form(Form.DIGEST, "Weekly digest", "Save", fields, origin)


def _says_field(found: Posting) -> Block:
    percent = option("Percentages only, no amounts", PERCENT_OPTION)
    shown = option("Managers see each rep's figures", REPS_OPTION)
    boxes: Block = {
        "type": "checkboxes",
        "action_id": Field.DIGEST_SAYS,
        "options": [percent, shown],
    }
    ticked = [percent] if found.is_percent else []
    ticked += [shown] if found.shows_rep_figures else []
    boxes |= {"initial_options": ticked} if ticked else {}
    return forms.field(Field.DIGEST_SAYS, "What it says", boxes, optional=True)


def _guests(seen: Seen) -> Sequence[str]:
    lines = []
    if seen.guests:
        names = guests_named(seen.guests)
        many = begun(counted(len(seen.guests), "guest"))
        read = "reads" if len(seen.guests) == 1 else "read"
        lines.append(f"{many} {read} along there and will see it: {names}.")
    if seen.unseen:
        lines.append(
            f"The channel has {counted(seen.members, 'member')}, and I could not look at "
            f"{count_said(seen.unseen)} of them. There may be guests among them."
        )
    return lines


def _said_in(found: Posting) -> str:
    if found.is_percent:
        return "The digest says percentages only."
    return "The digest says amounts."


def _shown_to(found: Posting) -> str:
    if found.shows_rep_figures:
        return "Managers see figures by rep, and each rep sees their own."
    return "Nobody sees figures by rep."


def _undo(change_id: int | None) -> list[Block]:
    return [button("Undo", Action.UNDO, str(change_id))] if change_id else []


def _switches(found: Posting, change_id: int | None = None) -> Block:
    percent = "Say amounts" if found.is_percent else "Percentages only"
    shown = "Hide figures by rep" if found.shows_rep_figures else "Show figures by rep"
    switches = [
        button("See it now", Action.DIGEST_PREVIEW, ""),
        button(percent, Action.DIGEST_PERCENT, "no" if found.is_percent else "yes"),
        button(shown, Action.DIGEST_REPS, "no" if found.shows_rep_figures else "yes"),
    ]
    ends = [button("Turn it off", Action.DIGEST_OFF, "")] if found.next_on else []
    return buttons("digest:switches", *switches, *ends, *_undo(change_id))


def _channel(name: str) -> str:
    return f"#{isolated(cut(name, 80))}" if name else "that channel"
