//! A connection that loses patience with a request head that has begun and does not end.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep},
};

use super::connections::UnderWay;

/// Reading fails once a request head has taken longer than it may. Between requests, and while one is
/// under way, there is no hurry.
pub(crate) struct Patient<S> {
    stream: S,
    under_way: UnderWay,
    head: Duration,
    /// Runs while a head is being read.
    late: Pin<Box<Sleep>>,
    begun: bool,
}

impl<S> Patient<S> {
    pub(crate) fn new(stream: S, under_way: UnderWay, head: Duration) -> Self {
        Self {
            stream,
            under_way,
            head,
            late: Box::pin(sleep(head)),
            begun: false,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.under_way.any() {
            self.begun = false;
        }
        if self.begun && self.late.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        if buffer.filled().len() > before && !self.begun && !self.under_way.any() {
            self.begun = true;
            let end = Instant::now() + self.head;
            self.late.as_mut().reset(end);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::*;

    #[tokio::test]
    async fn a_head_that_does_not_end_ends_the_connection() {
        let (ours, mut theirs) = duplex(64);
        let mut patient = Patient::new(ours, UnderWay::default(), Duration::from_millis(1));
        theirs.write_all(b"GET / ").await.unwrap();
        let mut read = Vec::new();
        let error = patient.read_to_end(&mut read).await.unwrap_err();
        assert_eq!(
            (error.kind(), read.as_slice()),
            (io::ErrorKind::TimedOut, &b"GET / "[..])
        );
    }

    #[tokio::test]
    async fn nothing_hurries_between_requests_and_during_one() {
        let (ours, mut theirs) = duplex(64);
        let under_way = UnderWay::default();
        // Any head at all takes longer than this.
        let mut patient = Patient::new(ours, under_way.clone(), Duration::ZERO);
        let mut byte = [0];
        theirs.write_all(b"ab").await.unwrap();
        patient.read_exact(&mut byte).await.unwrap();
        let request = under_way.begin();
        patient.read_exact(&mut byte).await.unwrap();
        drop(request);
        theirs.write_all(b"c").await.unwrap();
        patient.read_exact(&mut byte).await.unwrap();
        assert_eq!(byte, *b"c", "the first byte of the next request");
        assert!(
            patient.read_exact(&mut byte).await.is_err(),
            "and its head has to end"
        );
    }
}
