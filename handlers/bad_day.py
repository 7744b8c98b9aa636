"""What happens when a rep says whether a loss was in our hands? (S0-7)"""

from handlers import questions
from handlers.act import Act, Reply
from storage import bad_day


async def hands_clicked(act: Act) -> Reply:
    """`question|yes`, `question|partly` or `question|no`."""
    question_id, _, said = act.value.partition("|")
    return await questions.answered(act, bad_day.answer_hands, int(question_id), said)
