"""What happens when somebody asks for the weekly digest, or says where it goes?"""

import re
from collections.abc import Callable
from datetime import date, time, timedelta

from bot.messages import digest as words
from bot.messages import digest_notes, digest_setup, problems
from bot.messages.blocks import message
from bot.messages.digest_setup import PERCENT_OPTION, REPS_OPTION
from bot.messages.forms import Origin
from bot.messages.ids import Field
from bot.playbook import due
from bot.playbook.digest import DAYS, TeamTable
from bot.playbook.line import cleaned
from bot.playbook.posting import DigestLine, Posting, Wish, read_digest_line
from bot.playbook.problem import Problem
from handlers import channels, forms
from handlers.act import Act, File, Reply, Surface
from handlers.forms import Filled
from handlers.slack_text import unwrapped
from storage import choosing, postings
from storage import digest as stored

_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^>]*)?>")


async def digest_command(act: Act) -> Reply:
    """What follows `/pipeline digest`; bare, a manager sees it before anybody else does."""
    found = _CHANNEL.search(act.text)
    rest = _CHANNEL.sub(" ", act.text, count=1) if found else act.text
    line = read_digest_line(cleaned(unwrapped(rest)), has_channel=found is not None)
    if isinstance(line, Problem):
        return _refused(act, line)
    if line.wish is Wish.MINE:
        return await _mine(act)
    if not act.rep.is_manager:
        return await _for_a_rep(act, line)
    return await _for_a_manager(act, line, found.group(1) if found else None)


async def set_clicked(act: Act) -> Reply:
    """`channel|weekday|hour`: Steady was invited, or it is to be posted again."""
    channel_id, weekday, at = act.value.split("|")
    if not act.rep.is_manager:
        return _refused(act, Problem("digest_manager"))
    return await _set_up(act, channel_id, int(weekday), time.fromisoformat(at))


async def form_clicked(act: Act) -> Reply:
    """Channel, day and hour in a form."""
    if not act.rep.is_manager:
        return _refused(act, Problem("digest_manager"))
    return await _form(act)


async def form_submitted(act: Act) -> Reply:
    """The form: a channel that cannot be is said under its field."""
    filled = Filled(act.payload)
    if not act.rep.is_manager:
        return _refused(act, Problem("digest_manager"))
    channel_id, at = filled.conversation(Field.CHANNEL), filled.time()
    assert channel_id is not None
    assert at is not None
    seen = await channels.seen(act, channel_id)
    if seen is None:
        return Reply(errors={Field.CHANNEL: digest_setup.silence()})
    if seen.unfit is not None:
        return Reply(errors={Field.CHANNEL: digest_setup.refusal(seen.unfit, seen.name)})
    ticked = filled.ticked(Field.DIGEST_SAYS)
    kept, change_id = await _changed(
        act,
        postings.fill_in,
        act.rep,
        channel_id,
        seen.name,
        int(filled.chosen(Field.WEEKDAY) or 0),
        at,
        act.now,
        PERCENT_OPTION in ticked,
        REPS_OPTION in ticked,
        seen.guest_ids,
    )
    return Reply(digest_setup.saved(kept, seen, act.rep.locale, act.now, change_id))


async def off_clicked(act: Act) -> Reply:
    """No digest any more."""
    return await _switched(act, DigestLine(Wish.OFF))


async def percent_clicked(act: Act) -> Reply:
    """`yes` or `no`: shares instead of amounts."""
    return await _switched(act, DigestLine(Wish.PERCENT if act.value == "yes" else Wish.AMOUNTS))


async def reps_clicked(act: Act) -> Reply:
    """`yes` or `no`: whether managers see each rep's figures."""
    wish = Wish.SHOW_REPS if act.value == "yes" else Wish.HIDE_REPS
    return await _switched(act, DigestLine(wish))


async def preview_clicked(act: Act) -> Reply:
    """How it would look now, beside what was pressed."""
    if not act.rep.is_manager:
        return _refused(act, Problem("digest_manager"))
    shown = await _preview(act)
    return Reply(beside=shown.message)


async def page_clicked(act: Act) -> Reply:
    """`page|first day`: another page of the figures by rep."""
    page, _, first_on = act.value.partition("|")
    return await _table(act, date.fromisoformat(first_on) + timedelta(days=DAYS), int(page))


async def csv_clicked(act: Act) -> Reply:
    """`first day`: the figures of every rep as a file, in the manager's direct messages."""
    posting = await act.db.read(postings.get, act.workspace_id)
    if not act.rep.is_manager:
        return _refused(act, Problem("digest_manager"))
    if not posting.shows_rep_figures:
        return Reply(beside=digest_notes.switched_off())
    posted_on = date.fromisoformat(act.value) + timedelta(days=DAYS)
    found = await act.db.read(postings.whole_table, act.workspace_id, posted_on)
    name = digest_notes.CSV_NAME.format(on=found.last_on.isoformat())
    return Reply(file=File(name, digest_notes.as_csv(found)))


async def loss_clicked(act: Act) -> Reply:
    """`loss|yes or no|day`: whether the digest may name a client this rep lost."""
    loss_id, said, day = act.value.split("|")
    posted_on = date.fromisoformat(day)
    about = (act.request(), int(loss_id), said == "yes")
    change_id = await act.db.write(choosing.share_loss, *about)
    if act.surface is not Surface.MESSAGE:
        return await _mine(act, change_id)
    asked = await act.db.read(postings.losses_of, act.rep, posted_on)
    return Reply(digest_notes.may_name(asked, act.rep, act.now, change_id))


