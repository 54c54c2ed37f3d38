-- What people linked to their accounts: who they are at other servers. The pair of issuer and subject
-- says who somebody is there; a mail address says nothing.
CREATE TABLE upstream_links (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- The other server, as the configuration calls it. Under a name that is pointed elsewhere nothing old
    -- counts, since the issuer is another one.
    upstream TEXT NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- How its owner recognises it.
    label TEXT NOT NULL,
    linked_at BIGINT NOT NULL,
    last_used_at BIGINT,
    UNIQUE (upstream, issuer, subject)
);
CREATE INDEX upstream_links_by_user ON upstream_links (user_id);

-- How the person of a sign-in under way was recognised first.
ALTER TABLE sign_ins ADD COLUMN amr TEXT NOT NULL DEFAULT 'pwd';
