"""The tables of the ledger, and the rules that it keeps by itself, whoever writes."""

from research.publish.delivery.states import MAY_FOLLOW

SCHEMA_NUMBER = 2

COLUMNS = (
    "message_id", "name", "email", "language", "subject", "document", "document_sha256",
    "words_sha256", "eml_sha256",
)  # fmt: skip
"""What a row of messages holds beside the delivery that it is for."""

_TAKEN = {
    "about": "1",
    "may_follow": "1",
    "plans": "EXISTS (SELECT 1 FROM plans WHERE id = NEW.id)",
    "events": "EXISTS (SELECT 1 FROM events WHERE id = NEW.id)",
    "messages": "EXISTS (SELECT 1 FROM messages WHERE id = NEW.id OR message_id = NEW.message_id)",
    "deliveries": "EXISTS (SELECT 1 FROM deliveries WHERE id = NEW.id OR (edition = NEW.edition "
    "AND audience = NEW.audience AND kind = NEW.kind AND recipient = NEW.recipient))",
}
"""When a row of each table must not be inserted: INSERT OR REPLACE would take another's place."""


def _filled() -> str:
    """Return the statement that writes which event may follow which."""
    pairs = ", ".join(
        f"('{was}', '{event}')" for was, events in MAY_FOLLOW.items() for event in events
    )
    return f"INSERT INTO may_follow (was, event) VALUES {pairs};"


def _guards() -> str:
    """Return the triggers by which no row that is there is ever changed, removed or replaced."""
    end = "BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;"
    return "\n".join(
        f"CREATE TRIGGER {table}_{verb} BEFORE {verb} ON {table} {when} {end}"
        for table, taken in _TAKEN.items()
        for verb, when in (("UPDATE", ""), ("DELETE", ""), ("INSERT", f"WHEN {taken}"))
    )


SCHEMA = f"""
CREATE TABLE about (id TEXT NOT NULL);
INSERT INTO about VALUES (lower(hex(randomblob(16))));
CREATE TABLE plans (
  id INTEGER PRIMARY KEY, edition TEXT NOT NULL, audience TEXT NOT NULL, kind TEXT NOT NULL,
  dated TEXT NOT NULL, digest TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY, edition TEXT NOT NULL, audience TEXT NOT NULL, kind TEXT NOT NULL,
  recipient TEXT NOT NULL, UNIQUE (edition, audience, kind, recipient));
CREATE TABLE messages (
  id INTEGER PRIMARY KEY, delivery INTEGER NOT NULL REFERENCES deliveries (id),
  message_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, email TEXT NOT NULL,
  language TEXT NOT NULL, subject TEXT NOT NULL,
  document TEXT NOT NULL, document_sha256 TEXT NOT NULL, words_sha256 TEXT NOT NULL,
  eml_sha256 TEXT NOT NULL);
CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT, delivery INTEGER NOT NULL REFERENCES deliveries (id),
  message INTEGER NOT NULL REFERENCES messages (id), event TEXT NOT NULL, at TEXT NOT NULL,
  reply TEXT NOT NULL);
CREATE TABLE may_follow (was TEXT NOT NULL, event TEXT NOT NULL, PRIMARY KEY (was, event));
CREATE INDEX events_of ON events (delivery, id);
CREATE VIEW standing AS
  SELECT d.id AS delivery, d.edition AS edition, d.audience AS audience, d.kind AS kind,
    m.message_id AS message_id, d.recipient AS recipient,
    {", ".join(f"m.{name} AS {name}" for name in COLUMNS[1:])},
    e.event AS event, e.at AS at, e.reply AS reply,
    (SELECT count(*) FROM events t WHERE t.delivery = d.id AND t.event = 'handed over') AS attempts
  FROM deliveries d
  JOIN events e ON e.id = (SELECT max(id) FROM events WHERE delivery = d.id)
  JOIN messages m ON m.id = e.message;
CREATE TRIGGER events_in_order BEFORE INSERT ON events
  WHEN NOT EXISTS (SELECT 1 FROM may_follow WHERE event = NEW.event AND was = coalesce(
    (SELECT event FROM events WHERE delivery = NEW.delivery ORDER BY id DESC LIMIT 1), ''))
  BEGIN SELECT RAISE(ABORT, 'this event may not follow the last one of the message'); END;
CREATE TRIGGER events_of_the_message_in_force BEFORE INSERT ON events
  WHEN NEW.event NOT IN ('planned', 'replanned') AND NEW.message <> (
    SELECT message FROM events WHERE delivery = NEW.delivery ORDER BY id DESC LIMIT 1)
  BEGIN SELECT RAISE(ABORT, 'another message took the place of this one'); END;
CREATE TRIGGER accepted_once BEFORE INSERT ON events
  WHEN NEW.event IN ('accepted', 'settled as accepted') AND (
    SELECT max(id) FROM events
    WHERE delivery = NEW.delivery AND event IN ('accepted', 'settled as accepted')
  ) > coalesce((
    SELECT max(id) FROM events WHERE delivery = NEW.delivery AND event = 'bounced'), 0)
  BEGIN SELECT RAISE(ABORT, 'it was accepted already, and did not come back'); END;
{_filled()}
{_guards()}
PRAGMA user_version = {SCHEMA_NUMBER};
"""
