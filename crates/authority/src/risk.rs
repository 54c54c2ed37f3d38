//! How far a sign-in with the right password differs from those before, and what follows.
//!
//! ```text
//! SignIn + history ──observe──▶ Signals ──Policy::weigh──▶ Assessment { score, reasons, verdict }
//! ```
//!
//! Every signal has a weight, and the score is the sum of the weights of the signals that are there,
//! less the credit for a trusted network. What is observed is stored with the sign-in, so other
//! weights and thresholds can be tried on what happened.

use std::{collections::BTreeSet, fmt, time::Duration};

use crate::Moment;

/// How far back the history of a person reaches.
pub const HISTORY: Duration = Duration::from_secs(90 * 86_400);

/// How far back tries and names are counted.
pub const RECENTLY: Duration = Duration::from_secs(3600);

/// Places nearer than this are one place as far as travelling is concerned, since addresses are
/// often placed in the wrong city.
const NEAR_KM: f64 = 200.0;

/// So many sign-ins have to be known before an hour of the day counts as unusual.
const HABIT: usize = 10;

/// An hour is usual when a sign-in lies at most this many hours from it.
const HOURS_AROUND: i64 = 2;

/// Where an address is, as far as anybody says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Two letters, as in `PT`.
    pub country: Option<String>,
    /// The number of the network operator.
    pub asn: Option<i64>,
    /// Latitude and longitude in ten-thousandths of a degree.
    pub position: Option<(i64, i64)>,
}

/// One sign-in, as it was seen when the password was right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// When.
    pub at: Moment,
    /// The addresses that count as one: a /24 or a /48.
    pub network: String,
    /// Where that is.
    pub place: Place,
    /// Whether the browser showed that this person signed in with it before.
    pub known_device: bool,
    /// Whether the address is in a trusted network.
    pub trusted: bool,
    /// Whether the address is on the list of proxies.
    pub proxy: bool,
    /// How often somebody tried to sign in as this person recently.
    pub tries: u32,
    /// As how many people somebody failed to sign in from this network recently.
    pub names: u32,
}

/// What speaks for or against a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signal {
    /// A device that the person never used.
    NewDevice,
    /// A network that the person never used.
    NewNetwork,
    /// A country that the person was never in.
    NewPlace,
    /// Farther from the last sign-in than anybody travels in that time.
    ImpossibleTravel,
    /// A proxy, a Tor exit, or another address that hides where somebody is.
    Proxy,
    /// Many tries for this person.
    Velocity,
    /// Many people tried from this network.
    Stuffing,
    /// An hour of the day at which the person never signs in.
    UnusualHour,
    /// A network that is trusted. It speaks for the sign-in.
    TrustedNetwork,
}

impl Signal {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::NewDevice,
        Self::NewNetwork,
        Self::NewPlace,
        Self::ImpossibleTravel,
        Self::Proxy,
        Self::Velocity,
        Self::Stuffing,
        Self::UnusualHour,
        Self::TrustedNetwork,
    ];

    /// Its name in the configuration and in the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NewDevice => "new_device",
            Self::NewNetwork => "new_network",
            Self::NewPlace => "new_place",
            Self::ImpossibleTravel => "impossible_travel",
            Self::Proxy => "proxy",
            Self::Velocity => "velocity",
            Self::Stuffing => "stuffing",
            Self::UnusualHour => "unusual_hour",
            Self::TrustedNetwork => "trusted_network",
        }
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The signals of one sign-in.
pub type Signals = BTreeSet<Signal>;

/// What each signal weighs. None is negative; that of [`Signal::TrustedNetwork`] is taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the names of the signals
pub struct Weights {
    pub new_device: u32,
    pub new_network: u32,
    pub new_place: u32,
    pub impossible_travel: u32,
    pub proxy: u32,
    pub velocity: u32,
    pub stuffing: u32,
    pub unusual_hour: u32,
    pub trusted_network: u32,
}

impl Weights {
    /// The weight of `signal`.
    #[must_use]
    pub const fn of(&self, signal: Signal) -> u32 {
        match signal {
            Signal::NewDevice => self.new_device,
            Signal::NewNetwork => self.new_network,
            Signal::NewPlace => self.new_place,
            Signal::ImpossibleTravel => self.impossible_travel,
            Signal::Proxy => self.proxy,
            Signal::Velocity => self.velocity,
            Signal::Stuffing => self.stuffing,
            Signal::UnusualHour => self.unusual_hour,
            Signal::TrustedNetwork => self.trusted_network,
        }
    }
}

impl Default for Weights {
    /// A new device alone passes; with a new country on top it needs a second factor.
    fn default() -> Self {
        Self {
            new_device: 25,
            new_network: 10,
            new_place: 25,
            impossible_travel: 40,
            proxy: 25,
            velocity: 15,
            stuffing: 30,
            unusual_hour: 5,
            trusted_network: 30,
        }
    }
}

