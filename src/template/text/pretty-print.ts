import { type Dict, isDict, Tuple, type Value } from '../../core/value.ts';
import { compareText } from '../python/characters.ts';
import { order } from '../python/ordering.ts';
import { SequenceView } from '../python/sequence-view.ts';
import { quoted, repr } from '../python/text.ts';
import { typeName } from '../python/type-name.ts';

const WIDTH = 80;

/** Python's `pprint.pformat`: one line where it fits, otherwise one item on each line; dicts sorted by key. */
export function prettyText(value: Value): string {
  return format(value, 0, 0);
}

/** The one-line form, with sorted dicts. */
function flat(value: Value): string {
  if (isDict(value))
    return `{${sorted(value)
      .map(([k, v]) => `${flat(k)}: ${flat(v)}`)
      .join(', ')}}`;
  if (Array.isArray(value) && !(value instanceof SequenceView)) {
    const items = Array.from(value, flat).join(', ');
    if (value instanceof Tuple) return value.length === 1 ? `(${items},)` : `(${items})`;
    return `[${items}]`;
  }
  return repr(value);
}

function sorted(dict: Dict): [Value, Value][] {
  return [...dict].sort(([a], [b]) => {
    try {
      return order(a, b);
    } catch {
      return compareText(typeName(a), typeName(b));
    }
  });
}

/** `allowance` is what must still fit behind the value on its last line. */
function format(value: Value, indent: number, allowance: number): string {
  const line = flat(value);
  if (line.length <= WIDTH - indent - allowance) return line;
  if (isDict(value)) {
    const entries = sorted(value);
    const lines = entries.map(([k, v], i) => {
      const key = flat(k);
      const last = i === entries.length - 1;
      return `${key}: ${format(v, indent + 1 + key.length + 2, last ? allowance + 1 : 1)}`;
    });
    return `{${lines.join(`,\n${' '.repeat(indent + 1)}`)}}`;
  }
  if (Array.isArray(value) && !(value instanceof SequenceView)) {
    const [open, close] = value instanceof Tuple ? ['(', value.length === 1 ? ',)' : ')'] : ['[', ']'];
    const lines = Array.from(value, (item, i) =>
      format(item, indent + 1, i === value.length - 1 ? allowance + close.length : 1),
    );
    return `${open}${lines.join(`,\n${' '.repeat(indent + 1)}`)}${close}`;
  }
  return typeof value === 'string' ? formatText(value, indent, allowance) : line;
}

/** A long text as several literals, parted at line ends and spaces. */
function formatText(text: string, startIndent: number, startAllowance: number): string {
  if (text === '') return "''";
  const topLevel = startIndent === 0 && startAllowance === 0;
  const indent = topLevel ? 1 : startIndent;
  const allowance = topLevel ? 1 : startAllowance;
  const lines = text.match(/[^\n\r]*(?:\r\n|\n|\r)|[^\n\r]+$/g) ?? [];
  const chunks: string[] = [];
  lines.forEach((line, i) => {
    const lastLine = i === lines.length - 1;
    const width = WIDTH - indent - (lastLine ? allowance : 0);
    const whole = quoted(line);
    if (whole.length <= width) {
      chunks.push(whole);
      return;
    }
    const parts = line.match(/\S*\s*/g)?.filter((part) => part !== '') ?? [];
    let current = '';
    parts.forEach((part, j) => {
      const candidate = current + part;
      const room = WIDTH - indent - (lastLine && j === parts.length - 1 ? allowance : 0);
      if (quoted(candidate).length > room) {
        if (current !== '') chunks.push(quoted(current));
        current = part;
      } else current = candidate;
    });
    if (current !== '') chunks.push(quoted(current));
  });
  if (chunks.length === 1) return chunks[0] ?? '';
  const body = chunks.join(`\n${' '.repeat(indent)}`);
  return topLevel ? `(${body})` : body;
}
