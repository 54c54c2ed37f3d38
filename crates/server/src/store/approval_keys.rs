//! The keys with which devices answer for their person, and the codes that enrol them.

use authority::{Digest, Moment};
use protocol::{ApprovalPublicKey, DeviceId, UserId};
use sqlx::any::AnyRow;

use super::{Columns as _, Error, Tx, once};
use crate::replicas::wake::Wake;

/// A device that can be asked.
#[derive(Debug, Clone)]
pub struct Approver {
    /// Which device.
    pub device: DeviceId,
    /// Whose.
    pub user: UserId,
    /// What the person calls it.
    pub name: Option<String>,
    /// The key that it answers with.
    pub key: ApprovalPublicKey,
    /// When the key was enrolled.
    pub enrolled_at: Moment,
    /// When it last answered.
    pub used_at: Option<Moment>,
    /// Whether a program is signed in there, without which nobody can be asked.
    pub signed_in: bool,
}

/// The columns that [`read`] wants; $1 is for the caller, $2 the moment.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT d.*,
                 (SELECT COUNT(*) FROM sessions s WHERE s.device_id = d.id AND s.kind = 'app'
                     AND s.ended_at IS NULL AND s.expires_at > $2) AS sessions
             FROM devices d WHERE d.ended_at IS NULL AND d.approval_key IS NOT NULL AND ",
            $rest
        )
    };
}

/// See [`super::Work::approval_keys`].
pub struct ApprovalKeys<'a>(pub(super) &'a mut Tx);

impl ApprovalKeys<'_> {
    /// Adds a code with which this device of this person enrols its key, in the place of those before.
    pub async fn add_code(
        &mut self,
        code: &Digest,
        user: UserId,
        device: DeviceId,
        expires_at: Moment,
    ) -> Result<(), Error> {
        sqlx::query("DELETE FROM approval_codes WHERE device_id = $1")
            .bind(device.to_string())
            .execute(&mut **self.0)
            .await?;
        sqlx::query(
            "INSERT INTO approval_codes (digest, user_id, device_id, expires_at)
             VALUES ($1, $2, $3, $4)",
        )
        .bind(code.as_str())
        .bind(user.to_string())
        .bind(device.to_string())
        .bind(expires_at.unix())
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }

    /// Spends a code of this device; [`Error::Conflict`] when there is none that can be used.
    pub async fn spend_code(
        &mut self,
        code: &Digest,
        user: UserId,
        device: DeviceId,
        now: Moment,
    ) -> Result<(), Error> {
        let spent = sqlx::query(
            "DELETE FROM approval_codes
             WHERE digest = $1 AND user_id = $2 AND device_id = $3 AND expires_at > $4",
        )
        .bind(code.as_str())
        .bind(user.to_string())
        .bind(device.to_string())
        .bind(now.unix())
        .execute(&mut **self.0)
        .await?;
        once(&spent)
    }

    /// Whether the tokens of a device are bound to a key, by which it is recognised at the next sign-in.
    pub async fn is_bound(&mut self, device: DeviceId) -> Result<bool, Error> {
        let row = sqlx::query("SELECT dpop_jkt FROM devices WHERE id = $1")
            .bind(device.to_string())
            .fetch_optional(&mut **self.0)
            .await?;
        Ok(match row {
            Some(row) => row.maybe_text("dpop_jkt")?.is_some(),
            None => false,
        })
    }

    /// Gives a device of a person its key in the place of the one it had; [`Error::Conflict`] when the
    /// device is not theirs or was removed.
    pub async fn set(
        &mut self,
        user: UserId,
        device: DeviceId,
        name: &str,
        key: &ApprovalPublicKey,
        now: Moment,
    ) -> Result<(), Error> {
        let set = sqlx::query(
            "UPDATE devices SET approval_key_id = $1, approval_key = $2, approval_key_at = $3,
                 approval_used_at = NULL, name = $4
             WHERE id = $5 AND user_id = $6 AND ended_at IS NULL",
        )
        .bind(key.id())
        .bind(key.to_text())
        .bind(now.unix())
        .bind(name)
        .bind(device.to_string())
        .bind(user.to_string())
        .execute(&mut **self.0)
        .await?;
        once(&set)?;
        // What another key was asked, this one cannot answer.
        forget_what_belongs_to_the_key(self.0, user, device, now).await
    }

    /// Takes the key from a device, with what it was asked and the codes for another one; `false` when it
    /// had none.
    pub async fn take(
        &mut self,
        user: UserId,
        device: DeviceId,
        now: Moment,
    ) -> Result<bool, Error> {
        take(self.0, user, device, now).await
    }

    /// The devices of a person that have a key: those that are signed in first, and of these the one that
    /// answered last.
    pub async fn of(&mut self, user: UserId, now: Moment) -> Result<Vec<Approver>, Error> {
        let rows = sqlx::query(select!(
            "d.user_id = $1 ORDER BY COALESCE(d.approval_used_at, d.approval_key_at) DESC, d.id"
        ))
        .bind(user.to_string())
        .bind(now.unix())
        .fetch_all(&mut **self.0)
        .await?;
        let mut found = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        found.sort_by_key(|approver| !approver.signed_in);
        Ok(found)
    }

    /// The device, when it has a key.
    pub async fn get(&mut self, device: DeviceId, now: Moment) -> Result<Option<Approver>, Error> {
        let row = sqlx::query(select!("d.id = $1"))
            .bind(device.to_string())
            .bind(now.unix())
            .fetch_optional(&mut **self.0)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Whether a program that is signed in on this device was last seen at `ip`.
    pub async fn is_at(&mut self, device: DeviceId, ip: &str, now: Moment) -> Result<bool, Error> {
        let row = sqlx::query(
            "SELECT COUNT(*) AS seen FROM sessions
             WHERE device_id = $1 AND kind = 'app' AND ip = $2 AND ended_at IS NULL
                 AND expires_at > $3",
        )
        .bind(device.to_string())
        .bind(ip)
        .bind(now.unix())
        .fetch_one(&mut **self.0)
        .await?;
        Ok(row.number("seen")? > 0)
    }

    /// Forgets codes that nobody can use any more.
    pub async fn forget_codes(&mut self, now: Moment) -> Result<u64, Error> {
        let gone = sqlx::query("DELETE FROM approval_codes WHERE expires_at <= $1")
            .bind(now.unix())
            .execute(&mut **self.0)
            .await?;
        Ok(gone.rows_affected())
    }

    /// Notes that a device answered.
    pub async fn used(&mut self, device: DeviceId, now: Moment) -> Result<(), Error> {
        sqlx::query("UPDATE devices SET approval_used_at = $1 WHERE id = $2")
            .bind(now.unix())
            .bind(device.to_string())
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }
}

