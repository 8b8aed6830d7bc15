import { valueError } from '../template-error.ts';
import { DateTime } from './time.ts';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

function pad(n: number, width = 2, fill = '0'): string {
  return String(n).padStart(width, fill);
}

/** `strftime` in the C locale. */
export function formatTime(format: string, time: DateTime, zone = ''): string {
  const f = time.fields;
  return format.replace(/%(-?)([a-zA-Z%])/g, (whole, dash: string, letter: string) => {
    const text = directive(letter, time, f, zone);
    if (text === undefined) return whole;
    return dash === '-' ? text.replace(/^[0 ]+(?=\d)/, '') : text;
  });
}

function directive(letter: string, time: DateTime, f: Date, zone: string): string | undefined {
  const hour = f.getUTCHours();
  switch (letter) {
    case 'a':
      return (DAYS[f.getUTCDay()] ?? '').slice(0, 3);
    case 'A':
      return DAYS[f.getUTCDay()];
    case 'b':
    case 'h':
      return (MONTHS[f.getUTCMonth()] ?? '').slice(0, 3);
    case 'B':
      return MONTHS[f.getUTCMonth()];
    case 'c':
      return formatTime('%a %b %e %H:%M:%S %Y', time);
    case 'C':
      return pad(Math.floor(f.getUTCFullYear() / 100));
    case 'd':
      return pad(f.getUTCDate());
    case 'D':
    case 'x':
      return formatTime('%m/%d/%y', time);
    case 'e':
      return pad(f.getUTCDate(), 2, ' ');
    case 'f':
      return pad(time.microsecond, 6);
    case 'F':
      return formatTime('%Y-%m-%d', time);
    case 'g':
      return pad(isoWeek(f).year % 100);
    case 'G':
      return String(isoWeek(f).year);
    case 'H':
      return pad(hour);
    case 'I':
      return pad(hour % 12 || 12);
    case 'j':
      return pad(dayOfYear(f), 3);
    case 'k':
      return pad(hour, 2, ' ');
    case 'l':
      return pad(hour % 12 || 12, 2, ' ');
    case 'm':
      return pad(f.getUTCMonth() + 1);
    case 'M':
      return pad(f.getUTCMinutes());
    case 'n':
      return '\n';
    case 'p':
      return hour < 12 ? 'AM' : 'PM';
    case 'P':
      return hour < 12 ? 'am' : 'pm';
    case 'r':
      return formatTime('%I:%M:%S %p', time);
    case 'R':
      return formatTime('%H:%M', time);
    case 's':
      return String(Math.floor(time.epoch));
    case 'S':
      return pad(f.getUTCSeconds());
    case 't':
      return '\t';
    case 'T':
    case 'X':
      return formatTime('%H:%M:%S', time);
    case 'u':
      return String(f.getUTCDay() || 7);
    case 'U':
      return pad(Math.floor((dayOfYear(f) + 6 - f.getUTCDay()) / 7));
    case 'V':
      return pad(isoWeek(f).week);
    case 'w':
      return String(f.getUTCDay());
    case 'W':
      return pad(Math.floor((dayOfYear(f) + 6 - ((f.getUTCDay() + 6) % 7)) / 7));
    case 'y':
      return pad(f.getUTCFullYear() % 100);
    case 'Y':
      return String(f.getUTCFullYear());
    case 'z':
      return time.offset === undefined ? zone && '+0000' : zoneOffset(time.offset);
    case 'Z':
      return zone;
    case '%':
      return '%';
    default:
      return undefined;
  }
}

