//! TLS of our own, version 1.3 alone. Whoever renews the certificate writes the same two files again:
//! they are read anew when they changed, and at SIGHUP. A pair that does not fit changes nothing.

use std::{
    io,
    path::Path,
    sync::{Arc, RwLock},
    time::{Duration, SystemTime},
};

use tokio::{net::TcpStream, time};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, PrivateKeyDer, pem, pem::PemObject as _},
        version::TLS13,
    },
    server::TlsStream,
};

use crate::config::Https;

/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(30);

/// Why there is no certificate to show.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("{file} cannot be read as PEM: {source}")]
    Pem { file: String, source: pem::Error },
    #[error("{0} holds no certificate")]
    Empty(String),
    #[error("the certificate cannot be used with this key: {0}")]
    Unusable(#[from] rustls::Error),
}

/// The certificate as it is now.
pub(crate) struct Certificate {
    files: Https,
    current: RwLock<Arc<ServerConfig>>,
}

impl Certificate {
    pub(crate) fn read(files: Https) -> Result<Self, Error> {
        let current = RwLock::new(Arc::new(load(&files)?));
        Ok(Self { files, current })
    }

    /// Speaks the first words of a connection.
    pub(crate) async fn greet(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        let current = match self.current.read() {
            Ok(current) => Arc::clone(&current),
            Err(poisoned) => Arc::clone(&poisoned.into_inner()),
        };
        TlsAcceptor::from(current).accept(stream).await
    }

    fn renew(&self) {
        match load(&self.files) {
            Ok(new) => {
                match self.current.write() {
                    Ok(mut current) => *current = Arc::new(new),
                    Err(poisoned) => *poisoned.into_inner() = Arc::new(new),
                }
                tracing::info!("the certificate was read anew");
            }
            Err(error) => {
                tracing::error!(%error, "the new certificate is not used; the old one is");
            }
        }
    }

    /// Reads the files again whenever they changed or somebody asks by SIGHUP. Never ends.
    pub(crate) async fn keep_current(self: Arc<Self>) {
        let mut asked = Asked::new();
        let mut seen = self.changed_at();
        loop {
            let by_hand = tokio::select! {
                () = asked.recv() => true,
                () = time::sleep(LOOK) => false,
            };
            let now = self.changed_at();
            if by_hand || now != seen {
                seen = now;
                self.renew();
            }
        }
    }

    fn changed_at(&self) -> [Option<SystemTime>; 2] {
        let changed_at = |file: &Path| file.metadata().ok()?.modified().ok();
        [&self.files.certificate, &self.files.key].map(|file| changed_at(file))
    }
}

fn load(files: &Https) -> Result<ServerConfig, Error> {
    let name = |file: &Path| file.display().to_string();
    let unreadable = |file: &Path| {
        let file = name(file);
        move |source| Error::Pem { file, source }
    };
    let chain = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(unreadable(&files.certificate))?;
    if chain.is_empty() {
        return Err(Error::Empty(name(&files.certificate)));
    }
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(unreadable(&files.key))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_protocol_versions(&[&TLS13])?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// Whoever asks for the certificate to be read again.
#[cfg(unix)]
struct Asked(Option<tokio::signal::unix::Signal>);

#[cfg(unix)]
impl Asked {
    fn new() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        Self(signal(SignalKind::hangup()).ok())
    }

    async fn recv(&mut self) {
        match &mut self.0 {
            Some(signal) => drop(signal.recv().await),
            None => std::future::pending().await,
        }
    }
}

#[cfg(not(unix))]
struct Asked;

#[cfg(not(unix))]
impl Asked {
    const fn new() -> Self {
        Self
    }

    async fn recv(&mut self) {
        std::future::pending().await
    }
}
