//! Mail over real SMTP: it arrives once, later when it must, and under TLS where that is asked for.

use std::{io::Write as _, sync::Arc};

use crate::{
    common::{World, smtp::Sink},
    on_both_databases,
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use server::{
    config::{self, Secret, Tls},
    mail::{Mail, texts},
};

on_both_databases!(
    a_mail_arrives_as_text_and_as_html,
    a_mail_that_waits_is_tried_again_and_one_that_is_refused_is_given_up,
    a_mail_of_no_use_any_more_is_not_sent,
    two_servers_on_one_database_send_a_mail_once,
    what_waits_cannot_be_read_in_the_database,
    a_transaction_that_fails_sends_nothing,
);

/// A server that sends its mail to `sink`, with none under way.
pub(crate) async fn with_mail(world: World, sink: &Sink) -> World {
    let mail = config::Mail {
        url: Secret::new(sink.url()),
        from: "Countersign <id@example.org>".parse().unwrap(),
        tls: Tls::None,
        ca_file: None,
    };
    world.server.carry_mail().await.unwrap();
    world.reconfigured(|config| config.mail = Some(mail)).await
}

fn code() -> Mail {
    let about = texts::About {
        to: "ana@example.org",
        name: "ana",
        server: "id.example.org",
    };
    texts::code(about, "123456", std::time::Duration::from_secs(600))
}

async fn under_way(world: &World) -> i64 {
    world
        .server
        .store()
        .read()
        .await
        .unwrap()
        .mails()
        .count()
        .await
        .unwrap()
}

async fn a_mail_arrives_as_text_and_as_html(world: World) {
    let sink = Sink::start().await;
    let world = with_mail(world, &sink).await;
    world.server.mailer().send(&code()).await.unwrap();
    assert!(sink.letters().is_empty(), "handing in does not wait");
    assert_eq!(world.server.carry_mail().await.unwrap(), 1);
    let [letter] = &sink.letters()[..] else {
        panic!("{:?}", sink.letters());
    };
    assert_eq!(letter.from, "id@example.org");
    assert_eq!(letter.to, ["ana@example.org"]);
    assert_eq!(letter.head("Subject"), Some("Your code for id.example.org"));
    assert_eq!(letter.head("Auto-Submitted"), Some("auto-generated"));
    assert!(
        letter.text().contains("\r\n\r\n123456\r\n\r\n"),
        "{}",
        letter.text()
    );
    assert!(letter.html().contains(">123456</p>"), "{}", letter.html());
    assert_eq!(under_way(&world).await, 0);
    assert_eq!(world.server.carry_mail().await.unwrap(), 0);
}

async fn a_mail_that_waits_is_tried_again_and_one_that_is_refused_is_given_up(world: World) {
    let sink = Sink::start().await;
    let world = with_mail(world, &sink).await;
    sink.refuse(&["451 4.3.0 come back", "550 5.1.1 nobody here"]);
    world.server.mailer().send(&code()).await.unwrap();
    assert_eq!(world.server.carry_mail().await.unwrap(), 0);
    assert_eq!(under_way(&world).await, 1);
    assert_eq!(world.server.carry_mail().await.unwrap(), 0, "not due yet");
    world.wait(5);
    assert_eq!(world.server.carry_mail().await.unwrap(), 0);
    assert_eq!(under_way(&world).await, 0, "given up");

    world.server.mailer().send(&code()).await.unwrap();
    assert_eq!(world.server.carry_mail().await.unwrap(), 1);
    assert_eq!(sink.letters().len(), 1);
}

async fn a_mail_of_no_use_any_more_is_not_sent(world: World) {
    let sink = Sink::start().await;
    let world = with_mail(world, &sink).await;
    world.server.mailer().send(&code()).await.unwrap();
    world.wait(600);
    assert_eq!(world.server.carry_mail().await.unwrap(), 0);
    assert_eq!(under_way(&world).await, 0);
    assert!(sink.letters().is_empty());
}

async fn two_servers_on_one_database_send_a_mail_once(world: World) {
    let sink = Sink::start().await;
    let world = with_mail(world, &sink).await;
    let other = world.replica().await;
    for _ in 0..6 {
        world.server.mailer().send(&code()).await.unwrap();
    }
    let (one, two, three) = tokio::join!(
        world.server.carry_mail(),
        other.carry_mail(),
        other.carry_mail()
    );
    assert_eq!(one.unwrap() + two.unwrap() + three.unwrap(), 6);
    assert_eq!(sink.letters().len(), 6);
    assert_eq!(under_way(&world).await, 0);
}

async fn what_waits_cannot_be_read_in_the_database(world: World) {
    let sink = Sink::start().await;
    let world = with_mail(world, &sink).await;
    world.server.mailer().send(&code()).await.unwrap();
    let pool = sqlx::AnyPool::connect(world.server.config().database_url.reveal())
        .await
        .unwrap();
    let rows: Vec<(String, String)> = sqlx::query_as("SELECT kind, sealed FROM mails")
        .fetch_all(&pool)
        .await
        .unwrap();
    let [(kind, sealed)] = &rows[..] else {
        panic!("{rows:?}");
    };
    assert_eq!(kind, "code");
    for secret in ["123456", "ana"] {
        assert!(!sealed.contains(secret), "{sealed}");
        let plain = data_encoding::BASE64_NOPAD
            .decode(sealed.as_bytes())
            .unwrap();
        assert!(
            !plain
                .windows(secret.len())
                .any(|part| part == secret.as_bytes())
        );
    }
}

async fn a_transaction_that_fails_sends_nothing(world: World) {
    let sink = Sink::start().await;
    let world = with_mail(world, &sink).await;
    let mut work = world.server.store().begin().await.unwrap();
    world.server.mailer().put(&mut work, &code()).await.unwrap();
    drop(work);
    assert_eq!(world.server.carry_mail().await.unwrap(), 0);
    assert!(sink.letters().is_empty());
}

#[tokio::test]
async fn a_mail_is_carried_as_soon_as_it_was_handed_in() {
    let sink = Sink::start().await;
    let world = with_mail(World::sqlite().await, &sink).await;
    let carrying = tokio::spawn(server::mail::carry(world.server.clone()));
    world.server.mailer().send(&code()).await.unwrap();
    while sink.letters().is_empty() {
        tokio::task::yield_now().await;
    }
    carrying.abort();
}

#[tokio::test]
async fn without_a_mail_server_mail_is_refused_where_others_reach_this_one() {
    let world = World::sqlite()
        .await
        .known_as("https://id.example.org")
        .await;
    assert!(!world.server.mailer().is_ready());
    let refused = world.server.mailer().send(&code()).await;
    assert!(matches!(refused, Err(server::mail::Error::NoServer)));
}

/// An authority of our own in PEM, and a server certificate for 127.0.0.1 from it.
fn certificates() -> (String, Arc<rustls::ServerConfig>) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let names = vec!["127.0.0.1".to_owned()];
    let certificate = CertificateParams::new(names)
        .unwrap()
        .signed_by(&key, &authority)
        .unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    (authority.pem(), Arc::new(config))
}

