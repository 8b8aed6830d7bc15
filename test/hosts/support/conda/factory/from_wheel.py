"""A wheel of the Python package index, turned into a conda package."""

import configparser
import os
import posixpath
import re
import zipfile
from email.parser import Parser
from importlib._bootstrap_external import _code_to_hash_pyc
from importlib.util import source_hash

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from conda_package import PLACEHOLDER, CondaPackage, entry_script

PYTHON = "python3.11"
SITE = f"lib/{PYTHON}/site-packages"


def metadata_of(wheel):
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", n))
        return Parser().parsestr(archive.read(name).decode())


def conda_names(wheels):
    """Names as conda-forge mostly has them: as their wheels write them, in lower case; by normalized name."""
    names = [metadata_of(wheel)["Name"] for wheel in wheels]
    return {canonicalize_name(name): name.lower() for name in names}


def depends_of(metadata, names):
    """What the package needs on this Python; extras are conda packages of their own, which nobody needs here."""
    depends = []
    for text in metadata.get_all("Requires-Dist") or []:
        requirement = Requirement(text)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        name = canonicalize_name(requirement.name)
        depends.append(f"{names.get(name, name)} {requirement.specifier}".strip())
    return depends


def package_from_wheel(wheel, names, subdir):
    metadata = metadata_of(wheel)
    pure = os.path.basename(wheel).endswith("-none-any.whl")
    name, version = names[canonicalize_name(metadata["Name"])], metadata["Version"]
    needs_python = f"python {metadata['Requires-Python'] or ''}".strip() if pure else "python 3.11.*"
    depends = [needs_python.replace(" ,", ","), *depends_of(metadata, names)]
    with zipfile.ZipFile(wheel) as archive:
        scripts = console_scripts(archive)
        package = CondaPackage(
            name,
            version,
            subdir,
            build="pyhd_0" if pure else "py311_0",
            depends=depends,
            noarch="python" if pure else None,
            entry_points=[f"{script} = {target}" for script, target in scripts.items()] if pure else [],
            about=metadata["Summary"] or "",
        )
        for entry in archive.infolist():
            if not entry.is_dir():
                add_entry(package, entry.filename, archive.read(entry), entry.external_attr >> 16 & 0o111)
    if not pure:
        for script, target in scripts.items():
            module, function = re.sub(r"\s*\[.*", "", target).split(":")
            package.add(f"bin/{script}", entry_script(module.strip(), function.strip()), executable=True)
        compile_all(package)
    return package


def add_entry(package, name, content, executable):
    site, scripts = ("site-packages", "python-scripts") if package.noarch else (SITE, "bin")
    in_data = re.fullmatch(r"[^/]+\.data/(\w+)/(.+)", name)
    if in_data is None:
        return package.add(posixpath.join(site, name), content, bool(executable))
    part, rest = in_data.groups()
    if part == "scripts":
        content = re.sub(rb"\A#!python\w*", f"#!{PLACEHOLDER}/bin/python".encode(), content)
        return package.add(posixpath.join(scripts, rest), content, True)
    folder = {"purelib": site, "platlib": site, "data": "", "headers": f"include/{PYTHON}/{package.name}"}[part]
    return package.add(posixpath.join(folder, rest), content, bool(executable))


def console_scripts(archive):
    for name in archive.namelist():
        if name.endswith(".dist-info/entry_points.txt"):
            parser = configparser.ConfigParser(delimiters=("=",))
            parser.optionxform = str
            parser.read_string(archive.read(name).decode())
            return dict(parser["console_scripts"]) if parser.has_section("console_scripts") else {}
    return {}


def compile_all(package):
    """Bytecode that is never checked against its source: nothing is written when a program first imports it."""
    for path, (kind, content, _) in list(package.files.items()):
        if kind != "file" or not path.endswith(".py") or not path.startswith("lib/"):
            continue
        try:
            code = compile(content, f"/{path}", "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            continue  # templates and tests that mean to be broken
        folder, name = posixpath.split(path)
        compiled = posixpath.join(folder, "__pycache__", f"{name[:-3]}.cpython-311.pyc")
        package.add(compiled, bytes(_code_to_hash_pyc(code, source_hash(content), False)))