function zoneOffset(offset: number): string {
  const minutes = Math.abs(offset) / 60;
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}${pad(minutes % 60)}`;
}

function dayOfYear(f: Date): number {
  return Math.floor((f.getTime() - Date.UTC(f.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}

function isoWeek(f: Date): { year: number; week: number } {
  const thursday = new Date(f.getTime());
  thursday.setUTCDate(f.getUTCDate() + 3 - ((f.getUTCDay() + 6) % 7));
  const year = thursday.getUTCFullYear();
  return { year, week: 1 + Math.floor((dayOfYear(thursday) - 1) / 7) };
}

const PATTERNS: Readonly<Record<string, string>> = {
  Y: '(?<Y>\\d{4})',
  y: '(?<y>\\d{2})',
  m: '(?<m>1[0-2]|0?[1-9])',
  d: '(?<d>3[01]|[12]\\d|0?[1-9]| [1-9])',
  H: '(?<H>2[0-3]|[01]\\d|\\d)',
  I: '(?<I>1[0-2]|0?[1-9])',
  M: '(?<M>[0-5]\\d|\\d)',
  S: '(?<S>6[01]|[0-5]\\d|\\d)',
  f: '(?<f>\\d{1,6})',
  j: '(?<j>36[0-6]|3[0-5]\\d|[12]\\d\\d|0?[1-9]\\d|0{0,2}[1-9])',
  p: '(?<p>am|pm)',
  a: `(?:${DAYS.map((d) => d.slice(0, 3)).join('|')})`,
  A: `(?:${DAYS.join('|')})`,
  b: `(?<b>${MONTHS.map((m) => m.slice(0, 3)).join('|')})`,
  B: `(?<B>${MONTHS.join('|')})`,
  z: '(?<z>[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d)?|Z)',
  Z: '(?:UTC|GMT)',
  w: '[0-6]',
  '%': '%',
};
const SHORTHAND: Readonly<Record<string, string>> = {
  T: '%H:%M:%S',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  R: '%H:%M',
};

/** `datetime.strptime`. */
export function parseTime(text: string, format: string): DateTime {
  const expanded = format.replace(/%([TDFR])/g, (whole, letter: string) => SHORTHAND[letter] ?? whole);
  let pattern = '';
  for (let i = 0; i < expanded.length; i++) {
    const character = expanded[i] ?? '';
    if (character === '%') {
      const letter = expanded[++i] ?? '';
      const part = PATTERNS[letter];
      if (part === undefined) throw valueError(`'${letter}' is a bad directive in format '${format}'`);
      pattern += part;
    } else if (/\s/.test(character)) pattern += pattern.endsWith('\\s+') ? '' : '\\s+';
    else pattern += character.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  }
  const match = new RegExp(`^${pattern}$`, 'i').exec(text);
  if (!match) throw valueError(`time data '${text}' does not match format '${format}'`);
  return fromGroups(match.groups ?? {});
}

function fromGroups(g: Readonly<Record<string, string | undefined>>): DateTime {
  const number = (name: string, otherwise: number) => (g[name] === undefined ? otherwise : Number(g[name]));
  let year = number('Y', 1900);
  if (g['y'] !== undefined) year = Number(g['y']) + (Number(g['y']) < 69 ? 2000 : 1900);
  let month = number('m', 1);
  const monthName = (g['b'] ?? g['B'])?.slice(0, 3).toLowerCase();
  if (monthName) month = MONTHS.findIndex((m) => m.slice(0, 3).toLowerCase() === monthName) + 1;
  let day = number('d', 1);
  let hour = number('H', 0);
  if (g['I'] !== undefined) hour = (Number(g['I']) % 12) + (g['p']?.toLowerCase() === 'pm' ? 12 : 0);
  const date = new Date(0);
  if (g['j'] !== undefined && g['d'] === undefined) {
    month = 1;
    day = Number(g['j']);
    date.setUTCFullYear(year, 0, day);
  } else {
    date.setUTCFullYear(year, month - 1, day);
    if (date.getUTCMonth() !== month - 1) throw valueError('day is out of range for month');
  }
  date.setUTCHours(hour, number('M', 0), number('S', 0));
  return new DateTime(date.getTime() / 1000, Number((g['f'] ?? '0').padEnd(6, '0')), zone(g['z']));
}

function zone(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (text.toUpperCase() === 'Z') return 0;
  const [hours, minutes, seconds = '0'] = text.slice(1).replaceAll(':', '').match(/../g) ?? [];
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return text.startsWith('-') ? -total : total;
}
