CREATE TABLE public._sqlx_migrations (
    version bigint NOT NULL,
    description text NOT NULL,
    installed_on timestamp with time zone DEFAULT now() NOT NULL,
    success boolean NOT NULL,
    checksum bytea NOT NULL,
    execution_time bigint NOT NULL
);
CREATE TABLE public.audit (
    number bigint NOT NULL,
    at bigint NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    detail text NOT NULL,
    hash text NOT NULL
);
CREATE TABLE public.audit_head (
    id bigint NOT NULL,
    number bigint NOT NULL,
    hash text NOT NULL
);
CREATE TABLE public.challenges (
    holder text NOT NULL,
    purpose text NOT NULL,
    user_id text,
    sealed text NOT NULL,
    digest text,
    tries_left bigint NOT NULL,
    created_at bigint NOT NULL
);
CREATE TABLE public.client_redirects (
    client_id text NOT NULL,
    uri text NOT NULL
);
CREATE TABLE public.clients (
    id text NOT NULL,
    name text NOT NULL,
    secret_digest text,
    first_party bigint NOT NULL,
    grants text NOT NULL,
    scopes text NOT NULL,
    created_at bigint NOT NULL,
    jwks text,
    id_token_alg text DEFAULT 'ES256'::text NOT NULL,
    dpop_bound bigint DEFAULT 0 NOT NULL,
    resources text DEFAULT ''::text NOT NULL
);
CREATE TABLE public.consents (
    user_id text NOT NULL,
    client_id text NOT NULL,
    scopes text NOT NULL,
    given_at bigint NOT NULL
);
CREATE TABLE public.devices (
    id text NOT NULL,
    user_id text NOT NULL,
    name text,
    os text,
    browser text,
    cookie_digest text,
    created_at bigint NOT NULL,
    ended_at bigint
);
CREATE TABLE public.factors (
    id text NOT NULL,
    user_id text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    sealed text NOT NULL,
    handle text NOT NULL,
    counter bigint NOT NULL,
    created_at bigint NOT NULL,
    last_used_at bigint
);
CREATE TABLE public.grants (
    digest text NOT NULL,
    client_id text NOT NULL,
    user_id text NOT NULL,
    session_id text NOT NULL,
    redirect_uri text NOT NULL,
    scopes text NOT NULL,
    nonce text,
    challenge text NOT NULL,
    authenticated_at bigint NOT NULL,
    device_name text,
    dpop_jkt text,
    created_at bigint NOT NULL,
    spent_at bigint,
    family_id text,
    resources text DEFAULT ''::text NOT NULL,
    claims text DEFAULT ''::text NOT NULL
);
CREATE TABLE public.guesses (
    subject text NOT NULL,
    failures bigint NOT NULL,
    last_at bigint NOT NULL
);
CREATE TABLE public.mail_links (
    digest text NOT NULL,
    kind text NOT NULL,
    user_id text NOT NULL,
    email text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    spent_at bigint
);
CREATE TABLE public.mails (
    id text NOT NULL,
    kind text NOT NULL,
    sealed text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    next_at bigint NOT NULL,
    tries bigint NOT NULL
);
CREATE TABLE public.password_history (
    user_id text NOT NULL,
    password text NOT NULL,
    replaced_at bigint NOT NULL
);
CREATE TABLE public.password_kinds (
    kind text NOT NULL
);
CREATE TABLE public.recovery_codes (
    digest text NOT NULL,
    user_id text NOT NULL,
    created_at bigint NOT NULL
);
CREATE TABLE public.refresh_families (
    id text NOT NULL,
    session_id text NOT NULL,
    client_id text NOT NULL,
    scopes text NOT NULL,
    dpop_jkt text,
    refreshable bigint NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    ended_at bigint,
    ended_why text,
    resources text DEFAULT ''::text NOT NULL,
    claims text DEFAULT ''::text NOT NULL
);
CREATE TABLE public.refresh_tokens (
    digest text NOT NULL,
    family_id text NOT NULL,
    parent_digest text,
    number bigint NOT NULL,
    access_jti text NOT NULL,
    issued_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    spent_at bigint,
    access_used_at bigint,
    replaced_at bigint
);
CREATE TABLE public.revoked_tokens (
    jti text NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE public.seen_once (
    digest text NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE public.sessions (
    id text NOT NULL,
    device_id text NOT NULL,
    user_id text NOT NULL,
    kind text NOT NULL,
    client_id text,
    cookie_digest text,
    ip text,
    authenticated_at bigint NOT NULL,
    created_at bigint NOT NULL,
    last_active_at bigint NOT NULL,
    idle_seconds bigint NOT NULL,
    ends_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    ended_at bigint,
    aal bigint DEFAULT 1 NOT NULL,
    amr text DEFAULT 'pwd'::text NOT NULL,
    factor_at bigint
);
CREATE TABLE public.sign_ins (
    cookie_digest text NOT NULL,
    user_id text NOT NULL,
    due text NOT NULL,
    proven_at bigint NOT NULL
);
CREATE TABLE public.signing_keys (
    kid text NOT NULL,
    sealed text NOT NULL,
    public_jwk text NOT NULL,
    created_at bigint NOT NULL,
    retired_at bigint,
    alg text DEFAULT 'ES256'::text NOT NULL
);
CREATE TABLE public.user_roles (
    user_id text NOT NULL,
    role text NOT NULL
);
CREATE TABLE public.users (
    id text NOT NULL,
    name text NOT NULL,
    name_folded text NOT NULL,
    email text NOT NULL,
    password text NOT NULL,
    created_at bigint NOT NULL,
    disabled_at bigint,
    email_verified_at bigint,
    password_kind text
);
INSERT INTO public._sqlx_migrations VALUES (1, 'first', '2026-11-21 21:43:33.707831+00', true, '\x1086820e223e4b2affae0b5a2997e9a1116de935471dee0df6475633a0a0032c891a0f994d71abf5cdd9449dd9d5f4c5', 3391974461);
INSERT INTO public._sqlx_migrations VALUES (2, 'passwords', '2026-11-21 21:43:37.199635+00', true, '\x383152bc6487cc457cec68a7f7743e1479ab25bc40689ed270715c300c350976807e68f14d7e7b10126ff5934b99e9eb', 1758753907);
INSERT INTO public._sqlx_migrations VALUES (3, 'factors', '2026-11-21 21:43:39.067475+00', true, '\x8ba3355017d00739432afa9d856d2f6c2a5ad8df6d9764b4fabd027d29bd96749be75602367c61535280e6ed20d02707', 852078058);
INSERT INTO public._sqlx_migrations VALUES (4, 'grants', '2026-11-21 21:43:39.977763+00', true, '\x4b23ce9473ec25cab2cde79fff6fd32096d3b9ee1dfe5ca494cf82f410bf97a933646c449242833dd07a927ca44c465e', 448680174);
INSERT INTO public.audit VALUES (1, 1800000000, 'system', 'key.rotated', '604c2f95a631cdf2', 'ES256', 'b2a529448480e81e788a53801093db9a70740e402ded6baeabbf38f3417f752e');
INSERT INTO public.audit VALUES (2, 1800000000, 'operator', 'user.added', '3666657c0bff3aebd36517b368514382', 'roles=user', 'aef77deb6b62b131084cdc62a7592661064977ea8ae7c3d0d5b5542865cae04f');
INSERT INTO public.audit VALUES (3, 1800000000, 'operator', 'user.added', '175cc7062bdc02a0bb3e3ea5eba4160b', 'roles=super-administrator', '1cde022f3037e5971abfb7e05a7e7771e6ff52988a500b378b302a320099e019');
INSERT INTO public.audit VALUES (4, 1800000000, 'operator', 'user.added', '256bed2aee28c445a45c8797a45b9dcb', 'roles=user', '04c33deed236db4db3da092ae486d8a1d370e02caafcb285b2170e2aac0e98a7');
INSERT INTO public.audit VALUES (5, 1800000000, 'operator', 'user.added', '0923d6a88875362f0d4fc1ab48247ca5', 'roles=user', 'f679abe000e4f95c729d5d8ff8d2dedbdeb9209ecca2ce1f3432f95f2ac347bf');
INSERT INTO public.audit VALUES (6, 1800000000, 'operator', 'user.disabled', '256bed2aee28c445a45c8797a45b9dcb', 'sessions=0', 'a169f5805193d5c464abbd28fc33dd2e00d102fec8c29b1e9309de7dada6014f');
INSERT INTO public.audit VALUES (7, 1800000000, 'operator', 'user.imported', '9e0d0058f719f61bba856b1370ba25b2', 'bcrypt,4', '14456c9e315856bddd3f88826d1e94275fdba1f96c716a23fd418117e78213d0');
INSERT INTO public.audit VALUES (8, 1800000000, 'operator', 'password.set', '175cc7062bdc02a0bb3e3ea5eba4160b', 'sessions=0', '66e34cae4ec4f849283e6bf00e3922cb812354645efc18e706afa3bc00aac76f');
INSERT INTO public.audit VALUES (9, 1800000000, 'operator', 'password.link-made', '175cc7062bdc02a0bb3e3ea5eba4160b', '', '74f2fef46b0e0abd04684874489c9c25e4580285fb5f860b5b53ef0dd6611bb5');
INSERT INTO public.audit VALUES (10, 1800000000, 'operator', 'role.changed', 'librarian', '', 'b748f03962cc380303694f5e8c45bcfb1e99f950a5772c3b2fc0ef264b422945');
INSERT INTO public.audit VALUES (11, 1800000000, 'operator', 'role.granted', '3666657c0bff3aebd36517b368514382', 'librarian', 'b0c7936fe31e85e05ddad45e39e72154e710a061141516f83a25a9fd7a71d233');
INSERT INTO public.audit VALUES (12, 1800000000, 'operator', 'registration.allowed', 'clients', 'uses=3 seconds=86400', '9b4ba11a00f525e52e7fb7aa660b5d3b43db1dd9f5bc5c0dc2a6ed8e6280088e');
INSERT INTO public.audit VALUES (13, 1800000000, 'operator', 'client.added', '99524c19e9923207cf703d967e7eb323', 'Wiki', 'd1d68c74d1624612ecca2a5ade66a7687651c860086afaba20b2347d730d2952');
INSERT INTO public.audit VALUES (14, 1800000000, '0923d6a88875362f0d4fc1ab48247ca5', 'session.began', '5aa2f4f78ffaa5e3779610a976f06c2c', '', '621a19568d84b6a51c3a7e8b5e4d7fb6246dfa5c20d9bb30e5bac31e9f003739');
INSERT INTO public.audit VALUES (15, 1800000000, '0923d6a88875362f0d4fc1ab48247ca5', 'session.renewed', '5aa2f4f78ffaa5e3779610a976f06c2c', '', '67655870e1d15d769542995c4fd7a6bd63e7e9c434d323418caa837795cf0ea5');
INSERT INTO public.audit VALUES (16, 1800000000, '0923d6a88875362f0d4fc1ab48247ca5', 'factor.enrolled', 'totp', '', '2f2f8e26ff2490bd2d0d58241900179eb2e69826565a2431e6e3a3e11545b173');
INSERT INTO public.audit VALUES (17, 1800000000, '0923d6a88875362f0d4fc1ab48247ca5', 'recovery.made', '0923d6a88875362f0d4fc1ab48247ca5', '', '3d3ae4fbd1382bef492ffc2141f616634aaee002f910f0908d8c114cb3fcc189');
INSERT INTO public.audit VALUES (18, 1800000060, '0923d6a88875362f0d4fc1ab48247ca5', 'sign-in.waits', 'factor', '', 'b71f26f9219cd117e5f547bf08570a5e1677bd4ec899fb7851e611501b5c2957');
INSERT INTO public.audit VALUES (19, 1800000060, '3666657c0bff3aebd36517b368514382', 'session.began', '5dba05121bd8609cdc6343d122dd1c23', '', 'c88e1ace6486aba7c650babdd09cd2fc581bf3345382f9a60da2ca142be2bce8');
INSERT INTO public.audit VALUES (20, 1800000060, '3666657c0bff3aebd36517b368514382', 'consent.given', '99524c19e9923207cf703d967e7eb323', 'offline_access openid profile', '1fa5fb1e1cfb011d95acf4b1f234e62d2006c68e44acfb23331d9293f23bf8af');
INSERT INTO public.audit VALUES (21, 1800000060, '99524c19e9923207cf703d967e7eb323', 'grant.redeemed', 'ba547085a59c57d94dcc0c4c0b79c467', '5e3bbfe3ec12c6b318e35d5306e5de49', '0403a23541500cde405706755d13ecb05818712f48e70d555d4ee5a62ceec26f');
INSERT INTO public.audit VALUES (22, 1800000060, '3666657c0bff3aebd36517b368514382', 'session.ended', '5dba05121bd8609cdc6343d122dd1c23', '', '22207e60dddf06d8dce73f99996a50e56dd66f66ba1a9f2e1955b4eced696998');
INSERT INTO public.audit VALUES (23, 1800000060, '3666657c0bff3aebd36517b368514382', 'session.began', '9cde9bf86fe7ac2d66d4d0605cccb2b8', '', '5bc21d3cc110d52e97b0d12aa413c62a5f9f6b3dd36105f90c948d8a37a47042');
INSERT INTO public.audit VALUES (24, 1800000060, '99524c19e9923207cf703d967e7eb323', 'grant.redeemed', 'b37d1819bf3e38e7f8ae75d100d64d96', '85d4086c87a4b15bfd3f4c475c5c0778', '19907702705612ed339276a2716a06796fc17851f53974474bfbfcfc2d7ef8b3');
INSERT INTO public.audit VALUES (25, 1800000060, 'countersign-desktop', 'grant.redeemed', 'b8e98d1646a84af288d363696c601335', '008aa87e70d58e077868f9df627a3a94', 'f762b6ad0e001c7149728a2af29e6dd1015417af8096dd6d2fed92b4b3c48494');
INSERT INTO public.audit VALUES (26, 1800000060, 'anonymous', 'sign-in.failed', 'user:3666657c0bff3aebd36517b368514382', '', '20a177a8e771df7bc82e624ca125c52d97252c3b0a94699f6a9abb8f920e0a77');
INSERT INTO public.audit VALUES (27, 1800000060, '3666657c0bff3aebd36517b368514382', 'api-key.created', 'bc8e947b1dcfcd75ce36124da45b2478', 'scopes=sessions', 'f1542348b591fa6c0a5e0f0ac5687a43de05461a266b28fa9d4704cb6dd3524e');
INSERT INTO public.audit VALUES (28, 1800000060, 'operator', 'client.added', '4d984eb8a34245b951f6147f2ed2c4bc', 'Job', '1c496f95a1836e29028f5dbfc80493e402b26662e5573d72a546638077d8c692');
INSERT INTO public.audit VALUES (29, 1800000060, '4d984eb8a34245b951f6147f2ed2c4bc', 'token.revoked', '7478c2f54439bb672aeaf0196f6a7b71', '', '39703913b36ba34066d9ac442934b73284aaaba7bc4f1c4cce345527ddfd5890');
INSERT INTO public.audit_head VALUES (1, 29, '39703913b36ba34066d9ac442934b73284aaaba7bc4f1c4cce345527ddfd5890');
INSERT INTO public.challenges VALUES ('session:9cde9bf86fe7ac2d66d4d0605cccb2b8', 'enrol-totp', '3666657c0bff3aebd36517b368514382', 'ba3d2005.egFQv86Fj3BvhsWO4NbsvAPMBBPFiFf3rmYCa03Xdb0IP01VJBu8kPkOb7j5wzx6', NULL, 0, 1800000060);
INSERT INTO public.client_redirects VALUES ('countersign-desktop', 'http://127.0.0.1/callback/{provider}');
INSERT INTO public.client_redirects VALUES ('99524c19e9923207cf703d967e7eb323', 'https://wiki.example/back');
INSERT INTO public.clients VALUES ('countersign-desktop', 'Countersign', NULL, 1, 'authorization_code refresh_token', 'admin approvals email offline_access openid profile sessions', 1800000000, NULL, 'ES256', 0, '');
INSERT INTO public.clients VALUES ('99524c19e9923207cf703d967e7eb323', 'Wiki', '4ff08dc83637c5fb9ae0a4d6481c63e25d3bc44f434a5540a76b84f29ef4ca3a', 0, 'authorization_code refresh_token', 'email offline_access openid profile', 1800000000, NULL, 'ES256', 0, '');
INSERT INTO public.clients VALUES ('4d984eb8a34245b951f6147f2ed2c4bc', 'Job', '2de4557c89d460146c2dd3cec85789b5246d6f519a1ea7329c4f10e422db2fd7', 0, 'client_credentials', 'sessions', 1800000060, NULL, 'ES256', 0, '');
INSERT INTO public.consents VALUES ('3666657c0bff3aebd36517b368514382', '99524c19e9923207cf703d967e7eb323', 'offline_access openid profile', 1800000060);
INSERT INTO public.devices VALUES ('8f87bc16575bc059956e203afe4bcad7', '0923d6a88875362f0d4fc1ab48247ca5', NULL, 'Linux', 'Firefox 140', '6ebc497c83b2110490f8f936e1b46d9a61fb4276279daa2aa8adcf7d6dcb0ef3', 1800000000, NULL);
INSERT INTO public.devices VALUES ('fc63ae2b361ac1ca12c6a34f4de8f805', '3666657c0bff3aebd36517b368514382', NULL, 'Linux', 'Firefox 140', 'db6d447852d87805b9a850b99988c35c27312b475a2d50208aef135ef9e20994', 1800000060, NULL);
INSERT INTO public.devices VALUES ('02043e8501d07f261e229863f510e062', '3666657c0bff3aebd36517b368514382', NULL, 'Linux', NULL, NULL, 1800000060, NULL);
INSERT INTO public.devices VALUES ('79c22fc917b9edc422a0dd02678f79f3', '3666657c0bff3aebd36517b368514382', NULL, 'Linux', 'Firefox 140', 'b902ce06922ed5a454a5ee6dc596f90a88ec8dbd21920fb5f0294f68711eb028', 1800000060, NULL);
INSERT INTO public.devices VALUES ('b7bb7b5299f8db08850ccf4f134cddac', '3666657c0bff3aebd36517b368514382', NULL, 'Linux', NULL, NULL, 1800000060, NULL);
INSERT INTO public.devices VALUES ('583f94a5916738476f640545a4a100b2', '3666657c0bff3aebd36517b368514382', 'Ana''s laptop', 'Linux', NULL, NULL, 1800000060, NULL);
INSERT INTO public.factors VALUES ('921072005d3f26f8f612da58930996f9', '0923d6a88875362f0d4fc1ab48247ca5', 'totp', 'Authenticator app', 'ba3d2005.eJn1GvoFHw4gL0Dtu4IkteAjaFu/AVH8jcR7sGI4z1B/0c6vb3Zi1jE6qUU5Zc7f', '0923d6a88875362f0d4fc1ab48247ca5/totp', 60000000, 1800000000, 1800000000);
INSERT INTO public.grants VALUES ('340a42189c68869219ecfe2fdea0450f46308515c1d7433608714551aee145ea', '99524c19e9923207cf703d967e7eb323', '3666657c0bff3aebd36517b368514382', '5dba05121bd8609cdc6343d122dd1c23', 'https://wiki.example/back', 'offline_access openid profile', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, 1800000060, '5e3bbfe3ec12c6b318e35d5306e5de49', '', '');
INSERT INTO public.grants VALUES ('7e5d947f1b1cecc446f7e1eab1890d7c1035facd2b8a6ecbf90e812e60b3f0b8', '99524c19e9923207cf703d967e7eb323', '3666657c0bff3aebd36517b368514382', '9cde9bf86fe7ac2d66d4d0605cccb2b8', 'https://wiki.example/back', 'offline_access openid profile', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, 1800000060, '85d4086c87a4b15bfd3f4c475c5c0778', '', '');
INSERT INTO public.grants VALUES ('ed1f582d6743daa22764b635b23c99c41dbb7282f5f1e7f5a0fbeb28fad46a50', 'countersign-desktop', '3666657c0bff3aebd36517b368514382', '9cde9bf86fe7ac2d66d4d0605cccb2b8', 'http://127.0.0.1:49152/callback/countersign', 'approvals email offline_access openid profile sessions', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, 1800000060, '008aa87e70d58e077868f9df627a3a94', '', '');
INSERT INTO public.grants VALUES ('bd4621db30c7aba8b4e22f44624bee0876ea58574beca846abfbdbed95019205', 'countersign-desktop', '3666657c0bff3aebd36517b368514382', '9cde9bf86fe7ac2d66d4d0605cccb2b8', 'http://127.0.0.1:49152/callback/countersign', 'approvals email offline_access openid profile sessions', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, NULL, NULL, '', '');
INSERT INTO public.guesses VALUES ('address:127.0.0.1', 5, 1800000060);
INSERT INTO public.guesses VALUES ('user:0923d6a88875362f0d4fc1ab48247ca5', 0, 0);
INSERT INTO public.guesses VALUES ('user:3666657c0bff3aebd36517b368514382', 1, 1800000060);
INSERT INTO public.mail_links VALUES ('3e26d4e58fc78af19672e1588fb06143cfd4879e336b1f273b2cc1ab9017a3c2', 'verify', '3666657c0bff3aebd36517b368514382', 'ana@example.org', 1800000000, 1800086400, NULL);
INSERT INTO public.mail_links VALUES ('78e50f9fed131068fd6ba83d1289c73eeffddb65e0d04a4b319e9d2d56bd7a4a', 'verify', '175cc7062bdc02a0bb3e3ea5eba4160b', 'root@example.org', 1800000000, 1800086400, NULL);
INSERT INTO public.mail_links VALUES ('4a7cca0fc66996bf39c9a7a4bc0a10b1483c7e8b69057b4a72e16be73583ba11', 'verify', '256bed2aee28c445a45c8797a45b9dcb', 'gone@example.org', 1800000000, 1800086400, NULL);
INSERT INTO public.mail_links VALUES ('5754204b52eab4e2d7793cd45ad034c3d8c6dfbd03c08463a51ef40fe9d53c95', 'verify', '0923d6a88875362f0d4fc1ab48247ca5', 'tess@example.org', 1800000000, 1800086400, NULL);
INSERT INTO public.mail_links VALUES ('543eef10757a7859712e41cd1bbbc456f6abd96b8199447b95154c0f40d89f86', 'reset', '175cc7062bdc02a0bb3e3ea5eba4160b', '', 1800000000, 1800000900, NULL);
INSERT INTO public.mails VALUES ('aaa0a00b6cd126615e814405f1aa4197', 'verify', 'fThk/IEO7+dLNlSU5vtdQFnBaFfqfg4u1DymBG3U43/yf7n2gnpBvRfF8rfkMROujWYh4UNalIAucbrPULawphjmba7lkVDCvml/22gMTh5/GRIsi8XRx2ujNVyblEwx0vJmbKx6s08/bwK3C7t31UzImK1U/WM089R2eZjQcxYaaRbYRQhDleOgaAtxY4xCaFnp9lak7xDZTeItI5DhkstF9teKArOwfuhXEKJsVTe0ZlmI/68+T8Eb57UCACDwvRzl1mXtyIfpfs1vn45KkWMGbujEzY9ICkZf+qgx0ZLfFQY+FET0+UTi6pfehJmbPvuCa93th1EIMZYsaVD8hkOLP8eLa8cj4W/la2xTgtKJB9NFE2Ly+VSMRoZ3+2ZJ36rlwkHBaRsMXJI/6mSDLTmYnig6oYOraGP60M/cacEhBvG79JYfGApw0CBfG1ZWCDWigwJCLw0hjqvR4Jizn3k6vhiAiR27iYPGgRBUuYecYzuEcbcDo0CseZ1dLrPdLl2VhJqE8UfjTh7T0k7V5aphNz4GfHKPITILqanV7jY', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('dd87595da4fa00d48a2251e2da78c886', 'verify', 'P4KOUt50Aw30MNjJJAWA7y3tQ+6HC/ej4M6Q+mCd/PsxKyk97LExKgOmVm8Zywvygy03OSsKjjLItFv5VToxjA2TneubgR5AAwg+7POI12GNi0g/oB408Q1TLccll14sAMko2PNVkP17715zODrd2tNZvjSZBIREPN3/Xoki0kpuFe6sJpBR41clxp2HGg/un5yOFsdsg+z7hd42SoXCH3eLHj4vlimz2YGQkqvv4644ynnu8XcvgB5ezKOm+5RIzEPveZ0m+Y9cBy7mfbLgaRJN5MDjbSJ5Ig33aR4PKeY2khNEVxypUnIRE52XqW71TaUVLbGDCIJlB/xFv87jd/B078ehbKrcIB2GUNy2/fhAtCArPGfhR7UM9CiNM95LS7XI+O9KiDyOqSvc/sn2CYYpOlWceds/hh8EWo4+cvCa2CGrUz3t6cSRUZNZ0z+XZk07VIwTje6vxf4r6jQti9SJVFVm5tMlxNBL2PVQNUSjJniTSf6MbgI2P3O0dLNsEJcds3zzt6O0QkrFob3DWIVBupxVUtJFHFjcMKWlcRBITQ', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('38e2b8f730d141a2ec310308f72c61c7', 'verify', 'b/dPswy44aQMUr3Nf9D0Yq74C2YSYxb0GkIsCgNzz7cUPiyW4VO3PRPwaRcW9YUfJrcOmqPTlQAXa4Fy88B4MpWYKJjupe6VOoGIQpdwCthdYm8FZFKlNsfLgqJThLM3hCs9C4sDwR5yNCkJ2M4KeuzTddUNKDIlGHmM/igAVvRv5Gn5x+cCdDgUTlu1n4/9ZrjNiZ1GRbJjFlozMBmQdE8ChtqZcR0IuF5UClmzKqtSVwYifxowIY+QLK1kdgGY70vY5j7NqoAcloHiC3LtKy9oKCXiooKPuUmmmU9OJ3rDQy1RpcPSFOOrK1LrVCqTpLQ7+un725Uwt+UIeJl6oWtWr0/uFdNdcMbVdgNK1MCndyvqWxbMTC1oIMB6gGNysjhIlPv2siLCfI6Hqqt+3JkYFyVSNdv9hSUTNvdb3RQzWl682RoiHO09Xn2Fp8DHLFbhkm4ahnPYlA+1GNksl/KoIX5AqS/ibTbeYEh6d+yBjQQyXS/ob3bFYbFF9onlTl4mYrTcbsVIfULxaos9goGIg2wgp5ziSxR+ElHoNcYTwQ', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('74e8615d2a1a656527a66f17eeab3ee2', 'verify', 'Bd+zRanMbLeSHo88P4WXBoMOytEUVLtZYiO5mrQDsU7/Fm4PMWMgZUhcaCX0lbCHzrJvBwo9nEP3GA53dT0DT46LxmRQITCAUD1hApyfJI7LpgrpHso6SRgfaySxry/J76fPhe09qGJXWaACyABMvV6NEHC2nQHzo9LjQ7VZvUycMVL7LTc4BC46BTjvk+OtMLKoGuTg8AjC25RJjSfh1poeoI+CKKmTsiYMWKkU+/t5anPvu6itE9j8LM0+DNQKiLPXTKXfqehJ2qYggpDnxK+3/Mz+xU7TNtU8SsPsEJUGzSIMxqGIidKkacDRGQvTUbVb9kWXROQFDxszdyasDlOh7HQ1TyemjoRO3GZRaZD8qEi2Cvpx1sTapOO8+gLtac7O4lcoZgpV2CZKhEYjel/kgOgjR1d7VYZeFqLJgHXKGlIJofx2ceZROOB1c3Lpa4Rbw0bkmrU21REAlSmEI/2xHruW9omZh9+BrU4F0WcRsZpku+32KZG0OW5BDbGb85OGgcGUX4w9x0jtDX+U9C2xswdLIjV3tELwljuMmTr1BQ', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('aabd52167197819a10a4a35cac64c84c', 'password-changed', 'CiQevhLhnHn5oKj+oFBIycLFhsipMVsku1PGRR9he9+yy6niMGy2qacnHZjMEe2G7SCretECzs+Mblgomr6UzreNBmmH5P8872zNvJETlqjIBRyqG/r1An42XL1cp1BdHdzPlLJchnubU/PPDvFe65OS7jWbCbckSQh9ezUdvlawMqV6+F0qx+fDJQO7bIERIr/w9tYKzQa01KNmS6+vxjR9ucFrXGQF4/8qbUnkstFo08cMFsCC/fD9kmqQzYw6Uc8MBnkvJmx1h3Lm5lxFv53jJ0CDXN3oa1GYFPc9RnAOglmp1cO8OWpWq9cpGT3orlxoaRv5nHA7w84IiAuxubEj+UGiHJZ6BpFXMpNH3S4TiiAfXXHjpxVeRPq9aQjvzJDWj9gOT1aDclWNTkY7Ab4CpapANTqyaoXLBkxxp0K7pQnEThZcQ2SAeKb2t5+IfhGE6nmI3xHkXxd3WjdeYyXwcC9I6aO0Rmv2DWP0OdrBH0n9pPyb1jY2J1vDCr5AJQ9ox8HhYQgGgyUoBvlpusugAxNIkipicL/9Z0eq+0YbbZLszB9JMqPwMVYXm/anUkAD4K3QMVxLP0WynC/5JOpJk1CwTPcMlxEm5DDUrDNd6vVD1T2FAZ2s61M', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.password_history VALUES ('175cc7062bdc02a0bb3e3ea5eba4160b', '$argon2id$v=19$m=65536,t=3,p=1$sFRllU3RD0WDsQgLpCvxrQ$dNzSltS0/A6GYR3znABaXEyGQVxIOIBzdzeueotPPi4', 1800000000);
INSERT INTO public.password_kinds VALUES ('bcrypt,4');
INSERT INTO public.recovery_codes VALUES ('8a6b3aa25dd643ee4eac2df0696a23812e9d8f3c287d1faa1222105383a08c1b', '0923d6a88875362f0d4fc1ab48247ca5', 1800000000);
INSERT INTO public.recovery_codes VALUES ('c6c1f6263922c8e542de7ea3b981d931c4a050aca068bcb202230ab532c6da6c', '0923d6a88875362f0d4fc1ab48247ca5', 1800000000);
INSERT INTO public.recovery_codes VALUES ('137f5efcfa673a5c2a1dee0b7df54a5d0f1492a40295b924291c3f5b3f2ade16', '0923d6a88875362f0d4fc1ab48247ca5', 1800000000);
INSERT INTO public.recovery_codes VALUES ('78d1fb5525d5da45d0a7c7d775832e5bbfc3c3f105f3dfeae9e79ab51017af9c', '0923d6a88875362f0d4fc1ab48247ca5', 1800000000);
INSERT INTO public.recovery_codes VALUES ('f50d5f6c461b02b3f5e33c260515747b6cd5b9e2447f9f96d3205b265925805c', '0923d6a88875362f0d4fc1ab48247ca5', 1800000000);
INSERT INTO public.recovery_codes VALUES ('eb4e504bc14e842d80c0bb01e9f4dfb621c057fc4125d287132324f0e8dd6f61', '0923d6a88875362f0d4fc1ab48247ca5', 1800000000);
INSERT INTO public.recovery_codes VALUES ('c62d453a80952bcdc600c8daa626f2eea725c342a95e96a0b427f458bbd4581b', '0923d6a88875362f0d4fc1ab48247ca5', 1800000000);
INSERT INTO public.recovery_codes VALUES ('b863f09c1980a8b67b22a9c92f980cf26e950c55be008376a46b72ea65296492', '0923d6a88875362f0d4fc1ab48247ca5', 1800000000);
INSERT INTO public.recovery_codes VALUES ('0abe1455cd8cb0a5ad4130d5a896111bbc8a574b7bf461b7484399ea894719c1', '0923d6a88875362f0d4fc1ab48247ca5', 1800000000);
INSERT INTO public.recovery_codes VALUES ('6983f9af9c6c292b1e68e5bd744da228b8b431bd17775253d31f48003aa9acc7', '0923d6a88875362f0d4fc1ab48247ca5', 1800000000);
INSERT INTO public.refresh_families VALUES ('5e3bbfe3ec12c6b318e35d5306e5de49', 'ba547085a59c57d94dcc0c4c0b79c467', '99524c19e9923207cf703d967e7eb323', 'offline_access openid profile', NULL, 1, 1800000060, 1807776060, NULL, NULL, '', '');
INSERT INTO public.refresh_families VALUES ('85d4086c87a4b15bfd3f4c475c5c0778', 'b37d1819bf3e38e7f8ae75d100d64d96', '99524c19e9923207cf703d967e7eb323', 'offline_access openid profile', NULL, 1, 1800000060, 1807776060, NULL, NULL, '', '');
INSERT INTO public.refresh_families VALUES ('008aa87e70d58e077868f9df627a3a94', 'b8e98d1646a84af288d363696c601335', 'countersign-desktop', 'approvals email offline_access openid profile sessions', NULL, 1, 1800000060, 1807776060, NULL, NULL, '', '');
INSERT INTO public.refresh_tokens VALUES ('0144f845b77de2acda398d83113f50dd50a02ff650d49a14e1bac03042937cd9', '5e3bbfe3ec12c6b318e35d5306e5de49', NULL, 1, 'aa03c23ab4434bbeaac26155ec321c3d', 1800000060, 1801209660, NULL, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('bec2b2c32639b15a144de0f68e723bf10fec20e49eb961e5f305a6e5db8ea580', '85d4086c87a4b15bfd3f4c475c5c0778', NULL, 1, '306abd1bb15992d1901c7695205b6222', 1800000060, 1801209660, NULL, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('4dca095bd63b08bf306bc054a49b0290a1b869def0a5459407f4de1b2724724e', '008aa87e70d58e077868f9df627a3a94', NULL, 1, 'aba99c34027c9d66f310e8f5d990604b', 1800000060, 1801209660, 1800000060, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('7472fb2c292306e8007dc7b40d507d2cff4b4acaeae909786899c2aa39caa05a', '008aa87e70d58e077868f9df627a3a94', '4dca095bd63b08bf306bc054a49b0290a1b869def0a5459407f4de1b2724724e', 2, '1242973b6700a15e3acd4ac657c77ada', 1800000060, 1801209660, 1800000060, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('1c944460d08ba18326e553134c25bbb48da7206a004e3faccfd985b513214d4c', '008aa87e70d58e077868f9df627a3a94', '7472fb2c292306e8007dc7b40d507d2cff4b4acaeae909786899c2aa39caa05a', 3, 'd951a9e11fd9838181cf73c41bbcd841', 1800000060, 1801209660, NULL, 1800000060, NULL);
INSERT INTO public.revoked_tokens VALUES ('7478c2f54439bb672aeaf0196f6a7b71', 1800000660);
INSERT INTO public.seen_once VALUES ('seen_once', 1800003660);
INSERT INTO public.sessions VALUES ('5aa2f4f78ffaa5e3779610a976f06c2c', '8f87bc16575bc059956e203afe4bcad7', '0923d6a88875362f0d4fc1ab48247ca5', 'browser', NULL, 'f5aeeeadba131567f967013027720692bd256144fb76e787ebfda721d8d10279', '127.0.0.1', 1800000000, 1800000000, 1800000000, 1800, 1800028800, 1800001800, NULL, 2, 'mfa otp pwd', 1800000000);
INSERT INTO public.sessions VALUES ('5dba05121bd8609cdc6343d122dd1c23', 'fc63ae2b361ac1ca12c6a34f4de8f805', '3666657c0bff3aebd36517b368514382', 'browser', NULL, '6d4de4580d2d52706b17291cea9632c276819a9c2c8cfed4c0a591cc99655ebb', '127.0.0.1', 1800000060, 1800000060, 1800000060, 1800, 1800028860, 1800001860, 1800000060, 1, 'pwd', NULL);
INSERT INTO public.sessions VALUES ('ba547085a59c57d94dcc0c4c0b79c467', '02043e8501d07f261e229863f510e062', '3666657c0bff3aebd36517b368514382', 'app', '99524c19e9923207cf703d967e7eb323', NULL, '127.0.0.1', 1800000060, 1800000060, 1800000060, 1209600, 1807776060, 1801209660, NULL, 1, 'pwd', NULL);
INSERT INTO public.sessions VALUES ('9cde9bf86fe7ac2d66d4d0605cccb2b8', '79c22fc917b9edc422a0dd02678f79f3', '3666657c0bff3aebd36517b368514382', 'browser', NULL, '8ba77a2f9a0d3e3252fac30b616e7b857e0a55516845367cd756ec7fd744676c', '127.0.0.1', 1800000060, 1800000060, 1800000060, 1800, 1800028860, 1800001860, NULL, 1, 'pwd', NULL);
INSERT INTO public.sessions VALUES ('b37d1819bf3e38e7f8ae75d100d64d96', 'b7bb7b5299f8db08850ccf4f134cddac', '3666657c0bff3aebd36517b368514382', 'app', '99524c19e9923207cf703d967e7eb323', NULL, '127.0.0.1', 1800000060, 1800000060, 1800000060, 1209600, 1807776060, 1801209660, NULL, 1, 'pwd', NULL);
INSERT INTO public.sessions VALUES ('b8e98d1646a84af288d363696c601335', '583f94a5916738476f640545a4a100b2', '3666657c0bff3aebd36517b368514382', 'app', 'countersign-desktop', NULL, '127.0.0.1', 1800000060, 1800000060, 1800000060, 1209600, 1807776060, 1801209660, NULL, 1, 'pwd', NULL);
INSERT INTO public.sign_ins VALUES ('040c0a906378222b26d0b159e46d967b595d36e75f3e84479cc762688e6c74cc', '0923d6a88875362f0d4fc1ab48247ca5', 'factor', 1800000060);
INSERT INTO public.signing_keys VALUES ('604c2f95a631cdf2', 'XF1tSahMu2oB0yd7sYPuPA8Z86K4R/MlGcWP+37uK/1Smm5f6lV89MBTW613V8HCLwk8lSg805f7CmUJXxE1mQg1kDp9LL/ll5VS0JgH+csFewWjvLSbDf4hGW0Xc51wyjekThA+zHUr3WmREfsbfw4pab7oo99bmMivtCncpam05ADnsR9/eWJ4dAz8wEZRSgdS8nCUxwUKDBL0VMxn8gPUWrfHeg', '{"kty":"EC","crv":"P-256","x":"7Mlt17SZiE-CtfIc_wKT8heujfa9cGdGwVhu223kNyA","y":"W3HZSgIt1Yy6xPzrudA7l6gqxxfv2TSH_ZhSEH3VV4s","kid":"604c2f95a631cdf2","use":"sig","alg":"ES256"}', 1800000000, NULL, 'ES256');
INSERT INTO public.user_roles VALUES ('0923d6a88875362f0d4fc1ab48247ca5', 'user');
INSERT INTO public.user_roles VALUES ('175cc7062bdc02a0bb3e3ea5eba4160b', 'super-administrator');
INSERT INTO public.user_roles VALUES ('256bed2aee28c445a45c8797a45b9dcb', 'user');
INSERT INTO public.user_roles VALUES ('3666657c0bff3aebd36517b368514382', 'librarian');
INSERT INTO public.user_roles VALUES ('3666657c0bff3aebd36517b368514382', 'user');
INSERT INTO public.user_roles VALUES ('9e0d0058f719f61bba856b1370ba25b2', 'user');
INSERT INTO public.users VALUES ('3666657c0bff3aebd36517b368514382', 'ana', 'ana', 'ana@example.org', '$argon2id$v=19$m=65536,t=3,p=1$qrC7UsQlbhPalOKsQXXISg$KRPC5bHAWm09+/GwUQT9OGz0RLi7qLOn8EkpCn/7ZSU', 1800000000, NULL, NULL, NULL);
INSERT INTO public.users VALUES ('175cc7062bdc02a0bb3e3ea5eba4160b', 'root', 'root', 'root@example.org', '$argon2id$v=19$m=65536,t=3,p=1$8MCsc1TgK4XcaueXLvz7Tw$TEs+WuRpMKIHvUvHqmKzTu15uM8/gDfFKSYJrZoVoLY', 1800000000, NULL, NULL, NULL);
INSERT INTO public.users VALUES ('256bed2aee28c445a45c8797a45b9dcb', 'gone', 'gone', 'gone@example.org', '$argon2id$v=19$m=65536,t=3,p=1$ImWMJ24/xdDSzugiwimJPA$1NuZ/Ixk/VoMDqlklAMsgzFIl5294ySS7AXH1dx6xtA', 1800000000, 1800000000, NULL, NULL);
INSERT INTO public.users VALUES ('0923d6a88875362f0d4fc1ab48247ca5', 'tess', 'tess', 'tess@example.org', '$argon2id$v=19$m=65536,t=3,p=1$B2WYRu5ePbbJduIGcdGElg$CKsAKUJfAkNWubYL5IRDTjO06d08J2i8+4vXSEzIUzQ', 1800000000, NULL, NULL, NULL);
INSERT INTO public.users VALUES ('9e0d0058f719f61bba856b1370ba25b2', 'bela', 'bela', 'bela@example.org', 'adopted:On+1bHmNCOGA/N6IBjsacTzxxduinsZaHJwn4ZlUsiCqkmr3FhhOinvHpr3luljE2dmpy/F/VJCRnahey/AWaCTb+yC/5W/mG4PRufKldGqnP1OGKyOOpQQULQ', 1800000000, NULL, 1800000000, 'bcrypt,4');
ALTER TABLE ONLY public._sqlx_migrations
    ADD CONSTRAINT _sqlx_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.audit_head
    ADD CONSTRAINT audit_head_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.challenges
    ADD CONSTRAINT challenges_pkey PRIMARY KEY (holder, purpose);
ALTER TABLE ONLY public.client_redirects
    ADD CONSTRAINT client_redirects_pkey PRIMARY KEY (client_id, uri);
ALTER TABLE ONLY public.clients
    ADD CONSTRAINT clients_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_pkey PRIMARY KEY (user_id, client_id);
ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_cookie_digest_key UNIQUE (cookie_digest);
ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.factors
    ADD CONSTRAINT factors_handle_key UNIQUE (handle);
ALTER TABLE ONLY public.factors
    ADD CONSTRAINT factors_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.guesses
    ADD CONSTRAINT guesses_pkey PRIMARY KEY (subject);
ALTER TABLE ONLY public.mail_links
    ADD CONSTRAINT mail_links_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.password_history
    ADD CONSTRAINT password_history_pkey PRIMARY KEY (user_id, password);
ALTER TABLE ONLY public.password_kinds
    ADD CONSTRAINT password_kinds_pkey PRIMARY KEY (kind);
ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT recovery_codes_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.refresh_families
    ADD CONSTRAINT refresh_families_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_access_jti_key UNIQUE (access_jti);
ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_family_id_number_key UNIQUE (family_id, number);
ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.revoked_tokens
    ADD CONSTRAINT revoked_tokens_pkey PRIMARY KEY (jti);
ALTER TABLE ONLY public.seen_once
    ADD CONSTRAINT seen_once_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_cookie_digest_key UNIQUE (cookie_digest);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sign_ins
    ADD CONSTRAINT sign_ins_pkey PRIMARY KEY (cookie_digest);
ALTER TABLE ONLY public.signing_keys
    ADD CONSTRAINT signing_keys_pkey PRIMARY KEY (kid);
ALTER TABLE ONLY public.user_roles
    ADD CONSTRAINT user_roles_pkey PRIMARY KEY (user_id, role);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_name_folded_key UNIQUE (name_folded);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);
CREATE INDEX challenges_by_age ON public.challenges USING btree (created_at);
CREATE INDEX devices_by_user ON public.devices USING btree (user_id);
CREATE INDEX factors_by_user ON public.factors USING btree (user_id);
CREATE INDEX families_by_session ON public.refresh_families USING btree (session_id);
CREATE INDEX grants_by_age ON public.grants USING btree (created_at);
CREATE INDEX grants_by_session ON public.grants USING btree (session_id);
CREATE INDEX guesses_by_age ON public.guesses USING btree (last_at);
CREATE INDEX mail_links_by_age ON public.mail_links USING btree (expires_at);
CREATE INDEX mail_links_by_user ON public.mail_links USING btree (user_id, kind, created_at);
CREATE INDEX mails_by_next ON public.mails USING btree (next_at);
CREATE INDEX recovery_codes_by_user ON public.recovery_codes USING btree (user_id);
CREATE INDEX revoked_tokens_by_end ON public.revoked_tokens USING btree (expires_at);
CREATE INDEX seen_once_by_end ON public.seen_once USING btree (expires_at);
CREATE INDEX sessions_by_device ON public.sessions USING btree (device_id);
CREATE INDEX sessions_by_user ON public.sessions USING btree (user_id, ended_at, created_at);
CREATE INDEX sign_ins_by_age ON public.sign_ins USING btree (proven_at);
CREATE INDEX sign_ins_by_user ON public.sign_ins USING btree (user_id);
CREATE INDEX users_by_email ON public.users USING btree (lower(email));
CREATE INDEX users_by_password_kind ON public.users USING btree (password_kind);
ALTER TABLE ONLY public.challenges
    ADD CONSTRAINT challenges_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.client_redirects
    ADD CONSTRAINT client_redirects_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.clients(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.clients(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.factors
    ADD CONSTRAINT factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.clients(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.mail_links
    ADD CONSTRAINT mail_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.password_history
    ADD CONSTRAINT password_history_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.refresh_families
    ADD CONSTRAINT refresh_families_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.clients(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.refresh_families
    ADD CONSTRAINT refresh_families_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_family_id_fkey FOREIGN KEY (family_id) REFERENCES public.refresh_families(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.clients(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_device_id_fkey FOREIGN KEY (device_id) REFERENCES public.devices(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sign_ins
    ADD CONSTRAINT sign_ins_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.user_roles
    ADD CONSTRAINT user_roles_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
