import { quote } from '../../core/quote.ts';
import type { Run } from '../../core/step.ts';
import type { PathState } from '../../probes/path.ts';
import { settle, type Wanted } from '../ownership.ts';

/** Whether owners and mode are asked for at all. */
export function asksForHands({ mode, owner, group }: Wanted): boolean {
  return mode !== undefined || owner !== undefined || group !== undefined;
}

/** What is unpacked, and the topmost folders it is in. */
export function withTopFolders(names: readonly string[]): readonly string[] {
  const clean = names
    .map((name) => name.replace(/^(\.?\/)+/, '').replace(/\/+$/, ''))
    .filter((name) => name !== '');
  const tops = clean.filter((name) => name.includes('/')).map((name) => name.slice(0, name.indexOf('/')));
  return [...new Set([...clean, ...tops])];
}

/** What differs in its mode or its owners from what is asked for. */
export function handChanges(state: PathState, wanted: Wanted): readonly string[] {
  return state.type === 'absent' ? [] : settle(state, wanted).changes;
}

/** One step that gives them all the mode and owners; links have no mode. The names come as input: there may be many. */
export function handStep(dest: string, names: readonly string[], { mode, owner, group }: Wanted): Run {
  const whose = `${owner?.text ?? ''}${group ? `:${group.text}` : ''}`;
  const chown = whose === '' ? ':' : `chown -h -- ${quote(whose)} "$path"`;
  const octal = typeof mode === 'number' ? mode.toString(8).padStart(5, '0') : mode;
  const chmod = octal === undefined ? ':' : `{ [ -L "$path" ] || chmod -- ${quote(octal)} "$path"; }`;
  return {
    do: 'run',
    script: `while IFS= read -r name; do
  path=${quote(dest)}/$name
  [ -e "$path" ] || [ -L "$path" ] || continue
  ${chown} && ${chmod} || exit 1
done`,
    stdin: names.map((name) => `${name}\n`).join(''),
  };
}
