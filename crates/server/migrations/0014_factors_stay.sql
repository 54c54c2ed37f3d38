-- A device that can approve is not forgotten by time any more.
ALTER TABLE devices DROP COLUMN seen_at;
