"""Which forms does Steady open, and what do they hold when they open?"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from bot.messages.blocks import Block, Message, aside, cut, isolated, option, plain, say, undrawn
from bot.messages.ids import NEW_CLIENT_OPTION, Action, Field, Form
from bot.playbook.intent import Intent, Verb
from bot.playbook.line import LONGEST_TEXT
from bot.playbook.model import Commitment, SetBy

View = dict[str, Any]

_KINDS = {
    Verb.RECORD: "We follow up",
    Verb.THEIRS: "They owe us something",
    Verb.WIN_BACK: "A second try",
    Verb.MEETING: "We meet",
}
_WHOSE = {SetBy.CLIENT: "They did", SetBy.REP: "I did"}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a form was opened from, carried through it in its private metadata.

    `nonce` makes the submission one and the same under redelivery; `response_url` or `channel`
    and `ts` lead back to the message to redraw.
    """

    nonce: str
    commitment_id: int | None = None
    channel_id: str | None = None
    ts: str | None = None
    response_url: str | None = None
    draft_id: int | None = None
    client_id: int | None = None
    contact_id: int | None = None
    deal_id: int | None = None
    giver_id: int | None = None  # whose things are given
    whose: str | None = None  # target: a Slack user's id, or `team`
    question_id: int | None = None  # the playbook's question it answers
    rep_id: int | None = None  # the colleague a stand-in sets it for

    def as_text(self) -> str:
        names = self.__dataclass_fields__
        found = {k: v for k in names if (v := getattr(self, k)) is not None}
        return json.dumps(found)


def origin_of(private_metadata: str) -> Origin:
    """The origin a form carries."""
    return Origin(**json.loads(private_metadata))


def follow_up(intent: Intent, origin: Origin, *, is_change: bool = False) -> View:
    """A new follow-up, or one to put right; what is known is filled in."""
    known = client_field(intent.client_name, intent.client_id)
    fields = [
        _client_said(intent) if is_change else known,
        when_field(),
        day_field(intent.due_on),
        time_field(intent.due_time),
        words_field(intent.words),
        whose_field(intent.set_by),
        note_field(intent.note),
        *([] if is_change else [_kind_field(intent.verb)]),
    ]
    title = "Change follow-up" if is_change else "New follow-up"
    return form(Form.FOLLOW_UP, title, "Save", fields, origin)


def moved(commitment: Commitment, origin: Origin) -> View:
    """They moved it: the new date, and their words."""
    fields = [
        say(f"{isolated(commitment.client_name)} moved it. When do they want to hear from you?"),
        when_field(),
        day_field(None),
        time_field(None),
        words_field(None),
    ]
    return form(Form.MOVED, "They moved it", "Save", fields, origin)


def snooze(commitment: Commitment, origin: Origin) -> View:
    """Another day, by the rep's own wish."""
    fields = [
        say(
            f"When shall I bring {isolated(commitment.client_name)} back? "
            "A date they named stays as it is."
        ),
        when_field(),
        day_field(None),
        time_field(None),
    ]
    return form(Form.SNOOZE, "Bring it back", "Save", fields, origin)


def their_words(commitment: Commitment, origin: Origin) -> View:
    """What they said when they named the day."""
    fields = [words_field(commitment.words, optional=False)]
    return form(Form.WORDS, "Their words", "Save", fields, origin)


def echo(message: Message, title: str = "Follow-up") -> View:
    """What came of a form, in the form's place, where Slack draws no charts."""
    return {
        "type": "modal",
        "callback_id": Form.ECHO,
        "title": plain(title),
        "close": plain("Close"),
        "blocks": list(undrawn(message).blocks),  # no form draws a chart
    }


def client_options(typed: str, found: Iterable[tuple[int, str]]) -> list[Block]:
    """The clients a form offers while the rep types, and the name as a new one."""
    known = [option(name, str(client_id)) for client_id, name in found]
    name = " ".join(typed.split())
    is_known = any(o["text"]["text"].casefold() == name.casefold() for o in known)
    if name and not is_known:
        known.append(option(f"New client: {name}", f"{NEW_CLIENT_OPTION}:{cut(name, 80)}"))
    return known


