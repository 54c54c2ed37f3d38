-- Codes and notices that were sent, for the limits on sending: for whom and where to, never what.
CREATE TABLE sent_messages (
    id TEXT NOT NULL PRIMARY KEY,
    -- `mail` and `sms` are codes, `notice` is a mail that nobody asked for.
    kind TEXT NOT NULL,
    -- `user:…`, or `device:…` for a person on a device they are known on.
    subject TEXT NOT NULL,
    -- A keyed hash of the address or the number.
    target TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX sent_messages_for ON sent_messages (kind, subject, at);
CREATE INDEX sent_messages_to ON sent_messages (kind, target, at);
CREATE INDEX sent_messages_by_age ON sent_messages (at);
