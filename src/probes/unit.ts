import { type Key, key } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { Expected, Probe } from '../core/probe.ts';
import { quote, quoteAll } from '../core/quote.ts';
import { isUnknown, type Maybe, Unknown } from '../core/unknown.ts';
import { nameOf, path } from './path.ts';
import { type UnitScope, unitFolders } from './unit-folders.ts';

export type { UnitScope } from './unit-folders.ts';

/** A systemd unit. */
export interface Unit {
  /** Its real name: `sshd` is `ssh.service` on Debian. */
  readonly id: string;
  /** A unit file (or an init script) is there, or systemd made it up itself. A masked unit exists. */
  readonly exists: boolean;
  /** It doesn't exist now, but packages are expected to be installed, and one of them may bring it. */
  readonly foretold?: boolean;
  /** Why systemd can't use its files; '' where it can. */
  readonly loadError: Maybe<string>;
  /** `offline`: this host wasn't booted with systemd, nothing can run. */
  readonly active: Maybe<
    'active' | 'inactive' | 'failed' | 'activating' | 'deactivating' | 'reloading' | 'offline'
  >;
  /** As `systemctl is-enabled` says: enabled, disabled, static, masked, generated, indirect, alias …; '' for none. */
  readonly enabled: Maybe<string>;
  readonly masked: Maybe<boolean>;
  /** The files changed since systemd read them. */
  readonly needsReload: Maybe<boolean>;
  /** Of what is only expected: it is restarted or reloaded, so its state must have changed after this. */
  readonly changedAfter?: string;
  /** What `systemctl show` says, by systemd's names. */
  readonly properties: Maybe<Readonly<Record<string, string>>>;
}

const SUFFIX = /\.(service|socket|device|mount|automount|swap|target|path|timer|slice|scope)$/;

/** `ssh` is `ssh.service`. */
export function unitName(name: string): string {
  return SUFFIX.test(name) ? name : `${name}.service`;
}

export function unit(name: string, scope: UnitScope = 'system'): Key<Unit> {
  return key<Unit>('unit', scope === 'system' ? unitName(name) : `${scope}/${unitName(name)}`);
}

function parts(subject: string): { name: string; scope: UnitScope } {
  const slash = subject.indexOf('/');
  if (slash < 0) return { name: subject, scope: 'system' };
  return { name: subject.slice(slash + 1), scope: subject.slice(0, slash) as UnitScope };
}

/** `getty@.service` can be enabled, but isn't a unit that has a state. */
function isTemplate(name: string): boolean {
  return /@\.\w+$/.test(name);
}

const PROPERTIES = [
  'Id Names Description LoadState LoadError ActiveState SubState UnitFileState UnitFilePreset FragmentPath',
  'SourcePath DropInPaths NeedDaemonReload Type RemainAfterExit Restart User Group WorkingDirectory MainPID',
  'ControlPID NRestarts Result ExecMainCode ExecMainStatus ExecMainStartTimestamp ExecMainStartTimestampMonotonic',
  'ActiveEnterTimestamp ActiveEnterTimestampMonotonic InactiveEnterTimestamp StateChangeTimestamp',
  'StateChangeTimestampMonotonic CanStart CanStop CanReload Triggers TriggeredBy Requires Wants StatusText',
]
  .join(' ')
  .split(' ');

