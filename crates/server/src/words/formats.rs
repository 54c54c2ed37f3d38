//! Numbers and moments as a language writes them.

use authority::Moment;
use fluent_bundle::FluentValue;
use icu_datetime::{
    FixedCalendarDateTimeFormatter,
    fieldsets::YMD,
    input::{Date, DateTime, Time},
};
use icu_decimal::{DecimalFormatter, input::Decimal, options::DecimalFormatterOptions};
use icu_locale_core::{Locale, locale};
use time::OffsetDateTime;

use super::Language;

/// The English of the sentences is British, where the day comes first and the clock has 24 hours.
const fn locale_of(language: Language) -> Locale {
    match language {
        Language::English => locale!("en-GB"),
        Language::German => locale!("de"),
    }
}

/// Numbers in English sentences. The library hands over its memory for formatters, which is not used.
pub(super) fn english<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    number(Language::English, value)
}

/// Numbers in German sentences.
pub(super) fn german<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    number(Language::German, value)
}

/// `value` in digits, when it is a whole number.
fn number(language: Language, value: &FluentValue<'_>) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let whole: i64 = number.as_string().parse().ok()?;
    let options = DecimalFormatterOptions::default();
    let formatter = DecimalFormatter::try_new(locale_of(language).into(), options).ok()?;
    Some(formatter.format(&Decimal::from(whole)).to_string())
}

/// The day of `at` in UTC.
pub(super) fn day(language: Language, at: Moment) -> Option<String> {
    let at = OffsetDateTime::from_unix_timestamp(at.unix()).ok()?;
    let date = Date::try_new_gregorian(at.year(), at.month().into(), at.day()).ok()?;
    let formatter =
        FixedCalendarDateTimeFormatter::try_new(locale_of(language).into(), YMD::long()).ok()?;
    Some(formatter.format(&date).to_string())
}

/// `at` to the minute in UTC.
pub(super) fn moment(language: Language, at: Moment) -> Option<String> {
    let at = OffsetDateTime::from_unix_timestamp(at.unix()).ok()?;
    let at = DateTime {
        date: Date::try_new_gregorian(at.year(), at.month().into(), at.day()).ok()?,
        time: Time::try_new(at.hour(), at.minute(), at.second(), 0).ok()?,
    };
    let shape = YMD::long().with_time_hm();
    let formatter =
        FixedCalendarDateTimeFormatter::try_new(locale_of(language).into(), shape).ok()?;
    Some(format!("{} UTC", formatter.format(&at)))
}
