#!/usr/bin/env python3
"""Reads a vault by docs/vault-format.md alone: python3 vault_reader.py FILE, password on standard input.

Prints one line per entry without its seed. Needs argon2-cffi and PyNaCl. Shares no code with the program.
"""

import hashlib
import hmac
import struct
import sys
import unicodedata

from argon2.low_level import Type, hash_secret_raw
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as open_sealed

KINDS = {1: "totp", 2: "hotp", 3: "steam", 4: "motp", 5: "yandex"}


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


def hkdf(key, salt, info):
    extracted = hmac.digest(salt, key, hashlib.sha256)
    return hmac.digest(extracted, info + b"\x01", hashlib.sha256)


def vault_key(slots, vault_id, epoch, password):
    for slot in map(Bytes, slots):
        kind, slot_id = slot.number(1), slot.take(16)
        derivation = slot.take(slot.number(2))
        nonce = slot.take(24)
        wrapped, check = slot.take(slot.number(2)), slot.take(32)
        if kind != 1:
            continue
        salt, version, memory, passes, lanes = struct.unpack(">16sIIII", derivation)
        key = hash_secret_raw(password, salt, passes, memory, lanes, 32, Type.ID, version)
        head = struct.pack(">IB16sH", epoch, kind, slot_id, len(derivation))
        seen = vault_id + head + derivation + nonce
        ours = hmac.digest(hkdf(key, vault_id, b"slot/1/check"), seen, hashlib.sha256)
        if hmac.compare_digest(ours, check):
            return open_sealed(wrapped, seen, nonce, hkdf(key, vault_id, b"slot/1/wrap"))
    sys.exit("wrong password")


def read(file, password):
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

    password = unicodedata.normalize("NFKC", password).encode()
    key = vault_key(slots, vault_id, epoch, password)
    body = Bytes(open_sealed(file[len(header) :], header, nonce, hkdf(key, vault_id, b"vault/1/body")))
    print(f"epoch {epoch}, generation {generation}")
    for tag, value in Bytes(body.take(body.number(8))).records():
        if tag == 1:
            yield dict(Bytes(value).records())


for entry in read(open(sys.argv[1], "rb").read(), sys.stdin.readline().rstrip("\n")):
    name = f"{entry[9].decode()}: {entry[10].decode()}"
    trash = " (trash)" if 16 in entry else ""
    print(f"{KINDS[entry[2][0]]:6} {name}, seed of {len(entry[3])} bytes{trash}")
