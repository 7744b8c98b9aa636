"""What does Steady remember? Every table, each row belonging to one workspace."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    and_,
    false,
    literal_column,
    text,
    true,
)

from storage.types import Json, UtcInstant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _workspace() -> Column[object]:
    return Column("workspace_id", String(32), nullable=False)


def _ids() -> list[Column[object]]:
    """The two columns that name a row: its workspace, and a time-ordered id the app made."""
    return [_workspace(), Column("id", BigInteger, nullable=False, autoincrement=False)]


def _of(table: str, column: str) -> tuple[Column[object], ForeignKeyConstraint]:
    """A column that names a row every row of this table belongs to."""
    return Column(column, BigInteger, nullable=False), _belongs_to(table, column)


def _belongs_to(table: str, column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["workspace_id", column], [f"{table}.workspace_id", f"{table}.id"], ondelete="RESTRICT"
    )


def _undoable() -> list[Column[object]]:
    """The columns of rows that come and go with a change that can be undone."""
    return [
        Column("version", Integer, nullable=False),
        Column("gone_at", UtcInstant),  # undone
        Column("created_at", UtcInstant, nullable=False),
    ]


def _partial(name: str, *columns: str, where: str) -> Index:
    """An index over some rows alone, on both engines."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


workspaces = Table(
    "workspaces",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("name", Text, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("locale", String(16), nullable=False),
    Column("fiscal_start", SmallInteger, nullable=False),  # month, 1 to 12
    Column("lead_id", BigInteger),  # the rep who inherits when nobody else does
    Column("beat_at", UtcInstant),  # when somebody last asked whether this can be written
    Column("created_at", UtcInstant, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),  # of what is undone here
    # The pipeline, and where its weekly digest goes.
    Column("reporting_currency", String(3)),  # none: the locale's
    Column("team_target_minor", BigInteger),
    Column("digest_channel_id", String(32)),
    Column("digest_channel_name", Text),
    Column("digest_weekday", SmallInteger, nullable=False, server_default=text("0")),  # Monday
    Column("digest_time", Time, nullable=False, server_default=text("'09:00:00'")),
    Column("digest_on", Date),  # the local day of the next one
    Column("digest_at", UtcInstant),  # its instant; the sweep reads this
    Column("digest_ask_at", UtcInstant),  # when reps are asked whether a lost client is named
    Column("digest_by", BigInteger),  # the manager who set it up
    Column("digest_is_percent", Boolean, nullable=False, server_default=false()),
    Column("shows_rep_figures", Boolean, nullable=False, server_default=true()),
    Column("help_with", Json),  # what we can help clients with; none: the usual list
    _partial("ix_workspaces_digest_at", "digest_at", where="digest_at IS NOT NULL"),
    _partial("ix_workspaces_digest_ask_at", "digest_ask_at", where="digest_ask_at IS NOT NULL"),
)

reps = Table(
    "reps",
    metadata,
    *_ids(),
    Column("slack_user_id", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("locale", String(16), nullable=False),
    Column("is_manager", Boolean, nullable=False),
    Column("manager_id", BigInteger),
    Column("opens", Time, nullable=False),
    Column("closes", Time, nullable=False),
    Column("working_days", String(7), nullable=False),  # Monday is 0: "01234"
    Column("brief_time", Time, nullable=False),
    Column("brief_on", Date),  # the local day of the next morning brief
    Column("brief_at", UtcInstant),  # its instant; the sweep reads this
    Column("dm_channel_id", String(32)),
    Column("gone_at", UtcInstant),  # left the workspace, as far as Slack told us
    Column("has_fixed_zone", Boolean, nullable=False, server_default=false()),
    Column("has_fixed_locale", Boolean, nullable=False, server_default=false()),
    Column("holidays", String(16), nullable=False, server_default=""),  # "DE-BY"
    Column("muted", Json),  # kinds of nudges
    Column("paused_until", Date),  # nothing before that morning
    Column("stand_in_id", BigInteger),  # who sees to dates clients named during the pause
    Column("away_from", Date),  # since when no brief came: the next one catches up
    Column("is_discreet", Boolean, nullable=False, server_default=false()),
    Column("profile_read_at", UtcInstant),  # none: met while Slack did not say who it was
    Column("look_from", UtcInstant),  # in a restored copy: what was said since must be looked up
    Column("created_at", UtcInstant, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),  # of what is undone here
    Column("target_minor", BigInteger),  # the open pipeline that is healthy; none: not chosen yet
    Column("target_set_by", BigInteger),
    Column("protected_weekday", SmallInteger),  # of a weekly block for finding new clients
    Column("protected_from", Time),
    Column("protected_to", Time),
    Column("protected_on", Date),  # the local day of the next one
    Column("protected_at", UtcInstant),  # its end; the sweep reads this
    Column("welcomed_at", UtcInstant),  # none: never greeted yet
    Column("welcome", String(32), nullable=False, server_default=""),  # steps that are done with
    Column("has_home", Boolean, nullable=False, server_default=false()),  # looked at it once
    PrimaryKeyConstraint("workspace_id", "id"),
    UniqueConstraint("workspace_id", "slack_user_id"),
    _partial("ix_reps_protected_at", "protected_at", where="protected_at IS NOT NULL"),
    Index("ix_reps_brief_at", "brief_at"),  # global: the sweep asks across workspaces
    _partial("ix_reps_paused", "workspace_id", where="paused_until IS NOT NULL"),
    # Global: a start asks whether this is a restored copy.
    _partial("ix_reps_look_from", "look_from", where="look_from IS NOT NULL"),
)

protected_weeks = Table(  # whether a week's protected time was kept
    "protected_weeks",
    metadata,
    *_ids(),
    *_of("reps", "rep_id"),
    Column("day", Date, nullable=False),
    Column("answer", String(8)),  # yes, partly or no; none: not answered
    Column("answered_at", UtcInstant),
    Column("created_at", UtcInstant, nullable=False),
    PrimaryKeyConstraint("workspace_id", "id"),
    UniqueConstraint("workspace_id", "rep_id", "day"),
)

homes = Table(  # what stands on each rep's Home, as far as Slack confirmed it
    "homes",
    metadata,
    _workspace(),
    Column("rep_id", BigInteger, nullable=False, autoincrement=False),
    Column("hash", String(64), nullable=False),  # Slack's name for what it shows
    Column("drawn", String(64), nullable=False),  # ours
    Column("looking", Json, nullable=False),  # at whom, and at which pages
    Column("takes_charts", Boolean, nullable=False, server_default=true()),
    Column("stale_at", UtcInstant),  # others, or time alone, changed then what it shows
    PrimaryKeyConstraint("workspace_id", "rep_id"),
    _belongs_to("reps", "rep_id"),
    # Global: the tick asks across workspaces, and only for Homes that wait to be drawn.
    _partial("ix_homes_stale_at", "stale_at", where="stale_at IS NOT NULL"),
)

clients = Table(
    "clients",
    metadata,
    *_ids(),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),  # how a name is looked up: playbook.names.key
    Column("standing", String(16), nullable=False),
    Column("owner_id", BigInteger),
    Column("lost_on", Date),
    Column("lost_reason", String(32)),
    Column("lost_note", Text),
    Column("tier", String(16), nullable=False),
    Column("cadence_days", Integer),  # the rep's own; none: the tier's
    Column("value_minor", BigInteger),  # a year, in the smallest unit of value_currency
    Column("value_currency", String(3)),
    Column("known_on", Date),  # none: known before Steady was
    Column("counts_from", Date, nullable=False),  # quiet counts from here without a contact
    Column("renews_on", Date),
    Column("renewal_id", BigInteger),  # the commitment four months before it, as first made
    Column("fiscal_start", SmallInteger),  # the month their year begins, 1 to 12
    Column("contract_ends_on", Date),  # with whoever supplies them now
    Column("try_again_on", Date),  # the day they named when the timing was wrong
    Column("decider_confirmed_on", Date),
    Column("reasons_told_on", Date),  # why a buyer cools off: said once for each client
    Column("is_one_person", Boolean, nullable=False),  # "only one person there"
    Column("merged_into", BigInteger),  # the client that took over its history
    Column("channel_id", String(32)),  # the Slack channel shared with them
    Column("channel_name", Text),  # of a public one
    # What follows from the history; storage.quiet.settle alone writes it.
    Column("last_in_on", Date),
    Column("last_touch_on", Date),
    Column("unanswered", SmallInteger, nullable=False),
    Column("quiet_on", Date),  # the day it next turns amber or red
    Column("quiet_at", UtcInstant),  # that day's brief of its owner; the sweep reads this
    Column("quiet_state", String(8)),  # amber or red, once the sweep has marked it
    Column("quiet_since", Date),
    Column("quiet_key", String(64)),  # what makes this change of state one and the same
    Column("quiet_told", String(64)),  # the key its owner was told last
    # The months in which it orders, as numbers with a space between, and weeks before them.
    Column("season_months", String(32)),
    Column("lead_weeks", SmallInteger),
    Column("season_refused", String(32)),  # months that are no season
    # What follows from them, its orders and its touches; storage.season.settle alone writes it.
    Column("season_on", Date),  # the day it next asks for something else
    Column("season_at", UtcInstant),  # that day's brief of its owner; the sweep reads this
    Column("season_state", String(8)),
    Column("season_since", Date),
    Column("season_key", String(64)),
    Column("season_told", String(64)),
    *_undoable(),  # undone: the row stays for its history, its name is free
    PrimaryKeyConstraint("workspace_id", "id"),
    Index("ix_clients_name_key", "workspace_id", "name_key"),
    Index("ix_clients_owner", "workspace_id", "owner_id"),
    _partial("ix_clients_channel", "workspace_id", "channel_id", where="channel_id IS NOT NULL"),
    # Global: the sweep asks across workspaces, and only for clients that will turn.
    _partial("ix_clients_quiet_at", "quiet_at", where="quiet_at IS NOT NULL"),
    _partial("ix_clients_quiet", "workspace_id", "owner_id", where="quiet_state IS NOT NULL"),
    _partial("ix_clients_season_at", "season_at", where="season_at IS NOT NULL"),
    _partial("ix_clients_season", "workspace_id", "owner_id", where="season_state IS NOT NULL"),
    _belongs_to("reps", "owner_id"),
)

contacts = Table(
    "contacts",
    metadata,
    *_ids(),
    *_of("clients", "client_id"),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("role", Text),
    Column("left_on", Date),
    Column("went_to", Text),  # where they work now, as far as we heard
    Column("ask_at", UtcInstant),  # the brief that asks who took over; the sweep reads this
    Column("ask_state", String(8)),  # due, asked or answered; none while it is not due
    *_undoable(),
    PrimaryKeyConstraint("workspace_id", "id"),
    Index("ix_contacts_client", "workspace_id", "client_id", "name_key"),
    # Global: the sweep asks across workspaces, and only for those who left lately.
    _partial("ix_contacts_ask_at", "ask_at", where="ask_at IS NOT NULL"),
    _partial("ix_contacts_due", "workspace_id", "client_id", where="ask_state = 'due'"),
)

losses = Table(
    "losses",
    metadata,
    *_ids(),
    *_of("clients", "client_id"),
    Column("rep_id", BigInteger, nullable=False),
    Column("lost_on", Date, nullable=False),
    Column("reason", String(32)),
    Column("note", Text),
    Column("won_back_on", Date),
    Column("contact_id", BigInteger),  # who blocked it
    Column("acquired_by", BigInteger),  # the client that bought them
    Column("was", String(16)),  # how the client stood before; none: not kept at that time
    Column("shares_name", Boolean),  # its rep lets the digest name it; none: not answered, so no
    *_undoable(),
    PrimaryKeyConstraint("workspace_id", "id"),
    Index("ix_losses_client", "workspace_id", "client_id", "lost_on"),
    Index("ix_losses_rep", "workspace_id", "rep_id", "lost_on"),
)

orders = Table(
    "orders",
    metadata,
    *_ids(),
    *_of("clients", "client_id"),
    *_of("reps", "rep_id"),
    Column("ordered_on", Date, nullable=False),
    Column("amount_minor", BigInteger),
    Column("amount_currency", String(3)),
    Column("source", String(16), nullable=False),  # typed, won_back or deal
    Column("deal_id", BigInteger),  # the deal that was won
    *_undoable(),
    PrimaryKeyConstraint("workspace_id", "id"),
    Index("ix_orders_client", "workspace_id", "client_id", "ordered_on", "id"),
)

fits = Table(  # the newest counts; those before are its history
    "fits",
    metadata,
    *_ids(),
    *_of("clients", "client_id"),
    *_of("reps", "rep_id"),
    Column("answered_on", Date, nullable=False),
    Column("answers", Json, nullable=False),  # yes, no or unknown, by question
    *_undoable(),
    PrimaryKeyConstraint("workspace_id", "id"),
    Index("ix_fits_client", "workspace_id", "client_id", "id"),
)

expectations = Table(  # what a client expects beyond the renewal; the newest counts
    "expectations",
    metadata,
    *_ids(),
    *_of("clients", "client_id"),
    *_of("reps", "rep_id"),
    Column("noted_on", Date, nullable=False),
    Column("wanted", Json, nullable=False),  # a few words each; empty: nothing beyond it
    *_undoable(),
    PrimaryKeyConstraint("workspace_id", "id"),
    Index("ix_expectations_client", "workspace_id", "client_id", "id"),
)

suppliers = Table(  # whom a client buys from now; the newest counts
    "suppliers",
    metadata,
    *_ids(),
    *_of("clients", "client_id"),
    *_of("reps", "rep_id"),
    Column("name", Text, nullable=False),  # empty: nobody, as far as we know
    Column("ends_on", Date),  # their contract with them
    Column("missing", Text),  # what they are not getting, in their words
    Column("commitment_id", BigInteger),  # the follow-up four months before
    *_undoable(),
    PrimaryKeyConstraint("workspace_id", "id"),
    Index("ix_suppliers_client", "workspace_id", "client_id", "id"),
)

touches = Table(
    "touches",
    metadata,
    *_ids(),
    *_of("clients", "client_id"),
    *_of("reps", "rep_id"),
    Column("direction", String(4), nullable=False),
    Column("kind", String(16)),  # none: a kept follow-up, whose kind nobody told
    Column("happened_on", Date, nullable=False),
    Column("contact_id", BigInteger),
    Column("heat", String(8)),  # the rep's alone
    Column("words", Text),
    Column("note", Text),  # the rep's alone
    Column("commitment_id", BigInteger),  # what was kept by it
    Column("team_id", String(32)),  # seen in Slack: the team that wrote, and nothing else
    *_undoable(),
    PrimaryKeyConstraint("workspace_id", "id"),
    Index("ix_touches_client", "workspace_id", "client_id", "happened_on", "id"),
)

commitments = Table(
    "commitments",
    metadata,
    *_ids(),
    *_of("clients", "client_id"),
    *_of("reps", "rep_id"),
    Column("deal_id", BigInteger),  # none: it is about the client as a whole
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("due_on", Date, nullable=False),  # the day that was named
    Column("due_time", Time),  # the hour that was named; none: the morning brief
    Column("zone", String(64), nullable=False),
    Column("back_on", Date, nullable=False),  # the day Steady brings it back: due_on, unless
    Column("back_time", Time),  # a weekend, a holiday or a snooze moved it
    Column("due_at", UtcInstant, nullable=False),  # the instant of back_on and back_time
    Column("nudge_at", UtcInstant),  # when a timed one must be queued; none once it was
    Column("set_by", String(8)),  # client, rep, or not answered yet (counts as the rep's)
    Column("words", Text),
    Column("note", Text),
    Column("put_offs", SmallInteger, nullable=False),
    Column("moved_from", BigInteger),
    Column("asked_on", Date),  # when the hard question was put (S2-5)
    Column("mornings", SmallInteger, nullable=False, server_default=text("0")),  # it was named on
    Column("version", Integer, nullable=False),
    Column("created_at", UtcInstant, nullable=False),
    Column("closed_at", UtcInstant),
    Column("close_reason", Text),
    Column("minutes", SmallInteger),  # how long a meeting's frame is, on the wall clock
    Column("ends_at", UtcInstant),  # when a meeting's frame is over
    Column("over_at", UtcInstant),  # when to ask what came of it; none once that was asked
    PrimaryKeyConstraint("workspace_id", "id"),
    _partial("ix_commitments_over_at", "over_at", where="over_at IS NOT NULL"),
    # Global: the sweep asks across workspaces, and only for rows that wait.
    _partial("ix_commitments_nudge_at", "nudge_at", where="nudge_at IS NOT NULL"),
    _partial("ix_commitments_open", "workspace_id", "rep_id", "back_on", where="state = 'open'"),
    Index("ix_commitments_client", "workspace_id", "client_id", "state"),
    _partial(
        "ix_commitments_moved_from", "workspace_id", "moved_from", where="moved_from IS NOT NULL"
    ),
)

handovers = Table(  # a date that went to a colleague, so that it can come back
    "handovers",
    metadata,
    *_ids(),
    *_of("reps", "from_rep_id"),
    *_of("reps", "to_rep_id"),
    *_of("commitments", "commitment_id"),
    Column("note", Text),  # the rep's alone, so it does not go along
    Column("at", UtcInstant, nullable=False),
    PrimaryKeyConstraint("workspace_id", "id"),
    Index("ix_handovers_from", "workspace_id", "from_rep_id", "id"),
)

reviews = Table(  # a client in a sitting of the value inventory (S0-1)
    "reviews",
    metadata,
    *_ids(),
    *_of("clients", "client_id"),
    *_of("reps", "rep_id"),
    Column("period", String(40), nullable=False),
    Column("results", String(8)),
    Column("said", String(8)),
    Column("best", String(8)),
    Column("again", String(8)),
    Column("is_skipped", Boolean, nullable=False),
    Column("reviewed_on", Date),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcInstant, nullable=False),
    PrimaryKeyConstraint("workspace_id", "id"),
    UniqueConstraint("workspace_id", "rep_id", "period", "client_id"),
    Index("ix_reviews_client", "workspace_id", "client_id"),
)

