-- What clients say about themselves, and the flows beside the authorization code: pushed requests,
-- the device grant, registration by clients themselves, and telling clients that a session ended.

-- Empty: by its secret in either way, or by nothing when it has none.
ALTER TABLE clients ADD COLUMN token_auth_method TEXT NOT NULL DEFAULT '';
ALTER TABLE clients ADD COLUMN require_par BIGINT NOT NULL DEFAULT 0;
-- Space-separated, as are the contacts.
ALTER TABLE clients ADD COLUMN post_logout_redirects TEXT NOT NULL DEFAULT '';
ALTER TABLE clients ADD COLUMN backchannel_logout_uri TEXT;
ALTER TABLE clients ADD COLUMN client_uri TEXT;
ALTER TABLE clients ADD COLUMN logo_uri TEXT;
ALTER TABLE clients ADD COLUMN policy_uri TEXT;
ALTER TABLE clients ADD COLUMN tos_uri TEXT;
ALTER TABLE clients ADD COLUMN contacts TEXT NOT NULL DEFAULT '';
ALTER TABLE clients ADD COLUMN software_id TEXT;
ALTER TABLE clients ADD COLUMN software_version TEXT;
-- The digest of the token with which a client that registered itself reads, changes and removes its
-- registration. None for clients that an operator added.
ALTER TABLE clients ADD COLUMN registration_digest TEXT;

-- The built-in app may use the device grant.
UPDATE clients
SET grants = grants || ' urn:ietf:params:oauth:grant-type:device_code'
WHERE id = 'countersign-desktop';

-- Whoever removes a client, or looks for its sessions that ended by time, asks for its families.
CREATE INDEX families_by_client ON refresh_families (client_id, ended_at);

-- Initial access tokens: each lets somebody register a number of clients.
CREATE TABLE registration_tokens (
    digest TEXT NOT NULL PRIMARY KEY,
    uses_left BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Authorization requests that clients pushed, by the digest of their request_uri.
CREATE TABLE pushed_requests (
    digest TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    -- The parameters, form-encoded.
    params TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- When a browser first came with it; it then lives as long as a sign-in may take.
    opened_at BIGINT,
    -- When a grant was given for it.
    spent_at BIGINT
);
CREATE INDEX pushed_requests_by_age ON pushed_requests (expires_at);

-- Sign-ins of devices that have no browser, by the digest of their device code.
CREATE TABLE device_grants (
    digest TEXT NOT NULL PRIMARY KEY,
    -- A keyed hash: the code itself is short.
    user_code TEXT NOT NULL UNIQUE,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    resources TEXT NOT NULL DEFAULT '',
    dpop_jkt TEXT,
    device_name TEXT,
    -- Where the device asked from.
    ip TEXT NOT NULL,
    -- How many seconds the device waits between two polls.
    wait_seconds BIGINT NOT NULL,
    polled_at BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- pending, approved, denied or spent.
    state TEXT NOT NULL,
    -- Who decided, in which session, and when they last proved who they are.
    user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
    session_id TEXT REFERENCES sessions (id) ON DELETE CASCADE,
    authenticated_at BIGINT,
    -- What it produced.
    family_id TEXT
);
CREATE INDEX device_grants_by_age ON device_grants (expires_at);
CREATE INDEX device_grants_by_session ON device_grants (session_id);

-- Clients still to be told that a session ended. A row goes when the client was told.
CREATE TABLE logout_outbox (
    session_id TEXT NOT NULL,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    ended_at BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    -- When it may next be tried. Whoever tries moves it on first, so that nobody else does meanwhile.
    next_at BIGINT NOT NULL,
    PRIMARY KEY (session_id, client_id)
);
CREATE INDEX logout_outbox_by_next ON logout_outbox (next_at);
