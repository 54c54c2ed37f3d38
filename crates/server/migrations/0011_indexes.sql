-- What administrators search everybody's live sessions by, each in the order of the answer. None of
-- them holds when a session was last used, so that a refresh changes no index.

CREATE INDEX sessions_live_by_age ON sessions (created_at, id) WHERE ended_at IS NULL;
CREATE INDEX sessions_live_by_user ON sessions (user_id, created_at, id) WHERE ended_at IS NULL;
CREATE INDEX sessions_live_by_client ON sessions (client_id, created_at, id) WHERE ended_at IS NULL;
CREATE INDEX sessions_live_by_kind ON sessions (kind, created_at, id) WHERE ended_at IS NULL;
CREATE INDEX sessions_live_by_ip ON sessions (ip, created_at, id) WHERE ended_at IS NULL;

-- An id is there once, so these two are as unique as it is. Said so, it saves sorting the sessions of
-- people who are read in their order.
DROP INDEX users_by_name;
DROP INDEX users_by_email_key;
CREATE UNIQUE INDEX users_once_by_name ON users (name_key, id);
CREATE UNIQUE INDEX users_once_by_email_key ON users (email_key, id);
