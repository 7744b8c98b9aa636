"""What can Steady say about deals and targets? Every message and form, made of some values."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from bot.messages import (
    answer,
    decisions,
    guide,
    ladder,
    nudges,
    pipeline,
    pipeline_forms,
    shortfall,
    stress,
    target,
)
from bot.messages.blocks import Message
from bot.messages.forms import Origin, View
from bot.playbook.deal import (
    Against,
    Deal,
    DealList,
    DealShown,
    DealState,
    Mine,
    Stage,
    Stress,
    StressLine,
)
from bot.playbook.decision import DealsInBrief
from bot.playbook.model import Money, SetBy, Standing
from bot.playbook.nudge import Nudge, NudgeKind
from bot.playbook.outcome import (
    Ask,
    CountedIn,
    DealLost,
    DealSaved,
    DealWon,
    LadderSaved,
    Outcome,
    Parting,
    Question,
    RateSaved,
    SaidNo,
    TargetSet,
    Undone,
    WhichDeal,
)
from bot.playbook.pipeline_intent import PipelineIntent, Step
from bot.playbook.shortfall import BelowTarget, Cause
from bot.playbook.winback import LossReason
from bot.playbook.winning import Choosing, Gap, Opening, UsualSize, WinRate
from tests.bot.messages.clients_said import Values
from tests.cast import NOW, acme, ana, ben, commitment

TODAY = date(2026, 3, 2)
EUR_40K = Money(40_000_00, "EUR")
HUGE = Money(10**14, "CHF")
NEAREST = ("Review a proposal", "Decide")

# Each code with the facts it comes with.
FACTS: dict[str, dict[str, object]] = {
    "amount_not_above_zero": {"text": "0"},
    "bad_chance": {"chance": 130},
    "chance_out_of_range": {"chance": 130},
    "close_past": {"what": "close", "text": "1 January 2025"},
    "close_unread": {"what": "close", "text": "the gap"},
    "close_vague": {"what": "close", "text": "June"},
    "closed_to_come": {"text": "tomorrow"},
    "do_not_contact_deal": {"client": "Acme"},
    "lost_already": {"client": "Acme"},
    "stage_in_use": {},
    "deal_changed": {"deal": "New line", "client": "Acme"},
    "deal_closed": {"deal": "New line", "client": "Acme", "on": TODAY},
    "deal_gone": {},
    "deal_known": {"deal": "New line", "client": "Acme"},
    "deal_open": {"deal": "Acme", "client": "Acme"},
    "deal_to_come": {"on": date(2026, 3, 3)},
    "decide_past": {"on": date(2026, 3, 1)},
    "last_stage": {"stage": "Meet"},
    "list_gone": {},
    "managers_only_deals": {},
    "managers_only_stress": {},
    "stress_of_whom": {"text": "my team"},
    "managers_only_target": {},
    "never_won": {},
    "no_amount": {"text": "ten"},
    "no_chance": {"stage": "Pilot"},
    "no_edit": {},
    "no_open_deal": {"client": "Acme", "deal": ""},
    "no_position": {"stage": "Pilot"},
    "no_rate": {"currency": "USD", "reporting": "EUR"},
    "no_stage": {"nearest": NEAREST},
    "no_target": {},
    "not_a_rate": {"text": "ten"},
    "not_a_stage_name": {"stage": "7"},
    "not_your_deal": {"deal": "New line", "client": "Acme"},
    "nothing_asked": {},
    "nothing_changed": {"deal": "New line"},
    "nothing_to_change": {"client": "Acme"},
    "rate_needed_first": {"currency": "USD", "reporting": "EUR"},
    "rate_of_reporting": {"currency": "EUR"},
    "same_stage": {"deal": "New line", "stage": "Decide"},
    "stage_holds_deals": {"stage": "Decide", "deals": 12},
    "stage_known": {"stage": "Decide"},
    "stage_to_itself": {"stage": "Decide"},
    "too_many_stages": {"most": 20},
    "two_amounts": {"texts": ("€40k", "€50k")},
    "unknown_currency": {"text": "XYZ"},
    "unknown_deal": {"client": "Acme", "text": "Old line", "deals": ("New line", "Fleet")},
    "unknown_deal_list": {"text": "stukc"},
    "unknown_ladder_word": {},
    "unknown_pipeline_word": {"nearest": "move", "text": "moev"},
    "unknown_stage": {"text": "decid", "nearest": NEAREST},
    "unread_deal": {"text": "Other"},
    "which_close": {"text": "12/11", "days": (date(2026, 11, 12), date(2026, 12, 11))},
    "which_deal_client": {"step": "won"},
    "zero_amount": {},
}


class Deals:
    """One deal in every state, and the ladder it climbs."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.rep = ana(name=values.rep_name, locale=values.locale)
        self.client = acme(id=values.id, name=values.name, value=Money(84_000_00, "EUR"))
        names = ("Meet", "Explore", "Involve others", values.name[:40], "Decide")
        self.ladder = tuple(Stage(n, n, name, n * 15) for n, name in enumerate(names, 1))
        self.deal = Deal(
            id=values.id,
            client_id=values.id,
            client_name=values.name,
            rep_id=self.rep.id,
            name=values.words[:80],
            stage_id=4,
            stage_name=values.name[:40],
            stage_since=date(2026, 1, 12),
            amount=EUR_40K,
            worth=EUR_40K,
            state=DealState.OPEN,
            opened_on=date(2026, 1, 5),
            close_on=date(2026, 6, 30),
            close_moves=3,
            decide_by=date(2026, 6, 15),
        )
        self.circle = DealShown(self.deal, is_stuck=True, is_slipping=True, days_in_stage=49)
        step = commitment(
            id=values.id,
            client_name=values.name,
            words=values.words,
            note=values.note,
            rep_id=self.rep.id,
        )
        self.dated = replace(self.circle, next_step=step, is_stuck=False, is_slipping=False)
        self.against = Against(self.rep, "EUR", 310_000_00, 140_000_00, 400_000_00, 6, 3, 70_000_00)

    def states(self) -> dict[str, DealShown]:
        """The deal in every state."""
        closed = replace(self.deal, closed_on=date(2026, 2, 20))
        own = replace(self.dated.next_step or commitment(), set_by=SetBy.REP)
        return {
            "circle": self.circle,
            "their date": self.dated,
            "our date": replace(self.dated, next_step=own, days_in_stage=0),
            "huge, no name": DealShown(
                replace(self.deal, amount=HUGE, worth=None, name="", decide_by=None), None
            ),
            "a colleague's": DealShown(replace(self.deal, rep_id=2), days_in_stage=1),
            "won": DealShown(replace(closed, state=DealState.WON)),
            "lost": DealShown(
                replace(closed, state=DealState.LOST, lost_reason=LossReason.PRICE.value)
            ),
            "lost, no reason": DealShown(replace(closed, state=DealState.LOST)),
        }


