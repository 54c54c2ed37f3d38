//! Questions to devices, and their answers.

use authority::{
    Moment,
    approval::{Approval, Circumstances, Digits, History, STARTS_WITHIN, State, UNANSWERED_WITHIN},
};
use protocol::{ApprovalId, ApprovalRequest, RecordedAnswer, SessionId, SignedAnswer, UserId};
use sqlx::any::AnyRow;

use super::{Columns as _, Error, Tx, once};
use crate::replicas::wake::Wake;

/// See [`super::Work::approvals`].
pub struct Approvals<'a>(pub(super) &'a mut Tx);

/// A request as it is stored. [`StoredApproval::with`] makes it one that can be decided about.
#[derive(Debug, Clone)]
pub struct StoredApproval {
    /// What the device is shown.
    pub request: ApprovalRequest,
    /// What the person types, as [`crate::factors::sealed`] made it.
    pub sealed_digits: Option<String>,
    /// How often they may still be wrong.
    pub tries_left: u32,
    /// Who alone may collect it.
    pub holder: String,
    /// Where it stands.
    pub state: State,
    /// Whether it was collected.
    pub collected: bool,
    /// The answer, where the device gave one that counted.
    pub answer: Option<SignedAnswer>,
}

impl StoredApproval {
    /// Whether it can still be answered.
    #[must_use]
    pub fn is_open(&self, now: Moment) -> bool {
        self.state == State::Pending && now.unix() < self.request.expires_at
    }

    /// The request with its digits, which the caller opened.
    #[must_use]
    pub fn with(self, digits: Option<Digits>) -> Approval {
        Approval {
            request: self.request,
            digits,
            tries_left: self.tries_left,
            holder: self.holder,
            state: self.state,
            collected: self.collected,
        }
    }
}

/// What a device that waits is told.
#[derive(Debug)]
pub struct Watched {
    /// What it can answer.
    pub open: Option<ApprovalRequest>,
    /// Until when the person does not want to be asked.
    pub muted_until: Option<Moment>,
    /// When the session ends by time.
    pub ends_at: Moment,
}

