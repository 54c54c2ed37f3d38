//! Secrets of factors as the database keeps them: seeds and the like sealed for one person, one purpose
//! and one key; codes as keyed hashes (security model, section 6.2).

use data_encoding::HEXLOWER;
use protocol::UserId;
use zeroize::Zeroizing;

use crate::{
    Server,
    keys::{master::mac, sealing},
    refusal::Refusal,
};

const KEY: &str = "factor/1";

/// Seals `plain` for one person and one purpose, as `KEY.SEALED`, where `KEY` names the key without
/// telling it.
pub(crate) fn seal(
    server: &Server,
    person: UserId,
    purpose: &str,
    plain: &[u8],
) -> Result<String, Refusal> {
    let key = server.key_for(KEY);
    let name = name(&key);
    let about = about(person, purpose, &name);
    let sealed = sealing::seal(&key, server.draw()?, about.as_bytes(), plain)?;
    Ok(format!("{name}.{sealed}"))
}

/// Opens what [`seal`] made for the same person and purpose.
pub(crate) fn open(
    server: &Server,
    person: UserId,
    purpose: &str,
    sealed: &str,
) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let key = server.key_for(KEY);
    let name = name(&key);
    let (named, sealed) = sealed.split_once('.').ok_or(sealing::NotOpened)?;
    if named != name {
        return Err(sealing::NotOpened.into());
    }
    Ok(sealing::open(
        &key,
        about(person, purpose, &name).as_bytes(),
        sealed,
    )?)
}

/// What is stored of a code that a person types, bound to what the code is for.
pub(crate) fn digest(server: &Server, purpose: &str, code: &str) -> String {
    let text = Zeroizing::new(format!("{purpose}\0{code}"));
    HEXLOWER.encode(&mac(&server.key_for("code/1"), text.as_bytes()))
}

fn name(key: &[u8; 32]) -> String {
    HEXLOWER.encode(mac(key, b"name").get(..4).unwrap_or_default())
}

/// No field can hold a NUL: ids and names are hexadecimal, purposes are ours.
fn about(person: UserId, purpose: &str, key: &str) -> String {
    format!("factor/1\0{person}\0{purpose}\0{key}")
}
