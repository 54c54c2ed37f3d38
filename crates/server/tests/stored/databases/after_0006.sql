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
    last_at bigint NOT NULL
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
INSERT INTO public._sqlx_migrations VALUES (1, 'first', '2026-11-21 21:45:34.830911+00', true, '\x1086820e223e4b2affae0b5a2997e9a1116de935471dee0df6475633a0a0032c891a0f994d71abf5cdd9449dd9d5f4c5', 101267156);
INSERT INTO public._sqlx_migrations VALUES (2, 'passwords', '2026-11-21 21:45:34.93443+00', true, '\x383152bc6487cc457cec68a7f7743e1479ab25bc40689ed270715c300c350976807e68f14d7e7b10126ff5934b99e9eb', 37795060);
INSERT INTO public._sqlx_migrations VALUES (3, 'factors', '2026-11-21 21:45:34.975716+00', true, '\x8ba3355017d00739432afa9d856d2f6c2a5ad8df6d9764b4fabd027d29bd96749be75602367c61535280e6ed20d02707', 50919622);
INSERT INTO public._sqlx_migrations VALUES (4, 'grants', '2026-11-21 21:45:35.027752+00', true, '\x4b23ce9473ec25cab2cde79fff6fd32096d3b9ee1dfe5ca494cf82f410bf97a933646c449242833dd07a927ca44c465e', 35678779);
INSERT INTO public._sqlx_migrations VALUES (5, 'flows', '2026-11-21 21:45:35.064453+00', true, '\x432ce91202122fb8644ecbc182f811af2a4ad211db74a546b268b5e96bdfc3dca4729acb612ba8a0c29166bbf6a6e400', 75258461);
INSERT INTO public._sqlx_migrations VALUES (6, 'access', '2026-11-21 21:45:35.155155+00', true, '\xb331324507b1144ff507e30b90a1c85a32dac5bd2d9c5d11bffc6546da3374498794102afc4a5f8dee19626a803ef194', 186644065);
INSERT INTO public.api_keys VALUES ('36ae4ef5adea3e56c91343b524678647', '1b0b9c75bdd0a27431c89ae383b765e3', 'secret', 'backup job', 'cs_sk_…ZXA8', 'a7617ebc09f23ff0ddc83e157d68be6448e320b6858ffffa57ab59cf62241140', 'sessions', 1800000060, 1807776060, NULL, NULL, NULL);
INSERT INTO public.audit VALUES (1, 1800000000, 'system', 'key.rotated', '0d06cb4b14b53589', 'ES256', 'f3444916c84fa37fbb2eea3db1d8e3c233ad3cbf3d679bc0d4dc18b18a728e64');
INSERT INTO public.audit VALUES (2, 1800000000, 'operator', 'user.added', '1b0b9c75bdd0a27431c89ae383b765e3', 'roles=user', 'bae7587925acbe499eea39990db9e82f452d7da7fe17af9fd710ab0f7cb02c23');
INSERT INTO public.audit VALUES (3, 1800000000, 'operator', 'user.added', '881b4308353f6d0b74cd4f2b1cb4c652', 'roles=super-administrator', '8869a0beb752ec30bce2731a5017af5202612fec7d48f7089f4e9e96accb4d98');
INSERT INTO public.audit VALUES (4, 1800000000, 'operator', 'user.added', 'ecabd3696f5650eef893456e3ec7bb4c', 'roles=user', 'bc56149d839f93f3fd9de5058aa99268800cf1618a33a9687fb41a371b671c41');
INSERT INTO public.audit VALUES (5, 1800000000, 'operator', 'user.added', '66c5ca942868bde64f7827f802c428e8', 'roles=user', '2461464183454cf36c41cf49f026d58e625c1b700de3c38253037071dd955e25');
INSERT INTO public.audit VALUES (6, 1800000000, 'operator', 'user.disabled', 'ecabd3696f5650eef893456e3ec7bb4c', 'sessions=0', 'dded95154ee60ff78b23d20f07f58d3b0aa045ac5ad2c6545255c9b088530f01');
INSERT INTO public.audit VALUES (7, 1800000000, 'operator', 'user.imported', '3829d1ab914c65970b9747ffb53317ce', 'bcrypt,4', '7f64d617f7e88023c78b3f13b4e90fbf2a0f661b271c7529517b1476755d352a');
INSERT INTO public.audit VALUES (8, 1800000000, 'operator', 'password.set', '881b4308353f6d0b74cd4f2b1cb4c652', 'sessions=0', '0336ea8f130e217e805fdd09611f75e27973939211876b0ccc0dbfbbeaf550ab');
INSERT INTO public.audit VALUES (9, 1800000000, 'operator', 'password.link-made', '881b4308353f6d0b74cd4f2b1cb4c652', '', 'fdf040fe2f35d111b77c27109c805b4ff72995524c3c72304d8a5512f2db892e');
INSERT INTO public.audit VALUES (10, 1800000000, 'operator', 'role.changed', 'librarian', '', '764750bfd733eda1b1f88aed461c4fac578602e45e69f952a2e76f5a26c7f5b9');
INSERT INTO public.audit VALUES (11, 1800000000, 'operator', 'role.granted', '1b0b9c75bdd0a27431c89ae383b765e3', 'librarian', '68f3a4d3f5f864ebde395770d713423205a0cf59cef0638ab92d21f8d31e4600');
INSERT INTO public.audit VALUES (12, 1800000000, 'operator', 'registration.allowed', 'clients', 'uses=3 seconds=86400', '8ba7c5f4af92377644db7a95c63250e4ab24bf12c77cca611ef29ab4ac656102');
INSERT INTO public.audit VALUES (13, 1800000000, 'operator', 'client.added', 'ac3b59fd6cede63ba7dccd368dbd7092', 'Wiki', '7ab47e751e976d1d9e3731b9c25552e270544c63190547e73c6495c06c1b42b4');
INSERT INTO public.audit VALUES (14, 1800000000, '66c5ca942868bde64f7827f802c428e8', 'session.began', '9147c84ad514fd4bb20a3b4a6afc03ee', '', '4283c900161bf88e9536305de6e4ee3374856a0ed79d96ccb04a0af14f3045f5');
INSERT INTO public.audit VALUES (15, 1800000000, '66c5ca942868bde64f7827f802c428e8', 'session.renewed', '9147c84ad514fd4bb20a3b4a6afc03ee', '', '662162cd6da27ccc07248cb793aa61cdada079c8d097f362957af23b6a9a05ea');
INSERT INTO public.audit VALUES (16, 1800000000, '66c5ca942868bde64f7827f802c428e8', 'factor.enrolled', 'totp', '', 'eb214251fa36809ad2bf000b4853193ccecd1e2c6f0d9b118a38861bb6482b41');
INSERT INTO public.audit VALUES (17, 1800000000, '66c5ca942868bde64f7827f802c428e8', 'recovery.made', '66c5ca942868bde64f7827f802c428e8', '', '481d219004a33823c85659848acf0ab622c91cde707cb7b3215e157d0bcc6829');
INSERT INTO public.audit VALUES (18, 1800000060, '66c5ca942868bde64f7827f802c428e8', 'sign-in.waits', 'factor', '', '07d7b4f1065a0cc32836fd3f34dd05ce1505e041c172b6da2ff52459e887bcdf');
INSERT INTO public.audit VALUES (19, 1800000060, '1b0b9c75bdd0a27431c89ae383b765e3', 'session.began', 'ab0dfa6713151bea9604e86eb94dfa5d', '', '673154a0b891d128b31c83bbb631b1f6e84f352db7391c0ad35f5636f2bd30bf');
INSERT INTO public.audit VALUES (20, 1800000060, '1b0b9c75bdd0a27431c89ae383b765e3', 'consent.given', 'ac3b59fd6cede63ba7dccd368dbd7092', 'offline_access openid profile', '7f040fa7abb04c3509c57b160322e0cde31a6f5fb9403817afe1b9696bf5bb84');
INSERT INTO public.audit VALUES (21, 1800000060, 'ac3b59fd6cede63ba7dccd368dbd7092', 'grant.redeemed', '213b7071d2b17fb9ff6b683554cc38e5', 'f9179bcd50745cc918e9cedd495a20f6', 'd37b533adb4592fc5a85a90bad0a9e478a9c89900e26abb753efca31b09ece44');
INSERT INTO public.audit VALUES (22, 1800000060, '1b0b9c75bdd0a27431c89ae383b765e3', 'session.ended', 'ab0dfa6713151bea9604e86eb94dfa5d', '', '12f26263e8dcebf71ce5920acafff5631c0c04229d14eb6a4737d8e287088241');
INSERT INTO public.audit VALUES (23, 1800000060, '1b0b9c75bdd0a27431c89ae383b765e3', 'session.began', 'dbb947f8261ed061095c0fe239d47bf5', '', 'b9edc0ccac34315fa8f3f9d6836ff6e0aef3909883f96fe10c13e52265aa7e08');
INSERT INTO public.audit VALUES (24, 1800000060, 'ac3b59fd6cede63ba7dccd368dbd7092', 'grant.redeemed', '7fb623f3640c8639925cd2828bb59820', '7997c22751f271c17f0d47f7467a5740', '9b35e1c45404d80a82e09cdbaa89d14566c82ed593156fb1fc9ece21ef820f66');
INSERT INTO public.audit VALUES (25, 1800000060, 'countersign-desktop', 'grant.redeemed', '285ef45f1f5ca2b9bcc71a63192d5568', '8c54995ac7e90929cd2e6dc4577163e6', '6a4fb081e5b86771b9bab2d12f15284b6888a3a3a51aca39462c0d74040e62f3');
INSERT INTO public.audit VALUES (26, 1800000060, 'anonymous', 'sign-in.failed', 'user:1b0b9c75bdd0a27431c89ae383b765e3', '', 'd23aeca96f91c71f0e844f71042a4803ff9c268e87aea28236d483dd9b5483ec');
INSERT INTO public.audit VALUES (27, 1800000060, '1b0b9c75bdd0a27431c89ae383b765e3', 'api-key.created', '36ae4ef5adea3e56c91343b524678647', 'scopes=sessions', 'dc1c129293402d9894af77b019e9f894cfed6bdf854c4eb19e3a9e90670ffa1d');
INSERT INTO public.audit VALUES (28, 1800000060, 'operator', 'client.added', 'fe8cb90cf85dad15ede330492e6f8b38', 'Job', '9299b1ba9965aa3af0933905f4ca1999fc4e46b03873c930ef167693f6bfad5b');
INSERT INTO public.audit VALUES (29, 1800000060, 'fe8cb90cf85dad15ede330492e6f8b38', 'token.revoked', 'e72ffce3a3757ee5971a9fac96317853', '', '34612a19f8ffdc6f2394c1608516869516c35111210d33973569b3a6fbf178eb');
INSERT INTO public.audit_head VALUES (1, 29, '34612a19f8ffdc6f2394c1608516869516c35111210d33973569b3a6fbf178eb');
INSERT INTO public.challenges VALUES ('session:dbb947f8261ed061095c0fe239d47bf5', 'enrol-totp', '1b0b9c75bdd0a27431c89ae383b765e3', 'ba3d2005.hR3mV/D2RMrqIQdthKIz2SipBDPbLK2e2RUrqfwAyzwd3IQmqUgx4zLalq7bRk8G', NULL, 0, 1800000060);
INSERT INTO public.client_redirects VALUES ('countersign-desktop', 'http://127.0.0.1/callback/{provider}');
INSERT INTO public.client_redirects VALUES ('ac3b59fd6cede63ba7dccd368dbd7092', 'https://wiki.example/back');
INSERT INTO public.clients VALUES ('countersign-desktop', 'Countersign', NULL, 1, 'authorization_code refresh_token urn:ietf:params:oauth:grant-type:device_code', 'admin approvals email offline_access openid profile sessions', 1800000000, NULL, 'ES256', 0, '', '', 0, '', NULL, NULL, NULL, NULL, NULL, '', NULL, NULL, NULL);
INSERT INTO public.clients VALUES ('ac3b59fd6cede63ba7dccd368dbd7092', 'Wiki', 'c70f8cfb31f0d4c946de589814ff686b8eb40506b1131d5478a9c57527d3165f', 0, 'authorization_code refresh_token', 'email offline_access openid profile', 1800000000, NULL, 'ES256', 0, '', '', 0, '', 'http://127.0.0.1:9/bye', NULL, NULL, NULL, NULL, '', NULL, NULL, NULL);
INSERT INTO public.clients VALUES ('fe8cb90cf85dad15ede330492e6f8b38', 'Job', 'ec58659ad9f74bc981c7aaf9b8fb12755de39ac8badeda4aa299676d255abcb3', 0, 'client_credentials', 'sessions', 1800000060, NULL, 'ES256', 0, '', '', 0, '', NULL, NULL, NULL, NULL, NULL, '', NULL, NULL, NULL);
INSERT INTO public.consents VALUES ('1b0b9c75bdd0a27431c89ae383b765e3', 'ac3b59fd6cede63ba7dccd368dbd7092', 'offline_access openid profile', 1800000060);
INSERT INTO public.device_grants VALUES ('9769d9e27e619465aea3ba1547e7b0afb3ec87eee1c72553d78520def0b3c24d', 'd93b21e04b518fb9ac346a01ae820f794dd21339fa3b7661740c6668ded7fc94', 'countersign-desktop', 'openid', '', NULL, NULL, '127.0.0.1', 5, NULL, 1800000060, 1800000660, 'pending', NULL, NULL, NULL, NULL);
INSERT INTO public.devices VALUES ('446857139f347e6219dc5025b2801420', '66c5ca942868bde64f7827f802c428e8', NULL, 'Linux', 'Firefox 140', 'e84879b8eb235f4ab425bcbc152f504ad537705fa24ff7a825474b4d9b1788d9', 1800000000, NULL);
INSERT INTO public.devices VALUES ('c23b5d9374bbae861f2e1e6f54f50cb3', '1b0b9c75bdd0a27431c89ae383b765e3', NULL, 'Linux', 'Firefox 140', 'a48726024ebb0a6364dc5f48f37dea03eae082929705ae545e9a4ad1fdb0da71', 1800000060, NULL);
INSERT INTO public.devices VALUES ('f8442715c09468f9a7f390d88370b6b2', '1b0b9c75bdd0a27431c89ae383b765e3', NULL, 'Linux', NULL, NULL, 1800000060, NULL);
INSERT INTO public.devices VALUES ('600c0019c50235fa56cc6490cdcdcb0e', '1b0b9c75bdd0a27431c89ae383b765e3', NULL, 'Linux', 'Firefox 140', '638a8249042afc3ddda435a9356b90099413be03575a8da4dd56218c5f6ab294', 1800000060, NULL);
INSERT INTO public.devices VALUES ('a24b6d35e7c28f581371ccc76264fdd1', '1b0b9c75bdd0a27431c89ae383b765e3', NULL, 'Linux', NULL, NULL, 1800000060, NULL);
INSERT INTO public.devices VALUES ('d17e9e0c14ca06860dcc9c17bbe5ae59', '1b0b9c75bdd0a27431c89ae383b765e3', 'Ana''s laptop', 'Linux', NULL, NULL, 1800000060, NULL);
INSERT INTO public.factors VALUES ('48a296b8b6cd493f58a88ad32912389f', '66c5ca942868bde64f7827f802c428e8', 'totp', 'Authenticator app', 'ba3d2005.UjC9+7XcB4Yn1wluiN34m1/N0Said/C/8e+5PgjnGMy+hgMeUm/VPXGI1ANNbsQb', '66c5ca942868bde64f7827f802c428e8/totp', 60000000, 1800000000, 1800000000);
INSERT INTO public.grants VALUES ('cb4708be12d82a28b0eafde784f6cd2cb6a25ab80db5c891ca28b5d92e46025d', 'ac3b59fd6cede63ba7dccd368dbd7092', '1b0b9c75bdd0a27431c89ae383b765e3', 'ab0dfa6713151bea9604e86eb94dfa5d', 'https://wiki.example/back', 'offline_access openid profile', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, 1800000060, 'f9179bcd50745cc918e9cedd495a20f6', '', '');
INSERT INTO public.grants VALUES ('e1b94e023fa4947c040e7fd698bcb58115c6d8d11b4209f05341a53a2f3952f3', 'ac3b59fd6cede63ba7dccd368dbd7092', '1b0b9c75bdd0a27431c89ae383b765e3', 'dbb947f8261ed061095c0fe239d47bf5', 'https://wiki.example/back', 'offline_access openid profile', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, 1800000060, '7997c22751f271c17f0d47f7467a5740', '', '');
INSERT INTO public.grants VALUES ('b7b04db3a1e4bdea3cf02e535d03b726c44a74bb35e48ffcda566612e638ade0', 'countersign-desktop', '1b0b9c75bdd0a27431c89ae383b765e3', 'dbb947f8261ed061095c0fe239d47bf5', 'http://127.0.0.1:49152/callback/countersign', 'approvals email offline_access openid profile sessions', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, 1800000060, '8c54995ac7e90929cd2e6dc4577163e6', '', '');
INSERT INTO public.grants VALUES ('214874b68290d131ca017bc24cea020be2a3a44d53fb1025f83bde224e33ac2f', 'countersign-desktop', '1b0b9c75bdd0a27431c89ae383b765e3', 'dbb947f8261ed061095c0fe239d47bf5', 'http://127.0.0.1:49152/callback/countersign', 'approvals email offline_access openid profile sessions', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, NULL, NULL, '', '');
INSERT INTO public.guesses VALUES ('address:127.0.0.1', 5, 1800000060);
INSERT INTO public.guesses VALUES ('user:66c5ca942868bde64f7827f802c428e8', 0, 0);
INSERT INTO public.guesses VALUES ('user:1b0b9c75bdd0a27431c89ae383b765e3', 1, 1800000060);
INSERT INTO public.logout_outbox VALUES ('logout_outbox', 'ac3b59fd6cede63ba7dccd368dbd7092', 'logout_outbox', 1800003660, 1800003660, 1800003660);
INSERT INTO public.mail_links VALUES ('0806ac5c6514d15c869c483c522c304def5d79af8036e6316cc58ef6bfe2461a', 'verify', '1b0b9c75bdd0a27431c89ae383b765e3', 'ana@example.org', 1800000000, 1800086400, NULL);
INSERT INTO public.mail_links VALUES ('e44ebcf7a087829afec3281e030336633f966db465c3c15e70545babce2693a2', 'verify', '881b4308353f6d0b74cd4f2b1cb4c652', 'root@example.org', 1800000000, 1800086400, NULL);
INSERT INTO public.mail_links VALUES ('b2aeca05a0bede5dd2c212fb8049d428301b87eed913c519474da0020abb0502', 'verify', 'ecabd3696f5650eef893456e3ec7bb4c', 'gone@example.org', 1800000000, 1800086400, NULL);
INSERT INTO public.mail_links VALUES ('ce21a675fa159ab202e5a20ebac8bb4c1e203d201796d339d9947449c9704b18', 'verify', '66c5ca942868bde64f7827f802c428e8', 'tess@example.org', 1800000000, 1800086400, NULL);
INSERT INTO public.mail_links VALUES ('46cdf8797176c70d4c7b8059e79d63c66ba6c5fe95e06036052dd04f7d975f69', 'reset', '881b4308353f6d0b74cd4f2b1cb4c652', '', 1800000000, 1800000900, NULL);
INSERT INTO public.mails VALUES ('6e346243e3a8d7494848960ce0f0c2ef', 'verify', 'qCUNkQ5iJzQnmOiyKNfmgGQhVEINLG3W7mWuFSxqeZ9s1qHjtJHFEptPm0hJ9tyu26rIwWwdqnlzvx+nZeuKsOnzbO8Q5RxKNvfkKVPMaUJE5ONOU5BQpZ0PeZGIDMiVLn0knDwg5L3nil4Pr3nHiAQZ7vx9MZ5G/4mRmFIhoAt+UCQ5e0rp9ULHqMSZJL7bbS/y7T7SVCGk8cwYMJ01OAsJFNW13TTj28esoXg3vCdXaCjR1r41FlPzEy85GlDea0yhcyD/2411Js5SAA8ApOgVcmyMK693wvXRqLzqZZXWTrmYMq1ijwUhMRflSShWl6msTJxfVgjAdTe8sqQ+PI2/9TisPH6cki2bLOE5dPDXrjolVMgSfLWdRKqZLo92SsofOEoIX+uWrluOdzPL7rbvL34hhiNxfurlR2KP1Ye13oWjVRK1J05kF3VpvejFGI8Yy6zj4J2sugtxDDouIYplyY2ANuH9ZCKT+F3GO4Wi96g2bqq/Za0wSahEI13TjKJbGnU1xqXGoq6tT/7IgxEI7s+dgTRoLrvv7hg9Gi4', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('e8ec9c33c5d295c0901ed0646af546ae', 'verify', 'iheH6bfprU1aDWFjcmXFDJKWbq4mLJ7JjFeDxHYvwMKkeQwuIvwpEb8zTE2Y46nVdFT03KdI6/PQ8xV5SJiruBbWC5xoM2ZNmLafvmnWYDip6zkimoJTeRSM16+92YWvW+/KMQFXNL+DpeGLV+4fSxcfmkyQhf0KaSrV/OJTa17NNh4iIhSJOY8qK5sIqzMZNmQ8k5k/Piu0U+E6h+kjBoi16ssgpvNMO4WbDH1U1CkME0SbzlKBy7KnM1mVKUlLi5BiTMWl71/aC3Or5XYqtkf/9Hzwk3W6yHs1PWqjewBzmdCoxo1NriaF27PotwiRt8pWLyfJ4fTC8OrwxRNyUBzRcLkEu9be1vtTYX6wnIJM4mb7xg+ycnQBerT/Msyrb/weYGxItbrJoNPs8ssIoC6KqmduxUVp1Mz7CzoPxLKQ94+yVutQUT9Y8jFIYOJVcbVvsEN/ZC/UERvYP70V54vLB9GwxMH5p7ZsX1QQrbMYdPmq1uWhQbyVyBjAhPPzXSukkqSm1AnoCA5epwSMnlB5q8GA9Fg8stw1v8UB3p1okw', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('62d41f57c31bd874b9073eff1f18c669', 'verify', 'jcZAX3IHAoStErLb1OuaxXjefzYDzObgE6ZYFq3UOtv7ma+g4elc9cOY0TAzBBlMXOMTD2h2UmN9T1lc5ekxEUWVvpiDQ8qAMfA9Qh8IX5krk2PlSvowI14Diar4AoLd/Ywmx4SuixPBNHiKwm1ZCzzTXAQbdV2B9R8mIZkPJGST1unZ3ydyVjPoCBYPoE+nb/2T9xNuxhIV0A55Q5GozWjUUoU/fhhMUWovqAM5wnq1XHrGlG1AHRQffTEqevMSDh85pbZkT4z9lMhiKoVBK6mNcicKLWBJ90+u2d+KaKcO9Thhc2eYDBEcF4HxljpyR7sB1yTm2nxBASs3D+nJvDiyn2e1Yuf5HZ1iZmZ1+UhCLl16FFdJMsiID7cbCTTFGyzOl9g2jn8dcgqcDr7jB45BGtFiZoIt002QdAW5DuHSSgVm/kBt8NkVMsUZZtIoT/0cuylz1nqlIYf2Iyph0+07J+nRYNSwsx9OgsCuHhJ1jl4fyLe2cy7Zqa1W12mP8NpW1ihP+gjUjH/+PqEu1t+12LqN4ixhYgLSTFoWax3uWg', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('ac560e5f864f95d681e0d518b7242581', 'verify', 'XkHs9dF4vC0AFy3hlBIXh6pYlytLs9Wt+scKV93oZKC9tSm2eCw29ANpvzbDlqDkgj46jkHdTPUyK/EvYQZKXQiJdejhYFPgyT0D9bKJyaFpjf6OkZ9QEbpS+GSqtTCAsLRQLscAVVX/4KE1GeXt04CEQCMJxPKnxyaRmhrarzfCNRGw6pPECiiCEHVKItvxJp4/G1d4poAyreEaACOmdIxsVRnj8+2u2C3YcrUTAqtyT5Fc7netSFxnmK7thVh6mdgrLsRZNBBYcsILwASBl1YXBIp1/44Cv0hv1yd5gB13X3mq10iwEMCiUR3uPlgfnG6RmCC9jD5ByynrOlYV+8koiEjbJFFXqf9MiW67TxBF++w5u2LjH78a/xEjOepwffhnihSN5j6BToQMQP6Uz41xaEIRl1KmHrSoQlEYiB9L1ixUnJJ1M5XxdwRY/oiXvUwG3qJ/AHkm45XRBgSZ2FCB8f0oijfzwV8ukMkMEEcUEGbJOVtYnGlsyuFYNop3EigCCirZHE3adoK6osKg+qSxukZjsWlzife5OU/gayywWA', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.mails VALUES ('90107bd7151e8df302664930e6bbc2b8', 'password-changed', 'Xi1m7tn7Qr65ZAk6OG/t93KDgriQ350wI07k50JdrP+pZNgGf7OibHk3kHxWncmr/y+OyJOlhMENj4SMbR2Ebgwk3G4+jmTehNXRAqcnGhK4Cde5QBK2vZPq+7vJFB6Bl9ev6wU0SbD6t/N9F7uzb91DMo/70etKUMgd3PhS/bMyNnPeNFc0wl+XvrtuHvONtlslmx8Zu8JoWaAoLpiFMUCy3PfA23YW/OfuZqXD9PKN5q4EPV3wv343793aKYUPLNOweMibHAlzmct9tjSC8/HN9v9tITgR451qo3Szzr1ckmarhu3REpztCUgIPxQ+NqhFN96SZ7Vf73ypidfHkQ4aBARt1G+gLm2pUOlgL+wvxWVR3y4anC2KOBB1o3sOpR8phUQh03YVF1t/if0BMR+lvK606ythzri7CuTo3LpF/wpGTbTLFyCquQm1O5M5mJMwjrY0jkqurSWf7nDW9h0nUtSIEFfb6mOACSpLQjorBuJwX2G2PNhgTZ+GKNNOULL3bKO1brAdEZ44GXmjZCuyUbzmI1udeud8wc59419NyFlNRVipRVTbVpEsB2wejKDD8p2Z6WJhy2DuIkvhqPZuiV3/EeSQ9G2SVFCKxd3sSVpK0m0sGsfAbaE', 1800000000, 1800086400, 1800000000, 0);
INSERT INTO public.password_history VALUES ('881b4308353f6d0b74cd4f2b1cb4c652', '$argon2id$v=19$m=65536,t=3,p=1$iMwdTGAIGwvr/YRK2cpd4A$k17mUerHwvA05cfWx7hB54S/DKWvKFpah3+HC4QQ+n8', 1800000000);
INSERT INTO public.password_kinds VALUES ('bcrypt,4');
INSERT INTO public.pushed_requests VALUES ('d3509c9ee61c5281768f81880b80277a2c6edefd25712e847ba36460e744ea36', 'ac3b59fd6cede63ba7dccd368dbd7092', 'response_type=code&state=a+state&nonce=a+nonce&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&redirect_uri=https%3A%2F%2Fwiki.example%2Fback&scope=openid+profile+offline_access&client_id=ac3b59fd6cede63ba7dccd368dbd7092', 1800000120, NULL, NULL);
INSERT INTO public.recovery_codes VALUES ('5c4845fc1232ad198748ef3df4820cb69febdf646c7d592329f7e889fc7de3c3', '66c5ca942868bde64f7827f802c428e8', 1800000000);
INSERT INTO public.recovery_codes VALUES ('1bd91cf079922a52d5e9c33c21e9ad885c482306276e9327f1aad618670368d9', '66c5ca942868bde64f7827f802c428e8', 1800000000);
INSERT INTO public.recovery_codes VALUES ('b6559901901509c32745fa6dc2326d6728baf841b43b013b856493ee68e82b53', '66c5ca942868bde64f7827f802c428e8', 1800000000);
INSERT INTO public.recovery_codes VALUES ('586f31698075f2509966ba45ef0a6f03129b0f2b8c362efccc347297617b00c7', '66c5ca942868bde64f7827f802c428e8', 1800000000);
INSERT INTO public.recovery_codes VALUES ('59fe1bf3ce2e87b9e3132be8ac577395d88ce188d9a9caab7768b2864ac4f493', '66c5ca942868bde64f7827f802c428e8', 1800000000);
INSERT INTO public.recovery_codes VALUES ('a6b853a2af7e068cfeb289d9c63654b2feb5c77a4e7d8d142a84a60dc310bbbf', '66c5ca942868bde64f7827f802c428e8', 1800000000);
INSERT INTO public.recovery_codes VALUES ('8563dcbe08927129badb75f2851f93d0d6a2d3b954c0bd9026d357296d10c2f8', '66c5ca942868bde64f7827f802c428e8', 1800000000);
INSERT INTO public.recovery_codes VALUES ('2ef22d288484d27f28902aacdbc49ed83642f666601ccd22d8b523aca8055b1a', '66c5ca942868bde64f7827f802c428e8', 1800000000);
INSERT INTO public.recovery_codes VALUES ('4d50af2af9a85b59abc4ffba471bc64b6a1693e12a4b0ea6d1aca1807d410982', '66c5ca942868bde64f7827f802c428e8', 1800000000);
INSERT INTO public.recovery_codes VALUES ('d17ef8533b838a86db3a448722f97e4ff2449cb030f65c1affbdebf8c4a4a53f', '66c5ca942868bde64f7827f802c428e8', 1800000000);
INSERT INTO public.refresh_families VALUES ('f9179bcd50745cc918e9cedd495a20f6', '213b7071d2b17fb9ff6b683554cc38e5', 'ac3b59fd6cede63ba7dccd368dbd7092', 'offline_access openid profile', NULL, 1, 1800000060, 1807776060, NULL, NULL, '', '');
INSERT INTO public.refresh_families VALUES ('7997c22751f271c17f0d47f7467a5740', '7fb623f3640c8639925cd2828bb59820', 'ac3b59fd6cede63ba7dccd368dbd7092', 'offline_access openid profile', NULL, 1, 1800000060, 1807776060, NULL, NULL, '', '');
INSERT INTO public.refresh_families VALUES ('8c54995ac7e90929cd2e6dc4577163e6', '285ef45f1f5ca2b9bcc71a63192d5568', 'countersign-desktop', 'approvals email offline_access openid profile sessions', NULL, 1, 1800000060, 1807776060, NULL, NULL, '', '');
INSERT INTO public.refresh_tokens VALUES ('176e8cdad1921b84dd2ff8d22b23e0522a770a89c184d2240299049f71a1e022', 'f9179bcd50745cc918e9cedd495a20f6', NULL, 1, '7477a7b0efb1334979890304acc6890f', 1800000060, 1801209660, NULL, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('303f9a604ac266b604d0c5deb3157d2df0d5363cd0563695f86deeef6dcd4862', '7997c22751f271c17f0d47f7467a5740', NULL, 1, '5369a9ffaa1bb2759767c82251590e6d', 1800000060, 1801209660, NULL, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('dcd7dfb68401b107bd30dc25aae23ec73ac31b5417e15c1205e5351d3b41660c', '8c54995ac7e90929cd2e6dc4577163e6', NULL, 1, '3db8412e377525c002a06addee6fe0e5', 1800000060, 1801209660, 1800000060, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('defe8223273239ba4aa9d61d3152cd065dfe1e772e85f95a3f944d2c35b1021c', '8c54995ac7e90929cd2e6dc4577163e6', 'dcd7dfb68401b107bd30dc25aae23ec73ac31b5417e15c1205e5351d3b41660c', 2, 'b0171046d793afd9027d6d635fea72c3', 1800000060, 1801209660, 1800000060, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('b912ee303ef341ab3f677c8609778f4046cb3124ecde2b317b9bda0bec5e20de', '8c54995ac7e90929cd2e6dc4577163e6', 'defe8223273239ba4aa9d61d3152cd065dfe1e772e85f95a3f944d2c35b1021c', 3, 'e42394065f387cda4aa7b8047934c579', 1800000060, 1801209660, NULL, 1800000060, NULL);
INSERT INTO public.registration_tokens VALUES ('99756bcb0a8878d8631d9ebd0a17914af067a72b128be7ed1171109e71c0c3cc', 3, 1800000000, 1800086400);
INSERT INTO public.revoked_tokens VALUES ('e72ffce3a3757ee5971a9fac96317853', 1800000660);
INSERT INTO public.roles VALUES ('librarian', 'Keeps the shelves', 'users.read', 1800000000);
INSERT INTO public.seen_once VALUES ('seen_once', 1800003660);
INSERT INTO public.sessions VALUES ('9147c84ad514fd4bb20a3b4a6afc03ee', '446857139f347e6219dc5025b2801420', '66c5ca942868bde64f7827f802c428e8', 'browser', NULL, '46baa64c6031e20873de7ec2e3d0bf667575dc6b8086b076edf901a40654b61c', '127.0.0.1', 1800000000, 1800000000, 1800000000, 1800, 1800028800, 1800001800, NULL, 2, 'mfa otp pwd', 1800000000);
INSERT INTO public.sessions VALUES ('ab0dfa6713151bea9604e86eb94dfa5d', 'c23b5d9374bbae861f2e1e6f54f50cb3', '1b0b9c75bdd0a27431c89ae383b765e3', 'browser', NULL, 'c34d0ab3705b4cb52745cc9136e7473403fe47eeff6816cf38c6584a4a9978d6', '127.0.0.1', 1800000060, 1800000060, 1800000060, 1800, 1800028860, 1800001860, 1800000060, 1, 'pwd', NULL);
INSERT INTO public.sessions VALUES ('213b7071d2b17fb9ff6b683554cc38e5', 'f8442715c09468f9a7f390d88370b6b2', '1b0b9c75bdd0a27431c89ae383b765e3', 'app', 'ac3b59fd6cede63ba7dccd368dbd7092', NULL, '127.0.0.1', 1800000060, 1800000060, 1800000060, 1209600, 1807776060, 1801209660, NULL, 1, 'pwd', NULL);
INSERT INTO public.sessions VALUES ('dbb947f8261ed061095c0fe239d47bf5', '600c0019c50235fa56cc6490cdcdcb0e', '1b0b9c75bdd0a27431c89ae383b765e3', 'browser', NULL, '1183c0ac06250896ba8be7086f7296aed5c5c9153a60ba6d422959a489e9f629', '127.0.0.1', 1800000060, 1800000060, 1800000060, 1800, 1800028860, 1800001860, NULL, 1, 'pwd', NULL);
INSERT INTO public.sessions VALUES ('7fb623f3640c8639925cd2828bb59820', 'a24b6d35e7c28f581371ccc76264fdd1', '1b0b9c75bdd0a27431c89ae383b765e3', 'app', 'ac3b59fd6cede63ba7dccd368dbd7092', NULL, '127.0.0.1', 1800000060, 1800000060, 1800000060, 1209600, 1807776060, 1801209660, NULL, 1, 'pwd', NULL);
INSERT INTO public.sessions VALUES ('285ef45f1f5ca2b9bcc71a63192d5568', 'd17e9e0c14ca06860dcc9c17bbe5ae59', '1b0b9c75bdd0a27431c89ae383b765e3', 'app', 'countersign-desktop', NULL, '127.0.0.1', 1800000060, 1800000060, 1800000060, 1209600, 1807776060, 1801209660, NULL, 1, 'pwd', NULL);
INSERT INTO public.sign_ins VALUES ('b95b28612fc51207fb1e4b10765288ec38f25cfd4c9e2b1af69902fbf0f0dbc8', '66c5ca942868bde64f7827f802c428e8', 'factor', 1800000060);
INSERT INTO public.signing_keys VALUES ('0d06cb4b14b53589', '9XtzXsYvBPZS1AKTQLvTXSPgu0sR2xmm/Ni4HZbmEgI5sQJDcdXzMEUhqpSNdR0nHrfZpoZNAX6W97jGnLjwHzrFDthLA0FDPGkWE4EhkKryKYhZD6DY/sB2bAlVHj3FaSV5NRaa6JMFDwN7IkgTrZ3q7jMT/mgKe/o3pHB5eH8rihaXNynfhdCNQuwrlfU9rs1RUHR5Ur3lUXF+v1irc6XlsJUWxw', '{"kty":"EC","crv":"P-256","x":"nwLjtivm2racgoKsGMiy6YxyQE0Ky_zJ8yMHIrjnCVA","y":"n1nNrvh8mKK-CqBOyK4ud9Pq69L2b9A3g8CCzrKjMfQ","kid":"0d06cb4b14b53589","use":"sig","alg":"ES256"}', 1800000000, NULL, 'ES256');
INSERT INTO public.user_roles VALUES ('1b0b9c75bdd0a27431c89ae383b765e3', 'user', '616e61');
INSERT INTO public.user_roles VALUES ('881b4308353f6d0b74cd4f2b1cb4c652', 'super-administrator', '726f6f74');
INSERT INTO public.user_roles VALUES ('ecabd3696f5650eef893456e3ec7bb4c', 'user', '676f6e65');
INSERT INTO public.user_roles VALUES ('66c5ca942868bde64f7827f802c428e8', 'user', '74657373');
INSERT INTO public.user_roles VALUES ('3829d1ab914c65970b9747ffb53317ce', 'user', '62656c61');
INSERT INTO public.user_roles VALUES ('1b0b9c75bdd0a27431c89ae383b765e3', 'librarian', '616e61');
INSERT INTO public.users VALUES ('1b0b9c75bdd0a27431c89ae383b765e3', 'ana', 'ana', 'ana@example.org', '$argon2id$v=19$m=65536,t=3,p=1$qlo7M7224YW+lJEGJVocJA$oiEylI24HO8pgMnht4/81j5FCQp+okYoDrSpRs3w0qY', 1800000000, NULL, NULL, NULL, NULL, '616e61', '616e61406578616d706c652e6f7267');
INSERT INTO public.users VALUES ('881b4308353f6d0b74cd4f2b1cb4c652', 'root', 'root', 'root@example.org', '$argon2id$v=19$m=65536,t=3,p=1$waRZHlXIcz2hcfW0OF8cPw$Z2D+HXRKIzy/0l5jdTM/3f2TWiZI5n83/jHU977nGas', 1800000000, NULL, NULL, NULL, NULL, '726f6f74', '726f6f74406578616d706c652e6f7267');
INSERT INTO public.users VALUES ('ecabd3696f5650eef893456e3ec7bb4c', 'gone', 'gone', 'gone@example.org', '$argon2id$v=19$m=65536,t=3,p=1$H7LtO4ASxfA8IisxYBj21A$bXnwOE4pIrmxdm2fi4neMVRBd9kTG33yM/jRChaXdOw', 1800000000, 1800000000, NULL, NULL, NULL, '676f6e65', '676f6e65406578616d706c652e6f7267');
INSERT INTO public.users VALUES ('66c5ca942868bde64f7827f802c428e8', 'tess', 'tess', 'tess@example.org', '$argon2id$v=19$m=65536,t=3,p=1$sOHZYd9VuHQxwhY+nMXatQ$GT7XM2UawD0S1gq1S9/tvCCECQWZe4TdUJVK7mg13uI', 1800000000, NULL, NULL, NULL, NULL, '74657373', '74657373406578616d706c652e6f7267');
INSERT INTO public.users VALUES ('3829d1ab914c65970b9747ffb53317ce', 'bela', 'bela', 'bela@example.org', 'adopted:MTQsyZps7hec2n/fYE+9UOgnTF456ZHtxCQDHdASK6DZKi5+89KQSpXz/9rRwfMTfdqtxIgHwNTEw3qjTkHoQgZaf7XeIEKGQSOT525TDEFSKp+YsGJX+Cnbnw', 1800000000, NULL, 1800000000, 'bcrypt,4', NULL, '62656c61', '62656c61406578616d706c652e6f7267');
ALTER TABLE ONLY public._sqlx_migrations
    ADD CONSTRAINT _sqlx_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_digest_key UNIQUE (digest);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);
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
CREATE INDEX api_keys_by_end ON public.api_keys USING btree (expires_at);
CREATE INDEX api_keys_by_user ON public.api_keys USING btree (user_id, created_at, id);
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
CREATE INDEX logout_outbox_by_next ON public.logout_outbox USING btree (next_at);
CREATE INDEX mail_links_by_age ON public.mail_links USING btree (expires_at);
CREATE INDEX mail_links_by_user ON public.mail_links USING btree (user_id, kind, created_at);
CREATE INDEX mails_by_next ON public.mails USING btree (next_at);
CREATE INDEX pushed_requests_by_age ON public.pushed_requests USING btree (expires_at);
CREATE INDEX recovery_codes_by_user ON public.recovery_codes USING btree (user_id);
CREATE INDEX revoked_tokens_by_end ON public.revoked_tokens USING btree (expires_at);
CREATE INDEX seen_once_by_end ON public.seen_once USING btree (expires_at);
CREATE INDEX sessions_by_device ON public.sessions USING btree (device_id);
CREATE INDEX sessions_by_user ON public.sessions USING btree (user_id, ended_at, created_at);
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
ALTER TABLE ONLY public.sign_ins
    ADD CONSTRAINT sign_ins_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.user_roles
    ADD CONSTRAINT user_roles_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
