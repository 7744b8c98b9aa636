"""Which rules does the playbook have, and what makes each of them speak?"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.demo.blocks import Json
from bot.demo.scene import (
    Step,
    calls,
    fills,
    has_colleagues,
    leaps_before,
    presses,
    typed,
    typed_before,
    types,
    until,
    waits,
    works_tomorrow,
)
from bot.playbook import pulse

ANA, BEN, MIA = "ana", "ben", "mia"


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


@dataclass(frozen=True, slots=True)
class Essay:
    """What several rules come from."""

    title: str
    rules: tuple[Rule, ...]


# Five deals won: then Steady can tell what a usual one comes to.
_WON_BEFORE = tuple(
    step
    for n in range(5)
    for step in (
        typed(f'/pipeline add {{client}} "Order {n + 1}" €{10 + n}k review', 290 - 40 * n),
        typed(f'/pipeline won {{client}} "Order {n + 1}"', 270 - 40 * n),
    )
)

_NO_NO = Essay(
    "When there is no “no”",
    (
        Rule(
            "S2-1",
            "Their date, their words",
            "A follow-up comes back on the day the client named, in the client's own words.",
            "Amberley Glass",
            (
                typed("/client add {client}", 1),
                types('/followup {client} {workday} 3pm "after our board has met" send the quote'),
                until("{client} asked for today, 15:00", "“after our board has met”"),
            ),
        ),
        Rule(
            "S2-2",
            "No conversation ends without a date",
            "After a conversation with nothing agreed next, Steady asks once when they said to "
            "follow up.",
            "Birchwood Hotels",
            (
                typed("/client add {client}", 10),
                types("/client touch {client} call warm"),
                until("{client} today. When did they say to follow up?"),
            ),
        ),
        Rule(
            "S2-3",
            "Remind them the timing was theirs",
            "On a date the client named you get an opening line that reminds them it was theirs.",
            "Calder Paper",
            (
                typed("/client add {client}", 100),
                typed_before('/followup {client} in four weeks at 11am "the audit is over"', 28),
                until("{client} asked for today", "You could open with: “When we spoke on"),
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
                until("a call with {client} today", "It has felt colder each time."),
            ),
        ),
        Rule(
            "S2-5",
            "Ask the hard question",
            "After the third put-off in a row Steady helps to ask: carry on, or leave it here?",
            "Eastgate Press",
            (
                typed("/client add {client}", 100),
                typed_before('/followup {client} in two weeks at 11am "after the fair"', 56),
                typed_before(
                    '/followup moved {client} in two weeks at 11am "the budget first"', 42
                ),
                typed_before('/followup moved {client} in two weeks at 11am "when Jo is back"', 28),
                typed_before(
                    '/followup moved {client} in two weeks at 11am "after the holidays"', 14
                ),
                until("{client} has moved this three times", "Asking is a kindness"),
            ),
        ),
        Rule(
            "S2-6",
            "Believe the no",
            "A no closes what was refused at once and names the other doors that are open.",
            "Foxglove Spa",
            (
                typed("/client add {client}", 100),
                typed('/followup {client} in three weeks "after the fair"', 10),
                types("/followup no {client} the price"),
                until("{client} said no, so we let it go."),
            ),
        ),
        Rule(
            "S2-7",
            "Close the circle",
            "A deal that is neither a yes, a no, nor a date is named until it is one of them.",
            "Glenrose Dairy",
            (
                typed("/client add {client}", 100),
                typed('/pipeline add {client} "New line" €140k review', 30),
                types("/pipeline list circles"),
                until("Open deals without a next date", "New line at {client}"),
            ),
        ),
        Rule(
            "S2-8",
            "Vet the meeting",
            "A meeting has a frame, topics and an ask; it is briefed before and asked about after.",
            "Marchmont Hall",
            (
                typed("/client add {client}", 100),
                types("/followup meeting"),
                fills(
                    client="{client}",
                    when="{workday} 3pm",
                    ends="16:00",
                    topics="the rollout in the spring",
                    our_ask="a date for the pilot",
                    their_ask="a second licence",
                ),
                until("You meet {client} today", "What you ask for: a date for the pilot"),
            ),
        ),
        Rule(
            "S2-9",
            "Lousy client? Trust in abundance",
            "Letting go begins with arithmetic: would what is open replace it? And it ends kindly.",
            "Wetherby Signs",
            (
                typed("/client add {client}, €3k", 200),
                typed("/client order {client} €1k", 100),
                types("/client part {client}"),
                until("{client} is", "of the team's book", "Trust that there is other work"),
            ),
        ),
    ),
)

_PATIENCE = Essay(
    "Patience",
    (
        Rule(
            "S1-1",
            "A cooled-off buyer is not a lost one",
            "A date that moves mostly has ordinary reasons; a question helps, pressure does not.",
            "Thornbury Mills",
            (
                typed("/client add {client}", 100),
                typed('/followup {client} in four weeks "after the fair"', 40),
                types('/followup moved {client} in three weeks "the budget is late"'),
                until("I'll bring {client} back", "A buyer who cools off is not a lost one."),
            ),
        ),
        Rule(
            "S1-2",
            "Fit, not now-or-never",
            "Four questions say whether a buyer is worth waiting for, to be let go, or unclear.",
            "Nettlefold Teas",
            (
                typed("/client add {client}", 60),
                types("/client fit {client} yes yes yes ?"),
                until("{client}: three of four yes", "A good fit is worth waiting for."),
            ),
        ),
        Rule(
            "S1-3",
            "No ultimatums",
            "A draft is read for ultimatums and for begging; each has a better line.",
            "Underhill Farm",
            (
                types('/steady tone "This is your last chance. Please, I really need this deal."'),
                until("“your last chance”", "ultimatum", "“I really need this deal”", "begging"),
            ),
        ),
        Rule(
            "S1-4",
            "The game has only begun",
            "Who buys elsewhere today is followed up four months before that contract ends.",
            "Vauxhall Ink",
            (
                typed("/client add {client}", 30),
                types(
                    "/client supplier {client} Initrode until 30 June {next_year} "
                    '"nobody answers the phone"'
                ),
                until("{client} buys from Initrode until", "about four months before"),
            ),
        ),
        Rule(
            "S1-5",
            "Pulse",
            "Twice a year: is business better or worse than six months ago? Counted without names.",
            "Nobody",
            (
                has_colleagues("Iris Vogel", "Tomas Lind"),
                leaps_before(lambda day: pulse.open_on(day) == day),
                until("Compared with six months ago, how is business?", days=12),
            ),
        ),
    ),
)

_DESPERATION = Essay(
    "Desperation, and how never to need it",
    (
        Rule(
            "S0-1",
            "Value inventory",
            "Twice a month, for a few clients that pay us: Are they getting what they want",
            "Yarborough Foundry",
            (
                typed("/client add {client}, key, €60k", 1_500),
                typed("/client order {client} €20k", 100),
                types("/client review"),
                until("Is", "getting the results they want?"),
            ),
        ),
        Rule(
            "S0-2",
            "Expectations",
            "What a client expects beyond the renewal is noted and held against what we can do.",
            "Burslem Pottery",
            (
                typed("/client add {client}, €60k", 400),
                typed("/client order {client} €20k", 100),
                types("/client expects {client} training, help with customs"),
                until("Noted: {client} expects"),
            ),
        ),
        Rule(
            "S0-3",
            "Plan of improvement",
            "Goals with a measure and what we do for them, reported to the client each quarter.",
            "Zetland Ferries",
            (
                typed("/client add {client}, €60k", 400),
                typed("/client order {client} €20k", 100),
                types("/client plan {client}"),
                presses("Add a goal"),
                fills(goal="Deliveries on time", measure="98 of 100 within two days"),
                types("/client plan {client}"),
                presses("Add an action"),
                fills(note="Bring both warehouses to one table", day="{in_a_week}"),
                types("/client report {client}"),
                until("Progress report: {client}", "98 of 100", "Bring both warehouses"),
            ),
        ),
        Rule(
            "S0-4",
            "The Friday call",
            "Suppose this client leaves on Friday: what would you wish you had done by Thursday?",
            "Quayside Rope",
            (
                typed("/client add {client}, key, €400k", 400),
                typed("/client order {client} €90k", 300),
                until("Suppose {client} calls on Friday to say they are leaving.", days=15),
            ),
        ),
        Rule(
            "S0-5",
            "A healthy pipeline is a number you chose",
            "Below the number you chose, Steady says what the cause was, and what would mend it.",
            "Oakham Seeds",
            (
                works_tomorrow(),
                typed("/client add {client}", 100),
                typed('/pipeline add {client} "New line" €150k explore', 100),
                types("/pipeline target €{open}k"),
                types("/pipeline lost {client} they went with a competitor"),
                until("{client}", "you chose", "first conversations", days=9),
            ),
        ),
        Rule(
            "S0-6",
            "Protected time",
            "A weekly block for finding new clients: Steady is silent in it and asks afterwards.",
            "Appleby Quarry",
            (
                types("/steady protect {workday} 9 to 11"),
                until("Your protected time", "did you get to keep it?"),
            ),
        ),
        Rule(
            "S0-7",
            "A bad day, never a bad week",
            "The day a client is lost has only a kind word; the next working day has a plan.",
            "Ravensworth Brewery",
            (
                typed("/client add {client}, €48k", 400),
                *(typed("/client order {client} €4k", days) for days in (300, 200, 100)),
                *_WON_BEFORE,
                types("/client lost {client} they went with a competitor"),
                until("{client} was lost on", "One at a time; the first is today's."),
            ),
            BEN,
        ),
        Rule(
            "S0-8",
            "Smooth the roller coaster",
            "Thirteen weeks of open pipeline as a chart, with its lowest week and its swing.",
            "Penrose Motors",
            (types("/pipeline"), until("Open pipeline, week by week", "The swing between")),
        ),
    ),
)

_CONFIDENCE = Essay(
    "Confidence can be dangerous",
    (
        Rule(
            "S3-1",
            "Quiet clients",
            "A client past its cadence is named, with a reason to call that is not an order.",
            "Hartley Tools",
            (
                calls("mine"),
                waits(1),
                typed("/client add {client}, key, €184k", 200),
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
                typed("/client add {client}, light, €184k", 300),
                typed("/client season {client} {season}", 90),
                typed("/client touch {client} call warm", 80),
                until("{client} usually orders in", "Who decides this year?"),
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
                until("Jo Smith has left {client}. Who took over, and where did they go?"),
            ),
        ),
        Rule(
            "S3-4",
            "Assumed revenue",
            "The yearly value of clients nobody has spoken to lately: the revenue you assume.",
            "Kestrel Boats",
            (
                typed("/client add {client}, €84k", 200),
                typed("/client touch {client} call warm", 90),
                waits(0),
                types("/pipeline digest"),
                until("quiet", "a year rests on"),
            ),
            MIA,
        ),
    ),
)

_PARTING = Essay(
    "Parting",
    (
        Rule(
            "S4-1",
            "Survive any one loss",
            "For each client: would the rest of the pipeline replace it? The worst case is named.",
            "Lomond Foods",
            (
                typed("/client add {client}, €{dear}k", 200),
                typed("/client order {client} €90k", 100),
                types("/pipeline stress"),
                until("{client} is €{dear},000 a year", "Nothing is wrong with {client}."),
            ),
        ),
        Rule(
            "S4-2",
            "Forever is a long time",
            "A loss has its reason, and each reason its own date for a second try.",
            "Mallory Books",
            (
                typed("/client add {client}, €8k", 200),
                types("/client lost {client} they went with a competitor"),
                until("{client} said no", "Nothing is for ever. A second try on"),
            ),
        ),
        Rule(
            "S4-3",
            "A ladder of commitments",
            "A stage is what the client has agreed to, and it is worth what it has led to before.",
            "Norwood Labs",
            (
                typed("/client add {client}", 100),
                typed('/pipeline add {client} "New line" €40k explore', 100),
                types("/pipeline move {client} review"),
                until("New line at {client} is at “Review a proposal” now"),
            ),
        ),
    ),
)

ESSAYS = (_NO_NO, _PATIENCE, _DESPERATION, _CONFIDENCE, _PARTING)
RULES = tuple(rule for essay in ESSAYS for rule in essay.rules)
BY_NUMBER: Mapping[str, Rule] = {rule.number: rule for rule in RULES}
# Whoever presses a button again meets another client: the first word of its name is another.
_AGAIN = (
    *("Aldgate", "Brixham", "Clovelly", "Dorset", "Exmoor", "Falmouth", "Garrick", "Hexham"),
    *("Ilkley", "Jarrow", "Kendal", "Ludlow", "Malvern", "Newlyn", "Oban", "Perth", "Quorn"),
    *("Rothbury", "Selkirk", "Thirsk", "Ullapool", "Ventnor", "Whitby", "Yeovil", "Zennor"),
)


def client_of(rule: Rule, times: int) -> str:
    """The client a rule is about when it is shown for this many times."""
    if times == 1:
        return rule.client
    place = RULES.index(rule) + times
    rounds = "" if times <= len(_AGAIN) else f" {times}"
    return f"{_AGAIN[place % len(_AGAIN)]} {rule.client.partition(' ')[2]}{rounds}"


def listed() -> list[Json]:
    """Every rule as the page lists it, under its essay."""
    return [
        {"essay": essay.title, "number": r.number, "title": r.title, "idea": r.idea}
        for essay in ESSAYS
        for r in essay.rules
    ]
