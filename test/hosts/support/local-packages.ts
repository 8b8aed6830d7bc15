import type { TestHost } from './test-host.ts';

/** A Debian package of nothing but its name. */
export interface LocalPackage {
  readonly name: string;
  readonly depends?: string;
}

/** On the host: `make NAME DEPENDS` lays one package into the repository. */
const MAKE = `
set -eu
repository=/srv/repository
mkdir -p $repository
cd $repository
make() {
  mkdir -p "build/$1/DEBIAN"
  {
    printf 'Package: %s\\nVersion: 1.0\\nArchitecture: all\\nMaintainer: nobody <nobody@example.org>\\n' "$1"
    [ -z "$2" ] || printf 'Depends: %s\\n' "$2"
    printf 'Description: a package of a test\\n'
  } > "build/$1/DEBIAN/control"
  dpkg-deb --root-owner-group -b "build/$1" "$1.deb" >/dev/null
  {
    dpkg-deb -f "$1.deb"
    printf 'Filename: ./%s.deb\\nSize: %s\\nSHA256: %s\\n\\n' "$1" "$(stat -c %s "$1.deb")" "$(sha256sum < "$1.deb" | cut -d' ' -f1)"
  } >> Packages
}
`;

/** Its only source: what else the host had is put aside, so that nothing goes over the network. */
const OFFER = `
printf 'Origin: test\\nDate: %s\\nSHA256:\\n %s %s Packages\\n' "$(LC_ALL=C date -Ru)" "$(sha256sum < Packages | cut -d' ' -f1)" "$(stat -c %s Packages)" > Release
rm -rf build
rm -f /etc/apt/sources.list /etc/apt/sources.list.d/*
echo 'deb [trusted=yes] file:/srv/repository ./' > /etc/apt/sources.list.d/local.list
`;

/** A repository on the host's own disk, which is all that its apt knows. */
export async function offerPackages(host: TestHost, packages: readonly LocalPackage[]): Promise<void> {
  const word = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const made = packages.map(({ name, depends = '' }) => ['make', ...[name, depends].map(word)].join(' '));
  await host.must(`${MAKE}${made.join('\n')}\n${OFFER}`);
}

/** It outlives a reboot. */
const LOG = '/var/log/apt-get-calls';
const WRAPPER = '/usr/local/sbin/apt-get';

/** Notes every call of apt-get on a host, exactly: what stands before it in the PATH. */
export class AptCalls {
  private constructor(private readonly host: TestHost) {}

  static async on(host: TestHost): Promise<AptCalls> {
    const input = `#!/bin/sh\nprintf '%s ' "$@" >>${LOG}\necho >>${LOG}\nexec /usr/bin/apt-get "$@"\n`;
    await host.must(`cat >${WRAPPER} && chmod 755 ${WRAPPER} && : >${LOG}`, { input });
    return new AptCalls(host);
  }

  /** The operations since this was last asked: `update`, `install`; simulations and downloads are no calls. */
  async take(): Promise<readonly string[]> {
    const lines = await this.host.must(`cat ${LOG}; : >${LOG}`);
    return lines
      .split('\n')
      .filter((line) => line !== '' && !/(^| )(-s|--simulate|--dry-run) /.test(line))
      .map(
        (line) =>
          /(?:^| )(update|install|remove|upgrade|dist-upgrade|autoremove|clean)( |$)/.exec(line)?.[1] ?? line,
      );
  }
}
