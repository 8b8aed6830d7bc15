"""Loads playbooks with the original and tells what came out, one JSON line a case: plays, tasks, what each inherits."""

import json
import os
import sys

os.environ.setdefault("ANSIBLE_DEPRECATION_WARNINGS", "0")
os.environ.setdefault("ANSIBLE_LOCALHOST_WARNING", "0")
os.environ.setdefault("ANSIBLE_DEVEL_WARNING", "0")

from ansible import context
from ansible.inventory.manager import InventoryManager
from ansible.module_utils.common.collections import ImmutableDict
from ansible.parsing.dataloader import DataLoader
from ansible.playbook import Playbook
from ansible.playbook.block import Block
from ansible.plugins.loader import init_plugin_loader
from ansible.utils.display import Display
from ansible.utils.sentinel import Sentinel
from ansible.vars.manager import VariableManager

init_plugin_loader([])
Display.display = lambda self, *a, **k: None
Display._warns = {}

SIMPLE = (
    "become become_user become_method become_flags remote_user connection port delegate_to delegate_facts run_once "
    "no_log check_mode diff ignore_errors ignore_unreachable any_errors_fatal throttle timeout"
).split()
DEFAULTS = {
    "become": None, "become_user": None, "become_method": None, "become_flags": None, "remote_user": None,
    "connection": None, "check_mode": False, "diff": False, "any_errors_fatal": False, "no_log": False,
    "throttle": 0, "timeout": 0,
}


def plain(value):
    if value is Sentinel:
        return None
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value


def task_of(task, base):
    told = {
        "name": task.get_name() if task.name else task.action,
        "action": task.action.split(".")[-1],
        "tags": sorted(set(str(t) for t in task.tags)),
        "when": [plain(w) for w in task.when if w is not None],
        "environment": plain([e for e in task.environment if e is not None]),
        "vars": plain(task.get_vars()),
        "notify": plain(task.notify),
        "register": task.register,
        "role": task._role.get_name() if task._role else None,
        "search": [os.path.relpath(p, base) for p in task.get_search_path()],
        "args": plain(task.args),
    }
    for name in SIMPLE:
        value = plain(getattr(task, name))
        told[name] = None if value == DEFAULTS.get(name) else value
    if hasattr(task, "listen"):
        told["listen"] = plain(task.listen)
    return told


def tasks_of(blocks, base):
    for block in blocks:
        if isinstance(block, Block):
            yield from tasks_of(block.block, base)
            yield from tasks_of(block.rescue, base)
            yield from tasks_of(block.always, base)
        elif not (block.action.split(".")[-1] == "meta" and block.implicit):
            yield task_of(block, base)


def listed(blocks):
    for block in blocks:
        if isinstance(block, Block):
            yield from listed(block.block)
        elif not (block.action.split(".")[-1] == "meta" and block.implicit):
            yield block


def play_of(play, variables, base):
    blocks = play.compile()
    selected = [b.filter_tagged_tasks(variables.get_vars(play=play)) for b in blocks]
    own = set(play.tags)
    handlers = play.compile_roles_handlers() + play.handlers
    return {
        "name": play.get_name(),
        "tags": sorted(str(t) for t in own),
        "vars": plain(play.vars),
        "tasks": list(tasks_of(blocks, base)),
        "handlers": list(tasks_of(handlers, base)),
        "selected": [
            [t.get_name() if t.name else t.action, sorted(str(x) for x in own.union(t.tags))]
            for t in listed(selected)
        ],
    }


def run(case):
    context.CLIARGS = ImmutableDict(
        tags=case.get("tags") or ["all"], skip_tags=case.get("skip") or [], check=False, diff=False,
        extra_vars=[], connection=None, remote_user=None, become=None, become_method=None, become_user=None,
        force_handlers=False, basedir=None, syntax=True, verbosity=0,
    )
    base = case["dir"]
    os.chdir(base)
    loader = DataLoader()
    loader.set_basedir(base)
    inventory = InventoryManager(loader=loader, sources="localhost,")
    variables = VariableManager(loader=loader, inventory=inventory, version_info={})
    variables._extra_vars = case.get("extra") or {}
    try:
        playbook = Playbook.load(os.path.join(base, "site.yml"), variable_manager=variables, loader=loader)
        plays = []
        for play in playbook.get_plays():
            loader.set_basedir(play._included_path or base)
            plays.append(play_of(play, variables, base))
        return {"plays": plays}
    except Exception as error:  # what it is doesn't matter, but that there is one
        return {"error": str(error)}


for line in sys.stdin:
    print(json.dumps(run(json.loads(line)), default=str), flush=True)
