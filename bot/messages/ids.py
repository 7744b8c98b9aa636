"""What are buttons, forms and fields called? Shared by the messages that show them and the
handlers that answer them."""

from enum import StrEnum


class Action(StrEnum):
    """What a button or a list does when it is pressed."""

    DONE = "done"
    MOVED = "moved"
    SNOOZE = "snooze"
    SNOOZE_TO = "snooze_to"
    SNOOZE_OTHER = "snooze_other"
    NO = "no"
    OPEN = "open"
    BACK = "back"
    UNDO = "undo"
    CHANGE = "change"
    THEY_DID = "they_did"
    I_DID = "i_did"
    ADD_WORDS = "add_words"
    ADD_ANYWAY = "add_anyway"
    PICK_CLIENT = "pick_client"
    NEW_CLIENT = "new_client"
    PICK_DATE = "pick_date"
    PICK_COMMITMENT = "pick_commitment"
    NO_TO = "no_to"
    OPEN_FORM = "open_form"
    NEXT_DATE = "next_date"
    GIVE_REASON = "give_reason"
    WIN_BACK = "win_back"
    WIN_BACK_OTHER = "win_back_other"
    CLIENT_TYPED = "client_typed"  # the form's list of clients, while typing
    WE_SPOKE = "we_spoke"
    LOG_TOUCH = "log_touch"
    CHANGE_CADENCE = "change_cadence"
    LET_GO = "let_go"
    OPEN_QUIET = "open_quiet"
    PICK_FOR_CLIENT = "pick_for_client"  # which client a `/client` line is about
    NEW_FOR_CLIENT = "new_for_client"
    LIST_PAGE = "list_page"
    TICKED = "ticked"  # a name of Friday's checklist; nothing happens until it is sent
    SPOKE_TO = "spoke_to"
    PART_CLIENT = "part_client"
    ADD_CONTACT = "add_contact"
    KNOW_DECIDER = "know_decider"
    ONE_PERSON = "one_person"
    OPEN_DECISION = "open_decision"  # a decision that is late
    MUTE = "mute"  # never this kind
    SETTINGS = "settings"
    ZONE_TYPED = "zone_typed"
    PLACE_TYPED = "place_typed"
    UNMUTE = "unmute"
    RESUME = "resume"  # the pause ends now
    OPEN_HELD = "open_held"  # a message that waited and has a line in the brief
    OPEN_OLDER = "open_older"  # what several briefs have named already
    SHOW_TODAY = "show_today"  # what found no room in the brief
    SEND_TEST = "send_test"
    TEST_SEEN = "test_seen"
    OPEN_LEFT = "open_left"  # who left a client, in the brief
    TOOK_OVER = "took_over"
    LEAVE_IT = "leave_it"  # nobody yet, or not now
    FOLLOW_THEM = "follow_them"  # where they went becomes a client
    BY_WHOM = "by_whom"  # who bought them
    ASK_TO_PART = "ask_to_part"
    AGREE_TO_PART = "agree_to_part"
    TALK_FIRST = "talk_first"
    OPEN_SEASON = "open_season"
    THEY_ORDERED = "they_ordered"
    CHANGE_SEASON = "change_season"
    IS_SEASON = "is_season"
    NO_SEASON = "no_season"
    DIGEST_SET = "digest_set"  # channel, weekday and hour are known: look again, and post there
    DIGEST_FORM = "digest_form"
    DIGEST_OFF = "digest_off"
    DIGEST_PERCENT = "digest_percent"  # shares or amounts
    DIGEST_REPS = "digest_reps"  # whether managers see each rep's figures
    DIGEST_PREVIEW = "digest_preview"
    DIGEST_PAGE = "digest_page"  # of the figures by rep
    DIGEST_CSV = "digest_csv"
    SHARE_LOSS = "share_loss"  # may the digest name a client that was lost?
    NEW_DEAL = "new_deal"
    OPEN_DEAL = "open_deal"  # a line of a list becomes the whole deal
    MOVE_DEAL = "move_deal"  # on to the next stage
    NEXT_STEP = "next_step"  # a date for a deal
    WON_DEAL = "won_deal"
    LOST_DEAL = "lost_deal"
    REOPEN_DEAL = "reopen_deal"
    CHANGE_DEAL = "change_deal"
    TELL_DECISION = "tell_decision"  # when will they have decided?
    DEAL_REASON = "deal_reason"
    CLIENT_TOO = "client_too"  # a lost deal: is the client lost as well?
    ADD_UP_VALUE = "add_up_value"  # a won deal makes its client worth more a year
    PICK_DEAL = "pick_deal"
    PICK_FOR_DEAL = "pick_for_deal"  # which client a `/pipeline` line is about
    NEW_FOR_DEAL = "new_for_deal"
    DEAL_PAGE = "deal_page"
    CHOOSE_TARGET = "choose_target"  # the number that was reckoned
    OPEN_TARGET = "open_target"
    OPEN_RATE = "open_rate"
    SHOW_STRESS = "show_stress"
    ASK_FIT = "ask_fit"  # the four questions
    NURTURE = "nurture"
    LET_GO_KINDLY = "let_go_kindly"
    TALK_OVER = "talk_over"  # with the manager
    LEAVE_UNTIL = "leave_until"  # a day
    CLOSE_LINE = "close_line"  # an opened line is a line again
    REOPEN = "reopen"  # a date that had ended
    REOPEN_CLIENT = "reopen_client"
    MOVE_OVERDUE = "move_overdue"  # everything overdue: to which day?
    DO_LOT = "do_lot"  # what was shown of many things is done
    GIVE_TO = "give_to"  # what somebody who left had
    TAKE_BACK = "take_back"  # what went to others while one was away
    SEEN_BY_MANAGER = "seen_by_manager"
    KEPT_BLOCK = "kept_block"  # was protected time kept?
    PROTECTED_FILE = "protected_file"  # for a calendar
    PROTECT_OFF = "protect_off"
    ADD_GOAL = "add_goal"
    ADD_ACTION = "add_action"
    PLAN_AGREED = "plan_agreed"
    GOAL_REACHED = "goal_reached"
    DRAFT_REPORT = "draft_report"
    REPORT_FILE = "report_file"
    REPORT_SENT = "report_sent"
    REVIEW_BEGIN = "review_begin"
    REVIEW_PASS = "review_pass"
    REVIEW_ANSWER = "review_answer"
    NOT_HELD = "not_held"  # a meeting that did not happen
    MEETING_DONE = "meeting_done"  # what came of it, and the next date
    WEEK_LATER = "week_later"
    CANCEL = "cancel"  # what was promised in a rush
    KEEP_ASKING = "keep_asking"
    STOP_ASKING = "stop_asking"
    FRIDAY_ACT = "friday_act"  # what one would wish to have done
    FRIDAY_SPOKE = "friday_spoke"
    FRIDAY_OTHER = "friday_other"  # another client
    IN_OUR_HANDS = "in_our_hands"  # was the loss?
    FRIDAY_PASS = "friday_pass"  # not this week
    PULSE = "pulse"  # how business is
    EXPECTS_FORM = "expects_form"
    EXPECTS_NOTHING = "expects_nothing"  # beyond the renewal
    EXPECTS_PASS = "expects_pass"
    CHANGE_HELP = "change_help"  # the list of what we can help with
    HOME_PAGE = "home_page"  # another page of one part of Home
    HOME_WHOSE = "home_whose"  # a manager looks at a rep's
    HOME_TEAM = "home_team"  # at the team's
    HOME_MINE = "home_mine"  # back to one's own
    HELP = "help"
    WELCOME = "welcome"  # a step of it is done, or skipped


