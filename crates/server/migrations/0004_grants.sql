-- How programs prove who they are, what they may ask tokens for, and what must happen only once.

-- Public keys of a client that signs instead of knowing a secret, as a JSON Web Key Set.
ALTER TABLE clients ADD COLUMN jwks TEXT;
-- What its identity tokens are signed with.
ALTER TABLE clients ADD COLUMN id_token_alg TEXT NOT NULL DEFAULT 'ES256';
-- 1 when its tokens have to be bound to a key of its own (RFC 9449).
ALTER TABLE clients ADD COLUMN dpop_bound BIGINT NOT NULL DEFAULT 0;
-- The addresses it may ask tokens for besides ours, space-separated (RFC 8707).
ALTER TABLE clients ADD COLUMN resources TEXT NOT NULL DEFAULT '';

-- What the tokens are for, space-separated; empty: this server.
ALTER TABLE grants ADD COLUMN resources TEXT NOT NULL DEFAULT '';
ALTER TABLE refresh_families ADD COLUMN resources TEXT NOT NULL DEFAULT '';
-- Single claims that were asked for, as in `userinfo.email id_token.name`.
ALTER TABLE grants ADD COLUMN claims TEXT NOT NULL DEFAULT '';
ALTER TABLE refresh_families ADD COLUMN claims TEXT NOT NULL DEFAULT '';

-- There is one current key for each algorithm that is in use.
ALTER TABLE signing_keys ADD COLUMN alg TEXT NOT NULL DEFAULT 'ES256';

-- Proofs and assertions that were shown, until they run out by themselves.
CREATE TABLE seen_once (
    digest TEXT NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
CREATE INDEX seen_once_by_end ON seen_once (expires_at);

-- Access tokens without a session that were given back before their time.
CREATE TABLE revoked_tokens (
    jti TEXT NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
CREATE INDEX revoked_tokens_by_end ON revoked_tokens (expires_at);