def messages(values: Values) -> dict[str, Message]:
    """Every message about deals, stages, rates and targets."""
    d = Deals(values)
    told = {name: answer.told(one, d.rep, NOW) for name, one in _outcomes(d).items()}
    said = (_overviews(d), _lists(d), _rest(d), _below_target(d), _in_briefs(d), told)
    return {"help, pipeline": guide.pipeline()} | {k: v for found in said for k, v in found.items()}


def views(values: Values) -> dict[str, View]:
    """Every form about deals and targets, and Home with a pipeline."""
    d, origin = Deals(values), Origin("nonce", deal_id=values.id, whose="U0BEN")
    intent = PipelineIntent(
        Step.ADD,
        client_name=values.name,
        client_id=values.id,
        deal_name=values.words[:80],
        amount=HUGE,
        stage_id=4,
        close_on=TODAY,
        decide_by=TODAY,
    )
    choosing = Choosing(
        "EUR", WinRate(Fraction(1, 3), 24, "own"), UsualSize(20_000_00, 8, "own"), 5, 7, 1
    )
    bare = Choosing("EUR", WinRate(Fraction(1, 4), 0, "assumed"), None, 0, 0, 0)
    wanted = PipelineIntent(Step.CHANGE)
    return {
        "deal form": pipeline_forms.add(PipelineIntent(Step.ADD), d.ladder, origin),
        "deal form, filled": pipeline_forms.add(intent, d.ladder, origin),
        "deal form, new client": pipeline_forms.add(
            replace(intent, client_id=None), d.ladder, origin
        ),
        "deal change form": pipeline_forms.change(d.deal, wanted, d.ladder, origin),
        "deal change form, filled": pipeline_forms.change(d.deal, intent, d.ladder, origin),
        "decide form": pipeline_forms.decide_by(d.deal, origin),
        "target form": pipeline_forms.target(choosing, "", EUR_40K, origin),
        "target form, team": pipeline_forms.target(bare, "team", None, origin),
        "target form, colleague": pipeline_forms.target(
            choosing, "U0BEN", None, origin, values.rep_name
        ),
        "rate form": pipeline_forms.rate("EUR", "USD", origin),
    }


