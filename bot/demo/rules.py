"""Which rules does the playbook have, and what makes each of them speak?"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.demo.blocks import Json
from bot.demo.scene import Step, typed, types, until, waits

ANA, MIA = "ana", "mia"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as the demo's page tells of it.

    `idea` is a sentence for a sales manager; `steps` lead to where it speaks, with a `client` of
    its own; `who` hears it.
    """

    number: str
    title: str
    idea: str
    client: str
    steps: tuple[Step, ...]
    who: str = ANA


_NO_NO = (
    Rule(
        "S2-1",
        "Their date, their words",
        "A follow-up comes back on the day the client named, in the client's own words.",
        "Amberley Glass",
        (
            types('/followup {client} tomorrow 3pm "after our board has met" send the quote'),
            until("{client} asked for"),
        ),
    ),
    Rule(
        "S2-2",
        "No conversation ends without a date",
        "After a conversation with nothing agreed next, Steady asks once when they said to call.",
        "Birchwood Hotels",
        (
            typed("/client add {client}", 10),
            types("/client touch {client} call warm"),
            until("When did they say to follow up?"),
        ),
    ),
    Rule(
        "S2-3",
        "Remind them the timing was theirs",
        "On a date the client named you get an opening line made of dates alone.",
        "Calder Paper",
        (
            typed('/followup {client} in four weeks at 11am "when the audit is over"', 24),
            until("You could open with: “When we spoke on"),
        ),
    ),
    Rule(
        "S2-4",
        "Trust your instincts",
        "When a client feels colder each time, the question is raised early.",
        "Dunmore Cycles",
        (
            typed("/client add {client}", 40),
            typed("/client touch {client} call hot", 30),
            typed("/client touch {client} call cold", 14),
            types("/client touch {client} call cold"),
            until("It has felt colder each time."),
        ),
    ),
    Rule(
        "S2-5",
        "Ask the hard question",
        "After the third put-off in a row Steady helps to ask: carry on, or leave it here?",
        "Eastgate Press",
        (
            typed('/followup {client} in two weeks at 11am "after the fair"', 41),
            typed('/followup moved {client} in two weeks at 11am "the budget first"', 27),
            typed('/followup moved {client} in two weeks at 11am "when Jo is back"', 13),
            types('/followup moved {client} in two weeks at 11am "after the holidays"'),
            until("{client} has put this off three times"),
        ),
    ),
    Rule(
        "S2-6",
        "Believe the no",
        "A no closes what was refused at once, keeps the reason, and proposes a later try.",
        "Foxglove Spa",
        (
            typed('/followup {client} in three weeks "after the fair"', 10),
            types("/followup no {client} the price"),
            until("{client} said no, so we let it go."),
        ),
    ),
    Rule(
        "S2-7",
        "Close the circle",
        "A deal that is neither a yes, a no, nor a date is named until it has one.",
        "Glenrose Dairy",
        (
            typed('/pipeline add {client} "New line" €40k review', 30),
            types("/pipeline list circles"),
            until("{client}"),
        ),
    ),
)

_COMPLACENT = (
    Rule(
        "S3-1",
        "Quiet clients",
        "A client past its cadence is named, with a reason to call that is not an order.",
        "Hartley Tools",
        (
            typed("/client add {client}, key, €84k", 200),
            typed('/client touch {client} call warm "the new plant opens in April"', 13),
            until("{client} is due a word"),
        ),
    ),
    Rule(
        "S3-2",
        "Season",
        "Eight weeks before a client usually orders, Steady asks who decides this year.",
        "Inverness Wool",
        (
            typed("/client add {client}, €84k", 300),
            typed("/client touch {client} call warm", 0),
            types("/client season {client} {soon}"),
            until("{client} usually orders"),
        ),
    ),
    Rule(
        "S3-3",
        "Many relationships",
        "When somebody leaves a client, Steady asks who took over and where they went.",
        "Jasper Tiles",
        (
            typed("/client add {client}, €84k", 200),
            typed("/client touch {client} call warm with Jo Smith", 3),
            types("/client contact {client} left Jo Smith"),
            until("{client}. Who took over, and where did they go?"),
        ),
    ),
    Rule(
        "S3-4",
        "Assumed revenue",
        "The yearly value of clients nobody has spoken to: the revenue you assume.",
        "Kestrel Boats",
        (
            typed("/client add {client}, €84k", 200),
            types("/pipeline digest mine"),
            until("a year"),
        ),
    ),
)
_PARTING = (
    Rule(
        "S4-1",
        "Survive any one loss",
        "For each client: would the rest of the pipeline replace it? The worst case is named.",
        "Lomond Foods",
        (types("/pipeline stress"), until("a year")),
    ),
    Rule(
        "S4-2",
        "Forever is a long time",
        "A loss has its reason, and each reason its own date for a second try.",
        "Mallory Books",
        (
            typed("/client add {client}, €8k", 200),
            types("/client lost {client} they went with a competitor"),
            until("{client}"),
        ),
    ),
    Rule(
        "S4-3",
        "A ladder of commitments",
        "A stage is what the client has agreed to, and each is worth what it has led to before.",
        "Norwood Labs",
        (
            typed('/pipeline add {client} "New line" €40k explore', 100),
            types("/pipeline move {client} review"),
            until("New line at {client}: “Review a proposal” from now on"),
        ),
    ),
)
_DESPERATE = (
    Rule(
        "S0-5",
        "A healthy pipeline is a number you chose",
        "Below the number you chose, Steady says so, what the cause was, and what would mend it.",
        "Oakham Seeds",
        (
            types("/pipeline target €900k"),
            typed('/pipeline add {client} "New line" €150k explore', 100),
            types("/pipeline lost {client} the price"),
            until("you chose"),
        ),
    ),
    Rule(
        "S0-8",
        "Smooth the roller coaster",
        "Thirteen weeks of open pipeline as a chart, with its lowest week and its swing.",
        "Penrose Motors",
        (types("/pipeline"), until("thirteen weeks")),
    ),
)

RULES = (*_DESPERATE, *_NO_NO, *_COMPLACENT, *_PARTING)
BY_NUMBER: Mapping[str, Rule] = {rule.number: rule for rule in RULES}


def listed() -> list[Json]:
    """Every rule as the page lists it."""
    return [{"number": r.number, "title": r.title, "idea": r.idea} for r in RULES]
