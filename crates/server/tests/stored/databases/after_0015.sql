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
CREATE TABLE public.delegations (
    digest text NOT NULL,
    delegate text NOT NULL,
    client text NOT NULL,
    user_id text NOT NULL,
    holder text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    token text,
    outcome text,
    tries bigint NOT NULL,
    next_at bigint NOT NULL
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
INSERT INTO public._sqlx_migrations VALUES (1, 'first', '2026-11-22 04:46:17.367213+00', true, '\x1086820e223e4b2affae0b5a2997e9a1116de935471dee0df6475633a0a0032c891a0f994d71abf5cdd9449dd9d5f4c5', 192898941);
INSERT INTO public._sqlx_migrations VALUES (2, 'passwords', '2026-11-22 04:46:17.561467+00', true, '\x383152bc6487cc457cec68a7f7743e1479ab25bc40689ed270715c300c350976807e68f14d7e7b10126ff5934b99e9eb', 47835898);
INSERT INTO public._sqlx_migrations VALUES (3, 'factors', '2026-11-22 04:46:17.610126+00', true, '\x8ba3355017d00739432afa9d856d2f6c2a5ad8df6d9764b4fabd027d29bd96749be75602367c61535280e6ed20d02707', 48760042);
INSERT INTO public._sqlx_migrations VALUES (4, 'grants', '2026-11-22 04:46:17.659553+00', true, '\x4b23ce9473ec25cab2cde79fff6fd32096d3b9ee1dfe5ca494cf82f410bf97a933646c449242833dd07a927ca44c465e', 25231174);
INSERT INTO public._sqlx_migrations VALUES (5, 'flows', '2026-11-22 04:46:17.685446+00', true, '\x432ce91202122fb8644ecbc182f811af2a4ad211db74a546b268b5e96bdfc3dca4729acb612ba8a0c29166bbf6a6e400', 49238343);
INSERT INTO public._sqlx_migrations VALUES (6, 'access', '2026-11-22 04:46:17.735513+00', true, '\xb331324507b1144ff507e30b90a1c85a32dac5bd2d9c5d11bffc6546da3374498794102afc4a5f8dee19626a803ef194', 118752827);
INSERT INTO public._sqlx_migrations VALUES (7, 'limits', '2026-11-22 04:46:17.855448+00', true, '\x7c105bf838cead13e7bb1eaf3b230bb65c8e3700b87a73ef2db8c5f659ac762be6a104c0629c0fc640adea772cbe36c6', 19158477);
INSERT INTO public._sqlx_migrations VALUES (8, 'records', '2026-11-22 04:46:17.879666+00', true, '\x0302bb4ba1766bc86eae495be22d9e0caef3c0ad9df93e54edc3fe1a68fe05e8fbcaba77b59c028cb98c284907cc62a1', 88025736);
INSERT INTO public._sqlx_migrations VALUES (9, 'messages', '2026-11-22 04:46:17.971763+00', true, '\x13d34147d73bd90a65cb660c0208cc9c4ebafa822aa7e8ada3e0a1dc9e85ab6e7cc05bd2977388a8c3ba24583a8ab9d5', 27826327);
INSERT INTO public._sqlx_migrations VALUES (10, 'upstream', '2026-11-22 04:46:18.003491+00', true, '\x5b1069ac44fa8b583a8e214dd39dddb07f0968b5761dfc478a0fe2ddb8d4a7ed2898ceeac6aae254ec6e8512e1b9b53e', 20987515);
INSERT INTO public._sqlx_migrations VALUES (11, 'indexes', '2026-11-22 04:46:18.025878+00', true, '\xe30e4cd8a7a324080669a52c753612c216f110bfad683c1b3b95dc9f724be9b5cd4c142709d957742f291422727f5086', 15954944);
INSERT INTO public._sqlx_migrations VALUES (12, 'clients', '2026-11-22 04:46:18.042351+00', true, '\x29f4d060e785933c3554a7f03db1e261c207bf37c987964fd503915b1c19052c17a99d1d5b4862b85510c5bf9913d464', 3541148);
INSERT INTO public._sqlx_migrations VALUES (13, 'approvals', '2026-11-22 04:46:18.046667+00', true, '\x9d4cfd5dee200fb32eaaebbed7b33e689d699ac27d3fd0a5a29d7345ab7a4a5f75de3ee0f7b4f1f8cd801f5de35c7a07', 46502147);
INSERT INTO public._sqlx_migrations VALUES (14, 'factors stay', '2026-11-22 04:46:18.093831+00', true, '\x76cc5590ad43a45c18382bb57296e1473ae7bd975eff3d3e07a5e75fa0489b1a32f0c64d6dc347f507d1bcf5596de949', 1108799);
INSERT INTO public._sqlx_migrations VALUES (15, 'delegations', '2026-11-22 04:46:18.095465+00', true, '\x562299287dceeda2e6524ed53f3e927e25e5d8e959ecdbd7a54dcc8be674fe90be0d82b5ddd10a85acb709e53c0f3e36', 10203818);
INSERT INTO public.api_keys VALUES ('2a877571f284018cb0fc5ebdff83634c', '3043e8003718660f8d29244193ec268f', 'secret', 'backup job', 'cs_sk_…dRBt', '7550c695d1a80578b8ef8e66635c0a2aa4fdd16a66e52ad23ec7ac4a4b061b66', 'sessions', 1800000060, 1807776060, NULL, NULL, NULL, 'countersign-desktop');
INSERT INTO public.approval_codes VALUES ('approval_codes', '0bb0528016d2d66c0fde1e36d7697041', '0fd2da646951994d17a96809cf5e59a4', 1800003660);
INSERT INTO public.approvals VALUES ('approvals', '0bb0528016d2d66c0fde1e36d7697041', 'approvals', 'approvals', 'approvals', 'approvals', 1800003660, 'approvals', 1800003660, 1800003660, 1800003660, 1800003660, 'approvals');
INSERT INTO public.audit VALUES (1, 1800000000, 'system', 'key.rotated', 'e3d1c810f2dee764', 'ES256', '4d531ffd460d093a9b2b70f7a5fe21d06690fa27de1c370551bb04b444d2b5d5', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (2, 1800000000, 'operator', 'user.added', '3043e8003718660f8d29244193ec268f', 'roles=user', '94face1b64c06f39160f0e25fb323e7c10268114d380f12b02959a525e6fd069', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (3, 1800000000, 'operator', 'user.added', 'c42af9ebd2963f5ecb0ef5246e160790', 'roles=super-administrator', '7591e26a5afdba472ea4237113be6cb5fec746900db777dd5fa0283fe9ba670a', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (4, 1800000000, 'operator', 'user.added', '0bb0528016d2d66c0fde1e36d7697041', 'roles=user', '857a93d8b662665e3342ab8f62240a8370ef80df1a8070e708bb80641be0097c', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (5, 1800000000, 'operator', 'user.added', 'a24e04ee74e9b0f0c0a3033af573f4c4', 'roles=user', '43b4990f2c6615f137646e62ff216eaf98915d3fdbf0f6bb1e4fc7ad002af4b3', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (6, 1800000000, 'operator', 'user.disabled', '0bb0528016d2d66c0fde1e36d7697041', 'sessions=0', '4656b8e10bb2e308d3a7f4249314dc4ae8c38ccdde718a32d23cb66a0049f4aa', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (7, 1800000000, 'operator', 'user.imported', 'f2c8f148a11c7cbd507263f2f47de4f5', 'bcrypt,4', 'df85594da7a129afe2dca69603a4c80ef750e47d1910a776ee199780e3db37eb', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (8, 1800000000, 'operator', 'password.set', 'c42af9ebd2963f5ecb0ef5246e160790', 'sessions=0 keys=0', '752ae4d927bb130cd9355db4ae9a1c4667fdc18121f17c2c310ed08597721d8b', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (9, 1800000000, 'operator', 'password.link-made', 'c42af9ebd2963f5ecb0ef5246e160790', '', '0ede232a2cacaf1fb4e69a972335d2efb59c982139b1f205e2c79763395e00ee', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (10, 1800000000, 'operator', 'role.changed', 'librarian', '', 'a7d5de5ddb311b9607d95e7aa69e9d0e71dde31f035ca9de120ef4112d0e05a8', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (11, 1800000000, 'operator', 'role.granted', '3043e8003718660f8d29244193ec268f', 'librarian', 'b5bbb64cb5ad4274b8c579d36548acfcdb53f83ffd6da42d1e08cc7d98786ed2', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (12, 1800000000, 'operator', 'registration.allowed', 'clients', 'uses=3 seconds=86400', 'c51255277c75dc24e911d0dbc5c1481fe8882d7b1ee7b2df5ec6d111c978181b', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (13, 1800000000, 'operator', 'client.added', '8aed1065e969ad9deeb25bbda0a54544', 'Wiki', '15eb8e84d69fa89c14de1779ef574fc5663a3beb1101385eeb0a1c11ca1a7df0', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (14, 1800000000, 'a24e04ee74e9b0f0c0a3033af573f4c4', 'session.began', 'a55dbc87083853c40ec873e0df7a418f', '', '286d722201e0e96ebfd4b735c4cd8511d2277773ab412576ee7b0bcae412104b', 2, '62845a04ac74c00b9d8c271d8d8dee2d', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (15, 1800000000, 'a24e04ee74e9b0f0c0a3033af573f4c4', 'session.renewed', 'a55dbc87083853c40ec873e0df7a418f', '', 'cd515be1bcbb594803cca68be9d25656a75e2c89496105eb78536678f1f5554a', 2, '62845a04ac74c00b9d8c271d8d8dee2d', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (16, 1800000000, 'a24e04ee74e9b0f0c0a3033af573f4c4', 'factor.enrolled', 'totp', '', '55d9eacf73f69d5b6210522528b744539d834f4785406cbea3f9be417f92ba1e', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (17, 1800000000, 'a24e04ee74e9b0f0c0a3033af573f4c4', 'recovery.made', 'a24e04ee74e9b0f0c0a3033af573f4c4', '', '9ab74731268c1b92e5f54794e96a6b604cf98c50af2335ad2ff349a0a2519e76', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (18, 1800000060, 'a24e04ee74e9b0f0c0a3033af573f4c4', 'sign-in.waits', 'factor', '', '32c896615327dd22808e15f0c3d8ec7e780c3418c53912ab147d91877cfc612a', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (19, 1800000060, '3043e8003718660f8d29244193ec268f', 'session.began', 'bfa26acc4c9c2bb37a86687747b925e5', '', '8257cad3cbee34dde483ff89b07bd47da5680a9c43bed0a5d8055ed9dfd568bc', 2, '0fd2da646951994d17a96809cf5e59a4', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (20, 1800000060, '3043e8003718660f8d29244193ec268f', 'consent.given', '8aed1065e969ad9deeb25bbda0a54544', 'offline_access openid profile', '082636f3b732041a6d1f6d62ef6dc537d316bd4c93ac18c38a8890d973322921', 2, '0fd2da646951994d17a96809cf5e59a4', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (21, 1800000060, '8aed1065e969ad9deeb25bbda0a54544', 'grant.redeemed', '421fab3c9270b705e0bae56a4ce43e44', '33d1e3303c2636f2314107e4416b13ef', '9917ad2177457b6211e45e8827ee4764428e726bb55910c7b307f4c71dfbe89e', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (22, 1800000060, '3043e8003718660f8d29244193ec268f', 'session.ended', 'bfa26acc4c9c2bb37a86687747b925e5', '', '3c9ddc53b5fa8d7234fd0dbd6be62b44372e8beb54c90d39df24c4df2478dfcf', 2, '0fd2da646951994d17a96809cf5e59a4', '127.0.0.1', 'done', 'signed out');
INSERT INTO public.audit VALUES (23, 1800000060, '3043e8003718660f8d29244193ec268f', 'session.began', '4968f8e297885022084f228cdc01c2ee', '', 'b916cac04a9336fd684da28e2b9e4df4c22860118bbeb5bec07f7e1fe614b5e3', 2, '64ab66e83c6a8fc36c883e712fbe1b47', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (24, 1800000060, '8aed1065e969ad9deeb25bbda0a54544', 'grant.redeemed', 'a633fe50c7f96fac49a987ac23a37209', 'ed9602b609ce49f55e73c03a2ceeb468', '97884a110b2dc40234e852975a64b99fcfb3fa570496a18e694cb1b4946ddd8f', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (25, 1800000060, 'countersign-desktop', 'grant.redeemed', 'b066aa89a245a64bfa78aaf68f77cc4c', 'be7e0dece42f889b9649035610527c70', '0c798d35aa560d3d055db5bcdfe7fbf63f25c53ce20ec2c83d50e7af1253d3d9', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (26, 1800000060, 'anonymous', 'sign-in.failed', 'user:3043e8003718660f8d29244193ec268f', '', '9d0a5005d6d21bc3a48b5e05888180585a45daeb0c1566b6ac47509f5ce1fc57', 2, '', '127.0.0.1', 'refused', '');
INSERT INTO public.audit VALUES (27, 1800000060, '3043e8003718660f8d29244193ec268f', 'api-key.created', '2a877571f284018cb0fc5ebdff83634c', 'scopes=sessions', 'b2d2145c8596f8070e83085ad4bcc7f176a676839ef2e5203d2bc841a00c9c6e', 2, '', '127.0.0.1', 'done', '');
INSERT INTO public.audit VALUES (28, 1800000060, 'operator', 'client.added', 'edf092ee4dd5ffb1c125a1f18f6fd8e8', 'Job', '52fb64b716f2ced98e55418d3db72444bdec9458cecc10a66e0cecc2230f571c', 2, '', '', 'done', '');
INSERT INTO public.audit VALUES (29, 1800000060, 'edf092ee4dd5ffb1c125a1f18f6fd8e8', 'token.revoked', '612c76673bdde0c4b2e42b3f998fd2cb', '', 'dadbf9a413e10702c96c8d03253fac5a9d940718768ed91384e808cc8775c512', 2, '', '127.0.0.1', 'done', 'revoked by the client');
INSERT INTO public.audit_checkpoints VALUES (29, 'head', 'dadbf9a413e10702c96c8d03253fac5a9d940718768ed91384e808cc8775c512', 1800000060, 'F4nHxwLwj2ZB2t0AfvF3iVif57zlWenu2T1gI0LuXXU', 'N1nc4xkUD5glcnUofLk9aZJ0dYAnzxlThxVjQ8sJDkSMZ-nMrFaKG46RQTGyALHOtSa2ExpFQ2GWq1xZG2AoAQ');
INSERT INTO public.audit_head VALUES (1, 29, 'dadbf9a413e10702c96c8d03253fac5a9d940718768ed91384e808cc8775c512');
INSERT INTO public.backchannels VALUES ('backchannels', '8aed1065e969ad9deeb25bbda0a54544', '0bb0528016d2d66c0fde1e36d7697041', 'backchannels', 'backchannels', 'backchannels', 1800003660, 1800003660, 1800003660, 1800003660, 1800003660, 'backchannels', 'backchannels', 1800003660, 1800003660);
INSERT INTO public.challenges VALUES ('session:4968f8e297885022084f228cdc01c2ee', 'enrol-totp', '3043e8003718660f8d29244193ec268f', 'ba3d2005.s4CY5gno6J+yHLaywyG1nzbJJ0daWjecRFPszwIFqyiZfrkm/bePaFAP3F+FGT/9', NULL, 0, 1800000060);
INSERT INTO public.client_redirects VALUES ('countersign-desktop', 'http://127.0.0.1/callback/{provider}');
INSERT INTO public.client_redirects VALUES ('8aed1065e969ad9deeb25bbda0a54544', 'https://wiki.example/back');
INSERT INTO public.clients VALUES ('countersign-desktop', 'Countersign', NULL, 1, 'authorization_code refresh_token urn:ietf:params:oauth:grant-type:device_code', 'admin approvals email offline_access openid profile sessions', 1800000000, NULL, 'ES256', 0, '', '', 0, '', NULL, NULL, NULL, NULL, NULL, '', NULL, NULL, NULL, 0, 'poll', NULL);
INSERT INTO public.clients VALUES ('8aed1065e969ad9deeb25bbda0a54544', 'Wiki', '2f35a35a4a56341e6a8aec20c7adc57a3af29aedd04f846e53fa6feb6f94da37', 0, 'authorization_code refresh_token', 'email offline_access openid profile', 1800000000, NULL, 'ES256', 0, '', '', 0, '', 'http://127.0.0.1:9/bye', NULL, NULL, NULL, NULL, '', NULL, NULL, NULL, 0, 'poll', NULL);
INSERT INTO public.clients VALUES ('edf092ee4dd5ffb1c125a1f18f6fd8e8', 'Job', '98a6dba3f6ee15e2c0faa82e5c004fb1fbb877dd9ab8338e2c8ea34b3a4cf915', 0, 'client_credentials', 'sessions', 1800000060, NULL, 'ES256', 0, '', '', 0, '', NULL, NULL, NULL, NULL, NULL, '', NULL, NULL, NULL, 0, 'poll', NULL);
INSERT INTO public.consents VALUES ('3043e8003718660f8d29244193ec268f', '8aed1065e969ad9deeb25bbda0a54544', 'offline_access openid profile', 1800000060);
INSERT INTO public.delegations VALUES ('delegations', 'delegations', 'delegations', '0bb0528016d2d66c0fde1e36d7697041', 'delegations', 1800003660, 1800003660, 'delegations', 'delegations', 1800003660, 1800003660);
INSERT INTO public.device_grants VALUES ('0005a7f9052b87015b72dfa29a81b36600e34e003537968631641b4d1de65c58', '1b1db2d4921aea90798066f671df0332ff3f310d7dfd60b6590a5f4ecccc2687', 'countersign-desktop', 'openid', '', NULL, NULL, '127.0.0.1', 5, NULL, 1800000060, 1800000660, 'pending', NULL, NULL, NULL, NULL);
INSERT INTO public.devices VALUES ('62845a04ac74c00b9d8c271d8d8dee2d', 'a24e04ee74e9b0f0c0a3033af573f4c4', NULL, 'Linux', 'Firefox 140', 'f0a43cde102a9ca40d29dbfa37a78d55532c0465746cb25f36f7c5bebfb381c3', 1800000000, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.devices VALUES ('0fd2da646951994d17a96809cf5e59a4', '3043e8003718660f8d29244193ec268f', NULL, 'Linux', 'Firefox 140', 'cc83c671dac7cf7bd525e37e4b6686665c9eb1666bcf3d4e5921331d647f2ad3', 1800000060, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.devices VALUES ('ffa36025791db9e81bf5c80a5c6dc8b4', '3043e8003718660f8d29244193ec268f', NULL, 'Linux', NULL, NULL, 1800000060, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.devices VALUES ('64ab66e83c6a8fc36c883e712fbe1b47', '3043e8003718660f8d29244193ec268f', NULL, 'Linux', 'Firefox 140', '9648020847e2afc7f0c799c4eb06e002049e2e81030bc85b88058f6935e5d503', 1800000060, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.devices VALUES ('b0fb6008ebeaf183fdbfdf8f170e5283', '3043e8003718660f8d29244193ec268f', NULL, 'Linux', NULL, NULL, 1800000060, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.devices VALUES ('845d2dda54cd97bd6e5fd3338ff7e011', '3043e8003718660f8d29244193ec268f', 'Ana''s laptop', 'Linux', NULL, NULL, 1800000060, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.factors VALUES ('fde8f6a39ab0fc21d6bf150b4128840e', 'a24e04ee74e9b0f0c0a3033af573f4c4', 'totp', 'Authenticator app', 'ba3d2005.KNxAe/iB5qdd1fjohkOTCoEiX4n7/qFUmxlySxpThcJH81tI611F5HaBl4oN+DAB', 'a24e04ee74e9b0f0c0a3033af573f4c4/totp', 60000000, 1800000000, 1800000000);
INSERT INTO public.grants VALUES ('ae8fafbda375b52f810224371986ac0fa6791ee6749e6a3c44c02046f15f150e', '8aed1065e969ad9deeb25bbda0a54544', '3043e8003718660f8d29244193ec268f', 'bfa26acc4c9c2bb37a86687747b925e5', 'https://wiki.example/back', 'offline_access openid profile', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, 1800000060, '33d1e3303c2636f2314107e4416b13ef', '', '');
INSERT INTO public.grants VALUES ('30048312c162ff26504c9398609ed7a123f35fbb96ee761391d3db696cf3a9bc', '8aed1065e969ad9deeb25bbda0a54544', '3043e8003718660f8d29244193ec268f', '4968f8e297885022084f228cdc01c2ee', 'https://wiki.example/back', 'offline_access openid profile', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, 1800000060, 'ed9602b609ce49f55e73c03a2ceeb468', '', '');
INSERT INTO public.grants VALUES ('03593bad636cc2441a336aff864aa73e7fa70261b4dcf40ce91f40a41354a1ed', 'countersign-desktop', '3043e8003718660f8d29244193ec268f', '4968f8e297885022084f228cdc01c2ee', 'http://127.0.0.1:49152/callback/countersign', 'approvals email offline_access openid profile sessions', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, 1800000060, 'be7e0dece42f889b9649035610527c70', '', '');
INSERT INTO public.grants VALUES ('521ceee861db658bcc3a7c6f2efb5bbc9daa713dbdbe32b112be458b4a85ee37', 'countersign-desktop', '3043e8003718660f8d29244193ec268f', '4968f8e297885022084f228cdc01c2ee', 'http://127.0.0.1:49152/callback/countersign', 'approvals email offline_access openid profile sessions', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, NULL, NULL, '', '');
INSERT INTO public.guesses VALUES ('address:127.0.0.1', 5, 1800000060, 1800000072000000);
INSERT INTO public.guesses VALUES ('user:a24e04ee74e9b0f0c0a3033af573f4c4', 0, 0, 0);
INSERT INTO public.guesses VALUES ('user:3043e8003718660f8d29244193ec268f', 1, 1800000060, 1800000240000000);
INSERT INTO public.limits VALUES ('limits', 1800003660000000);
INSERT INTO public.logout_outbox VALUES ('logout_outbox', '8aed1065e969ad9deeb25bbda0a54544', 'logout_outbox', 1800003660, 1800003660, 1800003660);
INSERT INTO public.mail_links VALUES ('e8d90ed44efc8b0ee4a4e61165c5afbaa87532160cd81d1f7428a4c4821f72a3', 'verify', '3043e8003718660f8d29244193ec268f', 'ana@example.org', 1800000000, 1800086400, NULL);
INSERT INTO public.mail_links VALUES ('0b4c756651ecebbbca7673b755485cadc78cd6272e6e47f1f27cfef6c9d919b3', 'verify', 'c42af9ebd2963f5ecb0ef5246e160790', 'root@example.org', 1800000000, 1800086400, 1800000000);
INSERT INTO public.mail_links VALUES ('c9e3531f3654846196640b7035f9f35d9197037eb55a29933ef7f6f1eb8ff59c', 'verify', '0bb0528016d2d66c0fde1e36d7697041', 'gone@example.org', 1800000000, 1800086400, 1800000000);
INSERT INTO public.mail_links VALUES ('820b2cd5d66cf5d2df806530e42bf0d827d20163673ca7d50530b2bb913a8f6a', 'verify', 'a24e04ee74e9b0f0c0a3033af573f4c4', 'tess@example.org', 1800000000, 1800086400, NULL);
INSERT INTO public.mail_links VALUES ('4cd97d2e15dc5c6466bdb96e61d96b938cf7ce609058df183fd1322d89bdf139', 'reset', 'c42af9ebd2963f5ecb0ef5246e160790', '', 1800000000, 1800000900, NULL);
INSERT INTO public.mails VALUES ('882bef8b1f71a36b2a7d5ae7ca7dec85', 'verify', 'kEOWtNC3OmXxSWdpMjHm/8OAT5CZ4iQYTxMqXrPX/COrjyWRKzpgfvdio0P4+qL8hErlGNJd1Zng94sIwV0qWfMI0YIx3WP/HfAWwupUk7Nzy5OVX+YDYkcPFnSPxhdDHvCHl5goULh1kWdWPVTDwe6a0uIKw7yXZOV6iIqQNkfliRWMzWTKNlyauvj+x80jLkgtuVud8sAjKEdatDmEjuUgK6pKq1MefBXtQvvFBGv9pKtM3Mp/nQ2Wk09EE2mCVpwfLQqkXypncYdTqWt2849UQuC9n9VR6jjZ90kNmx44ezzJ4cLWulnvEo3gllR+F4fstEIGprbaTvWWAvhYPFWIO9cA2ZViAQ/xq/VvOPLF3Ka8YsUIElVHjGSysMY/aSydgWlKNxpEVkTvsMFzF3SYke5IcU5G92XfezeCmT2ouC7NS7EmDjxgQhzYj/zFRZH0fiItlijwpoLU7EX3cLKFOdyYY7KpsciYcnp01qkixNeCQAZtHavmTlVQKiLUcK6nJFSVtOLca8J7atsXnFOVC8Rm7OKlxfnpBPuNkKDHcNtdUGL9v1uAAG+4zowl', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('95010b2c90ebce8fcbfc1f3002a97601', 'verify', 'QneL9lAY6u8O89DMOHelptaxLgerUUUWDfSdGiNsbn3Y42E4ICVGe9Ttkj9wdwBXxurScdNjaL9Glh9xakYB2psEePMkO7WGiVCfgeb9QAClnvBNmcND9ZiltPu3EzBTtDOU5Zn2Hps8ul+NQmI2bSgNmo29xnq4yeLDWffwI+U9N9IMNqv2qvOCB8/xPqWK1o7NbO2xuE3FRYtKJ8bs4GH6bAOSWik/Ymf9nLwl1sac6cTLTbL2ZItgti57ESB3aKhoVEEUZ3pnDK2XHQ4bw+6KBZVlyvZMkjP/K9yfBez7GEBIAONWDtwJxyDmPmPyc9iDp9uV/KC84vQ2xIoXsEU+wwaqVPL4gAKl/oIeJpMzerdsve1G3REn7p6s53d+TZ7IW9yK5l0aZdk1laKBxjX4WqAaV8Hf81PZGxWA0w6dJKpgYyqb0pN+TwNI5ZjQ/iP+dWvhelxYjWean6AJU4DNtPz6CNftCppb9AolAwqp2ZKMkU4m5lux1AH4Gefbma/lMfb85agZgtIV3t9lB8PCKPArUQdtDjmzROaHNbWnelLH22HpC/h6jsiOQnO5K0A', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('9bd457edf39f1f87c6dd2ac594891f83', 'verify', 'LepetxomSsR4urp+V4WGkLp/ctmj1aAxx6jUA8nSmIJj5X4TX/MZlnwoadsbMXUUU5szjUneqrpYrjSXk6mkpGQPkUVYu+h6Cw6IfZjtnSFaPYa1jt1xR309XuolegccMqJabKTsHVIADH9TCy2U2sBhQ1QwYmvpe/LkP8to42BbvL0MIoCylHFLQgiFAf5WFx9rM7YJjgSXpaLxQLudZ4XPm7Z6LGk40jMkqXQXSqX5ynQyjBw6hxvqvgU8tJP693yj/TBRgy1ptYD1B6dXN4kYXtRBm5+kH5UdRy6J1m1lrCC+rEz+48sIqQOSCAh/OMejsg5wXL70DS/EPJcd+uvlb1ZA86FFNfl94wPkFiYHnan3WE7RFzu5QkOSE1E15xRP8geUpveAFNRpRxeCEhU3yaZKm2LtXSp+06cYrr8cpSGtpG2e6BfKk3j8u/c8AjgbDnrGIVxFf/zpgW4GRckz825ySmsIRRr253DFVJm2z9Y5WMzpD2LevAXzlIwIgjsCJGC4qxc0BM0Gmu8sqkXUOZq6Cv6Iw3VOi8zPU1DEBH4B3/Gj5W58hWgAG+2XLQA', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('e299c23382611d6319d01ad18e270b6d', 'verify', 'jaagvhmeXMqdc5vvismY1qbJn86Jg1DHlfFmTRA+2JHNhmzn2zObJ+2DjelL1Xo84cyaysmB7o56JFZ9G0NAd/HSmbrV+5092hEzybTvKV3jsOR2CkaNVsE6UK43VDzNW3Gl2XvgyqcTXLF4KMGDxMzDHs41vRdHe/DZvNo6SOvw+dvv+gPHXXOGexiMbn+bR7VdXCsh2V3/zVJ01ta5u0WUK0bke4bbtUbmo9xi1LvzoQQYqLNbMMyY68sDLJFYnYFVzTAGopgaL4VFjx2eRjbLZWK8XR+jZVBsoCB0a1nyUiGbEtp7vlW9q00UdmYu710vVA1OI2pSdX/52mVMZTWHTrHdeUrTN+X+F7VAp22BCY2IwKHOZo77USjOWRPmxR/8LwN7IZto71IqGEXZaH7gBW9uCHe7lsQrCkgO2Z2SYO3Xz8jOOXS5DGE0+qWLPi+Exdd0uFMw4APAObQc1t1Ok3OoEQTd5xRXjYgqzoJuqmOqpVQWlEziao7K0Hii799s5NIG9l6BcCNy8Pe5VRPwaEZgf8ajBohlydGc/it3dJIK2vhtXv/Gk7qNqFaXhm8', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('9843b19b8b98a96ba4ecd529972254a1', 'password-changed', 'BAIdMfWK70jzLzloUQtwQ+/38T9LWyPEJTdMEXFU9mtpTQsoe1SGrBRAz8xHDhDkd+2EknvqNs9+eieEmrnVC7xbqBSC9kHcT2FmS9ID/gPTPiUgCbM4JpECAjhGyLrqgBOTFHXfLMQkppbLYAoPVQhpN2A8Vdwm8StNu5EBuvoKSek1N9fZDOw/VX/g8CTO3OzTcWhVOtptLygFnvcwJK/hj7e1jh0qEthj8pZOPLmeSsV7vkW/b40U7hPCVcickvPBc2P8Av1oqzM25WCLmOcssqWcNES9xVLFL5oUNguXBMQtUMluL4KwI1e1l3COZb9U1avCh7wrBY7u+LHje/VV3/ABkOOZ55knhH20jXsz3lJx9Cga3IHTdgpdxnH4tFawurFxvIqWJB2hmzlkgpC3niB21gkGJK0jWcuDwKubFBTFp5qA0X9UkSCWZAR1Ib17y7K3098sPxoBLzI6f0KxMjd2jNfzna4iasA1ls7rkIUVO2BnVNeZ6RTGzyFIQjSNQXBodoSWnIcXNW/SQvqOBS27WfIt9oKzCuiUeefwG3JZq5lnqjhhdb8r/LSiaPI6X1mug0Kz+PUcKFTkecyPGNTFdkHnFxZ1n8I6wXWCMbQtTdEwQxJL8JAX7DudwFzOr7GJmc96ziNE', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('f7b7bed06dc2acade2976e12f081c4d3', 'new-sign-in', 'J4v8R9O8KuIpj9Yrh5WHhQeUexcGWRtHuVJKk7CM4kAI4sRaBsEAPQFt16Can01GOoMwuSOXbcH6y2Vkz15Hh+y1o+cbGL4n52mAzKxXLBh8Z/8ndlc6vCqSsryfSJukfnMw/9BsC2NArTreyKWCam0V1B46LfiYjqmjq2cf9hYgK9ggNdWUdrLfRPLD8vFLrBAAOqIL7Bgh0iOYMyVJp/0A5n5ZajjetG4MgfMaAv2GmY1tJkuA9HuQOMOYvkI3YcVppXzTrgbzVXZ/mspBh0zHWv2dc4uVRyuGn3fF83lTzmGA0CAnXj/1tpDc2nYlwt6wdUdYAfyeFT911k8goX2rA0ggTE8Q+bF3/tmYjY3os0j1SZbts5Uv7InYol40A78uA2lFedOqwWeTniXVDxMbyRBn0LwBbh7mTBw9eTXivUwYXcq048/Oscek04AVIcl5TSh4/Qfi/dpjnAmeHD+/bqCoOBmFaR09PZ1GcuMPmfOuX5bVhena+EIcqWuSPuFE/0pvhMJieUNEklUryPso9wuscOg8hzsTD3eM30EiO3VCKru9qEXyv7Ha1n0Lr5XyI5YBW86mCjkp3amXsXz6DeGeguJYL6BfuviW8+YqLv/O6BJRzugeS9uhjT+z84eiJIV/LbsmOqVphSK6edoLcv/tmN2ThrcsmqveKCNZvU2Gtis+7/uz0n1gOnyBHxIG2m+ADpUGkxmfT2UJTS6r8ce7lk9CtcMpWn3VBg', 1800000060, 1800086460, 1800000060, 0);
INSERT INTO public.password_history VALUES ('c42af9ebd2963f5ecb0ef5246e160790', '$argon2id$v=19$m=65536,t=3,p=1$JkwqRq0IoiOpKy4n2YaNFw$ZZ1nxtr9ZdIhbglKgXVAbQTKS+xN+vIzieT+UkTFJZA', 1800000000);
INSERT INTO public.password_kinds VALUES ('bcrypt,4');
INSERT INTO public.pushed_requests VALUES ('c5083f4c2adaeb10319866683ee0ea2f712ea3207cbbb7e7d788c1a678d2cebb', '8aed1065e969ad9deeb25bbda0a54544', 'response_type=code&state=a+state&nonce=a+nonce&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&redirect_uri=https%3A%2F%2Fwiki.example%2Fback&scope=openid+profile+offline_access&client_id=8aed1065e969ad9deeb25bbda0a54544', 1800000120, NULL, NULL);
INSERT INTO public.recovery_codes VALUES ('ec00cf14cb365df8b004c84a193d8f1baae3bbd50aabd53136a2dcb062625075', 'a24e04ee74e9b0f0c0a3033af573f4c4', 1800000000);
INSERT INTO public.recovery_codes VALUES ('210f86ed7e36b2370c503457ebc5672b83daa0718ab0f26ce22d89ca4c476013', 'a24e04ee74e9b0f0c0a3033af573f4c4', 1800000000);
INSERT INTO public.recovery_codes VALUES ('8630c35a5499d9d1b0776ee956436401a1ef28f91ec574f6872409cd210c35d4', 'a24e04ee74e9b0f0c0a3033af573f4c4', 1800000000);
INSERT INTO public.recovery_codes VALUES ('4a6964ec95bf924e61c8fbe350585d5df6b748d79ede4982d55d9182f7292a73', 'a24e04ee74e9b0f0c0a3033af573f4c4', 1800000000);
INSERT INTO public.recovery_codes VALUES ('654df20b3eb7e9cf12e6757954c04a42ddeeedba85ebd07446ca60e9a79620dc', 'a24e04ee74e9b0f0c0a3033af573f4c4', 1800000000);
INSERT INTO public.recovery_codes VALUES ('65dbe85623f74411e449e5ebb723359db5edc3b92d0eaa22256a3ccedbd23671', 'a24e04ee74e9b0f0c0a3033af573f4c4', 1800000000);
INSERT INTO public.recovery_codes VALUES ('27fd0417ed95633b5ca089dc2e7dcc52d1ed8506c3dd9fe588c56f55dcca7a01', 'a24e04ee74e9b0f0c0a3033af573f4c4', 1800000000);
INSERT INTO public.recovery_codes VALUES ('0a2799368b793ecf7735ad7bf249a84769fc1dae13105f8a5034968f7156a747', 'a24e04ee74e9b0f0c0a3033af573f4c4', 1800000000);
INSERT INTO public.recovery_codes VALUES ('41260f04eacaa0dce8ddd50c2a570307594379f8aad011e7e6b2f3f1b75fde5c', 'a24e04ee74e9b0f0c0a3033af573f4c4', 1800000000);
INSERT INTO public.recovery_codes VALUES ('36067f23f9e7ef4ca4d136814c73df2e8738713488f463818128ce26379840ab', 'a24e04ee74e9b0f0c0a3033af573f4c4', 1800000000);
INSERT INTO public.refresh_families VALUES ('33d1e3303c2636f2314107e4416b13ef', '421fab3c9270b705e0bae56a4ce43e44', '8aed1065e969ad9deeb25bbda0a54544', 'offline_access openid profile', NULL, 1, 1800000060, 1807776060, NULL, NULL, '', '');
INSERT INTO public.refresh_families VALUES ('ed9602b609ce49f55e73c03a2ceeb468', 'a633fe50c7f96fac49a987ac23a37209', '8aed1065e969ad9deeb25bbda0a54544', 'offline_access openid profile', NULL, 1, 1800000060, 1807776060, NULL, NULL, '', '');
INSERT INTO public.refresh_families VALUES ('be7e0dece42f889b9649035610527c70', 'b066aa89a245a64bfa78aaf68f77cc4c', 'countersign-desktop', 'approvals email offline_access openid profile sessions', NULL, 1, 1800000060, 1807776060, NULL, NULL, '', '');
INSERT INTO public.refresh_tokens VALUES ('88313ecb5733d291cecccf3a0492363c00fb12ed1d5709364d447312c3a40685', '33d1e3303c2636f2314107e4416b13ef', NULL, 1, '219f2f898e3b127ec4a42bf674d7904e', 1800000060, 1801209660, NULL, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('4927d9582e6df8613ba8071df7ca697c081c22e16dcbfd60918a6a47d8f01eeb', 'ed9602b609ce49f55e73c03a2ceeb468', NULL, 1, '5e2d29e8959ad3b0a168bffbaf506e09', 1800000060, 1801209660, NULL, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('c6cfd2690a0bd19b283ea32d16e0ec532609841565537af028c34754fc3c3d86', 'be7e0dece42f889b9649035610527c70', NULL, 1, '686e320cf9bd63ef7fff0f9804ccb5e3', 1800000060, 1801209660, 1800000060, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('68d866955cc60331ba69eb480f4bc2ed84f419fbe4426e919d9ead9b505ac96c', 'be7e0dece42f889b9649035610527c70', 'c6cfd2690a0bd19b283ea32d16e0ec532609841565537af028c34754fc3c3d86', 2, 'e3dfbbd36852299ececcb1dc1e12545d', 1800000060, 1801209660, 1800000060, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('23cb8c5559ce4532036fa688f9dc0bed2ca28826016bf573c39f88645dbbbc90', 'be7e0dece42f889b9649035610527c70', '68d866955cc60331ba69eb480f4bc2ed84f419fbe4426e919d9ead9b505ac96c', 3, 'bfb62e68042fb3da9ab6aca25896cfdc', 1800000060, 1801209660, NULL, 1800000060, NULL);
INSERT INTO public.registration_tokens VALUES ('689ff825189b4699311d1a034836317df4205743694debfa0eeb6cfb40df2841', 3, 1800000000, 1800086400);
INSERT INTO public.revoked_tokens VALUES ('612c76673bdde0c4b2e42b3f998fd2cb', 1800000660);
INSERT INTO public.roles VALUES ('librarian', 'Keeps the shelves', 'users.read', 1800000000);
INSERT INTO public.seen_once VALUES ('seen_once', 1800003660);
INSERT INTO public.sent_messages VALUES ('26e5da437d24ee28d2f9883ef0f001f5', 'notice', 'user:3043e8003718660f8d29244193ec268f', '9004fc332e37db1d257fe0dbf66cccdb14db5d87e0f0363a5318357650400847', 1800000060);
INSERT INTO public.sessions VALUES ('a55dbc87083853c40ec873e0df7a418f', '62845a04ac74c00b9d8c271d8d8dee2d', 'a24e04ee74e9b0f0c0a3033af573f4c4', 'browser', NULL, 'd1199bb80f75ce2a3461641e76c16b06d18e2e5a7c82124862ddbe86ee72b75e', '127.0.0.1', 1800000000, 1800000000, 1800000000, 1800, 1800028800, 1800001800, NULL, 2, 'mfa otp pwd', 1800000000);
INSERT INTO public.sessions VALUES ('bfa26acc4c9c2bb37a86687747b925e5', '0fd2da646951994d17a96809cf5e59a4', '3043e8003718660f8d29244193ec268f', 'browser', NULL, '3d043b4971bec98d608956f98d4c53b831bb444b6866859455bb65a807756dc1', '127.0.0.1', 1800000060, 1800000060, 1800000060, 1800, 1800028860, 1800001860, 1800000060, 1, 'pwd', NULL);
INSERT INTO public.sessions VALUES ('421fab3c9270b705e0bae56a4ce43e44', 'ffa36025791db9e81bf5c80a5c6dc8b4', '3043e8003718660f8d29244193ec268f', 'app', '8aed1065e969ad9deeb25bbda0a54544', NULL, '127.0.0.1', 1800000060, 1800000060, 1800000060, 1209600, 1807776060, 1801209660, NULL, 1, 'pwd', NULL);
INSERT INTO public.sessions VALUES ('4968f8e297885022084f228cdc01c2ee', '64ab66e83c6a8fc36c883e712fbe1b47', '3043e8003718660f8d29244193ec268f', 'browser', NULL, '94838c5acd7af40d5546290cb28e94002c0b6ce45e86aef6b78a76ad7e436e5b', '127.0.0.1', 1800000060, 1800000060, 1800000060, 1800, 1800028860, 1800001860, NULL, 1, 'pwd', NULL);
INSERT INTO public.sessions VALUES ('a633fe50c7f96fac49a987ac23a37209', 'b0fb6008ebeaf183fdbfdf8f170e5283', '3043e8003718660f8d29244193ec268f', 'app', '8aed1065e969ad9deeb25bbda0a54544', NULL, '127.0.0.1', 1800000060, 1800000060, 1800000060, 1209600, 1807776060, 1801209660, NULL, 1, 'pwd', NULL);
INSERT INTO public.sessions VALUES ('b066aa89a245a64bfa78aaf68f77cc4c', '845d2dda54cd97bd6e5fd3338ff7e011', '3043e8003718660f8d29244193ec268f', 'app', 'countersign-desktop', NULL, '127.0.0.1', 1800000060, 1800000060, 1800000060, 1209600, 1807776060, 1801209660, NULL, 1, 'pwd', NULL);
INSERT INTO public.sign_in_failures VALUES ('a0a8de467927e2ba954f2bbd4ad16026', 'user:3043e8003718660f8d29244193ec268f', '127.0.0.0/24', 1800000060);
INSERT INTO public.sign_in_history VALUES ('6e8641136915f85a42dc754afd29f7d1', 'a24e04ee74e9b0f0c0a3033af573f4c4', 1800000000, '127.0.0.1', '127.0.0.0/24', NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 25, 'allow', 'new_device 25', 'a55dbc87083853c40ec873e0df7a418f');
INSERT INTO public.sign_in_history VALUES ('8a1c22abca0610c85f0923eec06a2a4d', 'a24e04ee74e9b0f0c0a3033af573f4c4', 1800000060, '127.0.0.1', '127.0.0.0/24', NULL, NULL, NULL, NULL, 0, 0, 0, 1, 0, 25, 'allow', 'new_device 25', '');
INSERT INTO public.sign_in_history VALUES ('24972fe9301e4b26745b48601c98fb4d', '3043e8003718660f8d29244193ec268f', 1800000060, '127.0.0.1', '127.0.0.0/24', NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 25, 'allow', 'new_device 25', 'bfa26acc4c9c2bb37a86687747b925e5');
INSERT INTO public.sign_in_history VALUES ('9aea7b433c04c938dbbf37a5281f497b', '3043e8003718660f8d29244193ec268f', 1800000060, '127.0.0.1', '127.0.0.0/24', NULL, NULL, NULL, NULL, 0, 0, 0, 1, 0, 25, 'allow', 'new_device 25', '4968f8e297885022084f228cdc01c2ee');
INSERT INTO public.sign_ins VALUES ('37512cd303d4de0103c9cc1dd756e9cd069415e03cc086feac94194f74eec56f', 'a24e04ee74e9b0f0c0a3033af573f4c4', 'factor', 1800000060, 'pwd');
INSERT INTO public.signing_keys VALUES ('e3d1c810f2dee764', '0c/MxRBKtHM8P3goMR4EE48gwqCIk55MAsIUYc/Q/qGruMrMkdyxFeEknLLqoi2xAUnyMk5/XM0ppYLtGgtRlPKaEhzfC/AQIex6eCYYijUP/9Vwhb87puGfxcuDrtKAi8rOR01mE5B0FrXrE5J18BFYP7yI3nGDAspc5T7aS2JY8Z8djXvxE1wvPdNeU/c1WyR28yhhsaUIcct/38jjkgty9YIJXA', '{"kty":"EC","crv":"P-256","x":"-heCuxNoaYMBJt1j37PXr8Ftkr5X9GNhPyFE3LCInP0","y":"Z8eWoa8eZiHXyLeeo4L5CMWj-1vIUd2oMbOHZUBsZ7g","kid":"e3d1c810f2dee764","use":"sig","alg":"ES256"}', 1800000000, NULL, 'ES256');
INSERT INTO public.upstream_links VALUES ('upstream_links', '0bb0528016d2d66c0fde1e36d7697041', 'upstream_links', 'upstream_links', 'upstream_links', 'upstream_links', 1800003660, 1800003660);
INSERT INTO public.user_roles VALUES ('3043e8003718660f8d29244193ec268f', 'user', '616e61');
INSERT INTO public.user_roles VALUES ('c42af9ebd2963f5ecb0ef5246e160790', 'super-administrator', '726f6f74');
INSERT INTO public.user_roles VALUES ('0bb0528016d2d66c0fde1e36d7697041', 'user', '676f6e65');
INSERT INTO public.user_roles VALUES ('a24e04ee74e9b0f0c0a3033af573f4c4', 'user', '74657373');
INSERT INTO public.user_roles VALUES ('f2c8f148a11c7cbd507263f2f47de4f5', 'user', '62656c61');
INSERT INTO public.user_roles VALUES ('3043e8003718660f8d29244193ec268f', 'librarian', '616e61');
INSERT INTO public.users VALUES ('3043e8003718660f8d29244193ec268f', 'ana', 'ana', 'ana@example.org', '$argon2id$v=19$m=65536,t=3,p=1$0WNPxLRTjdEZbPmpzgFCfQ$Fy3mGqvjXQzITL+Z6H8X8pt6qJgSeHgFX+hd872X48A', 1800000000, NULL, NULL, NULL, NULL, '616e61', '616e61406578616d706c652e6f7267', NULL, NULL, NULL);
INSERT INTO public.users VALUES ('c42af9ebd2963f5ecb0ef5246e160790', 'root', 'root', 'root@example.org', '$argon2id$v=19$m=65536,t=3,p=1$8dNJIPIeoKt1k9Dv5e/YLg$dRpEwRzI6E23T1hMUZ8kILruEYQpuySxeLPla1rXLP4', 1800000000, NULL, NULL, NULL, NULL, '726f6f74', '726f6f74406578616d706c652e6f7267', 1800000000, NULL, NULL);
INSERT INTO public.users VALUES ('0bb0528016d2d66c0fde1e36d7697041', 'gone', 'gone', 'gone@example.org', '$argon2id$v=19$m=65536,t=3,p=1$iPaEllmikfSao2nKy+XmWw$9hVXNfxBMgWoe3kYY4HTNi1bywsMsdrZRJGJN/Rl+NQ', 1800000000, 1800000000, NULL, NULL, NULL, '676f6e65', '676f6e65406578616d706c652e6f7267', NULL, NULL, NULL);
INSERT INTO public.users VALUES ('a24e04ee74e9b0f0c0a3033af573f4c4', 'tess', 'tess', 'tess@example.org', '$argon2id$v=19$m=65536,t=3,p=1$Eu5MXdljE/L2pUblf2EVSw$awRsonDVrzBEXDfOzR5Go4Km/8o5SdRuQgzWq4ZCQa8', 1800000000, NULL, NULL, NULL, NULL, '74657373', '74657373406578616d706c652e6f7267', NULL, NULL, NULL);
INSERT INTO public.users VALUES ('f2c8f148a11c7cbd507263f2f47de4f5', 'bela', 'bela', 'bela@example.org', 'adopted:I8L6im2bcQjuOvWS8akaSgWEwieWW8YUB/mF8elmRpigftx5UtREX0IQ81d9jHDWtIek3MBIzhRr8e3ToSg6Xb6TEIQ0ZAQ/Xf+gR1C0uvOGB96D7tqQtNwM8g', 1800000000, NULL, 1800000000, 'bcrypt,4', NULL, '62656c61', '62656c61406578616d706c652e6f7267', NULL, NULL, NULL);
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
ALTER TABLE ONLY public.delegations
    ADD CONSTRAINT delegations_pkey PRIMARY KEY (digest);
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
CREATE INDEX delegations_by_age ON public.delegations USING btree (expires_at);
CREATE INDEX delegations_to_tell ON public.delegations USING btree (next_at) WHERE (token IS NOT NULL);
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
ALTER TABLE ONLY public.delegations
    ADD CONSTRAINT delegations_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
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
