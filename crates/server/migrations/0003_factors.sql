-- Second factors, sign-ins that wait for one, and what a session knows of how its person was
-- recognised. Sessions from before were begun by a password alone.

ALTER TABLE sessions ADD COLUMN aal BIGINT NOT NULL DEFAULT 1;
ALTER TABLE sessions ADD COLUMN amr TEXT NOT NULL DEFAULT 'pwd';
ALTER TABLE sessions ADD COLUMN factor_at BIGINT;

CREATE TABLE factors (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    -- What its owner calls it.
    name TEXT NOT NULL,
    -- The seed, the passkey or the telephone number, sealed under a key outside the database.
    sealed TEXT NOT NULL,
    -- What may exist once: the digest of a passkey's name; for others `user/kind`.
    handle TEXT NOT NULL UNIQUE,
    -- The last accepted step of time, or a passkey's count of signatures.
    counter BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE INDEX factors_by_user ON factors (user_id);

CREATE TABLE recovery_codes (
    -- A keyed hash over the person and the code.
    digest TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL
);
CREATE INDEX recovery_codes_by_user ON recovery_codes (user_id);

-- A password was right and something is still due. No session: only the pages that finish it look here.
CREATE TABLE sign_ins (
    cookie_digest TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    due TEXT NOT NULL,
    proven_at BIGINT NOT NULL
);
CREATE INDEX sign_ins_by_age ON sign_ins (proven_at);
CREATE INDEX sign_ins_by_user ON sign_ins (user_id);

-- What the server remembers between asking and being answered: one question of each purpose at a time
-- for each session (`session:…`) or sign-in (`sign-in:…`).
CREATE TABLE challenges (
    holder TEXT NOT NULL,
    purpose TEXT NOT NULL,
    user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
    -- A seed to enrol, a ceremony or an address, sealed.
    sealed TEXT NOT NULL,
    -- The keyed hash of a code that was sent.
    digest TEXT,
    tries_left BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (holder, purpose)
);
CREATE INDEX challenges_by_age ON challenges (created_at);
