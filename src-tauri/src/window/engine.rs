//! What is asked of the web engine itself, beyond what all engines have in common.

#[cfg(target_os = "linux")]
pub(crate) use webkit::{renew, spare_pages, tune};

#[cfg(not(target_os = "linux"))]
pub(crate) use others::{renew, spare_pages, tune};

/// Whether a driver was let in at start, as in the journeys.
pub(crate) fn is_driven() -> bool {
    std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some_and(|value| value == "true")
}

/// Whether that driver takes pictures. It waits for ever for one of a page that is drawn without the
/// compositor.
#[cfg(target_os = "linux")]
fn is_pictured() -> bool {
    std::env::var_os("COUNTERSIGN_PICTURES").is_some()
}

#[cfg(target_os = "linux")]
mod webkit {
    use std::cell::Cell;

    use gtk::prelude::GtkSettingsExt;
    use tauri::WebviewWindow;
    use webkit2gtk::{
        CacheModel, HardwareAccelerationPolicy, SettingsExt, WebContextExt,
        WebProcessTerminationReason, WebView, WebViewExt,
    };

    /// A process that breaks more often than this is left alone.
    const MOST_CRASHES: u32 = 3;

    /// Takes what this page needs and no more: without the graphics card's libraries the process of
    /// the page holds 80 MiB less, and a list draws as fast. A page whose process ended begins anew.
    pub(crate) fn tune(window: &WebviewWindow) -> tauri::Result<()> {
        window.with_webview(|webview| {
            let view = webview.inner();
            if let Some(settings) = WebViewExt::settings(&view) {
                if !super::is_pictured() {
                    settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
                }
                settings.set_enable_page_cache(false);
                settings.set_enable_webgl(false);
                settings.set_enable_webaudio(false);
                settings.set_enable_media(false);
            }
            if let Some(context) = view.context() {
                context.set_cache_model(CacheModel::DocumentViewer);
            }
            // Nothing in the window loops, and each blink draws it anew. Told not to blink at all, the
            // engine prepares a frame sixty times a second; so it blinks in twelve days from now.
            if let Some(desktop) = gtk::Settings::default() {
                desktop.set_gtk_cursor_blink_time(i32::MAX);
            }
            let crashes = Cell::new(0);
            view.connect_web_process_terminated(move |view, reason| {
                let asked = reason == WebProcessTerminationReason::TerminatedByApi;
                if !asked {
                    tracing::error!(?reason, "the page broke");
                    crashes.set(crashes.get() + 1);
                }
                if crashes.get() <= MOST_CRASHES {
                    begin(view);
                }
            });
        })
    }

    /// Keeps from the processes of pages what the core asks of the allocator of this program: they end
    /// when the vault is locked, and the drivers that draw them break under it.
    pub(crate) fn spare_pages() {
        webkit2gtk::glib::unsetenv("MALLOC_PERTURB_");
        webkit2gtk::glib::unsetenv("Malloc");
    }

    /// Ends the process that the page is in. `tune` begins it anew in another.
    pub(crate) fn renew(window: &WebviewWindow) -> tauri::Result<()> {
        window.with_webview(|webview| webview.inner().terminate_web_process())
    }

    fn begin(view: &WebView) {
        if let Some(address) = view.uri() {
            view.load_uri(&address);
        }
    }
}

/// Elsewhere the page is begun anew in the process it has: all that it knew is dropped by its engine.
#[cfg(not(target_os = "linux"))]
mod others {
    use tauri::WebviewWindow;

    pub(crate) fn tune(_: &WebviewWindow) -> tauri::Result<()> {
        Ok(())
    }

    pub(crate) fn spare_pages() {}

    pub(crate) fn renew(window: &WebviewWindow) -> tauri::Result<()> {
        window.reload()
    }
}
