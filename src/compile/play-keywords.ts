import { placeOf, placeOfKey } from '../core/place.ts';
import { didYouMean } from '../core/spelling.ts';
import type { Dict, Value } from '../core/value.ts';
import type { Compilation } from './compilation.ts';
import type { Inherited } from './inherited.ts';
import { PLAY_KEYWORDS, TASK_KEYWORDS } from './keyword-names.ts';
import { readKeywords, readLiteral, refuseUnknown } from './keywords.ts';
import { isTemplated, kindOfValue, plainText } from './show-value.ts';
import type { StaticVars } from './static-vars.ts';
import { checkTexts } from './template-checks.ts';

export const STRATEGIES = ['linear', 'free', 'host_pinned'] as const;

export const ORDERS = ['inventory', 'sorted', 'reverse_sorted', 'reverse_inventory', 'shuffle'] as const;

export function readPlayKeywords(c: Compilation, dict: Dict, vars: StaticVars): Inherited {
  const read = readKeywords(c, dict, vars);
  if (!dict.has('user')) return read;
  if (dict.has('remote_user')) {
    c.error('old-spelling', "'user' and 'remote_user' say the same thing twice", placeOfKey(dict, 'user'));
    return read;
  }
  c.warn('old-spelling', "'user' is the old spelling of remote_user", placeOfKey(dict, 'user'));
  const user = readLiteral(c, dict, 'user', 'text');
  return user === undefined ? read : { ...read, nearest: { ...read.nearest, remoteUser: user } };
}

/** Says which keys are no keywords of a play; false: it is no play at all. */
export function refuseUnknownInPlay(c: Compilation, dict: Dict): boolean {
  const others = [...dict.keys()].filter((key) => !PLAY_KEYWORDS.has(String(key)));
  const isTask =
    !dict.has('hosts') &&
    others.some((key) => c.ports.modules.has(String(key)) || TASK_KEYWORDS.has(String(key)));
  if (isTask) {
    c.error('playbook', 'this is a task where a play should be', placeOf(dict), {
      hint: "a playbook's list holds plays ('- hosts: …'); tasks go under a play's 'tasks:'",
    });
    return false;
  }
  refuseUnknown(c, dict, PLAY_KEYWORDS, 'play', others);
  return true;
}

export function playName(c: Compilation, dict: Dict): string {
  const name = readLiteral(c, dict, 'name', 'text');
  if (typeof name === 'string' && name !== '') return name;
  const hosts = dict.get('hosts') ?? null;
  return Array.isArray(hosts) ? hosts.map(String).join(',') : String(plainText(hosts) ?? '');
}

export function readHosts(c: Compilation, dict: Dict): Value {
  const hosts = dict.get('hosts');
  const place = placeOf(dict, 'hosts') ?? placeOf(dict);
  if (hosts === undefined) {
    c.error('no-hosts', "this play names no hosts: it needs 'hosts'", place);
    return [];
  }
  const items = Array.isArray(hosts) ? hosts : [hosts];
  const bad = items.find((item) => typeof item !== 'string' || item.trim() === '');
  if (items.length === 0 || bad !== undefined) {
    const what = items.length === 0 || bad === '' || bad === null ? 'empty' : kindOfValue(bad ?? null);
    c.error('keyword-type', `'hosts' is a pattern of hosts or a list of them, not ${what}`, place);
    return [];
  }
  checkTexts(c, hosts, place);
  return hosts;
}

/** A play on localhost works on the control machine. */
export function isLocalPlay(dict: Dict): boolean {
  const hosts = dict.get('hosts') ?? null;
  const patterns = Array.isArray(hosts) ? hosts : [hosts];
  return patterns.some((pattern) => /\blocalhost\b|127\.0\.0\.1|\{\{/.test(String(pattern)));
}

export function readSerial(c: Compilation, dict: Dict): readonly Value[] {
  const value = dict.get('serial') ?? null;
  if (value === null) return [];
  const items = Array.isArray(value) ? value : [value];
  return items.filter((item, index) => {
    const place = Array.isArray(value) ? placeOf(value, index) : placeOf(dict, 'serial');
    if (isTemplated(item)) checkTexts(c, item, place);
    else if (typeof item !== 'number' && !(typeof item === 'string' && /^\d+(\.\d+)?%?$/.test(item.trim()))) {
      c.error('keyword-type', `'serial' takes numbers or percentages, not ${kindOfValue(item)}`, place);
      return false;
    }
    return true;
  });
}

export function readChoice<T extends string>(
  c: Compilation,
  dict: Dict,
  key: string,
  choices: readonly [T, ...T[]],
): T {
  const value = dict.get(key) ?? null;
  if (value === null) return choices[0];
  const text = plainText(value)?.replace(/^ansible\.(builtin|legacy)\./, '') ?? '';
  const chosen = choices.find((choice) => choice === text);
  if (chosen !== undefined) return chosen;
  const place = placeOf(dict, key);
  const mitogen = choices.find((choice) => text === `mitogen_${choice}`);
  if (mitogen !== undefined) {
    c.warn('no-effect', `'${text}' runs as '${mitogen}': jrun needs no Mitogen`, place);
    return mitogen;
  }
  c.error('keyword-value', `there is no ${key} '${text}'`, place, {
    hint: didYouMean(text, choices) ?? `one of: ${choices.join(', ')}`,
  });
  return choices[0];
}
