//! Several servers on one PostgreSQL and one Redis, behind a plain proxy that takes them in turn.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering},
    },
};

use server::Config;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    runtime::Runtime,
};

/// One server with a runtime of its own, which can end at any instant.
pub struct Replica {
    pub address: SocketAddr,
    runtime: Option<Runtime>,
}

impl Replica {
    /// Starts a server under the issuer of `config` at a free port.
    pub async fn start(config: Config, clock: Arc<AtomicI64>) -> Self {
        let starting = tokio::task::spawn_blocking(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .unwrap();
            let address = runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                let address = listener.local_addr().unwrap();
                drop(super::listen(listener, config, &clock).await);
                address
            });
            Self {
                address,
                runtime: Some(runtime),
            }
        });
        starting.await.unwrap()
    }

    /// Ends it at once, wherever it is, with everything it remembers. Afterwards nothing takes a
    /// connection at its address.
    pub fn kill(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
            while std::net::TcpStream::connect(self.address).is_ok() {
                std::thread::yield_now();
            }
        }
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Passes each connection on to the next server, and to the one after when that does not answer.
pub struct Proxy {
    pub address: SocketAddr,
    targets: Arc<Vec<(SocketAddr, AtomicBool)>>,
}

impl Proxy {
    /// Listens on `listener` for `targets`.
    pub fn start(listener: TcpListener, targets: &[SocketAddr]) -> Self {
        let address = listener.local_addr().unwrap();
        let targets: Arc<Vec<_>> = Arc::new(
            targets
                .iter()
                .map(|target| (*target, AtomicBool::new(true)))
                .collect(),
        );
        let (known, next) = (Arc::clone(&targets), AtomicUsize::new(0));
        tokio::spawn(async move {
            while let Ok((mut from, _)) = listener.accept().await {
                let first = next.fetch_add(1, Ordering::SeqCst);
                let targets = Arc::clone(&known);
                tokio::spawn(async move {
                    for turn in 0..targets.len() {
                        let (target, used) = &targets[(first + turn) % targets.len()];
                        if !used.load(Ordering::SeqCst) {
                            continue;
                        }
                        if let Ok(mut to) = TcpStream::connect(target).await {
                            drop(copy_bidirectional(&mut from, &mut to).await);
                            return;
                        }
                    }
                });
            }
        });
        Self { address, targets }
    }

    /// Sends everything to one server, or to all of them again.
    pub fn only(&self, which: Option<usize>) {
        for (index, (_, used)) in self.targets.iter().enumerate() {
            used.store(which.is_none_or(|which| which == index), Ordering::SeqCst);
        }
    }
}
