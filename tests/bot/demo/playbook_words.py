"""What does each rule of the playbook say when it is shown in the demo?"""

from collections.abc import Mapping

# In the order of the design, by essay; the words about the rule's own client where it has one.
WORDS: Mapping[str, tuple[str, ...]] = {
    "S2-1": ("Amberley Glass asked for today, 15:00.", "“after our board has met”"),
    "S2-2": ("a call with Birchwood Hotels today. When did they say to follow up?",),
    "S2-3": ("Calder Paper asked for today", "You could open with: “When we spoke on"),
    "S2-4": ("Dunmore Cycles", "It has felt colder each time. Trust that, and ask early"),
    "S2-5": ("Eastgate Press has moved this three times", "Either answer is fine."),
    "S2-6": ("Foxglove Spa said no, so we let it go.", "Other doors are open:"),
    "S2-7": ("Open deals without a next date", "New line at Glenrose Dairy"),
    "S2-8": ("You meet Marchmont Hall today, 15:00 to 16:00", "What you ask for:"),
    "S2-9": ("Wetherby Signs is less than 1 % of the team's book.", "You could write:"),
    "S1-1": ("Thornbury Mills", "A buyer who cools off is not a lost one."),
    "S1-2": ("Nettlefold Teas: three of four yes", "A good fit is worth waiting for."),
    "S1-3": ("“your last chance”", "an ultimatum", "“I really need this deal”", "begging"),
    "S1-4": ("Vauxhall Ink buys from Initrode until", "They are not getting:"),
    "S1-5": ("Compared with six months ago, how is business?",),
    "S0-1": ("Is Yarborough Foundry getting the results they want?",),
    "S0-2": ("Noted: Burslem Pottery expects",),
    "S0-3": ("Progress report: Zetland Ferries.", "measured by 98 of 100 within two days"),
    "S0-4": ("Suppose Quayside Rope calls on Friday to say they are leaving.",),
    "S0-5": ("You lost New line at Oakham Seeds (€150,000)", "you chose", "The gap is"),
    "S0-6": ("Your protected time", "did you get to keep it?"),
    "S0-7": ("Ravensworth Brewery was lost on", "deals of the usual size", "the first is today's."),
    "S0-8": ("Open pipeline, week by week", "Lowest in the week of", "The swing between"),
    "S3-1": ("Hartley Tools is due a word: no contact I know of",),
    "S3-2": ("Inverness Wool usually orders in", "Who decides this year?"),
    "S3-3": ("Jo Smith has left Jasper Tiles. Who took over, and where did they go?",),
    "S3-4": ("quiet", "a year rests on"),
    "S4-1": ("Lomond Foods is €500,000 a year", "If it left", "Nothing is wrong with Lomond Foods"),
    "S4-2": ("Mallory Books said no", "Nothing is for ever. A second try on"),
    "S4-3": ("New line at Norwood Labs is at “Review a proposal” now; it was at “Explore”.",),
}
