"""
Packages that can't be had from the package registries, by their names and versions only. Each says so: in its summary,
and in a file. What a program of them prints says it too.
"""

import json

from conda_package import PLACEHOLDER, CondaPackage
from nb_conda_kernels_stand_in import SOURCE

SAYS = "a stand-in for tests: only name, version and dependencies are those of the real package"


def stand_in(name, version, subdir, depends=(), noarch=None):
    package = CondaPackage(name, version, subdir, build="stand_in_0", depends=depends, noarch=noarch, about=SAYS)
    folder = "site-packages" if noarch == "python" else "share"
    package.add(f"{folder}/stand-in/{name}.txt", f"{name} {version}: {SAYS}\n".encode())
    return package


def kernel(package, name, display_name, language, argv):
    """A kernel's specification: what lists kernels finds it, what starts it finds a stand-in."""
    specification = {"argv": argv, "display_name": display_name, "language": language}
    package.add(f"share/jupyter/kernels/{name}/kernel.json", json.dumps(specification).encode())
    return package


def program(package, name):
    text = f"#!/bin/sh\necho '{package.name} {package.version}: {SAYS}'\nexit 1\n"
    package.add(f"bin/{name}", text.encode(), executable=True)
    return package


def in_conda_forge(subdir):
    python2 = program(program(stand_in("python", "2.7.18", subdir), "python"), "python2.7")
    ipykernel = stand_in("ipykernel", "4.10.1", subdir, ["python 2.7.*"])
    argv = [f"{PLACEHOLDER}/bin/python", "-m", "ipykernel", "-f", "{connection_file}"]
    kernel(ipykernel, "python2", "Python 2", "python", argv)
    conda_kernels = stand_in("nb_conda_kernels", "2.5.1", subdir, ["python 3.*", "jupyter_client"], noarch="python")
    conda_kernels.add("site-packages/nb_conda_kernels/__init__.py", SOURCE.encode())
    setting = {"ServerApp": {"kernel_spec_manager_class": "nb_conda_kernels.CondaKernelSpecManager"}}
    conda_kernels.add("etc/jupyter/jupyter_config.json", json.dumps(setting).encode())
    # What grows between versions, needs something, and is there for one version of it only.
    library = [stand_in("demo-library", version, subdir) for version in ("1.0", "1.1", "2.0")]
    users = [
        stand_in("demo-tool", "0.9", subdir, ["demo-library <2"]),
        stand_in("demo-tool", "1.0", subdir, ["demo-library"]),
    ]
    return [python2, ipykernel, conda_kernels, *library, *users]


def in_r(subdir):
    base = program(stand_in("r-base", "4.0.2", subdir), "R")
    irkernel = stand_in("r-irkernel", "1.1.1", subdir, ["r-base 4.0.*"])
    argv = [f"{PLACEHOLDER}/bin/R", "--slave", "-e", "IRkernel::main()", "--args", "{connection_file}"]
    kernel(irkernel, "ir", "R", "R", argv)
    essentials = stand_in("r-essentials", "4.0.2", subdir, ["r-base 4.0.*", "r-irkernel"])
    # Newer than conda-forge's: which one is installed tells which channel came first.
    return [base, irkernel, essentials, stand_in("demo-library", "3.0", subdir)]
