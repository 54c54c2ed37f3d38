//! The port of this computer that the browser comes back to
//! ([RFC 8252 section 7.3](https://www.rfc-editor.org/rfc/rfc8252#section-7.3)).
//!
//! Any page and any program can send requests here. What is not the browser coming back gets an
//! answer of 4xx and changes nothing; only too much of it ends the wait.

use std::{io, net::Ipv4Addr, sync::Arc, time::Duration};

use subtle::ConstantTimeEq as _;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::timeout,
};
use url::form_urlencoded;

use crate::{Error, Token, page};

/// The most wrong requests of one attempt.
const MOST_WRONG: usize = 64;
/// The most bytes of one request.
const LONGEST: usize = 8 * 1024;
/// Browsers open connections in advance, so several wait at once, each for a while.
const MOST_OPEN: usize = 64;
const SLOWEST: Duration = Duration::from_secs(10);

pub(crate) struct Listener {
    socket: TcpListener,
    expected: Arc<Expected>,
}

/// What the one right request looks like.
struct Expected {
    /// `127.0.0.1:port`: a page that found our port by way of its own host name is told apart.
    host: String,
    path: String,
    state: Token,
}

/// The browser is back. It waits for a page while the grant is redeemed.
pub(crate) struct Arrived {
    pub(crate) answer: Answer,
    /// Who the answer says it is from.
    pub(crate) iss: Option<String>,
    browser: TcpStream,
}

/// What the server sent the browser back with.
pub(crate) enum Answer {
    Code(Token),
    Error {
        error: String,
        description: Option<String>,
    },
}

/// One request that was not the browser coming back.
enum Wrong {
    /// The connection was opened in advance and never used.
    Unused,
    Refused(&'static str),
}

impl Listener {
    pub(crate) async fn open(path: String, state: Token) -> io::Result<Self> {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let host = socket.local_addr()?.to_string();
        Ok(Self {
            socket,
            expected: Arc::new(Expected { host, path, state }),
        })
    }

    /// `http://127.0.0.1:port/callback/…`
    pub(crate) fn redirect_uri(&self) -> String {
        format!("http://{}{}", self.expected.host, self.expected.path)
    }

    /// Waits until the browser comes back with our state.
    pub(crate) async fn wait(&self) -> Result<Arrived, Error> {
        let mut open = JoinSet::new();
        let mut wrong = 0;
        loop {
            tokio::select! {
                accepted = self.socket.accept(), if open.len() < MOST_OPEN => match accepted {
                    Ok((browser, _)) => {
                        open.spawn(serve(browser, Arc::clone(&self.expected)));
                    }
                    // Out of file descriptors, or the like: the others go first.
                    Err(source) if open.is_empty() => return Err(Error::Local { what: "the port for the browser failed", source }),
                    Err(_) => {}
                },
                Some(served) = open.join_next(), if !open.is_empty() => match served {
                    Ok(Ok(arrived)) => return Ok(arrived),
                    Ok(Err(Wrong::Unused)) | Err(_) => {}
                    Ok(Err(Wrong::Refused(why))) => {
                        tracing::debug!(why, "a request to the sign-in was refused");
                        wrong += 1;
                        if wrong >= MOST_WRONG {
                            return Err(Error::Disturbed);
                        }
                    }
                },
            }
        }
    }
}

impl Arrived {
    /// Lets the browser show how it went.
    pub(crate) async fn show(self, success: bool) {
        send(
            self.browser,
            if success {
                page::success()
            } else {
                page::failure()
            },
        )
        .await;
    }
}

async fn serve(mut browser: TcpStream, expected: Arc<Expected>) -> Result<Arrived, Wrong> {
    let judged = match timeout(SLOWEST, read_head(&mut browser)).await {
        Ok(Ok(Some(head))) => expected.judge(&head),
        Ok(Ok(None) | Err(_)) => return Err(Wrong::Unused),
        Err(_) => Err("408 Request Timeout"),
    };
    match judged {
        Ok((answer, iss)) => Ok(Arrived {
            answer,
            iss,
            browser,
        }),
        Err(status) => {
            send(browser, page::refusal(status)).await;
            Err(Wrong::Refused(status))
        }
    }
}

/// The bytes of one request's head, or as many as are allowed; `None` when nothing came at all.
async fn read_head(browser: &mut TcpStream) -> io::Result<Option<zeroize::Zeroizing<Vec<u8>>>> {
    let mut head = zeroize::Zeroizing::new(Vec::with_capacity(LONGEST + 1));
    loop {
        let room = (LONGEST + 1).saturating_sub(head.len()) as u64;
        let read = (&mut *browser).take(room).read_buf(&mut *head).await?;
        let complete = head.windows(4).any(|four| four == b"\r\n\r\n");
        if complete || head.len() > LONGEST || (read == 0 && !head.is_empty()) {
            return Ok(Some(head));
        }
        if read == 0 {
            return Ok(None);
        }
    }
}

async fn send(mut browser: TcpStream, answer: String) {
    let finish = async {
        browser.write_all(answer.as_bytes()).await?;
        browser.shutdown().await?;
        // Closing with unread bytes would reset the connection before the answer is read.
        tokio::io::copy(&mut (&mut browser).take(64 * 1024), &mut tokio::io::sink()).await
    };
    if !matches!(timeout(Duration::from_secs(2), finish).await, Ok(Ok(_))) {
        tracing::debug!("the browser did not wait for its page");
    }
}

impl Expected {
    /// What a right request brings, or the status for a wrong one.
    fn judge(&self, head: &[u8]) -> Result<(Answer, Option<String>), &'static str> {
        if head.len() > LONGEST {
            return Err("431 Request Header Fields Too Large");
        }
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut request = httparse::Request::new(&mut headers);
        if !matches!(request.parse(head), Ok(httparse::Status::Complete(_))) {
            return Err("400 Bad Request");
        }
        if request.method != Some("GET") {
            return Err("405 Method Not Allowed");
        }
        let target = request.path.unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        if path != self.path {
            return Err("404 Not Found");
        }
        let mut hosts = request
            .headers
            .iter()
            .filter(|header| header.name.eq_ignore_ascii_case("host"));
        let (host, another) = (hosts.next(), hosts.next());
        if another.is_some() || host.is_none_or(|host| host.value != self.host.as_bytes()) {
            return Err("421 Misdirected Request");
        }
        self.read(query).ok_or("400 Bad Request")
    }

