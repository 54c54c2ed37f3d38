//! The window's program: started when something is to be shown, gone when nothing is.

use std::{
    env,
    path::PathBuf,
    process::Stdio,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{Child, ChildStdin, ChildStdout, Command},
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
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

/// Starts that ended before the page was there, after which nothing is tried any more. A program on
/// its way out cannot be asked for another page.
const TRIES: u32 = 3;

/// The window's program, while it runs.
#[derive(Default)]
pub(crate) struct Pane(Mutex<State>);

#[derive(Default)]
struct State {
    /// To its standard input.
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
            let _ = tokio::time::timeout(LAST_WORDS, lines.closed()).await;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs the program, again if it ended while a page was being asked for, and says when it is gone.
async fn run(core: Arc<Core>) {
    let mut well = false;
    for _ in 0..TRIES {
        well = live(&core).await.unwrap_or_else(|error| {
            tracing::error!(%error, "the window cannot be opened");
            false
        });
        let mut state = core.pane.state();
        state.lines = None;
        // One that broke would break again.
        if !well || state.wanted.is_empty() {
            break;
        }
    }
    {
        let mut state = core.pane.state();
        state.wanted.clear();
        state.runs = false;
    }
    core.window_ended(well);
}

/// One life of the program. Whether it ended well.
async fn live(core: &Arc<Core>) -> std::io::Result<bool> {
    let mut child = start()?;
    if let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) {
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
    }
    Ok(child.wait().await?.success())
}

fn start() -> std::io::Result<Child> {
    Command::new(program()?)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
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

async fn write(mut input: ChildStdin, mut said: UnboundedReceiver<String>) {
    while let Some(line) = said.recv().await {
        if input.write_all(line.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn hear(core: &Arc<Core>, output: ChildStdout) {
    let mut lines = BufReader::new(output).lines();
    loop {
        match lines.next_line().await {
            Ok(Some(line)) => match serde_json::from_str(&line) {
                Ok(message) => heed(core, message),
                Err(_) => tracing::warn!("the window said something without sense"),
            },
            Ok(None) => return,
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
                }
            });
        }
    }
}
