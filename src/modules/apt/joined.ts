import type { AptArguments } from './apt-arguments.ts';
import { isGlob, parseSpec } from './package-spec.ts';

/**
 * The packages of several tasks as those of one, where apt-get makes the same of them: all are only to be there, and
 * nothing but their names differs. What is removed or upgraded, or named twice, may hang on the order.
 */
export function joinedPackages<A extends AptArguments>(tasks: readonly A[]): A | undefined {
  const [first] = tasks;
  if (!first || !onlyInstalls(first) || !tasks.every((task) => exceptNames(task) === exceptNames(first)))
    return undefined;
  const texts = tasks.flatMap(({ name }) => name ?? []);
  const names = texts.map((text) => parseSpec(text).name.replace(/:.*/, ''));
  if (names.some(isGlob) || new Set(names).size < names.length) return undefined;
  return { ...first, name: texts };
}

function onlyInstalls(args: AptArguments): boolean {
  const more = [args.clean, args.autoclean, args.autoremove, args.only_upgrade, args.upgrade !== 'no'];
  return args.state === 'present' && args.deb === undefined && !more.includes(true);
}

function exceptNames(args: AptArguments): string {
  const others = Object.entries(args).filter(([name]) => name !== 'name');
  return JSON.stringify(others.sort(([a], [b]) => (a < b ? -1 : 1)));
}
