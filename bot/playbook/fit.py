"""Is a client the kind we want, now and in the long run? (S1-2)"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.playbook.model import Standing

ASKED_AT_PUT_OFFS = 2  # in a row
NURTURE_FROM = 3  # of the four answered with a yes
FIND_OUT_FROM = 2


class Trait(StrEnum):
    """What is asked about a client."""

    TYPE = "type"  # the type we want
    VALUES = "values"  # shares our values
    PARTNERS = "partners"  # values partners
    LASTING = "lasting"  # fits short and long term
    # Of a client that pays us.
    MOTIVATED = "motivated"
    EASY = "easy"  # to work with
    PAYS = "pays"  # on time


class FitAnswer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"  # don't know yet


class Advice(StrEnum):
    """What follows from the four answers."""

    NURTURE = "nurture"
    FIND_OUT = "find_out"  # by a date
    LET_GO = "let_go"  # kindly


FOUR = (Trait.TYPE, Trait.VALUES, Trait.PARTNERS, Trait.LASTING)
OF_ACTIVE = (Trait.MOTIVATED, Trait.EASY, Trait.PAYS)

Answers = Mapping[Trait, FitAnswer]


@dataclass(frozen=True, slots=True)
class Fit:
    """The questions as somebody answered them on a day."""

    id: int
    client_id: int
    rep_id: int
    on: date
    answers: Answers

    @property
    def yes(self) -> int:
        return count_of(self.answers, FitAnswer.YES)


@dataclass(frozen=True, slots=True)
class Differs:
    """A later answer is another one than before; the newest counts."""

    trait: Trait
    was: FitAnswer
    now: FitAnswer


def asked_of(standing: Standing) -> tuple[Trait, ...]:
    """Four questions, and three more about a client that pays us."""
    return (*FOUR, *OF_ACTIVE) if standing is Standing.ACTIVE else FOUR


def advice(answers: Answers) -> Advice:
    """Three or four yes: nurture. Two: find out by a date. Fewer: let go kindly (S1-2).

    What nobody knows yet is found out before anybody is let go for it.
    """
    yes, unknown = count_of(answers, FitAnswer.YES), count_of(answers, FitAnswer.UNKNOWN)
    if yes >= NURTURE_FROM:
        return Advice.NURTURE
    return Advice.FIND_OUT if yes + unknown >= FIND_OUT_FROM else Advice.LET_GO


def is_good(fit: Fit | None) -> bool:
    """Whether a client that cools is worth patience instead of the hard question (S2-4)."""
    return fit is not None and advice(fit.answers) is Advice.NURTURE


def count_of(answers: Answers, wanted: FitAnswer) -> int:
    """How many of the four were answered so; a question left open is not known yet."""
    return sum(answers.get(trait, FitAnswer.UNKNOWN) is wanted for trait in FOUR)


def weak_spots(answers: Answers) -> tuple[Trait, ...]:
    """What a paying client makes hard for us."""
    return tuple(t for t in OF_ACTIVE if answers.get(t) is FitAnswer.NO)


def completed(
    given: Answers, before: Fit | None, traits: Sequence[Trait]
) -> dict[Trait, FitAnswer]:
    """Every answer asked for: as given now, else as it stood, else not known yet."""
    stood: Answers = before.answers if before else {}
    asked = dict.fromkeys((*traits, *stood))
    return {t: given.get(t) or stood.get(t, FitAnswer.UNKNOWN) for t in asked}


def differences(before: Fit | None, now: Answers) -> tuple[Differs, ...]:
    """Where the newest answers contradict those before; what was not known contradicts nothing."""
    if before is None:
        return ()
    return tuple(
        Differs(trait, was, now[trait])
        for trait, was in before.answers.items()
        if trait in now and now[trait] is not was and was is not FitAnswer.UNKNOWN
    )
