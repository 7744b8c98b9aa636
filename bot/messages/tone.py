"""What does Steady say about the tone of a draft? (S1-3)"""

from collections.abc import Sequence

from bot.messages import forms
from bot.messages.blocks import Block, Message, aside, cut, isolated, message, plain, quotation, say
from bot.messages.counts import count_said
from bot.messages.forms import Origin, View
from bot.messages.ids import Field, Form
from bot.playbook.tone import Found, Slip

CALM = "I see no ultimatum and no begging in it."
LONGEST_DRAFT = 3_000
MOST_SHOWN = 5
_SOUNDS = {
    Slip.ULTIMATUM: "sounds like an ultimatum",
    Slip.BEGGING: "sounds like begging",
}
_YOURS = "It is only a hint: send it as you like. I keep nothing of it."


def line(found: Found) -> str:
    """One phrase, and what to say instead, in a line."""
    phrase = isolated(cut(found.phrase, 200))
    return f"“{phrase}” {_SOUNDS[found.slip]}. You could say: “{found.better}”"


def checked(found: Sequence[Found]) -> Message:
    """Each phrase that pushes or pleads, and the line that is better; nothing is blocked."""
    if not found:
        return message(say(CALM))
    return message(_pointed_out(found), aside(_YOURS))


def form(draft: str, found: Sequence[Found], origin: Origin) -> View:
    """A draft to look at, and to put right and look at again."""
    element: Block = {
        "type": "plain_text_input",
        "action_id": Field.DRAFT,
        "multiline": True,
        "max_length": LONGEST_DRAFT,
        "placeholder": plain("What you would like to send"),
    }
    element |= {"initial_value": cut(draft, LONGEST_DRAFT)} if draft else {}
    above = [] if not draft else _pointed_out(found) if found else [say(CALM)]
    fields = [*above, forms.field(Field.DRAFT, "Your draft", element, hint=_YOURS)]
    return forms.form(Form.TONE, "Check my tone", "Check", fields, origin)


def not_yours() -> Message:
    """A message by somebody else is not read for its tone."""
    return message(
        say("I check only what you wrote yourself, never what a client or a colleague wrote.")
    )


def _pointed_out(found: Sequence[Found]) -> list[Block]:
    blocks: list[Block] = []
    for one in found[:MOST_SHOWN]:
        blocks += [quotation(cut(one.phrase, 400)), say(_instead(one))]
    more = len(found) - MOST_SHOWN
    return [*blocks, *([aside(f"And {count_said(more)} more of the kind.")] if more > 0 else [])]


def _instead(one: Found) -> str:
    sounds = _SOUNDS[one.slip]
    return f"That {sounds}. You could say: “{one.better}”"
