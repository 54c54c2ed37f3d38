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
    created_at bigint NOT NULL
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
    family_id text
);
CREATE TABLE public.guesses (
    subject text NOT NULL,
    failures bigint NOT NULL,
    last_at bigint NOT NULL
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
    ended_why text
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
    ended_at bigint
);
CREATE TABLE public.signing_keys (
    kid text NOT NULL,
    sealed text NOT NULL,
    public_jwk text NOT NULL,
    created_at bigint NOT NULL,
    retired_at bigint
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
    disabled_at bigint
);
INSERT INTO public._sqlx_migrations VALUES (1, 'first', '2026-11-21 21:32:54.72723+00', true, '\x1086820e223e4b2affae0b5a2997e9a1116de935471dee0df6475633a0a0032c891a0f994d71abf5cdd9449dd9d5f4c5', 1698908924);
INSERT INTO public.audit VALUES (1, 1800000000, 'system', 'key.rotated', '3d69733451ab8a14', 'ES256', 'd448698d49e9c31f97343359cfefa0411f3b66186e2a08ea4274af5f704edf6a');
INSERT INTO public.audit VALUES (2, 1800000000, 'operator', 'user.added', 'b9a809c68ffe3f58f7de581872ef83cc', 'roles=user', 'b8afaf44ab77f0a50a0dfe4299ac4ced60258bdfc742d2c0a682196372a26059');
INSERT INTO public.audit VALUES (3, 1800000000, 'operator', 'user.added', 'c5c56b7074fb8d4e5fd6c4c5f62043c4', 'roles=super-administrator', 'b0f7988d0477bb6ddf4eae1caa0d4bb8acb0cbe1f00c5dbb76d1e25d0a02bd46');
INSERT INTO public.audit VALUES (4, 1800000000, 'operator', 'user.added', '0fab48b5a554901519f3d8d988c6b188', 'roles=user', '3b92f3782f88faacd61f5e3882595524e12ed32d29593565461960a0bdc21721');
INSERT INTO public.audit VALUES (5, 1800000000, 'operator', 'user.added', 'fe0762cd6b2d3c641a8e696d47bf51d9', 'roles=user', 'fdbfa01f2cb4a48342ca8899a83d0cc88dc922cee4a8e56bb4120de0dbd2e1d0');
INSERT INTO public.audit VALUES (6, 1800000000, 'operator', 'user.disabled', '0fab48b5a554901519f3d8d988c6b188', 'sessions=0', '39d6cbb54eb0d264d7c3b76a9a9ef7131b08aad67562000af7b24e3a77fc453a');
INSERT INTO public.audit VALUES (7, 1800000000, 'operator', 'user.imported', '74d81b8c776359e73ece5df3227dfa8e', 'bcrypt,4', 'b3e5aaf73db928ab1a2b51a1a0b98c2e5d86069d8119b7154784ef82234ed20d');
INSERT INTO public.audit VALUES (8, 1800000000, 'operator', 'password.set', 'c5c56b7074fb8d4e5fd6c4c5f62043c4', 'sessions=0', 'db03c3713ac163e098d02551661b7b471c73a199e87e2213fd13e53f0c306125');
INSERT INTO public.audit VALUES (9, 1800000000, 'operator', 'password.link-made', 'c5c56b7074fb8d4e5fd6c4c5f62043c4', '', 'f752b0e3730245edeb093f12393518bd5865ecde8b38b3cf4915d4ad2c4158d6');
INSERT INTO public.audit VALUES (10, 1800000000, 'operator', 'role.changed', 'librarian', '', 'd7e339e2f815d20fe3d2257787aefbd84501a3b4c2f055bb25a66cc96c9eae5b');
INSERT INTO public.audit VALUES (11, 1800000000, 'operator', 'role.granted', 'b9a809c68ffe3f58f7de581872ef83cc', 'librarian', '9876005aa06acb02f2be6922d8afbc5e4e6bc00ba47065f4f72ae91714899ba8');
INSERT INTO public.audit VALUES (12, 1800000000, 'operator', 'registration.allowed', 'clients', 'uses=3 seconds=86400', 'ba457f94031d1d232d454293596332b8299ca6e4a280f6324bb1a0ba83676cfa');
INSERT INTO public.audit VALUES (13, 1800000000, 'operator', 'client.added', '649a1f968b1fcee35326fd58bb83ffe0', 'Wiki', '4a12f61714ec89ca198d5344ef3f402dcd8587f2d0eeddf4843638c280cea3cc');
INSERT INTO public.audit VALUES (14, 1800000000, 'fe0762cd6b2d3c641a8e696d47bf51d9', 'session.began', 'b0b0ed8b2f64d5a39791b829673dda62', '', '35e12e2b08b6a55c3a8afc92d28e1e3d1795fcebee0fa3862eeca32b9baec910');
INSERT INTO public.audit VALUES (15, 1800000000, 'fe0762cd6b2d3c641a8e696d47bf51d9', 'session.renewed', 'b0b0ed8b2f64d5a39791b829673dda62', '', '8cf392a0bc6bf6ae0743fa46a0bab01a31fbf544aa4b68e8fbdc027a1074fabd');
INSERT INTO public.audit VALUES (16, 1800000000, 'fe0762cd6b2d3c641a8e696d47bf51d9', 'factor.enrolled', 'totp', '', '7c10c6ec69a243674ee2afedc5212760a8a16dcde8128c70576b98b76f462b65');
INSERT INTO public.audit VALUES (17, 1800000000, 'fe0762cd6b2d3c641a8e696d47bf51d9', 'recovery.made', 'fe0762cd6b2d3c641a8e696d47bf51d9', '', 'c58d1c955a8a40812414519b0397c57a0b082f69551b6151760d662c6dc7d009');
INSERT INTO public.audit VALUES (18, 1800000060, 'fe0762cd6b2d3c641a8e696d47bf51d9', 'sign-in.waits', 'factor', '', '76a9b8ff82e3cf20bf14e1c7c0d356aafcf40adac4ce7ee5d57b6f21203a2d43');
INSERT INTO public.audit VALUES (19, 1800000060, 'b9a809c68ffe3f58f7de581872ef83cc', 'session.began', '1c9ee4879432918424e44df6e11fc497', '', 'f997ad37657916918433f0c1c91a6f317ef37abaf6228c499256b5bc0f3e6107');
INSERT INTO public.audit VALUES (20, 1800000060, 'b9a809c68ffe3f58f7de581872ef83cc', 'consent.given', '649a1f968b1fcee35326fd58bb83ffe0', 'offline_access openid profile', '7ad816c8761356c44a5795ac531d15a6c73eeaba6c55d3248f38cbaf60baf8f9');
INSERT INTO public.audit VALUES (21, 1800000060, '649a1f968b1fcee35326fd58bb83ffe0', 'grant.redeemed', '32d60948a68f397e6a6060d021e19369', '1d292e01b83c3525fb91fd2362119fe5', '2cfc2fb261f0d58c6e12006926768bae00d4624dfbe3b8989be8fea9754698a6');
INSERT INTO public.audit VALUES (22, 1800000060, 'b9a809c68ffe3f58f7de581872ef83cc', 'session.ended', '1c9ee4879432918424e44df6e11fc497', '', '6aff9fc87b6c2a09258f9c7d35d0e78baac719a213ce011cc6083b02b7d7edb1');
INSERT INTO public.audit VALUES (23, 1800000060, 'b9a809c68ffe3f58f7de581872ef83cc', 'session.began', 'fbfb1574750c029519f74872b46eca6e', '', '022dfcbbacfd45494d69ded2638b6219a260df61e3d34d5fe1ede7e27d50e556');
INSERT INTO public.audit VALUES (24, 1800000060, '649a1f968b1fcee35326fd58bb83ffe0', 'grant.redeemed', 'dea3ac827be1c49db8a9ab65cc18d056', 'd0758337a76a85a0ceed01c0830f6c30', '7d71ee7b42d109dadcfe95e25ab39578025859b9b5fd14e30951e62d766b7193');
INSERT INTO public.audit VALUES (25, 1800000060, 'countersign-desktop', 'grant.redeemed', '6724b4e518954db191a5e81e0f1100a6', '2be055710e514b1ddae004c581f8f38b', '685debd67e2e28362fafc6a73c8cf4eec6e41860b7e40466e2514f9eb23705f3');
INSERT INTO public.audit VALUES (26, 1800000060, 'anonymous', 'sign-in.failed', 'user:b9a809c68ffe3f58f7de581872ef83cc', '', 'e9da806bfa97e0bcfbd349577322bc8a40a53e00f047a9c03511d919b2f7e477');
INSERT INTO public.audit VALUES (27, 1800000060, 'b9a809c68ffe3f58f7de581872ef83cc', 'api-key.created', '391bd86cf6fb8d7a5af09b20b319cbd3', 'scopes=sessions', '1bb0e532aec534a58472e8550576ba88edb8714da7c99cdb87eb68227d4120e5');
INSERT INTO public.audit VALUES (28, 1800000060, 'operator', 'client.added', '0b509b792fb1af0a8597ce204021dc5d', 'Job', 'c401c36f23b518b73015c32795e465b73a91e83f0400647461e3975bf752e361');
INSERT INTO public.audit VALUES (29, 1800000060, '0b509b792fb1af0a8597ce204021dc5d', 'token.revoked', '1b11aa9efe1067d9080dd8a8c43cb395', '', '8d4bf67d14f4194875ab648461b6e4d9a9b4c71304683eedb9326bc6ef377515');
INSERT INTO public.audit_head VALUES (1, 29, '8d4bf67d14f4194875ab648461b6e4d9a9b4c71304683eedb9326bc6ef377515');
INSERT INTO public.client_redirects VALUES ('countersign-desktop', 'http://127.0.0.1/callback/{provider}');
INSERT INTO public.client_redirects VALUES ('649a1f968b1fcee35326fd58bb83ffe0', 'https://wiki.example/back');
INSERT INTO public.clients VALUES ('countersign-desktop', 'Countersign', NULL, 1, 'authorization_code refresh_token', 'admin approvals email offline_access openid profile sessions', 1800000000);
INSERT INTO public.clients VALUES ('649a1f968b1fcee35326fd58bb83ffe0', 'Wiki', 'bde54241d333ecec8a97938d30d549af4c57aa3d38f486728fa3a163bffdce7e', 0, 'authorization_code refresh_token', 'email offline_access openid profile', 1800000000);
INSERT INTO public.clients VALUES ('0b509b792fb1af0a8597ce204021dc5d', 'Job', 'db947b54c8e70a1b80435d7f6a8e3149f5fa9310f9ab9e67b73770c55fbe053a', 0, 'client_credentials', 'sessions', 1800000060);
INSERT INTO public.consents VALUES ('b9a809c68ffe3f58f7de581872ef83cc', '649a1f968b1fcee35326fd58bb83ffe0', 'offline_access openid profile', 1800000060);
INSERT INTO public.devices VALUES ('f38e0fd726286d6dc7a2c9c8b0ff5be3', 'fe0762cd6b2d3c641a8e696d47bf51d9', NULL, 'Linux', 'Firefox 140', '09a841762e2bc0f9f515b501799946345e2499a8b7223fff2fd55e355cccde3f', 1800000000, NULL);
INSERT INTO public.devices VALUES ('a9b635b2da22bdd7be1113feae925d77', 'b9a809c68ffe3f58f7de581872ef83cc', NULL, 'Linux', 'Firefox 140', '7d3003c370986a4452ba9e7e50268e78e08e1dedbefa1448ca7785ef75549c5c', 1800000060, NULL);
INSERT INTO public.devices VALUES ('d543f27be5b727872efbe18c5ee4d536', 'b9a809c68ffe3f58f7de581872ef83cc', NULL, 'Linux', NULL, NULL, 1800000060, NULL);
INSERT INTO public.devices VALUES ('a4ca3282b24cd0f4a5fef30542a9c00e', 'b9a809c68ffe3f58f7de581872ef83cc', NULL, 'Linux', 'Firefox 140', '1641c154b9685066695f894639304550812a5d6d551a1bee823e70d10c0adf52', 1800000060, NULL);
INSERT INTO public.devices VALUES ('4d550859323762dc6e561149510e7eb0', 'b9a809c68ffe3f58f7de581872ef83cc', NULL, 'Linux', NULL, NULL, 1800000060, NULL);
INSERT INTO public.devices VALUES ('51631a0f69cbe9608bf28e9f243e343f', 'b9a809c68ffe3f58f7de581872ef83cc', 'Ana''s laptop', 'Linux', NULL, NULL, 1800000060, NULL);
INSERT INTO public.grants VALUES ('0d11dcf1384b9b3128351743cc726e52c04f94dd675bafe026237589e6ac1190', '649a1f968b1fcee35326fd58bb83ffe0', 'b9a809c68ffe3f58f7de581872ef83cc', '1c9ee4879432918424e44df6e11fc497', 'https://wiki.example/back', 'offline_access openid profile', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, 1800000060, '1d292e01b83c3525fb91fd2362119fe5');
INSERT INTO public.grants VALUES ('d6b45444d9927b80a696a57df99c03b9a1dcbe4e3cb1fd477c8211b4c2dcbeff', '649a1f968b1fcee35326fd58bb83ffe0', 'b9a809c68ffe3f58f7de581872ef83cc', 'fbfb1574750c029519f74872b46eca6e', 'https://wiki.example/back', 'offline_access openid profile', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, 1800000060, 'd0758337a76a85a0ceed01c0830f6c30');
INSERT INTO public.grants VALUES ('9abac5c117fe0295c17ae4683e689a9acee3391955f768e71a4060cb970a5359', 'countersign-desktop', 'b9a809c68ffe3f58f7de581872ef83cc', 'fbfb1574750c029519f74872b46eca6e', 'http://127.0.0.1:49152/callback/countersign', 'approvals email offline_access openid profile sessions', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, 1800000060, '2be055710e514b1ddae004c581f8f38b');
INSERT INTO public.grants VALUES ('29ab65054f6f48a0df1df5fb335e98412d525c0dadd87b83670bb690012593de', 'countersign-desktop', 'b9a809c68ffe3f58f7de581872ef83cc', 'fbfb1574750c029519f74872b46eca6e', 'http://127.0.0.1:49152/callback/countersign', 'approvals email offline_access openid profile sessions', 'a nonce', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 1800000060, NULL, NULL, 1800000060, NULL, NULL);
INSERT INTO public.guesses VALUES ('address:127.0.0.1', 5, 1800000060);
INSERT INTO public.guesses VALUES ('user:fe0762cd6b2d3c641a8e696d47bf51d9', 0, 0);
INSERT INTO public.guesses VALUES ('user:b9a809c68ffe3f58f7de581872ef83cc', 1, 1800000060);
INSERT INTO public.refresh_families VALUES ('1d292e01b83c3525fb91fd2362119fe5', '32d60948a68f397e6a6060d021e19369', '649a1f968b1fcee35326fd58bb83ffe0', 'offline_access openid profile', NULL, 1, 1800000060, 1807776060, NULL, NULL);
INSERT INTO public.refresh_families VALUES ('d0758337a76a85a0ceed01c0830f6c30', 'dea3ac827be1c49db8a9ab65cc18d056', '649a1f968b1fcee35326fd58bb83ffe0', 'offline_access openid profile', NULL, 1, 1800000060, 1807776060, NULL, NULL);
INSERT INTO public.refresh_families VALUES ('2be055710e514b1ddae004c581f8f38b', '6724b4e518954db191a5e81e0f1100a6', 'countersign-desktop', 'approvals email offline_access openid profile sessions', NULL, 1, 1800000060, 1807776060, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('6ada7f5c4de366b3ce243ffb1870fe06b861baea5a55e5e37694ab49959687f3', '1d292e01b83c3525fb91fd2362119fe5', NULL, 1, '6e0e7e42da0501fe2c762373edea4a3a', 1800000060, 1801209660, NULL, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('13552601f0d31c957b266173e268452945a35580fdc4578675b6b933a02f72e7', 'd0758337a76a85a0ceed01c0830f6c30', NULL, 1, '8b898410bf2251d03286e05c29ff6581', 1800000060, 1801209660, NULL, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('391fa8fd2b950596d763ccc74d14248ee03fb40d45e887c3e2867ffa4fe48cc7', '2be055710e514b1ddae004c581f8f38b', NULL, 1, '554492c13a3d3d49dc9d4902a66edce9', 1800000060, 1801209660, 1800000060, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('8c527d6adb01f8b735e84897be1de29fbe5fedf9cf88ac66e38fca25f61451bd', '2be055710e514b1ddae004c581f8f38b', '391fa8fd2b950596d763ccc74d14248ee03fb40d45e887c3e2867ffa4fe48cc7', 2, 'c27ae3a9e4c41a9c98732ac3a5e6c4e2', 1800000060, 1801209660, 1800000060, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('376b29e6a6fe3d077309fdce6650fa29f10e3617b377f334dc486a00723b5c61', '2be055710e514b1ddae004c581f8f38b', '8c527d6adb01f8b735e84897be1de29fbe5fedf9cf88ac66e38fca25f61451bd', 3, '40dac7725936a2581a6c501b5246c99b', 1800000060, 1801209660, NULL, 1800000060, NULL);
INSERT INTO public.sessions VALUES ('b0b0ed8b2f64d5a39791b829673dda62', 'f38e0fd726286d6dc7a2c9c8b0ff5be3', 'fe0762cd6b2d3c641a8e696d47bf51d9', 'browser', NULL, '868ebc90288f9f6790b8b4e7e8d64299c186dd8ad6e4a25006de391f9848619f', '127.0.0.1', 1800000000, 1800000000, 1800000000, 1800, 1800028800, 1800001800, NULL);
INSERT INTO public.sessions VALUES ('1c9ee4879432918424e44df6e11fc497', 'a9b635b2da22bdd7be1113feae925d77', 'b9a809c68ffe3f58f7de581872ef83cc', 'browser', NULL, '1d8519dc2516907e697e4c62709245cf14063edcd6f925e594466376413bbf44', '127.0.0.1', 1800000060, 1800000060, 1800000060, 1800, 1800028860, 1800001860, 1800000060);
INSERT INTO public.sessions VALUES ('32d60948a68f397e6a6060d021e19369', 'd543f27be5b727872efbe18c5ee4d536', 'b9a809c68ffe3f58f7de581872ef83cc', 'app', '649a1f968b1fcee35326fd58bb83ffe0', NULL, '127.0.0.1', 1800000060, 1800000060, 1800000060, 1209600, 1807776060, 1801209660, NULL);
INSERT INTO public.sessions VALUES ('fbfb1574750c029519f74872b46eca6e', 'a4ca3282b24cd0f4a5fef30542a9c00e', 'b9a809c68ffe3f58f7de581872ef83cc', 'browser', NULL, '6f7aa3edacc38cac45f7571dcacf670aceb0e8393823f4d6ade1c4b887fe9c56', '127.0.0.1', 1800000060, 1800000060, 1800000060, 1800, 1800028860, 1800001860, NULL);
INSERT INTO public.sessions VALUES ('dea3ac827be1c49db8a9ab65cc18d056', '4d550859323762dc6e561149510e7eb0', 'b9a809c68ffe3f58f7de581872ef83cc', 'app', '649a1f968b1fcee35326fd58bb83ffe0', NULL, '127.0.0.1', 1800000060, 1800000060, 1800000060, 1209600, 1807776060, 1801209660, NULL);
INSERT INTO public.sessions VALUES ('6724b4e518954db191a5e81e0f1100a6', '51631a0f69cbe9608bf28e9f243e343f', 'b9a809c68ffe3f58f7de581872ef83cc', 'app', 'countersign-desktop', NULL, '127.0.0.1', 1800000060, 1800000060, 1800000060, 1209600, 1807776060, 1801209660, NULL);
INSERT INTO public.signing_keys VALUES ('3d69733451ab8a14', 'xIyb8GxsjzZ6G1dgYRFE605ZkNtib7pLzR2kfdPDPWOmiWYNFlJL04kRi+I4B07E1Kb4lMdpDh3f52L2pmpFE2CGMF8V16HvP6TTk23/oqlMV3XnFi6WDsDkJXrQd/Q0QnhBkodENbn+lNaAG6RvTckMmag91NW5YGUtHr9X+qgcev2Eloa0UOuk6r5NBBUSOkgq8d7eTTpQPeP4pdFux2f5nYck9g', '{"kty":"EC","crv":"P-256","x":"9BzqeRyburoaBUglPKWgx0KoTd5vSevi_ApDqdFUfTM","y":"OSYDHm1G4em2-vtulBKOMAOnZNBy7UmtPjPT-ditKpQ","kid":"3d69733451ab8a14","use":"sig","alg":"ES256"}', 1800000000, NULL);
INSERT INTO public.user_roles VALUES ('0fab48b5a554901519f3d8d988c6b188', 'user');
INSERT INTO public.user_roles VALUES ('b9a809c68ffe3f58f7de581872ef83cc', 'librarian');
INSERT INTO public.user_roles VALUES ('b9a809c68ffe3f58f7de581872ef83cc', 'user');
INSERT INTO public.user_roles VALUES ('c5c56b7074fb8d4e5fd6c4c5f62043c4', 'super-administrator');
INSERT INTO public.user_roles VALUES ('fe0762cd6b2d3c641a8e696d47bf51d9', 'user');
INSERT INTO public.users VALUES ('b9a809c68ffe3f58f7de581872ef83cc', 'ana', 'ana', 'ana@example.org', '$argon2id$v=19$m=65536,t=3,p=1$5nDvgRmJQMzs2BebVXtSGg$N7xiAtFCii8dN8upIz0bm/D/3oott5F578HBiZnJMIY', 1800000000, NULL);
INSERT INTO public.users VALUES ('c5c56b7074fb8d4e5fd6c4c5f62043c4', 'root', 'root', 'root@example.org', '$argon2id$v=19$m=65536,t=3,p=1$S07WVduA2VDIJg37HygCjg$shLe7FP6PEPqort8it8IHwSkhB21rnu9PqKmFM6HKwA', 1800000000, NULL);
INSERT INTO public.users VALUES ('0fab48b5a554901519f3d8d988c6b188', 'gone', 'gone', 'gone@example.org', '$argon2id$v=19$m=65536,t=3,p=1$3gCloFJ6+u7+UBY0bEH0OQ$9pGssGR2nu/Ors5AZBthU2gH7DnnDR+eIrpP6npkq9M', 1800000000, 1800000000);
INSERT INTO public.users VALUES ('fe0762cd6b2d3c641a8e696d47bf51d9', 'tess', 'tess', 'tess@example.org', '$argon2id$v=19$m=65536,t=3,p=1$pNIAczDeTiKGz0o7779esQ$KilIuMYREH599ulJTzAlj2YEFaB/b3iC4bNQf8QtLxA', 1800000000, NULL);
ALTER TABLE ONLY public._sqlx_migrations
    ADD CONSTRAINT _sqlx_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.audit_head
    ADD CONSTRAINT audit_head_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (number);
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
ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.guesses
    ADD CONSTRAINT guesses_pkey PRIMARY KEY (subject);
ALTER TABLE ONLY public.refresh_families
    ADD CONSTRAINT refresh_families_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_access_jti_key UNIQUE (access_jti);
ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_family_id_number_key UNIQUE (family_id, number);
ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_cookie_digest_key UNIQUE (cookie_digest);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.signing_keys
    ADD CONSTRAINT signing_keys_pkey PRIMARY KEY (kid);
ALTER TABLE ONLY public.user_roles
    ADD CONSTRAINT user_roles_pkey PRIMARY KEY (user_id, role);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_name_folded_key UNIQUE (name_folded);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);
CREATE INDEX devices_by_user ON public.devices USING btree (user_id);
CREATE INDEX families_by_session ON public.refresh_families USING btree (session_id);
CREATE INDEX grants_by_age ON public.grants USING btree (created_at);
CREATE INDEX grants_by_session ON public.grants USING btree (session_id);
CREATE INDEX guesses_by_age ON public.guesses USING btree (last_at);
CREATE INDEX sessions_by_device ON public.sessions USING btree (device_id);
CREATE INDEX sessions_by_user ON public.sessions USING btree (user_id, ended_at, created_at);
ALTER TABLE ONLY public.client_redirects
    ADD CONSTRAINT client_redirects_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.clients(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.clients(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.clients(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
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
ALTER TABLE ONLY public.user_roles
    ADD CONSTRAINT user_roles_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
