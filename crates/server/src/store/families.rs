//! Refresh families and their tokens. Whoever changes one holds its session first
//! ([`super::Sessions::hold`]).

use authority::{
    Digest, Moment,
    claims::Claims,
    family::{Family, Token},
    scope::Scopes,
    session::Kind,
};
use protocol::{FamilyId, SessionId, UserId};
use sqlx::any::AnyRow;

use super::{Columns as _, Error, Tx, User, once, sessions::kind, users::roles};

/// A family to add.
#[derive(Debug)]
pub struct NewFamily<'a> {
    /// Chosen by chance.
    pub id: FamilyId,
    /// The session it belongs to.
    pub session: SessionId,
    /// What it allows.
    pub scopes: &'a Scopes,
    /// What its tokens are for; empty: this server.
    pub resources: &'a [String],
    /// Single claims that were asked for and allowed.
    pub claims: &'a Claims,
    /// Whether the client gets refresh tokens.
    pub refreshable: bool,
    /// What binds it.
    pub family: &'a Family,
}

/// A token to add.
#[derive(Debug)]
pub struct NewToken<'a> {
    /// The family it belongs to.
    pub family: FamilyId,
    /// The digest of the refresh token.
    pub digest: &'a Digest,
    /// The token that was spent for it.
    pub parent: Option<&'a Digest>,
    /// Its place in the family.
    pub number: i64,
    /// The `jti` of the access token beside it.
    pub access_jti: &'a str,
    /// When it is issued.
    pub issued_at: Moment,
    /// When it dies unused.
    pub expires_at: Moment,
}

/// A family, found by one of its tokens.
#[derive(Debug, Clone)]
pub struct FamilyRow {
    /// Which family.
    pub id: FamilyId,
    /// The session it belongs to.
    pub session: SessionId,
    /// Whose session that is.
    pub user: UserId,
    /// What it allows.
    pub scopes: Scopes,
    /// What its tokens are for; empty: this server.
    pub resources: Vec<String>,
    /// Single claims that were asked for and allowed.
    pub claims: Claims,
    /// What binds it.
    pub family: Family,
    /// The token that was looked for.
    pub token: Token,
}

/// What stands behind a refresh token that was presented.
#[derive(Debug, Clone)]
pub struct Presented {
    /// Its family and itself.
    pub row: FamilyRow,
    /// The newest token of the family that was not replaced.
    pub newest: Token,
    /// Whose it is.
    pub user: User,
}

/// What stands behind an access token.
#[derive(Debug, Clone)]
pub struct Access {
    /// The session it belongs to.
    pub session: SessionId,
    /// What that session is a sign-in of.
    pub kind: Kind,
    /// When the person behind it last proved who they are.
    pub proved_at: Moment,
    /// Whether they proved more than a password.
    pub second_factor: bool,
    /// When that session was last noted as used.
    pub last_active_at: Moment,
    /// The client that holds it.
    pub client: String,
    /// Whose it is.
    pub user: User,
    /// What it allows.
    pub scopes: Scopes,
    /// Single claims that were asked for and allowed.
    pub claims: Claims,
    /// Whether this server has seen it before.
    pub used: bool,
}

/// A refresh token that would be exchanged if its client came with it now.
#[derive(Debug, Clone)]
pub struct Live {
    /// The client it was issued to.
    pub client: String,
    /// Whose it is.
    pub user: UserId,
    /// The person's name.
    pub name: String,
    /// The session it belongs to.
    pub session: SessionId,
    /// What it allows.
    pub scopes: Scopes,
    /// The key it is bound to.
    pub dpop_jkt: Option<String>,
    /// When it was issued.
    pub issued_at: Moment,
    /// When it dies unused.
    pub expires_at: Moment,
}

/// See [`super::Work::families`].
pub struct Families<'a>(pub(super) &'a mut Tx);

