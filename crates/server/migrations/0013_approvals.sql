-- Approvals: devices with a key that answer for their person, and what they were asked.

ALTER TABLE devices ADD COLUMN approval_key_id TEXT;
-- Ed25519, base64url.
ALTER TABLE devices ADD COLUMN approval_key TEXT;
ALTER TABLE devices ADD COLUMN approval_key_at BIGINT;
ALTER TABLE devices ADD COLUMN approval_used_at BIGINT;
-- The key that the tokens of this device are bound to, by which it is recognised at the next sign-in.
ALTER TABLE devices ADD COLUMN dpop_jkt TEXT;
-- When a session there was last used that is forgotten since.
ALTER TABLE devices ADD COLUMN seen_at BIGINT;
CREATE INDEX devices_by_key ON devices (user_id, dpop_jkt);

ALTER TABLE users ADD COLUMN password_changed_at BIGINT;
-- Until when the person does not want to be asked, and when another factor of theirs was last right.
ALTER TABLE users ADD COLUMN approvals_muted_until BIGINT;
ALTER TABLE users ADD COLUMN approvals_cleared_at BIGINT;

-- Codes with which a device enrols its key.
CREATE TABLE approval_codes (
    digest TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    device_id TEXT NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL
);
CREATE INDEX approval_codes_by_age ON approval_codes (expires_at);
CREATE INDEX approval_codes_by_device ON approval_codes (device_id);

CREATE TABLE approvals (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    device_id TEXT NOT NULL,
    -- Who alone may collect it: `sign-in:…`, `session:…` or `backchannel:…`.
    holder TEXT NOT NULL,
    -- What the device is shown, as JSON.
    request TEXT NOT NULL,
    -- What the person types, sealed; null where the program shows no number.
    digits TEXT,
    tries_left BIGINT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    decided_at BIGINT,
    collected_at BIGINT,
    -- The signed answer, as JSON.
    answer TEXT
);
-- One open request for each person.
CREATE UNIQUE INDEX approvals_open ON approvals (user_id) WHERE state = 'pending';
CREATE INDEX approvals_by_user ON approvals (user_id, created_at);
CREATE INDEX approvals_by_holder ON approvals (holder, created_at);
CREATE INDEX approvals_by_age ON approvals (created_at);

-- Sign-ins that programs asked for without a browser, and the programs that are told when somebody decided.
ALTER TABLE clients ADD COLUMN backchannel_delivery TEXT NOT NULL DEFAULT 'poll';
ALTER TABLE clients ADD COLUMN backchannel_notification TEXT;

CREATE TABLE backchannels (
    digest TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- As in approvals.
    holder TEXT NOT NULL,
    scopes TEXT NOT NULL,
    dpop_jkt TEXT,
    wait_seconds BIGINT NOT NULL,
    polled_at BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    spent_at BIGINT,
    family_id TEXT,
    -- What the program is told with, sealed; null when it is not told, or was.
    ping TEXT,
    ping_tries BIGINT NOT NULL,
    ping_at BIGINT NOT NULL
);
CREATE INDEX backchannels_by_age ON backchannels (expires_at);
CREATE INDEX backchannels_to_tell ON backchannels (ping_at) WHERE ping IS NOT NULL;
