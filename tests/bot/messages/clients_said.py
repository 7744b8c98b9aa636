"""What can Steady say about clients? Every message and form, made of some values."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Protocol

from bot.messages import answer, client, client_forms, guide, nudges
from bot.messages.blocks import Message
from bot.messages.commitments import Opened
from bot.messages.forms import Origin, View
from bot.playbook.card import Card, ClientList, LeftShown, QuietShown, SeasonShown
from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.expectations import Expectations
from bot.playbook.model import (
    Client,
    Contact,
    Direction,
    Heat,
    Money,
    Order,
    QuietState,
    SeasonState,
    SetBy,
    Standing,
    Tier,
    Touch,
    TouchKind,
)
from bot.playbook.nudge import Nudge, NudgeKind, Shown
from bot.playbook.outcome import (
    AlreadyNoted,
    Ask,
    ClientSaved,
    Ordered,
    PartAsked,
    Parting,
    SaidNo,
    SpokeTo,
    Touched,
)
from bot.playbook.outcome import Question as Asks
from bot.playbook.parting import Answer, AskedToPart
from bot.playbook.quiet import Reason
from bot.playbook.relations import Relations
from bot.playbook.took_over import Question
from bot.playbook.winback import Loss, LossReason
from tests.bot.messages import patience_said
from tests.cast import NOW, acme, ana, ben, commitment, mia

TODAY = date(2026, 3, 2)
WORTH = Money(8_400_000, "EUR")

# Each code with the facts it comes with.
FACTS: dict[str, dict[str, object]] = {
    "cadence_out_of_range": {"days": 3_650, "longest": 730},
    "cannot_own": {},
    "client_gone": {},
    "client_known": {"client": "Acme"},
    "give_whom": {"client": "Acme"},
    "money_unclear": {"text": "1.200k"},
    "negative_money": {"text": "-5"},
    "no_contact": {"client": "Acme"},
    "not_a_cadence": {"text": "weekly-ish"},
    "not_money": {"text": "lots"},
    "too_much": {"text": "9999bn"},
    "touch_to_come": {"on": date(2026, 3, 3)},
    "touch_too_old": {"on": date(2019, 3, 3), "years": 5},
    "two_names": {"deed": "merge", "between": "into"},
    "unknown_client_word": {"nearest": "touch"},
    "unknown_list": {"text": "blue"},
    "unread": {"text": "blue"},
    "which_client": {"deed": "touch"},
    "nobody_ticked": {},
    "which_renewal": {"text": "in the spring"},
    "merge_self": {"client": "Acme"},
    "already_theirs": {"client": "Acme", "user": "U0BEN"},
    "no_renewal": {"client": "Acme"},
    "value_since": {"client": "Acme"},
    "renewal_past": {"on": date(2026, 1, 1)},
    "unknown_contact": {"client": "Acme", "contact": "Jo Smith"},
    "contact_known": {"client": "Acme", "contact": "Jo Smith"},
    "part_needs_manager": {"client": "Acme"},
    "parted_already": {"client": "Acme"},
    "not_yours_to_answer": {},
    "acquired_by_itself": {"client": "Acme"},
    "nobody_named": {},
    "contact_back": {"contact": "Jo Smith"},
    "left_answered": {"client": "Acme", "contact": "Jo Smith"},
    "serve_where": {},
    "which_channel": {"client": "Acme"},
    "no_channel": {"client": "Acme"},
    "channel_taken": {"client": "Acme", "other": "Globex"},
    "not_yours_to_link": {"client": "Acme"},
    "channels_off": {},
    "channel_not_shared": {},
    "channel_not_joined": {},
    "channel_unread": {},
    "not_a_rep_there": {"user": "U0BEN"},
    "not_a_season": {"text": "Octobre", "nearest": 10},
    "no_season": {"client": "Acme"},
    "season_too_long": {"months": 7, "most": 6},
    "lead_out_of_range": {"weeks": 30, "longest": 26},
    "not_weeks": {"text": "soon"},
    "unread_order": {"text": "lots"},
    "order_to_come": {"on": date(2026, 3, 3)},
    "order_too_old": {"on": date(2019, 3, 3), "years": 5},
    "negative_order": {"text": "-5"},
    "unread_fit": {"text": "maybe"},
    "not_served": {"client": "Acme"},
    "nurtured_already": {"client": "Acme"},
    "merged_since": {"client": "Acme", "other": "Globex"},
    "given_since": {"client": "Acme"},
    "spoke_since": {"client": "Acme"},
    "date_stands": {"client": "Acme", "on": date(2026, 3, 20)},
    "nobody_to_talk_to": {"client": "Acme"},
    "no_supplier": {"client": "Acme"},
    "contract_end_past": {"on": date(2026, 1, 1)},
    "which_contract_end": {"text": "soon"},
}


class Values(Protocol):
    """What people wrote, and how large the numbers are."""

    @property
    def name(self) -> str: ...
    @property
    def rep_name(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def id(self) -> int: ...
    @property
    def locale(self) -> str: ...


class Clients:
    """One client in every state, and what happened to it."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.rep = ana(name=values.rep_name, locale=values.locale)
        self.client: Client = acme(
            id=values.id,
            name=values.name,
            value=WORTH,
            last_touch_on=date(2026, 1, 30),
            quiet_on=date(2026, 3, 31),
        )
        self.touch = Touch(
            id=values.id,
            client_id=values.id,
            rep_id=self.rep.id,
            direction=Direction.IN,
            kind=TouchKind.CALL,
            on=TODAY,
            heat=Heat.WARM,
            words=values.words,
            note=values.note,
        )
        self.amber = QuietShown(
            self.client,
            QuietState.AMBER,
            31,
            30,
            since=TODAY,
            reason=Reason("words", values.words, date(2026, 1, 30)),
            contacts=1,
        )
        self.red = replace(self.amber, state=QuietState.RED, days=46, reason=None)
        self.person = Contact(values.id, values.id, values.name, values.words[:80], left_on=TODAY)
        self.asked = AskedToPart(
            values.id,
            self.client,
            self.rep,
            mia(name=values.rep_name),
            0.12,
            values.note,
            Answer.OPEN,
        )
        self.commitment = commitment(
            client_id=values.id, client_name=values.name, words=values.words, note=values.note
        )

    def states(self) -> dict[str, QuietShown]:
        """How a client may stand."""
        lost = replace(
            self.client, standing=Standing.LOST, lost_on=TODAY, lost_reason=LossReason.PRICE.value
        )
        promised = replace(self.amber, promised_on=date(2026, 3, 12))
        return {
            "amber": self.amber,
            "red": self.red,
            "red, one day": replace(self.red, days=1, cadence_days=1),
            "amber, no contact ever": replace(self.amber, days=None, reason=None, contacts=None),
            "amber, a date between": promised,
            "amber, a plan": replace(self.amber, reason=Reason("plan", self.values.note, TODAY)),
            "fine": replace(self.amber, state=QuietState.FINE, days=0),
            "promised": replace(promised, state=QuietState.PROMISED),
            "one-sided": replace(self.amber, state=QuietState.ONE_SIDED, is_one_sided=True),
            "lost": replace(self.amber, client=lost, state=QuietState.UNWATCHED),
            "parted": replace(
                self.amber,
                client=replace(self.client, standing=Standing.PARTED),
                state=QuietState.UNWATCHED,
            ),
        }


