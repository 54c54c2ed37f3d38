-- How each row of the log is encoded for its hash, and what version 2 says beyond version 1.
ALTER TABLE audit ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE audit ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN address TEXT NOT NULL DEFAULT '';
-- `done`, `refused`, or nothing in rows of version 1.
ALTER TABLE audit ADD COLUMN outcome TEXT NOT NULL DEFAULT '';
-- A line for each.
ALTER TABLE audit ADD COLUMN reasons TEXT NOT NULL DEFAULT '';
