//! `RateLimit` and `RateLimit-Policy`
//! ([draft 10](https://www.ietf.org/archive/id/draft-ietf-httpapi-ratelimit-headers-10.html)).
//!
//! Both are lists of structured fields, so a route and the layer around it each add their line.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};

use super::Standing;

const LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Adds what applies and how much of it is left. With several replicas what is left is what the one
/// that answers knows of, and never more than there is.
pub(crate) fn tell(headers: &mut HeaderMap, standing: &Standing) {
    let Standing {
        policy,
        quota,
        left,
        reset,
    } = standing;
    let (count, window) = (quota.count(), whole_seconds(quota.window()));
    let reset = whole_seconds(*reset);
    for (name, text) in [
        (POLICY, format!("\"{policy}\";q={count};w={window}")),
        (LIMIT, format!("\"{policy}\";r={left};t={reset}")),
    ] {
        if let Ok(value) = HeaderValue::try_from(text) {
            headers.append(name, value);
        }
    }
}

/// What `Retry-After` says to whoever has to wait, which is a second at least.
pub(crate) fn retry_after(wait: Duration) -> HeaderValue {
    HeaderValue::from(whole_seconds(wait).max(1))
}

/// Rounded up: whoever comes a moment too early is refused again.
fn whole_seconds(span: Duration) -> u64 {
    span.as_secs() + u64::from(span.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use authority::limit::Quota;

    use super::*;

    #[test]
    fn the_fields_are_lists_of_structured_items() {
        let mut headers = HeaderMap::new();
        let standing = Standing {
            policy: "auth",
            quota: Quota::new(10, Duration::from_secs(60)).unwrap(),
            left: 3,
            reset: Duration::from_millis(41_001),
        };
        tell(&mut headers, &standing);
        assert_eq!(headers[POLICY], "\"auth\";q=10;w=60");
        assert_eq!(headers[LIMIT], "\"auth\";r=3;t=42");
    }

    #[test]
    fn nobody_is_told_to_come_back_too_early() {
        for (wait, said) in [(0, "1"), (1_000, "1"), (41_001, "42"), (42_000, "42")] {
            assert_eq!(retry_after(Duration::from_millis(wait)), said);
        }
    }
}