def messages(values: Values) -> dict[str, Message]:
    """Every message about clients."""
    c = Clients(values)
    every = (_cards(c), _lists(c), _told(c), _briefs(c), _left(c), _partings(c), _season_cards(c))
    found = {"help, client": guide.client(), **patience_said.messages(c.client, c.rep, NOW)}
    for some in every:
        found |= some
    return found


def views(values: Values) -> dict[str, View]:
    """Every form about clients, and Home with quiet ones."""
    c, origin = Clients(values), Origin("nonce", client_id=values.id)
    touch = ClientIntent(
        Deed.TOUCH,
        client_name=values.name,
        client_id=values.id,
        touch_kind=TouchKind.VISIT,
        on=TODAY,
        heat=Heat.COLD,
        words=values.words,
        note=values.note,
    )
    add = ClientIntent(Deed.ADD, client_name=values.name, tier=Tier.KEY, cadence_days=21)
    full = replace(add, value=WORTH, owner_user_id="U0BEN")
    return {
        "touch form": client_forms.touch(ClientIntent(Deed.TOUCH), origin),
        "touch form, filled": client_forms.touch(touch, origin),
        "touch form, new client": client_forms.touch(replace(touch, client_id=None), origin),
        "add form": client_forms.add(ClientIntent(Deed.ADD), origin),
        "add form, filled": client_forms.add(full, origin),
        "cadence form": client_forms.rhythm(c.client, origin),
        "let go form": client_forms.let_go(c.client, origin),
        "contact form": client_forms.contact(c.client, origin),
        "let go form, with people": client_forms.let_go(c.client, origin, (c.person,) * 120),
        "took over form": client_forms.took_over(c.person, c.client, origin),
        "acquired form": client_forms.acquired(c.client, origin),
        "ask to part form": client_forms.ask_to_part(
            values.name, values.rep_name, values.note, origin
        ),
        "ask to part form, empty": client_forms.ask_to_part("Acme", "Mia", None, origin),
        **patience_said.views(c.client, origin),
        "season form": client_forms.months(c.client, origin),
        "season form, filled": client_forms.months(
            replace(c.client, season_months=(3, 10), lead_weeks=6), origin
        ),
        "order form": client_forms.order(c.client, TODAY, origin),
    }


