//! Sign-ins of devices that have no browser ([RFC 8628](https://www.rfc-editor.org/rfc/rfc8628)).

use std::time::Duration;

use authority::{
    Digest, Moment,
    device::{Approval, DeviceGrant, State},
    scope::Scopes,
};
use protocol::FamilyId;
use sqlx::any::AnyRow;

use super::{Columns as _, Error, Tx, once};

/// See [`super::Work::device_grants`].
pub struct DeviceGrants<'a>(pub(super) &'a mut Tx);

impl DeviceGrants<'_> {
    /// Records a sign-in under the digest of its device code and the keyed hash of its user code;
    /// `false` when that user code is taken.
    pub async fn add(
        &mut self,
        device_code: &Digest,
        user_code: &str,
        grant: &DeviceGrant,
    ) -> Result<bool, Error> {
        let added = sqlx::query(
            "INSERT INTO device_grants (digest, user_code, client_id, scopes, resources, dpop_jkt,
                 device_name, ip, wait_seconds, created_at, expires_at, state)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'pending')
             ON CONFLICT (user_code) DO NOTHING",
        )
        .bind(device_code.as_str())
        .bind(user_code)
        .bind(grant.client.as_str())
        .bind(grant.scopes.to_string())
        .bind(grant.resources.join(" "))
        .bind(grant.dpop_jkt.clone())
        .bind(grant.device_name.clone())
        .bind(grant.ip.as_str())
        .bind(seconds(grant.wait))
        .bind(grant.created_at.unix())
        .bind(grant.expires_at.unix())
        .execute(&mut **self.0)
        .await?;
        Ok(added.rows_affected() == 1)
    }

    /// The sign-in with this device code, taken for the rest of the transaction.
    pub async fn hold(&mut self, device_code: &Digest) -> Result<Option<DeviceGrant>, Error> {
        let row =
            sqlx::query("UPDATE device_grants SET state = state WHERE digest = $1 RETURNING *")
                .bind(device_code.as_str())
                .fetch_optional(&mut **self.0)
                .await?;
        row.as_ref().map(read).transpose()
    }

    /// The sign-in with this user code, whatever its state.
    pub async fn by_user_code(&mut self, user_code: &str) -> Result<Option<DeviceGrant>, Error> {
        let row = sqlx::query("SELECT * FROM device_grants WHERE user_code = $1")
            .bind(user_code)
            .fetch_optional(&mut **self.0)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Notes that the device asked, and how long it waits from now on.
    pub async fn polled(
        &mut self,
        device_code: &Digest,
        wait: Duration,
        now: Moment,
    ) -> Result<(), Error> {
        sqlx::query("UPDATE device_grants SET polled_at = $1, wait_seconds = $2 WHERE digest = $3")
            .bind(now.unix())
            .bind(seconds(wait))
            .bind(device_code.as_str())
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }

    /// Records what the person said; [`Error::Conflict`] when somebody decided before.
    pub async fn decide(&mut self, user_code: &str, state: &State) -> Result<(), Error> {
        let approval = match state {
            State::Approved(approval) => Some(approval),
            _ => None,
        };
        let decided = sqlx::query(
            "UPDATE device_grants SET state = $1, user_id = $2, session_id = $3, authenticated_at = $4
             WHERE user_code = $5 AND state = 'pending'",
        )
        .bind(word(state))
        .bind(approval.map(|approval| approval.user.to_string()))
        .bind(approval.map(|approval| approval.session.to_string()))
        .bind(approval.map(|approval| approval.authenticated_at.unix()))
        .bind(user_code)
        .execute(&mut **self.0)
        .await?;
        once(&decided)
    }

    /// Spends an approved sign-in for `family`; [`Error::Conflict`] when somebody else did.
    pub async fn spend(&mut self, device_code: &Digest, family: FamilyId) -> Result<(), Error> {
        let spent = sqlx::query(
            "UPDATE device_grants SET state = 'spent', family_id = $1
             WHERE digest = $2 AND state = 'approved'",
        )
        .bind(family.to_string())
        .bind(device_code.as_str())
        .execute(&mut **self.0)
        .await?;
        once(&spent)
    }

    /// Forgets sign-ins that were over before `moment`.
    pub async fn forget_before(&mut self, moment: Moment) -> Result<u64, Error> {
        let gone = sqlx::query("DELETE FROM device_grants WHERE expires_at < $1")
            .bind(moment.unix())
            .execute(&mut **self.0)
            .await?;
        Ok(gone.rows_affected())
    }
}

const fn word(state: &State) -> &'static str {
    match state {
        State::Pending => "pending",
        State::Approved(_) => "approved",
        State::Denied => "denied",
        State::Spent(_) => "spent",
    }
}

fn seconds(wait: Duration) -> i64 {
    i64::try_from(wait.as_secs()).unwrap_or(i64::MAX)
}

fn read(row: &AnyRow) -> Result<DeviceGrant, Error> {
    let state = match row.text("state")?.as_str() {
        "pending" => State::Pending,
        "denied" => State::Denied,
        "approved" => State::Approved(Approval {
            user: row.parsed("user_id")?,
            session: row.parsed("session_id")?,
            authenticated_at: row.moment("authenticated_at")?,
        }),
        "spent" => State::Spent(match row.maybe_text("family_id")? {
            Some(_) => Some(row.parsed("family_id")?),
            None => None,
        }),
        _ => return Err(Error::Unreadable("state")),
    };
    let wait = u64::try_from(row.number("wait_seconds")?);
    let resources = row.text("resources")?;
    Ok(DeviceGrant {
        client: row.text("client_id")?,
        scopes: Scopes::parse(&row.text("scopes")?),
        resources: resources.split_whitespace().map(str::to_owned).collect(),
        dpop_jkt: row.maybe_text("dpop_jkt")?,
        device_name: row.maybe_text("device_name")?,
        ip: row.text("ip")?,
        wait: Duration::from_secs(wait.map_err(|_| Error::Unreadable("wait_seconds"))?),
        polled_at: row.maybe_moment("polled_at")?,
        created_at: row.moment("created_at")?,
        expires_at: row.moment("expires_at")?,
        state,
    })
}
