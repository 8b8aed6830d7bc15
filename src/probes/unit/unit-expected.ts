import type { Expected } from '../../core/probe.ts';
import { isUnknown, type Maybe, Unknown } from '../../core/unknown.ts';
import { path } from '../path.ts';
import type { Unit } from './unit.ts';

type UnitFile = { readonly masked: boolean; readonly changed: boolean; readonly text: Maybe<string> };

/** The file systemd will take, among those that are expected to be there; the first of them wins. */
export function firstFile(files: readonly string[], expected: Expected): UnitFile | 'gone' | undefined {
  let unseen = false;
  for (const file of files) {
    const found = expected.get(path(file, 'content'));
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
        ? Unknown.of(`the text of ${file}`)
        : content.read().toString();
    // What is only expected to be written has no time yet.
    return { masked: false, changed: isUnknown(found.mtime), text };
  }
  return unseen ? undefined : 'gone';
}

export function fromExpected(name: string, before: Unit, file: UnitFile | 'gone'): Unit {
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
