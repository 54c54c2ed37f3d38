-- Passwords that were, mail under way, and the links it carries.

-- When somebody opened a link that was sent to `email`; empty until then.
ALTER TABLE users ADD COLUMN email_verified_at BIGINT;
-- How a password that came from elsewhere is hashed, as in `bcrypt,12`; empty for our own.
ALTER TABLE users ADD COLUMN password_kind TEXT;
CREATE INDEX users_by_email ON users (lower(email));
CREATE INDEX users_by_password_kind ON users (password_kind);

-- Every kind that somebody's password may be hashed by, so that a sign-in can do the work of each.
CREATE TABLE password_kinds (
    kind TEXT NOT NULL PRIMARY KEY
);

CREATE TABLE password_history (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- As it was stored in `users`.
    password TEXT NOT NULL,
    replaced_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, password)
);

CREATE TABLE mails (
    id TEXT NOT NULL PRIMARY KEY,
    -- What it is about, as in `reset`; the log may name it.
    kind TEXT NOT NULL,
    -- Address, subject and words, sealed under a key outside the database.
    sealed TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- From here on nobody wants it any more.
    expires_at BIGINT NOT NULL,
    -- Not to be tried before this; moves on before each try, so that one server tries at a time.
    next_at BIGINT NOT NULL,
    tries BIGINT NOT NULL
);
CREATE INDEX mails_by_next ON mails (next_at);

CREATE TABLE mail_links (
    digest TEXT NOT NULL PRIMARY KEY,
    -- `reset` or `verify`.
    kind TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- Where it was sent. Following a link of the kind `verify` makes this the person's address.
    email TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    spent_at BIGINT
);
CREATE INDEX mail_links_by_user ON mail_links (user_id, kind, created_at);
CREATE INDEX mail_links_by_age ON mail_links (expires_at);
