//! Sign-ins that wait for a factor, and the questions that wait for an answer.

use authority::{
    Digest, Moment,
    factor::{Due, Methods, SignIn},
};
use protocol::UserId;
use sqlx::any::AnyRow;

use super::{Columns as _, Error, Tx, once};

/// A question that was asked and not yet answered.
#[derive(Debug, Clone)]
pub struct Challenge {
    /// The session or sign-in it was asked in; nobody else can answer.
    pub holder: String,
    /// What it is for. One holder has one question of each purpose.
    pub purpose: String,
    /// Whom it is about; `None` before anybody is known.
    pub user: Option<UserId>,
    /// What the server must remember, as [`crate::keys::sealing`] made it.
    pub sealed: String,
    /// The keyed hash of the right answer, where the answer is a code that was sent.
    pub digest: Option<String>,
    /// How many answers may still be wrong.
    pub tries_left: u32,
    /// When it was asked.
    pub created_at: Moment,
}

/// See [`super::Work::sign_ins`].
pub struct SignIns<'a>(pub(super) &'a mut Tx);

impl SignIns<'_> {
    /// Records a sign-in under way.
    pub async fn add(&mut self, cookie: &Digest, sign_in: &SignIn) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO sign_ins (cookie_digest, user_id, due, proven_at, amr)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(cookie.as_str())
        .bind(sign_in.user.to_string())
        .bind(sign_in.due.word())
        .bind(sign_in.proven_at.unix())
        .bind(sign_in.first.to_string())
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }

    /// The sign-in that this cookie holds, whatever its age.
    pub async fn get(&mut self, cookie: &Digest) -> Result<Option<SignIn>, Error> {
        let row = sqlx::query("SELECT * FROM sign_ins WHERE cookie_digest = $1")
            .bind(cookie.as_str())
            .fetch_optional(&mut **self.0)
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(SignIn {
            user: row.parsed("user_id")?,
            due: Due::from_word(&row.text("due")?).ok_or(Error::Unreadable("due"))?,
            proven_at: row.moment("proven_at")?,
            first: Methods::parse(&row.text("amr")?),
        }))
    }

    /// Takes the sign-in away, since it became a session; [`Error::Conflict`] when somebody did before.
    pub async fn finish(&mut self, cookie: &Digest) -> Result<(), Error> {
        let gone = sqlx::query("DELETE FROM sign_ins WHERE cookie_digest = $1")
            .bind(cookie.as_str())
            .execute(&mut **self.0)
            .await?;
        once(&gone)
    }

    /// Gives up every sign-in of a person that is under way.
    pub async fn give_up(&mut self, user: UserId) -> Result<(), Error> {
        sqlx::query("DELETE FROM sign_ins WHERE user_id = $1")
            .bind(user.to_string())
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }

    /// Asks a question in the place of the one of the same purpose.
    pub async fn ask(&mut self, challenge: &Challenge) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO challenges (holder, purpose, user_id, sealed, digest, tries_left, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (holder, purpose) DO UPDATE SET user_id = excluded.user_id,
                 sealed = excluded.sealed, digest = excluded.digest,
                 tries_left = excluded.tries_left, created_at = excluded.created_at",
        )
        .bind(challenge.holder.as_str())
        .bind(challenge.purpose.as_str())
        .bind(challenge.user.map(|user| user.to_string()))
        .bind(challenge.sealed.as_str())
        .bind(challenge.digest.clone())
        .bind(i64::from(challenge.tries_left))
        .bind(challenge.created_at.unix())
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }

    /// The open question of this purpose, whatever its age.
    pub async fn asked(&mut self, holder: &str, purpose: &str) -> Result<Option<Challenge>, Error> {
        let row = sqlx::query("SELECT * FROM challenges WHERE holder = $1 AND purpose = $2")
            .bind(holder)
            .bind(purpose)
            .fetch_optional(&mut **self.0)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Takes the question away with its answer; `None` when it was answered before.
    pub async fn answered(
        &mut self,
        holder: &str,
        purpose: &str,
    ) -> Result<Option<Challenge>, Error> {
        let row =
            sqlx::query("DELETE FROM challenges WHERE holder = $1 AND purpose = $2 RETURNING *")
                .bind(holder)
                .bind(purpose)
                .fetch_optional(&mut **self.0)
                .await?;
        row.as_ref().map(read).transpose()
    }

    /// Spends a try of a question, before the answer is looked at; [`Error::Conflict`] when a parallel
    /// answer did.
    pub async fn spend_try(&mut self, challenge: &Challenge) -> Result<(), Error> {
        let spent = sqlx::query(
            "UPDATE challenges SET tries_left = tries_left - 1
             WHERE holder = $1 AND purpose = $2 AND tries_left = $3 AND created_at = $4
                 AND tries_left > 0",
        )
        .bind(challenge.holder.as_str())
        .bind(challenge.purpose.as_str())
        .bind(i64::from(challenge.tries_left))
        .bind(challenge.created_at.unix())
        .execute(&mut **self.0)
        .await?;
        once(&spent)
    }

    /// Forgets questions of this purpose from before `moment`.
    pub async fn forget_asked(&mut self, purpose: &str, moment: Moment) -> Result<(), Error> {
        sqlx::query("DELETE FROM challenges WHERE created_at < $1 AND purpose = $2")
            .bind(moment.unix())
            .bind(purpose)
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }

    /// Forgets sign-ins and questions from before `moment`.
    pub async fn forget_before(&mut self, moment: Moment) -> Result<(), Error> {
        sqlx::query("DELETE FROM sign_ins WHERE proven_at < $1")
            .bind(moment.unix())
            .execute(&mut **self.0)
            .await?;
        sqlx::query("DELETE FROM challenges WHERE created_at < $1")
            .bind(moment.unix())
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }
}

fn read(row: &AnyRow) -> Result<Challenge, Error> {
    Ok(Challenge {
        holder: row.text("holder")?,
        purpose: row.text("purpose")?,
        user: row
            .maybe_text("user_id")?
            .map(|id| id.parse())
            .transpose()
            .map_err(|_| Error::Unreadable("user_id"))?,
        sealed: row.text("sealed")?,
        digest: row.maybe_text("digest")?,
        tries_left: u32::try_from(row.number("tries_left")?)
            .map_err(|_| Error::Unreadable("tries_left"))?,
        created_at: row.moment("created_at")?,
    })
}
