//! The path of an address: whose codes these are.

use percent_encoding::percent_decode_str;

use super::{as_prefix, query::Query, query::whole_number};
use crate::{Remark, clean_label};

/// Issuer and account, from label and `issuer` parameter together.
pub(super) struct Names {
    pub(super) issuer: String,
    pub(super) account: String,
    /// A period that slid into the issuer when its `&` was lost.
    pub(super) lost_period: Option<u64>,
}

/// Puts the names together. The parameter wins; a label prefix that says something else stays
/// before the account, since it may be all that tells two accounts apart.
pub(super) fn names(raw: &str, query: &Query<'_>, remarks: &mut Vec<Remark>) -> Names {
    let mut reader = Reader {
        twice: !query.has("encoded"),
        remarks,
    };
    let (parameter, lost_period) = reader.issuer_parameter(query);
    let (prefix, account) = reader.split(raw, parameter.is_none());

    let (issuer, account) = match (parameter, prefix) {
        (Some(issuer), Some(prefix)) if !same_name(&prefix, &issuer) => {
            reader.remarks.push(Remark::OtherIssuerInLabel);
            (issuer, format!("{prefix}:{account}"))
        }
        (Some(issuer), _) => (issuer, account),
        (None, prefix) => (prefix.unwrap_or_default(), account),
    };
    Names {
        issuer,
        account,
        lost_period,
    }
}

struct Reader<'a> {
    /// Whether a label that looks encoded twice may be decoded twice.
    twice: bool,
    remarks: &'a mut Vec<Remark>,
}

impl Reader<'_> {
    fn issuer_parameter(&mut self, query: &Query<'_>) -> (Option<String>, Option<u64>) {
        let Some(text) = query.given("issuer") else {
            return (None, None);
        };
        let text = self.again(text.to_string());
        // One app lost the `&` between issuer and period; a `=` that belongs there is encoded.
        let lost = query
            .raw("issuer")
            .is_some_and(|raw| raw.contains("period="));
        let cut = text
            .rsplit_once("period=")
            .filter(|_| lost && !query.has("period"));
        let cut = cut.and_then(|(issuer, period)| Some((issuer, whole_number(period)?)));
        match cut {
            Some((issuer, period)) => (self.clean(issuer), Some(period)),
            None => (self.clean(&text), None),
        }
    }

    /// Prefix, when there is one, and account. A literal colon separates before decoding, so that
    /// an encoded one can belong to the account.
    fn split(&mut self, raw: &str, alone: bool) -> (Option<String>, String) {
        let raw = raw.trim_matches('/');
        if let Some((prefix, account)) = raw.split_once(':') {
            let (prefix, account) = (self.decode(prefix), self.decode(account));
            return (
                self.clean(&prefix),
                self.clean(&account).unwrap_or_default(),
            );
        }
        let text = self.decode(raw);
        let (prefix, account) = match text.split_once(':') {
            Some((prefix, account)) => (prefix, account),
            None if alone => turned_around(&text).unwrap_or(("", &text)),
            None => ("", text.as_str()),
        };
        (self.clean(prefix), self.clean(account).unwrap_or_default())
    }

    fn decode(&mut self, raw: &str) -> String {
        let once = decode(raw);
        self.again(once)
    }

    /// Bad QR generators encode twice, which shows as escapes that are left and no bare percent.
    fn again(&mut self, text: String) -> String {
        if !self.twice || !looks_encoded(&text) {
            return text;
        }
        self.remark(Remark::EncodedTwice);
        decode(&text)
    }

    /// The clean name, or `None` when nothing is left of it.
    fn clean(&mut self, text: &str) -> Option<String> {
        let (clean, removed) = clean_label(text);
        if removed {
            self.remark(Remark::MarksRemoved);
        }
        (!clean.is_empty()).then_some(clean)
    }

    fn remark(&mut self, remark: Remark) {
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }
}

fn decode(raw: &str) -> String {
    percent_decode_str(raw)
        .decode_utf8()
        .map_or_else(|_| raw.to_owned(), String::from)
}

fn looks_encoded(text: &str) -> bool {
    let mut escapes = text.split('%').skip(1).peekable();
    let telling = ["3a", "20", "40"];
    let code = |rest: &str| rest.get(..2).map(str::to_ascii_lowercase);
    let all_whole = escapes
        .clone()
        .all(|rest| code(rest).is_some_and(|c| c.bytes().all(|b| b.is_ascii_hexdigit())));
    all_whole && escapes.any(|rest| code(rest).is_some_and(|c| telling.contains(&c.as_str())))
}

/// `me@example.com/Meraki`: one vendor writes the account first and a slash for the colon.
fn turned_around(text: &str) -> Option<(&str, &str)> {
    let (account, issuer) = text.split_once('/')?;
    let (name, host) = account.split_once('@')?;
    let one_word = !issuer.is_empty() && !issuer.contains(|c: char| c.is_whitespace() || c == '/');
    (!name.is_empty() && host.contains('.') && one_word).then_some((issuer, account))
}

/// Case does not count, nor do colons, which no prefix can hold.
fn same_name(prefix: &str, issuer: &str) -> bool {
    prefix.to_lowercase() == as_prefix(issuer).to_lowercase()
}
