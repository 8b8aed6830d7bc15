import type { TaskReference } from '../core/event.ts';
import type { Place } from '../core/place.ts';
import type { Block, Line } from './gather.ts';
import { allHosts, foldedHosts } from './host-names.ts';
import type { Paint } from './paint.ts';
import { textWidth } from './text-width.ts';

/** `role : name`, as Ansible titles a task. */
export function taskTitle(task: TaskReference): string {
  return task.role === undefined ? task.name : `${task.role} : ${task.name}`;
}

export function placeText(place: Place): string {
  return `${place.file}:${place.line}`;
}

/** For a log: `TASK [role : name] file:line`, below it a line for all hosts of which the same is said. */
export function logBlock(block: Block, titled: boolean, paint: Paint): string[] {
  const lines = titled ? ['', ...logTitle(block.task, paint)] : [];
  for (const { saying, hosts } of block.lines) {
    const item = saying.item === undefined ? '' : ` => (item=${saying.item})`;
    const separator = saying.text !== '' && saying.word === 'ok' && saying.item === undefined ? ' => ' : ' ';
    const text = saying.text === '' ? '' : `${separator}${saying.text}`;
    const head = paint(saying.style, `${saying.word}: [${allHosts(hosts)}]${item}`);
    lines.push(head + (saying.style === 'failed' ? paint('failed', text) : text));
    lines.push(...saying.details.map((detail) => `    ${detail}`));
  }
  return lines;
}

function logTitle(task: TaskReference | undefined, paint: Paint): string[] {
  if (task === undefined) return [];
  const word = task.handler ? 'RUNNING HANDLER' : 'TASK';
  return [`${paint('heading', `${word} [${taskTitle(task)}]`)} ${paint('quiet', placeText(task.place))}`];
}

/** For a screen: every line says by itself what it is about, as the lines above and below it are of other tasks. */
export function screenBlock(block: Block, width: number, paint: Paint): string[] {
  return block.lines.flatMap((line) => screenLine(line, block.task, width, paint));
}

function screenLine(line: Line, task: TaskReference | undefined, width: number, paint: Paint): string[] {
  const { saying, hosts } = line;
  const title = task === undefined ? '' : ` ${task.handler ? 'handler ' : ''}${taskTitle(task)}`;
  const item = saying.item === undefined ? '' : ` => (item=${saying.item})`;
  const failed = saying.style === 'failed' && task !== undefined;
  const text = saying.text === '' || failed ? '' : besideTitle(saying, task);
  // The task's name and what changed matter more than each host's name.
  const rest = saying.word.length + 4 + textWidth(title) + textWidth(item) + textWidth(text);
  const names = foldedHosts(hosts, Math.max(MIN_HOSTS, Math.min(width - rest, Math.floor(width / 3)) - MORE));
  const head = `${paint(saying.style, `${saying.word}: [${names}]`)}${title}${item}`;
  const details = saying.details.map((detail) => `    ${detail}`);
  if (failed) {
    return [
      `${head} ${paint('quiet', placeText(task.place))}`,
      `    ${paint('failed', saying.text)}`,
      ...details,
    ];
  }
  if (text === '') return [head, ...details];
  // What doesn't fit beside the task's name is easier to read below it than wrapped.
  if (rest + textWidth(names) > width) return [head, `    ${saying.text}`, ...details];
  return [`${head}${paint('quiet', text)}`, ...details];
}

function besideTitle({ word, text }: Line['saying'], task: TaskReference | undefined): string {
  if (word === 'ok') return ` => ${text}`;
  return task === undefined ? ` ${text}` : ` (${text})`;
}

/** Columns for a host's name at least, and for " and 99 more". */
const MIN_HOSTS = 8;
const MORE = 12;
