import { expect, test } from 'vitest';
import { Secrets } from '../../../src/core/secrets.ts';
import { Unknown } from '../../../src/core/unknown.ts';
import { Digests } from '../../../src/plan-file/digests.ts';
import { lastingDifferences, lastingJson } from '../../../src/plan-file/lasting.ts';

const digests = new Digests('00'.repeat(32));
const secrets = new Secrets();
secrets.add('hunter2 and more');
const json = (value: unknown) => lastingJson(value, digests, secrets);

test('what lasts is JSON, in an order of its own', () => {
  expect(
    JSON.stringify(
      json(
        new Map<string, unknown>([
          ['b', 1n],
          ['a', undefined],
          ['c', [true, null]],
        ]),
      ),
    ),
  ).toBe('{"b":"1","c":[true,null]}');
  expect(JSON.stringify(json({ z: 1, a: 2 }))).toBe('{"a":2,"z":1}');
  expect(json(Unknown.of('the result'))).toEqual({ unknown: ['the result'] });
});

test('secrets, long texts and bytes are digests that tell whether they changed', () => {
  const secret = json('password is hunter2 and more');
  expect(secret).toMatch(/^digest:[0-9a-f]{32}$/);
  expect(json('x'.repeat(201))).toMatch(/^digest:/);
  expect(json(Buffer.from('abc'))).toMatch(/^digest:/);
  expect(json('password is hunter2 and more')).toBe(secret);
  expect(json('password is hunter2 and more!')).not.toBe(secret);
  expect(new Digests('11'.repeat(32)).of('abc')).not.toBe(digests.of('abc'));
});

test('a secret in a name is masked', () => {
  expect(JSON.stringify(json({ 'hunter2 and more': 1 }))).not.toContain('hunter2');
});

test('differences name the field, what it was and what it is', () => {
  expect(lastingDifferences({ mode: '0644', owner: 'root' }, { mode: '0600', owner: 'root' })).toEqual([
    'mode was "0644", is now "0600"',
  ]);
  expect(lastingDifferences({ packages: { a: '1' } }, { packages: { a: '2', b: '1' } })).toEqual([
    'packages.a was "1", is now "2"',
    'packages.b was nothing, is now "1"',
  ]);
  expect(lastingDifferences({ type: 'absent' }, { type: 'file', mode: '0644' })).toEqual([
    'was "absent", is now "file"',
  ]);
  expect(lastingDifferences(['a'], ['a'])).toEqual([]);
  expect(lastingDifferences('digest:0123456789abcdef', null)).toEqual([
    'was other content (01234567), is now nothing',
  ]);
});
