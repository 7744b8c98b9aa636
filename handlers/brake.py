"""What happens when a rep says which of many promises cannot be kept? (S0-4)"""

from handlers import questions
from handlers.act import Act, Reply
from storage import brake


async def week_later_clicked(act: Act) -> Reply:
    """`commitment`: a week later than it stands."""
    return await questions.answered(act, brake.later, int(act.value))


async def cancel_clicked(act: Act) -> Reply:
    """`commitment`: it will not be done."""
    return await questions.answered(act, brake.cancel, int(act.value))
