-- Questions of other servers to the devices of our people, until those servers were told what became of them.

CREATE TABLE delegations (
    -- Of what the other server calls the question, and of its issuer.
    digest TEXT NOT NULL PRIMARY KEY,
    -- The other server, as the configuration calls it, and the program that asked it.
    delegate TEXT NOT NULL,
    client TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- As in approvals.
    holder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- What the other server is told with, sealed; null when it was told, or never will be.
    token TEXT,
    -- What it is told; null until somebody looked.
    outcome TEXT,
    tries BIGINT NOT NULL,
    next_at BIGINT NOT NULL
);
CREATE INDEX delegations_by_age ON delegations (expires_at);
CREATE INDEX delegations_to_tell ON delegations (next_at) WHERE token IS NOT NULL;
