-- When the window of a subject will have room for all its attempts again, in Unix microseconds.
ALTER TABLE guesses ADD COLUMN back_at BIGINT NOT NULL DEFAULT 0;

-- What was taken of the limits that several replicas share, where no Redis keeps them: one row for a
-- class of addresses and whoever it is counted for. A row whose moment has passed says nothing.
CREATE TABLE limits (
    subject TEXT NOT NULL PRIMARY KEY,
    -- Unix microseconds, as above.
    back_at BIGINT NOT NULL
);
CREATE INDEX limits_by_age ON limits (back_at);