def _nothing(d: Deals, target_minor: int | None) -> Against:
    return Against(d.rep, "EUR", 0, 0, target_minor, 0, 0, 0)


def _overviews(d: Deals) -> dict[str, Message]:
    weeks = tuple(
        (date(2025, 12, 8) + timedelta(weeks=n), (n % 5) * 90_000_00, 400_000_00 if n else None)
        for n in range(13)
    )
    by_stage = tuple((stage, n, n * 40_000_00) for n, stage in enumerate(d.ladder))
    full = Mine(
        d.against,
        by_stage,
        circles=(d.circle,) * 3,
        stuck=(d.circle,),
        slipping=(d.circle, *d.states().values()),
        weeks=weeks,
        stress=_stress(d),
        stages=d.ladder,
    )
    unrated = replace(d.against, unrated=("USD", "CHF"), circles=40, target_minor=None)
    over = replace(d.against, open_minor=410_000_00, circles=0)
    found = {
        "mine": full,
        "mine, nothing": Mine(_nothing(d, None), ()),
        "mine, nothing against a target": Mine(_nothing(d, 400_000_00), ()),
        "mine, no target": replace(full, against=unrated, weeks=weeks[:2], stress=None),
        "mine, above target": replace(full, against=over, circles=(), stuck=(), slipping=()),
        "mine, at target": replace(full, against=replace(over, open_minor=400_000_00)),
    }
    return {name: pipeline.mine(one, d.rep, NOW) for name, one in found.items()}


def _below_target(d: Deals) -> dict[str, Message]:
    """Less is open than was chosen, for every cause, and enough again."""
    gap = Gap(90_000_00, 5, 15)
    counted = UsualSize(18_000_00, 6, "own"), Opening(Fraction(1, 3), 0, "assumed")
    for_ever = replace(d.against, unrated=("USD", "CHF"), circles=1, circles_minor=0)
    found = {
        f"below target, {cause}": BelowTarget(d.against, cause, gap, d.deal, False, *counted)
        for cause in Cause
    }
    found["below target, again"] = BelowTarget(for_ever, Cause.WON, Gap(1, None, None), None, True)
    said = {name: shortfall.below(one) for name, one in found.items()}
    return said | {"back above target": shortfall.back(d.against)}


def _in_briefs(d: Deals) -> dict[str, Message]:
    """Decisions that are late, and deals without a date, in a brief and whole."""
    late = replace(d.deal, decide_by=date(2026, 2, 26))
    settled = replace(late, id=late.id - 1, decide_by=None)
    sold = DealsInBrief((late, settled), d.against, date(2026, 3, 2))
    brief = Nudge(NudgeKind.BRIEF, deals=sold)
    nothing = Nudge(NudgeKind.BRIEF, deals=DealsInBrief((), _nothing(d, None), date(2026, 3, 2)))
    return {
        "brief, deals": nudges.nudge(brief, d.rep, NOW),
        "brief, deals seen to": nudges.nudge(nothing, d.rep, NOW),
        "a late decision": decisions.question(late, d.rep, NOW),
    }


