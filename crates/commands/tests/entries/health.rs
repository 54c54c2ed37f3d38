use std::time::{Duration, SystemTime};

use commands::{
    Context, codes,
    health::{self, HealthItem, HealthKind, Severity},
    recovery::{self, RecoveryTarget, RecoveryWords},
};
use zeroize::Zeroizing;

use crate::support::{DAY, GITHUB, Home, add, link, now};

fn in_half_a_year() -> SystemTime {
    now() + Duration::from_secs(181 * DAY)
}

async fn item(cx: &Context, kind: HealthKind) -> Option<HealthItem> {
    let items = health::check_health(cx).await.unwrap();
    items.into_iter().find(|item| item.kind == kind)
}

async fn store(cx: &Context, entry: &str, codes: usize) {
    let target = RecoveryTarget::Entry {
        entry: entry.to_owned(),
    };
    let code = |number| RecoveryWords::new(Zeroizing::new(format!("code-{number}")));
    let codes = (0..codes).map(code).collect();
    recovery::add_recovery_set(cx, target, codes, "")
        .await
        .unwrap();
}

#[tokio::test]
async fn entries_without_recovery_codes_are_named() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let added = add(&cx, &[("A", "a"), ("B", "b")]).await;
    store(&cx, &added[0].id, 5).await;
    let without = item(&cx, HealthKind::NoRecoveryCodes).await.unwrap();
    assert_eq!(
        (without.count, without.entries),
        (1, vec![added[1].id.clone()])
    );
    assert_eq!(item(&cx, HealthKind::FewRecoveryCodes).await, None);
}

#[tokio::test]
async fn fewer_than_three_recovery_codes_are_few_and_none_is_urgent() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let added = add(&cx, &[("A", "a")]).await;
    store(&cx, &added[0].id, 3).await;
    let set = recovery::list_recovery_sets(&cx)
        .await
        .unwrap()
        .remove(0)
        .id;
    assert_eq!(item(&cx, HealthKind::FewRecoveryCodes).await, None);
    for severity in [Severity::Soon, Severity::Soon, Severity::Now] {
        recovery::spend_next_recovery_code(&cx, &set).await.unwrap();
        let few = item(&cx, HealthKind::FewRecoveryCodes).await.unwrap();
        assert_eq!((few.severity, few.count), (severity, 1));
    }
    let first = &health::check_health(&cx).await.unwrap()[0];
    assert_eq!(
        first.kind,
        HealthKind::FewRecoveryCodes,
        "the most urgent first"
    );
}

#[tokio::test]
async fn doubles_by_seed_and_by_name_are_named() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let eight = GITHUB.replace("GitHub", "Other") + "&digits=8";
    let links = vec![link(GITHUB), link(&eight)];
    codes::add_entries(&cx, links).await.unwrap();
    add(&cx, &[("Bank", "ana"), ("bank", "Ana"), ("Bank", "ben")]).await;
    let doubles = item(&cx, HealthKind::Duplicates).await.unwrap();
    assert_eq!(doubles.count, 4);
}

#[tokio::test]
async fn a_seed_below_128_bits_is_weak() {
    let home = Home::new();
    let cx = home.with_vault().await;
    add(&cx, &[("Strong", "a")]).await;
    assert_eq!(item(&cx, HealthKind::WeakSeed).await, None);
    let weak = codes::add_entry(&cx, link(GITHUB)).await.unwrap().id;
    let found = item(&cx, HealthKind::WeakSeed).await.unwrap();
    assert_eq!(found.entries, [weak]);
}

#[tokio::test]
async fn an_entry_that_nobody_used_for_half_a_year_is_named() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let added = add(&cx, &[("A", "a"), ("B", "b")]).await;
    assert_eq!(item(&cx, HealthKind::NeverUsed).await, None);
    let later = home.later(in_half_a_year).await;
    let unused = item(&later, HealthKind::NeverUsed).await.unwrap();
    assert_eq!(unused.entries, [added[0].id.clone(), added[1].id.clone()]);
}

#[tokio::test]
async fn a_vault_without_a_recovery_key_is_named() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let item = item(&cx, HealthKind::NoRecoveryKey).await.unwrap();
    assert_eq!((item.severity, item.entries.len()), (Severity::Soon, 0));
}