impl Families<'_> {
    /// Adds a family; its first token follows by [`Families::issue`].
    pub async fn add(&mut self, new: &NewFamily<'_>, now: Moment) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO refresh_families
                 (id, session_id, client_id, scopes, dpop_jkt, refreshable, created_at, expires_at,
                  resources, claims)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(new.id.to_string())
        .bind(new.session.to_string())
        .bind(new.family.client.as_str())
        .bind(new.scopes.to_string())
        .bind(new.family.dpop_jkt.clone())
        .bind(i64::from(new.refreshable))
        .bind(now.unix())
        .bind(new.family.expires_at.unix())
        .bind(new.resources.join(" "))
        .bind(new.claims.to_string())
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }

    /// Adds a token; [`Error::Database`] when that place in the family is taken.
    pub async fn issue(&mut self, new: &NewToken<'_>) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO refresh_tokens
                 (digest, family_id, parent_digest, number, access_jti, issued_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(new.digest.as_str())
        .bind(new.family.to_string())
        .bind(new.parent.map(|digest| digest.as_str().to_owned()))
        .bind(new.number)
        .bind(new.access_jti)
        .bind(new.issued_at.unix())
        .bind(new.expires_at.unix())
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }

    /// The family that this refresh token belongs to.
    pub async fn by_token(&mut self, token: &Digest) -> Result<Option<FamilyRow>, Error> {
        let row = sqlx::query(
            "SELECT f.id, f.session_id, f.client_id, f.scopes, f.resources, f.claims, f.dpop_jkt, f.expires_at, f.ended_at,
                 s.user_id, t.digest, t.parent_digest, t.number, t.expires_at AS token_expires_at,
                 t.spent_at, t.access_used_at, t.replaced_at
             FROM refresh_tokens t
             JOIN refresh_families f ON f.id = t.family_id
             JOIN sessions s ON s.id = f.session_id
             WHERE t.digest = $1",
        )
            .bind(token.as_str())
            .fetch_optional(&mut **self.0)
            .await?;
        row.as_ref().map(family_of).transpose()
    }

    /// All that decides about a refresh token, in one look.
    pub async fn presented(&mut self, token: &Digest) -> Result<Option<Presented>, Error> {
        let row = sqlx::query(
            "SELECT f.id, f.session_id, f.client_id, f.scopes, f.resources, f.claims, f.dpop_jkt, f.expires_at, f.ended_at,
                 s.user_id, t.digest, t.parent_digest, t.number, t.expires_at AS token_expires_at,
                 t.spent_at, t.access_used_at, t.replaced_at,
                 n.digest AS newest_digest, n.parent_digest AS newest_parent_digest,
                 n.number AS newest_number, n.expires_at AS newest_expires_at,
                 n.spent_at AS newest_spent_at, n.access_used_at AS newest_access_used_at,
                 u.name, u.email, u.email_verified_at, u.created_at AS user_created_at, u.disabled_at,
                 (SELECT string_agg(r.role, ' ') FROM user_roles r WHERE r.user_id = u.id) AS roles
             FROM refresh_tokens t
             JOIN refresh_families f ON f.id = t.family_id
             JOIN sessions s ON s.id = f.session_id
             JOIN users u ON u.id = s.user_id
             JOIN refresh_tokens n ON n.family_id = f.id AND n.number =
                 (SELECT l.number FROM refresh_tokens l
                  WHERE l.family_id = f.id AND l.replaced_at IS NULL
                  ORDER BY l.number DESC LIMIT 1)
             WHERE t.digest = $1",
        )
        .bind(token.as_str())
        .fetch_optional(&mut **self.0)
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Presented {
            row: family_of(&row)?,
            newest: Token {
                digest: Digest::from_stored(row.text("newest_digest")?),
                parent: row
                    .maybe_text("newest_parent_digest")?
                    .map(Digest::from_stored),
                number: row.number("newest_number")?,
                expires_at: row.moment("newest_expires_at")?,
                spent_at: row.maybe_moment("newest_spent_at")?,
                access_used_at: row.maybe_moment("newest_access_used_at")?,
                replaced_at: None,
            },
            user: user_of(&row)?,
        }))
    }

    /// Spends a token; [`Error::Conflict`] when somebody else did.
    pub async fn spend(&mut self, token: &Digest, now: Moment) -> Result<(), Error> {
        let spent = sqlx::query(
            "UPDATE refresh_tokens SET spent_at = $1
             WHERE digest = $2 AND spent_at IS NULL AND replaced_at IS NULL",
        )
        .bind(now.unix())
        .bind(token.as_str())
        .execute(&mut **self.0)
        .await?;
        once(&spent)
    }

    /// Takes an unused child out; [`Error::Conflict`] when it was used in the meantime.
    pub async fn replace(&mut self, child: &Digest, now: Moment) -> Result<(), Error> {
        let replaced = sqlx::query(
            "UPDATE refresh_tokens SET replaced_at = $1 WHERE digest = $2
                 AND spent_at IS NULL AND access_used_at IS NULL AND replaced_at IS NULL",
        )
        .bind(now.unix())
        .bind(child.as_str())
        .execute(&mut **self.0)
        .await?;
        once(&replaced)
    }

    /// Ends a family; `false` when it had ended before.
    pub async fn end(&mut self, family: FamilyId, why: &str, now: Moment) -> Result<bool, Error> {
        let ended = sqlx::query("UPDATE refresh_families SET ended_at = $1, ended_why = $2 WHERE id = $3 AND ended_at IS NULL")
            .bind(now.unix())
            .bind(why)
            .bind(family.to_string())
            .execute(&mut **self.0)
            .await?;
        Ok(ended.rows_affected() == 1)
    }

    /// Whose session this family belongs to.
    pub async fn owner(&mut self, family: FamilyId) -> Result<Option<(SessionId, UserId)>, Error> {
        let row = sqlx::query(
            "SELECT s.id, s.user_id FROM refresh_families f
             JOIN sessions s ON s.id = f.session_id WHERE f.id = $1",
        )
        .bind(family.to_string())
        .fetch_optional(&mut **self.0)
        .await?;
        row.map(|row| Ok((row.parsed("id")?, row.parsed("user_id")?)))
            .transpose()
    }

    /// The family that issued this access token.
    pub async fn of_access(&mut self, jti: &str) -> Result<Option<FamilyId>, Error> {
        let row = sqlx::query("SELECT family_id FROM refresh_tokens WHERE access_jti = $1")
            .bind(jti)
            .fetch_optional(&mut **self.0)
            .await?;
        row.map(|row| row.parsed("family_id")).transpose()
    }

    /// What stands behind an access token, in one look; `None` when its session, family or person
    /// ended, or when its refresh token was replaced.
    pub async fn access(&mut self, jti: &str, now: Moment) -> Result<Option<Access>, Error> {
        let row = sqlx::query(
            "SELECT s.id AS session_id, s.kind, s.authenticated_at, s.aal, s.factor_at,
                 s.last_active_at, s.user_id, f.client_id, f.scopes, f.claims, t.access_used_at,
                 u.name, u.email, u.email_verified_at, u.created_at AS user_created_at, u.disabled_at,
                 (SELECT string_agg(r.role, ' ') FROM user_roles r WHERE r.user_id = u.id) AS roles
             FROM refresh_tokens t
             JOIN refresh_families f ON f.id = t.family_id
             JOIN sessions s ON s.id = f.session_id
             JOIN users u ON u.id = s.user_id
             WHERE t.access_jti = $1 AND t.replaced_at IS NULL AND f.ended_at IS NULL
                 AND s.ended_at IS NULL AND s.expires_at > $2 AND u.disabled_at IS NULL",
        )
        .bind(jti)
        .bind(now.unix())
        .fetch_optional(&mut **self.0)
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Access {
            session: row.parsed("session_id")?,
            kind: kind(&row)?,
            proved_at: match row.maybe_moment("factor_at")? {
                Some(at) => at,
                None => row.moment("authenticated_at")?,
            },
            second_factor: row.number("aal")? >= 2,
            last_active_at: row.moment("last_active_at")?,
            client: row.text("client_id")?,
            user: user_of(&row)?,
            scopes: Scopes::parse(&row.text("scopes")?),
            claims: Claims::from_stored(&row.text("claims")?),
            used: row.maybe_moment("access_used_at")?.is_some(),
        }))
    }

    /// What stands behind a refresh token that was not spent; `None` when it, its session, family or
    /// person ended.
    pub async fn live(&mut self, token: &Digest, now: Moment) -> Result<Option<Live>, Error> {
        let row = sqlx::query(
            "SELECT f.client_id, s.user_id, u.name, f.session_id, f.scopes, f.dpop_jkt,
                 t.issued_at, t.expires_at
             FROM refresh_tokens t
             JOIN refresh_families f ON f.id = t.family_id
             JOIN sessions s ON s.id = f.session_id
             JOIN users u ON u.id = s.user_id
             WHERE t.digest = $1 AND t.spent_at IS NULL AND t.replaced_at IS NULL
                 AND t.expires_at > $2 AND f.refreshable <> 0 AND f.ended_at IS NULL
                 AND f.expires_at > $2 AND s.ended_at IS NULL AND s.expires_at > $2
                 AND u.disabled_at IS NULL",
        )
        .bind(token.as_str())
        .bind(now.unix())
        .fetch_optional(&mut **self.0)
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Live {
            client: row.text("client_id")?,
            user: row.parsed("user_id")?,
            name: row.text("name")?,
            session: row.parsed("session_id")?,
            scopes: Scopes::parse(&row.text("scopes")?),
            dpop_jkt: row.maybe_text("dpop_jkt")?,
            issued_at: row.moment("issued_at")?,
            expires_at: row.moment("expires_at")?,
        }))
    }

    /// Notes that an access token was used; `false` when its refresh token was replaced.
    pub async fn mark_used(&mut self, jti: &str, now: Moment) -> Result<bool, Error> {
        let marked = sqlx::query(
            "UPDATE refresh_tokens SET access_used_at = COALESCE(access_used_at, $1)
             WHERE access_jti = $2 AND replaced_at IS NULL",
        )
        .bind(now.unix())
        .bind(jti)
        .execute(&mut **self.0)
        .await?;
        Ok(marked.rows_affected() == 1)
    }
}

