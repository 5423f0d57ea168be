//! The schema of the state, as the steps that lead to it from any earlier one.
//!
//! In: a database and the version that it says it is of. Out: the same at the present version, each step in one transaction with its number. Opening
//! it, and what a later version's is met with: [`open`](super::open).

use rusqlite::Connection;

/// `PRAGMA application_id`: "feed" in ASCII.
pub(super) const APPLICATION: i32 = 0x6665_6564;

/// The steps that lead to the present schema. A step that was released is never changed; new ones are added at the end.
const MIGRATIONS: &[&str] = &[
    "
    CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
    CREATE TABLE sources (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        rank INTEGER NOT NULL,       -- position in the configuration
        recipe BLOB,                 -- what turned its files into entries
        entries INTEGER NOT NULL DEFAULT 0,
        failing_since INTEGER,
        failure TEXT
    ) STRICT;
    CREATE TABLE items (
        source INTEGER NOT NULL,
        key TEXT NOT NULL,
        size INTEGER NOT NULL,
        modified INTEGER NOT NULL,
        hash BLOB NOT NULL,
        first_seen INTEGER NOT NULL,
        entry INTEGER,
        held TEXT,
        defects TEXT,                -- JSON
        PRIMARY KEY (source, key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX items_by_reason ON items (source, held) WHERE held IS NOT NULL;
    CREATE INDEX items_with_defects ON items (source) WHERE defects IS NOT NULL;
    CREATE TABLE entries (
        id INTEGER PRIMARY KEY,
        source INTEGER NOT NULL,
        uri TEXT NOT NULL,           -- the published id
        claim TEXT,                  -- the id that it claims, where another entry has it
        wake INTEGER,                -- when it next looks different without having changed
        until INTEGER,               -- when it expires
        data TEXT NOT NULL           -- the entry, as JSON
    ) STRICT;
    CREATE INDEX entries_by_uri ON entries (uri);
    CREATE INDEX entries_by_wake ON entries (wake) WHERE wake IS NOT NULL;
    CREATE INDEX entries_that_expire ON entries (source) WHERE until IS NOT NULL;
    CREATE TABLE feeds (
        id INTEGER PRIMARY KEY,
        code TEXT NOT NULL UNIQUE,   -- kind and keys
        names TEXT NOT NULL,         -- as the newest entry spells them, JSON
        entries INTEGER NOT NULL,
        updated INTEGER,
        published INTEGER NOT NULL,
        dirty INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE members (           -- of entries that may be seen
        feed INTEGER NOT NULL,
        date INTEGER NOT NULL,
        entry INTEGER NOT NULL,
        PRIMARY KEY (feed, date, entry)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE documents (
        path TEXT PRIMARY KEY,
        feed INTEGER,
        format TEXT NOT NULL,
        size INTEGER NOT NULL,
        modified INTEGER,            -- NULL: about to be put in place
        hash BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE reclaimed (         -- entries that took another id since the last settling
        entry INTEGER PRIMARY KEY
    ) STRICT;
    CREATE TABLE graves (            -- what is known of entries that are no more, for when they come back
        source INTEGER NOT NULL,
        key TEXT NOT NULL,
        hash BLOB NOT NULL,
        title TEXT NOT NULL,
        uri TEXT NOT NULL,
        claim TEXT,
        first_seen INTEGER NOT NULL,
        PRIMARY KEY (source, key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX graves_by_hash ON graves (hash);
    CREATE TABLE hidden (what TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
",
    "
    CREATE TABLE contents (          -- of entries whose source keeps none
        entry INTEGER PRIMARY KEY,
        html TEXT NOT NULL           -- clean
    ) STRICT;
    ALTER TABLE sources ADD COLUMN defects TEXT; -- of the source as a whole, JSON
",
    "
    CREATE TABLE polls (             -- of sources that are asked of servers
        source INTEGER PRIMARY KEY,
        of BLOB,                     -- digest of the configured address
        planned INTEGER,             -- when it is asked again by its own interval
        not_before INTEGER,          -- before when it is not asked
        retry_after INTEGER,         -- before when it is not asked whoever wants it to be
        gone INTEGER,                -- since when its server says that it is gone
        reason TEXT NOT NULL,
        asked_wall INTEGER,          -- when it was last asked, in milliseconds of the real clock
        asked INTEGER,               -- when it was last asked
        behind INTEGER,              -- since when the clock has been behind that
        skips INTEGER NOT NULL,      -- hours and days in which it is not asked, a bit each
        data TEXT NOT NULL           -- all else, JSON
    ) STRICT;
    CREATE TABLE holds (             -- hosts that asked to be left alone
        host TEXT PRIMARY KEY,
        until INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
",
    "
    ALTER TABLE sources ADD COLUMN outlives INTEGER;  -- seconds for which its entries are kept without it; NULL: they go with it
    ALTER TABLE sources ADD COLUMN dropped INTEGER;   -- since when the configuration does not have it
    ALTER TABLE sources ADD COLUMN swept INTEGER;     -- when it was looked through for what is kept no longer
    ALTER TABLE sources ADD COLUMN remaining INTEGER; -- entries that were left then
    ALTER TABLE items ADD COLUMN date INTEGER;        -- of its entry's publication
    ALTER TABLE items ADD COLUMN absent INTEGER;      -- since when its document does not have it, where it is past
    UPDATE items SET date = (SELECT data ->> 'published' FROM entries WHERE id = items.entry) WHERE entry IS NOT NULL;
    ALTER TABLE polls ADD COLUMN pending INTEGER NOT NULL DEFAULT 0; -- nothing is known of the answer
",
    "
    ALTER TABLE items ADD COLUMN evidence BLOB;      -- by what it is known again under another key
    ALTER TABLE entries ADD COLUMN link INTEGER;     -- digest of its canonical link
    ALTER TABLE entries ADD COLUMN borrowed INTEGER; -- 1: its id is that of a twin, its own is its claim
    CREATE INDEX entries_by_link ON entries (link, source) WHERE link IS NOT NULL;
    CREATE INDEX entries_by_claim ON entries (claim) WHERE claim IS NOT NULL;
    CREATE TABLE twins (             -- entries that are one post, shown as one entry
        entry INTEGER PRIMARY KEY,
        lead INTEGER NOT NULL,       -- the one that is shown
        place INTEGER NOT NULL       -- 0 for that one
    ) STRICT;
    CREATE TABLE unpaired (          -- entries that changed since it was last decided which are one post
        entry INTEGER PRIMARY KEY
    ) STRICT;
    CREATE TABLE decisions (         -- items that were taken for ones that were known by another key
        id INTEGER PRIMARY KEY,
        source INTEGER NOT NULL,
        at INTEGER NOT NULL,
        key TEXT NOT NULL,
        earlier TEXT NOT NULL,
        likeness TEXT NOT NULL
    ) STRICT;
    CREATE INDEX decisions_by_source ON decisions (source, id);
    ALTER TABLE hidden ADD COLUMN through TEXT;      -- what was asked to be hidden, where it was not this
",
    "
    CREATE TABLE names (             -- by what entries are found
        digest INTEGER NOT NULL,     -- of the id, or of the canonical link
        entry INTEGER NOT NULL,
        PRIMARY KEY (digest, entry)
    ) STRICT, WITHOUT ROWID;
    DROP INDEX entries_by_uri;
    DROP INDEX entries_by_link;
    INSERT INTO meta (name, value) SELECT 'unnamed', 0 WHERE EXISTS (SELECT 1 FROM entries);
",
    "
    CREATE TABLE answers (           -- what is remembered of what servers answered: changes with documents, `polls` with every request
        source INTEGER PRIMARY KEY,
        data TEXT NOT NULL           -- JSON
    ) STRICT;
    INSERT INTO answers (source, data) SELECT source, data FROM polls;
    ALTER TABLE polls ADD COLUMN last_success INTEGER;              -- when it last answered as it should
    ALTER TABLE polls ADD COLUMN empty INTEGER NOT NULL DEFAULT 0;  -- answers in a row without a new entry
    ALTER TABLE polls ADD COLUMN moved INTEGER NOT NULL DEFAULT 0;  -- 1: it is asked elsewhere
    UPDATE polls SET last_success = data ->> 'last_success', empty = coalesce(data ->> 'empty', 0),
        moved = data ->> 'moved' IS NOT NULL;
    ALTER TABLE polls DROP COLUMN data;
    CREATE INDEX polls_elsewhere ON polls (source) WHERE moved = 1;
",
    "
    ALTER TABLE polls ADD COLUMN planned_by INTEGER;                   -- digest of the schedule that `planned` is of
    ALTER TABLE polls ADD COLUMN timed_out INTEGER NOT NULL DEFAULT 0; -- 1: it let us wait in vain the last time
",
    // Statistics of a table that was empty have each lookup in it read all of it, for as long as the run fills it; no query needs any.
    "
    DROP TABLE IF EXISTS sqlite_stat1;
    DROP TABLE IF EXISTS sqlite_stat4;
",
    "
    CREATE TABLE looks (             -- of folders that have items
        source INTEGER NOT NULL,
        folder TEXT NOT NULL,        -- what comes before the names in the keys of its items
        look BLOB,                   -- digest of what they looked like when they were last compared; NULL: some were written since
        PRIMARY KEY (source, folder)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE sources ADD COLUMN in_folders INTEGER NOT NULL DEFAULT 0; -- 1: each folder that has items of it is in `looks`
",
];

/// The present version, `PRAGMA user_version`.
pub(super) const VERSION: usize = MIGRATIONS.len();

/// Takes the steps that are left from `version` on.
pub(super) fn migrate(connection: &Connection, version: usize) -> rusqlite::Result<()> {
    for (at, step) in MIGRATIONS.iter().enumerate().skip(version) {
        connection.execute_batch(&format!(
            "SAVEPOINT migration; {step} PRAGMA user_version = {}; PRAGMA application_id = {APPLICATION}; RELEASE migration;",
            at + 1
        ))?;
    }
    Ok(())
}
