-- An account is a sign-in whose tokens are held: (issuer, subject) identifies it.
create table accounts (
    id                text    not null primary key,
    issuer            text    not null,
    server            text    not null,
    client_id         text    not null,
    subject           text    not null,
    -- The person's name at the issuer, sealed under the ledger's key.
    name              blob,
    scopes            text    not null,
    state             text    not null,
    created_at        integer not null,
    unique (issuer, subject)
) strict;

-- Where the current tokens of an account are. Reading follows this row and looks nowhere else.
create table token_rows (
    account           text    not null primary key references accounts (id) on delete cascade,
    version           integer not null,
    place             text    not null check (place in ('keychain', 'sealed')),
    access_expires_at integer not null,
    -- When the refresh token ends by itself; null where the issuer does not say.
    ends_at           integer
) strict;

-- Tokens too long for some keychains, sealed under the ledger's key.
create table sealed_tokens (
    account           text    not null references accounts (id) on delete cascade,
    version           integer not null,
    bytes             blob    not null,
    primary key (account, version)
) strict;

-- This ledger's own name, under which its key lies in the keychain.
create table ledger (
    id                text    not null primary key
) strict;

insert into ledger (id) values (lower(hex(randomblob(16))));
