import { becomes, type Effect, unsettles } from '../../core/effect.ts';
import type { Key } from '../../core/key.ts';
import type { Known, Seen, TaskContext } from '../../core/module.ts';
import { type Decision, fails, type ResultFields, unchanged } from '../../core/plan.ts';
import type { Step, StepOutput } from '../../core/step.ts';
import { isUnknown, known, type Maybe, NotKnown, Unknown } from '../../core/unknown.ts';
import { type AptLists, aptLists } from '../../probes/apt-lists.ts';
import { aptRefresh } from '../../probes/apt-refresh.ts';
import { type AptSimulation, aptSimulation } from '../../probes/apt-simulation.ts';
import { deb } from '../../probes/deb.ts';
import { path } from '../../probes/path.ts';
import type { AptArguments } from './apt-arguments.ts';
import { aptGet, aptWords, didNothing, updateLists } from './apt-command.ts';
import { packageChanges, packageDifference, packageEffects } from './apt-effects.ts';
import { debFileKeys, planDebFile } from './deb-file.ts';
import { packageKeys, type Todo, todoOf } from './packages.ts';

/** It is an expectation, nothing that could be read. */
const UNPROVEN = { unproven: 'it is only said that it will be done' };
const POLICY = path('/usr/sbin/policy-rc.d');
const ARCHIVES = path('/var/cache/apt/archives', 'tree');

export function aptKeys(args: AptArguments, seen: Known, context: TaskContext): readonly Key[] {
  const keys: Key[] = [POLICY, ...packageKeys(args, seen), ...debFileKeys(args)];
  // The refresh is asked for as well: where it can't be told whether this task does it, nobody knows it any more.
  if (refreshes(args)) keys.push(aptLists, aptRefresh);
  if (args.clean) keys.push(ARCHIVES);
  const lists = seen.get(aptLists);
  const todo = refreshes(args) && !lists ? undefined : todoIfKnown(args, seen);
  if (todo) keys.push(...simulationKeys(args, todo, lists, context));
  return keys;
}

/** apt's own dry run is asked where only it can tell, and in check mode for what comes along with a package. */
function simulationKeys(args: AptArguments, todo: Todo, lists: AptLists | undefined, context: TaskContext) {
  const words = operationWords(args, todo);
  const wanted = context.check || context.diff || decidedByApt(todo);
  // Lists that are refreshed first may say something else: a real run leaves it to apt.
  const misleading = lists !== undefined && isStale(args, lists) && (lists.empty || !context.check);
  return words && wanted && !misleading ? [aptSimulation(words)] : [];
}

function decidedByApt(todo: Todo): boolean {
  return todo.askApt || todo.targets.length === 0;
}

function todoIfKnown(args: AptArguments, seen: Known): Todo | undefined {
  try {
    return todoOf(args, knownOnly(seen));
  } catch (thrown) {
    if (thrown instanceof NotKnown) return undefined;
    throw thrown;
  }
}

/** For `observe`: what isn't known yet is not an error, it is asked for. */
function knownOnly(seen: Known): Seen {
  const get = <T>(key: Key<T>): T => {
    const value = seen.get(key);
    if (value === undefined) throw new NotKnown(Unknown.of('what is being read'));
    return value;
  };
  return { get, peek: get };
}

function refreshes(args: AptArguments): boolean {
  return args.update_cache === true || args.cache_valid_time > 0;
}

function isStale(args: AptArguments, lists: AptLists): boolean {
  if (lists.empty || lists.outdated) return true;
  return known(lists.updated) + args.cache_valid_time < lists.now;
}

/** What apt-get is told to do, undefined where the state of the packages already is as asked. */
function operationWords(args: AptArguments, todo: Todo): string[] | undefined {
  if (args.deb !== undefined) return undefined;
  const everything = args.name?.some((name) => name.trim() === '*') && args.state === 'latest';
  if (args.upgrade !== 'no' || everything) {
    const full = args.upgrade === 'dist' || args.upgrade === 'full';
    return aptWords(args, full ? ['dist-upgrade'] : ['upgrade', '--with-new-pkgs']);
  }
  if (todo.targets.length > 0) {
    const fixed = args.state === 'fixed' ? ['--fix-broken'] : [];
    return aptWords(args, [todo.operation, ...fixed], todo.targets);
  }
  if ((args.name ?? []).length > 0) return undefined;
  if (args.state === 'fixed') return aptWords(args, ['install', '--fix-broken']);
  if (args.autoremove) return aptWords(args, ['autoremove']);
  if (args.autoclean) return aptWords(args, ['autoclean']);
  return undefined;
}

