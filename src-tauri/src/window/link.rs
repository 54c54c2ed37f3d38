//! The line to the core: a socket in the place of standard input, which carries both ways. Elsewhere
//! than on Unix it is standard input and standard output.

use std::{
    collections::HashMap,
    io::{self, BufRead, BufReader, Write},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use countersign_app::frames::{self, FromWindow, Page, ToWindow};
use serde_json::{Value, value::RawValue};
use tauri::{
    AppHandle, Emitter, Wry,
    ipc::{Invoke, InvokeBody, InvokeError, InvokeResolver, InvokeResponseBody},
};

use crate::pages;

/// Questions under way.
pub(crate) struct Link {
    asked: AtomicU64,
    waiting: Mutex<HashMap<u64, InvokeResolver<Wry>>>,
    output: Mutex<Output>,
}

#[cfg(unix)]
type Output = std::os::unix::net::UnixStream;
#[cfg(not(unix))]
type Output = io::Stdout;

/// No program that is started from here inherits it.
#[cfg(unix)]
fn output() -> io::Result<Output> {
    let socket = std::os::fd::AsFd::as_fd(&io::stdin()).try_clone_to_owned()?;
    Ok(socket.into())
}

#[cfg(not(unix))]
fn output() -> io::Result<Output> {
    Ok(io::stdout())
}

#[cfg(unix)]
type Input = std::os::unix::net::UnixStream;
#[cfg(not(unix))]
type Input = io::Stdin;

#[cfg(unix)]
fn input() -> io::Result<Input> {
    output()
}

#[cfg(not(unix))]
fn input() -> io::Result<Input> {
    Ok(io::stdin())
}

impl Link {
    /// The line that this program was started with.
    pub(crate) fn open() -> io::Result<Self> {
        Ok(Self {
            asked: AtomicU64::new(0),
            waiting: Mutex::default(),
            output: Mutex::new(output()?),
        })
    }

    /// Hands a page's question to the core. Whether it did; the capability was looked at before.
    pub(crate) fn ask(&self, invoke: Invoke<Wry>) -> bool {
        let Invoke {
            message, resolver, ..
        } = invoke;
        let Some(page) = Page::of(message.webview_ref().label()) else {
            return false;
        };
        let given = match message.payload() {
            InvokeBody::Json(Value::Object(given)) => given.clone(),
            _ => serde_json::Map::default(),
        };
        let question = self.asked.fetch_add(1, Ordering::Relaxed);
        self.waiting().insert(question, resolver);
        self.say(&FromWindow::Ask {
            question,
            page,
            name: message.command().to_owned(),
            given,
        });
        true
    }

    /// Tells the core.
    pub(crate) fn say(&self, message: &FromWindow) {
        let mut output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
        let said = output.write_all(frames::line(message).as_bytes());
        if let Err(error) = said.and_then(|()| output.flush()) {
            tracing::warn!(%error, "the core is gone");
        }
    }

    fn answer(&self, question: u64, well: bool, body: &RawValue) {
        let Some(resolver) = self.waiting().remove(&question) else {
            return;
        };
        resolver.respond(if well {
            Ok(InvokeResponseBody::Json(body.get().to_owned()))
        } else {
            Err(InvokeError(
                serde_json::from_str(body.get()).unwrap_or_default(),
            ))
        });
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<u64, InvokeResolver<Wry>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Heeds the core on a thread of its own, and ends the program with it.
pub(crate) fn listen(app: &AppHandle, link: &Arc<Link>) {
    let (app, link) = (app.clone(), Arc::clone(link));
    std::thread::spawn(move || {
        if let Err(error) = input().and_then(|input| hear(&app, &link, input)) {
            tracing::warn!(%error, "the core cannot be heard");
        }
        app.exit(0);
    });
}

fn hear(app: &AppHandle, link: &Arc<Link>, input: Input) -> io::Result<()> {
    let mut input = BufReader::new(input);
    loop {
        // What was read may be a code: neither buffer is used twice, and both are wiped as they go.
        let mut line = Vec::new();
        if input.buffer().is_empty() {
            input = BufReader::new(input.into_inner());
        }
        if input.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        match serde_json::from_slice(&line) {
            Ok(message) => heed(app, link, message),
            Err(_) => tracing::warn!("the core said something without sense"),
        }
    }
}

fn heed(app: &AppHandle, link: &Arc<Link>, message: ToWindow) {
    match message {
        ToWindow::Answer {
            question,
            well,
            body,
        } => link.answer(question, well, &body),
        ToWindow::Event { name, payload } => {
            if let Err(error) = app.emit(&name, payload) {
                tracing::warn!(%error, "no page was told");
            }
        }
        ToWindow::Show { page, ground } => {
            let link = Arc::clone(link);
            on_main_thread(app, move |app| pages::show(app, &link, page, ground));
        }
        ToWindow::Renew(ground) => {
            // Whoever asked is about to end, and an answer would only show for an instant.
            link.waiting().clear();
            let link = Arc::clone(link);
            on_main_thread(app, move |app| pages::renew(app, &link, ground));
        }
        ToWindow::Begin(page) => on_main_thread(app, move |app| pages::begin(app, page)),
        ToWindow::Close(page) => on_main_thread(app, move |app| pages::close(app, page)),
        ToWindow::Print(page) => on_main_thread(app, move |app| pages::print(app, page)),
        ToWindow::End => app.exit(0),
    }
}

/// Windows are handled on the thread that draws them.
fn on_main_thread(
    app: &AppHandle,
    act: impl FnOnce(&AppHandle) -> tauri::Result<()> + Send + 'static,
) {
    let handle = app.clone();
    let handed = app.run_on_main_thread(move || {
        if let Err(error) = act(&handle) {
            tracing::error!(%error, "a window does not do as it is told");
        }
    });
    if let Err(error) = handed {
        tracing::error!(%error, "the windows are gone");
    }
}
