//! The push tokens of the vault, without what is secret of them.

use ::vault::{PushToken, PushTokenId};
use providers::{PushServer, ServerKey};
use url::Url;

use super::{key::PushKey, views::PushTokenView};
use crate::{Context, Failure, FailureCode};

/// A push token without its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) id: PushTokenId,
    pub(super) serial: String,
    pub(super) url: Url,
    pub(super) issuer: String,
    pub(super) label: String,
    pub(super) server_key: ServerKey,
    pub(super) created_at: u64,
}

/// Bytes with what a token made of them.
pub(super) struct Signed {
    pub(super) bytes: Vec<u8>,
    pub(super) signature: Vec<u8>,
    /// SubjectPublicKeyInfo of the key.
    pub(super) public: Vec<u8>,
}

impl Token {
    /// `None` for one that another program stored and that can ask or answer nobody.
    pub(super) fn of(token: &PushToken) -> Option<Self> {
        Some(Self {
            id: token.id,
            serial: token.serial.clone(),
            url: Url::parse(&token.url).ok()?,
            issuer: token.issuer.clone(),
            label: token.label.clone(),
            server_key: ServerKey::from_der(&token.server_key).ok()?,
            created_at: token.created_at,
        })
    }

    /// Host and port, as people name a server.
    pub(super) fn server(&self) -> String {
        server_name(&self.url)
    }

    pub(super) fn view(&self) -> PushTokenView {
        let created_at = i64::try_from(self.created_at).unwrap_or(i64::MAX);
        PushTokenView {
            id: self.id.to_string(),
            issuer: self.issuer.clone(),
            label: self.label.clone(),
            server: self.server(),
            serial: self.serial.clone(),
            created_at_ms: created_at.saturating_mul(1000),
        }
    }

    /// Signs with the key in the vault.
    pub(super) async fn sign(&self, cx: &Context, bytes: Vec<u8>) -> Result<Signed, Failure> {
        let id = self.id;
        cx.on_vault(move |vault, _| {
            let token = vault.contents().push_token(&id).ok_or_else(gone)?;
            let key = PushKey::open(&token.secret)?;
            Ok(Signed {
                signature: key.sign(&bytes)?,
                public: key.public().to_vec(),
                bytes,
            })
        })
        .await
    }
}

/// Those of the vault, the oldest first.
pub(super) async fn all(cx: &Context) -> Result<Vec<Token>, Failure> {
    cx.on_vault(|vault, _| {
        Ok(vault
            .contents()
            .push_tokens()
            .filter_map(Token::of)
            .collect())
    })
    .await
}

/// The server at `url`; what it says of the time is remembered.
pub(super) async fn server(cx: &Context, url: &Url) -> Result<PushServer, Failure> {
    let http = cx.keeping.http().await?;
    let servers = std::sync::Arc::clone(http.servers());
    let heard = move |url: &Url, date: &str| servers.learn(url, None, Some(date));
    let client = http.client_for(url).clone();
    Ok(PushServer::new(url.clone(), client, heard))
}

pub(super) fn server_name(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (host, _) => host.unwrap_or_default().to_owned(),
    }
}

pub(super) fn gone() -> Failure {
    Failure::new(FailureCode::NoSuchPushToken, "no push token has this id")
}
