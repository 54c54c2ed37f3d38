//! What an identity token of another server has to say
//! ([OpenID Connect Core 1.0 section 3.1.3.7](https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation)).
//!
//! Its signature was checked before, with an algorithm of [`super::metadata::ALGORITHMS`] and a key of
//! that server.

use protocol::shown;
use serde::Deserialize;
use serde_json::{Number, Value};

use super::{Identity, Kind, SKEW, metadata::Vouching};
use crate::{Moment, assertion::seconds};

/// What a token is compared with.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The kind of server it is from.
    pub kind: Kind,
    /// Whose tokens count.
    pub vouching: &'a Vouching,
    /// Our name there.
    pub client_id: &'a str,
    /// What we sent.
    pub nonce: &'a str,
    /// When the browser left.
    pub began_at: Moment,
    /// Whether the person had to show anew who they are.
    pub anew: bool,
    /// Microsoft: the tenants whose people may come; all when empty.
    pub tenants: &'a [String],
    /// Google: the organization whose people may come.
    pub hosted_domain: Option<&'a str>,
}

/// What is wrong with a token. It is for the log; a person learns that it did not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Flaw {
    /// It is no identity token.
    #[error("it is no identity token")]
    Form,
    /// Somebody else made it.
    #[error("its issuer is another one")]
    Issuer,
    /// It is for somebody else.
    #[error("it is for another client")]
    Audience,
    /// It ran out.
    #[error("it ran out")]
    Expired,
    /// It is from the future, or from long before the browser left.
    #[error("it was made at another time")]
    Time,
    /// It answers another request.
    #[error("its nonce is another one")]
    Nonce,
    /// The person belongs to another organization.
    #[error("it is of another organization")]
    Organization,
    /// The person was recognised before they were asked to.
    #[error("the person did not show anew who they are")]
    Stale,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Value,
    azp: Option<String>,
    exp: Number,
    iat: Number,
    nbf: Option<Number>,
    nonce: Option<String>,
    auth_time: Option<Number>,
    acr: Option<Value>,
    amr: Option<Value>,
    email: Option<String>,
    email_verified: Option<Value>,
    preferred_username: Option<String>,
    name: Option<String>,
    hd: Option<String>,
    tid: Option<String>,
    xms_edov: Option<Value>,
}

/// The person that a token is about.
///
/// # Errors
///
/// [`Flaw`].
pub fn check(claims: &Value, wanted: &Wanted<'_>, now: Moment) -> Result<Identity, Flaw> {
    let claims: Claims = Claims::deserialize(claims).map_err(|_| Flaw::Form)?;
    let issuer = match claims.iss.as_str() {
        // Google says both ([Google: OpenID Connect](https://developers.google.com/identity/openid-connect/openid-connect#validatinganidtoken)).
        "accounts.google.com" if wanted.kind == Kind::Google => "https://accounts.google.com",
        iss => iss,
    };
    if !wanted.vouching.includes(issuer, claims.tid.as_deref()) {
        return Err(Flaw::Issuer);
    }
    if !is_for(&claims, wanted.client_id) {
        return Err(Flaw::Audience);
    }
    in_time(&claims, wanted, now)?;
    if claims.nonce.as_deref() != Some(wanted.nonce) {
        return Err(Flaw::Nonce);
    }
    let foreign_tenant = !wanted.tenants.is_empty()
        && !claims
            .tid
            .as_ref()
            .is_some_and(|tid| wanted.tenants.contains(tid));
    // The parameter in the request is a wish; the claim is what counts.
    let foreign_domain = wanted.hosted_domain.is_some_and(|domain| {
        !claims
            .hd
            .as_ref()
            .is_some_and(|hd| hd.eq_ignore_ascii_case(domain))
    });
    if foreign_tenant || foreign_domain {
        return Err(Flaw::Organization);
    }
    if claims.sub.is_empty() || claims.sub.len() > 255 || claims.sub.contains(char::is_control) {
        return Err(Flaw::Form);
    }
    let email_verified = vouches_for_email(&claims, wanted.kind);
    let handle = claims.preferred_username.or(claims.name);
    Ok(Identity {
        issuer: issuer.to_owned(),
        subject: claims.sub,
        email: claims.email.as_deref().and_then(address),
        email_verified,
        handle: handle.as_deref().and_then(|name| shown(name, 80)),
        acr: claims
            .acr
            .as_ref()
            .and_then(Value::as_str)
            .map(str::to_owned),
        amr: words(claims.amr.as_ref()),
        auth_time: claims
            .auth_time
            .as_ref()
            .and_then(seconds)
            .map(Moment::unix),
    })
}

