import { nameOf } from '../path.ts';
import type { UnitScope } from '../unit-folders.ts';
import { isTemplate, type Unit } from './unit.ts';

/** Lists come in any order. */
const LISTS = new Set(['Names', 'DropInPaths', 'Triggers', 'TriggeredBy', 'Requires', 'Wants']);

/** What `systemctl show` printed for one scope: a block for each of the names, in their order. */
interface Shown {
  readonly names: readonly string[];
  readonly blocks: string[][];
  /** It failed. */
  isBroken: boolean;
}

/** What the script printed, taken apart once for all units. */
export class UnitAnswer {
  private readonly shown = new Map<string, Shown>();
  /** Lines about single units by what stands before their last fields: `F|scope|name`, `G|name`, `D|name`. */
  private readonly told = new Map<string, string[]>();

  constructor(text: string) {
    let open: Shown | undefined;
    for (const line of text.split('\n')) {
      if (!/^[SFGXD]\|/.test(line)) {
        if (line === '') open?.blocks.push([]);
        else open?.blocks.at(-1)?.push(line);
        continue;
      }
      open = undefined;
      const [letter = '', first = '', second = '', ...rest] = line.split('|');
      if (letter === 'S') {
        open = { names: second.split(' '), blocks: [[]], isBroken: false };
        this.shown.set(first, open);
      } else if (letter === 'X') {
        const broken = this.shown.get(first);
        if (broken) broken.isBroken = true;
      } else if (letter === 'F') this.tell(`F|${first}|${second}`, rest.join('|'));
      else this.tell(`${letter}|${first}`, [second, ...rest].join('|'));
    }
  }

  private tell(about: string, what: string): void {
    const told = this.told.get(about);
    if (told) told.push(what);
    else this.told.set(about, [what]);
  }

  /** What systemctl said instead of answering for the scope. */
  complaint(scope: UnitScope): string | undefined {
    const shown = this.shown.get(scope);
    return shown?.isBroken ? shown.blocks.flat().join('\n') : undefined;
  }

  unit(name: string, scope: UnitScope): Unit | undefined {
    const [files] = this.told.get(`F|${scope}|${name}`) ?? [];
    if (files !== undefined) {
      const [there, enabled = ''] = files.split('|');
      return fromFiles(name, there === 'there', enabled);
    }
    const shown = this.blockOf(name, scope);
    if (shown === undefined) return undefined;
    const unit = fromShown(name, shown, this.told.get(`G|${name}`)?.[0]);
    return { ...unit, needsReload: unit.needsReload || this.hasNewDropIn(name, shown['DropInPaths'] ?? '') };
  }

  private blockOf(name: string, scope: UnitScope): Readonly<Record<string, string>> | undefined {
    const { names = [], blocks = [], isBroken } = this.shown.get(scope) ?? {};
    if (isBroken) return undefined;
    const lines = blocks.filter(({ length }) => length > 0)[names.indexOf(name)];
    const properties = lines?.flatMap((line): [string, string][] => {
      const [, property = '', value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
      if (property === '') return [];
      return [[property, LISTS.has(property) ? value.split(' ').sort().join(' ') : value]];
    });
    return properties && Object.fromEntries(properties);
  }

  /** systemd itself overlooks a drop-in whose folder is new. One of the same name in a folder before it hides it. */
  private hasNewDropIn(name: string, read: string): boolean {
    const known = new Set(read.split(' ').map(nameOf));
    return (this.told.get(`D|${name}`) ?? []).some((file) => !known.has(nameOf(file)));
  }
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

/** Where systemd isn't running, or has no state for it, its files tell whether it is enabled. */
export function fromFiles(name: string, there: boolean, enabled: string): Unit {
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
