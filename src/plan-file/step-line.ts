import type { Step } from '../core/step.ts';

/** A step as one line for a reviewer. */
export function stepLine(step: Step): string {
  switch (step.do) {
    case 'run':
      if (step.secret) return 'run a command that is not shown';
      return `run ${oneLine(step.argv ? step.argv.map(word).join(' ') : (step.script ?? ''))}`;
    case 'write':
      return `write ${step.path} (${step.content.size} bytes${attributes(step)})`;
    case 'mkdir':
      return `make the folder ${step.path}${inBrackets(attributes(step))}`;
    case 'link':
      return `link ${step.path} to ${step.target}`;
    case 'attributes':
      return `set attributes of ${step.path}${step.recursive ? ' and all below' : ''}${inBrackets(attributes(step))}`;
    case 'remove':
      return `remove ${step.path}${step.recursive ? ' and all below' : ''}`;
    case 'copy':
      return `copy ${step.from} to ${step.path}${inBrackets(attributes(step))}`;
    case 'rename':
      return `rename ${step.from} to ${step.path}`;
    case 'produce':
      return `replace ${step.path} by what a program makes${inBrackets(attributes(step))}`;
    case 'touch':
      return `touch ${step.path}`;
    case 'transaction':
      return `all or nothing: ${step.steps.map(stepLine).join('; ')}; checked by: ${stepLine(step.validate)}`;
    case 'batch':
      return `at once: ${step.steps.map(stepLine).join('; ')}`;
    case 'fetch':
      return `copy ${step.path} to ${step.into} here (${step.size} bytes)`;
    case 'request':
      return `${step.method} ${step.url}`;
    case 'await-port':
      return `wait until port ${step.port} of ${step.host} is ${step.until}`;
  }
}

function attributes(step: {
  readonly mode?: number | string;
  readonly owner?: string;
  readonly group?: string;
  readonly flags?: string;
}): string {
  const said = [
    step.mode === undefined ? '' : `mode ${modeText(step.mode)}`,
    step.owner === undefined ? '' : `owner ${step.owner}`,
    step.group === undefined ? '' : `group ${step.group}`,
    step.flags === undefined ? '' : `flags ${step.flags}`,
  ].filter((part) => part !== '');
  return said.map((part) => `, ${part}`).join('');
}

function modeText(mode: number | string): string {
  return typeof mode === 'number' ? mode.toString(8).padStart(4, '0') : mode;
}

function inBrackets(text: string): string {
  return text === '' ? '' : ` (${text.replace(/^, /, '')})`;
}

function word(text: string): string {
  return /^[\w@%+=:,./~^-]+$/.test(text) ? text : JSON.stringify(text);
}

function oneLine(script: string): string {
  const lines = script
    .trim()
    .split('\n')
    .map((line) => line.trim());
  return lines.length <= 3 ? lines.join('; ') : `${lines.slice(0, 2).join('; ')}; … (${lines.length} lines)`;
}
