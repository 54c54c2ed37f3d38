//! What was seen of sign-ins: those with the right password, and recent ones without.

use std::time::Duration;

use authority::{
    Moment,
    risk::{Assessment, HISTORY, Place, RECENTLY, SignIn, Verdict},
};
use protocol::{SessionId, UserId};
use sqlx::any::AnyRow;

use super::{Columns as _, Error, Tx};

/// So many sign-ins of a person are looked at.
const LONGEST: i64 = 200;

/// A session begins at most this long after its password was right.
const UNDER_WAY: Duration = Duration::from_secs(900);

/// See [`super::Work::risk`].
pub struct Risk<'a>(pub(super) &'a mut Tx);

/// A sign-in that was weighed.
#[derive(Debug, Clone)]
pub struct Weighed {
    /// Names it.
    pub id: String,
    /// Whose password was right.
    pub user: UserId,
    /// From where.
    pub address: String,
    /// What was seen.
    pub seen: SignIn,
    /// The score it had.
    pub score: u32,
    /// What followed.
    pub verdict: Verdict,
    /// A line for each signal, with its weight.
    pub reasons: String,
    /// Whether a session began with it.
    pub began: bool,
}

impl Risk<'_> {
    /// Notes that somebody failed to sign in as `subject` from `network`.
    pub async fn note_failure(
        &mut self,
        id: &str,
        subject: &str,
        network: &str,
        now: Moment,
    ) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO sign_in_failures (id, subject, network, at) VALUES ($1, $2, $3, $4)",
        )
        .bind(id)
        .bind(subject)
        .bind(network)
        .bind(now.unix())
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }

    /// How often somebody tried to sign in as `user` recently, rightly or not.
    pub async fn tries(&mut self, user: UserId, subject: &str, now: Moment) -> Result<u32, Error> {
        let row = sqlx::query(
            "SELECT (SELECT COUNT(*) FROM sign_in_failures WHERE subject = $1 AND at > $2)
                  + (SELECT COUNT(*) FROM sign_in_history WHERE user_id = $3 AND at > $2) AS tries",
        )
        .bind(subject)
        .bind(now.minus(RECENTLY).unix())
        .bind(user.to_string())
        .fetch_one(&mut **self.0)
        .await?;
        count(&row, "tries")
    }

    /// As how many people somebody failed to sign in from `network` recently.
    pub async fn names(&mut self, network: &str, now: Moment) -> Result<u32, Error> {
        let row = sqlx::query(
            "SELECT COUNT(DISTINCT subject) AS names FROM sign_in_failures
             WHERE network = $1 AND at > $2",
        )
        .bind(network)
        .bind(now.minus(RECENTLY).unix())
        .fetch_one(&mut **self.0)
        .await?;
        count(&row, "names")
    }

    /// The sign-ins of `user` that led to a session, the latest first.
    pub async fn history(&mut self, user: UserId, now: Moment) -> Result<Vec<SignIn>, Error> {
        let rows = sqlx::query(
            "SELECT * FROM sign_in_history
             WHERE user_id = $1 AND at > $2 AND at <= $3 AND session <> ''
             ORDER BY at DESC, id LIMIT $4",
        )
        .bind(user.to_string())
        .bind(now.minus(HISTORY).unix())
        .bind(now.unix())
        .bind(LONGEST)
        .fetch_all(&mut **self.0)
        .await?;
        rows.iter().map(seen).collect()
    }

    /// Records a sign-in with what was made of it.
    pub async fn add(
        &mut self,
        id: &str,
        user: UserId,
        address: &str,
        seen: &SignIn,
        assessment: &Assessment,
    ) -> Result<(), Error> {
        let flag = |is: bool| i64::from(is);
        sqlx::query(
            "INSERT INTO sign_in_history (id, user_id, at, address, network, country, asn, latitude,
                 longitude, known_device, trusted, proxy, tries, names, score, verdict, reasons,
                 session)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, '')",
        )
        .bind(id)
        .bind(user.to_string())
        .bind(seen.at.unix())
        .bind(address)
        .bind(seen.network.as_str())
        .bind(seen.place.country.as_deref())
        .bind(seen.place.asn)
        .bind(seen.place.position.map(|(latitude, _)| latitude))
        .bind(seen.place.position.map(|(_, longitude)| longitude))
        .bind(flag(seen.known_device))
        .bind(flag(seen.trusted))
        .bind(flag(seen.proxy))
        .bind(i64::from(seen.tries))
        .bind(i64::from(seen.names))
        .bind(i64::from(assessment.score))
        .bind(assessment.verdict.as_str())
        .bind(lines(assessment))
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }

    /// Notes that `session` began with the last sign-in of `user` from `address`, where one is under
    /// way, and says by which reasons that was weighed, a line for each. From now on that sign-in is
    /// one of their own.
    pub async fn began(
        &mut self,
        user: UserId,
        address: &str,
        session: SessionId,
        now: Moment,
    ) -> Result<Option<String>, Error> {
        let row = sqlx::query(
            "UPDATE sign_in_history SET session = $1 WHERE id = (
                 SELECT id FROM sign_in_history
                 WHERE user_id = $2 AND at >= $3 AND address = $4 AND session = ''
                   AND verdict <> 'refuse'
                 ORDER BY at DESC, id LIMIT 1)
             RETURNING reasons",
        )
        .bind(session.to_string())
        .bind(user.to_string())
        .bind(now.minus(UNDER_WAY).unix())
        .bind(address)
        .fetch_optional(&mut **self.0)
        .await?;
        row.map(|row| row.text("reasons")).transpose()
    }

    /// Every sign-in from `since` on, in the order of time.
    pub async fn since(&mut self, since: Moment) -> Result<Vec<Weighed>, Error> {
        let rows = sqlx::query("SELECT * FROM sign_in_history WHERE at >= $1 ORDER BY at, id")
            .bind(since.unix())
            .fetch_all(&mut **self.0)
            .await?;
        rows.iter()
            .map(|row| {
                let verdict = row.text("verdict")?;
                Ok(Weighed {
                    id: row.text("id")?,
                    user: row.parsed("user_id")?,
                    address: row.text("address")?,
                    seen: seen(row)?,
                    score: count(row, "score")?,
                    verdict: Verdict::parse(&verdict).ok_or(Error::Unreadable("verdict"))?,
                    reasons: row.text("reasons")?,
                    began: !row.text("session")?.is_empty(),
                })
            })
            .collect()
    }

    /// Forgets what is older than anybody looks at.
    pub async fn forget(&mut self, now: Moment) -> Result<(), Error> {
        for (statement, keep) in [
            ("DELETE FROM sign_in_history WHERE at < $1", HISTORY),
            ("DELETE FROM sign_in_failures WHERE at < $1", RECENTLY),
        ] {
            sqlx::query(statement)
                .bind(now.minus(keep).unix())
                .execute(&mut **self.0)
                .await?;
        }
        Ok(())
    }
}

/// The reasons as they are stored.
fn lines(assessment: &Assessment) -> String {
    let line = |(signal, weight): &(_, u32)| format!("{signal} {weight}");
    let lines: Vec<String> = assessment.reasons.iter().map(line).collect();
    lines.join("\n")
}

fn count(row: &AnyRow, column: &'static str) -> Result<u32, Error> {
    u32::try_from(row.number(column)?).map_err(|_| Error::Unreadable(column))
}

fn seen(row: &AnyRow) -> Result<SignIn, Error> {
    let (latitude, longitude) = (maybe(row, "latitude")?, maybe(row, "longitude")?);
    Ok(SignIn {
        at: row.moment("at")?,
        network: row.text("network")?,
        place: Place {
            country: row.maybe_text("country")?,
            asn: maybe(row, "asn")?,
            position: latitude.zip(longitude),
        },
        known_device: row.number("known_device")? == 1,
        trusted: row.number("trusted")? == 1,
        proxy: row.number("proxy")? == 1,
        tries: count(row, "tries")?,
        names: count(row, "names")?,
    })
}

fn maybe(row: &AnyRow, column: &'static str) -> Result<Option<i64>, Error> {
    Ok(row.maybe_moment(column)?.map(Moment::unix))
}