/// What counts as a signal, what it weighs, and what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// From this score on a second factor is asked for.
    pub step_up: u32,
    /// From this score on the sign-in is refused.
    pub refuse: u32,
    /// What each signal weighs.
    pub weights: Weights,
    /// So many recent tries are many.
    pub tries_per_hour: u32,
    /// So many recent names from one network are many.
    pub names_per_hour: u32,
    /// Nobody travels faster, in kilometres an hour.
    pub fastest_kmh: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            step_up: 50,
            refuse: 120,
            weights: Weights::default(),
            tries_per_hour: 10,
            names_per_hour: 10,
            fastest_kmh: 900,
        }
    }
}

/// What is done with a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The password is enough.
    Allow,
    /// A second factor is needed.
    StepUp,
    /// Nobody is let in.
    Refuse,
}

impl Verdict {
    /// All of them, the mildest first.
    pub const ALL: [Self; 3] = [Self::Allow, Self::StepUp, Self::Refuse];

    /// Its word in the store and in the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::StepUp => "step_up",
            Self::Refuse => "refuse",
        }
    }

    /// The verdict of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|verdict| verdict.as_str() == word)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a policy says of a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// The sum of the weights.
    pub score: u32,
    /// Each signal that was there, with its weight.
    pub reasons: Vec<(Signal, u32)>,
    /// What follows.
    pub verdict: Verdict,
}

