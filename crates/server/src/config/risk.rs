//! `[risk]`: what counts for and against a sign-in with the right password.

use std::path::PathBuf;

use authority::risk::{Policy, Weights};
use ipnet::IpNet;
use serde::Deserialize;

use super::{
    Error,
    raw::{OneOrMany, networks},
};

/// The heaviest weight and the highest threshold.
const HIGHEST: u32 = 1000;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRisk {
    step_up: Option<u32>,
    refuse: Option<u32>,
    tries_per_hour: Option<u32>,
    names_per_hour: Option<u32>,
    fastest_kmh: Option<u32>,
    trusted: Option<OneOrMany>,
    proxies: Option<PathBuf>,
    places: Option<PathBuf>,
    operators: Option<PathBuf>,
    #[serde(default)]
    weights: RawWeights,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct RawWeights {
    new_device: Option<u32>,
    new_network: Option<u32>,
    new_place: Option<u32>,
    impossible_travel: Option<u32>,
    proxy: Option<u32>,
    velocity: Option<u32>,
    stuffing: Option<u32>,
    unusual_hour: Option<u32>,
    trusted_network: Option<u32>,
}

/// What counts for and against a sign-in, and where is written what is known of addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Risk {
    /// Weights and thresholds.
    pub policy: Policy,
    /// Networks that speak for a sign-in.
    pub trusted: Vec<IpNet>,
    /// A file of addresses and networks that hide where somebody is.
    pub proxies: Option<PathBuf>,
    /// A MaxMind file that knows countries and positions.
    pub places: Option<PathBuf>,
    /// A MaxMind file that knows who operates a network.
    pub operators: Option<PathBuf>,
}

impl RawRisk {
    pub(super) fn check(self) -> Result<Risk, Error> {
        let default = Policy::default();
        let policy = Policy {
            step_up: bounded("step_up", self.step_up, default.step_up, 1)?,
            refuse: bounded("refuse", self.refuse, default.refuse, 1)?,
            tries_per_hour: bounded(
                "tries_per_hour",
                self.tries_per_hour,
                default.tries_per_hour,
                1,
            )?,
            names_per_hour: bounded(
                "names_per_hour",
                self.names_per_hour,
                default.names_per_hour,
                1,
            )?,
            fastest_kmh: self.fastest_kmh.unwrap_or(default.fastest_kmh),
            weights: self.weights.check(default.weights)?,
        };
        if policy.fastest_kmh == 0 {
            return Err(Error::invalid(
                "risk.fastest_kmh",
                "has to be at least 1 kilometre an hour",
            ));
        }
        if policy.refuse < policy.step_up {
            return Err(Error::invalid(
                "risk.refuse",
                format!(
                    "is {}, below risk.step_up = {}: it has to be at least as high",
                    policy.refuse, policy.step_up
                ),
            ));
        }
        Ok(Risk {
            policy,
            trusted: networks("risk.trusted", self.trusted)?,
            proxies: self.proxies,
            places: self.places,
            operators: self.operators,
        })
    }
}

impl RawWeights {
    fn check(self, default: Weights) -> Result<Weights, Error> {
        let weight =
            |key: &str, value, default| bounded(&format!("weights.{key}"), value, default, 0);
        Ok(Weights {
            new_device: weight("new_device", self.new_device, default.new_device)?,
            new_network: weight("new_network", self.new_network, default.new_network)?,
            new_place: weight("new_place", self.new_place, default.new_place)?,
            impossible_travel: weight(
                "impossible_travel",
                self.impossible_travel,
                default.impossible_travel,
            )?,
            proxy: weight("proxy", self.proxy, default.proxy)?,
            velocity: weight("velocity", self.velocity, default.velocity)?,
            stuffing: weight("stuffing", self.stuffing, default.stuffing)?,
            unusual_hour: weight("unusual_hour", self.unusual_hour, default.unusual_hour)?,
            trusted_network: weight(
                "trusted_network",
                self.trusted_network,
                default.trusted_network,
            )?,
        })
    }
}

fn bounded(key: &str, value: Option<u32>, default: u32, least: u32) -> Result<u32, Error> {
    match value {
        None => Ok(default),
        Some(value) if (least..=HIGHEST).contains(&value) => Ok(value),
        Some(_) => Err(Error::invalid(
            format!("risk.{key}"),
            format!("has to be {least} to {HIGHEST}"),
        )),
    }
}
