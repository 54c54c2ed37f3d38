//! Writes small files in the MaxMind format for IPv4, as its specification describes them
//! (<https://maxmind.github.io/MaxMind-DB/>): a search tree of 24-bit records, the data, and the
//! metadata.

use ipnet::Ipv4Net;

/// A file that knows country and position.
pub(crate) fn cities(entries: &[(&str, &str, f64, f64)]) -> Vec<u8> {
    let entries = entries.iter().map(|(net, country, latitude, longitude)| {
        let country = map(&[("iso_code", text(country))]);
        let location = map(&[
            ("latitude", double(*latitude)),
            ("longitude", double(*longitude)),
        ]);
        (*net, map(&[("country", country), ("location", location)]))
    });
    write("Test-City", entries)
}

/// A file that knows the names of city and country, and how sure that is.
pub(crate) fn names(entries: &[(&str, &str, &str, u16)]) -> Vec<u8> {
    let named = |name: &str| {
        let names = match name {
            "" => map(&[]),
            name => map(&[("en", text(name))]),
        };
        map(&[("names", names)])
    };
    let entries = entries.iter().map(|(net, city, country, radius)| {
        let location = map(&[("accuracy_radius", number16(*radius))]);
        let all = [
            ("city", named(city)),
            ("country", named(country)),
            ("location", location),
        ];
        (*net, map(&all))
    });
    write("Test-City", entries)
}

/// A file that knows the operator.
pub(crate) fn operators(entries: &[(&str, u32)]) -> Vec<u8> {
    let entries = entries.iter().map(|(net, number)| {
        (
            *net,
            map(&[("autonomous_system_number", number32(*number))]),
        )
    });
    write("Test-ASN", entries)
}

#[derive(Clone, Copy)]
enum Record {
    Nothing,
    Node(usize),
    Data(usize),
}

fn write<'a>(kind: &str, entries: impl Iterator<Item = (&'a str, Vec<u8>)>) -> Vec<u8> {
    let mut nodes = vec![[Record::Nothing; 2]];
    let mut data = Vec::new();
    for (net, bytes) in entries {
        let net: Ipv4Net = net.parse().unwrap();
        let address = u32::from(net.network());
        let mut at = 0;
        for depth in 0..net.prefix_len() {
            let side = usize::from(address & (1 << (31 - depth)) != 0);
            if depth + 1 == net.prefix_len() {
                nodes[at][side] = Record::Data(data.len());
            } else if let Record::Node(next) = nodes[at][side] {
                at = next;
            } else {
                nodes.push([Record::Nothing; 2]);
                nodes[at][side] = Record::Node(nodes.len() - 1);
                at = nodes.len() - 1;
            }
        }
        data.extend(bytes);
    }
    let count = nodes.len();
    let mut file = Vec::new();
    for record in nodes.iter().flatten() {
        let value = match record {
            Record::Nothing => count,
            Record::Node(node) => *node,
            Record::Data(offset) => count + 16 + offset,
        };
        file.extend(&u32::try_from(value).unwrap().to_be_bytes()[1..]);
    }
    file.extend([0; 16]);
    file.extend(data);
    file.extend(b"\xab\xcd\xefMaxMind.com");
    file.extend(map(&[
        ("binary_format_major_version", number16(2)),
        ("binary_format_minor_version", number16(0)),
        ("build_epoch", number64(1_700_000_000)),
        ("database_type", text(kind)),
        ("description", map(&[])),
        ("ip_version", number16(4)),
        // An empty array: an extended type, 11.
        ("languages", vec![0, 4]),
        ("node_count", number32(u32::try_from(count).unwrap())),
        ("record_size", number16(24)),
    ]));
    file
}

/// The byte that says of which type and how long what follows is.
fn control(kind: u8, size: usize) -> Vec<u8> {
    let size = u8::try_from(size).unwrap();
    if size < 29 {
        vec![kind << 5 | size]
    } else {
        vec![kind << 5 | 29, size - 29]
    }
}

fn text(text: &str) -> Vec<u8> {
    [control(2, text.len()), text.as_bytes().to_vec()].concat()
}

fn double(value: f64) -> Vec<u8> {
    [control(3, 8), value.to_be_bytes().to_vec()].concat()
}

fn number16(value: u16) -> Vec<u8> {
    [control(5, 2), value.to_be_bytes().to_vec()].concat()
}

fn number32(value: u32) -> Vec<u8> {
    [control(6, 4), value.to_be_bytes().to_vec()].concat()
}

/// An extended type, 9.
fn number64(value: u64) -> Vec<u8> {
    [vec![8, 2], value.to_be_bytes().to_vec()].concat()
}

fn map(pairs: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = control(7, pairs.len());
    for (key, value) in pairs {
        bytes.extend(text(key));
        bytes.extend(value);
    }
    bytes
}
