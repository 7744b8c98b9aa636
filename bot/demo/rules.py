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
