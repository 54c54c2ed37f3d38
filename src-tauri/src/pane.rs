//! The window's program: started when something is to be shown, gone when nothing is.

use std::{
    env,
    path::PathBuf,
    process::Stdio,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    process::{Child, Command},
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    time::timeout,
};

use crate::{
    asked::{Asked, Given},
    core::Core,
    frames::{self, FromWindow, Page, ToWindow},
    questions, watch,
};

const PROGRAM: &str = "countersign-window";

/// How long it may take to close its windows when the program ends.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// How long it may live on after it said its last word.
const LAST_BREATH: Duration = Duration::from_secs(5);

/// The most bytes of one message. The longest question names ten thousand entries.
const LONGEST: u64 = 4 * 1024 * 1024;

/// Starts that ended before the page was there, after which nothing is tried any more. A program on
/// its way out cannot be asked for another page.
const TRIES: u32 = 3;

/// The window's program, while it runs.
#[derive(Default)]
pub(crate) struct Pane(Mutex<State>);

#[derive(Default)]
struct State {
    /// To the program.
    lines: Option<UnboundedSender<String>>,
    /// Pages that were asked for and are not on the screen yet.
    wanted: Vec<Page>,
    runs: bool,
}

impl Pane {
    /// Brings this page to the front, in a new program if there is none.
    pub(crate) fn show(&self, core: &Arc<Core>, page: Page) {
        let mut state = self.state();
        if !state.wanted.contains(&page) {
            state.wanted.push(page);
        }
        if let Some(lines) = &state.lines {
            send(lines, &show(core, page));
        }
        if !std::mem::replace(&mut state.runs, true) {
            core.runtime.spawn(run(Arc::clone(core)));
        }
    }

    /// Whether there is a window, or one is on its way.
    pub(crate) fn runs(&self) -> bool {
        self.state().runs
    }

    /// Says something, if anybody is there to hear it.
    pub(crate) fn say(&self, message: &ToWindow) {
        if let Some(lines) = &self.state().lines {
            send(lines, message);
        }
    }

