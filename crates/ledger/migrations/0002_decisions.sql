-- With which key this device answers for an account, known while the vault is locked.
create table approvers (
    account           text    not null primary key references accounts (id) on delete cascade,
    user              text    not null,
    device            text    not null,
    -- The id of the key, and its public half.
    key               text    not null,
    public_key        text    not null,
    name              blob    not null,
    enrolled_at       integer not null
) strict;

-- Every answer to an approval, before it was sent. A decision outlives its account.
create table decisions (
    number            integer not null primary key,
    previous          blob    not null,
    hash              blob    not null,
    account           text    not null,
    issuer            text    not null,
    request           text    not null,
    decision          text    not null,
    key               text    not null,
    public_key        text    not null,
    signed            blob    not null,
    signature         text    not null,
    at                integer not null,
    -- The request as it was shown, sealed under the ledger's key.
    shown             blob    not null,
    -- What became of it is learnt later, so it is no part of the hash.
    state             text    not null
) strict;

-- The number and the hash of the last decision, sealed under the ledger's key.
create table decisions_head (
    one               integer not null primary key check (one = 1),
    sealed            blob    not null
) strict;
