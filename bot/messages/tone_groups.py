"""Which words mean the same, so that a rule about tone can name them once? (S1-3)

A group is a list of turns of phrase, written as `bot/playbook/tone_pattern.py` says; the rows of
`bot/messages/tone_table.py` and other groups name it in capital letters.
"""

GROUPS: dict[str, tuple[str, ...]] = {
    # When: a point in time that presses.
    "HOUR": (
        "today|tonight|tomorrow|midnight|noon|midday|lunch|lunchtime|dinner|now|immediately|once",
        "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|tues|wed|thu|thurs|fri",
        "(this|tomorrow|the|end of|next) [same] (morning|afternoon|evening|day|week|month|quarter|weekend|minute|instant|hour|call)",
        "(end|close) of [the] (day|business|play|week|month|quarter|year|call|april|may|june)",
        "(eod|eow|eom|cob|cop|month end|quarter end)",
        "[the] 1st|2nd|3rd|4th|5th|6th|7th|8th|9th|10th|11th|12th|13th|14th|15th|16th|17th|18th|19th|20th",
        "[the] 21st|22nd|23rd|24th|25th|26th|27th|28th|29th|30th|31st",
        "[1|2|3|4|5|6|7|8|9|10|11|12|four|five|six|three|two|one|nine|ten|half] (am|pm|o'clock|o clock|past|sharp|1pm|2pm|3pm|4pm|5pm|6pm|7pm|8pm|9pm|10am|11am|12pm|9am|8am|10pm)",
        "17:00|18:00|16:00|15:00|12:00|14:00|10:00|9:00",
        "i (hang up|leave|go home|get off)",
    ),
    "SPELL": (
        "(the|an|one|two|three|a|next|24|48|72|2|3|4|5|7|10|15|30|ten|five|seven|thirty|fifteen|twenty four|forty eight|few|this) [next] [few|two|three|24|48|ten|five|thirty|fifteen|couple of|business|working] (hour|hours|minutes|minute|days|day|mins)",
    ),
    "DEADLINE": (
        "(by|before|until|till|til|than|past|after|on|at|come|from|as of) [the|this|next|latest|no later than] [close of|end of|5|4|3|12] HOUR",
        "(today|tonight|immediately|at once|right now|this instant|this minute|on the spot|here and now|this very)",
        "this (week|morning|afternoon|evening|month|quarter)",
        "(in|within|inside|for|next|have|got|you) SPELL",
        "(end|close) of (day|business|play|week|the day|the week|the month|month|the quarter)",
        "(deadline|no later|not one minute|last minute|asap|straight away|right away|without delay|first thing)",
        "(now|tomorrow) END",
    ),
    # A condition, also without "if".
    "CONDITION": (
        "(if|unless|until|otherwise|failing|else|without|except)",
        "or",
        "(should|were|had) (i|you|we|your|it|the|this|there)",
        "(no|not) (signature|deposit|payment|answer|reply|response|decision|po|order|hearing|getting|having|receiving|signing|deal|word|news|commitment|confirmation)",
        "START (refuse|ignore|decline|delay|wait|keep|hesitate|miss|stall|walk|cancel|say no|drag|push back|turn) ",
        "(every|each|any) (day|hour|week|minute|further|more) … (wait|delay~|stall~)",
        "(after|from|as of|come) (that|then|today|tomorrow|tonight|now on|now|HOUR)",
        "(as long as|so long as)",
        "your|further (silence|hesitation|delay|indecision|reluctance)",
        "next (time|week|month)",
    ),
    # What they are told to do.
    "YOU_ACT": (
        "(sign|signs|signed|signing|decide|deciding|commit|confirm|confirmed|accept|agree|pay|approve|order|buy|book|renew|reply|answer|respond|choose|choosing|move|act|transfer|upgrade|place|countersign|send|return|get back|say yes|call|deposit|tell me|prepay|pick|settle|take|switch|close|drop|agreed)",
    ),
    "COMMAND": (
        "START [so|just|please|kindly|now|simply|then|look] [,] YOU_ACT",
        "(and|,|you|to|you to|must|should) (sign|decide|commit|confirm|pay|order|reply|answer|choose|renew|accept)",
        "(need|want|expect|require|must have|get me|give me|needs|wait|await|waiting for) (a|the|your|an|you|it|that|this) [clear|straight|firm|final|signed|full|countersigned] [yes|signature|answer|decision|contract|commitment|po|payment|deposit|reply|to|agreement|back]",
        "(signature|signed|countersigned|deposit|payment|card details|paperwork|purchase order|po|your answer|your decision)",
    ),
    "TRIGGER": ("DEADLINE|CONDITION|COMMAND",),
    "PRESS": ("DEADLINE|COMMAND",),
    # Those who would do it.
    "US": (
        "(i|we|my company|my team|our team|my boss|my director|my manager|management|head office|the company|our company|my side|legal|our legal team|finance|our lawyers)",
    ),
    "WOULD": (
        "[will|shall|would|can|am|are|must|may|might|is|have|had|has|means] [also|just|simply|sadly|unfortunately|regrettably|then|really|only|gladly|probably|now|happily|personally|immediately|of course|both|all|better] [be] [going to|have to|need to|having to|forced to|no choice but to|no option but to|no alternative but to|obliged to|got to|about to|compelled to|left to|planning to|to|told to|told me to|ready to|prepared to|happy to|free to] [just|simply|then|immediately]",
    ),
    "WE_DO": ("US WOULD",),
    "THEIRS": ("(your|the|this|that|our|my|those|these|any|every|all|all of|his|her)",),
    "GOOD": (
        "(offer|offers|price|prices|pricing|quote|quotation|bid|proposal|discount|discounts|deal|rate|rates|terms|bonus|slot|slots|spot|spots|seat|seats|unit|units|stock|allocation|allotment|reservation|booking|bookings|region|territory|venue|credit|credits|trial|pilot|licence|license|licences|exclusivity|generosity|goodwill|concession|concessions|extras|upgrade|waiver|contract|agreement|partnership|order|orders|package|hold|place|table|capacity|delivery|deliveries|partner status|tier|sla|number)",
    ),
    "SERVICE": (
        "(delivery|deliveries|service|services|support|access|account|accounts|supply|supplies|shipments|shipment|shipping|trial|licence|licences|license|licenses|subscription|work|project|engineers|team|people|staff|crew|data|login|logins|system|line|lines|api|production|installation|installers|consultants|technicians|implementation|maintenance|warranty|cover|credit|credit line|orders|help|helpdesk|servers|environment|integration|coverage)",
    ),
    "SOMEBODY_ELSE": (
        "[a|an|the|your|my|our|some] [much|more|very|one of] [biggest|main|nearest|closest|local|direct|keen|serious|paying|willing|bigger|better|loyal] (somebody|anybody|another|others|other (client|clients|customer|customers|buyer|buyers|company|couple|family|team|party|side|people|bidder|bidders|parties|hospital|distributor|one|firm|brand|person|guy|guys|lot|school|hotel|dealer|partner)|next (client|customer|buyer|company|in line|person|one|family|name|bidder|caller|on)|competitor|competitors|competition|rival|rivals|waiting list|wait list|waitlist|first (person|client|customer|buyer|company|one)|people who|one who|client who|customer who|buyer who|company that|company who|open market|highest bidder|guys|second bidder|runner up)",
        "[to] whoever|anybody (pays|signs|wants|comes|is|calls|says|asks|will|next|first|else)",
        "elsewhere",
    ),
    # What they would do.
    "WITHDRAW": (
        "(withdraw~|withdrew|withdrawn|pull~|cancel~|revoke~|rescind~|retract~|scrap~|void~|bin|kill~|terminate~|tear~ up|rip~ up|shred|remove~|drop~|strike~|scratch~|delete~|wipe~|cut~|end~|close~|stop~|reverse|reconsider|rethink|forfeit~|release~|free~ up|reassign~|reallocate~|redistribute|downgrade|clawback|claw back|deny|refuse~|reject|lift|raise|increase|double|burn~) [straight] THEIRS [whole|special|entire|early|standing|free|whole|old|current|volume|introductory|loyalty|existing|remaining|open|15|10|20] [%] GOOD",
        "(pull~|cancel~|withdraw~|revoke~|release~|void~|scrap~|reassign~|reallocate~) (it|yours|everything|that|this) [back|off] (END|for good|and|on|tonight|today|tomorrow|at|by|to|from)",
        "(take~|taking|took) (it|THEIRS GOOD|this|that|everything|yours) (off [the] (table|market|list|board)|back|away)",
        "(take~|taking|strike~|striking|cross|crossing|scratch|remove~) (you|your name|your company|your (order|slot|booking)) (off|from|out|down)",
        "(let~|letting) (it|THEIRS GOOD|yours|this) (go|lapse|expire|drop)",
        "(give~|giving) (up|away) THEIRS GOOD",
        "(give~|giving) THEIRS … (GOOD) (away|up)",
        "(put~|putting) (it|THEIRS GOOD|yours|this|them) back (on|in|into|up)",
        "(open|opening) (it|THEIRS GOOD|this) [back] [up] to",
        "(charge~|charging|bill|billing|invoice) you [the] (full|double|list|more|twice|a penalty|for)",
    ),
    "HAND_OVER": (
        "(give~|giving|offer~|sell~) to (SOMEBODY_ELSE)",
        "(give~|giving|offer~|hand~|pass~|sell~|release~|reassign~|reallocate~|allocate~|transfer~|ship~|rent~|let~|promise~|send~|award~|take|taking|bring|moving|move|book|booking|assign~|show~) (it|them|yours|this [one]|that|these|those|(your|the|this|these|those|our|my) … (GOOD|SERVICE|machine|machines|van|truck|car|apartment|house|flat|keys|pallets|lot|whole lot|job|business|technology|room|hall|dates|date|product|goods|idea|pitch|leads|budget|campaign|unit|one|exclusive|rights)) … [on|over] [to|with] (SOMEBODY_ELSE)",
        "(go|going|work~|sign~|partner~|deal) (to|with) (SOMEBODY_ELSE)",
    ),
    "CUT_OFF": (
        "(stop~|suspend~|cut~|cut off|cutting off|freeze|freezing|block~|halt~|pause~|end~|terminate~|pull~|withdraw~|switch off|switching off|shut down|shutting down|shut off|turn off|turning off|disable|deactivate~|disconnect~|limit~|restrict~|throttle~|hold back|cancel~|delete~|wipe~|discontinue|lock~) [off] THEIRS [whole|entire|existing|implementation|free|live|production|dedicated|remaining|next] SERVICE",
        "(stop~|suspend~|halt~|freeze|freezing|block~|cut off|cutting off) [all] (work|deliveries|support|shipments|supplying|shipping|delivering|supporting|serving|services|further|the project|production|supply|everything|production)",
        "(cut~|cutting|lock~|shut~) (you|your (team|people|users|staff)|off your) [off|out]",
        "(take~|taking|pull~) (our|my|the) (engineers|people|team|staff|crew|men|consultants|technicians) (off|out|away|from|and)",
        "(switch~|turn~|shut~) (it|you|them|your … (access|account|service|support|users|accounts)) off",
    ),
    "LEAVE_YOU": (
        "(walk~) (away|out|from|END|today|tonight|now)",
        "(move~|moving) on (END|without you|to the next|to another|to other|to somebody|and|with)",
        "(done|through|finished|out) (END|with you|here|talking|waiting|with this|for good)",
        "(close~|closing) (your|the|this|my|our) (file|account|case|ticket|quote|folder|books|opportunity|door|record|dossier) ",
        "(go~|look~|sell~|turn) elsewhere",
        "(go~|going) (to|with) SOMEBODY_ELSE",
        "(part|parting) (ways|company)",
        "(go|going) (our|your|my) (separate|own|different) (way|ways)",
        "(say|saying) goodbye",
        "call (it off|it a day|it quits)",
        "(end~|terminate~|break~ off) (this|it|talks|our|the|negotiations|our|all) [talks|talks|relationship|negotiations|partnership|cooperation|discussions|conversations]",
        "(take~|taking) (that|it|this|your silence|silence|no answer) as a no",
        "(mark|marking|treat~|consider~|regard~|write~) (you|this|it|the|your|our) … (lost|dead|closed|off|over|cancelled|terminated|withdrawn|void|a no|rejected|lapsed|abandoned)",
        "(assume~|conclude~|take it|guess) … (not (interested|serious|care|a priority|important|want)|do not (care|want)|no interest|have no|lost interest)",
        "(wash~) (my|our) hands",
        "(blacklist~|bar|ban) (you|your)",
        "(blocking|blacklisting) (you|your) ",
        "(stop~|quit) (talk~|work~|call~|hold~|wait~|supply~|serve~|offer~|deliver~|support~|ship~|chase~|protect~|fight~|negotiate~)",
        "(put~|putting|move~|send~) you [back] [at|to|down] (the|on|the bottom) [back|bottom|end|blacklist] of",
    ),
    "ESCALATE": (
        "(go~|speak|talk|talking|complain|write|writing|escalate~|turn~|take~|bring~|raise~|report~|forward~|copy~|cc|ring|call|phone|email|mail) [this|it|the matter|you|straight|directly|right|everything|that] [up] [to|with|in|past|around] [straight|directly] (your|the) [managing|sales|finance|general|executive|own|regional] (boss|manager|ceo|director|board|head|superior|superiors|management|chief|cfo|md|owner|leadership|chairman|procurement head|vp|president|supervisor|line manager|bosses|seniors)",
        "(tell~|inform~|let|letting|notify|remind|show~|ask~) (your|the) [managing|sales|finance|general|executive|own|regional] (boss|manager|ceo|director|board|management|chief|cfo|md|owner|leadership|chairman|vp|president|bosses|superiors|shareholders|clients|customers|competitors|wife|husband|partners)",
        "(go~|going) (over your head|above you|above your head|public|to the press|to court|to [our] (lawyers|lawyer|solicitor|legal|collections))",
        "(involve|call|instruct|get|bring in|involving|hand … to|pass … to|contact) (our|my|the) (lawyer|lawyers|solicitor|solicitors|legal|attorney|legal team|legal department|collections|debt)",
        "(take|taking|start~|consider) legal",
        "sue|suing|litigate",
        "(post~|tell~|leave~) … (linkedin|social media|bad review|the whole industry|everybody in the|the market)",
        "escalate~ (this|it|to|END|your)",
    ),
    "SHUT": (
        "not [be able to|be] [going to] (hold~|honour~|keep~|offer~|guarantee~|extend~|repeat~|sell~|supply~|support~|serve~|save~|reserve~|protect~|match~) (your|the|this|it|that|you|these|stock|anything|prices|them|another|any)",
        "not [be able to|be] [going to] (wait~|chase~|work~ with you|deal~ with you|do~ business|talk~ to you|come~ back|be back|ask again|call again|asking again|calling again|take your (call|calls|business)|pick up|answer your|return your|take you back|have you back|help you|do anything|put~ (you|it) back|reopen|renew|be here|give you|be giving|be offering|be around|be able to do)",
        "never (offer|sell|work|quote|come|deal|do business|take|give|be|speak)",
    ),
    # What would become of it.
    "THE_GOOD": (
        "(the|this|that|your|my|our|his|every|all|whole|these) [special|best|old|current|good|lower|whole|entire|early|free|agreed|promised|remaining|volume|15|10|20|18|25|12|30|5] [%] (GOOD|SERVICE|amount|token|window|door|machine|car|van|apartment|house|room|dates|opportunity|chance|conversation|project|relationship|goods|lot|whole lot|thing|pallets|lease|name|spot|file|data|rebate)",
        "it|everything|yours|all of it",
    ),
    "LOST": (
        "[will|would|can|may|shall] (is|are|be|get|gets|getting|stand|stands|been|stay|stays|being|remain|remains) [all|then|automatically|straight|immediately|simply|now|permanently|already] [permanently] (gone|dead|over|history|withdrawn|cancelled|void|lost|off|finished|given|reassigned|reallocated|released|revoked|terminated|closed|sold|theirs|forfeit|forfeited|frozen|suspended|stopped|deleted|wiped|blocked|pulled|scrapped|dropped|shut|removed|locked|disconnected|(taken|take) (away|off|back)|(no longer (available|valid|on the table|there|on offer|apply|yours))|not (coming back|available|refunded|be refunded|there|be there|on the table|be repeated|be honoured))",
        "[will|would] (goes|go|going|moves|move|comes|come|gets|get) [straight] [back] (up|away|elsewhere|off|out|down the|to (SOMEBODY_ELSE)|on the market|in the bin|into the bin|to the bottom|to the back)",
        "[will|would] (dies|die|evaporates|evaporate|vanishes|vanish|disappears|disappear|lapses|doubles|double|triples|ends|expires|walks|closes|shuts|jumps) (END|at|on|tonight|today|tomorrow|by|with|forever|for good|in|and|before|after|when|if|unless|for)",
        "(will not|cannot|would not|does not|may not) (be (back|refunded|repeated|there|held|honoured|reopened|renewed|available|extended|brought back|offered)|come back|last|survive|wait|exist|happen)",
        "[will|would] (stay|sit|remain) (exactly|right) where",
    ),
    "YOU_LOSE": (
        "you [will|would|are going to|might|shall|can|may] [then|just|simply|have to|only] (lose|regret|forfeit|be left|left|be on your own|be sorry|pay (double|more|twice|extra|full|through|for it|list|the full)|paying (double|more|twice|extra|full|list)|miss out|be out|be stuck|end up (paying|without|with nothing)|be back (of|at|to|on)|never hear|never see|never get|kick yourself|wish you|have only yourself|have nobody|find (yourself|yourselves)|be next|go (to the back|to the bottom|back to|without|through the reseller)|start (from|over|again)|forget|explain|answer for|live with|be (waiting|paying|queueing) [for] [months|weeks|list|full]|own|be the (one|only one|last)|deal with|watch|starting over|back at|back to|on your own)",
        "you are (on your own|out|back (at|to|on)|off the|done|finished|back of|no longer|on the list|lost|the one who)",
        "lose (it|the|this|your|everything|out) ",
        "(it is|be) on (you|your head|your own head|your conscience)",
        "[you can] (forget|kiss) (it|about|the|this|your|that|goodbye|everything)",
    ),
    "PRICIER": (
        "(price|prices|pricing|rate|rates|cost|fee|fees|quote|premium|it) [will|would|is|are|be] [going] [to] (doubles|double|doubling|triples|jumps|jump|goes up|go up|going up|rises|rise|climbs|is up|will be (higher|up|revised|twice|double)|be revised|back to|reverts|revert)",
        "(back to|pay|paying|at) [the] (full|list|normal|standard|regular) (list|price|prices|rate)",
        "(cost|costs|charge|charged|pay|paying) [you] [exactly] (double|twice|three times|more|extra|20|30|10|15|25|40|50)",
        "(twice|double) the (price|money|cost|rate)",
    ),
    # What softens a condition into a plain statement.
    "RELAXED": (
        "(need|want|like|take) (longer|more time|a bit longer)",
        "(stays|stay|is|remains) the same",
        "(as announced|is fixed|nothing changes|nothing is lost|no action|as usual|strictly speaking|no matter)",
        "no (rush|hurry|hard feelings|problem|problems|worries|harm|obligation|obligations|extra cost|need|cost|charge|harm done|strings|fuss|bother|offence)",
        "no pressure (END|at|from|,|either|whatsoever|and)",
        "(that is|that would be|it is|is|are|is also|both|either is|also|works|would be) [also|perfectly|absolutely|totally|completely|quite|just|equally|all] (fine|okay|ok|alright|understandable|welcome|possible)",
        "(totally|perfectly|completely|absolutely) (fine|understand|ok|okay|understandable)",
    ),
    "KINDLY": (
        "RELAXED",
        "(happy|glad|pleased|delighted) to|if",
        "(feel free|take your time|whenever|whichever|whatever suits|no matter|at any time|any time|anytime|either way|either answer|just let me know|let me know|lmk|in case)",
        "(as|like) (you|we) (asked|requested|agreed|wished|discussed|said|mentioned|wanted|suggested|know|prefer|like)",
        "you (asked|requested|mentioned|said|told|wanted|wrote|prefer|would prefer|would like)",
        "(at your|your own) (convenience|pace)",
        "(sorry|apologies|apologise) (about|for|that|,)",
        "(free of charge|for free|automatically|by law|legally|gdpr|regulation|regulations|security|reopen (it|them|this)|can (reopen|extend|rebook|move)|easily)",
        "not (an ultimatum|a threat|a problem|a deadline|pushing|to worry|to rush)",
        "(thanks|thank you|congrats|congratulations|good news|enjoy|welcome)",
        "(hope|wish) (you|it|the|that|to|all|your)",
        "(would you like|shall we|shall i|would you rather|do you want us|want me to|do you still|would it help|do you need|could you|can you|would you)",
    ),
    "TEAM": (
        "(christmas|read only|licence expires|duplicate|usual|migrate|migration|editing|maintenance|backup|project is finished|support ticket|tickets|once (everything|it|all) is|after (everything|it|all) is|seal|subscription ends|boiler|no longer need|do not need|nothing changes|no action|each year|every year|over (on|in))",
        "(colleague|colleagues|desk|department|technician|support team|ticket|webinar|workshop|meeting|seminar|train|flight|ferry|room|parcel|courier|parking|airline|passport|visa|recording|survey|newsletter|password|browser|session|agenda|chapter|slide|survey|fire officer|fire door|fitters|power)",
    ),
    # Pleading.
    "MY_GAIN": (
        "(my|our) [own|whole|entire|monthly|quarterly|annual|yearly|sales|q1|q2|q3|q4|very|poor] (quota|commission|commissions|bonus|job|jobs|increment|promotion|rent|mortgage|probation|livelihood|career|year end bonus|appraisal|performance review|salary|livelihoods|kids|children|family|pay|paycheck|pay cheque|wage|accelerator|forecast|leaderboard|mortgage payment)",
        "my [own|whole|entire|monthly|quarterly|annual|yearly|sales|q1|q2|q3|q4|personal] (target|targets|number|numbers|month|quarter|year|review|figures|neck|stats|ranking|scorecard|board)",
        "our [own|whole|entire|monthly|quarterly|annual|yearly|sales|q1|q2|q3|q4] (quarter|sales target|sales targets|quarter end|survival)",
        "(president's|presidents) club",
        "(the|our) top (ten|five|three|10|5|3) (reps|sellers|salespeople|agents) … your (order|signature|deal|contract|yes)",
        "(performance plan|improvement plan|pip|commission only|commission-only|sales contest|on probation|accelerator tier)",
        "(i|we) [get|will get|finally get] (paid|my commission|my bonus)",
        "the (leaderboard|sales board|scoreboard)",
        "(on|onto) the board",
        "(the|our|my) (region|branch|branch office|shop|company|office|firm) (is|might|may|could|will) (ranked last|close|shut|go under|fold|closing)",
        "over the line",
        "(hit|reach|make|meet) [my|the|our] (target|quota|number|numbers|plan)",
        "(deal|deals|sale|sales|order|orders|unit|units|policy|policies) [more] [short|away|off|left] (short of|away from|off|from|to go)",
        "(short|shy|behind|off|under|away) [of|from|on] [hitting|making|reaching] (quota|target|(my|our|the) [quarterly|monthly|sales|annual] (target|quota|number|goal|plan))",
    ),
    "BOSS": (
        "(my|our|the big) [sales|own|line|regional|new] (boss|bosses|manager|director|vp|ceo|chief|seniors|superiors|supervisor|sales manager|team lead|head of sales|managers|management|leadership|higher ups|cfo|board|area manager)",
    ),
    "ASK": (
        "(deal|order|contract|signature|sale|purchase|yes) from you",
        "(please|kindly|madam|sir|help|favour|beg|begging|could you|would you|can you|any chance|if you|grateful|thankful|appreciate|i need|we need|signature|sign|signed|signing|order|renew|buy|reconsider|save|rescue|come on|yes|can we|push this|placing|want|hope|hoping)",
    ),
    "SAVE": ("(save~|rescue~|make~|making|keep~|complete~|lift~|help~|carry|turn around|salvage)",),
}