    /// Closes every window and waits a moment for that.
    pub(crate) async fn close(&self) {
        self.state().wanted.clear();
        self.say(&ToWindow::End);
        let lines = self.state().lines.clone();
        if let Some(lines) = lines {
            let _ = timeout(LAST_WORDS, lines.closed()).await;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs the program, again if it ended while a page was being asked for, and says when it is gone.
async fn run(core: Arc<Core>) {
    let mut tries = 0;
    let well = loop {
        let well = live(&core).await.unwrap_or_else(|error| {
            tracing::error!(%error, "the window cannot be opened");
            false
        });
        let mut state = core.pane.state();
        state.lines = None;
        tries += 1;
        // One that broke would break again. Under one lock, so that a page that is asked for is
        // either seen here or starts the next program.
        if !well || state.wanted.is_empty() || tries == TRIES {
            state.wanted.clear();
            state.runs = false;
            break well;
        }
    };
    core.window_ended(well);
}

/// One life of the program. Whether it ended well.
async fn live(core: &Arc<Core>) -> std::io::Result<bool> {
    let (mut child, input, output) = start()?;
    let (lines, said) = unbounded_channel();
    let writing = tokio::spawn(write(input, said));
    {
        let mut state = core.pane.state();
        for page in &state.wanted {
            send(&lines, &show(core, *page));
        }
        state.lines = Some(lines);
    }
    hear(core, output).await;
    core.pane.state().lines = None;
    writing.abort();
    match timeout(LAST_BREATH, child.wait()).await {
        Ok(status) => Ok(status?.success()),
        Err(_) => {
            tracing::warn!("the window does not end by itself");
            child.kill().await?;
            Ok(false)
        }
    }
}

#[cfg(unix)]
type Input = tokio::net::unix::OwnedWriteHalf;
#[cfg(unix)]
type Output = tokio::net::unix::OwnedReadHalf;

#[cfg(not(unix))]
type Input = tokio::process::ChildStdin;
#[cfg(not(unix))]
type Output = tokio::process::ChildStdout;

/// One socket in the place of its standard input carries both ways. Its standard output would not do:
/// the web engine hands that on to the processes that pages are in, and each could speak for any page.
#[cfg(unix)]
fn start() -> std::io::Result<(Child, Input, Output)> {
    let (ours, theirs) = std::os::unix::net::UnixStream::pair()?;
    ours.set_nonblocking(true)?;
    let child = Command::new(program()?)
        // Passwords pass through it: what its C code frees is overwritten (mallopt(3), `M_PERTURB`), and
        // the web engine leaves its own allocator, which overwrites nothing, for that of the system.
        .env("MALLOC_PERTURB_", "165")
        .env("Malloc", "1")
        // Pages run without memory that is both written and run; it is also 14 MiB less.
        .env("JSC_useJIT", "0")
        .stdin(Stdio::from(std::os::fd::OwnedFd::from(theirs)))
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let (output, input) = tokio::net::UnixStream::from_std(ours)?.into_split();
    Ok((child, input, output))
}

#[cfg(not(unix))]
fn start() -> std::io::Result<(Child, Input, Output)> {
    let mut child = Command::new(program()?)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    match (child.stdin.take(), child.stdout.take()) {
        (Some(input), Some(output)) => Ok((child, input, output)),
        _ => Err(std::io::ErrorKind::BrokenPipe.into()),
    }
}

/// It lies beside this one.
fn program() -> std::io::Result<PathBuf> {
    let this = env::current_exe()?;
    Ok(this.with_file_name(format!("{PROGRAM}{}", env::consts::EXE_SUFFIX)))
}

fn show(core: &Core, page: Page) -> ToWindow {
    ToWindow::Show {
        page,
        ground: core.ground(),
    }
}

fn send(lines: &UnboundedSender<String>, message: &ToWindow) {
    // A program that is gone hears nothing; `run` sees to what was wanted.
    let _ = lines.send(frames::line(message));
}

async fn write(mut input: Input, mut said: UnboundedReceiver<String>) {
    while let Some(line) = said.recv().await {
        if input.write_all(line.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn hear(core: &Arc<Core>, output: Output) {
    let mut output = BufReader::new(output);
    loop {
        // What was read may be a password: neither buffer is used twice, and both are wiped as they go.
        let mut line = Vec::new();
        if output.buffer().is_empty() {
            output = BufReader::new(output.into_inner());
        }
        let mut message = (&mut output).take(LONGEST);
        match message.read_until(b'\n', &mut line).await {
            Ok(0) => return,
            Ok(_) if line.len() as u64 == LONGEST => {
                return tracing::warn!("the window said more than anybody asks for");
            }
            Ok(_) => match serde_json::from_slice(&line) {
                Ok(message) => heed(core, message),
                Err(_) => tracing::warn!("the window said something without sense"),
            },
            Err(error) => return tracing::warn!(%error, "the window cannot be heard"),
        }
    }
}

fn heed(core: &Arc<Core>, message: FromWindow) {
    match message {
        FromWindow::Shown(page) => core.pane.state().wanted.retain(|wanted| *wanted != page),
        FromWindow::Dropped(paths) => {
            tokio::spawn(watch::dropped(Arc::clone(core), paths));
        }
        FromWindow::Ask {
            question,
            page,
            name,
            given,
        } => {
            let core = Arc::clone(core);
            tokio::spawn(async move {
                let asked = Asked { core: &core, page };
                let (well, body) = questions::answer(asked, &name, Given(given)).await;
                core.pane.say(&ToWindow::Answer {
                    question,
                    well,
                    body,
                });
                if name == "vault_status" {
                    core.tell_why_locked();
                } else if name == "list_approvals" {
                    core.tell_chosen();
                }
            });
        }
    }
}
