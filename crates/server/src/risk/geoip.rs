//! What is known of an address: where it is, who operates its network, whether it is trusted, and
//! whether it hides somebody.

use std::{
    collections::HashSet,
    fmt, fs, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    path::{Path, PathBuf},
};

use authority::risk::Place;
use ipnet::IpNet;
use maxminddb::{Reader, geoip2};
use protocol::{LONGEST_TEXT, shown};

use crate::config;

/// A file about addresses that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the file {} that `{key}` names cannot be used: {problem}", path.display())]
pub struct Unreadable {
    /// The key that names it.
    pub key: &'static str,
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub problem: String,
}

/// Everything known of addresses, read once.
#[derive(Default)]
pub struct Places {
    trusted: Vec<IpNet>,
    proxies: Proxies,
    places: Option<Reader<Vec<u8>>>,
    operators: Option<Reader<Vec<u8>>>,
}

/// Where an address seems to be, for people to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// As in `Linköping, Sweden`, or the country alone.
    pub words: String,
    /// Within how many kilometres of there, where the file says.
    pub within_km: Option<u32>,
}

#[derive(Default)]
struct Proxies {
    addresses: HashSet<IpAddr>,
    networks: Vec<IpNet>,
}

impl fmt::Debug for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Places")
    }
}

impl Places {
    /// Reads the files that `risk` names.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] names the key, the file and what is wrong with it.
    pub fn open(risk: &config::Risk) -> Result<Self, Unreadable> {
        Ok(Self {
            trusted: risk.trusted.clone(),
            proxies: risk
                .proxies
                .as_deref()
                .map(proxies)
                .transpose()?
                .unwrap_or_default(),
            places: database("risk.places", risk.places.as_deref())?,
            operators: database("risk.operators", risk.operators.as_deref())?,
        })
    }

    fn city(&self, ip: IpAddr) -> Option<geoip2::City<'_>> {
        self.places.as_ref()?.lookup(ip).ok()?.decode().ok()?
    }

    /// Where `ip` is in words, as far as the files say.
    #[must_use]
    pub fn near(&self, ip: IpAddr) -> Option<Near> {
        let city = self.city(ip)?;
        let names = [city.city.names.english, city.country.names.english];
        let names: Vec<&str> = names.into_iter().flatten().collect();
        Some(Near {
            words: shown(&names.join(", "), LONGEST_TEXT)?,
            within_km: city.location.accuracy_radius.map(u32::from),
        })
    }

    /// Where `ip` is, as far as the files say.
    #[must_use]
    pub fn place(&self, ip: IpAddr) -> Place {
        let city = self.city(ip);
        let operator = self
            .operators
            .as_ref()
            .and_then(|reader| reader.lookup(ip).ok()?.decode::<geoip2::Asn<'_>>().ok()?);
        let parts = |degrees: f64| (degrees * 10_000.0).round() as i64;
        let position = city.as_ref().and_then(|city| {
            let location = &city.location;
            Some((parts(location.latitude?), parts(location.longitude?)))
        });
        Place {
            country: city.and_then(|city| city.country.iso_code.map(str::to_owned)),
            asn: operator
                .and_then(|operator| operator.autonomous_system_number)
                .map(i64::from),
            position,
        }
    }

    /// Whether `ip` is in a trusted network.
    #[must_use]
    pub fn is_trusted(&self, ip: IpAddr) -> bool {
        self.trusted.iter().any(|net| net.contains(&ip))
    }

    /// Whether `ip` is on the list of proxies.
    #[must_use]
    pub fn is_proxy(&self, ip: IpAddr) -> bool {
        self.proxies.addresses.contains(&ip)
            || self.proxies.networks.iter().any(|net| net.contains(&ip))
    }
}

/// The addresses that count as one network: a /24, or with IPv6 a /48, which is what one customer
/// commonly has.
#[must_use]
pub fn network(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            format!("{}/24", Ipv4Addr::new(a, b, c, 0))
        }
        IpAddr::V6(ip) => {
            let [a, b, c, ..] = ip.segments();
            format!("{}/48", Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
        }
    }
}

/// One address or network a line; what follows `#` is a remark.
fn proxies(path: &Path) -> Result<Proxies, Unreadable> {
    let unreadable = |problem| Unreadable {
        key: "risk.proxies",
        path: path.to_owned(),
        problem,
    };
    let text = fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
    let mut proxies = Proxies::default();
    for (index, line) in text.lines().enumerate() {
        let word = line.split('#').next().unwrap_or_default().trim();
        if word.is_empty() {
            continue;
        }
        if let Ok(ip) = word.parse::<IpAddr>() {
            proxies.addresses.insert(ip.to_canonical());
        } else if let Ok(net) = word.parse::<IpNet>() {
            proxies.networks.push(net);
        } else {
            return Err(unreadable(format!(
                "line {} is neither an address nor a network",
                index + 1
            )));
        }
    }
    Ok(proxies)
}

fn database(key: &'static str, path: Option<&Path>) -> Result<Option<Reader<Vec<u8>>>, Unreadable> {
    let Some(path) = path else {
        return Ok(None);
    };
    let unreadable = |problem| Unreadable {
        key,
        path: path.to_owned(),
        problem,
    };
    let bytes = fs::read(path).map_err(|error: io::Error| unreadable(error.to_string()))?;
    let reader = Reader::from_source(bytes).map_err(|error| unreadable(error.to_string()))?;
    Ok(Some(reader))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn neighbours_share_a_network() {
        assert_eq!(network(ip("192.0.2.7")), "192.0.2.0/24");
        assert_eq!(network(ip("2001:db8:1:2::7")), "2001:db8:1::/48");
    }

    #[test]
    fn a_list_of_proxies_names_addresses_and_networks() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("proxies");
        let write = |text: &str| {
            let mut file = fs::File::create(&path).unwrap();
            io::Write::write_all(&mut file, text.as_bytes()).unwrap();
        };
        write("# exits\n192.0.2.1\n198.51.100.0/24 # all of it\n\n2001:db8::/32\n");
        let risk = config::Risk {
            proxies: Some(path.clone()),
            ..config::Risk::default()
        };
        let places = Places::open(&risk).unwrap();
        for hidden in ["192.0.2.1", "198.51.100.77", "2001:db8::1"] {
            assert!(places.is_proxy(ip(hidden)), "{hidden}");
        }
        assert!(!places.is_proxy(ip("192.0.2.2")));
        write("192.0.2.1\nnonsense\n");
        let said = Places::open(&risk).unwrap_err().to_string();
        assert!(
            said.contains("risk.proxies") && said.contains("line 2"),
            "{said}"
        );
    }
}
