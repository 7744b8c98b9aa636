"""Which form asks who takes over from somebody who left?"""

from bot.messages import forms
from bot.messages.blocks import Block, cut, isolated, say
from bot.messages.forms import Origin, View
from bot.messages.ids import Field, Form
from bot.messages.names import rep_said
from bot.playbook.model import Rep


def give(giver: Rep, client: str | None, origin: Origin) -> View:
    """Everything, or what there is with one client: who has it from now on?"""
    everything = f"everything that is {rep_said(giver, 'your colleague')}'s"
    what = everything if client is None else isolated(cut(client, 80))
    element: Block = {"type": "users_select", "action_id": Field.OWNER}
    hint = "The client, its open deals and its open dates go along. Notes and heat stay private."
    fields = [
        say(f"Who takes over {what}?"),
        forms.field(Field.OWNER, "To", element, hint=hint),
    ]
    return forms.form(Form.GIVE, "Give to …", "Give", fields, origin)
