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
use ksni::{
    Category, Icon, MenuItem, OfflineReason, Status, ToolTip, TrayMethods, menu::StandardItem,
};

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
    /// The same with a dot: something waits.
    dotted: Vec<Icon>,
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
        dotted: icon().map(dotted).into_iter().collect(),
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

    fn status(&self) -> Status {
        match self.shown.waiting {
            0 => Status::Active,
            _ => Status::NeedsAttention,
        }
    }

    fn category(&self) -> Category {
        Category::ApplicationStatus
    }

    fn icon_pixmap(&self) -> Vec<Icon> {
        match self.shown.waiting {
            0 => self.icon.clone(),
            _ => self.dotted.clone(),
        }
    }

    fn attention_icon_pixmap(&self) -> Vec<Icon> {
        self.dotted.clone()
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip {
            title: self.title(),
            description: match self.shown.waiting {
                0 => String::new(),
                count => words::waiting(count),
            },
            ..ToolTip::default()
        }
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        match self.shown.waiting {
            0 => self.core.show(Page::Main),
            _ => self.core.show_approvals(None),
        }
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let mut menu: Vec<MenuItem<Self>> = Vec::new();
        if self.shown.waiting > 0 {
            let waiting = words::waiting(self.shown.waiting);
            menu.push(Self::entry(&waiting, |core| core.show_approvals(None)).into());
            menu.push(MenuItem::Separator);
        }
        menu.extend([
            Self::entry(words::OPEN, |core| core.show(Page::Main)).into(),
            Self::entry(words::QUICK_PICK, |core| core.show(Page::Quick)).into(),
            MenuItem::Separator,
        ]);
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

/// The same picture with a dot in its upper right corner.
fn dotted(mut icon: Icon) -> Icon {
    /// Alpha, red, green, blue: `--warn` of the dark theme, which is seen on every panel.
    const DOT: [u8; 4] = [0xff, 0xf0, 0xc2, 0x7a];
    let (width, radius) = (icon.width, icon.width / 5);
    let middle = (width - radius - 1, radius);
    let mut place = (0, 0);
    for pixel in icon.data.chunks_exact_mut(4) {
        let away = (place.0 - middle.0, place.1 - middle.1);
        if away.0 * away.0 + away.1 * away.1 <= radius * radius {
            pixel.copy_from_slice(&DOT);
        }
        place = match place {
            (x, y) if x + 1 == width => (0, y + 1),
            (x, y) => (x + 1, y),
        };
    }
    icon
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_is_drawn_in_the_upper_right_corner_and_nowhere_else() {
        let blank = Icon {
            width: 10,
            height: 10,
            data: vec![0; 400],
        };
        let icon = dotted(blank);
        let drawn = |x: usize, y: usize| icon.data[(y * 10 + x) * 4] != 0;

        assert!(drawn(7, 2));
        assert!(!drawn(0, 0) && !drawn(7, 9) && !drawn(2, 2));
        assert_eq!(icon.data.len(), 400);
    }
}
