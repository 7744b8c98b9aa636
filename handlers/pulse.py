"""What happens when a rep says how business is? (S1-5)"""

from bot.messages import pulse as words
from bot.playbook.pulse import Step
from handlers import forms
from handlers.act import Act, Reply
from storage import pulses


async def step_chosen(act: Act) -> Reply:
    """`ballot:step`: it is counted; neither who pressed nor the press itself is handed on."""
    ballot, _, step = act.value.rpartition(":")
    problem = await act.db.write(pulses.count, act.workspace_id, ballot, Step(int(step)), act.now)
    return Reply(words.counted()) if problem is None else Reply(beside=forms.refusal(act, problem))
