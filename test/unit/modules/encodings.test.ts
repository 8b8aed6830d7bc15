import { expect, it } from 'vitest';
import template from '../../../src/modules/template.ts';
import { cases } from './support/cases.ts';
import { content, fileInput, sha1 } from './support/content.ts';
import { aFile, nothing, ordinaryHost } from './support/host.ts';

const LATIN = Buffer.from('caf\xe9\n', 'latin1');
const inputs = { source: fileInput('café\n') };
const args = { src: 'menu.j2', dest: '/etc/menu' };

cases(template, [
  {
    name: 'a result in another encoding',
    args: { ...args, output_encoding: 'latin-1' },
    otherwise: ordinaryHost,
    inputs,
    seen: [nothing('/etc/menu')],
    expect: { verdict: 'change', changes: ['create'], result: { checksum: sha1(LATIN), size: 5 } },
  },
  {
    name: 'the same bytes',
    args: { ...args, output_encoding: 'iso8859-1' },
    otherwise: ordinaryHost,
    inputs,
    seen: [aFile('/etc/menu', '', { sha256: content(LATIN).sha256, size: 5 })],
    expect: { verdict: 'unchanged' },
  },
  {
    name: 'a character that the encoding does not have',
    args: { ...args, output_encoding: 'ascii' },
    otherwise: ordinaryHost,
    inputs: { source: fileInput('one\ncafé\n') },
    seen: [nothing('/etc/menu')],
    expect: { verdict: 'fails', message: "'é' in line 2 is no character of ascii" },
  },
  {
    name: 'an encoding that nobody knows',
    args: { ...args, output_encoding: 'latin-99' },
    otherwise: ordinaryHost,
    inputs,
    seen: [nothing('/etc/menu')],
    expect: { verdict: 'invalid', argument: 'output_encoding' },
  },
]);

it('an unknown encoding is found before a host is touched', () => {
  const found = template.check?.({ ...args, output_encoding: 'latin-99' });
  expect(found).toEqual([{ message: 'unknown encoding: latin-99', argument: 'output_encoding' }]);
});
