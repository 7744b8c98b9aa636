"""How is the hard question asked, tactfully and for their sake too? (S2-5)"""

WORDINGS = (
    "“Would you like to carry on with this, or shall we leave it here? Either answer is fine.”",
    "“I would rather hear a no than keep calling. Is this still something you want?”",
)
MAY_BE_A_NO = "It may be a no that nobody likes to say"
A_KINDNESS = "Asking is a kindness to you both:"
KIND_CLOSE = (
    "“I will leave this with you, and not ask again. If the time becomes right, a word is enough.”"
)
