-- The client through which a key for programs was made, with which it ends; none where the operator made
-- it.
ALTER TABLE api_keys ADD COLUMN client_id TEXT;
CREATE INDEX api_keys_by_client ON api_keys (client_id);

-- Whether a client takes tokens of others and may ask what they are worth.
ALTER TABLE clients ADD COLUMN resource_server BIGINT NOT NULL DEFAULT 0;
