"""Which lines are better than the ones that push or plead? (S1-3)"""

THEIR_DAY = "When will you have decided? I will come back on that day."
EITHER_ANSWER = (
    "Would you like to carry on with this, or shall we leave it here? Either answer is fine."
)
NOT_NOW = "If now is not the time, that is fine. When would you like me to ask again?"
PLAIN_DATE = "The price holds until 30 June. After that I am glad to quote again."
BEST_PRICE = "This is the best price I can offer. If it does not fit, tell me; that is fine too."
WHAT_IS_MISSING = "What would have to be different for this to be worth your while?"
WHAT_IT_BRINGS = "Here is what it would bring you. Is that worth a conversation?"
YOU_ASKED = "You asked me to come back this week. Is now a good moment?"
NO_ANSWER = "I have not heard from you, which is fine. When would you like me to ask again?"
