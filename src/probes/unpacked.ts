import { type Key, key } from '../core/key.ts';
import type { Probe } from '../core/probe.ts';
import { quote } from '../core/quote.ts';

/** How an archive of the host and a folder of it compare. */
export interface Unpacked {
  /** All of it is there already, as the archive has it. */
  readonly same: boolean;
  /** What is in it, as its own tool lists it. */
  readonly files: readonly string[];
  /** Why it can't be read. */
  readonly trouble?: string;
}

/**
 * `functions` is shell that defines `j_list` and `j_same` for an archive: whoever unpacks it also knows how to
 * compare it.
 */
export function unpacked(src: string, dest: string, functions: string): Key<Unpacked> {
  return key<Unpacked>('unpacked', JSON.stringify([src, dest, functions]));
}

const probe: Probe<Unpacked> = {
  kind: 'unpacked',
  timeLimit: 600,
  script: (keys) =>
    keys
      .map(({ subject }, i) => {
        const [src = '', , functions = ''] = JSON.parse(subject) as string[];
        const archive = quote(src);
        return `(
${functions}
said=$(j_list ${archive} 2>&1) && fine=1 || fine=
[ "$said" ] || { fine= said='it holds nothing'; }
printf 'begin ${i} %s %s\\n%s\\n' "\${fine:-0}" "\${#said}" "$said"
[ "$fine" ] && j_same ${archive} >/dev/null 2>&1 && echo 'same ${i}' || echo 'other ${i}'
)`;
      })
      .join('\n'),
  parse({ stdout }, keys) {
    const output = stdout.toString('utf8');
    return keys.map((_key, i) => {
      const part = output.slice(output.search(new RegExp(`^begin ${i} `, 'm')));
      const [first = ''] = part.split('\n', 1);
      const end = part.search(new RegExp(`^(same|other) ${i}$`, 'm'));
      const said = part.slice(first.length + 1, end).trimEnd();
      if (/^begin \d+ 0 /.test(first)) return { same: false, files: [], trouble: said };
      return { same: part.slice(end).startsWith('same'), files: said.split('\n') };
    });
  },
  restsOn({ subject }) {
    const [src = '', dest = ''] = JSON.parse(subject) as string[];
    return [
      { kind: 'path', subject: src },
      { kind: 'path', subject: dest, below: true },
    ];
  },
};

export default probe;
