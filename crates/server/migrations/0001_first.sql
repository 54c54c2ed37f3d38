-- One text for SQLite and PostgreSQL: TEXT and BIGINT alone. Moments are Unix seconds, digests and
-- ids lower-case hexadecimal, truth is 0 or 1.
--
-- device → session → refresh family → refresh token (with its access token) is one tree.

CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- The name in one spelling, so that no two people differ by case alone.
    name_folded TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    -- A PHC string over the keyed hash of the password.
    password TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT
);

CREATE TABLE user_roles (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    PRIMARY KEY (user_id, role)
);

CREATE TABLE clients (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    secret_digest TEXT,
    first_party BIGINT NOT NULL,
    -- Space-separated, as in requests.
    grants TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE client_redirects (
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    uri TEXT NOT NULL,
    PRIMARY KEY (client_id, uri)
);

CREATE TABLE consents (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, client_id)
);

CREATE TABLE devices (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT,
    os TEXT,
    browser TEXT,
    -- Recognises a browser that signed in before.
    cookie_digest TEXT UNIQUE,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX devices_by_user ON devices (user_id);

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    device_id TEXT NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    client_id TEXT REFERENCES clients (id) ON DELETE CASCADE,
    cookie_digest TEXT UNIQUE,
    ip TEXT,
    authenticated_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_active_at BIGINT NOT NULL,
    -- How long it lives without use, in seconds, and when it ends in spite of use.
    idle_seconds BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    -- The earlier of the two ends; moves with last_active_at.
    expires_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX sessions_by_user ON sessions (user_id, ended_at, created_at);
CREATE INDEX sessions_by_device ON sessions (device_id);

CREATE TABLE refresh_families (
    id TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    dpop_jkt TEXT,
    -- 0 when the client got an access token alone.
    refreshable BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    ended_why TEXT
);
CREATE INDEX families_by_session ON refresh_families (session_id);

CREATE TABLE refresh_tokens (
    digest TEXT NOT NULL PRIMARY KEY,
    family_id TEXT NOT NULL REFERENCES refresh_families (id) ON DELETE CASCADE,
    parent_digest TEXT,
    number BIGINT NOT NULL,
    -- The jti of the access token issued beside it.
    access_jti TEXT NOT NULL UNIQUE,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    spent_at BIGINT,
    access_used_at BIGINT,
    replaced_at BIGINT,
    UNIQUE (family_id, number)
);

CREATE TABLE grants (
    digest TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    redirect_uri TEXT NOT NULL,
    scopes TEXT NOT NULL,
    nonce TEXT,
    challenge TEXT NOT NULL,
    authenticated_at BIGINT NOT NULL,
    device_name TEXT,
    dpop_jkt TEXT,
    created_at BIGINT NOT NULL,
    spent_at BIGINT,
    family_id TEXT
);
CREATE INDEX grants_by_session ON grants (session_id);
CREATE INDEX grants_by_age ON grants (created_at);

CREATE TABLE signing_keys (
    kid TEXT NOT NULL PRIMARY KEY,
    -- The private key, sealed under a key outside the database.
    sealed TEXT NOT NULL,
    public_jwk TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- When a younger key took over; published for a while after that.
    retired_at BIGINT
);

CREATE TABLE guesses (
    -- `user:…`, `device:…`, `unknown:…` or `address:…`.
    subject TEXT NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);
CREATE INDEX guesses_by_age ON guesses (last_at);

CREATE TABLE audit (
    number BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash TEXT NOT NULL
);

-- One row, so that appending to the log is one writer at a time on any database.
CREATE TABLE audit_head (
    id BIGINT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO audit_head (id, number, hash)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
