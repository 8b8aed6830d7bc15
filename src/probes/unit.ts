import { ReadFailure } from '../core/observation.ts';
import type { Probe } from '../core/probe.ts';
import { isUnknown } from '../core/unknown.ts';
import { fileNames, parts, type Unit, unit, unitFiles } from './unit/unit.ts';
import { UnitAnswer } from './unit/unit-answer.ts';
import { differences } from './unit/unit-differences.ts';
import { firstFile, fromExpected } from './unit/unit-expected.ts';
import { scopeScript } from './unit/unit-script.ts';
import { unitFolders } from './unit-folders.ts';

export { type Unit, unit, unitFiles, unitName } from './unit/unit.ts';
export type { UnitScope } from './unit-folders.ts';

const probe: Probe<Unit> = {
  kind: 'unit',
  // Its other properties count processes, bytes and seconds.
  lasting: ({ properties: _, ...state }) => state,

  script(keys) {
    const lines = ["command -v systemctl >/dev/null || { echo 'systemd is not on this host' >&2; exit 3; }"];
    lines.push('[ -d /run/systemd/system ] && booted=1 || booted=');
    for (const scope of ['system', 'user', 'global'] as const) {
      const names = keys
        .map((k) => parts(k.subject))
        .filter((p) => p.scope === scope)
        .map((p) => p.name);
      if (names.length > 0) lines.push(scopeScript(scope, names));
    }
    lines.push(':');
    return lines.join('\n');
  },

  parse(output, keys) {
    const said = output.stderr.trim();
    if (output.status !== 0) return keys.map(() => new ReadFailure(said || 'systemctl gave no answer'));
    const answer = new UnitAnswer(output.stdout.toString());
    return keys.map((k) => {
      const { name, scope } = parts(k.subject);
      const found = answer.unit(name, scope);
      if (found) return found;
      const complaint = answer.complaint(scope);
      if (complaint !== undefined)
        return new ReadFailure(withReason(complaint) || 'systemctl gave no answer');
      return new ReadFailure(said || `systemctl said nothing about ${name}`);
    });
  },

  canonical(k, value) {
    const { scope, home } = parts(k.subject);
    return unit(value.id, scope, home).subject;
  },

  restsOn(k) {
    const { name, scope, home } = parts(k.subject);
    const files = fileNames(name).flatMap((file) =>
      unitFolders(scope, home).flatMap((folder) => [
        { kind: 'path', subject: `${folder}/${file}` },
        { kind: 'path', subject: `${folder}/${file}.d`, below: true as const },
      ]),
    );
    return [...files, { kind: 'deb' }];
  },

  derive(k, before, expected) {
    if (isUnknown(before)) return { value: before };
    const { name, scope, home } = parts(k.subject);
    const file = firstFile(unitFiles(name, scope, home), expected);
    // Of a user's unit no package needs to be in sight: a file that changed brought us here.
    if (!before.exists && scope === 'user' && file === 'gone') return { value: before };
    const made = before.exists && !isUnknown(before.properties) && !before.properties['FragmentPath'];
    if (file === undefined || (file === 'gone' && made)) {
      // Nobody knows of a file of its own: it is as it was, unless a package brings or removes it.
      if (!before.exists) return { value: { ...before, foretold: true } };
      return {
        value: before,
        presumed: [{ text: `installing packages leaves the unit ${name} as it is` }],
      };
    }
    return { value: fromExpected(name, before, file) };
  },

  differences,
};

export default probe;

/** A user's systemd runs while they are logged in, or always. */
function withReason(said: string): string {
  if (!/connect to bus|XDG_RUNTIME_DIR/.test(said)) return said;
  return `${said}: the user's own systemd does not run, unless they are logged in or linger (loginctl enable-linger USER)`;
}
