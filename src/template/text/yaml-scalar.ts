import { float, type Value } from '../../core/value.ts';
import { type Int, int } from '../python/numbers.ts';
import { DateTime } from '../python/time.ts';

export type ScalarKind = 'bool' | 'int' | 'float' | 'null' | 'timestamp' | 'merge' | 'value' | 'str';

const SIGN = '[-+]?';
const KINDS: readonly (readonly [ScalarKind, RegExp])[] = [
  ['null', /^(?:~|null|Null|NULL|)$/],
  ['bool', /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/],
  ['int', new RegExp(`^${SIGN}(?:0b[01_]+|0[0-7_]+|0x[\\da-fA-F_]+|0|[1-9][\\d_]*(?::[0-5]?\\d)*)$`)],
  [
    'float',
    new RegExp(
      `^(?:${SIGN}\\d[\\d_]*\\.[\\d_]*(?:[eE][-+]\\d+)?|\\.\\d[\\d_]*(?:[eE][-+]\\d+)?|${SIGN}\\d[\\d_]*(?::[0-5]?\\d)+\\.[\\d_]*|${SIGN}\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))$`,
    ),
  ],
  [
    'timestamp',
    /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/,
  ],
  ['merge', /^<<$/],
  ['value', /^=$/],
];

/** What an unquoted scalar is in YAML 1.1. */
export function scalarKind(text: string): ScalarKind {
  return KINDS.find(([, pattern]) => pattern.test(text))?.[0] ?? 'str';
}

export function scalarValue(text: string): Value {
  switch (scalarKind(text)) {
    case 'null':
      return null;
    case 'bool':
      return /^(?:y|t|on)/i.test(text);
    case 'int':
      return intValue(text.replaceAll('_', ''));
    case 'float':
      return floatValue(text.replaceAll('_', '').toLowerCase());
    case 'timestamp':
      return timestamp(text);
    default:
      return text;
  }
}

function signed(text: string): [bigint, string] {
  return [text.startsWith('-') ? -1n : 1n, text.replace(/^[-+]/, '')];
}

function intValue(text: string): Int {
  const [sign, digits] = signed(text);
  if (digits.includes(':'))
    return int(sign * digits.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n));
  if (/^0[0-7]+$/.test(digits)) return int(sign * BigInt(`0o${digits.slice(1)}`));
  return int(sign * BigInt(digits));
}

function floatValue(text: string): Value {
  const [sign, digits] = signed(text);
  const factor = Number(sign);
  if (digits === '.inf') return factor * Number.POSITIVE_INFINITY;
  if (digits === '.nan') return Number.NaN;
  if (digits.includes(':'))
    return float(factor * digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0));
  return float(factor * Number(digits));
}

function timestamp(text: string): Value {
  const match =
    /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|([-+])(\d\d?)(?::(\d\d))?))?)?$/.exec(
      text,
    );
  if (!match) return text;
  const n = (i: number) => Number(match[i] ?? 0);
  const seconds = Date.UTC(n(1), n(2) - 1, n(3), n(4), n(5), n(6)) / 1000;
  if (match[4] === undefined) return new DateTime(seconds, 0, undefined, 'date');
  const micro = Number((match[7] ?? '').slice(0, 6).padEnd(6, '0'));
  if (match[8] === undefined) return new DateTime(seconds, micro);
  const offset = match[9] === undefined ? 0 : (match[9] === '-' ? -1 : 1) * (n(10) * 3600 + n(11) * 60);
  return new DateTime(seconds, micro, offset);
}
