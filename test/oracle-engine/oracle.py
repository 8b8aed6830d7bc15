"""Runs playbooks with the original and tells what happened: one JSON line in, one out. Each run is a fork of this
process, since starting Python and importing Ansible takes longer than most of these playbooks."""

import json
import os
import sys

os.environ.update(
    ANSIBLE_DEPRECATION_WARNINGS="0",
    ANSIBLE_LOCALHOST_WARNING="0",
    ANSIBLE_DEVEL_WARNING="0",
    ANSIBLE_SYSTEM_WARNINGS="0",
    ANSIBLE_INVENTORY_UNPARSED_WARNING="0",
    ANSIBLE_PIPELINING="1",
    ANSIBLE_RETRY_FILES_ENABLED="0",
    ANSIBLE_PYTHON_INTERPRETER=sys.executable,
    ANSIBLE_NOCOWS="1",
    ANSIBLE_NOCOLOR="1",
    LC_ALL="C.UTF-8",
)

from ansible import constants as C
from ansible.cli.playbook import PlaybookCLI
from ansible.executor.task_queue_manager import TaskQueueManager
from ansible.playbook.task_include import TaskInclude
from ansible.plugins.callback import CallbackBase


class Events(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "events"

    def __init__(self, out):
        super().__init__()
        self.out = out

    def tell(self, event, **more):
        self.out.write(json.dumps({"event": event, **more}, default=repr) + "\n")
        self.out.flush()

    def ended(self, result, status, event="task", ignored=False):
        task = result._task
        fields = {k: v for k, v in result._result.items() if k not in ("invocation",)}
        if status == "ok" and fields.get("changed"):
            status = "changed"
        if fields.get("_ansible_no_log"):
            fields = {"censored": True}
        self.tell(
            event,
            host=result._host.get_name(),
            task=task.get_name(),
            action=task.action.split(".")[-1],
            status=status,
            ignored=ignored,
            item=str(fields.get("_ansible_item_label")) if event == "item" and "_ansible_item_label" in fields else None,
            delegate=(fields.get("_ansible_delegated_vars") or {}).get("ansible_delegated_host"),
            result={k: v for k, v in fields.items() if not k.startswith("_ansible")},
        )

    def v2_runner_on_ok(self, result):
        if not isinstance(result._task, TaskInclude):
            self.ended(result, "ok")

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self.ended(result, "failed", ignored=bool(ignore_errors))

    def v2_runner_on_skipped(self, result):
        self.ended(result, "skipped")

    def v2_runner_on_unreachable(self, result):
        self.ended(result, "unreachable")

    def v2_runner_item_on_ok(self, result):
        if not isinstance(result._task, TaskInclude):
            self.ended(result, "ok", "item")

    def v2_runner_item_on_failed(self, result):
        self.ended(result, "failed", "item")

    def v2_runner_item_on_skipped(self, result):
        self.ended(result, "skipped", "item")

    def v2_runner_retry(self, result):
        self.tell("retry", host=result._host.get_name(), task=result._task.get_name())

    def v2_playbook_on_include(self, included_file):
        for host in included_file._hosts:
            task = included_file._task
            self.tell("include", host=host.get_name(), task=task.get_name(), file=included_file._filename)

    def v2_playbook_on_notify(self, handler, host):
        self.tell("notify", host=host.get_name(), handler=handler.get_name())

    def v2_playbook_on_play_start(self, play):
        self.tell("play", name=play.get_name())

    def v2_playbook_on_stats(self, stats):
        recap = {h: stats.summarize(h) for h in sorted(stats.processed)}
        self.tell("stats", recap=recap)


def run(case):
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        code = 250
        try:
            os.chdir(case["dir"])
            quiet = os.open(os.path.join(case["dir"], ".said"), os.O_WRONLY | os.O_CREAT)
            for number in (1, 2):
                os.dup2(quiet, number)
            events = Events(os.fdopen(write, "w"))

            def load_callbacks(self):
                self._stdout_callback = events
                self._callback_plugins = []
                self._callbacks_loaded = True

            TaskQueueManager.load_callbacks = load_callbacks
            cli = PlaybookCLI(["ansible-playbook", "-i", "hosts.ini", *case["options"], "site.yml"])
            cli.parse()
            code = cli.run()
        except BaseException as error:
            try:
                events.tell("error", message=str(error))
            except BaseException:
                pass
            code = 251
        finally:
            os._exit(code or 0)
    os.close(write)
    with os.fdopen(read) as answers:
        events = [json.loads(line) for line in answers]
    _, status = os.waitpid(child, 0)
    return {"events": events, "code": os.waitstatus_to_exitcode(status)}


for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), flush=True)
