"""Answers how Ansible reads things: one JSON question a line on stdin, one JSON answer a line on stdout."""

import datetime
import json
import sys

from ansible.errors import AnsibleError
from ansible.parsing.splitter import parse_kv, split_args
from ansible.parsing.utils.yaml import from_yaml
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible.parsing.yaml.objects import AnsibleVaultEncryptedUnicode
from ansible.utils.unsafe_proxy import AnsibleUnsafeText


def encode(value):
    if value is None:
        return ["none"]
    if isinstance(value, bool):
        return ["bool", value]
    if isinstance(value, int):
        return ["int", str(value)]
    if isinstance(value, float):
        return ["float", repr(value)]
    if isinstance(value, AnsibleVaultEncryptedUnicode):
        return ["vault", value._ciphertext.decode()]
    if isinstance(value, AnsibleUnsafeText):
        return ["unsafe", str(value)]
    if isinstance(value, str):
        return ["str", str(value)]
    if isinstance(value, (datetime.date, datetime.datetime)):
        return ["date"]
    if isinstance(value, bytes):
        return ["str", value.decode("utf8")]
    if isinstance(value, dict):
        return ["dict", [[["str", str(k)] if isinstance(k, AnsibleUnsafeText) else encode(k), encode(v)] for k, v in value.items()]]
    if isinstance(value, (list, tuple)):
        return ["list", [encode(v) for v in value]]
    return ["other", repr(value)]


def yaml_(question):
    return encode(from_yaml(question["text"]))


def parse_kv_(question):
    return encode(parse_kv(question["text"], check_raw=question["raw"]))


def split_args_(question):
    return split_args(question["text"])


def vault(question):
    return VaultLib([(i, VaultSecret(p.encode())) for i, p in question["secrets"]])


def vault_encrypt(question):
    ident, password = question["secrets"][0]
    made = vault(question).encrypt(question["text"], secret=VaultSecret(password.encode()), vault_id=question.get("id"), salt=question.get("salt"))
    return made.decode()


def vault_decrypt(question):
    return vault(question).decrypt(question["text"].encode()).decode("utf8")


ANSWERS = {
    "yaml": yaml_,
    "parse_kv": parse_kv_,
    "split_args": split_args_,
    "vault_encrypt": vault_encrypt,
    "vault_decrypt": vault_decrypt,
}

for line in sys.stdin:
    question = json.loads(line)
    try:
        answer = {"ok": ANSWERS[question["ask"]](question)}
    except (AnsibleError, ValueError, KeyError, TypeError, OverflowError) as error:
        answer = {"error": str(error)}
    print(json.dumps(answer), flush=True)
