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
    replaced_by text
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
    registration_digest text
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
    email_key text DEFAULT ''::text NOT NULL
);
INSERT INTO public._sqlx_migrations VALUES (1, 'first', '2026-11-21 22:44:01.761832+00', true, '\x1086820e223e4b2affae0b5a2997e9a1116de935471dee0df6475633a0a0032c891a0f994d71abf5cdd9449dd9d5f4c5', 67677404);
INSERT INTO public._sqlx_migrations VALUES (2, 'passwords', '2026-11-21 22:44:01.831033+00', true, '\x383152bc6487cc457cec68a7f7743e1479ab25bc40689ed270715c300c350976807e68f14d7e7b10126ff5934b99e9eb', 15514727);
INSERT INTO public._sqlx_migrations VALUES (3, 'factors', '2026-11-21 22:44:01.847176+00', true, '\x8ba3355017d00739432afa9d856d2f6c2a5ad8df6d9764b4fabd027d29bd96749be75602367c61535280e6ed20d02707', 21665445);
INSERT INTO public._sqlx_migrations VALUES (4, 'grants', '2026-11-21 22:44:01.86961+00', true, '\x4b23ce9473ec25cab2cde79fff6fd32096d3b9ee1dfe5ca494cf82f410bf97a933646c449242833dd07a927ca44c465e', 10580082);
INSERT INTO public._sqlx_migrations VALUES (5, 'flows', '2026-11-21 22:44:01.881849+00', true, '\x432ce91202122fb8644ecbc182f811af2a4ad211db74a546b268b5e96bdfc3dca4729acb612ba8a0c29166bbf6a6e400', 23819555);
INSERT INTO public._sqlx_migrations VALUES (6, 'access', '2026-11-21 22:44:01.906434+00', true, '\xb331324507b1144ff507e30b90a1c85a32dac5bd2d9c5d11bffc6546da3374498794102afc4a5f8dee19626a803ef194', 25106852);
INSERT INTO public._sqlx_migrations VALUES (7, 'limits', '2026-11-21 22:44:01.93464+00', true, '\x7c105bf838cead13e7bb1eaf3b230bb65c8e3700b87a73ef2db8c5f659ac762be6a104c0629c0fc640adea772cbe36c6', 6608863);
INSERT INTO public._sqlx_migrations VALUES (8, 'records', '2026-11-21 22:44:01.941899+00', true, '\x0302bb4ba1766bc86eae495be22d9e0caef3c0ad9df93e54edc3fe1a68fe05e8fbcaba77b59c028cb98c284907cc62a1', 22910057);
INSERT INTO public._sqlx_migrations VALUES (9, 'messages', '2026-11-21 22:44:01.965589+00', true, '\x13d34147d73bd90a65cb660c0208cc9c4ebafa822aa7e8ada3e0a1dc9e85ab6e7cc05bd2977388a8c3ba24583a8ab9d5', 8906049);
INSERT INTO public.api_keys VALUES ('cd42cb64dda54f89f32c4bc7bdc25add', '4c4a6f28c816ef9df53eb3143c0caf6c', 'secret', 'backup job', 'cs_sk_…ij58', '9980f1428be219ad2b5a1929d0dfec5143b81c7a204135b4734e1f17b08a98f6', 'sessions', 1800000060, 1807776060, NULL, NULL, NULL);
INSERT INTO public.audit VALUES (1, 1800000000, 'system', 'key.rotated', '1d291c28c018176b', 'ES256', 'eddf10d427d878858b7bf430007640ca0a022754cdc350647c0bddcfba06d217', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (2, 1800000000, 'operator', 'user.added', '4c4a6f28c816ef9df53eb3143c0caf6c', 'roles=user', '2b9439a7182cecab98e42302f02385fc6a3a67b914e0534d702e9ec259307092', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (3, 1800000000, 'operator', 'user.added', '8921f8921eec1b4ed655247f8fb8b5e3', 'roles=super-administrator', 'dde857ee1baa2e3a68f461dbf146eba3e7bb5437d0440dbd08eb5bdc53b47e2e', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (4, 1800000000, 'operator', 'user.added', '12982a1b4187bdc3f64e6beda05e427e', 'roles=user', '86da67e3108ac70058b11e2494ba4291751b75e71a16d9dcdca5990bd0fb11ba', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (5, 1800000000, 'operator', 'user.added', '76b411f742c764197e1d11758de4d19c', 'roles=user', '6f8e2cc9c73a4457a5be50abe5e9e71f85646e3aaf26792196323730aa903179', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (6, 1800000000, 'operator', 'user.disabled', '12982a1b4187bdc3f64e6beda05e427e', 'sessions=0', '42915be228b39c69238b82d8b5eda7d57e09c7cbab3f829ccd6a0d1cbd55ff70', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (7, 1800000000, 'operator', 'user.imported', 'e95f63b279ce97074ef6241a29576bc6', 'bcrypt,4', 'dadc6fa9918048a0bd953b60455fe8412c4d9de3d5b3b2f616f7d49864706d42', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (8, 1800000000, 'operator', 'password.set', '8921f8921eec1b4ed655247f8fb8b5e3', 'sessions=0 keys=0', '6fde1007ff75fa309d5bb528a3d01e2be31da27dbcff536e36a83eac00ffe8f4', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (9, 1800000000, 'operator', 'password.link-made', '8921f8921eec1b4ed655247f8fb8b5e3', '', 'dfe4970efe7576bff5e501505acbccde6e048f474deb079db143eddd5f801eaa', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (10, 1800000000, 'operator', 'role.changed', 'librarian', '', 'b123522f0d630e05dd523b745966d4b6759317a26865cf1f1107cea9a0403a85', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (11, 1800000000, 'operator', 'role.granted', '4c4a6f28c816ef9df53eb3143c0caf6c', 'librarian', '151a08407845cd6fd9d989ac4081ba87d7636be00d4824eb0904fdafece4e73d', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (12, 1800000000, 'operator', 'registration.allowed', 'clients', 'uses=3 seconds=86400', '7760441523fd22b629f4888c4116cdaaba4fb84f997519ec4b97f7673771f5e5', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (13, 1800000000, 'operator', 'client.added', 'e29cf0a298015ec93cd0d4d6f0d183ef', 'Wiki', '1b49cb9971eaef84e47829db0f8864016f1420af8fb1052b0fe73f4859d2176c', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (14, 1800000000, '76b411f742c764197e1d11758de4d19c', 'session.began', '741af80e002b7ed7a814a6f3fabde6a5', '', '22ce7880834728cf2e712126c0d5ca80fd00dfa9759f50ee8052aab5e3191092', 2, '5153a4a262663805820d308e7764087a', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (15, 1800000000, '76b411f742c764197e1d11758de4d19c', 'session.renewed', '741af80e002b7ed7a814a6f3fabde6a5', '', '429aa3b3cf7711b85cec0793408f957145068efd293b56563ef9ef7c544215eb', 2, '5153a4a262663805820d308e7764087a', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (16, 1800000000, '76b411f742c764197e1d11758de4d19c', 'factor.enrolled', 'totp', '', '218eda2bc2768bd61c92fcb0811f22f6ac461460029e6954def038e8f8caf9f5', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (17, 1800000000, '76b411f742c764197e1d11758de4d19c', 'recovery.made', '76b411f742c764197e1d11758de4d19c', '', 'd454dcd93ae88e6cbdc13df9e03ea8919524cccd23ae198568446237b56c0340', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (18, 1800000060, '76b411f742c764197e1d11758de4d19c', 'sign-in.waits', 'factor', '', '60b61151395322c91eb95342725909ce6d6da24284b9cca0f5fc7461793bec3e', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (19, 1800000060, '4c4a6f28c816ef9df53eb3143c0caf6c', 'session.began', '089aeb30b74311157984e3dcabf050f3', '', 'aa0e5e1bb3a02f16706a6076481009654572082f2673d279d61d16486a4c3abc', 2, '1bda0f9a8a7bf41217b37366ff46f2b2', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (20, 1800000060, '4c4a6f28c816ef9df53eb3143c0caf6c', 'consent.given', 'e29cf0a298015ec93cd0d4d6f0d183ef', 'offline_access openid profile', '55433fed44937e54daf355bfda263b5e88e43fa1964b2451332eb594c34bef83', 2, '1bda0f9a8a7bf41217b37366ff46f2b2', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (21, 1800000060, 'e29cf0a298015ec93cd0d4d6f0d183ef', 'grant.redeemed', '67d67d6e2c9aa599367a40633f2b1a30', '8c5e6019554d63a6940561e666797f10', '6e94399de2c5228b5f210e75e04c888ff405f83edd7ac29f39884bd1b4efd6c7', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (22, 1800000060, '4c4a6f28c816ef9df53eb3143c0caf6c', 'session.ended', '089aeb30b74311157984e3dcabf050f3', '', '83da4bab558f9b70367e0b4f35f79364bbdb86e98ea2036d1ac28b77b6a924fa', 2, '1bda0f9a8a7bf41217b37366ff46f2b2', '127.0.0.1', 'done', 'signed out');
INSERT INTO public.audit VALUES (23, 1800000060, '4c4a6f28c816ef9df53eb3143c0caf6c', 'session.began', '41e547d032ee8612a5ded137f22478ff', '', '790d49e06528932b8ab1a21873533ec12a3391bca8d9ee36f30f59da1488caba', 2, 'ea77513676ee224ffbd6cd96fb968800', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (24, 1800000060, 'e29cf0a298015ec93cd0d4d6f0d183ef', 'grant.redeemed', '52f272b8e7d87eaa95fd63b36c2d8b25', '8eaf78c1faa4746717004766e05b0cd8', '420adc8d6f358b3fbd1eea172c79e9f9d769809cf4afa895e704b6ca5a0332fc', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (25, 1800000060, 'countersign-desktop', 'grant.redeemed', 'ea90d0947494bc31f9b8ec8097b31be6', '52585a1d40b82eb45b870d40e514988d', 'd3b16f0913bee5772c58e6f40c332c9aa7df9984c96469592fa65329ee2fa4ab', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (26, 1800000060, 'anonymous', 'sign-in.failed', 'user:4c4a6f28c816ef9df53eb3143c0caf6c', '', '0829f74eef3d094c3d391873e437d1d7fd7eee88c530b5c4613d94a9f73249e8', 2, '', '127.0.0.1', 'refused', '');
INSERT INTO public.audit VALUES (27, 1800000060, '4c4a6f28c816ef9df53eb3143c0caf6c', 'api-key.created', 'cd42cb64dda54f89f32c4bc7bdc25add', 'scopes=sessions', 'e50355fac5e14ee6513cf18e8872bfca5accd009bb40f088fa735be3b55c826c', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (28, 1800000060, 'operator', 'client.added', '22105b1882cbd0eca9ef09514ac70bb2', 'Job', '74eb1d961c99c01a8f4355b09746361e99e2ddbc6366800846784384f849d74a', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (29, 1800000060, '22105b1882cbd0eca9ef09514ac70bb2', 'token.revoked', '88fcf84165097fcaa5482d4997ddba52', '', 'd36afbd469b0b145c775e6357ea6ff458276e7757705e47a34a7d1abb6fe2dbb', 2, '', '127.0.0.1', 'done', 'revoked by the client');
INSERT INTO public.audit_checkpoints VALUES (29, 'head', 'd36afbd469b0b145c775e6357ea6ff458276e7757705e47a34a7d1abb6fe2dbb', 1800000060, 'F4nHxwLwj2ZB2t0AfvF3iVif57zlWenu2T1gI0LuXXU', '4JdTqdhYrjYCuISALz6OnBsMgh-RoaHWq9lI7DTKaLv6VZdtMyN1ahtr-VL2d97t7iF2QJKSQi6kRRDyHbYkAA');
INSERT INTO public.audit_head VALUES (1, 29, 'd36afbd469b0b145c775e6357ea6ff458276e7757705e47a34a7d1abb6fe2dbb');
INSERT INTO public.challenges VALUES ('session:41e547d032ee8612a5ded137f22478ff', 'enrol-totp', '4c4a6f28c816ef9df53eb3143c0caf6c', 'ba3d2005.wkqOo7ky87oS1ERcilzO4vVgsIv8XlbNJ92vmp+bVSLQUhlxVYjFALUhgJ/bVI+k', NULL, 0, 1800000060);
INSERT INTO public.client_redirects VALUES ('countersign-desktop', 'http://127.0.0.1/callback/{provider}');
INSERT INTO public.client_redirects VALUES ('e29cf0a298015ec93cd0d4d6f0d183ef', 'https://wiki.example/back');
INSERT INTO public.clients VALUES ('countersign-desktop', 'Countersign', NULL, 1, 'authorization_code refresh_token urn:ietf:params:oauth:grant-type:device_code', 'admin approvals email offline_access openid profile sessions', 1800000000, NULL, 'ES256', 0, '', '', 0, '', NULL, NULL, NULL, NULL, NULL, '', NULL, NULL, NULL);
INSERT INTO public.clients VALUES ('e29cf0a298015ec93cd0d4d6f0d183ef', 'Wiki', '166eef02846d5004318f8eee485c19d092eadd36012dd03ca6b8eb435a03e0dc', 0, 'authorization_code refresh_token', 'email offline_access openid profile', 1800000000, NULL, 'ES256', 0, '', '', 0, '', 'http://127.0.0.1:9/bye', NULL, NULL, NULL, NULL, '', NULL, NULL, NULL);
INSERT INTO public.clients VALUES ('22105b1882cbd0eca9ef09514ac70bb2', 'Job', 'e85c580091b2ff11a5dc7050ad62ec203d9be921b9700265d3ced66f35c933a3', 0, 'client_credentials', 'sessions', 1800000060, NULL, 'ES256', 0, '', '', 0, '', NULL, NULL, NULL, NULL, NULL, '', NULL, NULL, NULL);
INSERT INTO public.consents VALUES ('4c4a6f28c816ef9df53eb3143c0caf6c', 'e29cf0a298015ec93cd0d4d6f0d183ef', 'offline_access openid profile', 1800000060);
INSERT INTO public.device_grants VALUES ('0ccdecd7786abc9f71cca9247dfe389e6561cc93b6c91c0bbc386031124d5287', 'b0109cd8dff2ea68a164e192b5b71dfa9658be9fe6f408866abfa78db9b63d74', 'countersign-desktop', 'openid', '', NULL, NULL, '127.0.0.1', 5, NULL, 1800000060, 1800000660, 'pending', NULL, NULL, NULL, NULL);
INSERT INTO public.devices VALUES ('5153a4a262663805820d308e7764087a', '76b411f742c764197e1d11758de4d19c', NULL, 'Linux', 'Firefox 140', 'ad5f60d8d5186f32747c5d86e35851b3861787be919fdda2f27f4b0731cdef2b', 1800000000, NULL);
INSERT INTO public.devices VALUES ('1bda0f9a8a7bf41217b37366ff46f2b2', '4c4a6f28c816ef9df53eb3143c0caf6c', NULL, 'Linux', 'Firefox 140', '99ce56a2286edf08b12fcb30de3d024425a823fd280cf8d5c83421629781bd77', 1800000060, NULL);
INSERT INTO public.devices VALUES ('89198e8101fbf0a63009e3a07624e3f1', '4c4a6f28c816ef9df53eb3143c0caf6c', NULL, 'Linux', NULL, NULL, 1800000060, NULL);
INSERT INTO public.devices VALUES ('ea77513676ee224ffbd6cd96fb968800', '4c4a6f28c816ef9df53eb3143c0caf6c', NULL, 'Linux', 'Firefox 140', '89fd34e162287af9c33a673702f9e883d223a9bcf98d29692c2a53dede5fadcb', 1800000060, NULL);
INSERT INTO public.devices VALUES ('a39da30d2a976b4cf35de0f07091580f', '4c4a6f28c816ef9df53eb3143c0caf6c', NULL, 'Linux', NULL, NULL, 1800000060, NULL);
INSERT INTO public.devices VALUES ('374fa15d0b4f4dd989ee8ef85c8b4e40', '4c4a6f28c816ef9df53eb3143c0caf6c', 'Ana''s laptop', 'Linux', NULL, NULL, 1800000060, NULL);
INSERT INTO public.factors VALUES ('6d51db34cc90e9f2ae167c1cbc6c9ecc', '76b411f742c764197e1d11758de4d19c', 'totp', 'Authenticator app', 'ba3d2005.Ms255UI5jnMHhk2BcJO4ES3gdyz3kuQV81Sk+k8dC3mtrJCAbBDsDTWPaWqntxz4', '76b411f742c764197e1d11758de4d19c/totp', 60000000, 1800000000, 1800000000);
INSERT INTO public.grants VALUES ('87461f9da176b8353077c44f67fc8b51689b4d948383d56b28ed17e19414a29c', 'e29cf0a298015ec93cd0d4d6f0d183ef', '4c4a6f28c816ef9df53eb3143c0caf6c', '089aeb30b74311157984e3dcabf050f3', 'https://wiki.example/back', 'offline_access openid profile', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, 1800000060, '8c5e6019554d63a6940561e666797f10', '', '');
INSERT INTO public.grants VALUES ('b6265a2fa3c9770cdf30661b3762329682a5bd60d4efbe27ae31e8b9a6f1ff1a', 'e29cf0a298015ec93cd0d4d6f0d183ef', '4c4a6f28c816ef9df53eb3143c0caf6c', '41e547d032ee8612a5ded137f22478ff', 'https://wiki.example/back', 'offline_access openid profile', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, 1800000060, '8eaf78c1faa4746717004766e05b0cd8', '', '');
INSERT INTO public.grants VALUES ('9ae4f0e664393f16899ff85cbbf77f2e3622aa3f2c5f3624b8f0c8951f9d1d38', 'countersign-desktop', '4c4a6f28c816ef9df53eb3143c0caf6c', '41e547d032ee8612a5ded137f22478ff', 'http://127.0.0.1:49152/callback/countersign', 'approvals email offline_access openid profile sessions', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, 1800000060, '52585a1d40b82eb45b870d40e514988d', '', '');
INSERT INTO public.grants VALUES ('016fb32973a2477e66dc2447db2fd171baa2445b36a963addb122782c981005d', 'countersign-desktop', '4c4a6f28c816ef9df53eb3143c0caf6c', '41e547d032ee8612a5ded137f22478ff', 'http://127.0.0.1:49152/callback/countersign', 'approvals email offline_access openid profile sessions', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, NULL, NULL, '', '');
INSERT INTO public.guesses VALUES ('address:127.0.0.1', 5, 1800000060, 1800000072000000);
INSERT INTO public.guesses VALUES ('user:76b411f742c764197e1d11758de4d19c', 0, 0, 0);
INSERT INTO public.guesses VALUES ('user:4c4a6f28c816ef9df53eb3143c0caf6c', 1, 1800000060, 1800000240000000);
INSERT INTO public.limits VALUES ('limits', 1800003660000000);
INSERT INTO public.logout_outbox VALUES ('logout_outbox', '22105b1882cbd0eca9ef09514ac70bb2', 'logout_outbox', 1800003660, 1800003660, 1800003660);
INSERT INTO public.mail_links VALUES ('ba93ea38380f617b78dc6512efa42f097201dabb2e76ad1d0bd148df7bc9a714', 'verify', '4c4a6f28c816ef9df53eb3143c0caf6c', 'ana@example.org', 1800000000, 1800086400, NULL);
INSERT INTO public.mail_links VALUES ('0c095407c4d310a12a7874e38319dd92745398318066b756088f651f08e5d2f4', 'verify', '8921f8921eec1b4ed655247f8fb8b5e3', 'root@example.org', 1800000000, 1800086400, 1800000000);
INSERT INTO public.mail_links VALUES ('36694631007bf2670d158be45c3ed24a1fe792a710076b1b20cb1e2bff9a7802', 'verify', '12982a1b4187bdc3f64e6beda05e427e', 'gone@example.org', 1800000000, 1800086400, 1800000000);
INSERT INTO public.mail_links VALUES ('eff48146856a3855a6afbf111f7973116eb0d41b54c7d66bf96d5801c2914630', 'verify', '76b411f742c764197e1d11758de4d19c', 'tess@example.org', 1800000000, 1800086400, NULL);
INSERT INTO public.mail_links VALUES ('cc9ff6256589e57ab445b73654e4f618e644c40ed268cf785466fcd3d70ceb83', 'reset', '8921f8921eec1b4ed655247f8fb8b5e3', '', 1800000000, 1800000900, NULL);
INSERT INTO public.mails VALUES ('24c6b0d421e706410a603fb25834758f', 'verify', 'qaroiP0cb+sztKrx6I8rktgwBrm3OBEF6jGhIttoK++nPjFaBWS0IeivAQjWFPHSeylWrhQIHHSPEE5SNaZjN9gp1SWVacEXX8TcxHYMjbS1w7evKXiYHK6hNxN6KfxqkxGhL4fVORkhg/lkSrK/M9N/4BopsCVicxhnvr9wB2lNVBelGmsxdSlOjFSf8t2SWnGY7X32tZuS90kVvXFzbI04mJUXaVXud7YH3AFDsp5em6jeTiHT6GiTjsC/qUKNOq/Uha0dWdrp6egpbr7KblXw+JpFlb9HZM96bAFKwCP5xAZV8A6gZPyVzsGztyaEZryLTMhXOfl2DlS788l9eaz9dlGzYTLWWUlho8TbpmBG+9zBuRacYHwORPBi9zhyy6lSCNwWQvTbsOodRIRAihf5I0+5R+b8rkfnAFcYESJ5WsR24fPxHSv+wPR2s85eYljAxRLlcVTF30+dYyrx8FPdMVN0w9HTtKR/2YKBa0mq4gInEwhtj0osLr+LFb7+23Ux2QF+UYPH3QUsnvKmSGous9Tlhx4S2oQ2pwWlC/wC3dygR30kgYbMRcC1Ez92', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('8e69d003d3dba467e77804294da2d06d', 'verify', '9AXwEtiwyxH4xzarXlEiQeZ2QjpbyE43Nrd24/8PHF87ykaSOCOriY1e9yJPCBC7YHzEp4xHcizaG9+7BCqwYiQFmpmU0fZgt+RcTkDMhKytTnTjtvaz2HSXNvTlJ1ZHjG0qsjx8y8WMIRJH1g51YiTJcFDFR+rPMKTTS5lPPaSxPSS7kX5sBTKH8LmxlpPSfdYT7VNPSx9hBgOaPrOd6n+E1UOWTfUBCocGK3TjLYx1SjXKNtYCGksbT/sKjuLGxyGkQoS8giY/cILclSKD+FwJy3BmoheaG9YtDVSDK5G0WlY0nStxd7Sb5oS0ExtBLGoUVkN4tK2xL3rWHlTne2J76KoQ6+nT1qcwgD3rOwm0lFUyMfJKncEtYARzwj+UGfo84cu8LCN8pLzykQ70lTaVoc4pATcWMekvdBOPNynis7B9GshtyJhifILYog4hVSxVXuBOrb4af9g4H8c7qFOa/SVcIKm62ib0qZX33vgcz3GpRHmG60nsLEjRFhRilkX4+iCOsqhzOVM7nlIQy5mjWwCT15yNpKgmfxknOp5nZknxxLAQIJdJjnx2ynPJkhY', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('59bcc3f69d72749990fe0bb557de1d36', 'verify', 'JXKRSpRiURjoYFc54vpncWj4zRkYAWsFYP5N5LdhBaPcRCPzr4kdZ1UjkT0J92xRN/ErV7UVPXyldABUfpX0rhgy40TiU/EMFLSh0GZou9hVEP3NlCKMA6mLG7rKdzCco7K1AQiV5QiHr0MYhMNGE5hGtyVSwehdkdZfDQfpUyCbSDxz3Cd7BfBOuowhgOPyvBkNNzqC1Kvazge75/nNFDApyPUfgCglvqatDSqizJdfiIlRlxnGAYQ9Pcv4RbfupU5cwJToNcJh+QxVg98TpHciDmzseZtwfPXLg2fA9Zx4TPZh+QQGgxMH4Jf/lVYMvmRX35GeCpf3YSSYg2VsvmJI+oji9JJVEd/oLQ3tfVvmr7xVEkt7RC1ylyDWv0IdClTVnYgWBShj5WCxPKlQ9yc/r6UQ8CmQGcPAePe5mazZAAGeEDRgyO5IEN2RlmS47LmuyNwyIYPgkgc1my6nKLCRHWOWERgKuSFnobWiSn26pnsFeAAPKRy5UJ8OzKG2ZM01nFZF+8Tn4IkcdGMqITTAkOpNXS4OCCZy12LRy39PQlYB5UaQxk6FQ6+ReIpSaa0', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('fe8b509ffe1394a62ad7fe35ea22afc7', 'verify', 'QZ/BuQP3xFyS8pIxe4dhVhA7FU4ZlqkW+D1wlA8lBq8bJz6eKwcmSe9SbQtSwNNmyH2gV04q7pDA9n6kZX/R3u/bzrgZviDM+LPVFAfilrO/q/RY7FQo3TjI0lfDUf2QHRfUyjyTwqHWQNKcztH4chIMFGPxPcxu5szIkJMaunheiQ1R7udH+EeZnJ5qBeGSETnYzwUNFSE/HbB1R91MQAFKAErFMySRZqZAwNm08hynQlQxUedo/cJTpWekHVYF2Q77jcJzU9RL6qgkWsS2Ab6dMUQiqAhXQtfZWg3b1lDEQMaQH28SK2nOiDtw40hkbUNo00Iyhmd8Z/jYVKReTIv4hrGtDG0i+XiU5iK09sHzAc3et+GA3n+AOYm0IR8H3HlYeF7WFd82pIDS/nH4ofHLsbKI5fOiM4ov7lhsVgEdOmft0EI7ruZiIxqJ6pYA0OVyvs8pAlwcaNT85wxrxN0KzpDNw0a2bafX059bUjZsf49CMTSRoMMNR/f+1BqI4iU4N8/2yg9Mqr+4NY+AIxS6i39uQOn+ep7xUwW4tQrRBzK19pef15j3eBhcLO5KDIs', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('f65e94401b3f9eafa3e86bdd25d05cd7', 'password-changed', 'FHCGjTBZCXOoxszrPAhigxf2n+ucetE/y89KChkKqq4K0tOgEP5uRGQKjd2KnMi5nYMqdcTARllZG/lhzSYp2DU1DSYyr/2SOyvSEH6/Mju/q00DavnE2hvoJztDZ9o8NKbBjmivJ9yqOv/7nCts0IOxMiRWm8zi6UxITfyB4K23OGrYHktRyUgtgT9rrgH6hs2M839+zkKqDiPtfn8SncCOUcPS0R9y26X82H7MRzT43NJUm1lfVDT8dbgfNBUKfnCPnbN6ANwlTPjOhPoFgRS6TQ1OpFR5RSXlfTkp5yeWQnpgJLUh8sJ1KBp/KBUEqUlY8o1xy2XKSoxJ5foXmp7D6Xw1sWCf9EX4Qqas4ChulCkJU/0r6ibXlujobM2BwOz5tB2eCJX+F0MXBfeIkDpcwZBR5pJdpSDn+sP2OljWxXsBydPUjMZgsU6p1nhuOSvz+3X+r3tJu1MNqHbYXQxV46WbNqGD5rMPVORiZPF8eaIDNe+6yDF+055Rg0dBjE6MrN8k2WFFnwuirbLBHYnVWTThdEJhRrplU/KA3JhyCY92fIs9kDDKLnvXRzHsAhvBSsTHHYiZ6MUnghGx10PLrFQplMYsUhoIyiFoEQvbNLbPBs4AswLfCLqwEFdFNIGxXXxO3qWHtguq', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('40dfac618768f8cf6d1f3d9b381a770a', 'new-sign-in', 'OC8e+Iz5173Jwmcf5VrGcat4apVwV/WzPkIc86/a2AGZ8qx2k3PlmSMWtixbvikKvZKvnGKtRLBVtMM3pBIhnLTM7t3VrvD24jOvyg/CrB2DWTlUqJBenukenmukCmpYUVziJtqsdb4yDV+I99y9RnEWHuxPH9HkdivxUX6/d38ohssjSbjrZS0L9yIzgINcB1qh1XNljNYZ2MMv8bfiX08sZXkN2tb+apobUnKzgXpFPtfqxER4gV4wIKkUfy7TylMyYzWKXTxXA91AhJeAWocC9IawhQwrrQe91i3PFBcJbMLZGHT9RI6cSrQev2kxe6TrCyXa9lSol1yKYK1ufrb86CPjXUPBzgBGuZI1bcJKoHYSTM9z8KwmYIKWVJUL3vGycpkugemT6gHpkxsoQvI+2BIj/LdzrNVcaaXE3qPdc9mkY9tMerVDu+SP3Isd4sDu015u9gkNT47kVq5ykLKGWtleHLChYKshbgtkduF47MZf3BpTA3iWTYIAstLncnDR2MkLch/H5s+70CGvHF5IbVX6iir+ctXenfCweqKcLkV4KlN/ph1AGllsmp/tnNN0y+q5mTC3pmNI4ZhwVh72rdLlguUpScpU5SBppQfgj4i8sME4vxU+kvB4qAqF1gBrNPGDHF8o+jBeoqLoYk2ndZg+7r03i0ZOEFJgD4peIUOBunldXiBpsGG2+AeAW83Soy/KAbuDwARDIMfUgI8iYX349Bdr1E2dZgZVYQ', 1800000060, 1800086460, 1800000060, 0);
INSERT INTO public.password_history VALUES ('8921f8921eec1b4ed655247f8fb8b5e3', '$argon2id$v=19$m=65536,t=3,p=1$kzFCVe7NFvA+2TVgJjko9g$TMDBenn2KNQ96ZTNfp//87wdofoRsY62lcuEWfjsQDI', 1800000000);
INSERT INTO public.password_kinds VALUES ('bcrypt,4');
INSERT INTO public.pushed_requests VALUES ('4363e3593bb4c23eb883bf20bbd7a433dc7964242f0fdbd738f550e80e362cb3', 'e29cf0a298015ec93cd0d4d6f0d183ef', 'response_type=code&state=a+state&nonce=a+nonce&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&redirect_uri=https%3A%2F%2Fwiki.example%2Fback&scope=openid+profile+offline_access&client_id=e29cf0a298015ec93cd0d4d6f0d183ef', 1800000120, NULL, NULL);
INSERT INTO public.recovery_codes VALUES ('467e9e3b1e49437c6f5ee6ccb5ff56205e3045c7cbbc023127e5c3eccef5d4f7', '76b411f742c764197e1d11758de4d19c', 1800000000);
INSERT INTO public.recovery_codes VALUES ('9bd8e3950d07fd68781d3b799d7ea2f3f6db347031b3b0757066183cbadbae00', '76b411f742c764197e1d11758de4d19c', 1800000000);
INSERT INTO public.recovery_codes VALUES ('69a5a57c1ebd23377411b4a501384168c0002b15ced9b77da9a58455f18f2670', '76b411f742c764197e1d11758de4d19c', 1800000000);
INSERT INTO public.recovery_codes VALUES ('a07eecb9a6f6f6e31135a3ba176be447e043ffa7215ffaf6a0c7347d45b539df', '76b411f742c764197e1d11758de4d19c', 1800000000);
INSERT INTO public.recovery_codes VALUES ('ae8e90716e045d26305fb12ac0c01c11cb5f8cadf7271e8c520df9b9fa241880', '76b411f742c764197e1d11758de4d19c', 1800000000);
INSERT INTO public.recovery_codes VALUES ('ddc29c27ef0ebf18bc3018d0cef8b3a4d2f8962e9275ed9fcb5da1c61c7309e3', '76b411f742c764197e1d11758de4d19c', 1800000000);
INSERT INTO public.recovery_codes VALUES ('d6ff2c5c1717dc40f973bb413e0a9dfb98f25a2d0f8de273fce8549df16abfb2', '76b411f742c764197e1d11758de4d19c', 1800000000);
INSERT INTO public.recovery_codes VALUES ('ad966bf6c50f52de1a55aadd1c93dbbe488d2aef5a3b048f734c5525359e6ff2', '76b411f742c764197e1d11758de4d19c', 1800000000);
INSERT INTO public.recovery_codes VALUES ('cceb217bbc23ceecd70b08336135e1ce86141ec197da0edc70204628b90c156a', '76b411f742c764197e1d11758de4d19c', 1800000000);
INSERT INTO public.recovery_codes VALUES ('41dc8a5fab4e366b88af93de0e14ae9ce2caca8979e69e58acc12718e32804e2', '76b411f742c764197e1d11758de4d19c', 1800000000);
INSERT INTO public.refresh_families VALUES ('8c5e6019554d63a6940561e666797f10', '67d67d6e2c9aa599367a40633f2b1a30', 'e29cf0a298015ec93cd0d4d6f0d183ef', 'offline_access openid profile', NULL, 1, 1800000060, 1807776060, NULL, NULL, '', '');
INSERT INTO public.refresh_families VALUES ('8eaf78c1faa4746717004766e05b0cd8', '52f272b8e7d87eaa95fd63b36c2d8b25', 'e29cf0a298015ec93cd0d4d6f0d183ef', 'offline_access openid profile', NULL, 1, 1800000060, 1807776060, NULL, NULL, '', '');
INSERT INTO public.refresh_families VALUES ('52585a1d40b82eb45b870d40e514988d', 'ea90d0947494bc31f9b8ec8097b31be6', 'countersign-desktop', 'approvals email offline_access openid profile sessions', NULL, 1, 1800000060, 1807776060, NULL, NULL, '', '');
INSERT INTO public.refresh_tokens VALUES ('01c479f8b365b9bfcbba75d4f4705ec1fd71c438b02685ab98ecd858fbd719e3', '8c5e6019554d63a6940561e666797f10', NULL, 1, '2c41715b6cb07ce57f5d971478483c78', 1800000060, 1801209660, NULL, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('bf804f36291e63064985b857171da5eaccdf573c7bfb2b5988debdcae0891457', '8eaf78c1faa4746717004766e05b0cd8', NULL, 1, '3d9f23a06222f39f26680c96c23cc771', 1800000060, 1801209660, NULL, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('ddaf48f3a733ff80faa28c67f3fd7c11c468d0c366657cd123975b6bff54ba06', '52585a1d40b82eb45b870d40e514988d', NULL, 1, '968f1d3046b22fc00152172aeb60d0c1', 1800000060, 1801209660, 1800000060, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('3c7cce88366cebdbf76896738d795809c31d7854718e0987169e67d1b830ba1a', '52585a1d40b82eb45b870d40e514988d', 'ddaf48f3a733ff80faa28c67f3fd7c11c468d0c366657cd123975b6bff54ba06', 2, '0974ff17aaa819486d19935ee13e94f9', 1800000060, 1801209660, 1800000060, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('ed984ac8997186c11b7ceef14e223982695e4829b8e036449fdfa401ba8ab327', '52585a1d40b82eb45b870d40e514988d', '3c7cce88366cebdbf76896738d795809c31d7854718e0987169e67d1b830ba1a', 3, 'd5edccd97e2395330402f2ff8052ad3f', 1800000060, 1801209660, NULL, 1800000060, NULL);
INSERT INTO public.registration_tokens VALUES ('e4bebb154768e3118c54a4ecec40de10fa777d5f373970542158734d1003743a', 3, 1800000000, 1800086400);
INSERT INTO public.revoked_tokens VALUES ('88fcf84165097fcaa5482d4997ddba52', 1800000660);
INSERT INTO public.roles VALUES ('librarian', 'Keeps the shelves', 'users.read', 1800000000);
INSERT INTO public.seen_once VALUES ('seen_once', 1800003660);
INSERT INTO public.sent_messages VALUES ('f55928215251259bd207a47912d48952', 'notice', 'user:4c4a6f28c816ef9df53eb3143c0caf6c', '9004fc332e37db1d257fe0dbf66cccdb14db5d87e0f0363a5318357650400847', 1800000060);
INSERT INTO public.sessions VALUES ('741af80e002b7ed7a814a6f3fabde6a5', '5153a4a262663805820d308e7764087a', '76b411f742c764197e1d11758de4d19c', 'browser', NULL, '9e127bd51dab31768156ae5e1cfeea73e839ae4d7214b01ad88264d26597313f', '127.0.0.1', 1800000000, 1800000000, 1800000000, 1800, 1800028800, 1800001800, NULL, 2, 'mfa otp pwd', 1800000000);
INSERT INTO public.sessions VALUES ('089aeb30b74311157984e3dcabf050f3', '1bda0f9a8a7bf41217b37366ff46f2b2', '4c4a6f28c816ef9df53eb3143c0caf6c', 'browser', NULL, 'a85c876b3ca60ec7935ec6e460db230c59e8d85789efc0212769cfeb369c6231', '127.0.0.1', 1800000060, 1800000060, 1800000060, 1800, 1800028860, 1800001860, 1800000060, 1, 'pwd', NULL);
INSERT INTO public.sessions VALUES ('67d67d6e2c9aa599367a40633f2b1a30', '89198e8101fbf0a63009e3a07624e3f1', '4c4a6f28c816ef9df53eb3143c0caf6c', 'app', 'e29cf0a298015ec93cd0d4d6f0d183ef', NULL, '127.0.0.1', 1800000060, 1800000060, 1800000060, 1209600, 1807776060, 1801209660, NULL, 1, 'pwd', NULL);
INSERT INTO public.sessions VALUES ('41e547d032ee8612a5ded137f22478ff', 'ea77513676ee224ffbd6cd96fb968800', '4c4a6f28c816ef9df53eb3143c0caf6c', 'browser', NULL, '1eb9db3aa9741f172256bef130bc176f3c11ffef93b0acb658a4438ae56bb199', '127.0.0.1', 1800000060, 1800000060, 1800000060, 1800, 1800028860, 1800001860, NULL, 1, 'pwd', NULL);
INSERT INTO public.sessions VALUES ('52f272b8e7d87eaa95fd63b36c2d8b25', 'a39da30d2a976b4cf35de0f07091580f', '4c4a6f28c816ef9df53eb3143c0caf6c', 'app', 'e29cf0a298015ec93cd0d4d6f0d183ef', NULL, '127.0.0.1', 1800000060, 1800000060, 1800000060, 1209600, 1807776060, 1801209660, NULL, 1, 'pwd', NULL);
INSERT INTO public.sessions VALUES ('ea90d0947494bc31f9b8ec8097b31be6', '374fa15d0b4f4dd989ee8ef85c8b4e40', '4c4a6f28c816ef9df53eb3143c0caf6c', 'app', 'countersign-desktop', NULL, '127.0.0.1', 1800000060, 1800000060, 1800000060, 1209600, 1807776060, 1801209660, NULL, 1, 'pwd', NULL);
INSERT INTO public.sign_in_failures VALUES ('0c15a5597ae8990bd1c73859efa8f0ff', 'user:4c4a6f28c816ef9df53eb3143c0caf6c', '127.0.0.0/24', 1800000060);
INSERT INTO public.sign_in_history VALUES ('6bd9b06edb688ed9409c66b81d2ea044', '76b411f742c764197e1d11758de4d19c', 1800000000, '127.0.0.1', '127.0.0.0/24', NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 25, 'allow', 'new_device 25', '741af80e002b7ed7a814a6f3fabde6a5');
INSERT INTO public.sign_in_history VALUES ('5198f1b7be186c53230a842f7c0d678f', '76b411f742c764197e1d11758de4d19c', 1800000060, '127.0.0.1', '127.0.0.0/24', NULL, NULL, NULL, NULL, 0, 0, 0, 1, 0, 25, 'allow', 'new_device 25', '');
INSERT INTO public.sign_in_history VALUES ('0ffe9a8dd92392f5b5830f322c54ff9d', '4c4a6f28c816ef9df53eb3143c0caf6c', 1800000060, '127.0.0.1', '127.0.0.0/24', NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 25, 'allow', 'new_device 25', '089aeb30b74311157984e3dcabf050f3');
INSERT INTO public.sign_in_history VALUES ('1023d07c2f11dd649c134d5e1bb56ad3', '4c4a6f28c816ef9df53eb3143c0caf6c', 1800000060, '127.0.0.1', '127.0.0.0/24', NULL, NULL, NULL, NULL, 0, 0, 0, 1, 0, 25, 'allow', 'new_device 25', '41e547d032ee8612a5ded137f22478ff');
INSERT INTO public.sign_ins VALUES ('f6d83628f5523c2104eb4ef6e0a746ff98398424eb8f9e6a4124909ee80b064d', '76b411f742c764197e1d11758de4d19c', 'factor', 1800000060);
INSERT INTO public.signing_keys VALUES ('1d291c28c018176b', 'B+grRvLPew5/2DxoQM8bhkQKJo0jOgHvxEX+EuyrMkppLyHj8l1qYMzRt+f8C2BZ7FGAl1/J6N0Gb9hQ5mpJsNslYtLW9uN8EEaOFsLnNupzbrdV0OwKttJTkZJm9ssJxwg9CES4ndoJsWXwnu4HpFzwxu/xunNAk3GZ+FexlVT4e7QApWnHlV9AyvE8MBRF9cngNxJLL1Sjj8RA549PIF315KVWDQ', '{"kty":"EC","crv":"P-256","x":"VXthEXVS5Qyxzz34OHuioH0yRDXzqcLftIejczjJ2XQ","y":"au-IVmgjEV-fPIiicbbn7D_w4qiTGmyxh59tHUfqP00","kid":"1d291c28c018176b","use":"sig","alg":"ES256"}', 1800000000, NULL, 'ES256');
INSERT INTO public.user_roles VALUES ('4c4a6f28c816ef9df53eb3143c0caf6c', 'user', '616e61');
INSERT INTO public.user_roles VALUES ('8921f8921eec1b4ed655247f8fb8b5e3', 'super-administrator', '726f6f74');
INSERT INTO public.user_roles VALUES ('12982a1b4187bdc3f64e6beda05e427e', 'user', '676f6e65');
INSERT INTO public.user_roles VALUES ('76b411f742c764197e1d11758de4d19c', 'user', '74657373');
INSERT INTO public.user_roles VALUES ('e95f63b279ce97074ef6241a29576bc6', 'user', '62656c61');
INSERT INTO public.user_roles VALUES ('4c4a6f28c816ef9df53eb3143c0caf6c', 'librarian', '616e61');
INSERT INTO public.users VALUES ('4c4a6f28c816ef9df53eb3143c0caf6c', 'ana', 'ana', 'ana@example.org', '$argon2id$v=19$m=65536,t=3,p=1$e1P5ghxV7s8tf/358airjw$3oor81kKBnWSh0I5vZn79MNzyyada72VVX8QqVffuRQ', 1800000000, NULL, NULL, NULL, NULL, '616e61', '616e61406578616d706c652e6f7267');
INSERT INTO public.users VALUES ('8921f8921eec1b4ed655247f8fb8b5e3', 'root', 'root', 'root@example.org', '$argon2id$v=19$m=65536,t=3,p=1$XoS0enFGODZbP2jQSobKBw$q7xYP7koFwTJKAggUOaQRFwexAECS4EDopIw+UDnS3c', 1800000000, NULL, NULL, NULL, NULL, '726f6f74', '726f6f74406578616d706c652e6f7267');
INSERT INTO public.users VALUES ('12982a1b4187bdc3f64e6beda05e427e', 'gone', 'gone', 'gone@example.org', '$argon2id$v=19$m=65536,t=3,p=1$N3vsAChnsdir9y0eYrIvSA$U20Mi1HJPLV0+jYMibg0dGir5iiDlVIABc3CJv4wtmI', 1800000000, 1800000000, NULL, NULL, NULL, '676f6e65', '676f6e65406578616d706c652e6f7267');
INSERT INTO public.users VALUES ('76b411f742c764197e1d11758de4d19c', 'tess', 'tess', 'tess@example.org', '$argon2id$v=19$m=65536,t=3,p=1$cXZG46BeaaN7akafMxpscg$+K2goI/am/YTiuAsOiw7WfWU4asTKY8krmVkj/zbThs', 1800000000, NULL, NULL, NULL, NULL, '74657373', '74657373406578616d706c652e6f7267');
INSERT INTO public.users VALUES ('e95f63b279ce97074ef6241a29576bc6', 'bela', 'bela', 'bela@example.org', 'adopted:Z9IceHN2Y+4CxbE0Dgb5r1cIBoEZwAsM9OT3ghcIvz3TW1qmvzHi0KNplHAMXzcxEGXepsjoXyuaZ6EM6uL8Yg8K34BnlyYb1ZHmZh71K7+hAjWpt2cPr1uLIg', 1800000000, NULL, 1800000000, 'bcrypt,4', NULL, '62656c61', '62656c61406578616d706c652e6f7267');
ALTER TABLE ONLY public._sqlx_migrations
    ADD CONSTRAINT _sqlx_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_digest_key UNIQUE (digest);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_checkpoints
    ADD CONSTRAINT audit_checkpoints_pkey PRIMARY KEY (number, kind);
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
ALTER TABLE ONLY public.user_roles
    ADD CONSTRAINT user_roles_pkey PRIMARY KEY (user_id, role);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_name_folded_key UNIQUE (name_folded);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);
CREATE INDEX api_keys_by_end ON public.api_keys USING btree (expires_at);
CREATE INDEX api_keys_by_user ON public.api_keys USING btree (user_id, created_at, id);
CREATE INDEX audit_by_action ON public.audit USING btree (action, at, number);
CREATE INDEX audit_by_actor ON public.audit USING btree (actor, at, number);
CREATE INDEX audit_by_address ON public.audit USING btree (address, at, number);
CREATE INDEX audit_by_outcome ON public.audit USING btree (outcome, at, number);
CREATE INDEX audit_by_subject ON public.audit USING btree (subject, at, number);
CREATE INDEX audit_by_time ON public.audit USING btree (at, number);
CREATE INDEX challenges_by_age ON public.challenges USING btree (created_at);
CREATE INDEX clients_by_name ON public.clients USING btree (name, id);
CREATE INDEX device_grants_by_age ON public.device_grants USING btree (expires_at);
CREATE INDEX device_grants_by_session ON public.device_grants USING btree (session_id);
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
CREATE INDEX sign_in_failures_by_age ON public.sign_in_failures USING btree (at);
CREATE INDEX sign_in_failures_from_network ON public.sign_in_failures USING btree (network, at);
CREATE INDEX sign_in_failures_of_subject ON public.sign_in_failures USING btree (subject, at);
CREATE INDEX sign_in_history_by_age ON public.sign_in_history USING btree (at);
CREATE INDEX sign_in_history_of_person ON public.sign_in_history USING btree (user_id, at);
CREATE INDEX sign_ins_by_age ON public.sign_ins USING btree (proven_at);
CREATE INDEX sign_ins_by_user ON public.sign_ins USING btree (user_id);
CREATE INDEX user_roles_by_role ON public.user_roles USING btree (role, name_key, user_id);
CREATE INDEX users_active_by_age ON public.users USING btree (created_at, id) WHERE (disabled_at IS NULL);
CREATE INDEX users_active_by_name ON public.users USING btree (name_key, id) WHERE (disabled_at IS NULL);
CREATE INDEX users_by_age ON public.users USING btree (created_at, id);
CREATE INDEX users_by_department ON public.users USING btree (department, name_key, id);
CREATE INDEX users_by_email ON public.users USING btree (lower(email));
CREATE INDEX users_by_email_key ON public.users USING btree (email_key, id);
CREATE INDEX users_by_name ON public.users USING btree (name_key, id);
CREATE INDEX users_by_password_kind ON public.users USING btree (password_kind);
CREATE INDEX users_disabled_by_age ON public.users USING btree (created_at, id) WHERE (disabled_at IS NOT NULL);
CREATE INDEX users_disabled_by_name ON public.users USING btree (name_key, id) WHERE (disabled_at IS NOT NULL);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
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
ALTER TABLE ONLY public.user_roles
    ADD CONSTRAINT user_roles_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
