import { becomes, type Effect, presumes, unsettles } from '../../core/effect.ts';
import type { Region } from '../../core/key.ts';
import type { Seen } from '../../core/module.ts';
import { type Decision, fails, type ResultFields, unchanged } from '../../core/plan.ts';
import type { StepOutput } from '../../core/step.ts';
import { isUnknown, known, type Maybe, Unknown } from '../../core/unknown.ts';
import {
  groupOf,
  isUp,
  type Supervised,
  type SupervisedProcess,
  supervised,
} from '../../probes/supervisor.ts';
import { connectionOf, type SupervisorArguments } from './supervisor-arguments.ts';
import { supervisorStep } from './supervisor-step.ts';

/** What is to be done, in a word for people, and what comes of it. */
interface Doing {
  readonly change: string;
  readonly after: Partial<Supervised>;
  /** Files are taken over first. */
  readonly outdated?: true;
}

export function planSupervisor(args: SupervisorArguments, seen: Seen): Decision {
  const before = seen.get(supervised(args.name, connectionOf(args)));
  const result: ResultFields = { name: args.name.replace(/:+$/, ''), state: args.state };
  if (!before.installed)
    return fails(
      args.supervisorctl_path === undefined
        ? 'Failed to find required executable "supervisorctl"'
        : `Provided path to supervisorctl does not exist or isn't executable: ${args.supervisorctl_path}`,
    );
  const trouble = known(before.trouble);
  if (trouble !== '') return fails(trouble, result);
  const doing = whatToDo(args, before);
  if (doing === undefined) return unchanged(result);
  if ('verdict' in doing) return doing;
  return {
    verdict: 'change',
    changes: [doing.change],
    steps: [supervisorStep(args, doing.outdated === true)],
    effects: effectsOf(args, { ...before, refusal: '', ...doing.after }),
    result,
    finish: ([output]) => finished(output),
  };
}

function whatToDo(args: SupervisorArguments, before: Supervised): Doing | Decision | undefined {
  const { name, state } = args;
  const processes = known(before.processes);
  const isThere = processes.length > 0;
  if (state === 'absent') {
    if (!isThere) return undefined;
    const running = processes.filter(isUp);
    if (running.length > 0 && !args.stop_before_removing)
      return fails(`ERROR: process/group still running: ${name} (stop_before_removing: true stops it)`);
    return { change: `remove ${name}`, after: { processes: [], configuration: removed(before) } };
  }
  if (state === 'present' && isThere) return undefined;
  if (state === 'stopped' || state === 'signalled') {
    if (!isThere) return noSuchProcess(args, before);
    const live = processes.filter((process) =>
      state === 'stopped' ? isUp(process) || process.state === 'BACKOFF' : process.state === 'RUNNING',
    );
    if (live.length === 0) return undefined;
    if (state === 'signalled')
      return { change: `signal ${named(live)} with ${args.signal ?? ''}`, after: {} };
    return {
      change: `stop ${named(live)}`,
      after: { processes: processes.map((p) => (live.includes(p) ? { ...p, state: 'STOPPED', pid: 0 } : p)) },
    };
  }
  return bringUp(args, before, processes);
}

/** `present`, `started` and `restarted`, for which files that changed count. */
function bringUp(
  { name, state }: SupervisorArguments,
  before: Supervised,
  processes: readonly SupervisedProcess[],
): Doing | Decision | undefined {
  const isThere = processes.length > 0;
  const configuration = known(before.configuration);
  const outdated = configuration === 'added' || configuration === 'changed';
  if (!isThere && !outdated) return noSuchProcess({ name, state }, before);
  const refusal = known(before.refusal);
  if (refusal !== '' && (outdated || state === 'restarted')) return fails(refusal);
  const after = { configuration: configuration === 'removed' ? configuration : ('same' as const) };
  if (state === 'present') return { change: `add ${name}`, after: { ...after, processes: unnamed(name) } };
  if (outdated) {
    const verb = isThere ? `update ${name}: its configuration changed` : `add and start ${name}`;
    const fresh = isThere ? again(processes) : started(name);
    return { change: verb, after: { ...after, processes: fresh }, outdated: true };
  }
  if (state === 'restarted')
    return { change: `restart ${named(processes)}`, after: { ...after, processes: again(processes) } };
  const idle = processes.filter((process) => !isUp(process));
  if (idle.length === 0) return undefined;
  const fresh = processes.map((process) => (isUp(process) ? process : running(process.name)));
  return { change: `start ${named(idle)}`, after: { ...after, processes: fresh } };
}

