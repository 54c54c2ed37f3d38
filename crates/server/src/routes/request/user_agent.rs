//! What a program says it is: operating system and browser out of `User-Agent`.

use protocol::shown;
use woothee::parser::Parser;

/// What could be read out of a `User-Agent`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Agent {
    /// As in `Linux`.
    pub(crate) os: Option<String>,
    /// As in `Firefox 140`; `None` for a program that is not a browser.
    pub(crate) browser: Option<String>,
}

impl Agent {
    /// Reads `header`. Ours is `Countersign/0.1 (Linux)`.
    #[must_use]
    pub(crate) fn parse(header: &str) -> Self {
        let header: String = header.chars().take(512).collect();
        if let Some(rest) = header.strip_prefix("Countersign/") {
            let os = rest
                .split_once('(')
                .and_then(|(_, rest)| rest.split([')', ';']).next());
            return Self {
                os: os.and_then(|os| shown(os, 40)),
                browser: None,
            };
        }
        let Some(found) = Parser::new().parse(&header) else {
            return Self::default();
        };
        let known = |text: &str| (text != "UNKNOWN" && !text.is_empty()).then(|| text.to_owned());
        let browser = (found.browser_type == "browser")
            .then(|| known(found.name))
            .flatten();
        let major = found.version.split('.').next().and_then(known);
        Self {
            os: known(found.os).map(plain_os),
            browser: browser.map(|name| match major {
                Some(major) => format!("{name} {major}"),
                None => name,
            }),
        }
    }
}

/// The names that people use today.
fn plain_os(os: String) -> String {
    match os.as_str() {
        "Mac OSX" => "macOS".to_owned(),
        "iPhone" | "iPad" | "iPod" => "iOS".to_owned(),
        _ if os.starts_with("Windows") && !os.contains("Phone") => "Windows".to_owned(),
        _ => os,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_and_our_app_are_told_apart() {
        let read = |text| {
            let agent = Agent::parse(text);
            (
                agent.os.unwrap_or_default(),
                agent.browser.unwrap_or_default(),
            )
        };
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        assert_eq!(read(firefox), ("Linux".into(), "Firefox 140".into()));
        let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
        assert_eq!(read(chrome), ("Windows".into(), "Chrome 141".into()));
        let safari = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15";
        assert_eq!(read(safari), ("macOS".into(), "Safari 18".into()));
        assert_eq!(
            read("Countersign/0.1 (Linux)"),
            ("Linux".into(), String::new())
        );
        assert_eq!(read("curl/8.5.0"), (String::new(), String::new()));
        assert_eq!(read(""), (String::new(), String::new()));
    }
}
