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
  const many = hosts.length > 3 ? ` (${hosts.length} hosts)` : '';
  const head = `${saying.word}: [${foldedHosts(hosts, Math.max(20, Math.floor(width / 3)))}]${many}`;
  const title = task === undefined ? '' : ` ${task.handler ? 'handler ' : ''}${taskTitle(task)}`;
  const item = saying.item === undefined ? '' : ` => (item=${saying.item})`;
  const details = saying.details.map((detail) => `    ${detail}`);
  const start = `${paint(saying.style, head)}${title}${item}`;
  if (saying.style === 'failed' && task !== undefined) {
    return [
      `${start} ${paint('quiet', placeText(task.place))}`,
      `    ${paint('failed', saying.text)}`,
      ...details,
    ];
  }
  if (saying.text === '') return [start, ...details];
  const text = saying.word === 'ok' ? `=> ${saying.text}` : `(${saying.text})`;
  // What doesn't fit beside the task's name is easier to read below it than wrapped.
  if (textWidth(head) + textWidth(title) + textWidth(item) + textWidth(text) + 1 > width) {
    return [start, `    ${saying.text}`, ...details];
  }
  return [`${start} ${paint('quiet', text)}`, ...details];
}