def _lists(d: Deals) -> dict[str, Message]:
    lines = tuple(d.states().values())
    found = {}
    for which in ("mine", "all", "circles", "stuck", "slipping", "won", "lost"):
        for owner in (None, ben(name=d.values.rep_name)):
            title = pipeline.title_of(which, owner=owner)
            page = DealList(which, (lines * 3)[:20], 2, 250, 5_000, owner)
            name = f"deals, {which}{', theirs' if owner else ''}"
            found[name] = pipeline.listed(page, title, which, d.rep, NOW)
            none = DealList(which, (), 1, 1, 0, owner)
            found[f"{name}, none"] = pipeline.listed(none, title, which, d.rep, NOW)
    few = DealList("x", lines, 1, 1, len(lines))
    at = pipeline.title_of("stage", stage=d.values.name[:40])
    of = pipeline.title_of("client", client=d.values.name)
    none = DealList("x", (), 1, 1, 0)
    return found | {
        "deals, stage": pipeline.listed(few, at, "stage:4", d.rep, NOW),
        "deals, client": pipeline.listed(few, of, "client:4", d.rep, NOW),
        "deals, client, none": pipeline.listed(none, of, "client:4", d.rep, NOW),
    }


def _stress(d: Deals, short: int = 35_000_00) -> Stress:
    worst = StressLine(d.client, 120_000_00, 0.31, 85_000_00, short)
    return Stress("EUR", 12, worst, (worst,) * 3, not_survived=2 if short else 0, unvalued=4)


def _rest(d: Deals) -> dict[str, Message]:
    known = replace(_stress(d), not_survived=1, unvalued=1)
    found = {
        "stress": stress.weighed(_stress(d)),
        "stress, one": stress.weighed(known),
        "stress, survived": stress.weighed(_stress(d, 0)),
        "stress, a colleague's": stress.weighed(_stress(d), d.values.rep_name),
        "stress, a nameless colleague's": stress.weighed(_stress(d), ""),
        "stress, the team's": stress.of_team(_stress(d)),
        "stress, the team's, no client": stress.of_team(Stress("EUR", 0, None)),
        "stress, no client": stress.weighed(Stress("EUR", 0, None)),
        "stress, no value": stress.weighed(Stress("EUR", 3, None, unvalued=3)),
        "stress, no rate": stress.weighed(Stress("EUR", 2, None, unrated=("GBP", "USD"))),
        "stress, one without a rate": stress.weighed(replace(_stress(d), unrated=("GBP",))),
        "stages, manager": ladder.shown(d.ladder, True),
        "stages": ladder.shown(d.ladder, False),
        "rates": ladder.rates("EUR", {"USD": "0.92", "CHF": "1.03"}, True),
        "rates, none": ladder.rates("EUR", {}, False),
    }
    for source in ("own", "team", "assumed"):
        value = f"U0BEN|{10**14}|EUR"
        found[f"target, reckoned, {source}"] = target.reckoned(HUGE, EUR_40K, 0.25, source, value)
    for name, one in d.states().items():
        found[f"deal, {name}"] = pipeline.whole(one, d.rep, NOW, d.ladder)
    return found


def _outcomes(d: Deals) -> dict[str, Outcome]:
    return {**_saved(d), **_closed(d), **_measures(d), **_asked(d), **_taken_back(d)}


def _saved(d: Deals) -> dict[str, Outcome]:
    found: dict[str, Outcome] = {}
    was = replace(d.deal, stage_id=1, stage_name="Meet", amount=Money(1, "EUR"))
    for what in ("added", "moved", "changed", "reopened", "next"):
        found[f"deal saved, {what}"] = DealSaved(d.circle, 7, what, was)
        found[f"deal saved, {what}, dated"] = DealSaved(d.dated, 7, what)
    fresh = replace(d.states()["huge, no name"])
    for where in (Standing.LOST, Standing.PARTED, Standing.PROSPECT):
        found[f"deal saved, client {where}"] = DealSaved(d.circle, 7, "reopened", client_is=where)
    return found | {"deal saved, new client": DealSaved(fresh, 7, "added", is_new_client=True)}


