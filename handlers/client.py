"""What happens when a rep types a line about a client, or presses a button of one?"""

from collections.abc import Callable
from dataclasses import replace

from bot.messages import answer, client, followup, guide, problems
from bot.messages.blocks import message
from bot.messages.commitments import Opened
from bot.messages.ids import Action
from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.client_line import ClientLine
from bot.playbook.line import cleaned
from bot.playbook.lot import is_give_all
from bot.playbook.model import Direction
from bot.playbook.outcome import Refused
from bot.playbook.problem import Problem
from handlers import (
    client_forms,
    expecting,
    inventory,
    lots,
    owners,
    plan,
    redraw,
    shared_channels,
)
from handlers.act import NOTHING, Act, Reply
from handlers.slack_text import (
    channel_named,
    mentioned,
    unwrapped,
    without_channel,
    without_mention,
)
from storage import clientele, contacts, drafts, endings, receipts

Complete = Callable[[ClientIntent], ClientIntent]

_SHOWN = (Deed.CARD, Deed.CONTACTS, Deed.PLAN, Deed.REPORT, Deed.REVIEW)
_OPENS_A_FORM = {"add": client_forms.open_add, "touch": client_forms.open_touch}


async def client_command(act: Act) -> Reply:
    """`/client …`, and `/steady client …`; bare, it lists the rep's own."""
    named = channel_named(act.text) if _is_about_a_channel(act.text) else None
    typed = without_channel(act.text) if named else act.text
    text = cleaned(unwrapped(without_mention(typed))) or "list"
    if is_give_all(text):
        return await lots.give_all_typed(act)
    if open_form := _OPENS_A_FORM.get(text.casefold()):
        return await open_form(act, ClientIntent(Deed(text.casefold())))
    if text.casefold() == Deed.REVIEW:
        return await inventory.review_typed(act)
    owner = mentioned(act.text)
    if owner is not None and (problem := await owners.trouble(act, owner)):
        return refused(act, problem)
    channel: tuple[str, str | None] = ("", None)
    if named is not None:
        looked_up = await shared_channels.look_up(act, *named)
        if isinstance(looked_up, Problem):
            return refused(act, looked_up)
        channel = looked_up
    request = act.request(receipts.guard_of(f"/client {act.text}"))
    found = await act.db.write(clientele.take_line, request, text, owner, channel)
    if isinstance(found, ClientLine):
        return await _looked_up(act, found.intent)
    act.wake()
    told = answer.told(found, act.rep, act.now)
    if isinstance(found, Refused) and found.problem.code in problems.GIVE_BACK:
        told = message(told.blocks, followup.typed_back(text))
    return Reply(told)


async def we_spoke_clicked(act: Act) -> Reply:
    """The first button: contact has been, today, and they were part of it (S3-1)."""
    intent = ClientIntent(
        Deed.TOUCH,
        client_id=int(act.value),
        direction=Direction.IN,
        on=act.request().today,
        is_proposed=True,
    )
    return await _carried_out(act, intent)


async def open_quiet_clicked(act: Act) -> Reply:
    """A quiet line of the brief becomes the whole nudge."""
    return await redraw.opened_up(act, Opened(int(act.value), "quiet"))


async def open_season_clicked(act: Act) -> Reply:
    """A season line of the brief becomes the whole nudge."""
    return await redraw.opened_up(act, Opened(int(act.value), "season"))


async def is_season_clicked(act: Act) -> Reply:
    """`client|3-10`: the months it orders in from now on (S3-2)."""
    return await _carried_out(act, _about_months(Deed.SEASON, act.value))


async def no_season_clicked(act: Act) -> Reply:
    """`client|10`: two years in that month were chance (S3-2)."""
    return await _carried_out(act, _about_months(Deed.NO_SEASON, act.value))


async def pick_for_client_clicked(act: Act) -> Reply:
    """`draft|client`: the client a line was about; a card that was asked for is shown."""
    draft_id, _, chosen = act.value.partition("|")
    kept = await act.db.read(drafts.find, act.rep.workspace_id, act.rep.id, int(draft_id))
    if isinstance(kept, ClientIntent) and kept.deed in _SHOWN:
        return await _looked_up(act, replace(kept, client_id=int(chosen)))

    if isinstance(kept, ClientIntent) and kept.needs_its_form:
        return await _looked_up(act, replace(kept, client_id=int(chosen)))

    def complete(intent: ClientIntent) -> ClientIntent:
        return replace(intent, client_id=int(chosen))

    return await _answered(act, int(draft_id), complete)


async def new_for_client_clicked(act: Act) -> Reply:
    """`draft`: none of those offered."""

    def complete(intent: ClientIntent) -> ClientIntent:
        return replace(intent, is_new_client=True)

    return await _answered(act, int(act.value), complete)


async def part_client_clicked(act: Act) -> Reply:
    """`draft`: letting go was asked once more, and meant (S2-9)."""

    def complete(intent: ClientIntent) -> ClientIntent:
        return replace(intent, is_confirmed=True)

    return await _answered(act, int(act.value), complete)


async def agree_to_part_clicked(act: Act) -> Reply:
    """`parting`: the manager agrees that we part (S2-9)."""
    outcome = await act.db.write(endings.agree, act.request(), int(act.value))
    act.wake()
    return await redraw.in_place(act, outcome)


