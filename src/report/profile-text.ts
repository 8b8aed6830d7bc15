import { placeText, taskTitle } from './block-text.ts';
import { duration } from './duration.ts';
import type { Paint } from './paint.ts';
import { type HostTime, PHASES, type Phase, type Profile, type TaskTime } from './profile.ts';
import { fitted, padStart } from './text-width.ts';

export interface ProfileManner {
  readonly paint: Paint;
  /** With -v all tasks and hosts are listed. */
  readonly verbosity: number;
  /** Columns of the screen; undefined for a log. */
  readonly width: number | undefined;
}

const PHASE_TEXTS: Readonly<Record<Phase, string>> = {
  start: 'starting Node and jrun',
  load: 'loading settings, inventory and variables',
  compile: 'compiling playbooks',
  connecting: 'connecting',
  hosts: 'hosts at work, and the way there and back',
  own: 'jrun at work: templates, plans, frames',
  waiting: 'waiting: pauses, retries, questions',
};

/** Columns for a name at least. */
const NAME = 10;

/** Rows of a table without -v. */
const FEW = 10;

/** Behind the recap: where the time went, from the whole to single tasks and hosts. */
export function profileLines(profile: Profile, manner: ProfileManner): string[] {
  const { paint } = manner;
  const { cpu, peakMemory } = profile;
  const used = `${spent(cpu.user + cpu.system)} CPU (${spent(cpu.user)} user, ${spent(cpu.system)} system)`;
  return [
    '',
    `${paint('heading', 'PROFILE')} ${spent(profile.total)}`,
    ...phaseLines(profile, paint),
    ...table('Tasks, slowest first:', TASK_COLUMNS, profile.tasks, taskText, manner),
    ...table('Hosts, slowest first:', HOST_COLUMNS, profile.hosts, ({ host }) => host, manner),
    '',
    `jrun itself: ${used}, ${bytes(peakMemory)} at most`,
  ];
}

function phaseLines({ total, phases }: Profile, paint: Paint): string[] {
  return PHASES.filter((phase) => phases[phase] >= 0.5).map((phase) => {
    const share = `${Math.round((100 * phases[phase]) / total)}%`;
    return `  ${padStart(spent(phases[phase]), 7)} ${paint('quiet', padStart(share, 4))}  ${PHASE_TEXTS[phase]}`;
  });
}

type Column<Row> = readonly [title: string, text: (row: Row) => string];

const TASK_COLUMNS: readonly Column<TaskTime>[] = [
  ['longest', ({ longest }) => spent(longest)],
  ['sum', ({ sum }) => spent(sum)],
  ['hosts', ({ hosts }) => String(hosts)],
];

const HOST_COLUMNS: readonly Column<HostTime>[] = [
  ['all', ({ elapsed }) => spent(elapsed)],
  ['connecting', ({ connecting }) => spent(connecting)],
  ['at work', ({ atWork }) => spent(atWork)],
  ['steps', ({ steps }) => spent(steps)],
  ['round trips', ({ handshake, roundTrips }) => `${handshake} + ${roundTrips}`],
  ['quickest', ({ quickest }) => (quickest === undefined ? '' : spent(quickest))],
  ['otherwise', ({ otherwise }) => spent(otherwise)],
  ['sent', ({ bytesSent }) => bytes(bytesSent)],
  ['received', ({ bytesReceived }) => bytes(bytesReceived)],
];

function taskText({ task, hosts, slowest }: TaskTime): string {
  const title = `${task.handler ? 'handler ' : ''}${taskTitle(task)} ${placeText(task.place)}`;
  return hosts === 1 ? `${title} [${slowest}]` : `${title} [${slowest} longest]`;
}

function table<Row>(
  title: string,
  columns: readonly Column<Row>[],
  all: readonly Row[],
  name: (row: Row) => string,
  { paint, verbosity, width }: ProfileManner,
): string[] {
  if (all.length === 0) return [];
  const rows = verbosity > 0 ? all : all.slice(0, FEW);
  const texts = [columns.map(([head]) => head), ...rows.map((row) => columns.map(([, text]) => text(row)))];
  const widths = fitting(
    columns.map((_, column) => Math.max(...texts.map((cells) => cells[column]?.length ?? 0))),
    width,
  );
  const [heads = '', ...lines] = texts.map((cells) =>
    widths.map((columns, column) => padStart(cells[column] ?? '', columns)).join('  '),
  );
  const room = width === undefined ? undefined : Math.max(10, width - heads.length - 5);
  const named = lines.map((line, index) => {
    const text = name(rows[index] as Row);
    return `  ${line}  ${room === undefined ? text : fitted(text, room)}`;
  });
  const more = all.length - rows.length;
  const rest = more === 0 ? [] : [paint('quiet', `  and ${more} more (-v)`)];
  return ['', paint('heading', title), `  ${paint('quiet', heads)}`, ...named, ...rest];
}

/** Columns to be read on a screen: those at the end are left out where it is narrow. */
function fitting(widths: readonly number[], screen: number | undefined): readonly number[] {
  if (screen === undefined || widths.length <= 1) return widths;
  const used = widths.reduce((sum, columns) => sum + columns + 2, 2);
  return used + NAME <= screen ? widths : fitting(widths.slice(0, -1), screen);
}

/** A second is little for a run, and a lot for one of its parts. */
function spent(milliseconds: number): string {
  return milliseconds < 999.5 ? `${Math.round(milliseconds)}ms` : duration(milliseconds);
}

function bytes(count: number): string {
  if (count < 1024 * 1024) return `${Math.ceil(count / 1024)} KiB`;
  const mebibytes = count / 1024 / 1024;
  return mebibytes < 1024 ? `${mebibytes.toFixed(0)} MiB` : `${(mebibytes / 1024).toFixed(1)} GiB`;
}