goals = Table(  # what a client wants to reach this year (S0-3)
    "goals",
    metadata,
    *_ids(),
    *_of("clients", "client_id"),
    *_of("reps", "rep_id"),
    Column("year", SmallInteger, nullable=False),
    Column("goal", Text, nullable=False),
    Column("measure", Text, nullable=False),
    Column("set_on", Date, nullable=False),
    Column("reached_on", Date),
    *_undoable(),
    PrimaryKeyConstraint("workspace_id", "id"),
    Index("ix_goals_client", "workspace_id", "client_id"),
)

agreements = Table(  # who said yes to a client's plan
    "agreements",
    metadata,
    *_ids(),
    *_of("clients", "client_id"),
    *_of("reps", "rep_id"),
    Column("agreed_on", Date, nullable=False),
    Column("agreed_with", Text, nullable=False),
    Column("words", Text, nullable=False),
    *_undoable(),
    PrimaryKeyConstraint("workspace_id", "id"),
    Index("ix_agreements_client", "workspace_id", "client_id"),
)

meetings = Table(  # what a meeting is for; its id is the commitment's
    "meetings",
    metadata,
    *_ids(),
    *_of("reps", "rep_id"),  # who wrote it, and alone sees ask_about
    Column("zone", String(64)),  # whose clocks it was said in, where they were not the rep's
    Column("topics", Text),
    Column("our_ask", Text),
    Column("their_ask", Text),
    Column("ask_about", Text),  # something personal to ask about: for who wrote it alone
    Column("of_others", Json),  # the same of those whose meeting it was before, by rep
    Column("version", Integer, nullable=False),
    Column("gone_at", UtcInstant),  # undone
    PrimaryKeyConstraint("workspace_id", "id"),
    _belongs_to("commitments", "id"),
)

