//! A mail server on loopback that speaks real SMTP over TCP and keeps what it is given
//! ([RFC 5321](https://www.rfc-editor.org/rfc/rfc5321)).

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use data_encoding::BASE64;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader},
    net::TcpListener,
};

/// A mail as it arrived.
#[derive(Debug, Clone)]
pub struct Letter {
    pub from: String,
    pub to: Vec<String>,
    /// Head and body, undecoded.
    pub raw: String,
    /// Whether it came over TLS.
    pub tls: bool,
    /// The name and password that were given, if any.
    pub login: Option<String>,
}

impl Letter {
    /// The value of a line of the head.
    pub fn head(&self, name: &str) -> Option<&str> {
        let (head, _) = self.raw.split_once("\r\n\r\n")?;
        head.lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    /// The plain text.
    pub fn text(&self) -> String {
        self.part("text/plain")
    }

    /// The HTML.
    pub fn html(&self) -> String {
        self.part("text/html")
    }

    /// The first address in the plain text.
    pub fn link(&self) -> String {
        let text = self.text();
        let line = text.lines().find(|line| line.starts_with("http"));
        line.unwrap_or_else(|| panic!("no link in {text}"))
            .to_owned()
    }

    fn part(&self, kind: &str) -> String {
        let (_, rest) = self
            .raw
            .split_once(&format!("Content-Type: {kind}"))
            .unwrap_or_else(|| panic!("no {kind} in {}", self.raw));
        let (head, rest) = rest.split_once("\r\n\r\n").unwrap();
        let (body, _) = rest.split_once("\r\n--").unwrap();
        if head.contains("base64") {
            let packed: String = body.split_whitespace().collect();
            String::from_utf8(BASE64.decode(packed.as_bytes()).unwrap()).unwrap()
        } else if head.contains("quoted-printable") {
            unquoted(body)
        } else {
            body.to_owned()
        }
    }
}

/// [RFC 2045 section 6.7](https://www.rfc-editor.org/rfc/rfc2045#section-6.7).
fn unquoted(body: &str) -> String {
    let body = body.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = body.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first == b'=' {
            let (hex, after) = after.split_at(2);
            let hex = std::str::from_utf8(hex).unwrap();
            bytes.push(u8::from_str_radix(hex, 16).unwrap());
            rest = after;
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// The mail server. It ends with the runtime of its test.
pub struct Sink {
    pub address: SocketAddr,
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    letters: Mutex<Vec<Letter>>,
    /// What the next recipients are answered, the last first; taken when there is none.
    refusals: Mutex<Vec<&'static str>>,
    /// What a client has to say in AUTH PLAIN.
    login: Option<String>,
    tls: Option<Arc<rustls::ServerConfig>>,
}

impl Sink {
    /// A server that takes everything.
    pub async fn start() -> Self {
        Self::listen(Inner::default()).await
    }

    /// A server that wants STARTTLS and then `login`, as in `name:password`.
    pub async fn guarded(tls: Arc<rustls::ServerConfig>, login: &str) -> Self {
        Self::listen(Inner {
            tls: Some(tls),
            login: Some(login.to_owned()),
            ..Inner::default()
        })
        .await
    }

    async fn listen(inner: Inner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let inner = Arc::new(inner);
        let shared = Arc::clone(&inner);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, Arc::clone(&shared)));
            }
        });
        Self { address, inner }
    }

    /// Its address for `mail.url`.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// The next recipients are answered this, in this order.
    pub fn refuse(&self, answers: &[&'static str]) {
        let mut refusals = self.inner.refusals.lock().unwrap();
        refusals.extend(answers.iter().rev());
    }

    /// What has arrived so far.
    pub fn letters(&self) -> Vec<Letter> {
        self.inner.letters.lock().unwrap().clone()
    }

    /// What has arrived for this address so far, less what is about something else.
    pub fn about(&self, to: &str, subject: &str) -> Vec<Letter> {
        let mut letters = self.letters();
        letters.retain(|letter| {
            let found = letter.head("Subject").unwrap_or_default();
            letter.to == [to] && found.contains(subject)
        });
        letters
    }
}

