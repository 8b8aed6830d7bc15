"""Conda packages of the old format: a .tar.bz2 with info/index.json, info/paths.json and info/files."""

import hashlib
import io
import json
import os
import tarfile

PLACEHOLDER = "/opt/placeholder_of_the_prefix_" + "x" * 80


class CondaPackage:
    """Files below a prefix, by their path in it; `noarch` is None, "generic" or "python"."""

    def __init__(self, name, version, subdir, build="0", depends=(), noarch=None, entry_points=(), about=""):
        self.name, self.version, self.build, self.depends = name, version, build, list(depends)
        self.noarch, self.entry_points, self.about = noarch, list(entry_points), about
        self.subdir = "noarch" if noarch else subdir
        self.files = {}

    def add(self, path, content, executable=False):
        """`content`: bytes. A script whose first line names the placeholder gets the environment's own path."""
        self.files[path] = ("file", content, 0o755 if executable else 0o644)

    def link(self, path, target):
        self.files[path] = ("link", target, 0o777)

    def write(self, channel):
        folder = os.path.join(channel, self.subdir)
        os.makedirs(folder, exist_ok=True)
        target = os.path.join(folder, f"{self.name}-{self.version}-{self.build}.tar.bz2")
        with tarfile.open(target, "w:bz2", compresslevel=1) as tar:
            for path, content in self.information().items():
                put(tar, path, content.encode(), 0o644)
            for path, (kind, content, mode) in sorted(self.files.items()):
                if kind == "link":
                    entry = tarfile.TarInfo(path)
                    entry.type, entry.linkname = tarfile.SYMTYPE, content
                    tar.addfile(entry)
                else:
                    put(tar, path, content, mode)
        return target

    def information(self):
        index = {
            "name": self.name,
            "version": self.version,
            "build": self.build,
            "build_number": 0,
            "depends": self.depends,
            "subdir": self.subdir,
            "timestamp": 1700000000000,
        }
        if self.noarch:
            index["noarch"] = self.noarch
        information = {
            "info/index.json": json.dumps(index),
            "info/about.json": json.dumps({"summary": self.about}),
            "info/files": "".join(f"{path}\n" for path in sorted(self.files)),
            "info/paths.json": json.dumps({"paths_version": 1, "paths": [self.path_entry(p) for p in sorted(self.files)]}),
        }
        if self.noarch == "python":
            noarch = {"type": "python", "entry_points": self.entry_points}
            information["info/link.json"] = json.dumps({"package_metadata_version": 1, "noarch": noarch})
        return information

    def path_entry(self, path):
        kind, content, _ = self.files[path]
        if kind == "link":
            return {"_path": path, "path_type": "softlink", "sha256": hashlib.sha256().hexdigest(), "size_in_bytes": 0}
        entry = {
            "_path": path,
            "path_type": "hardlink",
            "sha256": hashlib.sha256(content).hexdigest(),
            "size_in_bytes": len(content),
        }
        if PLACEHOLDER.encode() in content:
            entry |= {"prefix_placeholder": PLACEHOLDER, "file_mode": "text"}
        return entry


def put(tar, path, content, mode):
    entry = tarfile.TarInfo(path)
    entry.size, entry.mode, entry.mtime = len(content), mode, 1700000000
    tar.addfile(entry, io.BytesIO(content))


def entry_script(module, function):
    """What calls an entry point, as conda itself writes it for a noarch package."""
    lines = [
        f"#!{PLACEHOLDER}/bin/python",
        "import sys",
        f"from {module} import {function.split('.')[0]}",
        "",
        "if __name__ == '__main__':",
        f"    sys.exit({function}())",
        "",
    ]
    return "\n".join(lines).encode()
