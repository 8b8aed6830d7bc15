import { nameOf } from '../path.ts';
import type { UnitScope } from '../unit-folders.ts';
import { isTemplate, type Unit } from './unit.ts';

/** Lists come in any order. */
const LISTS = new Set(['Names', 'DropInPaths', 'Triggers', 'TriggeredBy', 'Requires', 'Wants']);

/** The answers of one scope: its blocks come in the order of the names asked for. */
export function blocks(text: string, scope: UnitScope): ReadonlyMap<string, Unit> {
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

export function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
