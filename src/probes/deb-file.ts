import { type Key, key } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { Probe } from '../core/probe.ts';
import { quote } from '../core/quote.ts';

/** A package archive on the host, and what of it is installed. */
export interface DebFile {
  readonly missing: boolean;
  readonly name: string;
  readonly version: string;
  /** The installed version of that package; '' for none. */
  readonly installed: string;
}

export function debFile(file: string): Key<DebFile> {
  return key<DebFile>('deb-file', file);
}

/** `dpkg-deb -f` would unpack into a temporary folder. */
const READ = `
look() {
  echo "E|$1"
  [ -f "$1" ] || { echo missing; return; }
  control=$(dpkg-deb --ctrl-tarfile "$1" | tar -xO ./control) && [ -n "$control" ] || return
  field() { printf '%s\\n' "$control" | sed -n "s/^$1:[[:space:]]*//p"; }
  name=$(field Package) arch=$(field Architecture)
  printf 'Package: %s\\nVersion: %s\\n' "$name" "$(field Version)"
  [ "$arch" = all ] || name=$name:$arch
  dpkg-query -W -f='Installed: \${Version} \${db:Status-Status}\\n' "$name" 2>/dev/null
}
`;

const probe: Probe<DebFile> = {
  kind: 'deb-file',
  script: (keys) => `${READ}${keys.map((k) => `look ${quote(k.subject)}`).join('\n')}\n:`,

  parse(output, keys) {
    const sections = output.stdout.toString().split(/^E\|/m).slice(1);
    return keys.map((_, index) => {
      const lines = (sections[index] ?? '').split('\n').slice(1);
      if (lines[0] === 'missing') return { missing: true, name: '', version: '', installed: '' };
      const field = (name: string): string =>
        lines.find((l) => l.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
      const [installed = '', status] = field('Installed').split(' ');
      if (!field('Package')) return new ReadFailure(output.stderr.trim() || 'this is not a Debian package');
      return {
        missing: false,
        name: field('Package'),
        version: field('Version'),
        installed: status === 'installed' ? installed : '',
      };
    });
  },

  restsOn: (k) => [{ kind: 'path', subject: k.subject }, { kind: 'deb' }],
};

export default probe;
