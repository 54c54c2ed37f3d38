//! `serve`: listens until it is told to end, then finishes what is under way.

use std::{future::Future, io, sync::Arc, time::Duration};

use serde::Serialize;
use tokio::{net::TcpListener, signal, sync::watch, time};

use super::{Exit, Failure, Output};
use crate::{
    Config, Server, mail,
    serving::{app, connections, tls::Certificate},
    state::DAY,
};

/// How long requests in flight may take after the signal to end. Service managers commonly wait 30
/// seconds before they end a program by force.
const GRACE: Duration = Duration::from_secs(20);

#[derive(Serialize)]
struct Ready<'a> {
    issuer: &'a str,
}

pub(super) async fn run(config: Config, output: Output) -> Result<(), Failure> {
    for warning in config.warnings() {
        tracing::warn!("{warning}");
    }
    let listening = Listening::bind(config).await?;
    let server = super::open(listening.config.clone()).await?;
    let issuer = listening.config.issuer.clone();
    listening
        .serve(server, || {
            let ready = Ready {
                issuer: issuer.as_str(),
            };
            output.answer(&ready, || {
                format!("Countersign is ready at {issuer} (Ctrl+C ends it).")
            })
        })
        .await
}

/// A socket that is listened on, and the configuration that knows its port.
pub(super) struct Listening {
    pub(super) config: Config,
    certificate: Option<Arc<Certificate>>,
    listener: TcpListener,
}

impl Listening {
    /// Takes the address of `config`, or a free port where it leaves that open.
    pub(super) async fn bind(config: Config) -> Result<Self, Failure> {
        let address = config.listen;
        let certificate = config.https.clone().map(Certificate::read).transpose();
        let certificate = certificate.map_err(|error| {
            Failure::new(
                Exit::Refused,
                "bad_certificate",
                format!("{error}; nothing was started"),
                "Check the two files that [tls] names.",
            )
        })?;
        let listening = Self::try_bind(config).await.map_err(|error| {
            Failure::new(
                Exit::Away,
                "cannot_listen",
                format!("the server cannot listen on {address}: {error}; nothing was started"),
                "Choose another `listen`, or end the program that holds this address.",
            )
        })?;
        Ok(Self {
            certificate: certificate.map(Arc::new),
            ..listening
        })
    }

    /// As [`Listening::bind`], with what the system says when it refuses.
    pub(super) async fn try_bind(config: Config) -> io::Result<Self> {
        let listener = TcpListener::bind(config.listen).await?;
        let bound = listener.local_addr()?;
        Ok(Self {
            config: config.bound_to(bound),
            certificate: None,
            listener,
        })
    }

    /// Serves until a signal asks to end; `ready` is called once, when requests are answered.
    pub(super) async fn serve(
        self,
        server: Server,
        ready: impl FnOnce() -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let (end, ended) = watch::channel(false);
        let app = app(server.clone());
        let certificate = self.certificate.clone();
        let mut serving = tokio::spawn(connections::serve(
            self.listener,
            certificate,
            app,
            until(ended),
        ));
        let tidying = tokio::spawn(tidy_daily(server.clone()));
        let recording = keep_records(&server).await?;
        let renewing = self
            .certificate
            .map(|certificate| tokio::spawn(certificate.keep_current()));
        let carrying = tokio::spawn(mail::carry(server.clone()));
        let telling = tokio::spawn({
            let server = server.clone();
            async move {
                tokio::join!(
                    server.tell_clients(),
                    server.tell_programs(),
                    server.tell_delegates()
                )
            }
        });
        // From here on the signals are ours, so one that comes right after `ready` is not lost.
        let asked_to_end = asked_to_end()?;
        ready()?;
        tracing::info!(issuer = %self.config.issuer, listen = %self.config.listen, "ready");
        tokio::select! {
            ended = &mut serving => return finished(ended),
            () = asked_to_end => tracing::info!("asked to end; finishing what is under way"),
        }
        // Whoever sends requests here learns by `/health/ready` that others should have them.
        server.end_soon();
        time::sleep(self.config.drain).await;
        end.send_replace(true);
        match time::timeout(GRACE, serving).await {
            Ok(ended) => finished(ended)?,
            Err(_) => tracing::warn!("some requests took too long and were cut off"),
        }
        tidying.abort();
        recording.abort();
        server.settle_refusals(true).await;
        if let Err(error) = server.checkpoint_audit(true).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "no last checkpoint"
            );
        }
        if let Some(renewing) = renewing {
            renewing.abort();
        }
        carrying.abort();
        telling.abort();
        server.store().close().await;
        Ok(())
    }
}

/// Forgets once a day what has been of no use for long. What fails today is done tomorrow.
async fn tidy_daily(server: Server) {
    loop {
        time::sleep(DAY).await;
        if let Err(error) = server.tidy().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "tidying failed");
        }
    }
}

/// How often it is looked whether a checkpoint of the log is due.
const LOOK: Duration = Duration::from_secs(2);

/// Signs the log as it is, then goes on signing it when that is due, and removes what is too old once
/// a day.
async fn keep_records(server: &Server) -> Result<tokio::task::JoinHandle<()>, Failure> {
    server.check_checkpoints()?;
    server.checkpoint_audit(true).await?;
    let server = server.clone();
    Ok(tokio::spawn(async move {
        let mut trimmed_at = None;
        loop {
            let now = server.now();
            if trimmed_at.is_none_or(|then| now.since(then) >= DAY) {
                trimmed_at = Some(now);
                if let Err(error) = server.trim_audit().await {
                    let error = &error as &dyn std::error::Error;
                    tracing::error!(error, "old rows of the log could not be removed");
                }
            }
            if let Err(error) = server.checkpoint_audit(false).await {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, "no checkpoint of the log could be made");
            }
            time::sleep(LOOK).await;
        }
    }))
}

async fn until(mut ended: watch::Receiver<bool>) {
    // The sender outlives the serving task; if it were gone, ending is right as well.
    drop(ended.wait_for(|ended| *ended).await);
}

fn finished(ended: Result<(), tokio::task::JoinError>) -> Result<(), Failure> {
    ended.map_err(|error| Failure::internal(&error))
}

/// Ctrl+C, or SIGTERM from a service manager.
#[cfg(unix)]
fn asked_to_end() -> Result<impl Future<Output = ()>, Failure> {
    use signal::unix::{SignalKind, signal};
    let cannot = |error: io::Error| Failure::internal(&error);
    let mut terminate = signal(SignalKind::terminate()).map_err(cannot)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(cannot)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Ctrl+C.
#[cfg(not(unix))]
fn asked_to_end() -> Result<impl Future<Output = ()>, Failure> {
    Ok(async { drop(signal::ctrl_c().await) })
}
