//! Sign-ins that ask this computer: watched for as long as the program runs, with or without a window,
//! with the vault open or locked.
//!
//! What changes is told to the pages, to the tray and to the desktop, none of which answers anything:
//! they lead to the card.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use commands::{
    approvals::{self, ApprovalView, ApprovalsView},
    push::PushView,
};
use tokio::sync::Notify;

use crate::{core::Core, events::ApprovalsChanged, notices::Notice, words};

/// The watch, as the rest of the program knows it.
#[derive(Default)]
pub(crate) struct Approvals {
    waiting: AtomicUsize,
    again: Notify,
}

impl Approvals {
    /// How many wait for an answer.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Connects anew to every server, as after sleep or with another network.
    pub(crate) fn connect_anew(&self) {
        self.again.notify_one();
    }
}

/// Watches for as long as the program runs.
pub(crate) fn start(core: &Arc<Core>) {
    let core = Arc::clone(core);
    tokio::spawn(async move {
        loop {
            let heard = Arc::clone(&core);
            let sink = move |view: ApprovalsView| hear(&heard, &view);
            tokio::select! {
                () = approvals::watch_approvals(&core.cx, sink) => return,
                () = core.approvals.again.notified() => {}
            }
        }
    });
}

fn hear(core: &Core, view: &ApprovalsView) {
    let waiting = usize::try_from(view.waiting).unwrap_or(usize::MAX);
    core.approvals.waiting.store(waiting, Ordering::Relaxed);
    core.notices.show(notices(view));
    core.tell(&ApprovalsChanged);
    core.tray.look_again();
}

/// What the desktop shows of them: one for each, and one alone for accounts when many came at once.
fn notices(view: &ApprovalsView) -> Vec<Notice> {
    let kept_back = usize::try_from(view.waiting).unwrap_or(usize::MAX) > view.pushes.len();
    let mut notices = match &view.burst {
        Some(_) if !kept_back => Vec::new(),
        Some(_) => vec![Notice {
            key: "burst".to_owned(),
            approval: None,
            title: words::BURST.to_owned(),
            text: words::BURST_TEXT.to_owned(),
        }],
        None => view.cards.iter().map(notice).collect(),
    };
    notices.extend(view.pushes.iter().map(push_notice));
    notices
}

fn notice(card: &ApprovalView) -> Notice {
    Notice {
        key: card.id.clone(),
        approval: Some(card.id.clone()),
        title: words::IS_THIS_YOU.to_owned(),
        text: words::asks(card.app.as_deref(), &card.server_name),
    }
}

fn push_notice(push: &PushView) -> Notice {
    Notice {
        key: push.id.clone(),
        approval: Some(push.id.clone()),
        title: words::IS_THIS_YOU.to_owned(),
        text: words::asks(push.title.as_deref(), &push.server),
    }
}

#[cfg(test)]
mod tests {
    use commands::approvals::{ApprovalPurpose, BurstView};

    use super::*;

    const NOW: i64 = 1_800_000_000_000;

    fn card(id: &str, left_ms: i64) -> ApprovalView {
        ApprovalView {
            id: id.to_owned(),
            account_id: "a1".to_owned(),
            server_name: "id.example".to_owned(),
            issuer: "https://id.example".to_owned(),
            purpose: ApprovalPurpose::SignIn,
            app: Some("Wiki".to_owned()),
            message: Some("Transfer of 204518 EUR".to_owned()),
            browser: None,
            os: None,
            ip: None,
            place: None,
            place_within_km: None,
            same_address: false,
            number: true,
            created_at_ms: NOW - 1000,
            expires_at_ms: NOW + left_ms,
            tries_left: None,
        }
    }

    #[test]
    fn each_that_waits_is_told_once_by_program_and_server_alone() {
        let view = ApprovalsView {
            cards: vec![card("a", 1000), card("b", 2000)],
            waiting: 2,
            ..ApprovalsView::default()
        };
        let told = notices(&view);

        assert_eq!(told.len(), 2);
        for notice in told {
            assert!(notice.text.contains("Wiki") && notice.text.contains("id.example"));
            let said = notice.title + &notice.text;
            assert!(!said.contains(|sign: char| sign.is_ascii_digit()), "{said}");
        }
    }

    #[test]
    fn a_push_token_is_told_of_also_beside_a_burst() {
        let push = PushView {
            id: "p".to_owned(),
            token_id: "t".to_owned(),
            issuer: "University".to_owned(),
            label: "ana".to_owned(),
            server: "mfa.example".to_owned(),
            title: None,
            question: "Do you sign in?".to_owned(),
            choices: Vec::new(),
            may_say_why: false,
            expires_at_ms: NOW + 1000,
        };
        let view = ApprovalsView {
            pushes: vec![push],
            waiting: 1,
            burst: Some(BurstView {
                since_ms: NOW - 60_000,
                requests: vec![card("a", -1000)],
            }),
            ..ApprovalsView::default()
        };
        let told = notices(&view);

        assert_eq!(told.len(), 1, "what the burst kept back is over");
        assert!(told[0].text.contains("mfa.example"), "{}", told[0].text);
    }

    #[test]
    fn a_burst_is_told_once_and_not_after_its_last_request_is_over() {
        let view = |waiting| ApprovalsView {
            burst: Some(BurstView {
                since_ms: NOW - 60_000,
                requests: vec![card("a", -1000), card("b", -500), card("c", 1000)],
            }),
            waiting,
            ..ApprovalsView::default()
        };

        assert_eq!(notices(&view(1)).len(), 1);
        assert_eq!(notices(&view(0)).len(), 0);
    }
}
