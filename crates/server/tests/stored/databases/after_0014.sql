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
    dpop_jkt text
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
INSERT INTO public._sqlx_migrations VALUES (1, 'first', '2026-11-22 04:15:04.986613+00', true, '\x1086820e223e4b2affae0b5a2997e9a1116de935471dee0df6475633a0a0032c891a0f994d71abf5cdd9449dd9d5f4c5', 156605844);
INSERT INTO public._sqlx_migrations VALUES (2, 'passwords', '2026-11-22 04:15:05.145289+00', true, '\x383152bc6487cc457cec68a7f7743e1479ab25bc40689ed270715c300c350976807e68f14d7e7b10126ff5934b99e9eb', 24341885);
INSERT INTO public._sqlx_migrations VALUES (3, 'factors', '2026-11-22 04:15:05.170513+00', true, '\x8ba3355017d00739432afa9d856d2f6c2a5ad8df6d9764b4fabd027d29bd96749be75602367c61535280e6ed20d02707', 19717915);
INSERT INTO public._sqlx_migrations VALUES (4, 'grants', '2026-11-22 04:15:05.190896+00', true, '\x4b23ce9473ec25cab2cde79fff6fd32096d3b9ee1dfe5ca494cf82f410bf97a933646c449242833dd07a927ca44c465e', 10172923);
INSERT INTO public._sqlx_migrations VALUES (5, 'flows', '2026-11-22 04:15:05.201795+00', true, '\x432ce91202122fb8644ecbc182f811af2a4ad211db74a546b268b5e96bdfc3dca4729acb612ba8a0c29166bbf6a6e400', 24818083);
INSERT INTO public._sqlx_migrations VALUES (6, 'access', '2026-11-22 04:15:05.227376+00', true, '\xb331324507b1144ff507e30b90a1c85a32dac5bd2d9c5d11bffc6546da3374498794102afc4a5f8dee19626a803ef194', 20866610);
INSERT INTO public._sqlx_migrations VALUES (7, 'limits', '2026-11-22 04:15:05.24891+00', true, '\x7c105bf838cead13e7bb1eaf3b230bb65c8e3700b87a73ef2db8c5f659ac762be6a104c0629c0fc640adea772cbe36c6', 5049743);
INSERT INTO public._sqlx_migrations VALUES (8, 'records', '2026-11-22 04:15:05.254515+00', true, '\x0302bb4ba1766bc86eae495be22d9e0caef3c0ad9df93e54edc3fe1a68fe05e8fbcaba77b59c028cb98c284907cc62a1', 20697995);
INSERT INTO public._sqlx_migrations VALUES (9, 'messages', '2026-11-22 04:15:05.275899+00', true, '\x13d34147d73bd90a65cb660c0208cc9c4ebafa822aa7e8ada3e0a1dc9e85ab6e7cc05bd2977388a8c3ba24583a8ab9d5', 12355957);
INSERT INTO public._sqlx_migrations VALUES (10, 'upstream', '2026-11-22 04:15:05.288845+00', true, '\x5b1069ac44fa8b583a8e214dd39dddb07f0968b5761dfc478a0fe2ddb8d4a7ed2898ceeac6aae254ec6e8512e1b9b53e', 7812269);
INSERT INTO public._sqlx_migrations VALUES (11, 'indexes', '2026-11-22 04:15:05.297235+00', true, '\xe30e4cd8a7a324080669a52c753612c216f110bfad683c1b3b95dc9f724be9b5cd4c142709d957742f291422727f5086', 11050040);
INSERT INTO public._sqlx_migrations VALUES (12, 'clients', '2026-11-22 04:15:05.308874+00', true, '\x29f4d060e785933c3554a7f03db1e261c207bf37c987964fd503915b1c19052c17a99d1d5b4862b85510c5bf9913d464', 2767514);
INSERT INTO public._sqlx_migrations VALUES (13, 'approvals', '2026-11-22 04:15:05.312105+00', true, '\x9d4cfd5dee200fb32eaaebbed7b33e689d699ac27d3fd0a5a29d7345ab7a4a5f75de3ee0f7b4f1f8cd801f5de35c7a07', 21953708);
INSERT INTO public._sqlx_migrations VALUES (14, 'factors stay', '2026-11-22 04:15:05.334696+00', true, '\x76cc5590ad43a45c18382bb57296e1473ae7bd975eff3d3e07a5e75fa0489b1a32f0c64d6dc347f507d1bcf5596de949', 1156789);
INSERT INTO public.api_keys VALUES ('3225450522f4bc0c67243fe890ca2afa', '5447ec2d7b4b7e19f06d2d5b55d111fb', 'secret', 'backup job', 'cs_sk_…24fb', '26e0d9b12709b99b73fe00a3b5cbc1acfde333f8d7048f35837a0ad143459392', 'sessions', 1800000060, 1807776060, NULL, NULL, NULL, 'countersign-desktop');
INSERT INTO public.approval_codes VALUES ('approval_codes', '3f288e1a01690c2cefa99c1d49f1fb4b', '08626a4f6d3d9234b32db500d8d41265', 1800003660);
INSERT INTO public.approvals VALUES ('approvals', '3f288e1a01690c2cefa99c1d49f1fb4b', 'approvals', 'approvals', 'approvals', 'approvals', 1800003660, 'approvals', 1800003660, 1800003660, 1800003660, 1800003660, 'approvals');
INSERT INTO public.audit VALUES (1, 1800000000, 'system', 'key.rotated', 'e5658d74f9760a67', 'ES256', '10d8e2f276c798c04c5e7d80a9168f5479bfdbbabadc819e3361d6751985fdd3', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (2, 1800000000, 'operator', 'user.added', '5447ec2d7b4b7e19f06d2d5b55d111fb', 'roles=user', '40f0f2cecf041b3e8b4c58ea795bf9bf7ef606e2d7df7fa70b5f2a384e2d60c6', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (3, 1800000000, 'operator', 'user.added', 'b7817b620fb16ed583461ccc97cd6902', 'roles=super-administrator', 'ec491911ac3c711cc8adc03151349c33aad4054d4bc9ced67f9faa1c19b4c845', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (4, 1800000000, 'operator', 'user.added', '8c2aae4f1584fd98a5a343d0f7ed8693', 'roles=user', '3616896c56fd17234d5c0cfbab880c303d769f90e0046976fff5ec1da38556cc', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (5, 1800000000, 'operator', 'user.added', 'd1f330979c43782efcbe8278533d25c1', 'roles=user', 'e1f9069acf59ea47d9612ba686e06d43c10eaacb70f2193694b15a1319e8bd8f', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (6, 1800000000, 'operator', 'user.disabled', '8c2aae4f1584fd98a5a343d0f7ed8693', 'sessions=0', '787da434878c6b84aefd7d5f3038ec62fdf46b0a3751836f1cb1b097a5841870', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (7, 1800000000, 'operator', 'user.imported', '3f288e1a01690c2cefa99c1d49f1fb4b', 'bcrypt,4', '4e620afa11df039121e517ff6537f9cfa35b16917baa5e33fde6bc6e8fc60439', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (8, 1800000000, 'operator', 'password.set', 'b7817b620fb16ed583461ccc97cd6902', 'sessions=0 keys=0', '20c804e41f23764388af98964199d05ad8cecd94c5826a3802f3b12eea9746f3', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (9, 1800000000, 'operator', 'password.link-made', 'b7817b620fb16ed583461ccc97cd6902', '', 'd696cb3e99399cfb4e03b2ed6f35cc422e848d6b4c8d76cd8bb0cbf3ecbd718b', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (10, 1800000000, 'operator', 'role.changed', 'librarian', '', '75ec3d2cf37a94c134ae828006c6e34e4997b96ec30875116b0d23f9803d7bbf', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (11, 1800000000, 'operator', 'role.granted', '5447ec2d7b4b7e19f06d2d5b55d111fb', 'librarian', 'a3b5502320ab055dd0ee77a54ce4d79bfcb8aa82d4a1d02b688c89751500f0bd', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (12, 1800000000, 'operator', 'registration.allowed', 'clients', 'uses=3 seconds=86400', 'd5cb27482060fd97177087386668d214216197bae56f3651aa0076c57ee3be25', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (13, 1800000000, 'operator', 'client.added', '5a964cac6c9f8110a4663d55a1a05165', 'Wiki', '83a17a17b486eeb6a490cff0af3cbbef4f53885dac9943c746e0fa09d6b00f86', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (14, 1800000000, 'd1f330979c43782efcbe8278533d25c1', 'session.began', '806f385b6ab690767df13f0ba20ce937', '', 'cef99eee4fdfa579d388a1454458dac4ac920d0aaf4d8f95e92e12b8f8e8b5b6', 2, '08626a4f6d3d9234b32db500d8d41265', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (15, 1800000000, 'd1f330979c43782efcbe8278533d25c1', 'session.renewed', '806f385b6ab690767df13f0ba20ce937', '', 'c057b1bc5b2994bc33353676cd57e10210061ae71796f3af3c05aa179d0541b9', 2, '08626a4f6d3d9234b32db500d8d41265', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (16, 1800000000, 'd1f330979c43782efcbe8278533d25c1', 'factor.enrolled', 'totp', '', 'f3dea1702075f3256fd94a7efbd3d0f0e11e144fb5bbcebcfe2c9c55684b9c71', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (17, 1800000000, 'd1f330979c43782efcbe8278533d25c1', 'recovery.made', 'd1f330979c43782efcbe8278533d25c1', '', '49ce4a2e5db2ae1e60df2f77ebfa57723c8e3423789c2a8ddbecc9616b7e8e66', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (18, 1800000060, 'd1f330979c43782efcbe8278533d25c1', 'sign-in.waits', 'factor', '', '35983ff6f34c1de3a762ba63a9566c4d9749652d1ae5d76b6f362a20274ab4b6', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (19, 1800000060, '5447ec2d7b4b7e19f06d2d5b55d111fb', 'session.began', '7d5abe579ec654b58460fc71e3567174', '', '5c570aca2955a1134d8d87c3066414f6e6bd1fc932c53a4f4290fe43262cb2c6', 2, '2d599dd098d7b995e31a27a130a31e05', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (20, 1800000060, '5447ec2d7b4b7e19f06d2d5b55d111fb', 'consent.given', '5a964cac6c9f8110a4663d55a1a05165', 'offline_access openid profile', '0c192a130e3a001bd32b3e643a198b80ada08d1f013c48b26cd90ab7cd5f6bc4', 2, '2d599dd098d7b995e31a27a130a31e05', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (21, 1800000060, '5a964cac6c9f8110a4663d55a1a05165', 'grant.redeemed', '1959227c1361046180629cd9b4cab77e', 'd9fbf4fe5c0df34530fb48e9e50acdc3', '2fbedbf46507bc8a2f5cf91f5566c299ae2934fedba866ad8b0026110052fe8a', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (22, 1800000060, '5447ec2d7b4b7e19f06d2d5b55d111fb', 'session.ended', '7d5abe579ec654b58460fc71e3567174', '', '8e335115d01ace67d42950afb3d1ce5daadc28556a22d089bab32dbf66331a73', 2, '2d599dd098d7b995e31a27a130a31e05', '127.0.0.1', 'done', 'signed out');
INSERT INTO public.audit VALUES (23, 1800000060, '5447ec2d7b4b7e19f06d2d5b55d111fb', 'session.began', '6bf77afbb6db0eddca9f2d3bdcd729c4', '', 'd587314eaed4cab6853f355ddb8c69d92dc1640ddd8d3bbf25f7ceb164918831', 2, 'a7fce3f589d4d0336b1db8a5f7e19c49', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (24, 1800000060, '5a964cac6c9f8110a4663d55a1a05165', 'grant.redeemed', '76ccde206440174bbc5f1b079cffa537', '070f514494ab9a9e7c9bf267a38b84ad', 'af6bb61d80c4896ceb72ab7cc443c148358395d2e576c316a6d4f6373549f664', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (25, 1800000060, 'countersign-desktop', 'grant.redeemed', '85e7d0c3bcdbc0e1d2f1ba0744a62c63', '5dc9c942cd5287ec4abd0fad7fae215c', '48e5451999f77e68aea1780a25a431046e85a413f14add6de4e7e5d25e44772e', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (26, 1800000060, 'anonymous', 'sign-in.failed', 'user:5447ec2d7b4b7e19f06d2d5b55d111fb', '', 'ced3561578cbfeb221461a76a8596afe2c772a009f325b99520b605c7cf89405', 2, '', '127.0.0.1', 'refused', '');
INSERT INTO public.audit VALUES (27, 1800000060, '5447ec2d7b4b7e19f06d2d5b55d111fb', 'api-key.created', '3225450522f4bc0c67243fe890ca2afa', 'scopes=sessions', 'f6398b0272885d39d1c438c814361caa4042570271f020ac6ab26ebb6d4bc41e', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (28, 1800000060, 'operator', 'client.added', '836516a46325cfba360d0104cc02f96a', 'Job', '0d9b1fae4f4c04ee93fd6c8ff9d112ba2059ec0ffebb746a8c407ed958944b5c', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (29, 1800000060, '836516a46325cfba360d0104cc02f96a', 'token.revoked', '3b78d90c40783cf43e2515a4ba7202f6', '', 'f6cb493ddf6a2b403a595d078f9266a5248efbb8bb61745b03f4b57d17003ae0', 2, '', '127.0.0.1', 'done', 'revoked by the client');
INSERT INTO public.audit_checkpoints VALUES (29, 'head', 'f6cb493ddf6a2b403a595d078f9266a5248efbb8bb61745b03f4b57d17003ae0', 1800000060, 'F4nHxwLwj2ZB2t0AfvF3iVif57zlWenu2T1gI0LuXXU', 'q1ko-qbajj-PCNLMciDgoIpYlD8dvcs61Tfv9fzx3UD2cprxvLS4Gy8qfkVUxdgup_Po0bwr59noBbtrwAl6DQ');
INSERT INTO public.audit_head VALUES (1, 29, 'f6cb493ddf6a2b403a595d078f9266a5248efbb8bb61745b03f4b57d17003ae0');
INSERT INTO public.backchannels VALUES ('backchannels', '5a964cac6c9f8110a4663d55a1a05165', '3f288e1a01690c2cefa99c1d49f1fb4b', 'backchannels', 'backchannels', 'backchannels', 1800003660, 1800003660, 1800003660, 1800003660, 1800003660, 'backchannels', 'backchannels', 1800003660, 1800003660);
INSERT INTO public.challenges VALUES ('session:6bf77afbb6db0eddca9f2d3bdcd729c4', 'enrol-totp', '5447ec2d7b4b7e19f06d2d5b55d111fb', 'ba3d2005.W8liq+5P8PzuxzmHBfSTaSVtyKPvODs99tHZjqTnA/obFf4VJvU9oTPC3eRLQEJX', NULL, 0, 1800000060);
INSERT INTO public.client_redirects VALUES ('countersign-desktop', 'http://127.0.0.1/callback/{provider}');
INSERT INTO public.client_redirects VALUES ('5a964cac6c9f8110a4663d55a1a05165', 'https://wiki.example/back');
INSERT INTO public.clients VALUES ('countersign-desktop', 'Countersign', NULL, 1, 'authorization_code refresh_token urn:ietf:params:oauth:grant-type:device_code', 'admin approvals email offline_access openid profile sessions', 1800000000, NULL, 'ES256', 0, '', '', 0, '', NULL, NULL, NULL, NULL, NULL, '', NULL, NULL, NULL, 0, 'poll', NULL);
INSERT INTO public.clients VALUES ('5a964cac6c9f8110a4663d55a1a05165', 'Wiki', '59f980e7a44811f3cd69ab5c9e9770f211a40c144dbafbf2fd57a8e402b5f11f', 0, 'authorization_code refresh_token', 'email offline_access openid profile', 1800000000, NULL, 'ES256', 0, '', '', 0, '', 'http://127.0.0.1:9/bye', NULL, NULL, NULL, NULL, '', NULL, NULL, NULL, 0, 'poll', NULL);
INSERT INTO public.clients VALUES ('836516a46325cfba360d0104cc02f96a', 'Job', '8c923bbe72db1e95050dd2c6190b47e574c85615c3589646473c6c60adfcac3f', 0, 'client_credentials', 'sessions', 1800000060, NULL, 'ES256', 0, '', '', 0, '', NULL, NULL, NULL, NULL, NULL, '', NULL, NULL, NULL, 0, 'poll', NULL);
INSERT INTO public.consents VALUES ('5447ec2d7b4b7e19f06d2d5b55d111fb', '5a964cac6c9f8110a4663d55a1a05165', 'offline_access openid profile', 1800000060);
INSERT INTO public.device_grants VALUES ('29459429354471d754630f4f74d3262e3cd051370caf900ee86a23ec192cfd51', 'b98f9b38dac6d82ebdddb4e86cdb644499470b75f487343a465af71a227fcedf', 'countersign-desktop', 'openid', '', NULL, NULL, '127.0.0.1', 5, NULL, 1800000060, 1800000660, 'pending', NULL, NULL, NULL, NULL);
INSERT INTO public.devices VALUES ('08626a4f6d3d9234b32db500d8d41265', 'd1f330979c43782efcbe8278533d25c1', NULL, 'Linux', 'Firefox 140', 'd6b872bee2f8f898b2537b2c1fe91ddc279d628382c81d7a841c8097ef6c3f08', 1800000000, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.devices VALUES ('2d599dd098d7b995e31a27a130a31e05', '5447ec2d7b4b7e19f06d2d5b55d111fb', NULL, 'Linux', 'Firefox 140', 'eaedb1685c460f6227f4b94c5fd1debcf7bae6dc11d1a0ef989f6f737e3d1f5e', 1800000060, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.devices VALUES ('fed01298465a05cbe228d66e21ca72d1', '5447ec2d7b4b7e19f06d2d5b55d111fb', NULL, 'Linux', NULL, NULL, 1800000060, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.devices VALUES ('a7fce3f589d4d0336b1db8a5f7e19c49', '5447ec2d7b4b7e19f06d2d5b55d111fb', NULL, 'Linux', 'Firefox 140', '458a970da75f86da474365dfb9112027170e07766f452a1dedba87a6f7b5a696', 1800000060, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.devices VALUES ('c2aac2599d6029fc052e1b3e360d21a1', '5447ec2d7b4b7e19f06d2d5b55d111fb', NULL, 'Linux', NULL, NULL, 1800000060, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.devices VALUES ('31b631ddab558647e6af79da64903308', '5447ec2d7b4b7e19f06d2d5b55d111fb', 'Ana''s laptop', 'Linux', NULL, NULL, 1800000060, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.factors VALUES ('6759c8f260ba22ae6b8eeea0287f73b6', 'd1f330979c43782efcbe8278533d25c1', 'totp', 'Authenticator app', 'ba3d2005.lzJ/pIhWMVnOPmNf42LnJAI9mRJSiruDZS7Tbsck/TaKw0cDa1SyvvQxTLuyMGSy', 'd1f330979c43782efcbe8278533d25c1/totp', 60000000, 1800000000, 1800000000);
INSERT INTO public.grants VALUES ('63d4e404b7d71ce188302027a408d84a4e62b08781457d0ef577f21ace598a05', '5a964cac6c9f8110a4663d55a1a05165', '5447ec2d7b4b7e19f06d2d5b55d111fb', '7d5abe579ec654b58460fc71e3567174', 'https://wiki.example/back', 'offline_access openid profile', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, 1800000060, 'd9fbf4fe5c0df34530fb48e9e50acdc3', '', '');
INSERT INTO public.grants VALUES ('4533dfbe5353282e69a31e79328ce9a6ce2794ea76658e44aeab812a114454c6', '5a964cac6c9f8110a4663d55a1a05165', '5447ec2d7b4b7e19f06d2d5b55d111fb', '6bf77afbb6db0eddca9f2d3bdcd729c4', 'https://wiki.example/back', 'offline_access openid profile', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, 1800000060, '070f514494ab9a9e7c9bf267a38b84ad', '', '');
INSERT INTO public.grants VALUES ('bec1ccb52d1acff76eb596827176cad394c42c857840f97f38c861fe6c51dc7f', 'countersign-desktop', '5447ec2d7b4b7e19f06d2d5b55d111fb', '6bf77afbb6db0eddca9f2d3bdcd729c4', 'http://127.0.0.1:49152/callback/countersign', 'approvals email offline_access openid profile sessions', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, 1800000060, '5dc9c942cd5287ec4abd0fad7fae215c', '', '');
INSERT INTO public.grants VALUES ('774b0e7e3383a9769a31f09a2064d3ff07dbcf189ae8f3fecd9b19d4cf04796e', 'countersign-desktop', '5447ec2d7b4b7e19f06d2d5b55d111fb', '6bf77afbb6db0eddca9f2d3bdcd729c4', 'http://127.0.0.1:49152/callback/countersign', 'approvals email offline_access openid profile sessions', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, NULL, NULL, '', '');
INSERT INTO public.guesses VALUES ('address:127.0.0.1', 5, 1800000060, 1800000072000000);
INSERT INTO public.guesses VALUES ('user:d1f330979c43782efcbe8278533d25c1', 0, 0, 0);
INSERT INTO public.guesses VALUES ('user:5447ec2d7b4b7e19f06d2d5b55d111fb', 1, 1800000060, 1800000240000000);
INSERT INTO public.limits VALUES ('limits', 1800003660000000);
INSERT INTO public.logout_outbox VALUES ('logout_outbox', '5a964cac6c9f8110a4663d55a1a05165', 'logout_outbox', 1800003660, 1800003660, 1800003660);
INSERT INTO public.mail_links VALUES ('c63b7794104d7870c0911ec35615d9670abbff5209f90a11cb6bdaf84775bfce', 'verify', '5447ec2d7b4b7e19f06d2d5b55d111fb', 'ana@example.org', 1800000000, 1800086400, NULL);
INSERT INTO public.mail_links VALUES ('10404772e5806cb424261299af6b73a25b5c447ff4b875eb79405e215f586d11', 'verify', 'b7817b620fb16ed583461ccc97cd6902', 'root@example.org', 1800000000, 1800086400, 1800000000);
INSERT INTO public.mail_links VALUES ('21652193c9f9d40504883d74c75fbaa787374b2982de9f225dcda2e9154a655c', 'verify', '8c2aae4f1584fd98a5a343d0f7ed8693', 'gone@example.org', 1800000000, 1800086400, 1800000000);
INSERT INTO public.mail_links VALUES ('88814687f1c97a2ee41a855575170c6d78302d3dd83150cf75067905b6c3e81c', 'verify', 'd1f330979c43782efcbe8278533d25c1', 'tess@example.org', 1800000000, 1800086400, NULL);
INSERT INTO public.mail_links VALUES ('2c124f1df3c108cfabf03c7fe05845c6958275238f773a74e22d9c08090588ed', 'reset', 'b7817b620fb16ed583461ccc97cd6902', '', 1800000000, 1800000900, NULL);
INSERT INTO public.mails VALUES ('f33c61f1aee9f4fae27546304b71dbf3', 'verify', 'zW8cekj24DLILa3Vwo3PU7oTrmqitevJCQ3aN0Hs4Jr4RzAIkvHfU7vJWIZSdD1Hn3xVkdh/AM5goIfXkZJ/5MggYfWSHfMiev5GC9+mmLQWSOv/4rN3+Vt+4yNLW+aJF7/u6GhAufFy1bdmdEr0XUXIt8E9eNfMfjbiaumE9loINcVo5ylldUMXsMBZo73PMwEP75WtimILjamjins8HhzCgToAsA0tpGQIcG1htt2oe0mlggy6vk2WNaGCGfG2nfqpnSJdIx2AM/bQiR94hV8+IcvaF8Dt9zHIFk6zjNHcYUTzoySLn7kzQrSI71rozf3vuVF4+UjjB/NQvy6Aa2ACWjRzmXOqonPTki58FXg5nmpT9muqXd60+vRXlj7j4Zqdk03388yCqzvmo+2VHVZVASgbi2p+YnVL4dvHvK3Z2zqNgBddUV5MkM15T2wiBJXlhrthmTaBbmQAHEhbVNNzGluy7ZyfbqVcBzZf+UxfC0WUgm6E3Zui9qBTNE+n6AQLJYwj6lJ3Y/W2Z2cRuxWsnQyTq7XaVL49UOt/kquYUHFKrb8PKuu3sPDVMU/r', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('67e2a4d506c13941f3e1cc09db67779f', 'verify', 'LOc7GI/g/HMGEJJ4klczSPaoaGQR79vg4V2WNUneVLGuvj61c3+Bfwl/GqilNpR924KPNxwzmoK2jhfnuuLwE2kyLWA7d9DAhdYQM109l3JaPTMab6LbZeZaVF4l1ntKsW5pNOO0GdQGfdULVpyP1E+eMslyXI17+Eo6p1/ZG1y5YSfbx6YAE8K4y9xzfwuYYTzoqWGY9nnN9fAKP+0RU7TOQmvEFNw1f9+de8caU4mS6QsqlL9UEvLTVI23I8ZCunuXOPzuUZl1b2xdWabYBU9YewNA5R18ucKTfPkt2TpQrG5NdBzpYjpZ+ollxvUPTEyssUOUKQ5MVqpbjHHAkGhGc4wCKvP2shJ/1i7QkcdLK1JnuzuG/dqnjF7e5Jzgsjca/2Rli8SKDq3VG6polhhKGuB+MC36GkVX9wQR5Is8X0bOP7bjoB7flmktu35/xbiAQ+55qr8sSGpI3Hg6dJC4siP4jUrlJ8mV9KB9bJNmzzq0sk2uZJXkvbakgKIFhFGZMJX6WIvRurOCct/KHZNe6wgq+yjYNKVmWlPI4dbIqzBptuOcxXhqycPR8bjaatY', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('f9422626410a2a3b758b57ed91b4377c', 'verify', '/dBgWGs98az7IkgtpgEmPoeJnChKgTDLh66vfQBvVYqHhsPyjVfNJP0dls4x224chB5/znRdONmsgw7DIm1yZx+oX7uVLQllpIjFJ6nwXsgtTmYPvosMYJFP4sJguRmZaVZDt3ic6WSK0s0mF/fJ/VcwSd6VtNDN9LxpFiUKgnDaSicWTMRCTPQqd1anwTjRcgykvtSBb9S6qQRvGDrs0f2rWKDvSXJtq5CJwuNTVKUbyUXV/fGXT8FXS126J6DUVtHA58AiIdekm4PDeAs3DArx2EMbs3oivNyLg62yjI+IZ15jgRGcIz15hNaad3tib3JjbOc195oWGoiWKIWw3U0mG+ULQXXzY3HtpQCUNXiWK4wUki2x+Wko3a60Nv9bZ21g4MrjnOPghT0tUagwTE6heG3QeSVHjtiQn0GhlnJUHasP3g4WBCsMbdW+XGW0X7tum7KOBiSwL+65t6C8+rLTu/dFdQEHNiLHnNip8xcxSR5i33RD0+71Lo08GKy9VWqaos+EdY8yJ7ldGrnSdDVPnPvUzYNOrRniU5I0na0ai48sJWxf6w6hSHthmQEcPM8', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('33c0f9b91b0cbe38a018767c0e7269de', 'verify', 'YI/6copmeuT17tDxl2Yhm1GzSZ9DU1tnKZHSkzMooN8ckfmQBSUmT53n9vQVDU7lHYxj1CgAPb4pZFbLCs3t5C6kw88I50/AxBY7UTHCrsesW+rMCG4PfEvs8xcHJKo9JJRw4jg4l609lOyRvkOy1qmjXADiPd1rtcn/a6Qv93FP4bBu2fVjchkPKXugJzYueIwVwQXyZnJXce8339nNme1NzB/wZfG1qj9cUxww/pS1j3DIbrme+OEH2vktduQZpL1Ijat5ABZ34qMlJG0ziFmQb1dpRwymmwAJAVHAQM1NhbR5lPl9P7H5HdgM3Egu0JtYR22FrFBlAUBk3ARrFBTNqYl2w/2T2BLRmqghLnboi/iSoGX0zSksnhE5U4IsHvY7IQ3SkEturcmRLmz3d8BydAMPKC/HmgCxx1ifL0CtFq1DSUa/zo5RwQvT6G8AHl99TFolMUCkTm1vdhbalbXodrlqs+CgAv9Y9ERZ6/8fMQ+4smDgja6O0RWGULgaWbgTMi2OWfPwDTzRvfPx8UFUNis2kS41VQPi+rqtuowLjIlFModq+iUdmdrQ22blfMk', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('23f3a09302df1798fe990869f08f85cf', 'password-changed', '1pwUy8wXjDwL/JSuLm8+BurzZNowtBQxsUPLLtkeptbZo8KyOW1ssF5RzvOo1ymZXuUTMYOZJttAppi8EsLWBhGFfVJSHOhX2rIoMFpb2n7WvrWpqepOVbytErGD8jawXXkBeH4GVHBWKwlVYDv5dQlpSCVhkFS/SJH1q5cjNUqu2c21iDn9jznRxHq4Vgpv6GL8AcEJrXzmNyF1yI9XhqrzXuIA/kX0eYlsyo41iSlzQzUGxTM9geVMXTguZB56dShf0cCaK3oKy3I1jZmVNrO6pEUuQRopyPe6jHf65abTy5MV8sSHWLqKFp02/IMLoIw0GDVSw1LigmaX+r0IGgriy9YW/NhxGIMw2f03zONHyC7lvqZq8KPInNIJxaINz91tIpBrUjw/S/ajx4GmRoy21WcGZjl4mHecEnYVikO9uLTDrdBAvlYOHMvFE3jCE1azPPe+zwFwytocNsOlhGinOiwF7nPrfjD5nPyAqBLtiqd4JegtogWFsVfVwx9wWozkz+qIobBGLyJjaL9Qk9asYqynjPVHG6f70D73uGQ4BzZrscO3cSkalEpMS58b9dLJuwYkCOyIODk7fQKzteTBclUGXohGBtSkkugL2Es3XmqSCV6acaN0JgOk8ymZuj2jb6/rPvfCCuDU', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('553fdd0dae0d699e0d6f65efcc144df3', 'new-sign-in', 'cbCZzUQxZN09eARPeaVNkx8E/LqZ5Ag7Sf/OzGBrx1ORQ7HZaKao9yeChjkvm36UDYE0qjLqqctEESzEQv21eobKptlmtihijt2SW3Ggsw3mcpU6MoY27NiEEvB/gSaVpcJHrrABppP+g5Nu48O5IFK62X5KjHPIINrxMeIEUNW9qKhi/NWG2yZq4GISkjBBNxUk7/w+XTPPoCIffRcz9uFMQU6eGa620bY9NGdHlBL7Nx5QE5yEi7kGfzg7+pYC+0ECFf2nGFA5uyNYqafeJkagOj5OxiapDmvYkEhbWSiEE+igHMzvA/tXNFIvkNzn7tg+A89eYz6Q5yt8iOeWddRSe8s1C7P76CRzkLqcJxGH3H5jCcFgkMwTITVmo544h14VCTWAdcf3lMrO8SchjQn53VNanwYEAiAfUjG4NNrTFOunpChqmkrMkgPUW6HMLxJ8NyqZGkPNBm7bmmBPvPWLnbBUTmc38MCacs4Akfe4rqc3e9TZ92v2IOps58KUwDGBHrZ+/FTHT0LXI0ENbciXLUCuM/nuFSuU2XwYB8+a9JyXnZwJc6L2xzthDz44qK/GFXsFrsQ47P5wgJvqAzQjFsRVLNYaePpX/vnJ5gYC1GetjlqZLvyDzPQ2Rnv6sZ4mf+rb5LIUHy4qlID5gFWI8X/lV8UD1ghZZZXs/nCxlw34sbghqOkIc7QgLAHNr5JRnI/zlWRVGzqCq8CmBwWPgk/taufg03fVd9GshQ', 1800000060, 1800086460, 1800000060, 0);
INSERT INTO public.password_history VALUES ('b7817b620fb16ed583461ccc97cd6902', '$argon2id$v=19$m=65536,t=3,p=1$Cyocm794P2sh6xU8MuMXiw$BzK0XV2+Ozoo1R3jxWrgkse02A5NeoCYSUiPNXgFtYs', 1800000000);
INSERT INTO public.password_kinds VALUES ('bcrypt,4');
INSERT INTO public.pushed_requests VALUES ('a332904ca816dd527d98ec6918bfee39ad649eace0296ee21598080bbd210c53', '5a964cac6c9f8110a4663d55a1a05165', 'response_type=code&state=a+state&nonce=a+nonce&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&redirect_uri=https%3A%2F%2Fwiki.example%2Fback&scope=openid+profile+offline_access&client_id=5a964cac6c9f8110a4663d55a1a05165', 1800000120, NULL, NULL);
INSERT INTO public.recovery_codes VALUES ('ff1fe2e9eb4a03fe37297dfec55fb18923104b23cb477f76d4395cf278f308fc', 'd1f330979c43782efcbe8278533d25c1', 1800000000);
INSERT INTO public.recovery_codes VALUES ('97733f90bb92fc4cf9cc73272c93b3c9926cd842063a08f2f19735de1c6c8e26', 'd1f330979c43782efcbe8278533d25c1', 1800000000);
INSERT INTO public.recovery_codes VALUES ('c4a8e3ca3c6f88b803805a2d4666e266b9da29dff66ca29f03220d1cb1fd3b12', 'd1f330979c43782efcbe8278533d25c1', 1800000000);
INSERT INTO public.recovery_codes VALUES ('bf260f992360c859e6ff6d45520b9bb4e4f13ae3f6241af904021007ab6cac2a', 'd1f330979c43782efcbe8278533d25c1', 1800000000);
INSERT INTO public.recovery_codes VALUES ('31d79b98188183f35dba852ca3dc5b6949ab1c66adb3c97c8e2d521f2f47418f', 'd1f330979c43782efcbe8278533d25c1', 1800000000);
INSERT INTO public.recovery_codes VALUES ('fb912590cb5306969a0ab54805c92d077d1710319b53b513a049074bfab33feb', 'd1f330979c43782efcbe8278533d25c1', 1800000000);
INSERT INTO public.recovery_codes VALUES ('62fbd563b2dfe6b82c4dbada3bf1998e3f1fbc3dc817258cc55fa0b3f951436e', 'd1f330979c43782efcbe8278533d25c1', 1800000000);
INSERT INTO public.recovery_codes VALUES ('bdc0d76dd3d784ba0ef1753b35bc88e3d2dbb9cb55dac0c162bf53e41cc3c010', 'd1f330979c43782efcbe8278533d25c1', 1800000000);
INSERT INTO public.recovery_codes VALUES ('5d3495a65afdcf946562767b23b4d2161f8a1605760e31848dd1ae83b1791291', 'd1f330979c43782efcbe8278533d25c1', 1800000000);
INSERT INTO public.recovery_codes VALUES ('f22706ee2e8b3998536be10680ebba9274d30cecc64263e13f1c1469ad657443', 'd1f330979c43782efcbe8278533d25c1', 1800000000);
INSERT INTO public.refresh_families VALUES ('d9fbf4fe5c0df34530fb48e9e50acdc3', '1959227c1361046180629cd9b4cab77e', '5a964cac6c9f8110a4663d55a1a05165', 'offline_access openid profile', NULL, 1, 1800000060, 1807776060, NULL, NULL, '', '');
INSERT INTO public.refresh_families VALUES ('070f514494ab9a9e7c9bf267a38b84ad', '76ccde206440174bbc5f1b079cffa537', '5a964cac6c9f8110a4663d55a1a05165', 'offline_access openid profile', NULL, 1, 1800000060, 1807776060, NULL, NULL, '', '');
INSERT INTO public.refresh_families VALUES ('5dc9c942cd5287ec4abd0fad7fae215c', '85e7d0c3bcdbc0e1d2f1ba0744a62c63', 'countersign-desktop', 'approvals email offline_access openid profile sessions', NULL, 1, 1800000060, 1807776060, NULL, NULL, '', '');
INSERT INTO public.refresh_tokens VALUES ('b5431ac8542ce323eae69df5e26a5340cd57dd0999506544a0d994a3b18046ee', 'd9fbf4fe5c0df34530fb48e9e50acdc3', NULL, 1, 'da8a8753d8d7a6709d06d96e33cc2810', 1800000060, 1801209660, NULL, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('8624637f00861cbf8ac262ff92f46858dbafc40d3f50d05e15b9b19cb5ca6151', '070f514494ab9a9e7c9bf267a38b84ad', NULL, 1, 'e07702858e26fd501fff64a377e16073', 1800000060, 1801209660, NULL, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('5b3a2c3d53a91262d4cae5493ae59343c4abd1c120591e1c0c7187b2d8b37ea3', '5dc9c942cd5287ec4abd0fad7fae215c', NULL, 1, 'bae39073b384f96d67b7c58be04c95b4', 1800000060, 1801209660, 1800000060, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('4a3bb29a5c62abffb6246a74391902b084d32a12400d0ff3d8be3c29ef5224be', '5dc9c942cd5287ec4abd0fad7fae215c', '5b3a2c3d53a91262d4cae5493ae59343c4abd1c120591e1c0c7187b2d8b37ea3', 2, '28eec6f94bd7b1fb0932a3c5e3ddadb4', 1800000060, 1801209660, 1800000060, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('b58a5257102bc11df65cf9d321cc41095bd404d3536deb4507fcd9a2ece2410d', '5dc9c942cd5287ec4abd0fad7fae215c', '4a3bb29a5c62abffb6246a74391902b084d32a12400d0ff3d8be3c29ef5224be', 3, '52535205df8454551d4203559875076f', 1800000060, 1801209660, NULL, 1800000060, NULL);
INSERT INTO public.registration_tokens VALUES ('dc90e7998dab5389aa873f26ceadf1805a23ba0417d4288776b5c9f7be3793e1', 3, 1800000000, 1800086400);
INSERT INTO public.revoked_tokens VALUES ('3b78d90c40783cf43e2515a4ba7202f6', 1800000660);
INSERT INTO public.roles VALUES ('librarian', 'Keeps the shelves', 'users.read', 1800000000);
INSERT INTO public.seen_once VALUES ('seen_once', 1800003660);
INSERT INTO public.sent_messages VALUES ('a162251d4dd37bed1f36cc6d06c314cc', 'notice', 'user:5447ec2d7b4b7e19f06d2d5b55d111fb', '9004fc332e37db1d257fe0dbf66cccdb14db5d87e0f0363a5318357650400847', 1800000060);
INSERT INTO public.sessions VALUES ('806f385b6ab690767df13f0ba20ce937', '08626a4f6d3d9234b32db500d8d41265', 'd1f330979c43782efcbe8278533d25c1', 'browser', NULL, 'ff6bed0ea2c55b401b9fc9c644deb9659051caf065a92ad69468b2c51bc82b4c', '127.0.0.1', 1800000000, 1800000000, 1800000000, 1800, 1800028800, 1800001800, NULL, 2, 'mfa otp pwd', 1800000000);
INSERT INTO public.sessions VALUES ('7d5abe579ec654b58460fc71e3567174', '2d599dd098d7b995e31a27a130a31e05', '5447ec2d7b4b7e19f06d2d5b55d111fb', 'browser', NULL, 'fea2a74708498ed7ea2c962d5c46cff2a5bbd063ac114ed0a892e174f8c87bbb', '127.0.0.1', 1800000060, 1800000060, 1800000060, 1800, 1800028860, 1800001860, 1800000060, 1, 'pwd', NULL);
INSERT INTO public.sessions VALUES ('1959227c1361046180629cd9b4cab77e', 'fed01298465a05cbe228d66e21ca72d1', '5447ec2d7b4b7e19f06d2d5b55d111fb', 'app', '5a964cac6c9f8110a4663d55a1a05165', NULL, '127.0.0.1', 1800000060, 1800000060, 1800000060, 1209600, 1807776060, 1801209660, NULL, 1, 'pwd', NULL);
INSERT INTO public.sessions VALUES ('6bf77afbb6db0eddca9f2d3bdcd729c4', 'a7fce3f589d4d0336b1db8a5f7e19c49', '5447ec2d7b4b7e19f06d2d5b55d111fb', 'browser', NULL, 'f019a2b2822c6754ac561f32893b725c697f50e6e0b2e1ac3540db5c5917e8ae', '127.0.0.1', 1800000060, 1800000060, 1800000060, 1800, 1800028860, 1800001860, NULL, 1, 'pwd', NULL);
INSERT INTO public.sessions VALUES ('76ccde206440174bbc5f1b079cffa537', 'c2aac2599d6029fc052e1b3e360d21a1', '5447ec2d7b4b7e19f06d2d5b55d111fb', 'app', '5a964cac6c9f8110a4663d55a1a05165', NULL, '127.0.0.1', 1800000060, 1800000060, 1800000060, 1209600, 1807776060, 1801209660, NULL, 1, 'pwd', NULL);
INSERT INTO public.sessions VALUES ('85e7d0c3bcdbc0e1d2f1ba0744a62c63', '31b631ddab558647e6af79da64903308', '5447ec2d7b4b7e19f06d2d5b55d111fb', 'app', 'countersign-desktop', NULL, '127.0.0.1', 1800000060, 1800000060, 1800000060, 1209600, 1807776060, 1801209660, NULL, 1, 'pwd', NULL);
INSERT INTO public.sign_in_failures VALUES ('6e0cf1dc366ab65a4b85b169e29e79d2', 'user:5447ec2d7b4b7e19f06d2d5b55d111fb', '127.0.0.0/24', 1800000060);
INSERT INTO public.sign_in_history VALUES ('dc1b57087785b776d471ee861e41bad3', 'd1f330979c43782efcbe8278533d25c1', 1800000000, '127.0.0.1', '127.0.0.0/24', NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 25, 'allow', 'new_device 25', '806f385b6ab690767df13f0ba20ce937');
INSERT INTO public.sign_in_history VALUES ('be6bcb6e5147f5f37a762833f144e9e2', 'd1f330979c43782efcbe8278533d25c1', 1800000060, '127.0.0.1', '127.0.0.0/24', NULL, NULL, NULL, NULL, 0, 0, 0, 1, 0, 25, 'allow', 'new_device 25', '');
INSERT INTO public.sign_in_history VALUES ('3e1429d95f43f6e618000c77095815d0', '5447ec2d7b4b7e19f06d2d5b55d111fb', 1800000060, '127.0.0.1', '127.0.0.0/24', NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 25, 'allow', 'new_device 25', '7d5abe579ec654b58460fc71e3567174');
INSERT INTO public.sign_in_history VALUES ('ba800ca0d32eb81c8326cf68be1bc841', '5447ec2d7b4b7e19f06d2d5b55d111fb', 1800000060, '127.0.0.1', '127.0.0.0/24', NULL, NULL, NULL, NULL, 0, 0, 0, 1, 0, 25, 'allow', 'new_device 25', '6bf77afbb6db0eddca9f2d3bdcd729c4');
INSERT INTO public.sign_ins VALUES ('cb842f43b60922b06dcd40a698d19ef0ced63e2abf194749766274969ea0f652', 'd1f330979c43782efcbe8278533d25c1', 'factor', 1800000060, 'pwd');
INSERT INTO public.signing_keys VALUES ('e5658d74f9760a67', 'vAhUdHzFUntvsf6mF5swOH+nY920Y+/Q2tlAstu1k+kqPq9rueOJ75hWWnn2tt828OiHNf8yLyr0PZbmn6IzfhXo/4g2jeSHavjBNwc7P/CTVYxGEp5aAxen5xRJ9vNHNc4joAinramv2lgjyGWhmDzjLIzY/EXuUx+OuphYm951Jm4LlPy9Gw+8wnxv7Y18WAGwOiNVEmHW5iMVi/u/0xYhze6YFw', '{"kty":"EC","crv":"P-256","x":"JE4C3ELtd_KqmHLgiGHbdv1jw0i9e4eVsvogeTTuBf0","y":"mjUsyOZ1j6cPMXuN68cGJypoa3RUT_gAJNF8TZebLbA","kid":"e5658d74f9760a67","use":"sig","alg":"ES256"}', 1800000000, NULL, 'ES256');
INSERT INTO public.upstream_links VALUES ('upstream_links', '3f288e1a01690c2cefa99c1d49f1fb4b', 'upstream_links', 'upstream_links', 'upstream_links', 'upstream_links', 1800003660, 1800003660);
INSERT INTO public.user_roles VALUES ('5447ec2d7b4b7e19f06d2d5b55d111fb', 'user', '616e61');
INSERT INTO public.user_roles VALUES ('b7817b620fb16ed583461ccc97cd6902', 'super-administrator', '726f6f74');
INSERT INTO public.user_roles VALUES ('8c2aae4f1584fd98a5a343d0f7ed8693', 'user', '676f6e65');
INSERT INTO public.user_roles VALUES ('d1f330979c43782efcbe8278533d25c1', 'user', '74657373');
INSERT INTO public.user_roles VALUES ('3f288e1a01690c2cefa99c1d49f1fb4b', 'user', '62656c61');
INSERT INTO public.user_roles VALUES ('5447ec2d7b4b7e19f06d2d5b55d111fb', 'librarian', '616e61');
INSERT INTO public.users VALUES ('5447ec2d7b4b7e19f06d2d5b55d111fb', 'ana', 'ana', 'ana@example.org', '$argon2id$v=19$m=65536,t=3,p=1$uA0HHkRkO1GSRixQzTkwxw$+KzQhnVcFb8dPnTplv3g0wNInYZcHMFvRoNFpMX1ySc', 1800000000, NULL, NULL, NULL, NULL, '616e61', '616e61406578616d706c652e6f7267', NULL, NULL, NULL);
INSERT INTO public.users VALUES ('b7817b620fb16ed583461ccc97cd6902', 'root', 'root', 'root@example.org', '$argon2id$v=19$m=65536,t=3,p=1$P2Wghgt1rFiE63bzmYaMTw$1+7KlFgJie+iEejLgeDN5QtBXIy/ryJS9glVF+OlVds', 1800000000, NULL, NULL, NULL, NULL, '726f6f74', '726f6f74406578616d706c652e6f7267', 1800000000, NULL, NULL);
INSERT INTO public.users VALUES ('8c2aae4f1584fd98a5a343d0f7ed8693', 'gone', 'gone', 'gone@example.org', '$argon2id$v=19$m=65536,t=3,p=1$NFnHh5Pf3CtrDThlNDyOCw$rnH2iyTw5qsIER0xf791kVEzohhJfYE7wZ+rul2+GQo', 1800000000, 1800000000, NULL, NULL, NULL, '676f6e65', '676f6e65406578616d706c652e6f7267', NULL, NULL, NULL);
INSERT INTO public.users VALUES ('d1f330979c43782efcbe8278533d25c1', 'tess', 'tess', 'tess@example.org', '$argon2id$v=19$m=65536,t=3,p=1$aIvj47KNr51GfIMDwPpguA$OQu0EVSI/Bg4A12E6kPX+ilPHAyWcGEBbcVvmEYuMtA', 1800000000, NULL, NULL, NULL, NULL, '74657373', '74657373406578616d706c652e6f7267', NULL, NULL, NULL);
INSERT INTO public.users VALUES ('3f288e1a01690c2cefa99c1d49f1fb4b', 'bela', 'bela', 'bela@example.org', 'adopted:KnseMDfjO38fJm0WbRQtQawe/EvGMP+JN+GQ3XmrDjggOrLBb2r196oI9p9+OO+mvp60JuEIkK9yYbIUowFA9QoZ6NUE0GCJ8MD8d139/vzGyD2xyG/hETPW8g', 1800000000, NULL, 1800000000, 'bcrypt,4', NULL, '62656c61', '62656c61406578616d706c652e6f7267', NULL, NULL, NULL);
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
