#!/usr/bin/env python3
"""Reads a vault by docs/vault-format.md alone: python3 vault_reader.py FILE [--secrets]

On standard input: a password, a recovery key or the line of a keychain key. Prints a line for each
thing in the vault; seeds, keys and recovery codes with --secrets only. Needs argon2-cffi and PyNaCl
(Debian: python3-argon2, python3-nacl). Shares no code with the program.
"""

import base64
import hashlib
import hmac
import struct
import sys
import unicodedata

from argon2.low_level import Type, hash_secret_raw
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as open_sealed

KINDS = {1: "totp", 2: "hotp", 3: "steam", 4: "motp", 5: "yandex"}
MARKS = {
    11: ("group ", bytes.decode),
    12: ("favourite", lambda _: ""),
    13: ("note ", bytes.decode),
    16: ("trash", lambda _: ""),
    17: ("icon ", bytes.decode),
    18: ("icon ", bytes.hex),
    20: ("uses ", lambda value: str(int.from_bytes(value, "big"))),
}
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Bytes:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if self.at + count > len(self.data):
            sys.exit("damaged: cut short")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, count):
        return int.from_bytes(self.take(count), "big")

    def records(self):
        while self.at < len(self.data):
            tag = self.number(2)
            yield tag, self.take(self.number(4))

    def list(self):
        while self.at < len(self.data):
            yield dict(Bytes(self.take(self.number(4))).records())


def hkdf(key, salt, info):
    extracted = hmac.digest(salt, key, hashlib.sha256)
    return hmac.digest(extracted, info + b"\x01", hashlib.sha256)


def written_key(text, label):
    """The 32 bytes of a key as it is printed, or None when the text is no such key."""
    plain = "".join(c for c in text.upper() if c not in " -").translate(str.maketrans("OIL", "011"))
    if len(plain) != 56 or any(c not in ALPHABET for c in plain):
        return None
    data = sum(ALPHABET.index(c) << 5 * (55 - i) for i, c in enumerate(plain)).to_bytes(35, "big")
    return data[:32] if hashlib.sha256(label + data[:32]).digest()[:3] == data[32:] else None


def slot_key(kind, derivation, secret):
    if kind == 1:
        salt, version, memory, passes, lanes = struct.unpack(">16sIIII", derivation)
        password = unicodedata.normalize("NFKC", secret).encode()
        return hash_secret_raw(password, salt, passes, memory, lanes, 32, Type.ID, version)
    name = {2: b"recovery", 3: b"keychain"}.get(kind)
    key = written_key(secret, b"countersign/1/" + name + b" key") if name else None
    return key and hkdf(key, derivation, b"slot/1/" + name)


def vault_key(slots, vault_id, epoch, secret):
    for slot in map(Bytes, slots):
        kind, slot_id = slot.number(1), slot.take(16)
        derivation = slot.take(slot.number(2))
        nonce = slot.take(24)
        wrapped, check = slot.take(slot.number(2)), slot.take(32)
        key = slot_key(kind, derivation, secret)
        head = struct.pack(">IB16sH", epoch, kind, slot_id, len(derivation))
        seen = vault_id + head + derivation + nonce
        ours = hmac.digest(hkdf(key or b"", vault_id, b"slot/1/check"), seen, hashlib.sha256)
        if key and hmac.compare_digest(ours, check):
            return open_sealed(wrapped, seen, nonce, hkdf(key, vault_id, b"slot/1/wrap"))
    sys.exit("wrong password")


def read(file, secret):
    data = Bytes(file)
    if data.take(8) != b"\x89VLT\r\n\x1a\n":
        sys.exit("not a vault")
    if data.number(2) != 1:
        sys.exit("a newer format")
    header = file[: data.number(4)]
    vault_id, epoch, generation = data.take(16), data.number(4), data.number(8)
    normalisation = data.number(1)
    slots = [data.take(data.number(2)) for _ in range(data.number(2))]
    data.take(data.number(4))  # extensions
    nonce, length = data.take(24), data.number(8)
    if normalisation != 1 or data.at != len(header) or len(file) != len(header) + length:
        sys.exit("damaged")
    key = vault_key(slots, vault_id, epoch, secret)
    body = Bytes(open_sealed(file[len(header) :], header, nonce, hkdf(key, vault_id, b"vault/1/body")))
    print(f"epoch {epoch}, generation {generation}")
    for tag, value in Bytes(body.take(body.number(8))).records():
        yield tag, dict(Bytes(value).records()) if tag in (1, 3, 4, 5, 7, 8) else value


def entry_line(entry, secrets):
    words = [entry.get(9, b"").decode() + ": " + entry.get(10, b"").decode(), KINDS[entry[2][0]]]
    words.append(base64.b32encode(entry[3]).decode().rstrip("=") if secrets else "seed hidden")
    for tag, (name, show) in MARKS.items():
        if tag in entry:
            words.append(name + show(entry[tag]))
    return ", ".join(words)


def codes_line(codes, secrets):
    words = ["recovery codes of " + codes.get(3, b"").decode() + ": " + codes.get(4, b"").decode()]
    for code in Bytes(codes[9]).list():
        words.append((code[1].decode() if secrets else "hidden") + " (spent)" * (3 in code))
    return ", ".join(words)


def key_line(key, secrets):
    seed = key[5].hex() if secrets else "hidden"
    owner = f"{key[3].decode()} at {key[2].decode()} on {key[4].decode()}"
    return f"approval key {key[1].hex()} of {owner}, {seed}"


def token_line(token, secrets):
    key = token[6].hex() if secrets else "hidden"
    whose = f"{token[2].decode()} at {token[3].decode()} for {token[5].decode()} of {token[4].decode()}"
    return f"push token {token[1].hex()}, {whose}, {key}, server key {token[7].hex()}"


def without_tokens_of_old(records):
    deleted = {value[1]: value[3] for tag, value in records if tag == 7 and value[2] == b"\x04"}
    seen = set()
    for tag, token in records:
        if tag == 8 and (deleted.get(token[1], b"") > token[9] or token[1] in seen):
            continue
        if tag == 8:
            seen.add(token[1])
        yield tag, token


def settled(records):
    """Without keys and tokens that are deleted, or that are not the newest of their owner."""
    records = list(without_tokens_of_old(records))
    deleted = {value[1]: value[3] for tag, value in records if tag == 7 and value[2] == b"\x03"}
    newest = {}
    for tag, key in records:
        if tag == 5 and deleted.get(key[1], b"") <= key[6]:
            age = newest.setdefault((key[2], key[3], key[4]), (key[6], key[1]))
            newest[key[2], key[3], key[4]] = max(age, (key[6], key[1]))
    kept = {key_id for _, key_id in newest.values()}
    return [(tag, value) for tag, value in records if tag != 5 or value[1] in kept]


def main(path, secrets):
    for tag, value in settled(list(read(open(path, "rb").read(), sys.stdin.readline().rstrip("\n")))):
        if tag == 1:
            print(entry_line(value, secrets))
        elif tag == 3:
            print(codes_line(value, secrets))
        elif tag == 4:
            print(f"picture {value[1].hex()}, {len(value[2])} bytes")
        elif tag == 5:
            print(key_line(value, secrets))
        elif tag == 8:
            print(token_line(value, secrets))
        elif tag == 7:
            what = {1: "entry", 2: "recovery codes", 3: "approval key", 4: "push token"}.get(value[2][0])
            print("deleted", what, value[1].hex())


main(sys.argv[1], "--secrets" in sys.argv)