impl Policy {
    /// The signals of `sign_in`, given those of the same person before it, the latest first.
    #[must_use]
    pub fn observe(&self, sign_in: &SignIn, history: &[SignIn]) -> Signals {
        let place = &sign_in.place;
        // Whoever has no history has been nowhere, so nothing can be unlike it.
        let unlike_all =
            |same: &dyn Fn(&SignIn) -> bool| !history.is_empty() && !history.iter().any(same);
        let same_network = |past: &SignIn| {
            past.network == sign_in.network || (place.asn.is_some() && past.place.asn == place.asn)
        };
        let placed = history.iter().any(|past| past.place.country.is_some());
        let same_country = |past: &SignIn| past.place.country == place.country;
        let of = |is_there: bool, signal: Signal| is_there.then_some(signal);
        [
            of(!sign_in.known_device, Signal::NewDevice),
            of(unlike_all(&same_network), Signal::NewNetwork),
            of(
                placed && place.country.is_some() && unlike_all(&same_country),
                Signal::NewPlace,
            ),
            of(
                history
                    .first()
                    .is_some_and(|last| self.too_far(last, sign_in)),
                Signal::ImpossibleTravel,
            ),
            of(sign_in.proxy, Signal::Proxy),
            of(sign_in.tries >= self.tries_per_hour, Signal::Velocity),
            of(sign_in.names >= self.names_per_hour, Signal::Stuffing),
            of(is_unusual_hour(sign_in.at, history), Signal::UnusualHour),
            of(sign_in.trusted, Signal::TrustedNetwork),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// What these signals amount to.
    #[must_use]
    pub fn weigh(&self, signals: &Signals) -> Assessment {
        let reasons: Vec<(Signal, u32)> = signals
            .iter()
            .map(|signal| (*signal, self.weights.of(*signal)))
            .collect();
        let against = reasons
            .iter()
            .filter(|(signal, _)| *signal != Signal::TrustedNetwork)
            .fold(0u32, |sum, (_, weight)| sum.saturating_add(*weight));
        let credit = if signals.contains(&Signal::TrustedNetwork) {
            self.weights.trusted_network
        } else {
            0
        };
        let score = against.saturating_sub(credit);
        let verdict = if score >= self.refuse {
            Verdict::Refuse
        } else if score >= self.step_up {
            Verdict::StepUp
        } else {
            Verdict::Allow
        };
        Assessment {
            score,
            reasons,
            verdict,
        }
    }

    fn too_far(&self, last: &SignIn, sign_in: &SignIn) -> bool {
        let (Some(from), Some(to)) = (last.place.position, sign_in.place.position) else {
            return false;
        };
        let distance = distance_km(from, to);
        let hours = sign_in.at.since(last.at).as_secs_f64() / 3600.0;
        distance > NEAR_KM && distance > hours * f64::from(self.fastest_kmh)
    }
}

/// The distance between two positions on a sphere of the size of the earth, in kilometres.
#[must_use]
pub fn distance_km(from: (i64, i64), to: (i64, i64)) -> f64 {
    const RADIUS_KM: f64 = 6371.0;
    let radians = |ten_thousandths: i64| (ten_thousandths as f64 / 10_000.0).to_radians();
    let (latitude, other) = (radians(from.0), radians(to.0));
    let half_north = ((other - latitude) / 2.0).sin();
    let half_east = ((radians(to.1) - radians(from.1)) / 2.0).sin();
    // The haversine formula; rounding can carry it a little above one.
    let h = half_north.powi(2) + latitude.cos() * other.cos() * half_east.powi(2);
    2.0 * RADIUS_KM * h.clamp(0.0, 1.0).sqrt().asin()
}

/// Whether the person has habits and this hour of the day (UTC) is far from all of them.
fn is_unusual_hour(at: Moment, history: &[SignIn]) -> bool {
    let hour = |at: Moment| at.unix().rem_euclid(86_400) / 3600;
    let apart = |a: i64, b: i64| {
        let apart = (a - b).abs();
        apart.min(24 - apart)
    };
    history.len() >= HABIT
        && !history
            .iter()
            .any(|past| apart(hour(past.at), hour(at)) <= HOURS_AROUND)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_800_014_400;
    const LISBON: (i64, i64) = (387_223, -91_393);
    const PORTO: (i64, i64) = (411_579, -86_291);
    const TOKYO: (i64, i64) = (356_762, 1_396_503);

    fn at(unix: i64, country: &str, position: (i64, i64)) -> SignIn {
        SignIn {
            at: Moment::from_unix(unix),
            network: format!("net of {country}"),
            place: Place {
                country: Some(country.to_owned()),
                asn: None,
                position: Some(position),
            },
            known_device: true,
            trusted: false,
            proxy: false,
            tries: 0,
            names: 0,
        }
    }

    fn signals(sign_in: &SignIn, history: &[SignIn]) -> Vec<Signal> {
        let signals = Policy::default().observe(sign_in, history);
        signals.into_iter().collect()
    }

    #[test]
    fn the_distance_from_lisbon_to_tokyo_is_known() {
        let km = distance_km(LISBON, TOKYO);
        assert!((11_100.0..11_200.0).contains(&km), "{km}");
        assert!(distance_km(LISBON, LISBON) < 0.001);
    }

    #[test]
    fn a_first_sign_in_is_unlike_nothing() {
        let first = at(NOON, "PT", LISBON);
        assert_eq!(signals(&first, &[]), []);
    }

    #[test]
    fn nobody_is_in_tokyo_an_hour_after_lisbon_but_a_day_after_they_may_be() {
        let before = [at(NOON, "PT", LISBON)];
        let soon = at(NOON + 3600, "JP", TOKYO);
        let expected = [
            Signal::NewNetwork,
            Signal::NewPlace,
            Signal::ImpossibleTravel,
        ];
        assert_eq!(signals(&soon, &before), expected);
        let later = at(NOON + 86_400, "JP", TOKYO);
        assert_eq!(signals(&later, &before), expected[..2]);
        // 270 km in a quarter of an hour is too fast, in an hour it is not.
        let fast = at(NOON + 900, "PT", PORTO);
        assert_eq!(signals(&fast, &before), [Signal::ImpossibleTravel]);
        assert_eq!(signals(&at(NOON + 3600, "PT", PORTO), &before), []);
    }

    #[test]
    fn the_same_operator_is_the_same_network() {
        let mut before = at(NOON, "PT", LISBON);
        let mut now = at(NOON + 9, "PT", LISBON);
        now.network = "another block".into();
        assert_eq!(signals(&now, &[before.clone()]), [Signal::NewNetwork]);
        (before.place.asn, now.place.asn) = (Some(7), Some(7));
        assert_eq!(signals(&now, &[before]), []);
    }

    #[test]
    fn a_place_is_new_only_to_somebody_whose_places_are_known() {
        let mut before = at(NOON, "PT", LISBON);
        before.place = Place::default();
        let now = at(NOON + 9, "JP", TOKYO);
        assert_eq!(signals(&now, &[before]), [Signal::NewNetwork]);
    }

    #[test]
    fn an_hour_is_unusual_once_there_are_habits() {
        let habits: Vec<SignIn> = (1..=10)
            .map(|day| at(NOON - day * 86_400, "PT", LISBON))
            .collect();
        let night = at(NOON + 12 * 3600, "PT", LISBON);
        assert_eq!(signals(&night, &habits), [Signal::UnusualHour]);
        assert_eq!(signals(&night, &habits[1..]), []);
        assert_eq!(signals(&at(NOON + 2 * 3600, "PT", LISBON), &habits), []);
        // The hours go round: 23 and 1 are two apart.
        let late: Vec<SignIn> = (1..=10)
            .map(|day| at(NOON + 11 * 3600 - day * 86_400, "PT", LISBON))
            .collect();
        assert_eq!(signals(&at(NOON + 13 * 3600, "PT", LISBON), &late), []);
    }

    #[test]
    fn a_new_device_passes_and_with_a_new_country_needs_a_factor() {
        let policy = Policy::default();
        let verdict = |signals: &[Signal]| policy.weigh(&signals.iter().copied().collect()).verdict;
        assert_eq!(verdict(&[]), Verdict::Allow);
        assert_eq!(verdict(&[Signal::NewDevice]), Verdict::Allow);
        let abroad = [Signal::NewDevice, Signal::NewNetwork, Signal::NewPlace];
        assert_eq!(verdict(&abroad), Verdict::StepUp);
        let all = &Signal::ALL[..8];
        assert_eq!(verdict(all), Verdict::Refuse);
        // Somebody on their own device behind a proxy abroad is never locked out.
        let travelling = &Signal::ALL[1..5];
        assert_eq!(verdict(travelling), Verdict::StepUp);
    }
}
