"""Debian's own Python, and its pycosat, as conda packages: whoever unpacks them needs nothing else of the system but glibc."""

import glob
import os
import re
import subprocess
import tempfile

from conda_package import CondaPackage
from from_wheel import PYTHON, SITE, compile_all

LIBRARY = f"/usr/lib/{PYTHON}"
LEFT_OUT = {"__pycache__", "test", "dist-packages", "EXTERNALLY-MANAGED", "sitecustomize.py", "config-3.11-x86_64-linux-gnu"}
# Every system has these, in a version that fits its kernel and loader.
OF_THE_SYSTEM = re.compile(r"/(ld-linux|libc\.so|libm\.so|libdl|libpthread|librt|libresolv|libnsl\.so\.1|linux-vdso)")

# Debian keeps what it packages (dist-packages) apart from what others install, but in virtual environments; conda doesn't.
SITE_PACKAGES = """\
import site
import sys

if sys.prefix == sys.base_prefix:
    site.getsitepackages = lambda prefixes=None: [f"{prefix}/lib/python3.11/site-packages" for prefix in prefixes or [sys.prefix]]
    site.addsitepackages(None)
"""


def python_package(subdir):
    version = subprocess.check_output([f"/usr/bin/{PYTHON}", "-c", "import platform; print(platform.python_version())"], text=True)
    package = CondaPackage("python", version.strip(), subdir, build="debian_0", about="Debian's own Python, made to be moved")
    package.add(f"bin/{PYTHON}", with_libraries_from(f"/usr/bin/{PYTHON}", "$ORIGIN/../lib"), executable=True)
    for name in ("python", "python3"):
        package.link(f"bin/{name}", PYTHON)
    for folder, below, files in os.walk(LIBRARY):
        below[:] = [name for name in below if name not in LEFT_OUT]
        for name in files:
            file = os.path.join(folder, name)
            if name not in LEFT_OUT:
                package.add(f"lib/{PYTHON}/{os.path.relpath(file, LIBRARY)}", content_of(file))
    package.add(f"lib/{PYTHON}/sitecustomize.py", SITE_PACKAGES.encode())
    for library in libraries_of([f"/usr/bin/{PYTHON}", *glob.glob(f"{LIBRARY}/lib-dynload/*.so")]):
        package.add(f"lib/{os.path.basename(library)}", with_libraries_from(library, "$ORIGIN"), executable=True)
    compile_all(package)
    return package


def content_of(file):
    if file.endswith(".so"):
        return with_libraries_from(file, "$ORIGIN/../..")
    with open(file, "rb") as source:
        content = source.read()
    if file == f"{LIBRARY}/sysconfig.py":
        return content.replace(b"prefix_scheme = 'posix_local'", b"prefix_scheme = 'posix_prefix'")
    return content


def with_libraries_from(file, folder):
    """The file's content, changed so that it looks for shared libraries in that folder first."""
    with tempfile.NamedTemporaryFile() as copy:
        with open(file, "rb") as source:
            copy.write(source.read())
        copy.flush()
        subprocess.run(["patchelf", "--set-rpath", folder, copy.name], check=True)
        with open(copy.name, "rb") as changed:
            return changed.read()


def libraries_of(binaries):
    found = set()
    for binary in binaries:
        for library in re.findall(r"=> (/\S+)", subprocess.run(["ldd", binary], capture_output=True, text=True).stdout):
            if not OF_THE_SYSTEM.search(library):
                found.add(library)
    return sorted(found)


def pycosat_package(subdir):
    """conda's classic solver; the index has it as source only."""
    (extension,) = glob.glob("/usr/lib/python3/dist-packages/pycosat*.so")
    version = subprocess.check_output(["dpkg-query", "-W", "-f", "${Version}", "python3-pycosat"], text=True)
    package = CondaPackage("pycosat", re.split(r"[+-]", version)[0], subdir, build="py311_0", depends=["python 3.11.*"])
    # Below lib/python3.11/site-packages.
    content = with_libraries_from(extension, "$ORIGIN/../..")
    package.add(f"{SITE}/{os.path.basename(extension)}", content, executable=True)
    for library in libraries_of([extension]):
        package.add(f"lib/{os.path.basename(library)}", with_libraries_from(library, "$ORIGIN"), executable=True)
    return package
