//! The window with 10,000 entries: how long a letter in the search takes, and whether a list that is
//! scrolled keeps up with the frames.

use journeys::{Machine, Window, hook, steps, until};
use serde_json::Value;

const ENTRIES: usize = 10_000;

/// Milliseconds.
pub(crate) struct Large {
    /// From a letter in the search field to the frame that shows what fits.
    pub letter_ms: Vec<f64>,
    /// Between frames while nothing moves.
    pub still_ms: Vec<f64>,
    /// Between frames while the list is scrolled by a row and a half in each.
    pub scroll_ms: Vec<f64>,
}

pub(crate) async fn measure(machine: &Machine) -> Large {
    let desk = machine.desk("large");
    super::fill(machine, &desk, ENTRIES).await;
    let window = Window::app_for_figures(machine, &desk).await;
    steps::unlock(&window).await;
    window.see(&hook("code-row")).await;
    let large = Large {
        still_ms: numbers(&window, &frames(0)).await,
        scroll_ms: numbers(&window, &frames(87)).await,
        letter_ms: numbers(&window, LETTERS).await,
    };
    window.close(machine).await;
    large
}

/// Four seconds of frames in which the list moves by this many pixels each.
fn frames(pixels: u32) -> String {
    format!(
        "const list = document.querySelector('.viewport');
         for (let taken = [], last = await frame(); ; ) {{
             list.scrollTop += {pixels};
             const now = await frame();
             taken.push(now - last);
             last = now;
             if (taken.length === 240) return taken;
         }}"
    )
}

/// Each letter changes what is found, so the list changes with it.
const LETTERS: &str = "
    const field = document.querySelector('[data-testid=search]');
    const list = document.querySelector('.all');
    const taken = [];
    for (const word of ['issuer 4711', 'issuer 809', 'sisuer 31']) {
        field.value = '';
        field.dispatchEvent(new Event('input', { bubbles: true }));
        await frame();
        await frame();
        for (const letter of word) {
            const begun = performance.now();
            const changed = new Promise((done) => {
                const watch = new MutationObserver(() => (watch.disconnect(), done()));
                watch.observe(list, { childList: true, subtree: true, attributes: true, characterData: true });
                setTimeout(() => (watch.disconnect(), done(null)), 400);
            });
            field.value += letter;
            field.dispatchEvent(new Event('input', { bubbles: true }));
            if ((await changed) === null) continue; // the same entries as before
            await frame();
            taken.push(performance.now() - begun);
        }
    }
    return taken;";

/// What an asynchronous script returns.
async fn numbers(window: &Window, script: &str) -> Vec<f64> {
    let begun = format!(
        "window.figures = null;
         const frame = () => new Promise(requestAnimationFrame);
         (async () => {{ {script} }})().then((figures) => (window.figures = figures));"
    );
    window.run(&begun).await;
    until("the figures are there", async || {
        let figures = window.run("return window.figures").await;
        let figures = figures.as_array()?.iter().filter_map(Value::as_f64);
        Some(figures.collect())
    })
    .await
}
