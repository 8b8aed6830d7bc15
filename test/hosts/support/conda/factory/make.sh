#!/bin/sh
# Makes a conda, its installer and its channels out of what the package registries have. Run in a root of its own, which is
# thrown away; what it made is in out/ beside this file: channels/, conda-installer.sh
set -eu
cd "$(dirname "$0")"
export DEBIAN_FRONTEND=noninteractive PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8

apt-get -qq update
apt-get -qq -y --no-install-recommends install python3-venv python3-pycosat patchelf >/dev/null

python3 -m venv --system-site-packages venv
fetch() { venv/bin/pip download -q --only-binary :all: "$@"; }
# Beside the newest of all, older versions, to be upgraded from.
fetch -d lock --no-deps conda-lock==4.0.3 &
fetch -d older --no-deps six==1.16.0 nest_asyncio==1.5.8 toml==0.10.1 &
fetch -d oldest --no-deps six==1.15.0 toml==0.10.2 &
fetch -d wheels -r wheels.txt
wait
mv -n older/*.whl oldest/*.whl wheels/

# A first conda, inside a virtual environment.
venv/bin/pip install -q --no-index --find-links wheels conda-index archspec boltons conda-package-handling packaging \
  platformdirs pluggy requests ruamel.yaml tqdm zstandard
venv/bin/python conda_itself.py lock/*.whl "$(echo venv/lib/python3*/site-packages)"
mkdir -p venv/conda-meta out
: > venv/conda-meta/history

venv/bin/python make.py wheels lock/*.whl out/channels
for channel in out/channels/*; do
  venv/bin/python -m conda_index --no-write-run-exports "$channel" >/dev/null 2>&1 || venv/bin/python -m conda_index "$channel"
  rm -rf "$channel"/*/.cache "$channel"/*/index.html
done

# The conda that users get is an environment of the first one's.
ln -s "$PWD/out/channels" /srv/channels
venv/bin/python conda_itself.py --settings > venv/.condarc
venv/bin/python -m conda create -y -q -p "$PWD/prefix" --override-channels -c conda-forge conda python=3.11 >/dev/null
cd prefix
: > conda-meta/history
grep -rlI "$PWD" . > ../relocate
xargs sed -i "s|$PWD|@@PREFIX@@|g" < ../relocate
mv ../relocate conda-meta/.relocate
{ cat ../installer_head.sh; tar --owner=0 --group=0 -cf - . | gzip -1; } > ../out/conda-installer.sh