async def talk_first_clicked(act: Act) -> Reply:
    """`parting`: the manager would rather talk first."""
    outcome = await act.db.write(endings.talk_first, act.request(), int(act.value))
    act.wake()
    return await redraw.in_place(act, outcome)


async def open_left_clicked(act: Act) -> Reply:
    """`contact`: a line about somebody who left becomes the whole nudge (S3-3)."""
    return await redraw.opened_up(act, Opened(int(act.value), "left"))


async def leave_it_clicked(act: Act) -> Reply:
    """`contact`: nobody took over yet, or a second try is not for now."""
    left = await act.db.read(contacts.get, act.rep.workspace_id, int(act.value))
    intent = ClientIntent(Deed.LEFT_ALONE, client_id=left.client_id, contact_id=left.id)
    return await _carried_out(act, intent)


async def follow_them_clicked(act: Act) -> Reply:
    """`contact`: where somebody went becomes a client, with one person we know there."""
    left = await act.db.read(contacts.get, act.rep.workspace_id, int(act.value))
    intent = ClientIntent(
        Deed.ADD,
        client_name=left.went_to or "",
        is_new_client=True,
        contact_name=left.name,
        contact_role=left.role,
    )
    return await _carried_out(act, intent)


async def know_decider_clicked(act: Act) -> Reply:
    """`client`: who decides there is known (S3-3)."""
    return await _carried_out(act, ClientIntent(Deed.DECIDER, client_id=int(act.value)))


async def one_person_clicked(act: Act) -> Reply:
    """`client`: nobody else is there to know (S3-3)."""
    return await _carried_out(act, ClientIntent(Deed.ONE_PERSON, client_id=int(act.value)))


async def ticked(act: Act) -> Reply:
    """A tick in Friday's checklist waits for the button below it."""
    return NOTHING


async def spoke_to_clicked(act: Act) -> Reply:
    """Friday's checklist: one word this week with each who is ticked (S3-1)."""
    boxes = act.payload.get("values", {}).get("friday", {}).get(Action.TICKED, {})
    chosen = [int(one["value"]) for one in boxes.get("selected_options", ())]
    if not chosen:
        problem = problems.refused(Problem("nobody_ticked"), act.rep.locale, act.now)
        return Reply(beside=problem)
    outcome = await act.db.write(clientele.spoke_to, act.request(), chosen)
    return await redraw.in_place(act, outcome)


async def list_page_clicked(act: Act) -> Reply:
    """`which|page`: another page of a list, in place."""
    which, _, page = act.value.partition("|")
    return await _listed(act, which, int(page))


def _about_months(deed: Deed, value: str) -> ClientIntent:
    client_id, _, months = value.partition("|")
    return ClientIntent(deed, client_id=int(client_id), months=tuple(map(int, months.split("-"))))


async def _carried_out(act: Act, intent: ClientIntent) -> Reply:
    outcome = await act.db.write(clientele.carry_out, act.request(), intent)
    return await redraw.in_place(act, outcome)


async def _answered(act: Act, draft_id: int, complete: Complete) -> Reply:
    outcome = await act.db.write(clientele.answer, act.request(), draft_id, complete)
    act.wake()
    return await redraw.in_place(act, outcome)


async def _looked_up(act: Act, intent: ClientIntent) -> Reply:
    """`help`, `list` and the card: nothing changes."""
    match intent.deed:
        case Deed.LIST:
            return await _listed(act, intent.which, intent.page)
        case Deed.SERVE:
            return await _listed(act, intent.which, 1)
        case Deed.PLAN | Deed.REPORT if intent.client_id is not None:
            show = plan.shown if intent.deed is Deed.PLAN else plan.reported
            return await show(act, intent.client_id)
        case Deed.REVIEW if intent.client_id is not None:
            return await inventory.review_typed(act, intent.client_id)
        case Deed.CARD | Deed.CONTACTS | Deed.PLAN | Deed.REPORT | Deed.REVIEW:
            return await _card(act, intent)
        case Deed.FIT:
            assert intent.client_id is not None
            return await client_forms.open_fit(act, intent.client_id)
        case Deed.EXPECTS:
            assert intent.client_id is not None
            return await expecting.open_form(act, intent.client_id)
        case Deed.SUPPLIER:
            assert intent.client_id is not None
            return await client_forms.open_supplier(act, intent.client_id)
        case _:
            return Reply(guide.client())


async def _card(act: Act, intent: ClientIntent) -> Reply:
    """The card or its people, or a question when several could be meant or none is."""
    if intent.client_id is None:
        outcome = await act.db.write(clientele.carry_out, act.request(), intent)
        return Reply(answer.told(outcome, act.rep, act.now))
    found = await act.db.read(clientele.card, act.rep, intent.client_id, act.now)
    found = replace(found, is_channel_read=act.watches_channels)
    say_it = client.contacts if intent.deed is Deed.CONTACTS else client.card
    return Reply(say_it(found, act.rep, act.now))


async def _listed(act: Act, which: str, page: int) -> Reply:
    found = await act.db.read(clientele.listed, act.rep, which, page, act.now)
    return Reply(client.listed(found, act.rep, act.now))


def _is_about_a_channel(text: str) -> bool:
    return text.strip().casefold().startswith("channel ")


def refused(act: Act, problem: Problem) -> Reply:
    """A no with nothing to keep."""
    return Reply(problems.refused(problem, act.rep.locale, act.now))
