//! The ground the stories stand on, by itself.

use journeys::{Postgres, Window, journey};

#[tokio::test]
async fn a_browser_draws_a_page() {
    journey("a_browser_draws_a_page", async |machine| {
        let browser = Window::browser(machine).await;
        browser.go("data:text/html,<h1>Here</h1>").await;

        assert_eq!(browser.read("h1").await, "Here");
        browser.close(machine).await;
    })
    .await;
}

#[tokio::test]
async fn a_database_starts() {
    journey("a_database_starts", async |machine| {
        assert!(
            Postgres::start(machine)
                .await
                .url()
                .starts_with("postgres://")
        );
    })
    .await;
}

#[test]
fn a_failed_journey_leaves_pictures_and_logs() {
    const NAME: &str = "a_failed_journey_leaves_pictures_and_logs";
    let told = std::thread::spawn(|| {
        let told = journey(NAME, async |machine| {
            Window::browser(machine)
                .await
                .go("data:text/html,<h1>Here</h1>")
                .await;
            panic!("this journey was meant to fail");
        });
        tokio::runtime::Runtime::new().unwrap().block_on(told);
    });

    assert!(told.join().is_err(), "its failure is passed on");
    let left = journeys::folder(NAME);
    for name in ["browser-1.png", "browser-1.log", "bus.log"] {
        assert!(left.join(name).exists(), "{name} is left");
    }
    std::fs::remove_dir_all(left).unwrap();
}
