"""Answers how Ansible reads things: one JSON question a line on stdin, one JSON answer a line on stdout."""

import datetime
import json
import shlex
import sys

from ansible.errors import AnsibleError
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.splitter import parse_kv, split_args
from ansible.parsing.utils.addresses import parse_address
from ansible.parsing.utils.yaml import from_yaml
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible.parsing.yaml.objects import AnsibleVaultEncryptedUnicode
from ansible.plugins.inventory import expand_hostname_range
from ansible.plugins.inventory.ini import InventoryModule
from ansible.utils.unsafe_proxy import AnsibleUnsafeText
from ansible.vars.manager import VariableManager


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
    if isinstance(value, (list, tuple, set)):
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


def matched(inventory, pattern, limit):
    try:
        inventory.clear_pattern_cache()
        inventory.subset(limit)
        return [host.name for host in inventory.get_hosts(pattern)]
    except AnsibleError:
        return None
    finally:
        inventory.subset(None)


def inventory_(question):
    loader = DataLoader()
    loader.set_basedir(question["playbook"])
    if "password" in question:
        loader.set_vault_secrets([("default", VaultSecret(question["password"].encode()))])
    inventory = InventoryManager(loader, sources=question["sources"])
    variables = VariableManager(loader, inventory)
    hosts = {}
    for host in [*inventory.hosts.values(), inventory.get_host("localhost")]:
        found = variables.get_vars(host=host, include_hostvars=False, stage="all")
        own = {k: found[k] for k in host.vars if k in found}
        for name in ("playbook_dir", "ansible_playbook_python", "ansible_config_file", "ansible_python_interpreter", "omit",
                     "groups", "ansible_facts", "ansible_version"):
            found.pop(name, None)
        hosts[host.name] = {
            "variables": sorted(([k, encode(opened(v))] for k, v in found.items()), key=lambda pair: pair[0]),
            "own": sorted(own),
        }
    return {
        "order": list(inventory.hosts),
        "groups": [
            [name, {
                "hosts": [h.name for h in group.get_hosts()],
                "own": [h.name for h in group.hosts],
                "children": [g.name for g in group.child_groups],
                "depth": group.depth,
                "priority": group.priority,
            }]
            for name, group in inventory.groups.items()
        ],
        "hosts": hosts,
        "matches": [matched(inventory, p, l) for p, l in question["patterns"]],
    }


def opened(value):
    if isinstance(value, AnsibleVaultEncryptedUnicode):
        return value.data
    if isinstance(value, dict):
        return {k: opened(v) for k, v in value.items()}
    return [opened(v) for v in value] if isinstance(value, list) else value


def ini_value(question):
    return encode(InventoryModule._parse_value(question["text"]))


def words(question):
    return shlex.split(question["text"], comments=True)


def address(question):
    try:
        return list(parse_address(question["text"], allow_ranges=True))
    except AnsibleError:
        return None


def host_range(question):
    return expand_hostname_range(question["text"])


ANSWERS = {
    "ini_value": ini_value,
    "words": words,
    "address": address,
    "range": host_range,
    "inventory": inventory_,
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
