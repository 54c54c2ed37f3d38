-- How each row of the log is encoded for its hash, and what version 2 says beyond version 1.
ALTER TABLE audit ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE audit ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN address TEXT NOT NULL DEFAULT '';
-- `done`, `refused`, or nothing in rows of version 1.
ALTER TABLE audit ADD COLUMN outcome TEXT NOT NULL DEFAULT '';
-- A line for each.
ALTER TABLE audit ADD COLUMN reasons TEXT NOT NULL DEFAULT '';

-- One for each filter of a search, in the order in which it answers.
CREATE INDEX audit_by_time ON audit (at, number);
CREATE INDEX audit_by_actor ON audit (actor, at, number);
CREATE INDEX audit_by_subject ON audit (subject, at, number);
CREATE INDEX audit_by_action ON audit (action, at, number);
CREATE INDEX audit_by_outcome ON audit (outcome, at, number);
CREATE INDEX audit_by_address ON audit (address, at, number);

-- What was signed about the log. Copies of it leave the database.
CREATE TABLE audit_checkpoints (
    number BIGINT NOT NULL,
    -- `head`, or `trimmed` when the row and all before it were removed for their age.
    kind TEXT NOT NULL,
    hash TEXT NOT NULL,
    at BIGINT NOT NULL,
    public_key TEXT NOT NULL,
    signature TEXT NOT NULL,
    PRIMARY KEY (number, kind)
);

-- What was seen of each sign-in with the right password, and what was made of it.
CREATE TABLE sign_in_history (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    address TEXT NOT NULL,
    network TEXT NOT NULL,
    country TEXT,
    asn BIGINT,
    -- Ten-thousandths of a degree.
    latitude BIGINT,
    longitude BIGINT,
    -- 0 or 1, as are the two after it.
    known_device BIGINT NOT NULL,
    trusted BIGINT NOT NULL,
    proxy BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    names BIGINT NOT NULL,
    score BIGINT NOT NULL,
    -- `allow`, `step_up` or `refuse`.
    verdict TEXT NOT NULL,
    -- A line for each signal, with its weight.
    reasons TEXT NOT NULL,
    -- The session that began with it; empty until then.
    session TEXT NOT NULL
);
CREATE INDEX sign_in_history_of_person ON sign_in_history (user_id, at);
CREATE INDEX sign_in_history_by_age ON sign_in_history (at);

-- Tries that failed, for an hour or so: as whom, and from where.
CREATE TABLE sign_in_failures (
    id TEXT NOT NULL PRIMARY KEY,
    subject TEXT NOT NULL,
    network TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX sign_in_failures_of_subject ON sign_in_failures (subject, at);
CREATE INDEX sign_in_failures_from_network ON sign_in_failures (network, at);
CREATE INDEX sign_in_failures_by_age ON sign_in_failures (at);