/// For us, and for nobody else but with our name on it.
fn is_for(claims: &Claims, client_id: &str) -> bool {
    let ours = |name: &Value| name.as_str() == Some(client_id);
    let azp = claims.azp.as_deref();
    match &claims.aud {
        Value::Array(names) if names.len() > 1 => names.iter().any(ours) && azp == Some(client_id),
        Value::Array(names) => names.iter().any(ours) && azp.is_none_or(|azp| azp == client_id),
        name => ours(name) && azp.is_none_or(|azp| azp == client_id),
    }
}

fn in_time(claims: &Claims, wanted: &Wanted<'_>, now: Moment) -> Result<(), Flaw> {
    let exp = seconds(&claims.exp).ok_or(Flaw::Form)?;
    let iat = seconds(&claims.iat).ok_or(Flaw::Form)?;
    let ahead = now.plus(SKEW);
    if now >= exp.plus(SKEW) {
        return Err(Flaw::Expired);
    }
    let early = match &claims.nbf {
        Some(nbf) => seconds(nbf).ok_or(Flaw::Form)? > ahead,
        None => false,
    };
    if early || iat > ahead || iat < wanted.began_at.minus(SKEW) {
        return Err(Flaw::Time);
    }
    if wanted.anew {
        let at = claims.auth_time.as_ref().and_then(seconds);
        let since = |at: Moment| at >= wanted.began_at.minus(SKEW) && at <= ahead;
        let fits = match wanted.kind {
            // Who is asked for `max_age` has to say when.
            Kind::OpenId => at.is_some_and(since),
            // These say when only if they were set up to.
            _ => at.is_none_or(since),
        };
        if !fits {
            return Err(Flaw::Stale);
        }
    }
    Ok(())
}

/// Whether the server that made the token knows that the mail address is the person's.
fn vouches_for_email(claims: &Claims, kind: Kind) -> bool {
    let says = is_true(claims.email_verified.as_ref());
    match kind {
        // An administrator of any tenant may write any address; only this says that its domain was
        // shown to be the tenant's.
        Kind::Microsoft => is_true(claims.xms_edov.as_ref()),
        // Of other addresses Google knows only whose they once were.
        Kind::Google => {
            let domain = claims
                .email
                .as_deref()
                .and_then(|email| email.rsplit_once('@'));
            let domain = domain.map(|(_, domain)| domain.to_ascii_lowercase());
            let hosted = claims.hd.as_ref().map(|hd| hd.to_ascii_lowercase());
            says && (domain.as_deref() == Some("gmail.com")
                || (domain.is_some() && domain == hosted))
        }
        Kind::OpenId | Kind::GitHub => says,
    }
}

/// Some write truth as text or as a number.
fn is_true(value: Option<&Value>) -> bool {
    value.is_some_and(|value| {
        value.as_bool() == Some(true)
            || value.as_i64() == Some(1)
            || value.as_str() == Some("true")
            || value.as_str() == Some("1")
    })
}

fn words(value: Option<&Value>) -> Vec<String> {
    let list = value.and_then(Value::as_array).map(Vec::as_slice);
    let words = list.unwrap_or_default().iter().filter_map(Value::as_str);
    words.take(20).map(str::to_owned).collect()
}

/// A mail address as it may be kept: one line with one `@` in it.
pub(super) fn address(text: &str) -> Option<String> {
    let plain = shown(text, 254).filter(|plain| plain == text)?;
    let (name, domain) = plain.rsplit_once('@')?;
    (!name.is_empty() && !domain.is_empty() && !plain.contains(' ')).then_some(plain)
}

/// What the address for more about a person adds to `identity`; nothing when it is about somebody else
/// ([section 5.3.2](https://openid.net/specs/openid-connect-core-1_0.html#UserInfoResponse)).
#[must_use]
pub fn completed(identity: Identity, userinfo: &Value) -> Identity {
    let text = |name: &str| userinfo.get(name).and_then(Value::as_str);
    if text("sub") != Some(identity.subject.as_str()) {
        return identity;
    }
    let handle = text("preferred_username").or_else(|| text("name"));
    let mut identity = identity;
    if let Some(email) = text("email").and_then(address) {
        identity.email_verified = is_true(userinfo.get("email_verified"));
        identity.email = Some(email);
    }
    identity.handle = identity
        .handle
        .or_else(|| handle.and_then(|name| shown(name, 80)));
    identity
}