def _closed(d: Deals) -> dict[str, Outcome]:
    states = d.states()
    won, lost, bare = (states[n].deal for n in ("won", "lost", "lost, no reason"))
    today = replace(won, closed_on=TODAY)
    worthless = replace(d.client, value=None)
    closed = (d.dated.next_step or commitment(),)
    worst = _stress(d).worst
    parting = Parting(d.client, 0.04, False, d.values.id, worst)
    said_no = SaidNo(d.client, closed, (), True, None, None, 7, deals=(lost,))
    return {
        "no, with a deal": said_no,
        "parting, not replaced": parting,
        "parting, replaced": replace(parting, stress=_stress(d, 0).worst),
        "no, with deals": replace(said_no, closed=closed * 2, deals=(lost, lost)),
        "no, a deal alone": replace(said_no, closed=()),
        "no, deals alone": replace(said_no, closed=(), deals=(lost, lost)),
        "no, this deal": replace(said_no, is_everything=False),
        "deal won": DealWon(won, d.client, d.against, 7),
        "deal won, no value": DealWon(today, worthless, _nothing(d, None), 7),
        "deal won, other currency": DealWon(replace(won, amount=HUGE), d.client, d.against, 7),
        "deal lost": DealLost(lost, d.client, (), date(2026, 9, 2), 7),
        "deal lost, asks": DealLost(
            bare,
            d.client,
            closed,
            date(2026, 9, 2),
            7,
            asks_for_reason=True,
            asks_about_client=True,
        ),
        "deal lost, three dates": DealLost(bare, d.client, closed * 3, None, 7),
        "deal lost, a date stands": DealLost(bare, d.client, (), None, 7, stays=closed),
        "deal lost, dates stand": DealLost(bare, d.client, (), None, 7, stays=closed * 2),
        "deal lost, many dates stand": DealLost(bare, d.client, (), None, 7, stays=closed * 9),
    }


def _measures(d: Deals) -> dict[str, Outcome]:
    mine = TargetSet(EUR_40K, None, d.rep, d.against, 7)
    stage = d.ladder[3]
    rate = RateSaved("USD", "0.92", "EUR", 3, 7, ("CHF",))
    found: dict[str, Outcome] = {
        "target": mine,
        "target, changed": replace(mine, was=HUGE),
        "target, none": replace(mine, target=None),
        "target, colleague's": replace(mine, rep=ben(name=d.values.rep_name)),
        "target, colleague's, none": replace(mine, rep=ben(name=d.values.rep_name), target=None),
        "target, team": replace(mine, rep=None, against=None),
        "target, team, none": replace(mine, rep=None, against=None, target=None),
        "rate": rate,
        "rate, one": replace(rate, deals=1, missing=(), change_id=None),
        "currency": RateSaved("CHF", "", "CHF", 0, 7),
        "stage, gone": LadderSaved(d.ladder, "remove", stage, 7, moved=0),
    }
    for what in ("add", "rename", "chance", "move", "remove"):
        found[f"stage, {what}"] = LadderSaved(d.ladder, what, stage, 7, moved=3)
    return found


def _taken_back(d: Deals) -> dict[str, Outcome]:
    found: dict[str, Outcome] = {
        f"undone, {kind}": Undone(kind, d.values.id, d.values.name)
        for kind in ("deal_added", "target", "ladder", "deal_moved")
    }
    return found | {
        "undone, deal added, no client": Undone("deal_added", None, ""),
        "taken back, a rate": Undone("rate:USD", None, "", counted=CountedIn("USD", "EUR", "0.92")),
        "taken back, the only rate": Undone("rate:USD", None, "", counted=CountedIn("USD", "EUR")),
        "taken back, a currency": Undone("currency:EUR", None, "", counted=CountedIn("EUR", "EUR")),
        "undone, deal": Undone("deal_moved", d.values.id, d.values.name, deal=d.deal),
        "undone, deal, closed": Undone("deal_reopened", 1, "", deal=d.states()["won"].deal),
    }


def _asked(d: Deals) -> dict[str, Outcome]:
    intent: dict[str, Any] = {"client_name": d.values.name}
    found: dict[str, Outcome] = {}
    for step in (Step.MOVE, Step.WON, Step.LOST, Step.CHANGE, Step.NEXT, Step.REOPEN):
        asked = PipelineIntent(step, **intent)
        found[f"which deal, {step}"] = WhichDeal(asked, d.values.id, (d.circle,) * 2)
    many = PipelineIntent(Step.WON, **intent)
    add = PipelineIntent(Step.ADD, **intent)
    several = (d.client, d.client)
    return found | {
        "which deal, many": WhichDeal(many, d.values.id, tuple(d.states().values())),
        "which client, for a deal": Ask(
            Question.WHICH_CLIENT, add, d.values.id, several[:1], may_be_new=True
        ),
        "which client, for a deal, same name": Ask(Question.WHICH_CLIENT, many, 1, several),
    }