async def mine_clicked(act: Act) -> Reply:
    """What my manager sees of me, beside whatever was pressed."""
    found = await _mine(act)
    return Reply(beside=found.message or found.beside)


async def _for_a_manager(act: Act, line: DigestLine, channel_id: str | None) -> Reply:
    match line.wish:
        case Wish.PREVIEW:
            return await _preview(act)
        case Wish.FORM:
            return await _form(act)
        case Wish.TABLE:
            return await _table(act, await _today(act), 1)
        case Wish.SET:
            return await _asked_for(act, line, channel_id)
        case _:
            return await _switched(act, line)


async def _for_a_rep(act: Act, line: DigestLine) -> Reply:
    """A rep hears when it comes; where it goes is a manager's to say."""
    if line.wish is not Wish.PREVIEW:
        return _refused(act, Problem("digest_manager"))
    found = await act.db.read(postings.get, act.workspace_id)
    return Reply(digest_setup.where(found, act.rep.locale, act.now))


async def _asked_for(act: Act, line: DigestLine, channel_id: str | None) -> Reply:
    """What the line leaves out stays as it was; without any channel the form asks."""
    known = await act.db.read(postings.get, act.workspace_id)
    channel_id = channel_id or known.channel_id
    if channel_id is None:
        return await _form(act)
    weekday = known.weekday if line.weekday is None else line.weekday
    return await _set_up(act, channel_id, weekday, line.at or known.at)


async def _set_up(act: Act, channel_id: str, weekday: int, at: time) -> Reply:
    seen = await channels.seen(act, channel_id)
    if seen is None:
        return Reply(digest_setup.silent())
    if seen.unfit is not None:
        value = f"{channel_id}|{weekday}|{at:%H:%M}"
        return Reply(digest_setup.not_there(seen.unfit, seen.name, value))
    wanted = (act.rep, channel_id, seen.name, weekday, at, act.now, seen.guest_ids)
    kept, change_id = await _changed(act, postings.set_up, *wanted)
    return Reply(digest_setup.saved(kept, seen, act.rep.locale, act.now, change_id))


async def _switched(act: Act, line: DigestLine) -> Reply:
    if not act.rep.is_manager:
        return _refused(act, Problem("digest_manager"))
    here = act.workspace_id
    match line.wish:
        case Wish.OFF:
            return Reply(digest_setup.off(*await _changed(act, postings.turn_off, here)))
        case Wish.PERCENT | Wish.AMOUNTS:
            said = line.wish is Wish.PERCENT
            found = await _changed(act, postings.say_in_percent, here, said)
        case _:
            shows = line.wish is Wish.SHOW_REPS
            found = await _changed(act, postings.show_reps, here, shows)
    return Reply(digest_setup.changed(*found))


async def _changed(
    act: Act, how: Callable[..., Posting], *wanted: object
) -> tuple[Posting, int | None]:
    """The digest as it is now, and what takes that back."""
    return await act.db.write(choosing.about_digest, act.request(), how, *wanted)


async def _preview(act: Act) -> Reply:
    found = await act.db.read(postings.get, act.workspace_id)
    figures = await act.db.read(stored.figures, act.workspace_id, await _today(act))
    by = await _set_up_by(act, found)
    shown = words.preview(figures, found, by, act.rep.locale, act.now)
    return Reply(message(list(shown.blocks), digest_setup.offers(found)))


async def _form(act: Act) -> Reply:
    found = await act.db.read(postings.get, act.workspace_id)
    origin: Origin = forms.origin_of(act)
    return await forms.open_view(act, digest_setup.form(found, origin))


async def _table(act: Act, posted_on: date, page: int) -> Reply:
    found = await act.db.read(postings.get, act.workspace_id)
    if not act.rep.is_manager:
        return _refused(act, Problem("digest_manager"))
    if not found.shows_rep_figures:
        return Reply(digest_notes.switched_off())
    table: TeamTable = await act.db.read(postings.table, act.workspace_id, posted_on, page)
    return Reply(digest_notes.team(table, act.rep, act.now))


async def _mine(act: Act, change_id: int | None = None) -> Reply:
    found = await act.db.read(postings.get, act.workspace_id)
    today = await _today(act)
    figures = await act.db.read(postings.mine, act.rep, today)
    lost = await act.db.read(postings.losses_of, act.rep, found.next_on or today)
    is_shown = found.shows_rep_figures
    shown = digest_notes.mine(figures, lost, is_shown, act.rep, act.now, change_id)
    return Reply(shown)


async def _today(act: Act) -> date:
    """The day the workspace has."""
    found = await act.db.read(postings.get, act.workspace_id)
    return due.today_in(found.zone, act.now)


async def _set_up_by(act: Act, found: Posting) -> str:
    """Who set it up; whoever looks at it, while nobody has."""
    return await act.db.read(postings.by_name, found) or act.rep.name


def _refused(act: Act, problem: Problem) -> Reply:
    said = problems.refused(problem, act.rep.locale, act.now)
    if act.surface is Surface.COMMAND:
        return Reply(said)
    return Reply(beside=said)
