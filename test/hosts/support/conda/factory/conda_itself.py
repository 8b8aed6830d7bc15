"""conda as a conda package. The package index has no conda, but conda-lock carries its whole source inside."""

import os
import re
import sys
import zipfile

from conda_package import CondaPackage, entry_script
from from_wheel import SITE, compile_all

PREFIX = "conda_lock/_vendor/conda/"
# By normalized names; the versions are those that the index has by now, and they do.
DEPENDS = ["archspec", "boltons", "conda-package-handling", "conda-package-streaming", "packaging", "platformdirs"]
DEPENDS += ["pluggy", "pycosat", "requests", "ruamel-yaml", "tqdm", "zstandard"]

# The classic solver needs nothing more; nothing is sent to anybody. A channel's name is a folder on the host.
SETTINGS = """\
solver: classic
channels:
  - conda-forge
default_channels: []
channel_alias: file:///srv/channels
report_errors: false
number_channel_notices: 0
add_pip_as_python_dependency: false
"""


def conda_sources(wheel):
    """The files of conda's own Python package, by their path in it."""
    with zipfile.ZipFile(wheel) as archive:
        sources = {
            name.removeprefix(PREFIX): archive.read(name).replace(b"conda_lock._vendor.conda", b"conda")
            for name in archive.namelist()
            if name.startswith(PREFIX) and not name.endswith("/")
        }
    # conda-lock leaves the shell's part of conda out.
    return {**sources, "shell/etc/profile.d/conda.sh": b"# conda activate is no part of it\n"}


def conda_package(wheel, names, subdir):
    sources = conda_sources(wheel)
    version = re.search(r"version = ['\"]([\d.]+)", sources["_version.py"].decode()).group(1)
    about = "conda's source as conda-lock carries it"
    depends = ["python 3.11.*", *(names.get(name, name) for name in DEPENDS)]
    package = CondaPackage("conda", version, subdir, build="py311_0", depends=depends, about=about)
    for name, content in sources.items():
        package.add(f"{SITE}/conda/{name}", content)
    package.add("bin/conda", entry_script("conda.cli", "main"), executable=True)
    package.link("condabin/conda", "../bin/conda")
    package.add(".condarc", SETTINGS.encode())
    compile_all(package)
    return package


def unpack(wheel, folder):
    for name, content in conda_sources(wheel).items():
        file = os.path.join(folder, "conda", name)
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "wb") as target:
            target.write(content)


if __name__ == "__main__":
    if sys.argv[1:] == ["--settings"]:
        print(SETTINGS, end="")
    else:
        unpack(*sys.argv[1:])