fn family_of(row: &AnyRow) -> Result<FamilyRow, Error> {
    Ok(FamilyRow {
        id: row.parsed("id")?,
        session: row.parsed("session_id")?,
        user: row.parsed("user_id")?,
        scopes: Scopes::parse(&row.text("scopes")?),
        resources: row.words("resources")?,
        claims: Claims::from_stored(&row.text("claims")?),
        family: Family {
            client: row.text("client_id")?,
            dpop_jkt: row.maybe_text("dpop_jkt")?,
            expires_at: row.moment("expires_at")?,
            ended_at: row.maybe_moment("ended_at")?,
        },
        token: token_of(row)?,
    })
}

fn user_of(row: &AnyRow) -> Result<User, Error> {
    Ok(User {
        id: row.parsed("user_id")?,
        name: row.text("name")?,
        email: row.text("email")?,
        email_verified_at: row.maybe_moment("email_verified_at")?,
        roles: roles(row)?,
        created_at: row.moment("user_created_at")?,
        disabled_at: row.maybe_moment("disabled_at")?,
    })
}

fn token_of(row: &AnyRow) -> Result<Token, Error> {
    Ok(Token {
        digest: Digest::from_stored(row.text("digest")?),
        parent: row.maybe_text("parent_digest")?.map(Digest::from_stored),
        number: row.number("number")?,
        expires_at: row.moment("token_expires_at")?,
        spent_at: row.maybe_moment("spent_at")?,
        access_used_at: row.maybe_moment("access_used_at")?,
        replaced_at: row.maybe_moment("replaced_at")?,
    })
}