async fn talk(stream: tokio::net::TcpStream, inner: Arc<Inner>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    if converse(&mut stream, &inner, false).await? {
        let config = inner.tls.clone()?;
        let acceptor = tokio_rustls::TlsAcceptor::from(config);
        let stream = acceptor.accept(stream.into_inner()).await.ok()?;
        converse(&mut BufReader::new(stream), &inner, true).await?;
    }
    Some(())
}

/// One conversation; `true` when the client asked for TLS.
async fn converse<S>(stream: &mut BufReader<S>, inner: &Inner, tls: bool) -> Option<bool>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut login = None;
    let (mut from, mut to) = (String::new(), Vec::new());
    if !tls {
        say(stream, "220 sink ready").await?;
    }
    loop {
        let line = hear(stream).await?;
        let verb = line.split([' ', ':']).next()?.to_uppercase();
        let shut = (inner.tls.is_some() && !tls) || (inner.login.is_some() && login.is_none());
        match verb.as_str() {
            "EHLO" if inner.tls.is_some() && !tls => {
                say(stream, "250-sink\r\n250 STARTTLS").await?;
            }
            "EHLO" if inner.login.is_some() => say(stream, "250-sink\r\n250 AUTH PLAIN").await?,
            "EHLO" => say(stream, "250-sink\r\n250 8BITMIME").await?,
            "STARTTLS" => {
                say(stream, "220 go on").await?;
                return Some(true);
            }
            "AUTH" => {
                let given = BASE64.decode(line.split(' ').nth(2)?.as_bytes()).ok()?;
                let given = String::from_utf8(given).ok()?.replace('\0', ":");
                let given = given.trim_start_matches(':').to_owned();
                if inner.login.as_ref() == Some(&given) {
                    login = Some(given);
                    say(stream, "235 welcome").await?;
                } else {
                    say(stream, "535 5.7.8 not you").await?;
                }
            }
            "MAIL" | "RCPT" if shut => say(stream, "530 5.7.0 first prove who you are").await?,
            "MAIL" => {
                from = between(&line)?;
                say(stream, "250 ok").await?;
            }
            "RCPT" => {
                let refusal = inner.refusals.lock().unwrap().pop();
                if refusal.is_none() {
                    to.push(between(&line)?);
                }
                say(stream, refusal.unwrap_or("250 ok")).await?;
            }
            "DATA" => {
                say(stream, "354 go on").await?;
                let mut raw = String::new();
                loop {
                    let line = hear(stream).await?;
                    if line == "." {
                        break;
                    }
                    raw.push_str(line.strip_prefix('.').unwrap_or(&line));
                    raw.push_str("\r\n");
                }
                let letter = Letter {
                    from: std::mem::take(&mut from),
                    to: std::mem::take(&mut to),
                    raw,
                    tls,
                    login: login.clone(),
                };
                inner.letters.lock().unwrap().push(letter);
                say(stream, "250 taken").await?;
            }
            "QUIT" => {
                say(stream, "221 bye").await?;
                return Some(false);
            }
            _ => say(stream, "250 ok").await?,
        }
    }
}

async fn hear<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> Option<String> {
    let mut line = String::new();
    (stream.read_line(&mut line).await.ok()? > 0).then_some(())?;
    Some(line.trim_end_matches(['\r', '\n']).to_owned())
}

async fn say<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    line: &str,
) -> Option<()> {
    let line = format!("{line}\r\n");
    stream.get_mut().write_all(line.as_bytes()).await.ok()?;
    stream.get_mut().flush().await.ok()
}

fn between(line: &str) -> Option<String> {
    let (_, rest) = line.split_once('<')?;
    let (inside, _) = rest.split_once('>')?;
    Some(inside.to_owned())
}
