"""What does Steady remember? Every table, each row belonging to one workspace."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
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
    literal_column,
    text,
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


def _ids() -> list[Column[object]]:
    """The two columns that name a row: its workspace, and a time-ordered id the app made."""
    return [
        Column("workspace_id", String(32), nullable=False),
        Column("id", BigInteger, nullable=False, autoincrement=False),
    ]


def _belongs_to(table: str, column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["workspace_id", column], [f"{table}.workspace_id", f"{table}.id"], ondelete="RESTRICT"
    )


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
    Column("profile_read_at", UtcInstant),  # none: met while Slack did not say who it was
    Column("look_from", UtcInstant),  # in a restored copy: what was said since must be looked up
    Column("created_at", UtcInstant, nullable=False),
    PrimaryKeyConstraint("workspace_id", "id"),
    UniqueConstraint("workspace_id", "slack_user_id"),
    Index("ix_reps_brief_at", "brief_at"),  # global: the sweep asks across workspaces
    Index(  # global: a start asks whether this is a restored copy
        "ix_reps_look_from",
        "look_from",
        sqlite_where=text("look_from IS NOT NULL"),
        postgresql_where=text("look_from IS NOT NULL"),
    ),
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
    Column("fiscal_start", SmallInteger),  # the month their year begins, 1 to 12
    Column("contract_ends_on", Date),  # with whoever supplies them now
    Column("try_again_on", Date),  # the day they named when the timing was wrong
    Column("decider_confirmed_on", Date),
    Column("is_one_person", Boolean, nullable=False),  # "only one person there"
    Column("merged_into", BigInteger),  # the client that took over its history
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
    Column("version", Integer, nullable=False),
    Column("gone_at", UtcInstant),  # undone: the row stays for its history, its name is free
    Column("created_at", UtcInstant, nullable=False),
    PrimaryKeyConstraint("workspace_id", "id"),
    Index("ix_clients_name_key", "workspace_id", "name_key"),
    # Global: the sweep asks across workspaces, and only for clients that will turn.
    Index(
        "ix_clients_quiet_at",
        "quiet_at",
        sqlite_where=text("quiet_at IS NOT NULL"),
        postgresql_where=text("quiet_at IS NOT NULL"),
    ),
    Index(
        "ix_clients_quiet",
        "workspace_id",
        "owner_id",
        sqlite_where=text("quiet_state IS NOT NULL"),
        postgresql_where=text("quiet_state IS NOT NULL"),
    ),
    _belongs_to("reps", "owner_id"),
)

contacts = Table(
    "contacts",
    metadata,
    *_ids(),
    Column("client_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("role", Text),
    Column("left_on", Date),
    Column("version", Integer, nullable=False),
    Column("gone_at", UtcInstant),  # undone
    Column("created_at", UtcInstant, nullable=False),
    PrimaryKeyConstraint("workspace_id", "id"),
    Index("ix_contacts_client", "workspace_id", "client_id", "name_key"),
    _belongs_to("clients", "client_id"),
)

losses = Table(
    "losses",
    metadata,
    *_ids(),
    Column("client_id", BigInteger, nullable=False),
    Column("rep_id", BigInteger, nullable=False),
    Column("lost_on", Date, nullable=False),
    Column("reason", String(32)),
    Column("note", Text),
    Column("won_back_on", Date),
    Column("version", Integer, nullable=False),
    Column("gone_at", UtcInstant),  # undone
    Column("created_at", UtcInstant, nullable=False),
    PrimaryKeyConstraint("workspace_id", "id"),
    Index("ix_losses_client", "workspace_id", "client_id", "lost_on"),
    _belongs_to("clients", "client_id"),
)

touches = Table(
    "touches",
    metadata,
    *_ids(),
    Column("client_id", BigInteger, nullable=False),
    Column("rep_id", BigInteger, nullable=False),
    Column("direction", String(4), nullable=False),
    Column("kind", String(16)),  # none: a kept follow-up, whose kind nobody told
    Column("happened_on", Date, nullable=False),
    Column("contact_id", BigInteger),
    Column("heat", String(8)),  # the rep's alone
    Column("words", Text),
    Column("note", Text),  # the rep's alone
    Column("commitment_id", BigInteger),  # what was kept by it
    Column("version", Integer, nullable=False),
    Column("gone_at", UtcInstant),  # undone
    Column("created_at", UtcInstant, nullable=False),
    PrimaryKeyConstraint("workspace_id", "id"),
    Index("ix_touches_client", "workspace_id", "client_id", "happened_on", "id"),
    _belongs_to("clients", "client_id"),
    _belongs_to("reps", "rep_id"),
)

commitments = Table(
    "commitments",
    metadata,
    *_ids(),
    Column("client_id", BigInteger, nullable=False),
    Column("rep_id", BigInteger, nullable=False),
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
    Column("version", Integer, nullable=False),
    Column("created_at", UtcInstant, nullable=False),
    Column("closed_at", UtcInstant),
    Column("close_reason", Text),
    PrimaryKeyConstraint("workspace_id", "id"),
    _belongs_to("clients", "client_id"),
    _belongs_to("reps", "rep_id"),
    # Global: the sweep asks across workspaces, and only for rows that wait.
    Index(
        "ix_commitments_nudge_at",
        "nudge_at",
        sqlite_where=text("nudge_at IS NOT NULL"),
        postgresql_where=text("nudge_at IS NOT NULL"),
    ),
    Index(
        "ix_commitments_open",
        "workspace_id",
        "rep_id",
        "back_on",
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
    Index("ix_commitments_client", "workspace_id", "client_id", "state"),
    Index(
        "ix_commitments_moved_from",
        "workspace_id",
        "moved_from",
        sqlite_where=text("moved_from IS NOT NULL"),
        postgresql_where=text("moved_from IS NOT NULL"),
    ),
)

# Spelled out: behind a bound value SQLite would not see that the index for open rows will do.
IS_OPEN = commitments.c.state == literal_column("'open'")

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
    Column("workspace_id", String(32), nullable=False),
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

outbox = Table(
    "outbox",
    metadata,
    *_ids(),
    Column("rep_id", BigInteger, nullable=False),
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
    PrimaryKeyConstraint("workspace_id", "id"),
    CheckConstraint(
        "state IN ('ready','sending','maybe','checking','sent','dead','cancelled')", name="state"
    ),
    # Global: delivery asks across workspaces, and only for rows that are not settled.
    Index(
        "ix_outbox_waiting",
        "state",
        "not_before",
        sqlite_where=text("settled_at IS NULL"),
        postgresql_where=text("settled_at IS NULL"),
    ),
    Index("ix_outbox_message", "workspace_id", "channel_id", "ts"),
    _belongs_to("reps", "rep_id"),
)

IS_WAITING = outbox.c.settled_at.is_(None)  # in these words both engines know the index

outbox_items = Table(
    "outbox_items",
    metadata,
    Column("workspace_id", String(32), nullable=False),
    Column("due_key", String(80), nullable=False),  # kind:id:version:local date
    Column("outbox_id", BigInteger, nullable=False),
    Column("commitment_id", BigInteger),
    Column("client_id", BigInteger),  # of a quiet line
    PrimaryKeyConstraint("workspace_id", "due_key"),
    Index("ix_outbox_items_outbox", "workspace_id", "outbox_id"),
    Index("ix_outbox_items_commitment", "workspace_id", "commitment_id"),
    _belongs_to("outbox", "outbox_id"),
)
