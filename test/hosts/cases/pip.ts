import type { HostCase } from './host-case.ts';

/** The first case brings Python, the second an environment that later ones go on with: each costs seconds to make. */
export const pipCases: readonly HostCase[] = [
  {
    name: 'an environment on a host without Python',
    prepare: 'apt-get -qq update >/dev/null 2>&1',
    tasks: `
- name: too early
  pip: { name: nest_asyncio, virtualenv: /srv/p1 }
  ignore_errors: true
- name: Python
  apt: { name: python3-venv, install_recommends: false }
- name: made and filled
  pip: { name: [nest_asyncio==1.5.8, "six"], virtualenv: /srv/p1 }
  register: r
- name: what is told
  assert:
    that: [r.virtualenv == '/srv/p1', r.cmd | last == 'six', r.state == 'present']
- name: settings beside it
  file: { path: /srv/p1/share/mine, state: directory }
- name: there already
  pip: { name: "nest-asyncio>=1.5,<2", virtualenv: /srv/p1 }
`,
    verify: `
/srv/p1/bin/python -c 'import six, nest_asyncio'
/srv/p1/bin/pip list --format=freeze | grep -qx nest-asyncio==1.5.8
`,
    ends: {
      'too early': 'failed',
      Python: 'changed',
      'made and filled': 'changed',
      'what is told': 'ok',
      'settings beside it': 'changed',
      'there already': 'ok',
    },
    foretold: { 'settings beside it': 'presumed', 'there already': 'presumed' },
    again: { 'too early': 'ok' },
  },
  {
    name: 'versions, files, and taking away',
    prepare: `
python3 -m venv /srv/p2
/srv/p2/bin/pip install -q six==1.15.0 toml
printf '%s\\n' '# ours' 'nest_asyncio==1.5.8 ; python_version >= "3.5"' '-r more.txt' > /srv/requirements.txt
printf '%s\\n' 'idna>=3' > /srv/more.txt
`,
    tasks: `
- name: a newer version
  pip: { name: six, version: 1.16.0, virtualenv: /srv/p2 }
- name: gone
  pip: { name: [toml, never-there], virtualenv: /srv/p2, state: absent }
- name: from a file
  pip: { requirements: requirements.txt, chdir: /srv, virtualenv: p2, umask: "0022" }
- name: the newest
  pip: { name: six, virtualenv: /srv/p2, state: latest }
- name: the system's own
  pip: { name: six }
  ignore_errors: true
`,
    verify: `
/srv/p2/bin/python -c 'import idna, nest_asyncio'
! /srv/p2/bin/python -c 'import toml' 2>/dev/null
`,
    ends: {
      'a newer version': 'changed',
      gone: 'changed',
      'from a file': 'changed',
      'the newest': 'changed',
      "the system's own": 'failed',
    },
    foretold: { 'from a file': 'presumed', 'the newest': 'presumed' },
    again: { 'a newer version': 'changed', 'the newest': 'changed', "the system's own": 'failed' },
    foretoldAgain: { 'the newest': 'presumed' },
  },
  {
    name: 'what only pip can tell, its dry run tells',
    prepare: '/srv/p2/bin/pip install -q six==1.15.0\n',
    tasks: `
- name: the newest
  pip: { name: six, virtualenv: /srv/p2, state: latest }
- name: newest already
  pip: { name: idna, virtualenv: /srv/p2, state: latest }
- name: no such version
  pip: { name: "toml==99", virtualenv: /srv/p2 }
  ignore_errors: true
`,
    verify: "/srv/p2/bin/pip list --format=freeze | grep -q '^six==1.1[6-9]'\n",
    ends: { 'the newest': 'changed', 'newest already': 'ok', 'no such version': 'failed' },
    foretold: { 'newest already': 'presumed', 'no such version': 'presumed' },
    again: { 'no such version': 'failed' },
  },
  {
    name: 'requirements of every kind',
    prepare: `
mkdir -p /srv/in /srv/app
printf '%s\n' '# with hashes' 'six==1.16.0 \\' \
  '  --hash=sha256:8abb2f1d86890a2dfb989f9a77cfcfd3e47c2a354b01111771326f8aa26e0254 \\' \
  '  --hash=sha256:1e61c37477a1626458e36f7b1d82aa5c9b094fa4802892072e49de9c44c4c926' > /srv/hashed.txt
printf '%s\n' '-r in/inner.txt' '-c in/bounds.txt' 'never-there ; python_version < "3"' > /srv/outer.txt
printf '%s\n' '-r deeper.txt  # a comment' 'idna' > /srv/in/inner.txt
printf '%s\n' 'toml~=0.10.1' > /srv/in/deeper.txt
printf '%s\n' 'idna<3.5,!=3.4' > /srv/in/bounds.txt
printf '%s\n' '[build-system]' 'requires = []' 'build-backend = "backend"' 'backend-path = ["."]' > /srv/app/pyproject.toml
cat > /srv/app/backend.py <<'END'
import zipfile
def build_editable(folder, *_):
    open("left.egg-info", "w").close()
    with zipfile.ZipFile(f"{folder}/our_app-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("our_app.pth", "/srv/app")
        about = "our_app-1.0.dist-info"
        wheel.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\\nName: our-app\\nVersion: 1.0\\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{about}/RECORD", "")
    return "our_app-1.0-py3-none-any.whl"
END
echo 'answer = 42' > /srv/app/our_app.py
`,
    tasks: `
- name: with hashes
  pip:
    requirements: hashed.txt
    chdir: /srv
    virtualenv: p5
    virtualenv_command: /usr/bin/python3 -m venv
    virtualenv_site_packages: true
    umask: "0077"
- name: nested and bounded
  pip: { requirements: /srv/outer.txt, virtualenv: /srv/p5 }
- name: with extras
  pip: { name: "python-dotenv[cli]>=1,<2", virtualenv: /srv/p5 }
- name: in place
  pip: { name: ./app, chdir: /srv, virtualenv: /srv/p5, editable: true, extra_args: --quiet }
- name: by its own pip
  pip: { name: six, version: ">=1.16,<1.17", executable: /srv/p5/bin/pip, extra_args: --no-deps }
- name: once more
  pip: { name: six==1.16.0, virtualenv: /srv/p5, state: forcereinstall, extra_args: "--no-deps" }
`,
    verify: `
/srv/p5/bin/python -c 'import dotenv, click, toml, our_app'
/srv/p5/bin/pip list --format=freeze | grep -qx 'idna==3.3'
grep -q 'include-system-site-packages = true' /srv/p5/pyvenv.cfg
[ "$(stat -c %a /srv/p5)" = 700 ]
`,
    ends: {
      'with hashes': 'changed',
      'nested and bounded': 'changed',
      'with extras': 'changed',
      'in place': 'changed',
      'by its own pip': 'ok',
      'once more': 'changed',
    },
    foretold: {
      'nested and bounded': 'presumed',
      'with extras': 'presumed',
      'in place': 'unknown',
      'by its own pip': 'unknown',
      'once more': 'unknown',
    },
    again: { 'once more': 'changed' },
  },
  {
    name: 'by uv',
    prepare: `
/srv/p2/bin/pip install -q --target /opt/uv uv
index=$(sed -n 's/^index-url *= *//p' /etc/pip.conf)
mkdir -p /etc/uv
printf 'system-certs = true\n' > /etc/uv/uv.toml
[ -z "$index" ] || printf 'index-url = "%s"\n' "$index" >> /etc/uv/uv.toml
`,
    tasks: `
- name: too early
  pip: { name: six, virtualenv: /srv/p6, installer: uv }
  ignore_errors: true
- name: uv
  file: { path: /usr/local/bin/uv, src: /opt/uv/bin/uv, state: link }
- name: made and filled
  pip: { name: ["six<1.17", "python-dotenv[cli]==1.0.1"], virtualenv: /srv/p6, virtualenv_python: python3, installer: uv }
- name: there
  pip: { name: Python_Dotenv, version: ">=1", virtualenv: /srv/p6, installer: uv }
- name: the system's own
  pip: { name: toml, installer: uv }
  ignore_errors: true
- name: the system's own all the same
  pip: { name: toml, installer: uv, break_system_packages: true }
`,
    verify: `
/srv/p6/bin/python -c 'import six, click'
[ ! -e /srv/p6/bin/pip ]
python3 -c 'import toml'
`,
    ends: {
      'too early': 'failed',
      uv: 'changed',
      'made and filled': 'changed',
      there: 'ok',
      "the system's own": 'failed',
      "the system's own all the same": 'changed',
    },
    foretold: { there: 'presumed' },
    again: { 'too early': 'ok', "the system's own": 'ok' },
  },
  {
    name: 'by uv: the newest, and taking away',
    tasks: `
- name: the newest
  pip: { name: six, virtualenv: /srv/p6, state: latest, installer: uv }
- name: gone
  pip: { name: click, virtualenv: /srv/p6, state: absent, installer: uv }
`,
    verify: `
! /srv/p6/bin/python -c 'import click' 2>/dev/null
[ "$(/srv/p6/bin/python -c 'import six; print(six.__version__ > "1.16.0")')" = True ]
`,
    ends: { 'the newest': 'changed', gone: 'changed' },
  },
  {
    name: 'an environment whose Python is gone',
    prepare: 'ln -sf /usr/bin/python3.99 /srv/p2/bin/python3\n',
    tasks: `
- name: repaired
  pip: { name: six, virtualenv: /srv/p2 }
`,
    verify: "/srv/p2/bin/python -c 'import six'\n",
    ends: { repaired: 'changed' },
  },
];