def seasons(c: Clients) -> tuple[SeasonShown, ...]:
    """What its orders may ask for."""
    client = replace(c.client, season_months=(3, 10), standing=Standing.ACTIVE)
    ask = SeasonShown(client, SeasonState.ASK, (10,), TODAY, ordered_on=TODAY, days=0)
    never = replace(client, last_touch_on=None, value=None)
    return (
        ask,
        replace(ask, state=SeasonState.AMBER),
        replace(ask, state=SeasonState.AMBER, client=never, ordered_on=None),
        replace(ask, state=SeasonState.RED, months=(1, 11, 12)),
        replace(ask, state=SeasonState.LATE, months=(), usual_gap=45.5, days=70),
        replace(ask, state=SeasonState.LATE, months=(), usual_gap=1, days=2),
        replace(ask, state=SeasonState.PROPOSED, months=(5, 9)),
        replace(ask, may_repeat=True),
        replace(ask, state=None),
    )


def _season_cards(c: Clients) -> dict[str, Message]:
    found = {}
    for n, one in enumerate(seasons(c)):
        bought = (Order(1, one.client.id, 1, TODAY, WORTH), Order(2, one.client.id, 1, TODAY))
        shown = Card(one.client, c.rep, c.amber, season=one, orders=bought)
        found[f"card, season {n}"] = client.card(shown, c.rep, NOW)
        brief = Nudge(NudgeKind.BRIEF, season=(one,))
        found[f"morning, season {n}"] = nudges.nudge(brief, c.rep, NOW)
        over = replace(brief, season=(replace(one, is_live=False, change_id=7),))
        found[f"morning, season {n}, over"] = nudges.nudge(over, c.rep, NOW)
    other = replace(c.client, id=2)
    two = (seasons(c)[3], replace(seasons(c)[4], client=other))
    three = Nudge(NudgeKind.BRIEF, quiet=(replace(c.amber, client=other),), season=two)
    opened = Opened(c.values.id, "season")
    found["morning, seasons and quiet"] = nudges.nudge(three, c.rep, NOW)
    found["morning, a season open"] = nudges.nudge(three, c.rep, NOW, opened)
    weeks = replace(c.client, season_months=(5,), lead_weeks=1)
    told: dict[str, Any] = {
        "season": ClientSaved(weeks, 1, "season"),
        "season, none": ClientSaved(c.client, 1, "season"),
        "no season": ClientSaved(c.client, 1, "no_season"),
        "ordered": Ordered(c.client, Order(c.values.id, 1, 1, TODAY, WORTH), 1),
        "ordered, first": Ordered(c.client, Order(1, 1, 1, TODAY), 1, is_first=True),
        "ordered, back": Ordered(c.client, Order(1, 1, 1, TODAY), 1, is_back=True),
    }
    by_order = replace(three, season=(replace(three.season[0], outcome=told["ordered"]),))
    found["morning, ordered"] = nudges.nudge(by_order, c.rep, NOW)
    return found | {name: answer.told(one, c.rep, NOW) for name, one in told.items()}


