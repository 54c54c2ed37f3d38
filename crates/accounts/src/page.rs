//! The page that the browser shows when it comes back.

use data_encoding::BASE64;
use sha2::{Digest as _, Sha256};

// The colours are the app's, `ui/src/styles/tokens.css`.
const STYLE: &str = ":root{color-scheme:light dark;--paper:#eef3f4;--card:#fff;--ink:#14242a;--soft:#52656c;--line:#d5dfe1;--good:#0b6e7f;--bad:#a3271f}\
@media (prefers-color-scheme:dark){:root{--paper:#0d1214;--card:#161d20;--ink:#e6eef0;--soft:#9fb0b6;--line:#2b373c;--good:#5cc8d7;--bad:#ffb0a8}}\
*{margin:0;box-sizing:border-box}\
body{min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}\
main{width:100%;max-width:420px;padding:40px 32px;background:var(--card);border:1px solid var(--line);border-radius:16px;text-align:center}\
svg{width:56px;height:56px;margin-bottom:20px;color:var(--good)}\
.bad svg{color:var(--bad)}\
h1{font-size:22px;line-height:1.3;font-weight:650;margin-bottom:8px}\
p{color:var(--soft)}";

const TICK: &str = "<path d=\"m8 12.5 2.7 2.7L16 9.8\"/>";
const CROSS: &str = "<path d=\"m9 9 6 6m0-6-6 6\"/>";

/// A whole answer of HTTP.
pub(crate) fn success() -> String {
    answer(
        "200 OK",
        "",
        TICK,
        "You are signed in",
        "You can close this tab and return to Countersign.",
    )
}

/// The sign-in is over and did not succeed; the window says why.
pub(crate) fn failure() -> String {
    answer(
        "200 OK",
        " class=\"bad\"",
        CROSS,
        "The sign-in did not finish",
        "You can close this tab and return to Countersign, which says what happened.",
    )
}

/// The request was not the browser coming back, and the sign-in goes on.
pub(crate) fn refusal(status: &str) -> String {
    answer(
        status,
        " class=\"bad\"",
        CROSS,
        "Nothing to see here",
        "Return to the tab in which you were signing in.",
    )
}

fn answer(status: &str, class: &str, sign: &str, title: &str, text: &str) -> String {
    let body = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title} · Countersign</title><style>{STYLE}</style></head><body{class}><main>\
         <svg viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.6\" stroke-linecap=\"round\" \
         stroke-linejoin=\"round\" aria-hidden=\"true\"><circle cx=\"12\" cy=\"12\" r=\"10\"/>{sign}</svg>\
         <h1>{title}</h1><p>{text}</p></main></body></html>"
    );
    // The only style is ours, and the policy names it by its hash.
    let style = BASE64.encode(&Sha256::digest(STYLE.as_bytes()));
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\
         Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n\
         Cross-Origin-Opener-Policy: same-origin\r\nCross-Origin-Resource-Policy: same-origin\r\nX-Frame-Options: DENY\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n\
         \r\n{body}",
        body.len()
    )
}
