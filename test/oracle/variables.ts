import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Float, Tuple, Unsafe, type Value } from '../../src/core/value.ts';

export function dict(entries: Readonly<Record<string, Value>>): Map<Value, Value> {
  return new Map(Object.entries(entries));
}

/** What the hand-written questions may use. */
export const VARIABLES: Readonly<Record<string, Value>> = {
  ansible_search_path: [dirname(fileURLToPath(import.meta.url))],
  n: 42,
  zero: 0,
  negative: -7,
  big: 2n ** 70n,
  f: 2.5,
  whole: new Float(2),
  tiny: 1e-7,
  huge: new Float(1e22),
  yes: true,
  no: false,
  none: null,
  s: 'hello world',
  empty: '',
  quoted: 'it\'s "so"',
  lines: 'one\ntwo\n\nthree',
  unicode: 'Größe ☃ 😀 ß',
  number_text: '12',
  float_text: '1.5',
  html: '<b class="x">A & B</b>',
  path: '/etc/nginx/conf.d/site.conf',
  l: [3, 1, 2],
  words: ['banana', 'Apple', 'cherry', 'apple'],
  mixed: [1, 'a', null, true, new Float(1.5), [2], dict({ k: 'v' })],
  nested: [1, [2, [3, [4]]], []],
  empties: [[], new Map(), '', null],
  t: Tuple.fromItems([1, 'b']),
  d: dict({ b: 1, a: 'x', items: 'shadow', 'with space': [1] }),
  deep: dict({ one: dict({ two: dict({ three: [10, 20, 30] }) }) }),
  numbers: new Map<Value, Value>([
    [1, 'one'],
    [2, 'two'],
  ]),
  users: [
    dict({ name: 'alice', age: 30, groups: ['adm', 'dev'], active: true }),
    dict({ name: 'Bob', age: 25, groups: ['dev'], active: false }),
    dict({ name: 'carol', age: 30, groups: [], shell: '/bin/zsh' }),
  ],
  facts: dict({
    os_family: 'Debian',
    distribution_version: '12.4',
    default_ipv4: dict({ address: '10.0.0.5', netmask: '255.255.255.0' }),
    mounts: [dict({ mount: '/', size_total: 10 }), dict({ mount: '/var', size_total: 20 })],
  }),
  result: dict({ changed: true, failed: false, rc: 0, stdout: 'ok\n', stdout_lines: ['ok'] }),
  skipped_result: dict({ changed: false, skipped: true }),
  loop_result: dict({ results: [dict({ changed: false }), dict({ changed: true })] }),
  template_text: '{{ n }}',
  template_list: ['{{ n }}', 'x{{ s }}'],
  template_dict: dict({ a: '{{ n }}', b: '{{ l }}' }),
  bad_template: '{{ nothing_there }}',
  json_text: '{"a": [1, 2.0, null, true], "b": "\\u00e9"}',
  yaml_text: 'a: 1\nb: [x, yes, 012, 1.5, ~]\nc:\n  - d\n',
  unsafe: new Unsafe('{{ n }}'),
  version: '1.10.2',
};
