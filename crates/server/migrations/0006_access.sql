-- Roles of one's own, keys for programs, and what lists of people are searched and sorted by.

ALTER TABLE users ADD COLUMN department TEXT;
-- The name and the mail address in one spelling as hexadecimal digits of their bytes: the one text
-- that every database sorts alike, whatever its language. The server fills in what is missing.
ALTER TABLE users ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN email_key TEXT NOT NULL DEFAULT '';
CREATE INDEX users_by_name ON users (name_key, id);
CREATE INDEX users_by_email_key ON users (email_key, id);
CREATE INDEX users_by_age ON users (created_at, id);
CREATE INDEX users_disabled_by_name ON users (name_key, id) WHERE disabled_at IS NOT NULL;
CREATE INDEX users_disabled_by_age ON users (created_at, id) WHERE disabled_at IS NOT NULL;
CREATE INDEX users_active_by_name ON users (name_key, id) WHERE disabled_at IS NULL;
CREATE INDEX users_active_by_age ON users (created_at, id) WHERE disabled_at IS NULL;
CREATE INDEX users_by_department ON users (department, name_key, id);
ALTER TABLE user_roles ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
CREATE INDEX user_roles_by_role ON user_roles (role, name_key, user_id);

CREATE TABLE roles (
    name TEXT NOT NULL PRIMARY KEY,
    description TEXT NOT NULL,
    -- Space-separated, as in `users.read users.end`.
    permissions TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    -- The first and last letters, to recognise it by.
    hint TEXT NOT NULL,
    digest TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- Coarse: written again when it is older than ten minutes.
    last_used_at BIGINT,
    revoked_at BIGINT,
    -- The key that took over, once there is one.
    replaced_by TEXT
);
CREATE INDEX api_keys_by_user ON api_keys (user_id, created_at, id);
CREATE INDEX api_keys_by_end ON api_keys (expires_at);

CREATE INDEX devices_by_user_and_age ON devices (user_id, created_at, id);
CREATE INDEX clients_by_name ON clients (name, id);