class Form(StrEnum):
    """Which form was filled in."""

    FOLLOW_UP = "follow_up_form"
    MOVED = "moved_form"
    SNOOZE = "snooze_form"
    WORDS = "words_form"
    TOUCH = "touch_form"
    ADD_CLIENT = "add_client_form"
    CADENCE = "cadence_form"
    LET_GO = "let_go_form"
    CONTACT = "contact_form"
    SETTINGS = "settings_form"
    TOOK_OVER = "took_over_form"
    ACQUIRED = "acquired_form"
    ASK_TO_PART = "ask_to_part_form"
    SEASON = "season_form"
    ORDER = "order_form"
    FIT = "fit_form"
    TONE = "tone_form"
    DIGEST = "digest_form"
    DEAL = "deal_form"
    DEAL_CHANGE = "deal_change_form"
    DECIDE_BY = "decide_by_form"
    TARGET = "target_form"
    RATE = "rate_form"
    GIVE = "give_form"
    FRIDAY_ACT = "friday_act_form"
    EXPECTS = "expects_form"
    HELP_WITH = "help_with_form"
    MEETING = "meeting_form"
    GOAL = "goal_form"
    PLAN_ACTION = "plan_action_form"
    PLAN_AGREED = "plan_agreed_form"
    MEETING_DONE = "meeting_done_form"
    ECHO = "echo"