def form(callback: Form, title: str, submit: str, fields: Iterable[Block], origin: Origin) -> View:
    """A form of these fields."""
    return {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title),
        "submit": plain(submit),
        "close": plain("Cancel"),
        "private_metadata": origin.as_text(),
        "blocks": list(fields),
    }


def _client_said(intent: Intent) -> Block:
    return aside(f"Client: {isolated(intent.client_name)}")


def client_field(name: str, client_id: int | None) -> Block:
    """A list of clients that follows what is typed; a name of none of them is a new client."""
    element: Block = {
        "type": "external_select",
        "action_id": Action.CLIENT_TYPED,
        "placeholder": plain("Type a name"),
        "min_query_length": 1,
    }
    if client_id is not None:
        element["initial_option"] = option(name, str(client_id))
    elif name:
        new = cut(name, 80)
        element["initial_option"] = option(f"New client: {new}", f"{NEW_CLIENT_OPTION}:{new}")
    return field(Field.CLIENT, "Client", element)


def when_field() -> Block:
    """A day and an hour, as one says them."""
    element = {
        "type": "plain_text_input",
        "action_id": Field.WHEN,
        "placeholder": plain("next Tuesday 3pm, end of January, in two weeks"),
        "max_length": 150,
    }
    hint = "Or choose the day and the time below."
    return field(Field.WHEN, "When, in words", element, optional=True, hint=hint)


def day_field(day: date | None) -> Block:
    """A day, from the calendar."""
    element: Block = {"type": "datepicker", "action_id": Field.DAY}
    if day is not None:
        element["initial_date"] = day.isoformat()
    return field(Field.DAY, "Day", element, optional=True)


def time_field(
    at: time | None,
    label: str = "Time",
    hint: str = "Without a time it comes in that day's morning brief.",
    name: Field = Field.TIME,
) -> Block:
    """An hour, from the list."""
    element: Block = {"type": "timepicker", "action_id": name}
    if at is not None:
        element["initial_time"] = at.strftime("%H:%M")
    return field(name, label, element, optional=True, hint=hint)


def words_field(
    words: str | None,
    *,
    optional: bool = True,
    hint: str = "Word for word. I show it to you on the day.",
    example: str = "after our board has met",
) -> Block:
    """What the client said."""
    element = text_area(Field.WORDS, words, example)
    return field(Field.WORDS, "What they said", element, optional=optional, hint=hint)


def note_field(note: str | None, example: str = "send the revised quote") -> Block:
    """The rep's own note."""
    element = text_area(Field.NOTE, note, example)
    hint = "Only you see it."
    return field(Field.NOTE, "Your note", element, optional=True, hint=hint)


def whose_field(set_by: SetBy | None) -> Block:
    """Whose date it is (S2-1)."""
    return radio(Field.WHOSE, "Who chose the date?", _WHOSE, set_by, optional=True)


def _kind_field(verb: Verb) -> Block:
    chosen = verb if verb in _KINDS else Verb.RECORD
    return radio(Field.KIND, "What is it?", _KINDS, chosen, optional=False)


def radio(
    name: Field,
    label: str,
    choices: Mapping[Any, str],
    chosen: Any,
    *,
    optional: bool = False,
    hint: str = "",
) -> Block:
    """One of a few."""
    options = {value: option(text, str(value)) for value, text in choices.items()}
    element: Block = {
        "type": "radio_buttons",
        "action_id": name,
        "options": list(options.values()),
    }
    if chosen is not None:
        element["initial_option"] = options[chosen]
    return field(name, label, element, optional=optional, hint=hint)


def text_area(name: Field, value: str | None, example: str) -> Block:
    """A few lines of somebody's own."""
    element: Block = {
        "type": "plain_text_input",
        "action_id": name,
        "multiline": True,
        "max_length": LONGEST_TEXT,
        "placeholder": plain(example),
    }
    return element | {"initial_value": cut(value, LONGEST_TEXT)} if value else element


def field(
    name: Field, label: str, element: Block, *, optional: bool = False, hint: str = ""
) -> Block:
    """A field of a form: its block; the element in it is called the same."""
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": element,
        "optional": optional,
    }
    return block | {"hint": plain(hint)} if hint else block