partings = Table(
    "partings",
    metadata,
    *_ids(),
    *_of("clients", "client_id"),
    Column("owner_id", BigInteger),  # whose client it was when this was asked
    *_of("reps", "rep_id"),  # who asks
    *_of("reps", "manager_id"),  # who is asked
    Column("share", Float, nullable=False),  # of the team's book
    Column("reason", Text),
    Column("state", String(8), nullable=False),  # open, agreed or talk
    Column("change_id", BigInteger),  # what undoes the agreement
    *_undoable(),  # taken back
    PrimaryKeyConstraint("workspace_id", "id"),
    Index("ix_partings_client", "workspace_id", "client_id", "state"),
)

# Spelled out: behind a bound value SQLite would not see that the index for open rows will do.
IS_OPEN = commitments.c.state == literal_column("'open'")

stages = Table(
    "stages",
    metadata,
    *_ids(),
    Column("position", SmallInteger, nullable=False),  # 1 is the first
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("chance", SmallInteger, nullable=False),  # percent, until twenty deals have passed
    *_undoable(),  # removed, or undone
    PrimaryKeyConstraint("workspace_id", "id"),
    Index("ix_stages_position", "workspace_id", "position"),
)

deals = Table(
    "deals",
    metadata,
    *_ids(),
    *_of("clients", "client_id"),
    *_of("reps", "rep_id"),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    *_of("stages", "stage_id"),
    Column("stage_since", Date, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),  # in the smallest unit of its currency
    Column("amount_currency", String(3), nullable=False),
    Column("worth_minor", BigInteger),  # in the reporting currency; none while it has no rate
    Column("state", String(8), nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("close_on", Date),
    Column("close_moves", SmallInteger, nullable=False),
    Column("decide_by", Date),
    Column("decide_asked_on", Date),  # when the hard question was put about it (S2-5)
    Column("decide_asks", SmallInteger, nullable=False),  # how often
    Column("closed_on", Date),
    Column("lost_reason", String(32)),
    Column("lost_note", Text),
    *_undoable(),
    PrimaryKeyConstraint("workspace_id", "id"),
    CheckConstraint("state IN ('open','won','lost')", name="state"),
    _partial("ix_deals_open", "workspace_id", "rep_id", where="state = 'open' AND gone_at IS NULL"),
    Index("ix_deals_client", "workspace_id", "client_id"),
    Index("ix_deals_closed", "workspace_id", "rep_id", "closed_on"),
)

# Spelled out, so that both engines see that the index for open deals will do.
IS_OPEN_DEAL = and_(deals.c.state == literal_column("'open'"), deals.c.gone_at.is_(None))

passages = Table(  # a deal on a rung of the ladder
    "passages",
    metadata,
    *_ids(),
    *_of("deals", "deal_id"),
    *_of("stages", "stage_id"),
    Column("rep_id", BigInteger, nullable=False),
    Column("entered_on", Date, nullable=False),
    Column("left_on", Date),
    Column("days", Integer),  # between the two
    Column("outcome", String(8)),  # what the deal came to in the end: won or lost
    *_undoable(),
    PrimaryKeyConstraint("workspace_id", "id"),
    Index("ix_passages_deal", "workspace_id", "deal_id"),
    Index("ix_passages_stage", "workspace_id", "stage_id", "id"),
    Index("ix_passages_rep", "workspace_id", "rep_id", "stage_id", "id"),
)

rates = Table(  # what a manager says one unit of a currency is worth in the reporting currency
    "rates",
    metadata,
    _workspace(),
    Column("currency", String(3), nullable=False),
    Column("rate", String(24), nullable=False),  # decimal text
    Column("set_by", BigInteger, nullable=False),
    Column("at", UtcInstant, nullable=False),
    PrimaryKeyConstraint("workspace_id", "currency"),
)

pipeline_days = Table(  # a day without a row stands as the row before it
    "pipeline_days",
    metadata,
    _workspace(),
    *_of("reps", "rep_id"),
    Column("day", Date, nullable=False),  # the rep's own
    Column("open_minor", BigInteger, nullable=False),
    Column("weighted_minor", BigInteger, nullable=False),
    Column("target_minor", BigInteger),
    Column("deals", Integer, nullable=False),
    PrimaryKeyConstraint("workspace_id", "rep_id", "day"),
)

shortfalls = Table(
    "shortfalls",
    metadata,
    _workspace(),
    *_of("reps", "rep_id"),
    Column("below_on", Date, nullable=False),
    Column("cause", String(16), nullable=False),
    Column("deal_id", BigInteger),  # that caused it
    Column("nudge_at", UtcInstant),  # the sweep reads this
    Column("told_at", UtcInstant),
    Column("back_at", UtcInstant),  # above the target again since
    PrimaryKeyConstraint("workspace_id", "rep_id"),
    # Global: the sweep asks across workspaces.
    _partial("ix_shortfalls_nudge_at", "nudge_at", where="nudge_at IS NOT NULL"),
)

# How business is, asked of every rep twice a year (S1-5). Nothing here names who has answered, and
# no row is about one answer: a step only counts, and of a ballot only its digest is kept, so that
# it is not counted twice. The ballot itself stands in the rep's message and nowhere else.
pulses = Table(
    "pulses",
    metadata,
    _workspace(),
    Column("opened_on", Date, nullable=False),
    Column("closes_at", UtcInstant, nullable=False),
    Column("state", String(12), nullable=False),  # open, published or withheld
    Column("seal", String(64)),  # by which a ballot is known for one of ours; gone once it closes
    PrimaryKeyConstraint("workspace_id", "opened_on"),
    # Global: the sweep asks across workspaces.
    _partial("ix_pulses_closes_at", "closes_at", where="state = 'open'"),
)

pulse_counts = Table(  # five from the start, so that none tells of a first answer
    "pulse_counts",
    metadata,
    _workspace(),
    Column("opened_on", Date, nullable=False),
    Column("step", SmallInteger, nullable=False),  # 1 is significantly worse, 5 better
    Column("answers", Integer, nullable=False),
    PrimaryKeyConstraint("workspace_id", "opened_on", "step"),
)

pulse_ballots = Table(  # those that were counted; emptied when the pulse closes
    "pulse_ballots",
    metadata,
    _workspace(),
    Column("opened_on", Date, nullable=False),
    Column("digest", String(64), nullable=False),
    PrimaryKeyConstraint("workspace_id", "opened_on", "digest"),
    sqlite_with_rowid=False,  # kept in the order of the digests: none tells which came first
)

digests = Table(  # one a week, whatever restarts
    "digests",
    metadata,
    _workspace(),
    Column("week_on", Date, nullable=False),  # its Monday
    Column("outbox_id", BigInteger),
    Column("state", String(16), nullable=False),
    Column("at", UtcInstant, nullable=False),
    PrimaryKeyConstraint("workspace_id", "week_on"),
)

changes = Table(
    "changes",
    metadata,
    *_ids(),
    Column("rep_id", BigInteger, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("at", UtcInstant, nullable=False),
    Column("before", Json, nullable=False),  # each touched row: table, id, values, version after
    Column("undone_at", UtcInstant),
    PrimaryKeyConstraint("workspace_id", "id"),
    Index("ix_changes_rep", "workspace_id", "rep_id", "at"),
    Index("ix_changes_at", "at"),  # global: old changes are swept away
)

receipts = Table(
    "receipts",
    metadata,
    _workspace(),
    Column("key", String(160), nullable=False),
    Column("rep_id", BigInteger, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("refs", Json, nullable=False),  # ids and dates of the outcome, never text
    Column("guard", String(64)),  # digest of a command's text: the same line typed again
    Column("at", UtcInstant, nullable=False),
    PrimaryKeyConstraint("workspace_id", "key"),
    Index("ix_receipts_guard", "workspace_id", "rep_id", "guard", "at"),
    Index("ix_receipts_at", "at"),  # global: old receipts are swept away
)

drafts = Table(
    "drafts",
    metadata,
    *_ids(),
    Column("rep_id", BigInteger, nullable=False),
    Column("intent", Json, nullable=False),  # what a rep asked for, while Steady asks back
    Column("problem", Json),  # what stood in the way
    Column("at", UtcInstant, nullable=False),
    PrimaryKeyConstraint("workspace_id", "id"),
    Index("ix_drafts_at", "at"),  # global: old drafts are swept away
)

questions = Table(  # what the playbook asks a rep, one a day
    "questions",
    metadata,
    *_ids(),
    *_of("reps", "rep_id"),
    Column("ask", String(16), nullable=False),
    Column("client_id", BigInteger),
    Column("deal_id", BigInteger),
    Column("period", String(64), nullable=False),  # it is put once in it
    Column("key", String(128), nullable=False),  # the period with client and deal, none included
    Column("state", String(16), nullable=False),
    Column("asked_on", Date, nullable=False),  # the rep's day it is meant for
    Column("answered_at", UtcInstant),
    Column("answer", String(32)),
    Column("facts", Json, nullable=False),  # ids and numbers, never words
    Column("version", Integer, nullable=False),
    Column("created_at", UtcInstant, nullable=False),
    PrimaryKeyConstraint("workspace_id", "id"),
    UniqueConstraint("workspace_id", "rep_id", "ask", "key"),
    _belongs_to("clients", "client_id"),
)

outbox = Table(
    "outbox",
    metadata,
    *_ids(),
    *_of("reps", "rep_id"),
    Column("kind", String(24), nullable=False),
    Column("state", String(12), nullable=False),
    Column("not_before", UtcInstant, nullable=False),  # business time
    Column("retry_at", UtcInstant, nullable=False),  # real time: throttling, settle times
    Column("token", String(36), nullable=False),  # the opaque mark in the message's metadata
    Column("channel_id", String(32)),
    Column("ts", String(32)),
    Column("owner", String(64)),
    Column("lease_until", UtcInstant),
    Column("sending_at", UtcInstant),
    Column("attempts", Integer, nullable=False),
    Column("last_error", String(64)),
    Column("facts", Json),  # ids a message of this kind needs beside its items
    Column("created_at", UtcInstant, nullable=False),
    Column("settled_at", UtcInstant),
    Column("counts_on", Date),  # the rep's local day of whose few messages this is one
    PrimaryKeyConstraint("workspace_id", "id"),
    CheckConstraint(
        "state IN ('ready','sending','maybe','checking','sent','dead','cancelled')", name="state"
    ),
    # Global: delivery asks across workspaces, and only for rows that are not settled.
    _partial("ix_outbox_waiting", "state", "not_before", where="settled_at IS NULL"),
    # A lane asks for its own workspace alone, however much waits in others.
    _partial("ix_outbox_lane", "workspace_id", "state", "not_before", where="settled_at IS NULL"),
    Index("ix_outbox_sending", "workspace_id", "sending_at"),  # who was written to just now
    # Global: old rows are swept away. Those that wait are left out, or it would be read for them.
    _partial("ix_outbox_settled_at", "settled_at", where="settled_at IS NOT NULL"),
    Index("ix_outbox_message", "workspace_id", "channel_id", "ts"),
    Index("ix_outbox_rep", "workspace_id", "rep_id", "id"),  # what Steady sent one rep lately
    _partial(
        "ix_outbox_counts", "workspace_id", "rep_id", "counts_on", where="counts_on IS NOT NULL"
    ),
)

IS_WAITING = outbox.c.settled_at.is_(None)  # in these words both engines know the index

outbox_items = Table(
    "outbox_items",
    metadata,
    _workspace(),
    Column("due_key", String(80), nullable=False),  # kind:id:version:local date
    *_of("outbox", "outbox_id"),
    Column("commitment_id", BigInteger),
    Column("client_id", BigInteger),  # of a quiet line
    PrimaryKeyConstraint("workspace_id", "due_key"),
    Index("ix_outbox_items_outbox", "workspace_id", "outbox_id"),
    Index("ix_outbox_items_commitment", "workspace_id", "commitment_id"),
)

stood_in = Table(  # what a stand-in saw to for a colleague who was away
    "stood_in",
    metadata,
    *_ids(),
    *_of("reps", "rep_id"),  # whose date it was
    *_of("reps", "by_id"),
    *_of("commitments", "commitment_id"),
    Column("change_id", BigInteger, nullable=False),  # that did it; undone, it is not told
    Column("at", UtcInstant, nullable=False),
    Column("told_at", UtcInstant),  # the colleague has read it
    PrimaryKeyConstraint("workspace_id", "id"),
    _partial("ix_stood_in_untold", "workspace_id", "rep_id", where="told_at IS NULL"),
)

# When may a method of Slack's be called again in a workspace? All replicas keep to one row.
lanes = Table(
    "lanes",
    metadata,
    _workspace(),
    Column("method", String(64), nullable=False),
    Column("spent_until", UtcInstant),  # real time: what was sent uses up the allowance until then
    Column("shut_until", UtcInstant),  # real time: Slack asked for a pause, or nothing gets through
    Column("why", String(64)),
    PrimaryKeyConstraint("workspace_id", "method"),
)
