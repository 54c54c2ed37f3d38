//! A browser asks, and the window answers.

use std::time::Duration;

use journeys::{
    Cli, Database, Machine, Person, Server, Window, hook, journey,
    steps::{
        PASSWORD, answer_here, ask_for_approval, by_password, connect_here, create_vault, lock,
    },
    until_within,
};

/// A server, somebody with an account there, and their computer, which answers for it.
async fn answering(machine: &Machine) -> (Server<'_>, Person, Window) {
    let server = Server::start(machine, Database::Sqlite).await;
    let (ana, window) = answering_at(machine, &server).await;
    (server, ana, window)
}

async fn answering_at(machine: &Machine, server: &Server<'_>) -> (Person, Window) {
    let ana = server.add_person("ana").await;
    let window = Window::app(machine, &machine.desk("ana")).await;
    create_vault(&window).await;
    connect_here(machine, &window, server.issuer(), &ana).await;
    answer_here(&window, "Ana’s desk").await;
    (ana, window)
}

/// Six digits that are not these.
fn other_than(digits: &str) -> String {
    let first = if digits.starts_with('1') { "2" } else { "1" };
    format!("{first}{}", &digits[1..])
}

async fn type_number(window: &Window, digits: &str) {
    window.write(&hook("approval-number"), digits).await;
    window.click(&hook("approve")).await;
}

async fn see_outcome(window: &Window, how: &str) {
    let outcome = format!("[data-testid=approval-outcome][data-how={how}]");
    window.see(&outcome).await;
    window.see_no(&hook("approval-card")).await;
}

#[tokio::test]
async fn the_number_from_the_page_approves_and_three_wrong_ones_or_a_no_deny() {
    journey(
        "the_number_from_the_page_approves_and_three_wrong_ones_or_a_no_deny",
        async |machine| {
            let (server, ana, window) = answering(machine).await;

            let (browser, digits) = ask_for_approval(machine, server.issuer(), &ana).await;
            window.see(&hook("approval-card")).await;
            let device = window.read(&hook("approval-device")).await;
            assert!(device.contains("Chrome"), "{device}");
            assert_eq!(window.read(&hook("approval-ip")).await, "127.0.0.1");
            assert!(window.shows(&hook("same-address")).await);
            let page = window.run("return document.body.innerText").await;
            assert!(
                !page.as_str().unwrap().replace(' ', "").contains(&digits),
                "the number is on the other screen alone"
            );
            type_number(&window, &digits).await;
            see_outcome(&window, "approved").await;
            browser.read_until("body", &ana.name).await;
            browser.close(machine).await;

            let (browser, digits) = ask_for_approval(machine, server.issuer(), &ana).await;
            let wrong = other_than(&digits);
            type_number(&window, &wrong).await;
            window
                .read_until(&hook("number-hint"), "2 tries left")
                .await;
            type_number(&window, &wrong).await;
            window
                .read_until(&hook("number-hint"), "One more wrong")
                .await;
            type_number(&window, &wrong).await;
            see_outcome(&window, "wrong").await;
            browser.read_until(".notice", "denied").await;
            browser.close(machine).await;

            let (browser, _) = ask_for_approval(machine, server.issuer(), &ana).await;
            window.see(&hook("approval-card")).await;
            window.click(&hook("deny")).await;
            see_outcome(&window, "denied").await;
            browser.read_until(".notice", "denied").await;
        },
    )
    .await;
}

#[tokio::test]
async fn a_locked_vault_is_opened_first_and_not_me_ends_what_else_is_signed_in() {
    journey(
        "a_locked_vault_is_opened_first_and_not_me_ends_what_else_is_signed_in",
        async |machine| {
            let (server, ana, window) = answering(machine).await;
            lock(&window).await;

            let (first, digits) = ask_for_approval(machine, server.issuer(), &ana).await;
            window.see(&hook("locked-approval")).await;
            assert!(
                !window.shows(&hook("deny")).await,
                "nothing can be answered"
            );
            window.write(&hook("unlock-password"), PASSWORD).await;
            window.click(&hook("unlock")).await;
            window.see(&hook("approval-card")).await;
            type_number(&window, &digits).await;
            see_outcome(&window, "approved").await;
            first.read_until("body", &ana.name).await;

            let (second, _) = ask_for_approval(machine, server.issuer(), &ana).await;
            window.see(&hook("approval-card")).await;
            window.click(&hook("not-me")).await;
            window.see(&hook("not-me-report")).await;
            let undone = "[data-testid=not-me-step]:not([data-done=true])";
            assert_eq!(window.read_all(undone).await, [""; 0], "all of it was done");
            // Its sign-in is over: it stands where it began.
            second.see("#password").await;
            first.go(&server.at("/account")).await;
            first.see("#password").await;

            window.click(&hook("not-me-done")).await;
            window.see(&hook("muted")).await;
            window
                .see("[data-testid=stream][data-state=connected]")
                .await;
        },
    )
    .await;
}

