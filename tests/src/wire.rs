//! The network between a server and everybody else, which can be cut.

use std::net::SocketAddr;

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// Carries every connection to a server for as long as it is whole.
pub(crate) struct Wire(watch::Sender<bool>);

impl Wire {
    /// Lays one from a free port to `server`: it, and the port.
    pub(crate) async fn to(server: SocketAddr) -> (Self, u16) {
        let near = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = near.local_addr().unwrap().port();
        let (cut, is_cut) = watch::channel(false);
        tokio::spawn(async move {
            while let Ok((from, _)) = near.accept().await {
                tokio::spawn(carry(from, server, is_cut.clone()));
            }
        });
        (Self(cut), port)
    }

    /// What is on its way gets lost, and neither end is told.
    pub(crate) fn cut(&self) {
        self.0.send_replace(true);
    }

    /// Connections that the cut met are over; others get through.
    pub(crate) fn mend(&self) {
        self.0.send_replace(false);
    }
}

async fn carry(mut from: TcpStream, server: SocketAddr, mut cut: watch::Receiver<bool>) {
    let _ = cut.wait_for(|cut| !cut).await;
    let Ok(mut to) = TcpStream::connect(server).await else {
        return;
    };
    tokio::select! {
        _ = copy_bidirectional(&mut from, &mut to) => return,
        _ = cut.wait_for(|cut| *cut) => {}
    }
    // Both ends stay open, as they do when a cable is pulled.
    let _ = cut.wait_for(|cut| !cut).await;
}
