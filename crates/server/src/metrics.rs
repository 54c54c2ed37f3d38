//! Figures for whoever watches the server, in the
//! [OpenMetrics](https://prometheus.io/docs/specs/om/open_metrics_spec/) text format. No label holds
//! anything of a request but its method, when it is a common one, and the pattern of its route.

use std::{fmt, time::Duration};

use http::StatusCode;
use prometheus_client::{
    encoding::{EncodeLabelSet, text},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
        info::Info,
    },
    registry::{Registry, Unit},
};

/// The media type of [`Metrics::text`].
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

/// What was counted since the start.
pub struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    seconds: Family<Route, Histogram>,
    passwords_waiting: Gauge,
    connections: Gauge,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("countersign");
        let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "What is running", version);
        let requests = Family::default();
        registry.register("requests", "Requests that were answered", requests.clone());
        let seconds = Family::new_with_constructor(
            (|| Histogram::new(exponential_buckets(0.001, 2.0, 14))) as fn() -> _,
        );
        registry.register_with_unit(
            "request_duration",
            "How long answers took",
            Unit::Seconds,
            seconds.clone(),
        );
        let passwords_waiting = Gauge::default();
        registry.register(
            "passwords_waiting",
            "Passwords being hashed or waiting for it",
            passwords_waiting.clone(),
        );
        let connections = Gauge::default();
        registry.register(
            "database_connections",
            "Connections to the database that are open",
            connections.clone(),
        );
        Self {
            registry,
            requests,
            seconds,
            passwords_waiting,
            connections,
        }
    }
}

impl Metrics {
    /// Counts one answer of `route`, the pattern that matched.
    pub fn answered(&self, method: &str, route: &str, status: StatusCode, took: Duration) {
        let route = route.to_owned();
        self.seconds
            .get_or_create(&Route {
                route: route.clone(),
            })
            .observe(took.as_secs_f64());
        self.requests
            .get_or_create(&Answered {
                method: known(method),
                route,
                status: status.as_u16(),
            })
            .inc();
    }

    /// Everything as text, with what is only known at this moment.
    ///
    /// # Errors
    ///
    /// [`fmt::Error`], which a string does not give.
    pub fn text(&self, passwords_waiting: usize, connections: u32) -> Result<String, fmt::Error> {
        self.passwords_waiting
            .set(i64::try_from(passwords_waiting).unwrap_or(i64::MAX));
        self.connections.set(connections.into());
        let mut text = String::new();
        text::encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// The method where it is a common one. What counts stays for ever, so no stranger may choose it.
fn known(method: &str) -> &'static str {
    const COMMON: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    let common = COMMON.into_iter().find(|common| *common == method);
    common.unwrap_or("other")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_that_a_stranger_makes_up_are_counted_as_one() {
        let metrics = Metrics::default();
        for method in ["BREW", "WHEN", "get"] {
            let (status, took) = (StatusCode::METHOD_NOT_ALLOWED, Duration::ZERO);
            metrics.answered(method, "/sign-in", status, took);
        }
        let text = metrics.text(0, 0).unwrap();
        let all = r#"{method="other",route="/sign-in",status="405"} 3"#;
        assert!(text.lines().any(|line| line.ends_with(all)), "{text}");
        assert!(!text.contains("BREW"), "{text}");
    }

    #[test]
    fn an_answer_is_counted_under_its_route_and_status() {
        let metrics = Metrics::default();
        for status in [StatusCode::OK, StatusCode::OK, StatusCode::NOT_FOUND] {
            metrics.answered(
                "GET",
                "/api/v1/sessions/{id}",
                status,
                Duration::from_millis(3),
            );
        }
        let text = metrics.text(2, 5).unwrap();
        let line = |end: &str| text.lines().any(|line| line.ends_with(end));
        let labels = r#"{method="GET",route="/api/v1/sessions/{id}""#;
        assert!(line(&format!(r#"{labels},status="200"}} 2"#)), "{text}");
        assert!(line(&format!(r#"{labels},status="404"}} 1"#)), "{text}");
        assert!(
            line(r#"seconds_count{route="/api/v1/sessions/{id}"} 3"#),
            "{text}"
        );
        assert!(line("countersign_passwords_waiting 2"), "{text}");
        assert!(line("countersign_database_connections 5"), "{text}");
        assert!(text.ends_with("# EOF\n"));
    }
}
