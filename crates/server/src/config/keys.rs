//! The keys that exist, and the one that was probably meant.

use config::{Map, Value, ValueKind};

use super::Error;

/// Every key with its sections; `*` stands for a name that the operator chooses.
pub(super) const KNOWN: &[&str] = &[
    "listen",
    "issuer",
    "database_url",
    "redis_url",
    "trusted_proxies",
    "key_file",
    "log",
    "access.policies",
    "access.networks",
    "access.hours",
    "access.maintenance",
    "limits.sign_in",
    "limits.address",
    "limits.auth",
    "limits.admin",
    "limits.token",
    "limits.default",
    "drain_seconds",
    "clients.require_pushed_requests",
    "clients.registration",
    "clients.registration_token",
    "clients.private_targets",
    "dpop.required",
    "dpop.nonces",
    "mail.url",
    "mail.from",
    "metrics.allow",
    "tls.certificate",
    "tls.key",
    "mail.tls",
    "mail.ca_file",
    "passwords.min_length",
    "passwords.max_length",
    "passwords.strength",
    "passwords.require",
    "passwords.history",
    "passwords.common_file",
    "passwords.breached_url",
    "passwords.breached_timeout_ms",
    "passwords.breached_without_answer",
    "passwords.breached_file",
    "upstream.*.client_id",
    "upstream.*.client_secret",
    "upstream.*.issuer",
    "upstream.*.kind",
    "upstream.*.label",
    "upstream.*.tenant",
    "upstream.*.tenants",
    "upstream.*.hosted_domain",
    "upstream.*.scopes",
    "upstream.*.create_for",
    "upstream.*.trusted_acr",
    "upstream.*.trusted_amr",
    "upstream.*.private_targets",
    "delegates.*.issuer",
    "delegates.*.label",
    "delegates.*.people",
    "delegates.*.number",
    "delegates.*.private_targets",
    "factors.required_for",
    "factors.methods",
    "sessions.soft_limit",
    "sessions.hard_limit",
    "audit.checkpoints",
    "audit.retention_days",
    "risk.step_up",
    "risk.refuse",
    "risk.tries_per_hour",
    "risk.names_per_hour",
    "risk.fastest_kmh",
    "risk.trusted",
    "risk.proxies",
    "risk.places",
    "risk.operators",
    "risk.weights.new_device",
    "risk.weights.new_network",
    "risk.weights.new_place",
    "risk.weights.impossible_travel",
    "risk.weights.proxy",
    "risk.weights.velocity",
    "risk.weights.stuffing",
    "risk.weights.unusual_hour",
    "risk.weights.trusted_network",
    "sms.url",
    "sms.method",
    "sms.fields",
    "sms.body",
    "sms.headers",
    "sms.secret",
    "sms.sender",
    "sms.per_day",
    "sms.allowed_networks",
    "notices.new_sign_in",
];

/// Below this likeness (0 to 1) a known key is not worth suggesting.
const ALIKE: f64 = 0.5;

/// Refuses the first key of `values` that does not exist. What did not come from the environment
/// came from `file`.
pub(super) fn refuse_unknown(values: &Map<String, Value>, file: &str) -> Result<(), Error> {
    let mut found = Vec::new();
    flatten("", values, &mut found);
    found.sort();
    match found.into_iter().find(|(key, _)| !is_known(key)) {
        None => Ok(()),
        Some((key, origin)) => Err(Error::UnknownKey {
            nearest: nearest(&key),
            origin: origin.unwrap_or_else(|| file.to_owned()),
            key,
        }),
    }
}

fn flatten(prefix: &str, values: &Map<String, Value>, found: &mut Vec<(String, Option<String>)>) {
    for (name, value) in values {
        let key = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}.{name}")
        };
        match &value.kind {
            ValueKind::Table(inner) if !is_known(&key) => flatten(&key, inner, found),
            _ => {
                found.push((key, value.origin().map(str::to_owned)));
            }
        }
    }
}

fn is_known(key: &str) -> bool {
    KNOWN.iter().any(|known| fill(known, key) == key)
}

/// `known` with the operator's own name from `key` in place of `*`.
fn fill(known: &str, key: &str) -> String {
    match key.split('.').nth(1) {
        Some(name) if !name.is_empty() => known.replace('*', name),
        _ => known.to_owned(),
    }
}

fn nearest(key: &str) -> Option<String> {
    let likeness = |known: &str| strsim::normalized_damerau_levenshtein(&fill(known, key), key);
    let best = KNOWN
        .iter()
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(best) >= ALIKE).then(|| fill(best, key))
}
