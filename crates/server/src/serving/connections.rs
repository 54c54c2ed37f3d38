//! Connections: takes them, serves HTTP on each, and lets them end.
//!
//! A connection is kept for [`KEPT`] until a request begins on it, and closed when the head of that
//! request is not whole after [`HEAD`]. Once the server shall end, requests under way are answered, and
//! connections without one are cut off after [`IDLE`].

use std::{
    convert::Infallible,
    future::Future,
    net::SocketAddr,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Body, extract::ConnectInfo, response::Response, serve::Listener};
use http::Request;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    sync::watch,
    time,
};
use tower::ServiceExt as _;

use super::{patience::Patient, tls::Certificate};

/// How long a request head may take from its first byte on.
const HEAD: Duration = Duration::from_secs(15);

/// How long a connection is kept for the next request. Proxies and clients commonly keep theirs for 60
/// seconds; whoever keeps it for less than the other side runs into a closed one now and then.
const KEPT: Duration = Duration::from_secs(75);
const _: () = assert!(KEPT.as_secs() > 60, "longer than the other side");

/// How long after the signal to end a connection without a request under way lives on at least. Its
/// last answer may be on its way still.
const IDLE: Duration = Duration::from_millis(500);

/// Serves `app`, over TLS where there is a certificate, until `end` is done and every connection has
/// ended.
pub(crate) async fn serve(
    mut listener: TcpListener,
    certificate: Option<Arc<Certificate>>,
    app: Router,
    end: impl Future<Output = ()>,
) {
    // Every connection holds a receiver, so it is gone when the last of them is.
    let (ending, ended) = watch::channel(false);
    let mut end = pin!(end);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = Listener::accept(&mut listener) => accepted,
            () = &mut end => break,
        };
        let (app, ended) = (app.clone(), ended.clone());
        match certificate.clone() {
            None => tokio::spawn(connection(stream, peer, app, ended)),
            Some(certificate) => tokio::spawn(async move {
                match time::timeout(HEAD, certificate.greet(stream)).await {
                    Ok(Ok(stream)) => connection(stream, peer, app, ended).await,
                    Ok(Err(error)) => tracing::debug!(%error, "no TLS came about"),
                    Err(_) => tracing::debug!("no TLS came about in time"),
                }
            }),
        };
    }
    drop((listener, ended));
    ending.send_replace(true);
    ending.closed().await;
}

async fn connection<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    peer: SocketAddr,
    app: Router,
    mut ended: watch::Receiver<bool>,
) {
    let under_way = UnderWay::default();
    let counted = under_way.clone();
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        answer(app.clone(), request.map(Body::new), counted.begin())
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(KEPT);
    let stream = Patient::new(stream, under_way.clone(), HEAD);
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service));
    let finished = tokio::select! {
        finished = connection.as_mut() => Some(finished),
        _ = ended.wait_for(|ended| *ended) => None,
    };
    let finished = match finished {
        Some(finished) => finished,
        None => {
            connection.as_mut().graceful_shutdown();
            tokio::select! {
                finished = connection.as_mut() => finished,
                () = under_way.none() => Ok(()),
            }
        }
    };
    if let Err(error) = finished {
        tracing::debug!(%error, "a connection ended early");
    }
}

async fn answer(
    app: Router,
    request: Request<Body>,
    under_way: Counted,
) -> Result<Response, Infallible> {
    let answer = app.oneshot(request).await;
    drop(under_way);
    answer
}

/// How many requests of one connection are under way.
#[derive(Clone, Default)]
pub(crate) struct UnderWay(Arc<AtomicUsize>);

impl UnderWay {
    /// Whether a request is under way.
    pub(crate) fn any(&self) -> bool {
        self.0.load(Ordering::SeqCst) > 0
    }

    pub(crate) fn begin(&self) -> Counted {
        self.0.fetch_add(1, Ordering::SeqCst);
        Counted(self.clone())
    }

    /// Done once nothing has been under way for [`IDLE`], or up to twice as long.
    async fn none(&self) {
        let mut quiet = false;
        loop {
            time::sleep(IDLE).await;
            let none = !self.any();
            if none && quiet {
                return;
            }
            quiet = none;
        }
    }
}

/// One request under way, until dropped.
pub(crate) struct Counted(UnderWay);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }
}
