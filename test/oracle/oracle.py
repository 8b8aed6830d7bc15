"""Answers what Ansible makes of templates: one JSON question a line on stdin, one JSON answer a line on stdout."""

import json
import os
import sys

os.environ["ANSIBLE_JINJA2_EXTENSIONS"] = "jinja2.ext.do,jinja2.ext.loopcontrols"
os.environ["ANSIBLE_DEPRECATION_WARNINGS"] = "0"
os.environ["ANSIBLE_LOCALHOST_WARNING"] = "0"
os.environ["TZ"] = "UTC"

import datetime

import jinja2
from jinja2.runtime import Undefined
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.conditional import Conditional
from ansible.plugins.loader import init_plugin_loader
from ansible.template import Templar
from ansible.template.vars import AnsibleJ2Vars
from ansible.utils.display import Display
from ansible.utils.unsafe_proxy import wrap_var

init_plugin_loader()
Display.warning = lambda *args, **kwargs: None
Display.deprecated = lambda *args, **kwargs: None

FOLDER = os.path.dirname(os.path.abspath(__file__))


def decode(value):
    kind = value[0]
    if kind == "none":
        return None
    if kind == "bool":
        return value[1]
    if kind == "int":
        return int(value[1])
    if kind == "float":
        return float(value[1])
    if kind == "str":
        return value[1]
    if kind == "unsafe":
        return wrap_var(value[1])
    if kind == "list":
        return [decode(item) for item in value[1]]
    if kind == "tuple":
        return tuple(decode(item) for item in value[1])
    if kind == "dict":
        return {decode(key): decode(item) for key, item in value[1]}
    raise ValueError(kind)


def encode(value, depth=0):
    if depth > 50:
        return ["deep"]
    if value is None:
        return ["none"]
    if isinstance(value, bool):
        return ["bool", value]
    if isinstance(value, int):
        return ["int", str(value)]
    if isinstance(value, float):
        return ["float", repr(value)]
    if isinstance(value, str):
        return ["str", str.__str__(value)]
    if isinstance(value, tuple):
        return ["tuple", [encode(item, depth + 1) for item in value]]
    if isinstance(value, dict):
        return ["dict", [[encode(k, depth + 1), encode(v, depth + 1)] for k, v in value.items()]]
    if isinstance(value, (list, range, type({}.keys()), type({}.values()), type({}.items()))):
        return ["list", [encode(item, depth + 1) for item in value]]
    if isinstance(value, Undefined):
        return ["undefined"]
    if isinstance(value, (datetime.datetime, datetime.date, datetime.timedelta)):
        return ["time", repr(value)]
    if hasattr(value, "__next__"):
        return ["list", [encode(item, depth + 1) for item in value]]
    return ["other"]


class Chosen(Conditional):
    pass


def answer(question):
    loader = DataLoader()
    loader.set_basedir(FOLDER)
    variables = {name: decode(value) for name, value in question["variables"].items()}
    templar = Templar(loader=loader, variables=variables)
    if "templates" in question:
        templar.environment.loader = jinja2.DictLoader(question["templates"])
    kind, source = question["kind"], question["source"]
    if kind == "expression":
        template = templar.environment.from_string("{% set result_of_it = " + source + " %}")
        context = template.new_context(AnsibleJ2Vars(templar, template.globals), shared=True)
        for _ in template.root_render_func(context):
            pass
        return context.vars["result_of_it"]
    if kind == "string":
        return templar.template(source)
    if kind == "file":
        return templar.do_template(
            source,
            preserve_trailing_newlines=True,
            escape_backslashes=False,
            overrides=question.get("options") or None,
        )
    if kind == "condition":
        chosen = Chosen(loader=loader)
        chosen.when = [source]
        chosen._ds = None
        return chosen.evaluate_conditional(templar, variables)
    raise ValueError(kind)


def main():
    sys.setrecursionlimit(3000)
    for line in sys.stdin:
        question = json.loads(line)
        try:
            reply = {"ok": encode(answer(question))}
        except RecursionError:
            reply = {"error": "recursion"}
        except Exception as error:
            reply = {"error": "%s: %s" % (type(error).__name__, error)}
        sys.stdout.write(json.dumps(reply) + "\n")


main()