def _cards(c: Clients) -> dict[str, Message]:
    touches = (
        c.touch,
        replace(c.touch, direction=Direction.OUT, kind=None),
        replace(c.touch, rep_id=2),
        replace(c.touch, rep_id=2, team_id="T0ACME"),
    )
    full = Card(c.client, ben(), c.amber, touches, (c.commitment,) * 8)
    people = (
        Contact(1, c.values.id, c.values.name, c.values.words[:80], last_touch_on=TODAY),
        Contact(2, c.values.id, c.values.rep_name),
        Contact(3, c.values.id, "Jo Smith", left_on=TODAY, went_to=c.values.name),
    )
    known = replace(
        full,
        client=replace(c.client, renews_on=date(2026, 10, 1), decider_confirmed_on=TODAY),
        contacts=people * 10,
        relations=Relations(1, 3, is_decider_due=True),
        expects=(
            Expectations(2, 1, 1, TODAY, ("training", c.values.words[:60])),
            Expectations(1, 1, 1, date(2025, 9, 2), ()),
        ),
        losses=(Loss(date(2024, 1, 5), LossReason.PRICE, won_back_on=date(2025, 2, 5)),),
    )
    found = {
        "card": client.card(full, c.rep, NOW),
        "card, everything known": client.card(known, c.rep, NOW),
        "people": client.contacts(known, c.rep, NOW),
        "people, three": client.contacts(replace(known, contacts=people), c.rep, NOW),
        "people, none": client.contacts(full, c.rep, NOW),
        "card, nothing known": client.card(Card(c.client, None, c.red), c.rep, NOW),
        "card, own cadence": client.card(
            replace(full, client=replace(c.client, cadence_days=1)), c.rep, NOW
        ),
    }
    shared = replace(c.client, channel_id="C1", channel_name=c.values.name)
    lost = replace(known, client=replace(shared, standing=Standing.LOST, lost_on=TODAY))
    stands = Loss(TODAY, LossReason.ACQUIRED, None, None, c.values.name, c.values.rep_name)
    found |= {
        "card, seen in Slack": client.card(
            replace(full, client=shared, is_channel_read=True), c.rep, NOW
        ),
        "card, channel not read": client.card(
            replace(full, client=replace(shared, channel_name=None)), c.rep, NOW
        ),
        "card, lost and bought": client.card(replace(lost, losses=(stands,)), c.rep, NOW),
    }
    for name, shown in c.states().items():
        card = Card(shown.client, c.rep, shown, touches, (c.commitment,))
        found[f"card, {name}"] = client.card(card, c.rep, NOW)
    return found


def _lists(c: Clients) -> dict[str, Message]:
    lines = tuple(c.states().values())
    found = {}
    lines = (*lines[:-1], replace(lines[-1], note=c.values.note))
    for which in ("mine", "all", "quiet", "lost", "moved"):
        found[f"clients, {which}"] = client.listed(ClientList(which, lines, 1, 1, 11), c.rep, NOW)
        empty = ClientList(which, (), 1, 1, 0)
        found[f"clients, {which}, none"] = client.listed(empty, c.rep, NOW)
    for name, red in (("one gone quiet", 1), ("all gone quiet", 11)):
        some = ClientList("quiet", lines, 1, 2, 11, red)
        found[f"clients, {name}"] = client.listed(some, c.rep, NOW)
    middle = ClientList("all", (*lines, *lines)[:20], 2, 250, 5_000)
    return {**found, "clients, page": client.listed(middle, c.rep, NOW)}