impl Approvals<'_> {
    /// Adds a request that nobody answered yet; `false` when the person has another open one. What nobody
    /// answered in time is over by this.
    pub async fn add(
        &mut self,
        approval: &Approval,
        sealed_digits: Option<&str>,
        now: Moment,
    ) -> Result<bool, Error> {
        let user = approval.request.user;
        sqlx::query(
            "UPDATE approvals SET state = 'expired'
             WHERE user_id = $1 AND state = 'pending' AND expires_at <= $2",
        )
        .bind(user.to_string())
        .bind(now.unix())
        .execute(&mut **self.0)
        .await?;
        let added = sqlx::query(
            "INSERT INTO approvals (id, user_id, device_id, holder, request, digits, tries_left, state,
                 created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', $8, $9) ON CONFLICT DO NOTHING",
        )
        .bind(approval.request.id.to_string())
        .bind(user.to_string())
        .bind(approval.request.device.to_string())
        .bind(approval.holder.as_str())
        .bind(json(&approval.request)?)
        .bind(sealed_digits.map(str::to_owned))
        .bind(i64::from(approval.tries_left))
        .bind(approval.request.created_at)
        .bind(approval.request.expires_at)
        .execute(&mut **self.0)
        .await?;
        self.0.changed(Wake::Approval(user));
        Ok(added.rows_affected() == 1)
    }

    /// The request of that id.
    pub async fn get(&mut self, id: ApprovalId) -> Result<Option<StoredApproval>, Error> {
        let row = sqlx::query("SELECT * FROM approvals WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(&mut **self.0)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// What the device of a session can answer now; `None` when that session has ended, or its device
    /// has no key.
    pub async fn watched(
        &mut self,
        session: SessionId,
        now: Moment,
    ) -> Result<Option<Watched>, Error> {
        let row = sqlx::query(
            "SELECT a.*, s.expires_at AS session_ends, u.approvals_muted_until
             FROM sessions s
             JOIN users u ON u.id = s.user_id AND u.disabled_at IS NULL
             JOIN devices d ON d.id = s.device_id AND d.ended_at IS NULL
                 AND d.approval_key IS NOT NULL
             LEFT JOIN approvals a ON a.user_id = s.user_id AND a.state = 'pending'
                 AND a.device_id = d.id AND a.expires_at > $2
             WHERE s.id = $1 AND s.kind = 'app' AND s.ended_at IS NULL AND s.expires_at > $2",
        )
        .bind(session.to_string())
        .bind(now.unix())
        .fetch_optional(&mut **self.0)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let open = match row.maybe_text("state")? {
            None => None,
            Some(_) => Some(read(&row)?.request),
        };
        Ok(Some(Watched {
            open,
            muted_until: row.maybe_moment("approvals_muted_until")?,
            ends_at: row.moment("session_ends")?,
        }))
    }

    /// What a person answered, the latest first, from behind `after` on.
    pub async fn answered(
        &mut self,
        user: UserId,
        after: Option<(i64, String)>,
        limit: u32,
    ) -> Result<Vec<RecordedAnswer>, Error> {
        let (decided, id) = after.unwrap_or((i64::MAX, String::new()));
        let rows = sqlx::query(
            "SELECT * FROM approvals
             WHERE user_id = $1 AND answer IS NOT NULL AND (decided_at, id) < ($2, $3)
             ORDER BY decided_at DESC, id DESC LIMIT $4",
        )
        .bind(user.to_string())
        .bind(decided)
        .bind(id)
        .bind(i64::from(limit))
        .fetch_all(&mut **self.0)
        .await?;
        rows.iter()
            .map(|row| {
                let stored = read(row)?;
                Ok(RecordedAnswer {
                    id: stored.request.id,
                    state: stored.state.word().to_owned(),
                    answer: stored.answer.ok_or(Error::Unreadable("answer"))?,
                    request: stored.request,
                    decided_at: row.number("decided_at")?,
                })
            })
            .collect()
    }

    /// The latest request of this holder. Of two in one second the open one is the later, and then the one
    /// that was decided later.
    pub async fn held(&mut self, holder: &str) -> Result<Option<StoredApproval>, Error> {
        let row = sqlx::query(
            "SELECT * FROM approvals WHERE holder = $1
             ORDER BY created_at DESC, CASE state WHEN 'pending' THEN 0 ELSE 1 END,
                 COALESCE(decided_at, 0) DESC, id DESC LIMIT 1",
        )
        .bind(holder)
        .fetch_optional(&mut **self.0)
        .await?;
        row.as_ref().map(read).transpose()
    }

    /// Spends a try; [`Error::Conflict`] when a parallel answer did.
    pub async fn spend_try(&mut self, approval: &Approval, now: Moment) -> Result<(), Error> {
        let spent = sqlx::query(
            "UPDATE approvals SET tries_left = tries_left - 1
             WHERE id = $1 AND state = 'pending' AND tries_left = $2 AND tries_left > 0
                 AND expires_at > $3",
        )
        .bind(approval.request.id.to_string())
        .bind(i64::from(approval.tries_left))
        .bind(now.unix())
        .execute(&mut **self.0)
        .await?;
        self.0.changed(Wake::Approval(approval.request.user));
        once(&spent)
    }

    /// Records the answer that decides a request, with which `tries_left` tries are left;
    /// [`Error::Conflict`] when it is over already.
    pub async fn decide(
        &mut self,
        approval: &Approval,
        state: State,
        tries_left: u32,
        answer: &SignedAnswer,
        now: Moment,
    ) -> Result<(), Error> {
        let decided = sqlx::query(
            "UPDATE approvals SET state = $1, decided_at = $2, answer = $3, tries_left = $6
             WHERE id = $4 AND state = 'pending' AND tries_left = $5 AND expires_at > $2",
        )
        .bind(state.word())
        .bind(now.unix())
        .bind(json(answer)?)
        .bind(approval.request.id.to_string())
        .bind(i64::from(approval.tries_left))
        .bind(i64::from(tries_left))
        .execute(&mut **self.0)
        .await?;
        self.0.changed(Wake::Approval(approval.request.user));
        once(&decided)
    }

    /// Gives an approval to whoever asked, or gives it up, once; [`Error::Conflict`] when that was done
    /// before.
    pub async fn collect(&mut self, id: ApprovalId, now: Moment) -> Result<(), Error> {
        let collected = sqlx::query(
            "UPDATE approvals SET collected_at = $1
             WHERE id = $2 AND state = 'approved' AND collected_at IS NULL",
        )
        .bind(now.unix())
        .bind(id.to_string())
        .execute(&mut **self.0)
        .await?;
        once(&collected)
    }

    /// Ends a request that nobody answered; `false` when it is over.
    pub async fn withdraw(
        &mut self,
        request: &ApprovalRequest,
        now: Moment,
    ) -> Result<bool, Error> {
        let gone = sqlx::query(
            "UPDATE approvals SET state = 'expired', decided_at = $1
             WHERE id = $2 AND state = 'pending'",
        )
        .bind(now.unix())
        .bind(request.id.to_string())
        .execute(&mut **self.0)
        .await?;
        self.0.changed(Wake::Approval(request.user));
        Ok(gone.rows_affected() == 1)
    }

    /// What was asked of a person lately.
    pub async fn history(&mut self, user: UserId, now: Moment) -> Result<History, Error> {
        let row = sqlx::query(
            "SELECT approvals_muted_until, approvals_cleared_at FROM users WHERE id = $1",
        )
        .bind(user.to_string())
        .fetch_optional(&mut **self.0)
        .await?;
        let (muted_until, cleared_at) = match row {
            Some(row) => (
                row.maybe_moment("approvals_muted_until")?,
                row.maybe_moment("approvals_cleared_at")?,
            ),
            None => (None, None),
        };
        let rows = sqlx::query(
            "SELECT state, created_at, expires_at FROM approvals
             WHERE user_id = $1 AND created_at > $2",
        )
        .bind(user.to_string())
        .bind(now.minus(STARTS_WITHIN.max(UNANSWERED_WITHIN)).unix())
        .fetch_all(&mut **self.0)
        .await?;
        let mut history = History {
            muted_until,
            ..History::default()
        };
        for row in rows {
            let (at, ends) = (row.moment("created_at")?, row.moment("expires_at")?);
            let state = row.text("state")?;
            let open = state == "pending" && now < ends;
            history.open |= open;
            history.begun.push(at);
            let counts = cleared_at.is_none_or(|cleared| cleared < at);
            if counts && !open && state != "approved" {
                history.unanswered.push(at);
            }
        }
        Ok(history)
    }

    /// Notes until when a person does not want to be asked.
    pub async fn mute(&mut self, user: UserId, until: Moment) -> Result<(), Error> {
        sqlx::query("UPDATE users SET approvals_muted_until = $1 WHERE id = $2")
            .bind(until.unix())
            .bind(user.to_string())
            .execute(&mut **self.0)
            .await?;
        self.0.changed(Wake::Approval(user));
        Ok(())
    }

    /// Notes that another factor of a person was right, so that what was not answered before counts no
    /// longer.
    pub async fn clear(&mut self, user: UserId, now: Moment) -> Result<(), Error> {
        sqlx::query("UPDATE users SET approvals_cleared_at = $1 WHERE id = $2")
            .bind(now.unix())
            .bind(user.to_string())
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }

    /// What is true of the person now, for whoever collects; `locked` is what the caller knows.
    pub async fn circumstances(
        &mut self,
        request: &ApprovalRequest,
        locked: bool,
    ) -> Result<Circumstances, Error> {
        let row = sqlx::query(
            "SELECT u.disabled_at, u.password_changed_at,
                 (SELECT COUNT(*) FROM devices d WHERE d.id = $2 AND d.user_id = u.id
                     AND d.ended_at IS NULL AND d.approval_key_id = $3) AS stays
             FROM users u WHERE u.id = $1",
        )
        .bind(request.user.to_string())
        .bind(request.device.to_string())
        .bind(request.key.as_str())
        .fetch_optional(&mut **self.0)
        .await?;
        let Some(row) = row else {
            return Ok(Circumstances {
                enabled: false,
                locked,
                device_stays: false,
                password_stays: false,
            });
        };
        let changed = row.maybe_moment("password_changed_at")?;
        Ok(Circumstances {
            enabled: row.maybe_moment("disabled_at")?.is_none(),
            locked,
            device_stays: row.number("stays")? == 1,
            password_stays: changed.is_none_or(|at| at.unix() < request.created_at),
        })
    }

    /// Forgets requests from before `moment`.
    pub async fn forget_before(&mut self, moment: Moment) -> Result<u64, Error> {
        let gone = sqlx::query("DELETE FROM approvals WHERE created_at < $1")
            .bind(moment.unix())
            .execute(&mut **self.0)
            .await?;
        Ok(gone.rows_affected())
    }
}

fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|_| Error::Unreadable("request"))
}

fn read(row: &AnyRow) -> Result<StoredApproval, Error> {
    let answer = row.maybe_text("answer")?;
    let state = match row.text("state")?.as_str() {
        "pending" => State::Pending,
        "approved" => State::Approved(row.moment("decided_at")?),
        "denied" => State::Denied,
        "expired" => State::Expired,
        _ => return Err(Error::Unreadable("state")),
    };
    Ok(StoredApproval {
        request: serde_json::from_str(&row.text("request")?)
            .map_err(|_| Error::Unreadable("request"))?,
        sealed_digits: row.maybe_text("digits")?,
        tries_left: u32::try_from(row.number("tries_left")?)
            .map_err(|_| Error::Unreadable("tries_left"))?,
        holder: row.text("holder")?,
        state,
        collected: row.maybe_moment("collected_at")?.is_some(),
        answer: answer
            .map(|answer| serde_json::from_str(&answer))
            .transpose()
            .map_err(|_| Error::Unreadable("answer"))?,
    })
}
