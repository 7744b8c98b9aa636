"""What does Steady answer to `help`?"""

from bot.messages.blocks import Message, aside, button, buttons, message, say
from bot.messages.ids import Action

SEEN_BY_MANAGER = button("What my manager sees of me", Action.SEEN_BY_MANAGER, "")

_FOLLOWUP = """\
/followup Acme next Tuesday 3pm "after our board has met" send the revised quote
    Client, when, their words in quotes, your own note. Quotes mean they named the date.
/followup
    Opens the form.
/followup list [today, week, overdue, a client, or @colleague for managers]
/followup done Acme
/followup moved Acme 3 March "after the holidays"
    They moved it.
/followup snooze Acme tomorrow
    You move it; their date stays. “move overdue to Monday” takes everything overdue along.
/followup no Acme the price
    They said no. Everything open closes; you may plan a second try.
/followup theirs Acme Friday the signed contract
    What they owe you.
/followup meeting Acme Tuesday 3pm
    A meeting: I brief you half an hour before and ask afterwards. On its own, it opens the form
    for the frame, the topics, what you ask for and what they may ask for.
/followup undo
    Takes back your last change, for ten minutes."""

_CLIENT = """\
/client Acme
    The card: how it stands, what is open, what was last said.
/client add Acme, key, €84k, @colleague
    A client, how close you keep it, what it is worth a year, and whose it is.
/client touch Acme call yesterday with Jo Smith, warm "the new plant opens in April"
    Contact you have had. Say “out” when they have not answered. On its own, it opens the form.
/client cadence Acme every 3 weeks
    How often it should hear from us, or a tier: key 14 days, standard 30, light 90, nurture 60.
/client value Acme 84k
/client contact Acme add Jo Smith, buyer
    Whom we know there; “left Jo Smith” when they have gone. On its own, it lists them.
/client channel Acme #acme-shared
    What they write in a channel you share counts as contact; “off” ends it. Never the words.
/client order Acme €12k 3 March
    They ordered; the amount and the day if you like.
/client season Acme October, 6 weeks before
    When they usually order; “none” when there is no such month. I ask in time who decides.
/client renews Acme 1 October
    I bring it up four months before, and follow when the day changes.
/client expects Acme delivery times, training
    What they expect from us beyond the renewal. On its own, it opens a form with our list.
/client supplier Acme Initrode until 30 June 2027 "nobody answers the phone"
    Whom they buy from now, and what they are not getting. I bring it up four months before.
/client fit Acme
    Four questions on whether they are a fit, and what follows. Or at once: “yes no yes ?”.
/client give Acme @colleague
    “give all to @ben” gives everything of yours; managers: “give all of @ana to @ben”.
/client rename Acme to Acme Ltd
/client merge Acme Ltd into Acme
    The second one stays, with both histories.
/client lost Acme the price, blocked by Jo Smith
    They said no to everything; I propose a second try. Or: “acquired by Globex”.
/client plan Acme
    The plan of improvement: goals with a measure, actions, who agreed. A draft until they do.
/client review
    The clients that pay us, five a sitting, one question at a time; or “review Acme” alone.
/client report Acme
    A progress report, ready to send: done, open and next; as a file too.
/client part Acme
    We let them go, kindly. Above 5 % of the team's book a manager agrees first.
/client serve Tyrol
    We now serve a place: everybody lost because they moved away.
/client list [mine, quiet, lost, moved or all] [page]"""


_STEADY = """\
/steady settings
    Your zone, hours, brief, holidays, what I bring up, and how notifications look.
/steady pause until 4 May
    Silence until that morning; then one brief with everything. With @colleague behind the day,
    dates that clients named go to them meanwhile.
/steady resume
    You are back sooner.
/steady why
    What I sent you lately, what I kept back and why, and what comes next.
/steady test
    A message to see that I reach you.
/steady holidays DE-BY
    Public holidays are days off; “none” keeps none.
/steady tone "This is your last chance to sign"
    Points at ultimatums and begging in a draft, and at a calmer line. I keep nothing of it.
/steady help-with
    What we can help clients with. Managers change the list, and see what is asked for besides.
/steady protect Tuesday 9 to 11
    A weekly block for finding new clients: I start nothing in it, and ask whether you kept it.
    “off” ends it.
/steady mute quiet
    Never that kind: quiet, season, people, friday, shortfall, circles, patience, value, courage
    or resilience. “unmute quiet” brings it back.
/steady seen
    What my manager sees of me."""
_PIPELINE = """\
/pipeline
    What is open against your target, what has no next date, and 13 weeks as a chart.
/pipeline add Acme "New line" €40k review close 30 June
    A deal: with whom, what about, what it is worth, what they have agreed to, when it closes.
    Add “decide by 15 June” for the day they named themselves. On its own, it opens the form.
/pipeline move Acme decide
    They agreed to more. With several deals: “move Acme New line to decide”.
/pipeline next Acme Tuesday 3pm "after the board"
    The next date of that deal, in their words.
/pipeline change Acme €45k close 15 July
/pipeline won Acme €38k yesterday
/pipeline lost Acme the price
    They said no to this deal; the client stays, unless you say so.
/pipeline reopen Acme New line
/pipeline target €400k
    The open pipeline you choose; “none” takes it away. On its own, it helps you to choose.
/pipeline stress
    Would what is open survive the loss of any one client?
/pipeline list [mine, all, circles, stuck, slipping, won, lost, a stage, a client] [page]
/pipeline stages
    What clients agree to, rung by rung.
/pipeline digest mine
    All that your manager sees of you, and whether the digest names a client you lost."""

_PIPELINE_OF_MANAGERS = """\
For managers: /pipeline target @colleague €400k, or team €1.4m; /pipeline list @colleague;
/pipeline stages add "Pilot" 55 after 4 (rename, chance, move, remove);
/pipeline rate USD 0.92; /pipeline currency EUR;
/pipeline digest shows what the team would read this week, and #channel Monday 9:00 behind it
has it posted there (or: set, off, percentages only, amounts, reps, reps off)."""


def pipeline() -> Message:
    """Everything `/pipeline` understands."""
    return message(
        say("I hold what is open against the number you chose, and ask for the dates it lacks."),
        say(_PIPELINE),
        say(_PIPELINE_OF_MANAGERS),
        aside(
            "All of it works as /steady pipeline … too, and /pipeline undo takes back your last "
            "change."
        ),
    )


def client() -> Message:
    """Everything `/client` understands."""
    return message(
        say("I keep an eye on who has not heard from us, and say so before it hurts."),
        say(_CLIENT),
        aside(
            "A date they named keeps me quiet until that day. All of it works as /steady client … "
            "too, and /followup undo takes back your last change."
        ),
    )


def followup() -> Message:
    """Everything `/followup` understands."""
    return message(
        say("Write down the date a client names; I bring it back on that day, in their words."),
        say(_FOLLOWUP),
        aside(
            "All of it works as /steady followup … too, and without the command in my direct "
            "messages: Acme next Tuesday 3pm."
        ),
    )


def steady() -> Message:
    """What `/steady` understands."""
    return message(
        say(
            "/steady followup …, /steady client … and /steady pipeline … do what /followup, "
            "/client and /pipeline do, should another app own those commands."
        ),
        say(_STEADY),
        buttons("steady", SEEN_BY_MANAGER),
        aside("/steady help shows this. My Home tab lists what is open."),
    )
