//! Where keys lie: on pages that the system is asked never to write to disk.
//!
//! Locks of pages do not nest, so pages are locked once, cut into places for keys, and kept for the
//! life of the process: a place goes back to the others when its key is dropped. That core files
//! hold none of this is the programs' affair: they forbid them for the whole process.

use std::sync::{Mutex, Once, PoisonError};

use zeroize::Zeroize;

/// A place for a key of 256 bits.
pub(crate) type Bytes = [u8; 32];

const PAGE: usize = 4096;
const PLACES: usize = PAGE / size_of::<Bytes>();

#[repr(align(4096))]
struct Page([Bytes; PLACES]);

static FREE: Mutex<Vec<&'static mut Bytes>> = Mutex::new(Vec::new());

/// A place of one's own, all zeros at first, wiped on drop.
pub(crate) struct Place(Option<&'static mut Bytes>);

impl Place {
    pub(crate) fn take() -> Self {
        let mut free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
        if free.is_empty() {
            free.extend(locked_page().0.iter_mut());
        }
        Self(free.pop())
    }

    pub(crate) fn bytes(&self) -> &Bytes {
        let Some(bytes) = &self.0 else {
            unreachable!("a place is given back by its drop alone")
        };
        bytes
    }

    pub(crate) fn bytes_mut(&mut self) -> &mut Bytes {
        let Some(bytes) = &mut self.0 else {
            unreachable!("a place is given back by its drop alone")
        };
        bytes
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(bytes) = self.0.take() {
            bytes.zeroize();
            let mut free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
            free.push(bytes);
        }
    }
}

/// A fresh page, locked if the system lets us. If not, the keys are as safe as all other memory.
fn locked_page() -> &'static mut Page {
    static TOLD: Once = Once::new();
    let page = Box::leak(Box::new(Page([[0; 32]; PLACES])));
    match region::lock(std::ptr::from_ref(page), PAGE) {
        Ok(lock) => std::mem::forget(lock), // locked for as long as the process lives
        Err(error) => TOLD.call_once(|| {
            tracing::warn!(%error, "keys may be written to swap: their pages could not be locked");
        }),
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_empty_when_it_is_taken_and_wiped_when_it_is_given_back() {
        let mut places: Vec<Place> = (0..3 * PLACES).map(|_| Place::take()).collect();
        assert!(places.iter().all(|place| *place.bytes() == [0; 32]));
        for place in &mut places {
            place.bytes_mut().fill(0xa5);
        }
        drop(places);
        let again: Vec<Place> = (0..3 * PLACES).map(|_| Place::take()).collect();
        assert!(again.iter().all(|place| *place.bytes() == [0; 32]));
    }

    /// The system keeps count: `VmLck` in `/proc/self/status`, in KiB.
    #[test]
    #[cfg(target_os = "linux")]
    fn pages_with_keys_are_locked() {
        let _place = Place::take();
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let locked = status.lines().find_map(|line| line.strip_prefix("VmLck:"));
        let locked = locked.and_then(|rest| rest.trim().strip_suffix(" kB"));
        let kib: usize = locked.unwrap().trim().parse().unwrap();
        assert!(kib * 1024 >= PAGE, "{kib} KiB are locked");
    }
}
