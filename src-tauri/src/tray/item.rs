//! The item on the session bus.

use std::{
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use commands::codes::{self, WhichCode};
use ksni::{Category, Icon, MenuItem, OfflineReason, ToolTip, TrayMethods, menu::StandardItem};

use super::{Shown, shown};
use crate::{core::Core, frames::Page, words};

/// Changes come in bursts; the menu follows once.
const BURST: Duration = Duration::from_millis(200);

/// How long a panel may be away, as while it starts anew, until the window comes instead.
const WITHOUT_PANEL: Duration = Duration::from_secs(10);

struct Item {
    core: Arc<Core>,
    shown: Shown,
    icon: Vec<Icon>,
    /// Whether there was no panel from the beginning.
    alone: Arc<AtomicBool>,
}

/// Shows the item and keeps its menu true.
pub(super) async fn live(core: Arc<Core>) {
    let alone = Arc::new(AtomicBool::new(false));
    let item = Item {
        alone: Arc::clone(&alone),
        core: Arc::clone(&core),
        shown: shown(&core).await,
        icon: icon().into_iter().collect(),
    };
    let item = match item.assume_sni_available(true).spawn().await {
        Ok(item) => item,
        Err(error) => {
            tracing::info!(%error, "there is no tray");
            return;
        }
    };
    // A panel that was there from the beginning is heard of only once it goes.
    core.tray
        .seen
        .fetch_or(!alone.load(Ordering::Relaxed), Ordering::Relaxed);
    loop {
        core.tray.look.notified().await;
        tokio::time::sleep(BURST).await;
        let now = shown(&core).await;
        let told = item.update(|item| item.shown = now).await;
        if told.is_none() {
            core.tray.seen.store(false, Ordering::Relaxed);
            return;
        }
    }
}

impl Item {
    fn entry(label: &str, act: impl Fn(&Arc<Core>) + Send + 'static) -> StandardItem<Self> {
        StandardItem {
            // A single underscore would mark a letter for the keyboard.
            label: label.replace('_', "__"),
            activate: Box::new(move |item: &mut Self| act(&item.core)),
            ..StandardItem::default()
        }
    }

    fn favourites(&self) -> Vec<MenuItem<Self>> {
        let mut entries: Vec<MenuItem<Self>> = Vec::new();
        for favourite in &self.shown.favourites {
            let id = favourite.id.clone();
            let entry = Self::entry(&words::copy(&favourite.name), move |core| copy(core, &id));
            entries.push(entry.into());
        }
        if !entries.is_empty() {
            entries.push(MenuItem::Separator);
        }
        entries
    }
}

impl ksni::Tray for Item {
    fn id(&self) -> String {
        "countersign-desktop".to_owned()
    }

    fn title(&self) -> String {
        words::NAME.to_owned()
    }

    fn category(&self) -> Category {
        Category::ApplicationStatus
    }

    fn icon_pixmap(&self) -> Vec<Icon> {
        self.icon.clone()
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip {
            title: self.title(),
            ..ToolTip::default()
        }
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        self.core.show(Page::Main);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let mut menu = vec![
            Self::entry(words::OPEN, |core| core.show(Page::Main)).into(),
            Self::entry(words::QUICK_PICK, |core| core.show(Page::Quick)).into(),
            MenuItem::Separator,
        ];
        menu.extend(self.favourites());
        let lock = StandardItem {
            enabled: self.shown.unlocked,
            ..Self::entry(words::LOCK, |core| core.lock(None))
        };
        menu.push(lock.into());
        menu.push(Self::entry(words::QUIT, |core| core.end(ExitCode::SUCCESS)).into());
        menu
    }

    fn watcher_online(&self) {
        self.core.tray.seen.store(true, Ordering::Relaxed);
    }

    fn watcher_offline(&self, reason: OfflineReason) -> bool {
        tracing::info!(?reason, "no panel shows the tray");
        self.alone.store(true, Ordering::Relaxed);
        self.core.tray.seen.store(false, Ordering::Relaxed);
        let core = Arc::clone(&self.core);
        self.core.runtime.spawn(async move {
            tokio::time::sleep(WITHOUT_PANEL).await;
            if !core.tray.is_seen() && !core.pane.runs() {
                core.show(Page::Main);
            }
        });
        true
    }
}

fn copy(core: &Arc<Core>, id: &str) {
    let (core, id) = (Arc::clone(core), id.to_owned());
    core.runtime.clone().spawn(async move {
        match codes::copy_code(&core.cx, &id, WhichCode::Current).await {
            Ok(_) => core.watch.copied(&core.cx),
            Err(failure) => {
                tracing::warn!(%failure, "a favourite was not copied");
                core.heed_loss(&failure);
            }
        }
    });
}

/// The picture, as the bus wants it: alpha first.
fn icon() -> Option<Icon> {
    let png = include_bytes!("../../../icons/32x32.png");
    let picture = image::load_from_memory_with_format(png, image::ImageFormat::Png).ok()?;
    let picture = picture.into_rgba8();
    let (width, height) = (picture.width(), picture.height());
    let mut data = picture.into_raw();
    for pixel in data.chunks_exact_mut(4) {
        pixel.rotate_right(1);
    }
    Some(Icon {
        width: i32::try_from(width).ok()?,
        height: i32::try_from(height).ok()?,
        data,
    })
}
