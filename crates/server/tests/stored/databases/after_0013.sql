CREATE TABLE public._sqlx_migrations (
    version bigint NOT NULL,
    description text NOT NULL,
    installed_on timestamp with time zone DEFAULT now() NOT NULL,
    success boolean NOT NULL,
    checksum bytea NOT NULL,
    execution_time bigint NOT NULL
);
CREATE TABLE public.api_keys (
    id text NOT NULL,
    user_id text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    hint text NOT NULL,
    digest text NOT NULL,
    scopes text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    last_used_at bigint,
    revoked_at bigint,
    replaced_by text,
    client_id text
);
CREATE TABLE public.approval_codes (
    digest text NOT NULL,
    user_id text NOT NULL,
    device_id text NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE public.approvals (
    id text NOT NULL,
    user_id text NOT NULL,
    device_id text NOT NULL,
    holder text NOT NULL,
    request text NOT NULL,
    digits text,
    tries_left bigint NOT NULL,
    state text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    decided_at bigint,
    collected_at bigint,
    answer text
);
CREATE TABLE public.audit (
    number bigint NOT NULL,
    at bigint NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    detail text NOT NULL,
    hash text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    device text DEFAULT ''::text NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    outcome text DEFAULT ''::text NOT NULL,
    reasons text DEFAULT ''::text NOT NULL
);
CREATE TABLE public.audit_checkpoints (
    number bigint NOT NULL,
    kind text NOT NULL,
    hash text NOT NULL,
    at bigint NOT NULL,
    public_key text NOT NULL,
    signature text NOT NULL
);
CREATE TABLE public.audit_head (
    id bigint NOT NULL,
    number bigint NOT NULL,
    hash text NOT NULL
);
CREATE TABLE public.backchannels (
    digest text NOT NULL,
    client_id text NOT NULL,
    user_id text NOT NULL,
    holder text NOT NULL,
    scopes text NOT NULL,
    dpop_jkt text,
    wait_seconds bigint NOT NULL,
    polled_at bigint,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    spent_at bigint,
    family_id text,
    ping text,
    ping_tries bigint NOT NULL,
    ping_at bigint NOT NULL
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
    resources text DEFAULT ''::text NOT NULL,
    token_auth_method text DEFAULT ''::text NOT NULL,
    require_par bigint DEFAULT 0 NOT NULL,
    post_logout_redirects text DEFAULT ''::text NOT NULL,
    backchannel_logout_uri text,
    client_uri text,
    logo_uri text,
    policy_uri text,
    tos_uri text,
    contacts text DEFAULT ''::text NOT NULL,
    software_id text,
    software_version text,
    registration_digest text,
    resource_server bigint DEFAULT 0 NOT NULL,
    backchannel_delivery text DEFAULT 'poll'::text NOT NULL,
    backchannel_notification text
);
CREATE TABLE public.consents (
    user_id text NOT NULL,
    client_id text NOT NULL,
    scopes text NOT NULL,
    given_at bigint NOT NULL
);
CREATE TABLE public.device_grants (
    digest text NOT NULL,
    user_code text NOT NULL,
    client_id text NOT NULL,
    scopes text NOT NULL,
    resources text DEFAULT ''::text NOT NULL,
    dpop_jkt text,
    device_name text,
    ip text NOT NULL,
    wait_seconds bigint NOT NULL,
    polled_at bigint,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    state text NOT NULL,
    user_id text,
    session_id text,
    authenticated_at bigint,
    family_id text
);
CREATE TABLE public.devices (
    id text NOT NULL,
    user_id text NOT NULL,
    name text,
    os text,
    browser text,
    cookie_digest text,
    created_at bigint NOT NULL,
    ended_at bigint,
    approval_key_id text,
    approval_key text,
    approval_key_at bigint,
    approval_used_at bigint,
    dpop_jkt text,
    seen_at bigint
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
    last_at bigint NOT NULL,
    back_at bigint DEFAULT 0 NOT NULL
);
CREATE TABLE public.limits (
    subject text NOT NULL,
    back_at bigint NOT NULL
);
CREATE TABLE public.logout_outbox (
    session_id text NOT NULL,
    client_id text NOT NULL,
    user_id text NOT NULL,
    ended_at bigint NOT NULL,
    tries bigint NOT NULL,
    next_at bigint NOT NULL
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
CREATE TABLE public.pushed_requests (
    digest text NOT NULL,
    client_id text NOT NULL,
    params text NOT NULL,
    expires_at bigint NOT NULL,
    opened_at bigint,
    spent_at bigint
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
CREATE TABLE public.registration_tokens (
    digest text NOT NULL,
    uses_left bigint NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE public.revoked_tokens (
    jti text NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE public.roles (
    name text NOT NULL,
    description text NOT NULL,
    permissions text NOT NULL,
    created_at bigint NOT NULL
);
CREATE TABLE public.seen_once (
    digest text NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE public.sent_messages (
    id text NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    target text NOT NULL,
    at bigint NOT NULL
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
CREATE TABLE public.sign_in_failures (
    id text NOT NULL,
    subject text NOT NULL,
    network text NOT NULL,
    at bigint NOT NULL
);
CREATE TABLE public.sign_in_history (
    id text NOT NULL,
    user_id text NOT NULL,
    at bigint NOT NULL,
    address text NOT NULL,
    network text NOT NULL,
    country text,
    asn bigint,
    latitude bigint,
    longitude bigint,
    known_device bigint NOT NULL,
    trusted bigint NOT NULL,
    proxy bigint NOT NULL,
    tries bigint NOT NULL,
    names bigint NOT NULL,
    score bigint NOT NULL,
    verdict text NOT NULL,
    reasons text NOT NULL,
    session text NOT NULL
);
CREATE TABLE public.sign_ins (
    cookie_digest text NOT NULL,
    user_id text NOT NULL,
    due text NOT NULL,
    proven_at bigint NOT NULL,
    amr text DEFAULT 'pwd'::text NOT NULL
);
CREATE TABLE public.signing_keys (
    kid text NOT NULL,
    sealed text NOT NULL,
    public_jwk text NOT NULL,
    created_at bigint NOT NULL,
    retired_at bigint,
    alg text DEFAULT 'ES256'::text NOT NULL
);
CREATE TABLE public.upstream_links (
    id text NOT NULL,
    user_id text NOT NULL,
    upstream text NOT NULL,
    issuer text NOT NULL,
    subject text NOT NULL,
    label text NOT NULL,
    linked_at bigint NOT NULL,
    last_used_at bigint
);
CREATE TABLE public.user_roles (
    user_id text NOT NULL,
    role text NOT NULL,
    name_key text DEFAULT ''::text NOT NULL
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
    password_kind text,
    department text,
    name_key text DEFAULT ''::text NOT NULL,
    email_key text DEFAULT ''::text NOT NULL,
    password_changed_at bigint,
    approvals_muted_until bigint,
    approvals_cleared_at bigint
);
INSERT INTO public._sqlx_migrations VALUES (1, 'first', '2026-11-22 02:01:22.02474+00', true, '\x1086820e223e4b2affae0b5a2997e9a1116de935471dee0df6475633a0a0032c891a0f994d71abf5cdd9449dd9d5f4c5', 54757625);
INSERT INTO public._sqlx_migrations VALUES (2, 'passwords', '2026-11-22 02:01:22.080971+00', true, '\x383152bc6487cc457cec68a7f7743e1479ab25bc40689ed270715c300c350976807e68f14d7e7b10126ff5934b99e9eb', 18343214);
INSERT INTO public._sqlx_migrations VALUES (3, 'factors', '2026-11-22 02:01:22.1002+00', true, '\x8ba3355017d00739432afa9d856d2f6c2a5ad8df6d9764b4fabd027d29bd96749be75602367c61535280e6ed20d02707', 23357778);
INSERT INTO public._sqlx_migrations VALUES (4, 'grants', '2026-11-22 02:01:22.12512+00', true, '\x4b23ce9473ec25cab2cde79fff6fd32096d3b9ee1dfe5ca494cf82f410bf97a933646c449242833dd07a927ca44c465e', 13262960);
INSERT INTO public._sqlx_migrations VALUES (5, 'flows', '2026-11-22 02:01:22.139402+00', true, '\x432ce91202122fb8644ecbc182f811af2a4ad211db74a546b268b5e96bdfc3dca4729acb612ba8a0c29166bbf6a6e400', 27332366);
INSERT INTO public._sqlx_migrations VALUES (6, 'access', '2026-11-22 02:01:22.167806+00', true, '\xb331324507b1144ff507e30b90a1c85a32dac5bd2d9c5d11bffc6546da3374498794102afc4a5f8dee19626a803ef194', 28186048);
INSERT INTO public._sqlx_migrations VALUES (7, 'limits', '2026-11-22 02:01:22.196715+00', true, '\x7c105bf838cead13e7bb1eaf3b230bb65c8e3700b87a73ef2db8c5f659ac762be6a104c0629c0fc640adea772cbe36c6', 5690940);
INSERT INTO public._sqlx_migrations VALUES (8, 'records', '2026-11-22 02:01:22.203141+00', true, '\x0302bb4ba1766bc86eae495be22d9e0caef3c0ad9df93e54edc3fe1a68fe05e8fbcaba77b59c028cb98c284907cc62a1', 32310941);
INSERT INTO public._sqlx_migrations VALUES (9, 'messages', '2026-11-22 02:01:22.241208+00', true, '\x13d34147d73bd90a65cb660c0208cc9c4ebafa822aa7e8ada3e0a1dc9e85ab6e7cc05bd2977388a8c3ba24583a8ab9d5', 8204948);
INSERT INTO public._sqlx_migrations VALUES (10, 'upstream', '2026-11-22 02:01:22.250228+00', true, '\x5b1069ac44fa8b583a8e214dd39dddb07f0968b5761dfc478a0fe2ddb8d4a7ed2898ceeac6aae254ec6e8512e1b9b53e', 8159667);
INSERT INTO public._sqlx_migrations VALUES (11, 'indexes', '2026-11-22 02:01:22.258975+00', true, '\xe30e4cd8a7a324080669a52c753612c216f110bfad683c1b3b95dc9f724be9b5cd4c142709d957742f291422727f5086', 9700793);
INSERT INTO public._sqlx_migrations VALUES (12, 'clients', '2026-11-22 02:01:22.269217+00', true, '\x29f4d060e785933c3554a7f03db1e261c207bf37c987964fd503915b1c19052c17a99d1d5b4862b85510c5bf9913d464', 2722656);
INSERT INTO public._sqlx_migrations VALUES (13, 'approvals', '2026-11-22 02:01:22.272902+00', true, '\x9d4cfd5dee200fb32eaaebbed7b33e689d699ac27d3fd0a5a29d7345ab7a4a5f75de3ee0f7b4f1f8cd801f5de35c7a07', 18539938);
INSERT INTO public.api_keys VALUES ('b1ed5218664de2729c1db1523b4f2f92', '889480df6be7860f13cab02cf9335bac', 'secret', 'backup job', 'cs_sk_…NLt8', '9353e69884e57d728530e69c240584f0ea9e555171da3992e79648e731058f4f', 'sessions', 1800000060, 1807776060, NULL, NULL, NULL, 'countersign-desktop');
INSERT INTO public.approval_codes VALUES ('approval_codes', '1c999ef9a52b3ee431910f87c61b2f93', '314ea6448d95ce39ade4043ce651f13e', 1800003660);
INSERT INTO public.approvals VALUES ('approvals', '1c999ef9a52b3ee431910f87c61b2f93', 'approvals', 'approvals', 'approvals', 'approvals', 1800003660, 'approvals', 1800003660, 1800003660, 1800003660, 1800003660, 'approvals');
INSERT INTO public.audit VALUES (1, 1800000000, 'system', 'key.rotated', 'f39e0a0655ce712b', 'ES256', '298845a9779fe729df0cb9c130ed457653af2858ad8573871582e29d4bdc7cb5', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (2, 1800000000, 'operator', 'user.added', '889480df6be7860f13cab02cf9335bac', 'roles=user', '573674a32aaf8809f397808a9308ba5563bd3ee40e10609e68bac0db1c9d87b9', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (3, 1800000000, 'operator', 'user.added', '3a0dcfc8e400fa92faa24c79b1da745e', 'roles=super-administrator', '3120d1571d6bd158409e9d661bc1f5486d9a45f8abceb1dba9dc28ed81ef6df8', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (4, 1800000000, 'operator', 'user.added', '373ebf94d065ff620bc4b4e878582a42', 'roles=user', '413b7d8d81ed3b05f257025303cd09a4f9b8139df3607ef74614a6428dc9cae7', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (5, 1800000000, 'operator', 'user.added', 'e71f9c137460c000fa05b440c8ba8c9c', 'roles=user', '69be9704db4560ffa57435314992b463d179939320248620fdc74a3b0e9bcc5a', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (6, 1800000000, 'operator', 'user.disabled', '373ebf94d065ff620bc4b4e878582a42', 'sessions=0', 'c6305c25c8a51836093ca604021feb4f6fb5eb778d6020f92b90db903868f816', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (7, 1800000000, 'operator', 'user.imported', '1c999ef9a52b3ee431910f87c61b2f93', 'bcrypt,4', '37145c8e0d6763c8dcf1492f28c6610e517b598d595361b364c4826d78626208', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (8, 1800000000, 'operator', 'password.set', '3a0dcfc8e400fa92faa24c79b1da745e', 'sessions=0 keys=0', 'ad4996abb7005adc24e7745639e30f445c15fd2768d301fdf8884b53a13c7420', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (9, 1800000000, 'operator', 'password.link-made', '3a0dcfc8e400fa92faa24c79b1da745e', '', '2bf0036874ea784ebb6ed0531e79065f9faaa6282814cc4196d42c48a440542a', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (10, 1800000000, 'operator', 'role.changed', 'librarian', '', '3f253aaca79cd53981ed6cac55765f4908375aea976a0b08d63eeb0d0da77c1b', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (11, 1800000000, 'operator', 'role.granted', '889480df6be7860f13cab02cf9335bac', 'librarian', 'a1cd1d602660f6f5e3bb8f88a531b0a0cf52eb60afbcd96dac7e8fe9743e0078', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (12, 1800000000, 'operator', 'registration.allowed', 'clients', 'uses=3 seconds=86400', 'af31fbd2cbcf38b8fcba93761d8d43da65a2ae3f3df1c5659e109028b134928b', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (13, 1800000000, 'operator', 'client.added', 'ad7ca3c0753cd2fd4c12a41174f4b135', 'Wiki', 'e4331de7fcdd597d1225dbbe392783a5ec84bae04ee6ae8b127a77fae392a290', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (14, 1800000000, 'e71f9c137460c000fa05b440c8ba8c9c', 'session.began', 'c232c8d3cbccb0f827dcabff97758437', '', '609cd9b535d6e9a5859d7c2f8c629f48a9e9511d8d0e03695b0b690b0f259d2a', 2, '429ec4ab49c09403766583674eca690c', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (15, 1800000000, 'e71f9c137460c000fa05b440c8ba8c9c', 'session.renewed', 'c232c8d3cbccb0f827dcabff97758437', '', '09c6ea0f32f9ca403f5743e7b851c4db850d909a267e600845b0544f5eaac660', 2, '429ec4ab49c09403766583674eca690c', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (16, 1800000000, 'e71f9c137460c000fa05b440c8ba8c9c', 'factor.enrolled', 'totp', '', '4e2dc8dc7bc752de1fb082ec9773d90bf5dbaed1d2b096d9eb312124d11dd149', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (17, 1800000000, 'e71f9c137460c000fa05b440c8ba8c9c', 'recovery.made', 'e71f9c137460c000fa05b440c8ba8c9c', '', '5f6370fea3064a3c60668664715ad6b0e83b91a43981c81fcab82b4d763fa800', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (18, 1800000060, 'e71f9c137460c000fa05b440c8ba8c9c', 'sign-in.waits', 'factor', '', 'c98714baa0c49ae1eb2c3be36b7592da1bd70356f20d4c4e2fc1d5bdbdb5347c', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (19, 1800000060, '889480df6be7860f13cab02cf9335bac', 'session.began', '61cd347a0427ae3515de9a35bab382d6', '', 'f3fdc346724fb57744f82cec93062ee22d9e151af5b0022386a327d71d4572fd', 2, '4bb310f7e6c8d094d3ef2c54a4b49cbc', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (20, 1800000060, '889480df6be7860f13cab02cf9335bac', 'consent.given', 'ad7ca3c0753cd2fd4c12a41174f4b135', 'offline_access openid profile', 'a4c4f8e86344875a0686f5d803ba447a66eabc40ccc66e3b72fc19d1a0560f0d', 2, '4bb310f7e6c8d094d3ef2c54a4b49cbc', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (21, 1800000060, 'ad7ca3c0753cd2fd4c12a41174f4b135', 'grant.redeemed', 'd1660021428f4442e6778a3c5f46420c', 'd71a0823d64fd588bb74930586107541', 'de64312e260d0bcfb5a1ef52f4f54146ba7c54b5a3d9f4b001a322cd1e34bf03', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (22, 1800000060, '889480df6be7860f13cab02cf9335bac', 'session.ended', '61cd347a0427ae3515de9a35bab382d6', '', '864597e760ff7824eccebcc14140beddd066dda9c9993c6be69c4a415b8737d7', 2, '4bb310f7e6c8d094d3ef2c54a4b49cbc', '127.0.0.1', 'done', 'signed out');
INSERT INTO public.audit VALUES (23, 1800000060, '889480df6be7860f13cab02cf9335bac', 'session.began', '90b435e2787c5c84f2395d1ddbc8e03e', '', '65b90aa47e11a4e6db718331aee58c4951c79fa88e90f21d13bd1f82644409bb', 2, 'ecccfcf801cef6779bbb1b91dae3746b', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (24, 1800000060, 'ad7ca3c0753cd2fd4c12a41174f4b135', 'grant.redeemed', 'faf5b7bba8427e8edc3e4334b8c6cc87', '9376b1f03602e93ed4aa10872530a5f9', 'c6389afd74dd32ad7e8f46c151ec08e14979fb62ec0c17b470187304044acd3f', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (25, 1800000060, 'countersign-desktop', 'grant.redeemed', '64e0e69d4558a1a4b8fd836a44344f7c', '0ce36665661b58460e3d89b39b4c5129', '7d107872f59e2cff474d19b3fdd080de45f49aeca6d31aac87601a070808f4d5', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (26, 1800000060, 'anonymous', 'sign-in.failed', 'user:889480df6be7860f13cab02cf9335bac', '', '27b4137f94b8c8724e24d9e1340497fb6f54b3128fa94e2c42203d12fc74280c', 2, '', '127.0.0.1', 'refused', '');
INSERT INTO public.audit VALUES (27, 1800000060, '889480df6be7860f13cab02cf9335bac', 'api-key.created', 'b1ed5218664de2729c1db1523b4f2f92', 'scopes=sessions', '215b974dac5b5a76eef01bb19640d7873ed91e7ceabd56d24e06da5ea7313742', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (28, 1800000060, 'operator', 'client.added', '148c973a2a3a719860aeeb8e176a72b9', 'Job', 'df45cbda1f7016aaf7f7948948d8f87c1ca9ecc639982fa0f990abac012d5f55', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (29, 1800000060, '148c973a2a3a719860aeeb8e176a72b9', 'token.revoked', '8e76d69d4dba78a4c6e61eda2df01af0', '', 'e07170fb0fbc0ac7eb090aa0108bd5d3265f77268de83dbeab0bda5a237adeaf', 2, '', '127.0.0.1', 'done', 'revoked by the client');
INSERT INTO public.audit_checkpoints VALUES (29, 'head', 'e07170fb0fbc0ac7eb090aa0108bd5d3265f77268de83dbeab0bda5a237adeaf', 1800000060, 'F4nHxwLwj2ZB2t0AfvF3iVif57zlWenu2T1gI0LuXXU', 'VaGwDzM_z5sr0UOci7cJUy7lejfJSvCVc_MDAkyRyplnp5i3prOrO1e7_LkY68dxZdWPxSQlIOo4XWx-eVp5Ag');
INSERT INTO public.audit_head VALUES (1, 29, 'e07170fb0fbc0ac7eb090aa0108bd5d3265f77268de83dbeab0bda5a237adeaf');
INSERT INTO public.backchannels VALUES ('backchannels', '148c973a2a3a719860aeeb8e176a72b9', '1c999ef9a52b3ee431910f87c61b2f93', 'backchannels', 'backchannels', 'backchannels', 1800003660, 1800003660, 1800003660, 1800003660, 1800003660, 'backchannels', 'backchannels', 1800003660, 1800003660);
INSERT INTO public.challenges VALUES ('session:90b435e2787c5c84f2395d1ddbc8e03e', 'enrol-totp', '889480df6be7860f13cab02cf9335bac', 'ba3d2005./KVoa5xoI7HBG7iHhg9sazUG/KO4kkZK0Dv5BvZTmGhuGFmnC+eZo3PRh7eE9Vxh', NULL, 0, 1800000060);
INSERT INTO public.client_redirects VALUES ('countersign-desktop', 'http://127.0.0.1/callback/{provider}');
INSERT INTO public.client_redirects VALUES ('ad7ca3c0753cd2fd4c12a41174f4b135', 'https://wiki.example/back');
INSERT INTO public.clients VALUES ('countersign-desktop', 'Countersign', NULL, 1, 'authorization_code refresh_token urn:ietf:params:oauth:grant-type:device_code', 'admin approvals email offline_access openid profile sessions', 1800000000, NULL, 'ES256', 0, '', '', 0, '', NULL, NULL, NULL, NULL, NULL, '', NULL, NULL, NULL, 0, 'poll', NULL);
INSERT INTO public.clients VALUES ('ad7ca3c0753cd2fd4c12a41174f4b135', 'Wiki', '37de921bdbf87496eb923530dac94627d09ce613052bb71ebe6f64af6fccca22', 0, 'authorization_code refresh_token', 'email offline_access openid profile', 1800000000, NULL, 'ES256', 0, '', '', 0, '', 'http://127.0.0.1:9/bye', NULL, NULL, NULL, NULL, '', NULL, NULL, NULL, 0, 'poll', NULL);
INSERT INTO public.clients VALUES ('148c973a2a3a719860aeeb8e176a72b9', 'Job', 'b938a2e6f7ea79499c4cb65e4c844adb927424ffba07347ea95d9ae550b87733', 0, 'client_credentials', 'sessions', 1800000060, NULL, 'ES256', 0, '', '', 0, '', NULL, NULL, NULL, NULL, NULL, '', NULL, NULL, NULL, 0, 'poll', NULL);
INSERT INTO public.consents VALUES ('889480df6be7860f13cab02cf9335bac', 'ad7ca3c0753cd2fd4c12a41174f4b135', 'offline_access openid profile', 1800000060);
INSERT INTO public.device_grants VALUES ('67f91d619f0c578ee9bc49e0439e7f3a61a10b88d719d2c0aadbcc0a9c029daf', '67f4a896027bfb27f0ca7397f5e84fa47daee3b914426b14b2c10c982a05b981', 'countersign-desktop', 'openid', '', NULL, NULL, '127.0.0.1', 5, NULL, 1800000060, 1800000660, 'pending', NULL, NULL, NULL, NULL);
INSERT INTO public.devices VALUES ('429ec4ab49c09403766583674eca690c', 'e71f9c137460c000fa05b440c8ba8c9c', NULL, 'Linux', 'Firefox 140', 'f2393cbd536a18c205ab8b7da442e7e8a102e7e4a3964604b66125f15ce703b6', 1800000000, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.devices VALUES ('4bb310f7e6c8d094d3ef2c54a4b49cbc', '889480df6be7860f13cab02cf9335bac', NULL, 'Linux', 'Firefox 140', 'e03fd4129f23121b10f272d9c24942c348db4c5b2c094771e13b3d5d5d3e2567', 1800000060, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.devices VALUES ('77794e3c61e196bb975c1a95e5a1364c', '889480df6be7860f13cab02cf9335bac', NULL, 'Linux', NULL, NULL, 1800000060, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.devices VALUES ('ecccfcf801cef6779bbb1b91dae3746b', '889480df6be7860f13cab02cf9335bac', NULL, 'Linux', 'Firefox 140', '2fdf4bfbce1efcc474bb8411f42b75e3a713599f8d317ef55db09a25008753bb', 1800000060, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.devices VALUES ('314ea6448d95ce39ade4043ce651f13e', '889480df6be7860f13cab02cf9335bac', NULL, 'Linux', NULL, NULL, 1800000060, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.devices VALUES ('b55a4578fce627e49b90d55a43b1bd92', '889480df6be7860f13cab02cf9335bac', 'Ana''s laptop', 'Linux', NULL, NULL, 1800000060, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.factors VALUES ('38c362498f0cf04e945acedf491a2148', 'e71f9c137460c000fa05b440c8ba8c9c', 'totp', 'Authenticator app', 'ba3d2005.YLtlSdIlV7WAwT7E4HEknB6oxMOVqfbDxv5VYVPpvu7RuDdrVIWOr8LX+hR3ts9+', 'e71f9c137460c000fa05b440c8ba8c9c/totp', 60000000, 1800000000, 1800000000);
INSERT INTO public.grants VALUES ('5e2d4c9e8285e48785a302a1e49fa8ed043e209eef8e4197cc874c819791833e', 'ad7ca3c0753cd2fd4c12a41174f4b135', '889480df6be7860f13cab02cf9335bac', '61cd347a0427ae3515de9a35bab382d6', 'https://wiki.example/back', 'offline_access openid profile', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, 1800000060, 'd71a0823d64fd588bb74930586107541', '', '');
INSERT INTO public.grants VALUES ('67d17cf97d08c51ed2632e457dc520973126ee67592e9f1a7c0e6d08dcbf440e', 'ad7ca3c0753cd2fd4c12a41174f4b135', '889480df6be7860f13cab02cf9335bac', '90b435e2787c5c84f2395d1ddbc8e03e', 'https://wiki.example/back', 'offline_access openid profile', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, 1800000060, '9376b1f03602e93ed4aa10872530a5f9', '', '');
INSERT INTO public.grants VALUES ('6d657d6127cf963fd2cde7cfc537f6cbdcfd0db24c78a4ccc3169e6b523054c1', 'countersign-desktop', '889480df6be7860f13cab02cf9335bac', '90b435e2787c5c84f2395d1ddbc8e03e', 'http://127.0.0.1:49152/callback/countersign', 'approvals email offline_access openid profile sessions', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, 1800000060, '0ce36665661b58460e3d89b39b4c5129', '', '');
INSERT INTO public.grants VALUES ('5b6d1fcce28e3f89be6b3705dd993b43aef048525e53400846376abe1672ca5b', 'countersign-desktop', '889480df6be7860f13cab02cf9335bac', '90b435e2787c5c84f2395d1ddbc8e03e', 'http://127.0.0.1:49152/callback/countersign', 'approvals email offline_access openid profile sessions', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, NULL, NULL, '', '');
INSERT INTO public.guesses VALUES ('address:127.0.0.1', 5, 1800000060, 1800000072000000);
INSERT INTO public.guesses VALUES ('user:e71f9c137460c000fa05b440c8ba8c9c', 0, 0, 0);
INSERT INTO public.guesses VALUES ('user:889480df6be7860f13cab02cf9335bac', 1, 1800000060, 1800000240000000);
INSERT INTO public.limits VALUES ('limits', 1800003660000000);
INSERT INTO public.logout_outbox VALUES ('logout_outbox', '148c973a2a3a719860aeeb8e176a72b9', 'logout_outbox', 1800003660, 1800003660, 1800003660);
INSERT INTO public.mail_links VALUES ('4a791e42f47c9cbe140a9078db47888fb3a89b7ef232dace7cf2d14beecda50f', 'verify', '889480df6be7860f13cab02cf9335bac', 'ana@example.org', 1800000000, 1800086400, NULL);
INSERT INTO public.mail_links VALUES ('dc872d36bbdb0bce01369e81d7687d82d54f5679f6e737c94c96a47ec55bfd13', 'verify', '3a0dcfc8e400fa92faa24c79b1da745e', 'root@example.org', 1800000000, 1800086400, 1800000000);
INSERT INTO public.mail_links VALUES ('87a8d151ceb8a4e0855bcb4478fcd64bbe30c37549a7872b911f02236085faf8', 'verify', '373ebf94d065ff620bc4b4e878582a42', 'gone@example.org', 1800000000, 1800086400, 1800000000);
INSERT INTO public.mail_links VALUES ('9727b5dd84da4e18e0031ecbe993fe8d992f25a107cf638cd87c68bf339fdf64', 'verify', 'e71f9c137460c000fa05b440c8ba8c9c', 'tess@example.org', 1800000000, 1800086400, NULL);
INSERT INTO public.mail_links VALUES ('f18616bb77a60689809eb057a7f72b923e3eb2a8109430b02d7292b8baef587f', 'reset', '3a0dcfc8e400fa92faa24c79b1da745e', '', 1800000000, 1800000900, NULL);
INSERT INTO public.mails VALUES ('b83b13ce1b9d333c74b1b44687ebe1a9', 'verify', 'sT8OmAHQJxt0r8BEIH4S8EmtZKD760Q7iNe3xLCeTV4YUFdHCq8FQGWVA8VnyaBZhzWJ5PxUAKyp7W9n7xm73ceIhcLNRYcaFMxxZl46trQAnr7kze8KPbPqJHYDeUyUkz+UbLX1807cYyYIXG7bwhOrBFTkv5EtjjfISVBtz8lVKStw70aU/nbedTH16hRVNQE7a3P9AfKuhWFuXHtKOyvlx9YlRQzdzpdzr2jJx40MMsDgO0xRmdSyBIPZdUzSY7mL8IGW00zBe1J5/uILSyb7SO2zWEdM36jSYxccn3pmoFlvYBj9oOHz4lmjZfum7rquy8BKOmAk6FPDh9/Z54+a15Vf+Uqucc8hZqM3Oll4nLjrFpJQNaXAPsWdTX0qPlEMJ/OTDUe/2TTbpAYBvj7Fup+KZ/rjAhiJ7qhl3Dy5Y5I2ae8KTfAcwrRBGE2YFpNDykG9sun0NUg/plZFyTnDR9D51l6PpRYTVhKdlcLmpDbhBHFZHhiCdSwDLuHbxyWR+Iifmguth5q80r5qIPc53ZrlgZwVsIxNjyozOi5WtTCtyJOJ1JocjEyeUHI0', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('c15124f2f6ebf92d958e8cefbf452c2d', 'verify', 'gKYIFfCvoKItLGjG2N3H44cwm21LUY3tfioJf4ueXAuIvvtEj4OZto4MDOcJu4mJhza25Ny5aH1eF1kPPz2DP3DLGJlzeQhBEVR8kgG+bkXoJeQ/uAULiLZ2/vt7Iytb4RaP+A3wHYZed2w9amqjqUYBTmt8j8dIktJlbNvHC7gzVwMwJKBL5Mn9kOowiItYHIN5MpghbrLQwQJsOw+8pAsbpgEb9m7GjJtTbOYQNyKPVHeSGUpI9GjqiSjAh3ywduRgKwTzb5lhbQxLbD1ACoyEmJWsQzMBziNb/rNUmr3+GaxCwomNr677jJnAWuUZw89JRwBmYLY2HYVmUib9PieB1O1XjjjzCDWpNCidZYNSnGsPaeG0VL6hlj9XHX09hnDbI8WposqFhhogW3otMUuZU+k4KJ4vvvDRW7ZSP6f2lZ6af/LFv9pdjPNFBxMtJM3Ee84U9t7hm5ZPRc4UtcgNhTWa8Fc8mDzN/MHDddsY/IwmDVCTsrkOdvYnsyC+Om27Jbkq02nXbZX9tZttIMSeL0lCKBxf74t+wGmRJxOukhGNcUxargc116bJ5odmCCU', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('e51a940cc44d2adaafd61654c4b8dc8b', 'verify', '0D91P1MitFShnN/yNj6fGXBO8Rg9U521GzKl1iXqTFvroYsxPR+5NMCIOuVtDvq8F8uYeZjpcGWj3/SRXE0BHqK7yisqZPxs2rTuaeSXP1Gf1E4A8FU+ARA9ICZKd9UMH1zyEU80c1kM1mIIDSQTUMBDC1vGds1qi1Q9qYhwvrf2DQlEY5IZgyy/CMOvXbyKSQrnlN/tmzFqQZBYy2vzIGG1oih5fPv4PwMk3yorVc+9vEtFYt9qWjTTKkvc9YVTWdkBSEDKnGND0eEZj6kvGpyLsgKOI0ztMrNH45UdwcsdU8nzfLwWNWwMeISTZRSM4Z37a1oOelkKJJAmlcH2V5weja8N7aA1TGoo0eMf5t877sUdXT+TY2zkyAWp9n8hqda8Lgf4NXZIW+QrSGKmc0xSooxm615K1PfJzM9YKR7HBxNaLerEIAv5lHeU4maW7q8Lraw1ol938YiUGjdO7dHllN/73R86xtoDGg16+eNWSM8Hr4gTTTA3eQUqCUxI5CZQiwaVtP8okDHAppFSgFy4MtPzmejg0pK79kJ6TS5gY5XsK83KyEBhFHWZ36sPGZ4', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('67e8d9a5cd1d574c9c89a15a218068f3', 'verify', 'Bmomx1eUisyssoEEBOwnfDKOXP70VAsJTSL2O+L8iKFnpXk4z8rGZ2MpoGJYdpkrlxmJyL+UwXDtISG4y7FbVI1279RCXk61Y2WnX5/Wqjb9ylYp5xMpN+AVrMLIj0SSZqNoSpgj/VNLgYUXpkoNVX4LtpTma9VKoVko1a5meaufP5r4Tlztj8wchepQFyxkKFtusX1iQJtjHiV4wZPrQWiY1lPvYXQVyzdUVRVoFz+AdWsxOPS0x+C0Sk9rT3T/cvMmga7b7gdhb++tHfOoQyKhotmNOhIm+0q0ukBCrG3r+hrpESKptE0+688JxoD94yHHVF3bdvzBLNHYla8ZW3ITg5x/QmlkTtDt6Lg0GblwPVKXIJHFoU9wGgYf8duWN9kK4kOfF9XVdNnDcQIIb6pbwHMuYfQrIexOie5nKPTWO7J75SDirih0cEZ9EzJQsthXN00evFFcCwvyKWj3V0hJ55xeBGZkyCWPEm7gjEP/tOvwhCtblHUV09WJu64t/9Ldnfq3Mz3Q5z0G8sin2xJHlxyzVw4Ve6fX7DI4+wR6uzJbZx48oJc2EtUqoV/30Hc', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('724e3878b60a01bc1d0e323f5a950fae', 'password-changed', 'eGFmtxLoRrXRuPgKTkdutOjmP6pAQF6OUceo4IYLF4ptPV0iaE17KBkovl8OO4oI9n/hU31qK9Yytg3yM+MhYxh1mNDtiBgbwUMdObLfiCIJm5xzx0SzQEzscLU/rpwC6gkP2lNLhvC6lyDHzuNlvZ0P8sRLLnwRJcmpcRgS5OcRvMa/CHWZS/0Ym6FQnFdnLKBs0s0vEITUw5dfetQXy0toAlBxQoTdxXujRAnTwwTxE6ap11lwwWszqM+E5KV2OcVRwgYWffViWQAht2imD3uqsKRc7nt3ZV/nMnt2qQDXsl7wgKwKRJjCp9vZBgg4rLxqRnTyF4cnEZeSX60vuF5ul2SoW5/ArWp5ytck+3mAw0WySe9tIy0VgVMnZ647aUjC+hIFP7eex/fjvW+EFwMPqPCcCOJQLK+yZno9Am61z6JnQBs11VVmAzWFeARhk1Jih4tXpLFTl7j5bi6hFFfZo8go01MiWDwM/FLA23gzP+vovOGhVO6xtbMdhrRT9Qhy/MVMZofNVXo/U7ZCFZNHY2V+nd4IOEVC00Bzj6YHHLCT4QBrxYjTi4KUDImp6N46LM/c551+XCneVWhmmT8dfo3iqv5jKUUqO4O0dj60k52esXCmwuxmPUV+pczPx7BTiNxX3uxNGZ13', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('959a89bb725dc1e877a6f82024615467', 'new-sign-in', 'EEznDMF5PxaiS6k5RtQdHJ4xe5qSLaxo5u9rBWCetgFkxHjuEZsaAWjsp4Ezn5QI2LXN7mQY+2Lyo7YaCICHc/cM1diH8CcaZ48rE7wx7od/ujB/hz1xHFECe2f0O3VaytO62n4i6IOQq94Ao4BtbHURpJeRSFiyc+DcagP/xjWLy6LHVDzExSkGxMpXbGm/TIbNBItMRaON/SdIDls9YZEjHn4eSJzIhvIOWKoccjTxogp/kQtJNkKJuI9guiTb5qgWUO2ptKughKBjZPBqjH4uMvAKxAD1y+dbDGZmCqiyJoZdQ0FP4PHoSSFjp9KBz4crKIi/oV87PmntEomBupZfn+vxKMoK7umyWlHuZuMt/vhKLXkvopwJIkORTi6wNOoSGvT/9ti5PwyDLa506kcoZj8BQviURlw2OArAmjU6OFwz+qZKwxSLTQp1CDxUeEAsCmlteMNUJDyeAlrOIVz6aIpxUFip8MRzDqwxy3dk1OwOtQirhelpfaWiYclwwgH4iBU216YcfvFCA4igV9HTDD4PhQAoIFka70WDvYvqUE0rLez3FuQqHzFp+P47GdloXNIEAilN48Bz8vCHrWqyIb7ClReiTyTmfLQskqreIrN02eZqxReACbyuGuAi2tYzvPFJ4EboBvTl4hWRiBRvu6za+wBaU9AC3De8kg4dCxfn8flVBRHVj0/GH1FMiNf0miNHSsGEblP5hPvLGxqu30F7ZKJ6SqLg8MTzNA', 1800000060, 1800086460, 1800000060, 0);
INSERT INTO public.password_history VALUES ('3a0dcfc8e400fa92faa24c79b1da745e', '$argon2id$v=19$m=65536,t=3,p=1$OTywn+k4SHMLfxgJ7qjwpA$PlUuYYX4pKIz4VcxtK0LqPjwxWUeu+8GMkgXefiHcto', 1800000000);
INSERT INTO public.password_kinds VALUES ('bcrypt,4');
INSERT INTO public.pushed_requests VALUES ('0e76f65bd7f091d8cc3a7f6f711367f6de979daaf2e1a2bdaf7d4cc1117500dc', 'ad7ca3c0753cd2fd4c12a41174f4b135', 'response_type=code&state=a+state&nonce=a+nonce&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&redirect_uri=https%3A%2F%2Fwiki.example%2Fback&scope=openid+profile+offline_access&client_id=ad7ca3c0753cd2fd4c12a41174f4b135', 1800000120, NULL, NULL);
INSERT INTO public.recovery_codes VALUES ('e893f7540956ee153c78ca6e716fef99bc34ee3220a337307a468b002764db20', 'e71f9c137460c000fa05b440c8ba8c9c', 1800000000);
INSERT INTO public.recovery_codes VALUES ('d9daea6c7f88a61181b342bfd7a75f2308ccac14f0c1f6098754e4d895bde28c', 'e71f9c137460c000fa05b440c8ba8c9c', 1800000000);
INSERT INTO public.recovery_codes VALUES ('ba2450099134bb04392dea198142f9c4bf0f68d8492cd4173b1e7d3d68cf9130', 'e71f9c137460c000fa05b440c8ba8c9c', 1800000000);
INSERT INTO public.recovery_codes VALUES ('359f3aaa9b4c6dd6743b0cd734b07f3359d9141676c824a1b1c349059959f2f6', 'e71f9c137460c000fa05b440c8ba8c9c', 1800000000);
INSERT INTO public.recovery_codes VALUES ('f9dd178f2291b3db4a932b4c53651fe650852801065e5b8c16b96076c1279d61', 'e71f9c137460c000fa05b440c8ba8c9c', 1800000000);
INSERT INTO public.recovery_codes VALUES ('924b5bf52bd3858792907ae9f90abe3202a3ec628c8d3fd2cffafec5df65c166', 'e71f9c137460c000fa05b440c8ba8c9c', 1800000000);
INSERT INTO public.recovery_codes VALUES ('7bad9466222e762a885de58d940381a28c7abfc33f7490ce5792568a576b8e73', 'e71f9c137460c000fa05b440c8ba8c9c', 1800000000);
INSERT INTO public.recovery_codes VALUES ('206d03415b371902563b6ac5267befd1600d8fcd850615b4fb86487ecb52470d', 'e71f9c137460c000fa05b440c8ba8c9c', 1800000000);
INSERT INTO public.recovery_codes VALUES ('ba4b8a4886a811da82852b9f1887bcf2fefd6c77020db850270b2a08fd478624', 'e71f9c137460c000fa05b440c8ba8c9c', 1800000000);
INSERT INTO public.recovery_codes VALUES ('6059548fbc840397b200f1816f5bab8d3a30bf9c31312ffdf2c24f3aa389ed14', 'e71f9c137460c000fa05b440c8ba8c9c', 1800000000);
INSERT INTO public.refresh_families VALUES ('d71a0823d64fd588bb74930586107541', 'd1660021428f4442e6778a3c5f46420c', 'ad7ca3c0753cd2fd4c12a41174f4b135', 'offline_access openid profile', NULL, 1, 1800000060, 1807776060, NULL, NULL, '', '');
INSERT INTO public.refresh_families VALUES ('9376b1f03602e93ed4aa10872530a5f9', 'faf5b7bba8427e8edc3e4334b8c6cc87', 'ad7ca3c0753cd2fd4c12a41174f4b135', 'offline_access openid profile', NULL, 1, 1800000060, 1807776060, NULL, NULL, '', '');
INSERT INTO public.refresh_families VALUES ('0ce36665661b58460e3d89b39b4c5129', '64e0e69d4558a1a4b8fd836a44344f7c', 'countersign-desktop', 'approvals email offline_access openid profile sessions', NULL, 1, 1800000060, 1807776060, NULL, NULL, '', '');
INSERT INTO public.refresh_tokens VALUES ('b32b6aabc7e2bc41f9c62e1fc222183493a7f44128e07c2cb2895af814e63144', 'd71a0823d64fd588bb74930586107541', NULL, 1, 'dfaa86f56b576576d9a1448fba410d0a', 1800000060, 1801209660, NULL, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('3d42821ede2f26ba86a9a6644c35e5fff73566631e2b3e38cd597ce60cbf6f6a', '9376b1f03602e93ed4aa10872530a5f9', NULL, 1, 'c02b6376f550f548ffdac5dd93f7592d', 1800000060, 1801209660, NULL, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('a9b8a340dc295d81cfec37d5c573eb17d796b1345a2b575eb28887b984d5b9be', '0ce36665661b58460e3d89b39b4c5129', NULL, 1, 'd055bba6922eb15ddb9d267264986c35', 1800000060, 1801209660, 1800000060, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('dc80c6fa12a21485b72ddb834427cf77c86a34005acc041b29f5a127e4e80cb6', '0ce36665661b58460e3d89b39b4c5129', 'a9b8a340dc295d81cfec37d5c573eb17d796b1345a2b575eb28887b984d5b9be', 2, 'b75a99c9e0193243df9817aa231a47dc', 1800000060, 1801209660, 1800000060, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('c9ff6e937caa1e207d771c6545155c94c0d1f66c6ae931c951f83edba4d4aca1', '0ce36665661b58460e3d89b39b4c5129', 'dc80c6fa12a21485b72ddb834427cf77c86a34005acc041b29f5a127e4e80cb6', 3, '60a17c6ee7bb485a00f08b8bff1b3c58', 1800000060, 1801209660, NULL, 1800000060, NULL);
INSERT INTO public.registration_tokens VALUES ('50e43bd1a2fa88a4f13394d7437363074f649a01cefae49261159a935f7e8e5a', 3, 1800000000, 1800086400);
INSERT INTO public.revoked_tokens VALUES ('8e76d69d4dba78a4c6e61eda2df01af0', 1800000660);
INSERT INTO public.roles VALUES ('librarian', 'Keeps the shelves', 'users.read', 1800000000);
INSERT INTO public.seen_once VALUES ('seen_once', 1800003660);
INSERT INTO public.sent_messages VALUES ('83fb45d2b6fb06599cfea8daa2a94960', 'notice', 'user:889480df6be7860f13cab02cf9335bac', '9004fc332e37db1d257fe0dbf66cccdb14db5d87e0f0363a5318357650400847', 1800000060);
INSERT INTO public.sessions VALUES ('c232c8d3cbccb0f827dcabff97758437', '429ec4ab49c09403766583674eca690c', 'e71f9c137460c000fa05b440c8ba8c9c', 'browser', NULL, 'a02e5332098156387b4ed4e96900f490207f3ea25a7203d3982745ea5d502ae9', '127.0.0.1', 1800000000, 1800000000, 1800000000, 1800, 1800028800, 1800001800, NULL, 2, 'mfa otp pwd', 1800000000);
INSERT INTO public.sessions VALUES ('61cd347a0427ae3515de9a35bab382d6', '4bb310f7e6c8d094d3ef2c54a4b49cbc', '889480df6be7860f13cab02cf9335bac', 'browser', NULL, 'ba0f7d97d702ee8f15a2d6a752eaf297c2de98bc984fd1a0f95e4128f2cd4ac5', '127.0.0.1', 1800000060, 1800000060, 1800000060, 1800, 1800028860, 1800001860, 1800000060, 1, 'pwd', NULL);
INSERT INTO public.sessions VALUES ('d1660021428f4442e6778a3c5f46420c', '77794e3c61e196bb975c1a95e5a1364c', '889480df6be7860f13cab02cf9335bac', 'app', 'ad7ca3c0753cd2fd4c12a41174f4b135', NULL, '127.0.0.1', 1800000060, 1800000060, 1800000060, 1209600, 1807776060, 1801209660, NULL, 1, 'pwd', NULL);
INSERT INTO public.sessions VALUES ('90b435e2787c5c84f2395d1ddbc8e03e', 'ecccfcf801cef6779bbb1b91dae3746b', '889480df6be7860f13cab02cf9335bac', 'browser', NULL, '6c2fadb0bffa511f9dce2206ee4ab8b3807479b31ca92ec16596944dae25974f', '127.0.0.1', 1800000060, 1800000060, 1800000060, 1800, 1800028860, 1800001860, NULL, 1, 'pwd', NULL);
INSERT INTO public.sessions VALUES ('faf5b7bba8427e8edc3e4334b8c6cc87', '314ea6448d95ce39ade4043ce651f13e', '889480df6be7860f13cab02cf9335bac', 'app', 'ad7ca3c0753cd2fd4c12a41174f4b135', NULL, '127.0.0.1', 1800000060, 1800000060, 1800000060, 1209600, 1807776060, 1801209660, NULL, 1, 'pwd', NULL);
INSERT INTO public.sessions VALUES ('64e0e69d4558a1a4b8fd836a44344f7c', 'b55a4578fce627e49b90d55a43b1bd92', '889480df6be7860f13cab02cf9335bac', 'app', 'countersign-desktop', NULL, '127.0.0.1', 1800000060, 1800000060, 1800000060, 1209600, 1807776060, 1801209660, NULL, 1, 'pwd', NULL);
INSERT INTO public.sign_in_failures VALUES ('bed82443b09082ae2e3be30f4aa6a756', 'user:889480df6be7860f13cab02cf9335bac', '127.0.0.0/24', 1800000060);
INSERT INTO public.sign_in_history VALUES ('515b6f296a960104839b33a20eaf8c8c', 'e71f9c137460c000fa05b440c8ba8c9c', 1800000000, '127.0.0.1', '127.0.0.0/24', NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 25, 'allow', 'new_device 25', 'c232c8d3cbccb0f827dcabff97758437');
INSERT INTO public.sign_in_history VALUES ('2c86259aad4bc97a5a57461611445ac6', 'e71f9c137460c000fa05b440c8ba8c9c', 1800000060, '127.0.0.1', '127.0.0.0/24', NULL, NULL, NULL, NULL, 0, 0, 0, 1, 0, 25, 'allow', 'new_device 25', '');
INSERT INTO public.sign_in_history VALUES ('445f7b43a2e2364a6a4b8c6ef1fc78dc', '889480df6be7860f13cab02cf9335bac', 1800000060, '127.0.0.1', '127.0.0.0/24', NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 25, 'allow', 'new_device 25', '61cd347a0427ae3515de9a35bab382d6');
INSERT INTO public.sign_in_history VALUES ('442c875b2321b092ea493a657567e2d7', '889480df6be7860f13cab02cf9335bac', 1800000060, '127.0.0.1', '127.0.0.0/24', NULL, NULL, NULL, NULL, 0, 0, 0, 1, 0, 25, 'allow', 'new_device 25', '90b435e2787c5c84f2395d1ddbc8e03e');
INSERT INTO public.sign_ins VALUES ('f4901af075160fd56a12fc96b5cd25c61126743c627bbcb5d8d6fd277db69733', 'e71f9c137460c000fa05b440c8ba8c9c', 'factor', 1800000060, 'pwd');
INSERT INTO public.signing_keys VALUES ('f39e0a0655ce712b', 'PeCGlH3yrJPub84AmfNUpx79Eb5TXfeZkKzYulkYRq/5Zl+GcpIodGJbeKCdtUrf5U35DgVWWsVH+lC7gjbckod0+CiYHNXJSiV4N9+EsetHjw/sr1d0DO3ZrtTSY0nx6HWO9Pb9/OMJQb5f9t+T52++pBb+hSsevSDD3BVSoYCiR3/oEvM8stnzdGJE6yVdjDCKf4b9xzyVEG6hABp64cVHmb5usQ', '{"kty":"EC","crv":"P-256","x":"r9bspDtt7-N2nIkValyh1oJvycXJ5zOunlKjgq6LfE8","y":"MfWhx6Ltv8eg2B9IN2zpm2UTdLiBI_Bzc4XeRCyeW3g","kid":"f39e0a0655ce712b","use":"sig","alg":"ES256"}', 1800000000, NULL, 'ES256');
INSERT INTO public.upstream_links VALUES ('upstream_links', '1c999ef9a52b3ee431910f87c61b2f93', 'upstream_links', 'upstream_links', 'upstream_links', 'upstream_links', 1800003660, 1800003660);
INSERT INTO public.user_roles VALUES ('889480df6be7860f13cab02cf9335bac', 'user', '616e61');
INSERT INTO public.user_roles VALUES ('3a0dcfc8e400fa92faa24c79b1da745e', 'super-administrator', '726f6f74');
INSERT INTO public.user_roles VALUES ('373ebf94d065ff620bc4b4e878582a42', 'user', '676f6e65');
INSERT INTO public.user_roles VALUES ('e71f9c137460c000fa05b440c8ba8c9c', 'user', '74657373');
INSERT INTO public.user_roles VALUES ('1c999ef9a52b3ee431910f87c61b2f93', 'user', '62656c61');
INSERT INTO public.user_roles VALUES ('889480df6be7860f13cab02cf9335bac', 'librarian', '616e61');
INSERT INTO public.users VALUES ('889480df6be7860f13cab02cf9335bac', 'ana', 'ana', 'ana@example.org', '$argon2id$v=19$m=65536,t=3,p=1$a6UImDgkwNm/0XDobN9zuw$ybM6MXOMEJ0Mkkofxe83CQsamk+wJX1WjNOQXlap5SY', 1800000000, NULL, NULL, NULL, NULL, '616e61', '616e61406578616d706c652e6f7267', NULL, NULL, NULL);
INSERT INTO public.users VALUES ('3a0dcfc8e400fa92faa24c79b1da745e', 'root', 'root', 'root@example.org', '$argon2id$v=19$m=65536,t=3,p=1$55gg4YcQ0V12oZK4RDXbQg$V0WyyabUwlCWu1v/wdIeKdwG6nVCxn+khxH7uCFj8Sg', 1800000000, NULL, NULL, NULL, NULL, '726f6f74', '726f6f74406578616d706c652e6f7267', 1800000000, NULL, NULL);
INSERT INTO public.users VALUES ('373ebf94d065ff620bc4b4e878582a42', 'gone', 'gone', 'gone@example.org', '$argon2id$v=19$m=65536,t=3,p=1$vmuSvZQrP4y9Y7BpBwaHNQ$g0Hh++Qj5tpwygBGI9i6/vIBdESGVc30Hl2mESwBTEQ', 1800000000, 1800000000, NULL, NULL, NULL, '676f6e65', '676f6e65406578616d706c652e6f7267', NULL, NULL, NULL);
INSERT INTO public.users VALUES ('e71f9c137460c000fa05b440c8ba8c9c', 'tess', 'tess', 'tess@example.org', '$argon2id$v=19$m=65536,t=3,p=1$+RU40tg2ehJKSu0Ub2ywTQ$fysnsj9f4imbea5niC5a9FUGOzFDi/WAGlD11prbzoc', 1800000000, NULL, NULL, NULL, NULL, '74657373', '74657373406578616d706c652e6f7267', NULL, NULL, NULL);
INSERT INTO public.users VALUES ('1c999ef9a52b3ee431910f87c61b2f93', 'bela', 'bela', 'bela@example.org', 'adopted:wYuNCjMlYzQLTQ4ZZIXP6yDnQQtiUZi2A1yHf9muBjhmvwMTncqQrj8f8PKK5O2eNCalDNJ5ZoCmfo33AzeRWz6DseJZFR3TStZYCJFENgav6OjDfTIf/E4eFQ', 1800000000, NULL, 1800000000, 'bcrypt,4', NULL, '62656c61', '62656c61406578616d706c652e6f7267', NULL, NULL, NULL);
ALTER TABLE ONLY public._sqlx_migrations
    ADD CONSTRAINT _sqlx_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_digest_key UNIQUE (digest);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.approval_codes
    ADD CONSTRAINT approval_codes_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.approvals
    ADD CONSTRAINT approvals_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_checkpoints
    ADD CONSTRAINT audit_checkpoints_pkey PRIMARY KEY (number, kind);
ALTER TABLE ONLY public.audit_head
    ADD CONSTRAINT audit_head_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.backchannels
    ADD CONSTRAINT backchannels_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.challenges
    ADD CONSTRAINT challenges_pkey PRIMARY KEY (holder, purpose);
ALTER TABLE ONLY public.client_redirects
    ADD CONSTRAINT client_redirects_pkey PRIMARY KEY (client_id, uri);
ALTER TABLE ONLY public.clients
    ADD CONSTRAINT clients_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_pkey PRIMARY KEY (user_id, client_id);
ALTER TABLE ONLY public.device_grants
    ADD CONSTRAINT device_grants_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.device_grants
    ADD CONSTRAINT device_grants_user_code_key UNIQUE (user_code);
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
ALTER TABLE ONLY public.limits
    ADD CONSTRAINT limits_pkey PRIMARY KEY (subject);
ALTER TABLE ONLY public.logout_outbox
    ADD CONSTRAINT logout_outbox_pkey PRIMARY KEY (session_id, client_id);
ALTER TABLE ONLY public.mail_links
    ADD CONSTRAINT mail_links_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.password_history
    ADD CONSTRAINT password_history_pkey PRIMARY KEY (user_id, password);
ALTER TABLE ONLY public.password_kinds
    ADD CONSTRAINT password_kinds_pkey PRIMARY KEY (kind);
ALTER TABLE ONLY public.pushed_requests
    ADD CONSTRAINT pushed_requests_pkey PRIMARY KEY (digest);
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
ALTER TABLE ONLY public.registration_tokens
    ADD CONSTRAINT registration_tokens_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.revoked_tokens
    ADD CONSTRAINT revoked_tokens_pkey PRIMARY KEY (jti);
ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.seen_once
    ADD CONSTRAINT seen_once_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.sent_messages
    ADD CONSTRAINT sent_messages_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_cookie_digest_key UNIQUE (cookie_digest);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sign_in_failures
    ADD CONSTRAINT sign_in_failures_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sign_in_history
    ADD CONSTRAINT sign_in_history_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sign_ins
    ADD CONSTRAINT sign_ins_pkey PRIMARY KEY (cookie_digest);
ALTER TABLE ONLY public.signing_keys
    ADD CONSTRAINT signing_keys_pkey PRIMARY KEY (kid);
ALTER TABLE ONLY public.upstream_links
    ADD CONSTRAINT upstream_links_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.upstream_links
    ADD CONSTRAINT upstream_links_upstream_issuer_subject_key UNIQUE (upstream, issuer, subject);
ALTER TABLE ONLY public.user_roles
    ADD CONSTRAINT user_roles_pkey PRIMARY KEY (user_id, role);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_name_folded_key UNIQUE (name_folded);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);
CREATE INDEX api_keys_by_client ON public.api_keys USING btree (client_id);
CREATE INDEX api_keys_by_end ON public.api_keys USING btree (expires_at);
CREATE INDEX api_keys_by_user ON public.api_keys USING btree (user_id, created_at, id);
CREATE INDEX approval_codes_by_age ON public.approval_codes USING btree (expires_at);
CREATE INDEX approval_codes_by_device ON public.approval_codes USING btree (device_id);
CREATE INDEX approvals_by_age ON public.approvals USING btree (created_at);
CREATE INDEX approvals_by_holder ON public.approvals USING btree (holder, created_at);
CREATE INDEX approvals_by_user ON public.approvals USING btree (user_id, created_at);
CREATE UNIQUE INDEX approvals_open ON public.approvals USING btree (user_id) WHERE (state = 'pending'::text);
CREATE INDEX audit_by_action ON public.audit USING btree (action, at, number);
CREATE INDEX audit_by_actor ON public.audit USING btree (actor, at, number);
CREATE INDEX audit_by_address ON public.audit USING btree (address, at, number);
CREATE INDEX audit_by_outcome ON public.audit USING btree (outcome, at, number);
CREATE INDEX audit_by_subject ON public.audit USING btree (subject, at, number);
CREATE INDEX audit_by_time ON public.audit USING btree (at, number);
CREATE INDEX backchannels_by_age ON public.backchannels USING btree (expires_at);
CREATE INDEX backchannels_to_tell ON public.backchannels USING btree (ping_at) WHERE (ping IS NOT NULL);
CREATE INDEX challenges_by_age ON public.challenges USING btree (created_at);
CREATE INDEX clients_by_name ON public.clients USING btree (name, id);
CREATE INDEX device_grants_by_age ON public.device_grants USING btree (expires_at);
CREATE INDEX device_grants_by_session ON public.device_grants USING btree (session_id);
CREATE INDEX devices_by_key ON public.devices USING btree (user_id, dpop_jkt);
CREATE INDEX devices_by_user ON public.devices USING btree (user_id);
CREATE INDEX devices_by_user_and_age ON public.devices USING btree (user_id, created_at, id);
CREATE INDEX factors_by_user ON public.factors USING btree (user_id);
CREATE INDEX families_by_client ON public.refresh_families USING btree (client_id, ended_at);
CREATE INDEX families_by_session ON public.refresh_families USING btree (session_id);
CREATE INDEX grants_by_age ON public.grants USING btree (created_at);
CREATE INDEX grants_by_session ON public.grants USING btree (session_id);
CREATE INDEX guesses_by_age ON public.guesses USING btree (last_at);
CREATE INDEX limits_by_age ON public.limits USING btree (back_at);
CREATE INDEX logout_outbox_by_next ON public.logout_outbox USING btree (next_at);
CREATE INDEX mail_links_by_age ON public.mail_links USING btree (expires_at);
CREATE INDEX mail_links_by_user ON public.mail_links USING btree (user_id, kind, created_at);
CREATE INDEX mails_by_next ON public.mails USING btree (next_at);
CREATE INDEX pushed_requests_by_age ON public.pushed_requests USING btree (expires_at);
CREATE INDEX recovery_codes_by_user ON public.recovery_codes USING btree (user_id);
CREATE INDEX revoked_tokens_by_end ON public.revoked_tokens USING btree (expires_at);
CREATE INDEX seen_once_by_end ON public.seen_once USING btree (expires_at);
CREATE INDEX sent_messages_by_age ON public.sent_messages USING btree (at);
CREATE INDEX sent_messages_for ON public.sent_messages USING btree (kind, subject, at);
CREATE INDEX sent_messages_to ON public.sent_messages USING btree (kind, target, at);
CREATE INDEX sessions_by_device ON public.sessions USING btree (device_id);
CREATE INDEX sessions_by_user ON public.sessions USING btree (user_id, ended_at, created_at);
CREATE INDEX sessions_live_by_age ON public.sessions USING btree (created_at, id) WHERE (ended_at IS NULL);
CREATE INDEX sessions_live_by_client ON public.sessions USING btree (client_id, created_at, id) WHERE (ended_at IS NULL);
CREATE INDEX sessions_live_by_ip ON public.sessions USING btree (ip, created_at, id) WHERE (ended_at IS NULL);
CREATE INDEX sessions_live_by_kind ON public.sessions USING btree (kind, created_at, id) WHERE (ended_at IS NULL);
CREATE INDEX sessions_live_by_user ON public.sessions USING btree (user_id, created_at, id) WHERE (ended_at IS NULL);
CREATE INDEX sign_in_failures_by_age ON public.sign_in_failures USING btree (at);
CREATE INDEX sign_in_failures_from_network ON public.sign_in_failures USING btree (network, at);
CREATE INDEX sign_in_failures_of_subject ON public.sign_in_failures USING btree (subject, at);
CREATE INDEX sign_in_history_by_age ON public.sign_in_history USING btree (at);
CREATE INDEX sign_in_history_of_person ON public.sign_in_history USING btree (user_id, at);
CREATE INDEX sign_ins_by_age ON public.sign_ins USING btree (proven_at);
CREATE INDEX sign_ins_by_user ON public.sign_ins USING btree (user_id);
CREATE INDEX upstream_links_by_user ON public.upstream_links USING btree (user_id);
CREATE INDEX user_roles_by_role ON public.user_roles USING btree (role, name_key, user_id);
CREATE INDEX users_active_by_age ON public.users USING btree (created_at, id) WHERE (disabled_at IS NULL);
CREATE INDEX users_active_by_name ON public.users USING btree (name_key, id) WHERE (disabled_at IS NULL);
CREATE INDEX users_by_age ON public.users USING btree (created_at, id);
CREATE INDEX users_by_department ON public.users USING btree (department, name_key, id);
CREATE INDEX users_by_email ON public.users USING btree (lower(email));
CREATE INDEX users_by_password_kind ON public.users USING btree (password_kind);
CREATE INDEX users_disabled_by_age ON public.users USING btree (created_at, id) WHERE (disabled_at IS NOT NULL);
CREATE INDEX users_disabled_by_name ON public.users USING btree (name_key, id) WHERE (disabled_at IS NOT NULL);
CREATE UNIQUE INDEX users_once_by_email_key ON public.users USING btree (email_key, id);
CREATE UNIQUE INDEX users_once_by_name ON public.users USING btree (name_key, id);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.approval_codes
    ADD CONSTRAINT approval_codes_device_id_fkey FOREIGN KEY (device_id) REFERENCES public.devices(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.approval_codes
    ADD CONSTRAINT approval_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.approvals
    ADD CONSTRAINT approvals_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.backchannels
    ADD CONSTRAINT backchannels_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.clients(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.backchannels
    ADD CONSTRAINT backchannels_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.challenges
    ADD CONSTRAINT challenges_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.client_redirects
    ADD CONSTRAINT client_redirects_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.clients(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.clients(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.device_grants
    ADD CONSTRAINT device_grants_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.clients(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.device_grants
    ADD CONSTRAINT device_grants_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.device_grants
    ADD CONSTRAINT device_grants_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
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
ALTER TABLE ONLY public.logout_outbox
    ADD CONSTRAINT logout_outbox_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.clients(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.mail_links
    ADD CONSTRAINT mail_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.password_history
    ADD CONSTRAINT password_history_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.pushed_requests
    ADD CONSTRAINT pushed_requests_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.clients(id) ON DELETE CASCADE;
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
ALTER TABLE ONLY public.sign_in_history
    ADD CONSTRAINT sign_in_history_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sign_ins
    ADD CONSTRAINT sign_ins_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.upstream_links
    ADD CONSTRAINT upstream_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.user_roles
    ADD CONSTRAINT user_roles_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