/// See [`ApprovalKeys::take`].
pub(super) async fn take(
    tx: &mut Tx,
    user: UserId,
    device: DeviceId,
    now: Moment,
) -> Result<bool, Error> {
    let taken = sqlx::query(
        "UPDATE devices SET approval_key_id = NULL, approval_key = NULL, approval_key_at = NULL,
             approval_used_at = NULL
         WHERE id = $1 AND user_id = $2 AND approval_key IS NOT NULL",
    )
    .bind(device.to_string())
    .bind(user.to_string())
    .execute(&mut **tx)
    .await?;
    forget_what_belongs_to_the_key(tx, user, device, now).await?;
    Ok(taken.rows_affected() == 1)
}

/// Ends what a device was asked where no program is signed in any more: nobody there can answer. The key
/// stays, or ending sessions, as a forgotten password does, would take a factor from its person.
pub(super) async fn give_up_where_nobody_is(
    tx: &mut Tx,
    user: UserId,
    device: DeviceId,
    now: Moment,
) -> Result<(), Error> {
    let over = sqlx::query(
        "UPDATE approvals SET state = 'expired', decided_at = $1
         WHERE user_id = $2 AND device_id = $3 AND state = 'pending' AND NOT EXISTS
             (SELECT 1 FROM sessions s WHERE s.device_id = $3 AND s.kind = 'app'
                  AND s.ended_at IS NULL AND s.expires_at > $1)",
    )
    .bind(now.unix())
    .bind(user.to_string())
    .bind(device.to_string())
    .execute(&mut **tx)
    .await?;
    if over.rows_affected() > 0 {
        tx.changed(Wake::Approval(user));
    }
    Ok(())
}

/// Ends what a device was asked and not answered, and takes the codes that would give it a key.
async fn forget_what_belongs_to_the_key(
    tx: &mut Tx,
    user: UserId,
    device: DeviceId,
    now: Moment,
) -> Result<(), Error> {
    sqlx::query("DELETE FROM approval_codes WHERE device_id = $1")
        .bind(device.to_string())
        .execute(&mut **tx)
        .await?;
    sqlx::query(
        "UPDATE approvals SET state = 'expired', decided_at = $1
         WHERE user_id = $2 AND device_id = $3 AND state = 'pending'",
    )
    .bind(now.unix())
    .bind(user.to_string())
    .bind(device.to_string())
    .execute(&mut **tx)
    .await?;
    tx.changed(Wake::Approval(user));
    Ok(())
}

fn read(row: &AnyRow) -> Result<Approver, Error> {
    let key = ApprovalPublicKey::from_text(&row.text("approval_key")?);
    Ok(Approver {
        device: row.parsed("id")?,
        user: row.parsed("user_id")?,
        name: row.maybe_text("name")?,
        key: key.map_err(|_| Error::Unreadable("approval_key"))?,
        enrolled_at: row.moment("approval_key_at")?,
        used_at: row.maybe_moment("approval_used_at")?,
        signed_in: row.number("sessions")? > 0,
    })
}