/** Lists come in any order. */
const LISTS = new Set(['Names', 'DropInPaths', 'Triggers', 'TriggeredBy', 'Requires', 'Wants']);

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
    const text = output.stdout.toString();
    return keys.map((k) => {
      const { name, scope } = parts(k.subject);
      const files = new RegExp(`^F\\|${scope}\\|${literal(name)}\\|(\\w+)\\|([\\w-]*)$`, 'm').exec(text);
      if (files) return fromFiles(name, files[1] === 'there', files[2] ?? '');
      const broken = new RegExp(`^S\\|${scope}\\|[^\\n]*\\n([^]*?)\\n?X\\|${scope}$`, 'm').exec(text)?.[1];
      if (broken !== undefined) return new ReadFailure(broken || 'systemctl gave no answer');
      const found = blocks(text, scope).get(name);
      return found ?? new ReadFailure(said || `systemctl said nothing about ${name}`);
    });
  },

  canonical(k, value) {
    const { scope } = parts(k.subject);
    return scope === 'system' ? value.id : `${scope}/${value.id}`;
  },

  restsOn(k) {
    const { name, scope } = parts(k.subject);
    const files = fileNames(name).flatMap((file) =>
      unitFolders(scope).flatMap((folder) => [
        { kind: 'path', subject: `${folder}/${file}` },
        { kind: 'path', subject: `${folder}/${file}.d`, below: true as const },
      ]),
    );
    return [...files, { kind: 'deb' }];
  },

  derive(k, before, expected) {
    if (isUnknown(before)) return { value: before };
    const { name, scope } = parts(k.subject);
    const file = firstFile(name, scope, expected);
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

function scopeScript(scope: UnitScope, names: readonly string[]): string {
  const option = scope === 'system' ? '' : ` --${scope}`;
  const setup =
    scope === 'user'
      ? `XDG_RUNTIME_DIR=\${XDG_RUNTIME_DIR:-/run/user/$(id -u)}; export XDG_RUNTIME_DIR\n`
      : '';
  const templates = names.filter(isTemplate);
  const units = names.filter((name) => !isTemplate(name));
  const files = (list: readonly string[]): string =>
    list
      .map(
        (name) =>
          `s=$(systemctl${option} is-enabled ${quote(name)} 2>/dev/null | tail -n 1)
case $s in '' | not-found) echo ${quote(`F|${scope}|${name}|missing|`)} ;; *) echo ${quote(`F|${scope}|${name}|there|`)}"$s" ;; esac`,
      )
      .join('\n');
  if (scope === 'global') return files(names);
  const show = `echo ${quote(`S|${scope}|${units.join(' ')}`)}
systemctl${option} show --no-pager -p ${PROPERTIES.join(',')} -- ${quoteAll(units)} 2>&1 || echo ${quote(`X|${scope}`)}
echo`;
  const scripts = units
    .filter((name) => scope === 'system' && name.endsWith('.service'))
    .map((name) => {
      const plain = name.replace(/\.service$/, '');
      return `if [ -e ${quote(`/etc/init.d/${plain}`)} ]; then case $(systemctl show -p FragmentPath ${quote(name)}) in
FragmentPath= | */generator*) echo ${quote(`G|${name}|`)}"$(systemctl is-enabled ${quote(name)} 2>/dev/null | tail -n 1)" ;; esac; fi`;
    })
    .join('\n');
  const dropIns = units
    .filter(() => scope === 'system')
    .map((name) => {
      const folders = fileNames(name).flatMap((file) =>
        unitFolders(scope).map((folder) => `${folder}/${file}.d`),
      );
      return `for f in ${folders.map((folder) => `${quote(folder)}/*.conf`).join(' ')}; do
[ -s "$f" ] && printf '%s\\n' ${quote(`D|${name}|`)}"$f"; done`;
    })
    .join('\n');
  const lines = [setup + files(templates)];
  if (units.length > 0) {
    const online = [show, scripts, dropIns].filter(Boolean).join('\n');
    lines.push(
      scope === 'system' ? `if [ -n "$booted" ]; then\n${online}\nelse\n${files(units)}\nfi` : online,
    );
  }
  return lines.filter(Boolean).join('\n');
}

/** The answers of one scope: its blocks come in the order of the names asked for. */
function blocks(text: string, scope: UnitScope): ReadonlyMap<string, Unit> {
  const start = new RegExp(`^S\\|${scope}\\|(.*)$`, 'm').exec(text);
  const found = new Map<string, Unit>();
  if (!start) return found;
  const rest = text.slice(start.index + start[0].length + 1).split(/^[SFGXD]\|/m)[0] ?? '';
  const names = (start[1] ?? '').split(' ');
  const records = rest.split(/\n\n/).filter((block) => block.trim() !== '');
  names.forEach((name, index) => {
    const block = records[index];
    if (block === undefined) return;
    const shown = Object.fromEntries(
      [...block.matchAll(/^(\w+)=(.*)$/gm)].map(([, property = '', value = '']) => [
        property,
        LISTS.has(property) ? value.split(' ').sort().join(' ') : value,
      ]),
    );
    const scripted = new RegExp(`^G\\|${literal(name)}\\|(.*)$`, 'm').exec(text)?.[1];
    const unit = fromShown(name, shown, scripted);
    found.set(name, {
      ...unit,
      needsReload: unit.needsReload || hasNewDropIn(text, name, shown['DropInPaths'] ?? ''),
    });
  });
  return found;
}

function fromShown(
  name: string,
  shown: Readonly<Record<string, string>>,
  scripted: string | undefined,
): Unit {
  const load = shown['LoadState'] ?? '';
  const masked = load === 'masked';
  const loadError = load === 'error' || load === 'bad-setting' ? shown['LoadError'] || load : '';
  return {
    id: shown['Id'] || name,
    exists: load !== 'not-found' && load !== '',
    loadError: loadError.replace(/^\S+ "(.*)"$/, '$1'),
    // Between two tries of a service that keeps failing, systemd calls it activating.
    active:
      shown['SubState'] === 'auto-restart' ? 'failed' : ((shown['ActiveState'] || 'inactive') as 'active'),
    enabled: scripted || shown['UnitFileState'] || '',
    masked,
    needsReload: shown['NeedDaemonReload'] === 'yes',
    properties: shown,
  };
}

/** systemd itself overlooks a drop-in whose folder is new. One of the same name in a folder before it hides it. */
function hasNewDropIn(text: string, name: string, read: string): boolean {
  const known = new Set(read.split(' ').map(nameOf));
  const there = text.matchAll(new RegExp(`^D\\|${literal(name)}\\|(.*)$`, 'gm'));
  return [...there].some(([, file = '']) => !known.has(nameOf(file)));
}

/** Where systemd isn't running, or has no state for it, its files tell whether it is enabled. */
function fromFiles(name: string, there: boolean, enabled: string): Unit {
  return {
    id: name,
    exists: there,
    loadError: '',
    active: isTemplate(name) ? 'inactive' : 'offline',
    enabled,
    masked: enabled === 'masked',
    needsReload: false,
    properties: {},
  };
}

/** Its own file and, for an instance, the template's. */
function fileNames(name: string): readonly string[] {
  const instance = /^([^@]+@).+(\.\w+)$/.exec(name);
  return instance ? [name, `${instance[1]}${instance[2]}`] : [name];
}

type UnitFile = { readonly masked: boolean; readonly changed: boolean; readonly text: Maybe<string> };

/** The file systemd will take, among those that are expected to be there; the first folder wins. */
function firstFile(name: string, scope: UnitScope, expected: Expected): UnitFile | 'gone' | undefined {
  let unseen = false;
  for (const file of fileNames(name)) {
    for (const folder of unitFolders(scope)) {
      const found = expected.get(path(`${folder}/${file}`, 'content'));
      if (isUnknown(found)) {
        unseen = true;
        continue;
      }
      if (found.type === 'absent') continue;
      if (found.type === 'link' && found.target === '/dev/null')
        return { masked: true, changed: true, text: '' };
      const content = found.content;
      const text =
        content === undefined || isUnknown(content)
          ? Unknown.of(`the text of ${folder}/${file}`)
          : content.read().toString();
      // What is only expected to be written has no time yet.
      return { masked: false, changed: isUnknown(found.mtime), text };
    }
  }
  return unseen ? undefined : 'gone';
}

function fromExpected(name: string, before: Unit, file: UnitFile | 'gone'): Unit {
  if (file === 'gone') {
    // A unit that runs goes on running when its file is removed.
    if (before.exists && before.active === 'active') return { ...before, needsReload: true };
    return { ...before, exists: false, foretold: !before.exists, enabled: '', active: 'inactive' };
  }
  if (file.masked)
    return { ...before, exists: true, enabled: 'masked', masked: true, needsReload: before.exists };
  const wasThere = before.exists && before.masked !== true;
  const { foretold: _, ...rest } = before;
  return {
    ...rest,
    exists: true,
    masked: false,
    loadError: '',
    active: before.active,
    enabled: wasThere ? before.enabled : enabledAs(file.text),
    // The file itself didn't change: then perhaps a drop-in did.
    needsReload: file.changed ? wasThere : Unknown.of(`whether systemd has read all files of ${name}`),
    properties: wasThere ? before.properties : Unknown.of(`what systemd says about ${name}`),
  };
}

/** A new unit file isn't enabled yet; one that nothing can enable is `static`. */
function enabledAs(text: Maybe<string>): Maybe<string> {
  if (isUnknown(text)) return text;
  return /^\s*\[Install\]/m.test(text) ? 'disabled' : 'static';
}

/** Whether what is there is what was wanted: a one-shot service has done its work when it is inactive again. */
function differences(expected: Unit, actual: Unit): readonly string[] {
  const found: string[] = [];
  const properties = isUnknown(actual.properties) ? {} : actual.properties;
  const finished = properties['Type'] === 'oneshot' && properties['Result'] === 'success';
  const compare = (what: string, wanted: Maybe<unknown>, is: Maybe<unknown>): void => {
    if (isUnknown(wanted) || isUnknown(is) || wanted === is) return;
    found.push(`${what} was expected to be ${String(wanted)}, it is ${String(is)}`);
  };
  compare('exists', expected.exists, actual.exists);
  if (!(expected.active === 'active' && (finished || actual.active === 'reloading'))) {
    if (!(expected.active === 'inactive' && actual.active === 'failed'))
      compare('active', expected.active, actual.active);
  }
  compare('enabled', expected.enabled, actual.enabled);
  compare('masked', expected.masked, actual.masked);
  compare('needs a daemon-reload', expected.needsReload, actual.needsReload);
  const changed = Number(properties['StateChangeTimestampMonotonic'] ?? 0);
  if (expected.changedAfter !== undefined && changed <= Number(expected.changedAfter)) {
    found.push('it was neither restarted nor reloaded');
  }
  return found;
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
