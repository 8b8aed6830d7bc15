import { known } from '../../core/unknown.ts';
import type { InstalledRpm, Rpms } from '../../probes/rpm.ts';
import { compareVersions } from './rpm-version.ts';

/** One entry of `name`. */
export interface RpmSpec {
  readonly text: string;
  /** What rpm is asked about. */
  readonly name: string;
  readonly operator?: '<' | '<=' | '=' | '>=' | '>';
  readonly version?: string;
  /** Only dnf can tell what it stands for: a pattern may fit packages that aren't there, a group is dnf's own notion. */
  readonly kind: 'package' | 'pattern' | 'group' | 'everything' | 'file';
}

export function parseSpec(entry: string): RpmSpec {
  const text = entry.trim();
  if (text === '*') return { text, name: text, kind: 'everything' };
  if (text.startsWith('@')) return { text, name: text, kind: 'group' };
  if (/^\/.*\.rpm$|:\/\//.test(text)) return { text, name: text, kind: 'file' };
  const compared = /^([^<>=\s]+)\s*(<=|>=|<|>|==?)\s*(\S+)$/.exec(text);
  if (compared) {
    const [, name = '', operator = '=', version = ''] = compared;
    const spaced = `${name} ${operator} ${version}`;
    return {
      text: spaced,
      name,
      operator: operator.replace('==', '=') as '=',
      version,
      kind: 'package',
    };
  }
  return { text, name: text, kind: /[*?[]/.test(text) ? 'pattern' : 'package' };
}

/** Whether what is installed is what the entry asks for. */
export function isSatisfied(spec: RpmSpec, now: Rpms, allowDowngrade: boolean): boolean {
  if (spec.kind === 'file') {
    const { file } = now;
    if (file === undefined) return now.installed.length > 0;
    return now.installed.some((one) => known(one.version) === known(file.version));
  }
  if (spec.operator !== undefined && spec.version !== undefined) {
    const [wanted, operator] = [spec.version, spec.operator];
    return now.installed.some((one) => holds(compareVersions(known(one.version), wanted), operator));
  }
  if (now.installed.length > 0 || now.providers.length > 0) return true;
  // A newer one than the version named: Ansible leaves it, unless it may be downgraded.
  return !allowDowngrade && now.namesakes.some((one) => isNewer(one, spec.name));
}

function holds(difference: number, operator: NonNullable<RpmSpec['operator']>): boolean {
  if (difference === 0) return operator.includes('=');
  return operator.startsWith(difference < 0 ? '<' : '>');
}

function isNewer(installed: InstalledRpm, text: string): boolean {
  const rest = text
    .slice(installed.name.length + 1)
    .replace(/\.(noarch|x86_64|i686|aarch64|ppc64le|s390x)$/, '');
  return compareVersions(known(installed.version).replace(/^0:/, ''), rest) > 0;
}
