//! Which language a request is to be answered in.
//!
//! What the person chose on a page counts most, then what the client asked for on their behalf
//! (`ui_locales`), then what the browser says. Either of the first two is remembered in a cookie.

use axum::{
    extract::Request,
    response::{IntoResponse as _, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use fluent_langneg::{NegotiationStrategy, negotiate_languages};
use http::{
    HeaderValue, Method, StatusCode, Uri,
    header::{ACCEPT_LANGUAGE, LOCATION, SET_COOKIE},
};
use unic_langid::LanguageIdentifier;

use super::{Choice, Language, SPOKEN, Spoken};

/// The cookie of what the person chose.
const CHOSEN: &str = "countersign-language";
/// The cookie of what a client asked for; it ends with the browser.
const ASKED_FOR: &str = "countersign-ui-locales";
/// The parameter that chooses.
const LANG: &str = "lang";
/// More languages than this are not looked at.
const MOST: usize = 32;

/// What a pushed authorization request asked for. A route puts it into the answer's extensions.
#[derive(Debug, Clone)]
pub(crate) struct UiLocales(pub(crate) String);

/// What a request says about languages.
#[derive(Debug)]
pub(crate) struct Heard {
    spoken: Spoken,
    /// Where the page is that was asked for in another language.
    onward: Option<String>,
    cookies: Vec<Cookie<'static>>,
    https: bool,
}

impl Heard {
    /// Reads it off `request`; `is_person` when a person and no program gets the answer.
    pub(crate) fn of(request: &Request, is_person: bool, https: bool) -> Self {
        let headers = request.headers();
        let jar = CookieJar::from_headers(headers);
        let kept = |base: &str| {
            let cookie = jar.get(&name(base, https))?;
            Language::from_tag(cookie.value())
        };
        let accepted = || {
            let lists = headers.get_all(ACCEPT_LANGUAGE).iter();
            let lists: Vec<&str> = lists.filter_map(|list| list.to_str().ok()).collect();
            first_of(&by_weight(&lists.join(",")))
        };
        let mut cookies = Vec::new();
        let asks = is_person && request.method() == Method::GET;
        let chosen = asks
            .then(|| parameter(request.uri(), LANG))
            .flatten()
            .and_then(|tag| Language::from_tag(&tag));
        if let Some(language) = chosen {
            cookies.push(cookie(CHOSEN, language, https, true));
        }
        let asked_for = if asks && is_asked_for_at(request.uri().path()) {
            asked_for(request.uri(), https, kept(ASKED_FOR), &mut cookies)
        } else {
            kept(ASKED_FOR)
        };
        let language = chosen
            .or_else(|| kept(CHOSEN))
            .or(asked_for)
            .or_else(accepted)
            .unwrap_or_default();
        let choices = if asks {
            choices(request.uri(), language)
        } else {
            Vec::new()
        };
        Self {
            spoken: Spoken { language, choices },
            onward: chosen.map(|_| without(request.uri(), LANG)),
            cookies,
            https,
        }
    }

    /// Answers in this language, with the cookies that keep it.
    pub(crate) async fn answer(mut self, route: impl Future<Output = Response>) -> Response {
        let mut response = match &self.onward {
            Some(to) => (StatusCode::SEE_OTHER, [(LOCATION, to.clone())]).into_response(),
            None => SPOKEN.scope(self.spoken.clone(), route).await,
        };
        if let Some(UiLocales(list)) = response.extensions_mut().remove() {
            let wanted = first_of(&in_order(&list));
            self.cookies
                .extend(wanted.map(|wanted| cookie(ASKED_FOR, wanted, self.https, false)));
        }
        for cookie in &self.cookies {
            if let Ok(value) = HeaderValue::try_from(cookie.to_string()) {
                response.headers_mut().append(SET_COOKIE, value);
            }
        }
        response
    }
}

/// Where clients send a browser.
fn is_asked_for_at(path: &str) -> bool {
    matches!(path, "/oauth/authorize" | "/oauth/logout")
}

/// What a client asks for here, which is kept until another one asks for something else.
fn asked_for(
    uri: &Uri,
    https: bool,
    before: Option<Language>,
    cookies: &mut Vec<Cookie<'static>>,
) -> Option<Language> {
    if parameter(uri, "request_uri").is_some() {
        return before;
    }
    let wanted = parameter(uri, "ui_locales").and_then(|list| first_of(&in_order(&list)));
    match (before, wanted) {
        (before, Some(wanted)) if before != Some(wanted) => {
            cookies.push(cookie(ASKED_FOR, wanted, https, false));
        }
        (Some(before), None) => {
            let mut gone = cookie(ASKED_FOR, before, https, false);
            gone.make_removal();
            cookies.push(gone);
        }
        _ => {}
    }
    wanted
}

/// `__Host-` needs https, which a loopback issuer does not have.
fn name(base: &str, https: bool) -> String {
    if https {
        format!("__Host-{base}")
    } else {
        base.to_owned()
    }
}

fn cookie(base: &str, language: Language, https: bool, lasting: bool) -> Cookie<'static> {
    let mut cookie = Cookie::build((name(base, https), language.tag()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(https)
        .build();
    if lasting {
        cookie.set_max_age(time::Duration::days(365));
    }
    cookie
}

fn parameter(uri: &Uri, name: &str) -> Option<String> {
    let query = uri.query()?;
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// The path and query of `uri` less one parameter; the rest stays as it was spelt.
fn without(uri: &Uri, name: &str) -> String {
    let path = uri.path();
    // Browsers read these as the address of another host.
    let elsewhere = path.starts_with("//") || path.contains('\\');
    let path = if elsewhere { "/" } else { path };
    let rest = rest(uri, name);
    if rest.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{rest}")
    }
}

fn rest(uri: &Uri, name: &str) -> String {
    let pairs = uri.query().unwrap_or_default().split('&');
    let kept = pairs.filter(|pair| {
        let key = pair.split('=').next().unwrap_or_default();
        !pair.is_empty() && key != name
    });
    kept.collect::<Vec<_>>().join("&")
}

fn choices(uri: &Uri, now: Language) -> Vec<Choice> {
    let rest = rest(uri, LANG);
    let before = if rest.is_empty() {
        String::new()
    } else {
        format!("{rest}&")
    };
    let choice = |language: Language| Choice {
        tag: language.tag(),
        name: language.own_name(),
        link: format!("?{before}{LANG}={}", language.tag()),
        is_current: language == now,
    };
    Language::ALL.map(choice).into()
}

/// The tags of an `Accept-Language`
/// ([RFC 9110 section 12.5.4](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4)), the most wanted
/// first. The parser beside the negotiation below leaves the weights out.
fn by_weight(list: &str) -> Vec<LanguageIdentifier> {
    let mut wanted: Vec<(f32, LanguageIdentifier)> = list
        .split(',')
        .take(MOST)
        .filter_map(|part| {
            let (tag, weight) = part.split_once(';').unwrap_or((part, "q=1"));
            let weight: f32 = weight.trim().strip_prefix("q=")?.trim().parse().ok()?;
            let counts = weight > 0.0 && weight <= 1.0;
            Some((weight, tag.trim().parse().ok()?)).filter(|_| counts)
        })
        .collect();
    wanted.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    wanted.into_iter().map(|(_, tag)| tag).collect()
}

/// The tags of `ui_locales`, which stand in order.
fn in_order(list: &str) -> Vec<LanguageIdentifier> {
    let tags = list.split(' ').take(MOST);
    tags.filter_map(|tag| tag.parse().ok()).collect()
}

/// The first of ours that fits.
fn first_of(wanted: &[LanguageIdentifier]) -> Option<Language> {
    let ours: Vec<LanguageIdentifier> = Language::ALL
        .into_iter()
        .filter_map(|language| language.tag().parse().ok())
        .collect();
    let fit = negotiate_languages(wanted, &ours, None, NegotiationStrategy::Filtering);
    Language::from_tag(&fit.first()?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(list: &str) -> Option<Language> {
        first_of(&by_weight(list))
    }

    #[test]
    fn the_most_wanted_language_that_there_is_counts() {
        use Language::{English, German};
        for (list, wanted) in [
            ("de-AT, en;q=0.5", Some(German)),
            ("en;q=0.5, de-AT", Some(German)),
            ("fr, de;q=0.3, en;q=0.7", Some(English)),
            ("en-US,en;q=0.9", Some(English)),
            ("de;q=0, en;q=0.1", Some(English)),
            ("fr", None),
            ("*", None),
            ("", None),
            ("de;q=NaN, en;q=inf, de;q=2, ;;;, ,,", None),
        ] {
            assert_eq!(accepted(list), wanted, "{list}");
        }
    }

    #[test]
    fn a_link_keeps_what_else_the_address_says() {
        let uri = Uri::from_static("/reset/new?lang=en&code=a%2Fb&lang=de");
        assert_eq!(without(&uri, LANG), "/reset/new?code=a%2Fb");
        let links: Vec<String> = choices(&uri, Language::German)
            .into_iter()
            .map(|choice| choice.link)
            .collect();
        assert_eq!(links, ["?code=a%2Fb&lang=en", "?code=a%2Fb&lang=de"]);
        assert_eq!(
            without(&Uri::from_static("/sign-in?lang=de"), LANG),
            "/sign-in"
        );
        for evil in ["//evil.example/?lang=de", "/\\evil.example/?lang=de"] {
            assert_eq!(without(&evil.parse().unwrap(), LANG), "/");
        }
    }
}