def _told(c: Clients) -> dict[str, Message]:
    shown: dict[str, Any] = {
        "touched": Touched(c.client, c.touch, c.values.id),
        "touched, next is set": Touched(c.client, c.touch, 1, next_open=c.commitment),
        "touched, new": Touched(c.client, c.touch, 1, is_new_client=True),
        "touched, one-sided": Touched(
            replace(c.client, unanswered=12),
            replace(c.touch, direction=Direction.OUT, kind=TouchKind.MAIL),
            1,
        ),
        "touched, out, no kind": Touched(
            c.client, replace(c.touch, direction=Direction.OUT, kind=None), 1
        ),
        "touched, mail in": Touched(c.client, replace(c.touch, kind=TouchKind.MAIL), 1),
        "touched, long ago": Touched(
            c.client, replace(c.touch, on=date(2025, 12, 1), kind=None), 1
        ),
        "client, given": ClientSaved(c.client, 1, "given", owner=ben(name=c.values.rep_name)),
        "client, merged": ClientSaved(c.client, 1, "merged", other=c.client),
        "client, worthless": ClientSaved(replace(c.client, value=None), 1, "value"),
    }
    person = Contact(1, c.values.id, c.values.name, c.values.words[:80])
    for what in ("contact", "left"):
        shown[f"client, {what}"] = ClientSaved(c.client, 1, what, contact=person)
    for name, on in (("renews", date(2026, 10, 1)), ("renews soon", date(2026, 3, 20))):
        renewed = replace(c.client, renews_on=on)
        shown[f"client, {name}"] = ClientSaved(renewed, 1, "renews", follow_up=c.commitment)
        theirs = replace(c.commitment, set_by=SetBy.REP, rep_id=2)
        shown[f"client, {name}, a colleague's"] = ClientSaved(
            renewed, 1, "renews", follow_up=theirs
        )
        shown[f"client, {name}, nothing made"] = ClientSaved(renewed, 1, "renews")
    shown["touched, cooling"] = Touched(c.client, c.touch, 1, is_cooling=True)
    boss = mia(name=c.values.rep_name)
    for n, share in enumerate((None, 0.001, 0.04, 0.2)):
        needs = n == 3
        shown[f"parting {n}"] = Parting(c.client, share, needs, c.values.id)
    shown["parting, manager"] = Parting(c.client, 0.2, True, c.values.id, boss)
    gone = replace(c.person, went_to=c.values.name)
    for n, (new, to) in enumerate(((c.person, None), (None, None), (c.person, c.client))):
        shown[f"took over {n}"] = ClientSaved(
            c.client, 1, "took_over", contact=new, other=to, left=gone
        )
    nobody = ClientSaved(c.client, 1, "took_over", contact=c.person, left=c.person)
    shown["took over, nobody knows where"] = nobody
    lost = replace(c.client, standing=Standing.LOST)
    shown["left alone"] = ClientSaved(c.client, 1, "left_alone", left=gone)
    shown["left alone, no second try"] = ClientSaved(lost, 1, "left_alone", left=gone)
    for count in (0, 1, 2):
        active = replace(c.client, standing=Standing.ACTIVE if count else Standing.PROSPECT)
        shown[f"acquired, {count}"] = ClientSaved(lost, 1, "acquired", other=active, count=count)
    for name in (c.values.name, None):
        linked = replace(c.client, channel_id="C1", channel_name=name)
        shown[f"channel, {bool(name)}"] = ClientSaved(linked, 1, "channel")
    shown["channel off"] = ClientSaved(c.client, 1, "channel_off")
    again = [shown["touched"], nobody]
    no = SaidNo(lost, (), (), True, LossReason.ACQUIRED, date(2026, 6, 2), 1, c.client, 2, "Jo")
    shown["no, and bought"] = no
    for n, before in enumerate((*again, no, PartAsked(c.asked, 1))):
        shown[f"already noted {n}"] = AlreadyNoted(before, 1, c.values.id, NOW)
    shown["already noted, long ago"] = AlreadyNoted(no, 1, 1, NOW - timedelta(days=1))
    for what in ("decider", "one_person"):
        shown[f"client, {what}"] = ClientSaved(c.client, 1, what)
    for what in ("added", "cadence", "value", "renamed", "parted", "something"):
        shown[f"client, {what}"] = ClientSaved(c.client, c.values.id, what)
    intent = ClientIntent(Deed.TOUCH, client_name=c.values.name)
    several = (c.client, c.client, replace(c.client, name=c.values.name[:20]))
    shown["which, for client"] = Ask(
        Asks.WHICH_CLIENT, intent, c.values.id, several[:1], may_be_new=True
    )
    shown["which, for client, same name"] = Ask(Asks.WHICH_CLIENT, intent, 1, several)
    add = replace(intent, deed=Deed.ADD)
    shown["which, to add"] = Ask(Asks.WHICH_CLIENT, add, 1, several[2:], may_be_new=True)
    return {name: answer.told(outcome, c.rep, NOW) for name, outcome in shown.items()}


