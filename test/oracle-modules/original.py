"""Runs Ansible's own modules on files of their own, many in one process: a JSON question a line, a JSON answer a line."""

import base64
import importlib
import json
import os
import sys
import tempfile

from ansible.module_utils import basic


class Ended(Exception):
    def __init__(self, result):
        self.result = result


def ended(failed):
    def end(self, **result):
        result["failed"] = failed
        raise Ended(result)

    return end


def run(question, folder):
    path = os.path.join(folder, "file")
    before = question["content"]
    if before is not None:
        with open(path, "wb") as f:
            f.write(base64.b64decode(before))
    args = dict(question["args"], path=path)
    args.update(_ansible_tmpdir=folder, _ansible_remote_tmp=folder, _ansible_keep_remote_files=False)
    basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": args}).encode()
    module = importlib.import_module("ansible.modules." + question["module"])
    try:
        module.main()
        result = {"failed": True, "msg": "it did not end"}
    except Ended as end:
        result = end.result
    except Exception as error:
        result = {"failed": True, "crash": type(error).__name__, "msg": str(error)}
    after = None
    if os.path.exists(path):
        with open(path, "rb") as f:
            after = base64.b64encode(f.read()).decode()
    told = {name: result.get(name) for name in ("changed", "failed", "msg", "found", "rc", "crash")}
    if isinstance(told["msg"], str):
        told["msg"] = told["msg"].replace(path, "/srv/file")
    return dict(told, content=after)


basic.AnsibleModule.exit_json = ended(False)
basic.AnsibleModule.fail_json = ended(True)

for line in sys.stdin:
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(run(json.loads(line), folder)), flush=True)
