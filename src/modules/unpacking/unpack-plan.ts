import { unsettles } from '../../core/effect.ts';
import type { Seen } from '../../core/module.ts';
import { type Plan, type ResultFields, unchanged } from '../../core/plan.ts';
import type { Run } from '../../core/step.ts';
import { type PathState, path } from '../../probes/path.ts';
import type { Wanted } from '../ownership.ts';
import { asksForHands, handChanges, handStep } from './hands.ts';
import type { UnarchiveArguments } from './unarchive-arguments.ts';

/** A plan that unpacks, and gives what was unpacked its owners and mode. */
export function unpacking(
  args: UnarchiveArguments,
  wanted: Wanted,
  run: Run,
  names: readonly string[],
  result: ResultFields,
): Plan {
  const hands = asksForHands(wanted) && names.length > 0 ? [handStep(args.dest, names, wanted)] : [];
  return {
    verdict: 'change',
    changes: [],
    steps: [run, ...hands],
    effects: [
      unsettles(
        { kind: 'path', subject: path(args.dest).subject, below: true },
        `what is unpacked in ${args.dest}`,
      ),
    ],
    result,
    onlyTells: true,
    finish: ([output]) =>
      output
        ? { extract_results: { rc: output.status, out: output.stdout.toString('utf8'), err: output.stderr } }
        : {},
  };
}

/** Only mode and owners of what is there may differ. */
export function handsOnly(
  args: UnarchiveArguments,
  wanted: Wanted,
  names: readonly string[],
  seen: Seen,
  result: ResultFields,
): Plan {
  if (!asksForHands(wanted)) return unchanged(result);
  const changes = names.map((name) => ({ name, texts: handChanges(stateOf(args, name, seen), wanted) }));
  const differ = changes.filter(({ texts }) => texts.length > 0);
  if (differ.length === 0) return unchanged(result);
  return {
    verdict: 'change',
    changes: shown(differ.map(({ name, texts }) => `${name}: ${texts.join(', ')}`)),
    steps: [
      handStep(
        args.dest,
        differ.map(({ name }) => name),
        wanted,
      ),
    ],
    effects: differ.map(({ name }) =>
      unsettles({ kind: 'path', subject: `${path(args.dest).subject}/${name}` }, `the attributes of ${name}`),
    ),
    result,
  };
}

function stateOf(args: UnarchiveArguments, name: string, seen: Seen): PathState {
  return seen.get(path(`${args.dest}/${name}`));
}

export function resultOf(args: UnarchiveArguments): ResultFields {
  return { dest: args.dest, src: args.src };
}

/** The first of many. */
export function shown(lines: readonly string[]): readonly string[] {
  return lines.length <= 20 ? lines : [...lines.slice(0, 20), `and ${lines.length - 20} more`];
}