function noSuchProcess({ name }: Pick<SupervisorArguments, 'name' | 'state'>, before: Supervised): Decision {
  const refusal = known(before.refusal);
  const grouped = !name.includes(':') && name !== 'all' ? ` (all processes of a group: '${name}:')` : '';
  return fails(refusal === '' ? `ERROR (no such process) ${name}${grouped}` : refusal, { name });
}

function removed({ configuration }: Supervised): Supervised['configuration'] {
  return configuration === 'removed' ? 'none' : 'added';
}

function running(name: string): SupervisedProcess {
  return { name, state: 'RUNNING', pid: Unknown.of(`the process id of ${name}`) };
}

/** The processes of a group carry names that only its file tells. */
function started(name: string): Maybe<readonly SupervisedProcess[]> {
  return name.endsWith(':') || name === 'all' ? unnamed(name) : [running(name)];
}

function unnamed(name: string): Unknown {
  return Unknown.of(`which processes ${name} has`);
}

function again(processes: readonly SupervisedProcess[]): SupervisedProcess[] {
  return processes.map(({ name, pid }) => ({
    ...running(name),
    ...(typeof pid === 'number' && pid > 0 ? { formerPid: pid } : {}),
  }));
}

function named(processes: readonly SupervisedProcess[]): string {
  return processes.map(({ name }) => name).join(', ');
}

/** All processes of the group, and what is told of all groups together. */
export function supervisorReach(args: SupervisorArguments): readonly Region[] {
  const connection = connectionOf(args);
  const group = groupOf(args.name);
  const whole = { kind: 'supervisor', subject: supervised('all', connection).subject };
  if (group === undefined) return [{ ...whole, below: true }];
  const { subject } = supervised(`${group}:`, connection);
  return [whole, { kind: 'supervisor', subject, below: true }];
}

function effectsOf(args: SupervisorArguments, after: Supervised): Effect[] {
  const connection = connectionOf(args);
  const own = supervised(args.name, connection);
  const effects: Effect[] = [
    unsettles({ kind: 'path', subject: '/var/log/supervisor', below: true }, 'what supervisord logs'),
  ];
  if (Object.keys(connection).length > 0) {
    const other = 'a supervisord that is reached in another way is another one';
    effects.push(presumes({ kind: 'supervisor' }, other));
  }
  const why = `what becomes of the processes of ${groupOf(args.name) ?? 'supervisord'}`;
  effects.push(...supervisorReach(args).map((region) => unsettles(region, why)));
  if (args.state === 'signalled') {
    effects.push(
      becomes(own, after, { unproven: 'what a program does when it is signalled is its own affair' }),
    );
  } else effects.push(becomes(own, after));
  const isGroup = args.name === 'all' || args.name.endsWith(':');
  if (isGroup && !isUnknown(after.processes)) {
    for (const process of after.processes)
      effects.push(becomes(supervised(process.name, connection), { ...after, processes: [process] }));
  }
  return effects;
}

/** `affected web:web_00`, one line a process. */
function finished(output: StepOutput | undefined): ResultFields {
  if (output === undefined) return {};
  const stdout = output.stdout.toString();
  if (output.outcome !== 'done') return { failed: true, msg: output.stderr.trim() || stdout.trim() };
  const affected = [...stdout.matchAll(/^affected (\S+)$/gm)].map(([, process = '']) => process);
  return affected.length === 0 ? {} : { affected };
}
