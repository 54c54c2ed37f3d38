//! Ten thousand devices that wait: what they cost, how fast they are asked and answer, and how all of them
//! come back when the server starts again.
//!
//! A round trip is a program that asks (CIBA), the event at the device, its signed answer
//! and the tokens. Each person is asked once, so that no limit of theirs counts.

mod device;
mod round;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use reqwest::Client;
use sqlx::{AnyConnection, Connection as _};
use tokio::{runtime::Runtime, sync::Mutex};

use self::device::Keys;
use crate::{
    RUNS, filled,
    load::{cpu_seconds, resident},
    ours::Place,
    print,
};

/// How many devices wait.
const DEVICES: i64 = 10_000;
/// How many programs ask at the same time.
const ASKING: usize = 32;
/// How many round trips one run has.
const TRIPS: usize = 1_500;

/// Prints the figures of `place`; `suffix` says what is special about it.
pub fn figures(runtime: &Runtime, place: &Place, suffix: &str) {
    filled::fill(runtime, place, DEVICES, DEVICES);
    let keys = Arc::new(Keys::new());
    runtime.block_on(enrol(&place.database, &keys));
    let running = place.start();
    let at = running.at;
    let figure = |name: &str| format!("server {name}{suffix}");
    runtime.block_on(async {
        let http = Client::builder().tcp_nodelay(true).build().unwrap();
        let devices = device::sign_all_in(&http, at, &place.issuer, &keys, DEVICES).await;
        let before = resident(running.pid());
        let connected = Arc::new(AtomicUsize::new(0));
        let watching = device::watch_all(&http, devices, &connected).await;
        print(
            &figure("memory with 10000 waiting devices"),
            "MiB",
            &[resident(running.pid())],
            None,
        );
        print(&figure("memory without them"), "MiB", &[before], None);

        let waiting = Arc::new(Mutex::new(watching));
        let (mut rates, mut per_core, mut delivered) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..RUNS {
            let (begun, used) = (Instant::now(), cpu_seconds(&[running.pid()]));
            let took = round::trips(&http, &running, &waiting, &keys).await;
            let seconds = begun.elapsed().as_secs_f64();
            let cores = (cpu_seconds(&[running.pid()]) - used) / seconds;
            rates.push(took.len() as f64 / seconds);
            per_core.push(took.len() as f64 / seconds / cores);
            delivered.extend(took);
        }
        print(&figure("approval round trips"), "1/s", &rates, None);
        print(
            &figure("approval round trips per core"),
            "1/s per core",
            &per_core,
            None,
        );
        print(
            &figure(&format!("asked to device with {ASKING} programs asking")),
            "ms",
            &delivered,
            None,
        );

        // All of them hold on to their streams and come back by themselves.
        connected.store(0, Ordering::SeqCst);
        running.stop();
        let began = Instant::now();
        let again = place.start_at(at);
        let ready = began.elapsed();
        let mut busiest = 0;
        let mut last = 0;
        let all = usize::try_from(DEVICES).unwrap();
        while connected.load(Ordering::SeqCst) < all {
            assert!(
                began.elapsed() < Duration::from_secs(120),
                "{last} came back"
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
            let now = connected.load(Ordering::SeqCst);
            busiest = busiest.max(now - last);
            last = now;
        }
        let took = (began.elapsed() - ready).as_secs_f64();
        print(
            &figure("10000 devices back after a restart"),
            "s",
            &[took],
            None,
        );
        print(
            &figure("most of them back in a tenth of a second"),
            "devices",
            &[busiest as f64],
            None,
        );
        drop(again);
    });
}

/// Gives each device its key, and each family a token that is known here.
async fn enrol(database: &str, keys: &Keys) {
    let mut connection = AnyConnection::connect(database).await.unwrap();
    let mut transaction = connection.begin().await.unwrap();
    let public = keys.answering.public();
    sqlx::query(
        "UPDATE devices SET approval_key_id = $1, approval_key = $2, approval_key_at = 1, dpop_jkt = $3
         WHERE name = 'Laptop'",
    )
    .bind(public.id())
    .bind(public.to_text())
    .bind(keys.bound.jkt())
    .execute(&mut *transaction)
    .await
    .unwrap();
    for number in 1..=DEVICES {
        sqlx::query("UPDATE refresh_tokens SET digest = $1 WHERE family_id = $2")
            .bind(authority::Digest::of(&device::token(number)).as_str())
            .bind(device::id(number))
            .execute(&mut *transaction)
            .await
            .unwrap();
        sqlx::query("UPDATE refresh_families SET dpop_jkt = $1, scopes = $2 WHERE id = $3")
            .bind(keys.bound.jkt())
            .bind("approvals offline_access openid sessions")
            .bind(device::id(number))
            .execute(&mut *transaction)
            .await
            .unwrap();
    }
    transaction.commit().await.unwrap();
    connection.close().await.unwrap();
}
