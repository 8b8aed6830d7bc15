import { Unknown } from '../../../src/core/unknown.ts';
import ping from '../../../src/modules/ping.ts';
import slurp from '../../../src/modules/slurp.ts';
import stat from '../../../src/modules/stat.ts';
import { made, path } from '../../../src/probes/path.ts';
import { type Case, cases } from './support/cases.ts';
import { sha1, sha256 } from './support/content.ts';
import { aFile, aLink, ordinaryHost } from './support/host.ts';

const on = (all: readonly Case[]) => all.map((one) => ({ otherwise: ordinaryHost, ...one }));

cases(
  stat,
  on([
    {
      name: 'nothing there',
      args: { path: '/etc/x' },
      expect: {
        verdict: 'unchanged',
        result: { stat: { exists: false } },
        asked: ['path:/etc/x?flags,mime,sha1'],
      },
    },
    {
      name: 'a file',
      args: { path: '/etc/x' },
      seen: [
        aFile('/etc/x', 'text', {
          mime: 'text/plain; charset=us-ascii',
          flags: '3131513 --------------e-------',
        }),
      ],
      expect: {
        verdict: 'unchanged',
        result: {
          stat: {
            exists: true,
            path: '/etc/x',
            isreg: true,
            isdir: false,
            islnk: false,
            mode: '0644',
            rusr: true,
            woth: false,
            isuid: false,
            size: 4,
            checksum: sha1('text'),
            pw_name: 'root',
            mimetype: 'text/plain',
            charset: 'us-ascii',
            version: '3131513',
            attributes: ['extents'],
            attr_flags: 'e',
          },
        },
      },
    },
    {
      name: 'a file, with less asked and more known',
      args: { path: '/etc/x', get_checksum: false, get_mime: false, get_attributes: false },
      seen: [aFile('/etc/x', 'text')],
      expect: { verdict: 'unchanged', asked: ['path:/etc/x'] },
    },
    {
      name: 'another checksum; no tools for the rest',
      args: { path: '/etc/x', checksum_algorithm: 'sha256' },
      seen: [aFile('/etc/x', 'text')],
      expect: {
        verdict: 'unchanged',
        result: { stat: { checksum: sha256('text'), mimetype: 'unknown', attributes: [], attr_flags: '' } },
      },
    },
    {
      name: 'a link',
      args: { path: '/etc/l' },
      seen: [aLink('/etc/l', 'x', '/etc/x'), aFile('/etc/x')],
      expect: {
        verdict: 'unchanged',
        result: { stat: { islnk: true, lnk_target: 'x', lnk_source: '/etc/x' } },
      },
    },
    {
      name: 'what a link points at',
      args: { path: '/etc/l', follow: true },
      seen: [aLink('/etc/l', 'x', '/etc/x'), aFile('/etc/x')],
      expect: { verdict: 'unchanged', result: { stat: { path: '/etc/l', islnk: false, isreg: true } } },
    },
    {
      name: 'a link to nothing',
      args: { path: '/etc/l', follow: true },
      seen: [aLink('/etc/l', 'x', '/etc/x')],
      expect: { verdict: 'unchanged', result: { stat: { exists: false } } },
    },
    {
      name: 'what will be there',
      args: { path: '/etc/x' },
      seen: [[path('/etc/x'), made('/etc/x', { type: 'file', mode: 0o600, owner: 'dev' })]],
      expect: {
        verdict: 'unchanged',
        result: {
          stat: {
            exists: true,
            mode: '0600',
            pw_name: 'dev',
            checksum: Unknown.of('what /etc/x will be'),
            mtime: Unknown.of('what /etc/x will be'),
            mimetype: Unknown.of('what /etc/x will be'),
          },
        },
      },
    },
    {
      name: 'what nobody knows',
      args: { path: '/etc/x' },
      seen: [[path('/etc/x'), Unknown.of('what apt leaves')]],
      expect: { verdict: 'unknown', waitsFor: ['what apt leaves'] },
    },
  ]),
);

cases(
  slurp,
  on([
    {
      name: 'a file',
      args: { src: '/etc/x' },
      seen: [aFile('/etc/x', 'text')],
      expect: {
        verdict: 'unchanged',
        result: { content: Buffer.from('text').toString('base64'), encoding: 'base64', source: '/etc/x' },
      },
    },
    {
      name: 'through a link',
      args: { src: '/etc/l' },
      seen: [aLink('/etc/l', 'x', '/etc/x'), aFile('/etc/x', 'text')],
      expect: { verdict: 'unchanged', result: { source: '/etc/l' } },
    },
    {
      name: 'nothing',
      args: { src: '/etc/x' },
      expect: { verdict: 'fails', message: 'file not found: /etc/x' },
    },
    { name: 'a folder', args: { src: '/etc' }, expect: { verdict: 'fails', message: /is a directory/ } },
    {
      name: 'a file one may not read',
      args: { src: '/etc/x' },
      seen: [aFile('/etc/x', '', { readable: false })],
      expect: { verdict: 'fails', message: 'file is not readable: /etc/x' },
    },
    {
      name: 'a large file',
      args: { src: '/etc/x' },
      seen: [
        [
          path('/etc/x'),
          { ...made('/etc/x', { type: 'file' }), readable: true, size: 2 ** 21, sha256: 'ab' },
        ],
      ],
      expect: { verdict: 'fails', message: /larger than/ },
    },
  ]),
);

cases(
  ping,
  on([
    { name: 'answers', args: {}, expect: { verdict: 'unchanged', result: { ping: 'pong' } } },
    {
      name: 'answers what it is told',
      args: { data: 'x' },
      expect: { verdict: 'unchanged', result: { ping: 'x' } },
    },
    { name: 'fails when told to', args: { data: 'crash' }, expect: { verdict: 'fails', message: 'boom' } },
  ]),
);