#[tokio::test]
async fn a_question_that_nobody_answers_runs_out_on_both_sides() {
    journey(
        "a_question_that_nobody_answers_runs_out_on_both_sides",
        async |machine| {
            let (server, ana, window) = answering(machine).await;
            let (browser, _) = ask_for_approval(machine, server.issuer(), &ana).await;
            window.see(&hook("approval-card")).await;
            // Two minutes, by the server's clock.
            let life = Duration::from_secs(180);
            until_within(life, "the question runs out", async || {
                (!window.shows(&hook("approval-card")).await).then_some(())
            })
            .await;
            see_outcome(&window, "expired").await;
            browser.read_until(".notice", "Nobody answered").await;

            let (again, digits) = ask_for_approval(machine, server.issuer(), &ana).await;
            type_number(&window, &digits).await;
            see_outcome(&window, "approved").await;
            again.read_until("body", &ana.name).await;
        },
    )
    .await;
}

#[tokio::test]
async fn a_server_that_starts_again_goes_on_with_what_it_asked() {
    journey(
        "a_server_that_starts_again_goes_on_with_what_it_asked",
        async |machine| {
            let (server, ana, window) = answering(machine).await;
            let (browser, digits) = ask_for_approval(machine, server.issuer(), &ana).await;
            window.see(&hook("approval-card")).await;
            server.stop().await;
            type_number(&window, &digits).await;
            window
                .see("[data-testid=failure][data-code=serverAway]")
                .await;
            server.resume().await;

            window.click(&hook("approve")).await;
            see_outcome(&window, "approved").await;
            browser.read_until("body", &ana.name).await;
        },
    )
    .await;
}

#[tokio::test]
async fn an_answer_that_a_cut_network_lost_is_given_again() {
    journey(
        "an_answer_that_a_cut_network_lost_is_given_again",
        async |machine| {
            let server = Server::start_far_away(machine).await;
            let (ana, window) = answering_at(machine, &server).await;
            let (browser, digits) = ask_for_approval(machine, server.issuer(), &ana).await;
            window.see(&hook("approval-card")).await;
            server.cut_network();
            type_number(&window, &digits).await;
            window
                .see("[data-testid=failure][data-code=serverAway]")
                .await;
            server.mend_network();

            window.click(&hook("approve")).await;
            see_outcome(&window, "approved").await;
            browser.read_until("body", &ana.name).await;
            window
                .see("[data-testid=stream][data-state=connected]")
                .await;
        },
    )
    .await;
}

#[tokio::test]
async fn what_a_removed_device_approved_lets_nobody_in() {
    journey(
        "what_a_removed_device_approved_lets_nobody_in",
        async |machine| {
            let (server, ana, window) = answering(machine).await;
            let (browser, digits) = ask_for_approval(machine, server.issuer(), &ana).await;
            // The page would collect at once.
            let page = browser.address().await;
            browser.go("about:blank").await;
            type_number(&window, &digits).await;
            see_outcome(&window, "approved").await;

            let cli = Cli::new(machine, &machine.desk("ana"));
            let leave = ["approvals", "leave"];
            let _ = by_password(machine, &cli, &leave, "").await.well();
            window
                .see("[data-testid=stream][data-state=notEnrolled]")
                .await;
            // Whoever takes a factor away gives up what was begun with it.
            browser.go(&page).await;
            browser.see("#password").await;
            browser.go(&server.at("/account")).await;
            browser.see("#password").await;
        },
    )
    .await;
}