class Field(StrEnum):
    """A field of a form: its block; the element in it is called the same."""

    CLIENT = "client"
    WHEN = "when"
    DAY = "day"
    TIME = "time"
    WORDS = "words"
    WHOSE = "whose"
    NOTE = "note"
    KIND = "kind"
    NAME = "name"
    CADENCE = "cadence"
    TIER = "tier"
    VALUE = "value"
    OWNER = "owner"
    DIRECTION = "direction"
    TOUCH_KIND = "touch_kind"
    HEAT = "heat"
    REASON = "reason"
    ROLE = "role"
    MONTH = "month"
    ACQUIRED_BY = "acquired_by"
    ZONE = "zone"
    WORKING_DAYS = "working_days"
    OPENS = "opens"
    CLOSES = "closes"
    BRIEF_TIME = "brief_time"
    PLACE = "place"
    WANTED = "wanted"
    LANGUAGE = "language"
    DISCREET = "discreet"
    PAUSED_UNTIL = "paused_until"
    STAND_IN = "stand_in"
    BLOCKED_BY = "blocked_by"
    WENT_TO = "went_to"
    SEASON = "season"
    LEAD = "lead"
    AMOUNT = "amount"
    CHANNEL = "channel"
    WEEKDAY = "weekday"
    DIGEST_SAYS = "digest_says"  # what the digest says, and to whom
    STAGE = "stage"
    CLOSE_ON = "close_on"
    DECIDE_BY = "decide_by"
    TARGET = "target"
    TO_WIN = "to_win"
    CURRENCY = "currency"
    RATE = "rate"
    DRAFT = "draft"
    ENDS = "ends"
    GOAL = "goal"
    MEASURE = "measure"
    PROTECTED_DAY = "protected_day"
    PROTECTED_FROM = "protected_from"
    PROTECTED_TO = "protected_to"
    TOPICS = "topics"
    OUR_ASK = "our_ask"
    THEIR_ASK = "their_ask"
    ASK_ABOUT = "ask_about"
    OUTCOME = "outcome"
    # One for each question of fit, called as the trait is.
    FIT_TYPE = "type"
    FIT_VALUES = "values"
    FIT_PARTNERS = "partners"
    FIT_LASTING = "lasting"
    FIT_MOTIVATED = "motivated"
    FIT_EASY = "easy"
    FIT_PAYS = "pays"
    EXPECTS = "expects"
    ALSO = "also"  # what is not on the list
    HELP_WITH = "help_with"
    SALES_LEAD = "sales_lead"  # who inherits when a rep leaves


class Shortcut(StrEnum):
    """The shortcuts the manifest names."""

    NEW_FOLLOW_UP = "new_follow_up"
    FOLLOW_UP_ON_THIS = "follow_up_on_this"
    LOG_TOUCH = "log_touch"
    LOG_TOUCH_FROM_THIS = "log_touch_from_this"
    CHECK_TONE = "check_tone"


NEW_CLIENT_OPTION = "new"  # the value before a new client's name in the form's list
