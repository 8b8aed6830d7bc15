import { type Key, key } from '../core/key.ts';
import type { Probe } from '../core/probe.ts';
import { quote } from '../core/quote.ts';
import { isUnknown, type Maybe, Unknown } from '../core/unknown.ts';
import { path } from './path.ts';

/** How an archive of the host and a folder of it compare. */
export interface Unpacked {
  /** All of it is there already, as the archive has it. */
  readonly same: boolean;
  /** What is in it, as its own tool lists it. */
  readonly files: Maybe<readonly string[]>;
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
  /** Whatever is in an archive that an earlier task brings is new to a folder with nothing in it. */
  derive({ subject }, _before, expected) {
    const [src = '', dest = ''] = JSON.parse(subject) as string[];
    const later = Unknown.of(`what is in ${src}`);
    const archive = expected.get(path(src));
    const folder = expected.get(path(dest, 'tree'));
    if (isUnknown(archive) || isUnknown(folder)) return { value: later };
    const isEmpty =
      folder.type === 'directory' && Array.isArray(folder.tree) && (folder.tree as unknown[]).length === 0;
    if (archive.type !== 'file' || !isEmpty) return { value: later };
    return {
      value: { same: false, files: later },
      presumed: [{ text: `${src} will be an archive that can be unpacked` }],
    };
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
