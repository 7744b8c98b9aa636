"""Does a draft keep everything that was said of a deal?"""

from datetime import date

import pytest

from bot.playbook import pipeline_intent
from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Money
from bot.playbook.pipeline_intent import PipelineIntent, Step
from bot.playbook.winback import LossReason

FOLLOW_UP = Intent(Verb.RECORD, due_on=date(2026, 3, 12), words="after the board").as_json()


@pytest.mark.parametrize(
    "intent",
    [
        PipelineIntent(Step.MINE),
        PipelineIntent(
            Step.ADD,
            client_name="Acme",
            is_new_client=True,
            deal_name="New line",
            amount=Money(4_000_000, "EUR"),
            stage_name="decide",
            close_on=date(2026, 6, 30),
            decide_by=date(2026, 5, 1),
        ),
        PipelineIntent(Step.LOST, deal_id=7, reason=LossReason.PRICE, is_client_lost=False),
        PipelineIntent(Step.WON, deal_id=7, deal_version=3, on=date(2026, 3, 2), note="signed"),
        PipelineIntent(Step.NEXT, client_id=11, follow_up=FOLLOW_UP),
        PipelineIntent(Step.STAGES, what="add", new_name="Pilot", chance=0, position=5),
    ],
    ids=lambda intent: intent.step,
)
def test_an_intent_is_given_back_as_it_was_kept(intent: PipelineIntent) -> None:
    kept = intent.as_json()
    assert pipeline_intent.is_about_a_deal(kept)
    assert pipeline_intent.from_json(kept) == intent


def test_only_what_was_said_is_kept() -> None:
    assert PipelineIntent(Step.STRESS).as_json() == {"step": "stress"}


def test_what_a_newer_release_added_to_a_draft_is_passed_over() -> None:
    assert pipeline_intent.from_json({"step": "won", "mood": "glad"}) == PipelineIntent(Step.WON)


def test_drafts_about_clients_and_dates_are_none_about_deals() -> None:
    for other in (Intent(Verb.DONE), ClientIntent(Deed.CARD)):
        assert not pipeline_intent.is_about_a_deal(other.as_json())