export function planApt(args: AptArguments, seen: Seen, context: TaskContext): Decision {
  const lists = refreshes(args) ? seen.get(aptLists) : undefined;
  const stale = lists !== undefined && isStale(args, lists);
  const todo = todoOf(args, seen);
  if (todo.unmatched[0] !== undefined && args.state !== 'absent') {
    return fails(`No package(s) matching '${todo.unmatched[0]}' available`);
  }
  const words = operationWords(args, todo);
  const [simulation] = simulationKeys(args, todo, lists, context);
  const answer = simulation && seen.get(simulation);
  const simulated = answer?.blind ? undefined : answer;
  if (simulated && simulated.refusal !== '') {
    // What apt refuses with the lists it has now, it may do with refreshed ones.
    if (!stale) return fails(`apt refuses: ${simulated.refusal}`);
    throw new NotKnown(Unknown.of(`whether the refreshed package lists change this: ${simulated.refusal}`));
  }
  const decides = words !== undefined && decidedByApt(todo);
  const idle = simulated !== undefined && isIdle(simulated);
  if (decides && context.check && (!simulated || (stale && idle))) {
    throw new NotKnown(Unknown.of('what the refreshed package lists offer'));
  }

  const parts = new Parts();
  const file = args.deb === undefined ? undefined : planDebFile(args, args.deb, seen);
  if (file && 'verdict' in file) return file;
  const acts = words !== undefined && !(decides && idle);

  if (args.clean) addClean(parts, seen);
  const nothingElse = !acts && !file && todo.mark.length === 0 && parts.steps.length === 0;
  // Beside packages that are all there, refreshed lists are no change of the host.
  const onlyLists =
    nothingElse && (args.name ?? []).length === 0 && args.upgrade === 'no' && args.deb === undefined;
  if (stale && !(nothingElse && !onlyLists && context.check)) {
    const fresh = { updated: lists.now, now: lists.now, empty: false, outdated: false };
    const effects = [
      ...['/var/lib/apt', '/var/cache/apt'].map(aptsOwn),
      becomes(aptLists, fresh),
      becomes(aptRefresh, { planned: true }, UNPROVEN),
    ];
    parts.add(onlyLists, [updateLists(args)], effects, ['refresh the package lists']);
  }
  const undecided = decides && simulated === undefined;
  if (acts) {
    const changes = packageChanges(todo, simulated);
    const effects = packageEffects(todo, simulated, {
      purge: args.purge,
      quietly: startsNothing(args, seen),
      staleLists: stale,
    });
    if (todo.targets.length === 0)
      effects.push(unsettles({ kind: 'apt-simulation' }, 'what apt would do afterwards'));
    parts.add(
      !undecided,
      [aptGet(args, words)],
      effects,
      changes.length > 0 ? changes : [`apt-get ${words[0]}`],
    );
  }
  const aptStep = acts ? parts.steps.length - 1 : -1;
  if (file) parts.add(true, file.steps, file.effects, file.changes);
  if (todo.mark.length > 0) {
    const marked = todo.mark.map((name) => becomes(deb(name), { ...seen.get(deb(name)), automatic: false }));
    const step: Step = { do: 'run', argv: ['apt-mark', 'manual', ...todo.mark] };
    parts.add(
      true,
      [step],
      [aptsOwn('/var/lib/apt'), ...marked],
      [`mark ${todo.mark.join(', ')} as manually installed`],
    );
  }
  const result: ResultFields = {
    cache_updated: stale,
    ...(lists ? { cache_update_time: stale ? later() : lists.updated } : {}),
  };
  if (parts.steps.length === 0) return unchanged(result);
  return {
    verdict: 'change',
    changes: parts.changes,
    ...(simulated ? { differences: [packageDifference(simulated)] } : {}),
    steps: parts.steps,
    effects: parts.effects,
    result,
    onlyTells: true,
    finish: (outputs, after) => ({
      changed: parts.certain || (undecided && acts && !didNothing(outputs[aptStep]?.stdout.toString() ?? '')),
      ...said(outputs, after.get(aptLists)?.updated),
    }),
  };
}

function startsNothing(args: AptArguments, seen: Seen): boolean {
  if (args.policy_rc_d !== undefined) return args.policy_rc_d === 101;
  const policy = seen.peek(POLICY);
  return !isUnknown(policy) && policy.type === 'file';
}

function aptsOwn(subject: string): Effect {
  return unsettles({ kind: 'path', subject, below: true }, 'what apt keeps for itself');
}

function later(): Unknown {
  return Unknown.of('when the package lists are refreshed');
}

/** The plan as it grows; `certain` once something in it surely changes the host. */
class Parts {
  readonly steps: Step[] = [];
  readonly effects: Effect[] = [];
  readonly changes: string[] = [];
  certain = false;
  add(
    certain: boolean,
    steps: readonly Step[],
    effects: readonly Effect[],
    changes: readonly string[],
  ): void {
    this.certain ||= certain;
    this.steps.push(...steps);
    this.effects.push(...effects);
    this.changes.push(...changes);
  }
}

function isIdle(simulation: AptSimulation): boolean {
  return simulation.installs.length === 0 && simulation.removes.length === 0 && simulation.deletes === 0;
}

function addClean(parts: Parts, seen: Seen): void {
  const folder = seen.get(ARCHIVES);
  if (folder.type !== 'directory' || folder.tree === undefined) return;
  const files = known(folder.tree).filter((e) => e.type === 'file' && e.path !== 'lock');
  if (files.length === 0) return;
  parts.add(
    true,
    [{ do: 'run', argv: ['apt-get', 'clean'] }],
    [aptsOwn('/var/cache/apt')],
    [`delete ${files.length} package archives`],
  );
}

function said(outputs: readonly StepOutput[], cacheTime: Maybe<number> | undefined): ResultFields {
  const last = outputs.findLast((output) => output.outcome !== 'not-run');
  const stdout = last?.stdout.toString() ?? '';
  const failed = last !== undefined && last.outcome !== 'done';
  const message = last?.stderr.trim() || stdout.trim().split('\n').slice(-5).join('\n');
  return {
    stdout,
    stderr: last?.stderr ?? '',
    ...(cacheTime === undefined ? {} : { cache_update_time: cacheTime }),
    ...(failed ? { failed: true, msg: message } : {}),
  };
}
