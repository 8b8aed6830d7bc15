/** A small rpm that the tests' own repository offers. */
export interface Rpm {
  readonly name: string;
  /** `1.0-1`: version and release. */
  readonly version: string;
  /** `local` is on by default, `extra` off; `files` is no repository, its rpms just lie there. */
  readonly where: 'local' | 'extra' | 'files';
  readonly requires?: readonly string[];
  /** Path to text. */
  readonly files?: Readonly<Record<string, string>>;
}

const UNIT = `[Unit]
Description=A beacon
[Service]
ExecStart=/bin/sleep infinity
[Install]
WantedBy=multi-user.target
`;

const plain = (name: string, more: Partial<Rpm> = {}): Rpm => {
  const version = more.version ?? '1.0-1';
  const files = { [`/usr/share/${name}/version`]: `${version}\n`, ...more.files };
  return { name, version, where: 'local', ...more, files };
};

/** What the cases of dnf install, upgrade and remove. */
const SMALL: readonly Rpm[] = [
  plain('lamp', { version: '1.0-1' }),
  plain('lamp', { version: '1.2-1' }),
  plain('lamp', { version: '2.0-3' }),
  plain('shade-blue'),
  plain('shade-red'),
  plain('battery'),
  plain('torch', { requires: ['battery'] }),
  plain('candle'),
  plain('beacon', { files: { '/usr/lib/systemd/system/beacon.service': UNIT } }),
  plain('lantern', { where: 'extra' }),
  plain('match', { where: 'files' }),
  plain('flint', { where: 'files', version: '0.9-2' }),
];

/**
 * Names under which rpm systems know what playbooks here ask for. The packages are empty: whoever wants the program itself
 * installs Debian's beforehand.
 */
const STAND_INS = [
  ...['acl', 'bzip2', 'ca-certificates', 'curl', 'gcc', 'gcc-c++', 'git', 'glibc-langpack-en'],
  ...['glibc-langpack-zh', 'make', 'nginx', 'nodejs', 'npm', 'openssl', 'policycoreutils-python-utils'],
  ...['python3', 'python3-devel', 'python3-libs', 'python3-libselinux', 'python3-pip', 'python3-virtualenv'],
  ...['R', 'R-core', 'R-core-devel', 'sudo', 'supervisor', 'tar', 'tzdata', 'unzip', 'wget', 'which', 'xz'],
];

export const RPMS: readonly Rpm[] = [
  ...SMALL,
  ...STAND_INS.map((name): Rpm => ({ name, version: '99-1', where: 'local' })),
];

/** What `dnf install @lighting` brings. */
export const GROUPS = `<?xml version="1.0" encoding="UTF-8"?>
<comps>
  <group>
    <id>lighting</id>
    <name>Lighting at Home</name>
    <default>false</default>
    <uservisible>true</uservisible>
    <packagelist>
      <packagereq type="mandatory">candle</packagereq>
      <packagereq type="default">torch</packagereq>
    </packagelist>
  </group>
</comps>
`;

/** Text for rpmbuild. */
export function specOf({ name, version, requires = [], files = {} }: Rpm): string {
  const [number = '', release = ''] = version.split('-');
  const making = Object.entries(files).map(
    ([path, text]) =>
      `mkdir -p %{buildroot}$(dirname ${path})\ncat > %{buildroot}${path} <<'END'\n${text}END`,
  );
  return `Name: ${name}
Version: ${number}
Release: ${release}
Summary: ${name}
License: MIT
BuildArch: noarch
${requires.map((other) => `Requires: ${other}\n`).join('')}%description
Stands for ${name} in tests.
%install
mkdir -p %{buildroot}
${making.join('\n')}
%files
${Object.keys(files).join('\n')}
`;
}
