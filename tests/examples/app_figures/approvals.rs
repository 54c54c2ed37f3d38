//! From the press of a button in a browser until the window has drawn the question.

use std::time::{SystemTime, UNIX_EPOCH};

use journeys::{Database, Machine, Server, Visitor, Window, hook, steps, until};

/// Whoever was asked so often in ten minutes is not asked again.
const EACH: usize = 3;
const PEOPLE: usize = 3;

/// When the card that came last was drawn, in milliseconds since the Unix epoch.
const WATCH: &str = "
    window.drawn = null;
    new MutationObserver((_, watching) => {
        if (!document.querySelector('[data-testid=approval-card]')) return;
        watching.disconnect();
        requestAnimationFrame(() => setTimeout(() =>
            (window.drawn = performance.timeOrigin + performance.now())));
    }).observe(document.body, { childList: true, subtree: true })";

/// Milliseconds, of several people one after the other.
pub(crate) async fn asked_to_card_ms(machine: &Machine) -> Vec<f64> {
    let server = Server::start(machine, Database::Sqlite).await;
    let mut took = Vec::new();
    for number in 0..PEOPLE {
        let name = format!("person{number}");
        let person = server.add_person(&name).await;
        let window = Window::app_for_figures(machine, &machine.desk(&name)).await;
        steps::create_vault(&window).await;
        steps::connect_here(machine, &window, server.issuer(), &person).await;
        steps::answer_here(&window, &name).await;
        for _ in 0..EACH {
            let mut visitor = Visitor::new(&server);
            let page = visitor.sign_in(&person).await;
            let _ = window.run(WATCH).await;
            let pressed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
            let page = visitor.ask_device(&page).await;
            let drawn = until("the card is drawn", async || {
                window.run("return window.drawn").await.as_f64()
            })
            .await;
            took.push(drawn - pressed.as_secs_f64() * 1_000.0);
            window.write(&hook("approval-number"), &page.number()).await;
            window.click(&hook("approve")).await;
            window.see_no(&hook("approval-card")).await;
        }
        window.close(machine).await;
    }
    took
}
