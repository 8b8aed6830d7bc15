"""
Makes the channels and conda's own environment. Called in the factory's root, in its virtual environment:
make.py WHEELS CONDA_LOCK_WHEEL CHANNELS
"""

import glob
import os
import platform
import sys
from multiprocessing import Pool

import stand_ins
from conda_itself import conda_package
from from_debian import pycosat_package, python_package
from from_wheel import conda_names, package_from_wheel

SUBDIR = {"x86_64": "linux-64", "aarch64": "linux-aarch64"}[platform.machine()]


def work(job):
    kind, argument, names, channels = job
    if kind == "wheel":
        package_from_wheel(argument, names, SUBDIR).write(f"{channels}/conda-forge")
    elif kind == "conda":
        conda_package(argument, names, SUBDIR).write(f"{channels}/conda-forge")
    elif kind == "debian":
        for package in (python_package(SUBDIR), pycosat_package(SUBDIR)):
            package.write(f"{channels}/conda-forge")


def main(wheels, conda_lock, channels):
    for package in stand_ins.in_conda_forge(SUBDIR):
        package.write(f"{channels}/conda-forge")
    for package in stand_ins.in_r(SUBDIR):
        package.write(f"{channels}/r")
    files = sorted(glob.glob(f"{wheels}/*.whl"), key=os.path.getsize, reverse=True)
    names = conda_names(files)
    jobs = [("debian", "", names, channels), ("conda", conda_lock, names, channels)]
    with Pool() as pool:
        pool.map(work, [*jobs, *(("wheel", file, names, channels) for file in files)], chunksize=1)
    for channel in ("conda-forge", "r"):
        os.makedirs(f"{channels}/{channel}/noarch", exist_ok=True)


main(*sys.argv[1:])
