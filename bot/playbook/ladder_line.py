"""What does a typed line change on the ladder of stages?"""

import re
from collections.abc import Callable
from dataclasses import replace

from bot.playbook import names
from bot.playbook.deal_facts import stage_named, unknown_stage
from bot.playbook.line import is_name
from bot.playbook.pipeline_intent import Here, PipelineIntent, PipelineLine, Step
from bot.playbook.problem import Problem

LONGEST_STAGE = 40  # characters
_WORDS = ("add", "rename", "chance", "move", "remove")
_PLACE = re.compile(r"\b(after|before)\s+(.+)$|\b(first|last)$", re.IGNORECASE)
_CHANCE = re.compile(r"(?<![\w.,-])(-?\d+)\s?%?$")


def read_ladder_line(text: str, here: Here) -> PipelineLine:
    """`add "Pilot" 55 after 4`, `rename Pilot to Trial`, `chance Pilot 60`, `move`, `remove`."""
    first, _, rest = text.partition(" ")
    what = first.casefold()
    intent = PipelineIntent(Step.STAGES, what=what if text else "")
    if not text or what in ("list", "show"):
        return PipelineLine(replace(intent, what=""))
    if what not in _WORDS or not rest.strip():
        return PipelineLine(PipelineIntent(Step.STAGES), Problem("unknown_ladder_word", {}))
    return _LADDER[what](intent, _unquoted(rest), here)


def _unquoted(text: str) -> str:
    return " ".join(re.sub(r"[\"“”„«»]", " ", text).split())


def _stage_added(intent: PipelineIntent, text: str, here: Here) -> PipelineLine:
    """`Pilot 55 after 4`: a name, its chance, and where it stands."""
    text, placed = _placed(text, here)
    if isinstance(placed, Problem):
        return PipelineLine(intent, placed)
    found = _CHANCE.search(text)
    name = (text[: found.start()] if found else text).strip(" ,")
    intent = replace(intent, new_name=name, position=placed)
    if found is None:
        return PipelineLine(intent, Problem("no_chance", {"stage": name}))
    return _named_well(_with_chance(intent, found[1]), name, here)


def _stage_renamed(intent: PipelineIntent, text: str, here: Here) -> PipelineLine:
    """`Pilot to Trial`; a name may hold the word itself."""
    words = text.split()
    splits = [n for n in range(1, len(words) - 1) if words[n].casefold() == "to"]
    halves = [(" ".join(words[:n]), " ".join(words[n + 1 :])) for n in splits]
    sure = [pair for pair in halves if stage_named(pair[0], here.stages)]
    if not halves:
        return PipelineLine(intent, Problem("unknown_ladder_word", {}))
    was, name = (sure or halves)[0]
    line = _of_stage(replace(intent, new_name=name), was, here)
    return line if line.problem else _named_well(line, name, here, line.intent.stage_id)


def _stage_chance(intent: PipelineIntent, text: str, here: Here) -> PipelineLine:
    found = _CHANCE.search(text)
    if found is None:
        return PipelineLine(intent, Problem("no_chance", {"stage": text}))
    line = _of_stage(intent, text[: found.start()].removesuffix("to ").strip(" ,"), here)
    return line if line.problem else _with_chance(line.intent, found[1])


def _stage_moved(intent: PipelineIntent, text: str, here: Here) -> PipelineLine:
    """`Pilot after 2`, `Pilot first`."""
    name, placed = _placed(text, here)
    if isinstance(placed, Problem):
        return PipelineLine(intent, placed)
    if placed is None:
        return PipelineLine(intent, Problem("unknown_ladder_word", {}))
    return _of_stage(replace(intent, position=placed), name, here)


def _stage_removed(intent: PipelineIntent, text: str, here: Here) -> PipelineLine:
    """`Pilot`, or `Pilot to decide`, where its deals go."""
    whole = stage_named(text, here.stages)
    if whole is not None:
        return PipelineLine(replace(intent, stage_id=whole.id, stage_name=whole.name))
    name, _, to = text.rpartition(" to ")
    line = _of_stage(intent, name or text, here)
    if line.problem or not name:
        return line
    other = stage_named(to, here.stages)
    if other is None:
        return PipelineLine(line.intent, unknown_stage(to, here.stages))
    if other.id == line.intent.stage_id:
        return PipelineLine(line.intent, Problem("stage_to_itself", {"stage": other.name}))
    return PipelineLine(replace(line.intent, to_stage_id=other.id))


_LADDER: dict[str, Callable[[PipelineIntent, str, Here], PipelineLine]] = {
    "add": _stage_added,
    "rename": _stage_renamed,
    "chance": _stage_chance,
    "move": _stage_moved,
    "remove": _stage_removed,
}


def _of_stage(intent: PipelineIntent, text: str, here: Here) -> PipelineLine:
    stage = stage_named(text, here.stages)
    if stage is None:
        return PipelineLine(intent, unknown_stage(text, here.stages))
    return PipelineLine(replace(intent, stage_id=stage.id, stage_name=stage.name))


def _with_chance(intent: PipelineIntent, said: str) -> PipelineLine:
    """A chance is from 1 to 99 percent: certain deals are won or lost."""
    chance = int(said[:6])
    if not 1 <= chance <= 99:
        return PipelineLine(intent, Problem("chance_out_of_range", {"chance": chance}))
    return PipelineLine(replace(intent, chance=chance))


def _named_well(
    line: PipelineLine, name: str, here: Here, own_id: int | None = None
) -> PipelineLine:
    """A stage's name is short, a name, and no other stage's."""
    if line.problem is not None:
        return line
    same = [s for s in here.stages if names.key(s.name) == names.key(name) and s.id != own_id]
    if not is_name(name) or name.isdecimal():
        return replace(line, problem=Problem("not_a_stage_name", {"stage": name}))
    if len(name) > LONGEST_STAGE:
        facts = {"what": "stage", "length": len(name), "limit": LONGEST_STAGE}
        return replace(line, problem=Problem("too_long", facts))
    return replace(line, problem=Problem("stage_known", {"stage": name})) if same else line


def _placed(text: str, here: Here) -> tuple[str, int | Problem | None]:
    """`… after 4`, `… before decide`, `… first`: the position it takes, from 1."""
    found = _PLACE.search(text)
    if found is None:
        return text, None
    before = text[: found.start()].strip(" ,")
    if found[3]:
        last = max((s.position for s in here.stages), default=0) + 1
        return before, 1 if found[3].casefold() == "first" else last
    beside = stage_named(found[2], here.stages)
    if beside is None:
        return before, unknown_stage(found[2], here.stages)
    return before, beside.position + (found[1].casefold() == "after")