    /// `None` unless the query has our state, each parameter at most once, and either a grant or an
    /// error ([RFC 6749 section 4.1.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2)).
    fn read(&self, query: &str) -> Option<(Answer, Option<String>)> {
        let once = |name: &str| {
            let mut found = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
            let first = found.next().map(|(_, value)| value.into_owned());
            if found.next().is_some() {
                Err(())
            } else {
                Ok(first)
            }
        };
        let state = Token::new(once("state").ok()??);
        if !bool::from(
            state
                .reveal()
                .as_bytes()
                .ct_eq(self.state.reveal().as_bytes()),
        ) {
            return None;
        }
        let answer = match (once("code").ok()?, once("error").ok()?) {
            (Some(code), None) => Answer::Code(Token::new(code)),
            (None, Some(error)) => Answer::Error {
                error,
                description: once("error_description").ok()?,
            },
            _ => return None,
        };
        Some((answer, once("iss").ok()?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RIGHT: &str =
        "GET /callback/x?code=c&state=right&iss=i HTTP/1.1\r\nHost: 127.0.0.1:80\r\n\r\n";

    fn expected() -> Expected {
        Expected {
            host: "127.0.0.1:80".to_owned(),
            path: "/callback/x".to_owned(),
            state: Token::new("right".to_owned()),
        }
    }

    #[test]
    fn the_one_right_request_is_taken() {
        let (answer, iss) = expected().judge(RIGHT.as_bytes()).unwrap();
        assert!(matches!(answer, Answer::Code(code) if code.reveal() == "c"));
        assert_eq!(iss.as_deref(), Some("i"));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..9_000)) {
            let status = expected().judge(&bytes).err();
            prop_assert!(status.is_some_and(|status| status.starts_with('4')));
        }

        #[test]
        fn any_query_without_the_state_is_refused(query in "([ -~]|%[0-9a-f]{2}|state=|code=|&|é){0,60}") {
            let request = RIGHT.replace("code=c&state=right&iss=i", &query);
            let status = expected().judge(request.as_bytes()).err();
            prop_assert!(status.is_some_and(|status| status.starts_with('4')));
        }

        #[test]
        fn a_right_request_with_bytes_written_over_it_is_answered(
            bytes in prop::collection::vec(any::<u8>(), 1..12),
            at in 0..RIGHT.len(),
        ) {
            let mut request = RIGHT.as_bytes().to_vec();
            for (place, byte) in request.iter_mut().skip(at).zip(&bytes) {
                *place = *byte;
            }
            if expected().judge(&request).is_ok() {
                prop_assert!(request.starts_with(b"GET /callback/x?"));
            }
        }
    }
}
