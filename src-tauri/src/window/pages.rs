//! The windows, one for each page.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use countersign_app::frames::{FromWindow, Ground, Page};
use tauri::{
    AppHandle, DragDropEvent, Emitter, EventTarget, Manager, Theme, WebviewUrl, WebviewWindow,
    WebviewWindowBuilder, WindowEvent, window::Color,
};

use crate::{engine, link::Link};

/// `--ground` of `ui/src/styles/tokens.css`.
const LIGHT: Color = Color(0xee, 0xf3, 0xf4, 0xff);
const DARK: Color = Color(0x0d, 0x12, 0x14, 0xff);

/// Brings a page to the front, in a new window if it has none.
pub(crate) fn show(
    app: &AppHandle,
    link: &Arc<Link>,
    page: Page,
    ground: Ground,
) -> tauri::Result<()> {
    if let Some(window) = app.get_webview_window(page.label()) {
        window.show()?;
        window.unminimize()?;
        window.set_focus()?;
    } else {
        open(app, link, page, ground)?;
    }
    if page == Page::Quick {
        app.emit_to(EventTarget::labeled(page.label()), "quick-pick-shown", ())?;
    }
    link.say(&FromWindow::Shown(page));
    Ok(())
}

fn open(app: &AppHandle, link: &Arc<Link>, page: Page, ground: Ground) -> tauri::Result<()> {
    let builder = match page {
        Page::Main => {
            let Some(config) = app.config().app.windows.first() else {
                return Ok(());
            };
            WebviewWindowBuilder::from_config(app, config)?
        }
        Page::Quick => {
            let url = WebviewUrl::App("quick.html".into());
            WebviewWindowBuilder::new(app, page.label(), url)
                .title("Countersign")
                .inner_size(520.0, 400.0)
                .resizable(false)
                .maximizable(false)
                .minimizable(false)
                .decorations(false)
                .always_on_top(true)
                .skip_taskbar(true)
                .center()
        }
    };
    let dark = ground == Ground::Dark;
    let window = builder
        .on_navigation(|url| {
            matches!(url.scheme(), "tauri") || url.host_str() == Some("tauri.localhost")
        })
        // How many sign-ins wait, as the page says it.
        .on_document_title_changed(|window, title| {
            // It is empty while a page begins.
            if !title.is_empty()
                && let Err(error) = window.set_title(&title)
            {
                tracing::warn!(%error, "the window keeps its title");
            }
        })
        .background_color(if dark { DARK } else { LIGHT })
        .build()?;
    if ground == Ground::System && window.theme()? == Theme::Dark {
        window.set_background_color(Some(DARK))?;
    }
    engine::tune(&window)?;
    watch(&window, link, page);
    Ok(())
}

fn watch(window: &WebviewWindow, link: &Arc<Link>, page: Page) {
    let (watched, link) = (window.clone(), Arc::clone(link));
    // Some desktops say that a new window has no focus before they give it.
    let had_focus = AtomicBool::new(false);
    window.on_window_event(move |event| match event {
        WindowEvent::Focused(true) => had_focus.store(true, Ordering::Relaxed),
        WindowEvent::Focused(false) if page == Page::Quick && had_focus.load(Ordering::Relaxed) => {
            if let Err(error) = watched.destroy() {
                tracing::warn!(%error, "the quick pick stays");
            }
        }
        WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }) if page == Page::Main => {
            link.say(&FromWindow::Dropped(paths.clone()));
        }
        _ => {}
    });
}

/// Ends the process that each page is in, and begins the main page anew.
///
/// Whoever drives the page from outside loses it with its process. Then the window goes as well, and
/// the driver finds a new one.
pub(crate) fn renew(app: &AppHandle, link: &Arc<Link>, ground: Ground) -> tauri::Result<()> {
    close(app, Page::Quick)?;
    let Some(window) = app.get_webview_window(Page::Main.label()) else {
        return Ok(());
    };
    if !engine::is_driven() {
        return engine::renew(&window);
    }
    let (app, link) = (app.clone(), Arc::clone(link));
    RENEWING.store(true, Ordering::Relaxed);
    window.on_window_event(move |event| {
        if let WindowEvent::Destroyed = event {
            let (handle, link) = (app.clone(), Arc::clone(&link));
            // Its name is free only after this event.
            std::thread::spawn({
                let app = app.clone();
                move || app.run_on_main_thread(move || reopen(&handle, &link, ground))
            });
        }
    });
    window.destroy()
}

fn reopen(app: &AppHandle, link: &Arc<Link>, ground: Ground) {
    if let Err(error) = open(app, link, Page::Main, ground) {
        tracing::error!(%error, "the window does not come back");
    }
    RENEWING.store(false, Ordering::Relaxed);
}

/// Whether there is no window only because the next one is on its way.
pub(crate) fn is_renewing() -> bool {
    RENEWING.load(Ordering::Relaxed)
}

static RENEWING: AtomicBool = AtomicBool::new(false);

/// Begins a page anew.
pub(crate) fn begin(app: &AppHandle, page: Page) -> tauri::Result<()> {
    match app.get_webview_window(page.label()) {
        Some(window) => window.reload(),
        None => Ok(()),
    }
}

/// Closes the window of a page.
pub(crate) fn close(app: &AppHandle, page: Page) -> tauri::Result<()> {
    match app.get_webview_window(page.label()) {
        Some(window) => window.destroy(),
        None => Ok(()),
    }
}

/// Opens the system's print dialog.
pub(crate) fn print(app: &AppHandle, page: Page) -> tauri::Result<()> {
    match app.get_webview_window(page.label()) {
        Some(window) => window.print(),
        None => Ok(()),
    }
}
