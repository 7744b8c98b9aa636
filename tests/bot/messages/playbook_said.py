"""What can Steady ask by the playbook, and what does it say to an answer?"""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from bot.messages import friday_call, problems, questions, settings
from bot.messages.blocks import Message
from bot.messages.forms import Origin, View
from bot.playbook.asking import (
    KEEP,
    STOP,
    THEMES,
    Answered,
    Ask,
    Question,
    QuestionState,
    ShallIStop,
)
from bot.playbook.friday_call import FridayCall
from bot.playbook.problem import Problem
from tests.cast import acme, ana

if TYPE_CHECKING:
    from tests.bot.messages.everything import Values

NOW = datetime(2026, 3, 12, 13, 50, tzinfo=UTC)
WHY_OVER = ("gone", "merged", "lost", "parted", "back", "given", "deal")


def messages(values: "Values") -> dict[str, Message]:
    """Every message, by what it is."""
    rep = ana(name=values.rep_name, locale=values.locale)
    client = acme(id=values.id, name=values.name)

    def over(why: str) -> Message:
        problem = Problem("question_over", {"why": why, "client": values.name})
        return problems.refused(problem, rep.locale, NOW)

    def answered(kind: Ask, said: str, **facts: object) -> Message:
        kept = QuestionState.ANSWERED
        on = date(2026, 3, 12)
        question = Question(values.id, 1, kind, values.id, None, "w", kept, on, NOW, said, facts)
        return questions.answered(Answered(question, client, values.id), rep, NOW)

    return {
        **{f"over, {why}": over(why) for why in WHY_OVER},
        **{f"stop {a}?": questions.said(ShallIStop(values.id, a), rep, NOW) for a in THEMES},
        **{f"stopped {a}": answered(Ask.STOP, STOP, ask=a.value) for a in THEMES},
        **{f"muted {a}": settings.muted(a) for a in THEMES},
        **{f"unmuted {a}": settings.unmuted(a) for a in THEMES},
        "keep asking": answered(Ask.STOP, KEEP, ask="friday_call"),
        "friday call": questions.said(FridayCall(values.id, client), rep, NOW),
        "friday call, not this week": answered(Ask.FRIDAY_CALL, "pass"),
    }


def views(values: "Values") -> dict[str, View]:
    """Every form."""
    client = acme(id=values.id, name=values.name)
    origin = Origin("f" * 32, question_id=values.id)
    return {"friday act": friday_call.act(client, date(2026, 3, 12), origin)}