#[tokio::test]
async fn a_password_for_the_mail_server_travels_under_tls_alone() {
    let (authority, tls) = certificates();
    let sink = Sink::guarded(tls, "mailer:hunter 2").await;
    let world = World::sqlite().await;
    let ca_file = world.directory.path().join("ca.pem");
    let mut file = std::fs::File::create(&ca_file).unwrap();
    file.write_all(authority.as_bytes()).unwrap();
    let url = format!("smtp://mailer:hunter%202@{}", sink.address);
    let mail = config::Mail {
        url: Secret::new(url),
        from: "id@example.org".parse().unwrap(),
        tls: Tls::StartTls,
        ca_file: None,
    };
    world.server.carry_mail().await.unwrap();
    let world = world
        .reconfigured(|config| config.mail = Some(mail.clone()))
        .await;
    world.server.mailer().send(&code()).await.unwrap();
    assert_eq!(
        world.server.carry_mail().await.unwrap(),
        0,
        "nobody vouches for that server"
    );
    assert!(sink.letters().is_empty());

    let trusting = config::Mail {
        ca_file: Some(ca_file),
        ..mail
    };
    let world = world
        .reconfigured(|config| config.mail = Some(trusting))
        .await;
    world.wait(60);
    assert_eq!(world.server.carry_mail().await.unwrap(), 1);
    let letter = &sink.letters()[0];
    assert!(letter.tls);
    assert_eq!(letter.login.as_deref(), Some("mailer:hunter 2"));
}
