//! A person's devices, as they see them. Adding them and ending sessions is in [`super::sessions`].

use authority::Moment;
use protocol::{DeviceId, SessionId, UserId};

use super::{Columns as _, Device, Error, Sessions, approval_keys};

/// A device and what goes on there.
#[derive(Debug, Clone)]
pub struct DeviceRow {
    /// Which one.
    pub id: DeviceId,
    /// Its name, given by its program or by the person.
    pub name: Option<String>,
    /// Operating system, as in `Linux`.
    pub os: Option<String>,
    /// Browser, as in `Firefox 140`.
    pub browser: Option<String>,
    /// When it was first seen.
    pub created_at: Moment,
    /// When a session there was last used.
    pub last_active_at: Option<Moment>,
    /// How many sessions live there.
    pub sessions: i64,
    /// Whether it has a key with which the person approves.
    pub approves: bool,
}

impl Sessions<'_> {
    /// Devices of a person, the last added first, from behind `after` on.
    pub async fn devices(
        &mut self,
        user: UserId,
        after: Option<(i64, String)>,
        limit: u32,
        now: Moment,
    ) -> Result<Vec<DeviceRow>, Error> {
        let (created, id) = after.unwrap_or((i64::MAX, String::new()));
        let rows = sqlx::query(
            "SELECT d.id, d.name, d.os, d.browser, d.created_at,
                 (SELECT MAX(s.last_active_at) FROM sessions s WHERE s.device_id = d.id)
                     AS last_active_at,
                 (SELECT COUNT(*) FROM sessions s WHERE s.device_id = d.id
                     AND s.ended_at IS NULL AND s.expires_at > $2) AS sessions, d.approval_key
             FROM devices d
             WHERE d.user_id = $1 AND d.ended_at IS NULL AND (d.created_at, d.id) < ($3, $4)
             ORDER BY d.created_at DESC, d.id DESC LIMIT $5",
        )
        .bind(user.to_string())
        .bind(now.unix())
        .bind(created)
        .bind(id)
        .bind(i64::from(limit))
        .fetch_all(&mut **self.0)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(DeviceRow {
                    id: row.parsed("id")?,
                    name: row.maybe_text("name")?,
                    os: row.maybe_text("os")?,
                    browser: row.maybe_text("browser")?,
                    created_at: row.moment("created_at")?,
                    last_active_at: row.maybe_moment("last_active_at")?,
                    sessions: row.number("sessions")?,
                    approves: row.maybe_text("approval_key")?.is_some(),
                })
            })
            .collect()
    }

    /// Whose device this is, while it has not been removed.
    pub async fn device_owner(&mut self, device: DeviceId) -> Result<Option<UserId>, Error> {
        let row = sqlx::query("SELECT user_id FROM devices WHERE id = $1 AND ended_at IS NULL")
            .bind(device.to_string())
            .fetch_optional(&mut **self.0)
            .await?;
        row.map(|row| row.parsed("user_id")).transpose()
    }

    /// The device of this person whose program holds the key with this thumbprint. Operating system and
    /// browser are what it says now, and so is its name, unless the person chose one when they let
    /// it approve.
    pub async fn recognise(
        &mut self,
        known: &Device<'_>,
        key: &str,
    ) -> Result<Option<DeviceId>, Error> {
        let row = sqlx::query(
            "UPDATE devices SET os = $1, browser = $2,
                 name = CASE WHEN approval_key IS NULL THEN COALESCE($3, name) ELSE name END
             WHERE id = (SELECT d.id FROM devices d
                         WHERE d.user_id = $4 AND d.dpop_jkt = $5 AND d.ended_at IS NULL
                         ORDER BY d.created_at, d.id LIMIT 1)
             RETURNING id",
        )
        .bind(known.os.map(str::to_owned))
        .bind(known.browser.map(str::to_owned))
        .bind(known.name.map(str::to_owned))
        .bind(known.user.to_string())
        .bind(key)
        .fetch_optional(&mut **self.0)
        .await?;
        row.map(|row| row.parsed("id")).transpose()
    }

    /// Gives a device a name.
    pub async fn rename_device(&mut self, device: DeviceId, name: &str) -> Result<(), Error> {
        sqlx::query("UPDATE devices SET name = $1 WHERE id = $2")
            .bind(name)
            .bind(device.to_string())
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }

    /// The sessions on a device that have not ended.
    pub async fn on_device(&mut self, device: DeviceId) -> Result<Vec<SessionId>, Error> {
        let rows = sqlx::query(
            "SELECT id FROM sessions WHERE device_id = $1 AND ended_at IS NULL ORDER BY id",
        )
        .bind(device.to_string())
        .fetch_all(&mut **self.0)
        .await?;
        rows.iter().map(|row| row.parsed("id")).collect()
    }

    /// Takes what recognises them from every device of a person: they count as unknown until the next
    /// sign-in on them.
    pub async fn forget_cookies(&mut self, user: UserId) -> Result<(), Error> {
        sqlx::query(
            "UPDATE devices SET cookie_digest = NULL
             WHERE user_id = $1 AND cookie_digest IS NOT NULL",
        )
        .bind(user.to_string())
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }

    /// Removes a device of a person, which is not recognised any more, with its key and what it was
    /// asked; `false` when it was removed before. The caller ends its sessions in the same transaction.
    pub async fn remove_device(
        &mut self,
        user: UserId,
        device: DeviceId,
        now: Moment,
    ) -> Result<bool, Error> {
        approval_keys::take(self.0, user, device, now).await?;
        let removed = sqlx::query(
            "UPDATE devices SET ended_at = $1, cookie_digest = NULL, dpop_jkt = NULL
             WHERE id = $2 AND user_id = $3 AND ended_at IS NULL",
        )
        .bind(now.unix())
        .bind(device.to_string())
        .bind(user.to_string())
        .execute(&mut **self.0)
        .await?;
        Ok(removed.rows_affected() == 1)
    }
}
