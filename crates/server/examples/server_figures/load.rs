//! Connections that ask one thing after the other, as fast as they are answered, all on one thread of
//! their own, so that asking costs as little as it can.

use std::{
    fs,
    net::SocketAddr,
    time::{Duration, Instant},
};

use axum::body::{Body, Bytes, to_bytes};
use http::{
    Method, Request, StatusCode,
    header::{CONTENT_TYPE, HOST},
    response::Parts,
};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, runtime::Builder, task::JoinSet};

/// What one connection asks.
pub trait Client: Send + 'static {
    /// The next question; `None` when it has no more.
    fn ask(&mut self) -> Option<Question>;
    /// The answer to it.
    fn hear(&mut self, head: &Parts, answer: &Bytes);
}

/// A request.
#[derive(Clone, Default)]
pub struct Question {
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    /// With it the request is a `POST`.
    pub form: Option<String>,
}

/// What a run came to.
#[derive(Debug, Clone)]
pub struct Told {
    /// Answers a second.
    pub rate: f64,
    /// How many cores the server used on average.
    pub cores: f64,
    /// Milliseconds that answers took, sorted.
    pub took_ms: Vec<f64>,
}

impl Told {
    /// Answers a second.
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// The time below which this part of the answers stayed.
    pub fn percentile(&self, part: f64) -> f64 {
        let last = self.took_ms.len() - 1;
        self.took_ms[(last as f64 * part).round() as usize]
    }

    /// Answers a second for each core that the server used.
    pub fn per_core(&self) -> f64 {
        self.rate / self.cores
    }
}

/// Lets `clients` ask for as long as `span`, each over a connection of its own; `pids` are the
/// processes whose time counts.
pub fn run<C: Client>(
    at: SocketAddr,
    clients: Vec<C>,
    span: Duration,
    pids: &[u32],
) -> (Told, Vec<C>) {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connected = Vec::new();
        for client in clients {
            let stream = TcpStream::connect(at).await.unwrap();
            stream.set_nodelay(true).unwrap();
            let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
            tokio::spawn(connection);
            connected.push((client, sender));
        }
        let (mut asking, used, begun) = (JoinSet::new(), cpu_seconds(pids), Instant::now());
        for (client, sender) in connected {
            asking.spawn(ask_until(client, sender, at, begun + span));
        }
        let (mut took_ms, mut clients) = (Vec::new(), Vec::new());
        while let Some(done) = asking.join_next().await {
            let (client, times) = done.unwrap();
            clients.push(client);
            took_ms.extend(times);
        }
        let seconds = begun.elapsed().as_secs_f64();
        let cores = (cpu_seconds(pids) - used) / seconds;
        took_ms.sort_by(f64::total_cmp);
        let rate = took_ms.len() as f64 / seconds;
        let told = Told {
            rate,
            cores,
            took_ms,
        };
        (told, clients)
    })
}

async fn ask_until<C: Client>(
    mut client: C,
    mut sender: http1::SendRequest<Body>,
    at: SocketAddr,
    end: Instant,
) -> (C, Vec<f64>) {
    let (host, mut times) = (at.to_string(), Vec::new());
    loop {
        let begun = Instant::now();
        if begun >= end {
            return (client, times);
        }
        let Some(question) = client.ask() else {
            return (client, times);
        };
        let mut request = Request::builder().uri(question.path).header(HOST, &host);
        for (name, value) in question.headers {
            request = request.header(name, value);
        }
        let body = match question.form {
            None => Body::empty(),
            Some(form) => {
                let form_type = "application/x-www-form-urlencoded";
                request = request.method(Method::POST).header(CONTENT_TYPE, form_type);
                Body::from(form)
            }
        };
        sender.ready().await.unwrap();
        let answer = sender.send_request(request.body(body).unwrap()).await;
        let (head, body) = answer.unwrap().into_parts();
        let body = to_bytes(Body::new(body), usize::MAX).await.unwrap();
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
        client.hear(&head, &body);
    }
}

/// Seconds of a core that these processes used so far.
pub fn cpu_seconds(pids: &[u32]) -> f64 {
    let ticks = |pid: &u32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let (_, rest) = stat.rsplit_once(") ").unwrap_or_default();
        let number = |index| {
            rest.split(' ')
                .nth(index)
                .and_then(|text| text.parse().ok())
        };
        // The state is the third field of proc(5), utime and stime are the 14th and the 15th.
        number(11).unwrap_or(0.0) + number(12).unwrap_or(0.0)
    };
    pids.iter().map(ticks).sum::<f64>() / 100.0
}

/// MiB of memory that are resident.
pub fn resident(pid: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1));
    kib.unwrap().parse::<f64>().unwrap() / 1024.0
}

/// Asks the same questions in turn.
pub struct Same {
    questions: Vec<Question>,
    next: usize,
}

impl Same {
    /// Eight connections, which begin at different questions.
    pub fn eight(questions: &[Question]) -> Vec<Self> {
        let one = |next| Self {
            questions: questions.to_vec(),
            next,
        };
        (0..8).map(one).collect()
    }
}

impl Client for Same {
    fn ask(&mut self) -> Option<Question> {
        self.next += 1;
        Some(self.questions[self.next % self.questions.len()].clone())
    }

    fn hear(&mut self, head: &Parts, answer: &Bytes) {
        assert_eq!(head.status, StatusCode::OK, "{answer:?}");
    }
}

/// Exchanges a refresh token for the next one.
pub struct Refresher {
    pub path: &'static str,
    pub client: &'static str,
    pub token: String,
    /// The access token that came with it.
    pub access: String,
}

impl Client for Refresher {
    fn ask(&mut self) -> Option<Question> {
        let (client, token) = (self.client, &self.token);
        Some(Question {
            path: self.path.to_owned(),
            form: Some(format!(
                "grant_type=refresh_token&client_id={client}&refresh_token={token}"
            )),
            ..Question::default()
        })
    }

    fn hear(&mut self, head: &Parts, answer: &Bytes) {
        assert_eq!(head.status, StatusCode::OK, "{answer:?}");
        let text = std::str::from_utf8(answer).unwrap();
        let field = |name: &str| {
            let (_, rest) = text.split_once(name).unwrap();
            rest.split('"').next().unwrap().to_owned()
        };
        self.token = field("\"refresh_token\":\"");
        self.access = field("\"access_token\":\"");
    }
}