def _briefs(c: Clients) -> dict[str, Message]:
    found = {}
    for name, one in c.states().items():
        found[f"morning, quiet, {name}"] = nudges.nudge(_brief(one), c.rep, NOW)
        closed = replace(one, is_live=False, change_id=7)
        again = replace(one, may_repeat=True)
        found[f"morning, quiet, {name}, again"] = nudges.nudge(_brief(again), c.rep, NOW)
        found[f"morning, quiet, {name}, over"] = nudges.nudge(_brief(closed), c.rep, NOW)
    others = [replace(c.amber, client=replace(c.client, id=n)) for n in (1, 2)]
    spoken = Touched(others[1].client, replace(c.touch, id=7), 7)
    three = (c.red, others[0], replace(others[1], outcome=spoken))
    whole = replace(_brief(*three), shown=(Shown(c.commitment),) * 7, more=3)
    week = tuple(replace(c.client, id=n) for n in range(10))
    ticked = {n: SpokeTo(week[:n], 7) for n in (1, 2, 10)}
    found |= {f"spoke to {n}": answer.told(one, c.rep, NOW) for n, one in ticked.items()}
    return {
        **found,
        "morning, friday": nudges.nudge(replace(whole, friday=week), c.rep, NOW),
        "morning, friday alone": nudges.nudge(replace(_brief(), friday=week), c.rep, NOW),
        "morning, three quiet": nudges.nudge(_brief(*three), c.rep, NOW),
        "morning, full, and quiet": nudges.nudge(whole, c.rep, NOW),
        "morning, quiet, one open": nudges.nudge(whole, c.rep, NOW, Opened(c.values.id, "quiet")),
    }


def _brief(*quiet: QuietShown) -> Nudge:
    return Nudge(NudgeKind.BRIEF, quiet=quiet)


def _left(c: Clients) -> dict[str, Message]:
    """Who left, alone in a brief and beside all the rest."""
    who = LeftShown(c.person, c.client, Question.WHO_TOOK_OVER)
    lost = replace(
        c.client, standing=Standing.LOST, lost_on=TODAY, lost_reason=LossReason.PRICE.value
    )
    again = LeftShown(c.person, lost, Question.SECOND_TRY, second_try_on=date(2026, 9, 2))
    no_reason = replace(again, client=replace(lost, lost_reason=None), second_try_on=None)
    ended = replace(who, is_live=False, change_id=7)
    back = replace(ended, contact=replace(c.person, left_on=None), change_id=None)
    told = replace(who, outcome=ClientSaved(c.client, 1, "left_alone", left=c.person))
    every = (who, again, no_reason, ended, back, replace(ended, question=None), told)
    found = {
        f"morning, left {n}": nudges.nudge(Nudge(NudgeKind.BRIEF, left=(one,)), c.rep, NOW)
        for n, one in enumerate(every)
    }
    five = tuple(
        replace(one, contact=replace(one.contact, id=c.values.id - n))
        for n, one in enumerate(every[:5])
    )
    rest = Nudge(NudgeKind.BRIEF, (Shown(c.commitment),), quiet=(c.red,), left=five)
    found["morning, left and the rest"] = nudges.nudge(rest, c.rep, NOW)
    found["morning, left, one open"] = nudges.nudge(rest, c.rep, NOW, Opened(c.values.id, "left"))
    return found


def _partings(c: Clients) -> dict[str, Message]:
    """What a manager is asked, and what both are told."""
    boss, found = c.asked.manager, {}
    for how in Answer:
        asked = replace(c.asked, answer=how, change_id=7)
        nudge = Nudge(NudgeKind.ASKED_TO_PART, parting=asked)
        found[f"asked to part, {how}"] = nudges.nudge(nudge, boss, NOW)
        found[f"asking to part, {how}"] = answer.told(PartAsked(asked, 7), c.rep, NOW)
        found[f"answering, {how}"] = answer.told(PartAsked(asked), boss, NOW)
        if how in (Answer.AGREED, Answer.TALK):
            heard = Nudge(NudgeKind.PART_ANSWER, parting=asked)
            found[f"heard, {how}"] = nudges.nudge(heard, c.rep, NOW)
    silent = replace(c.asked, reason=None, rep=replace(c.rep, name=""))
    found["asked to part, no reason"] = nudges.nudge(
        Nudge(NudgeKind.ASKED_TO_PART, parting=silent), boss, NOW
    )
    taken = Nudge(NudgeKind.TAKEN_BACK, client=c.client, parting=c.asked)
    found["answer taken back"] = nudges.nudge(taken, c.rep, NOW)
    for standing in (Standing.PROSPECT, Standing.LOST):
        client_now = replace(c.client, standing=standing)
        no = Nudge(NudgeKind.TAKEN_BACK, client=client_now)
        found[f"no taken back, {standing}"] = nudges.nudge(no, c.rep, NOW)
    return found
