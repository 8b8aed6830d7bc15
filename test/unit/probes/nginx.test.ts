import { expect, it } from 'vitest';
import probe, { nginx } from '../../../src/probes/nginx.ts';

const parse = (stdout: string) =>
  probe.parse({ status: 0, stdout: Buffer.from(stdout), stderr: '' }, [nginx]);

/** Workers began 100 s after boot, which was 1000 s ago: at 1700000100. */
const running = (changed: string) =>
  `debian\n/etc/nginx/nginx.conf\n1\n1700001000.5\n1000.50 10000 100\n${changed}`;

it('runs with what is on disk, as long as nothing changed after its workers began', () => {
  expect(parse(running('1700000100 2023-11-14 22:15:00.040000000 +0000\n'))).toMatchObject([
    { running: true, outdated: false },
  ]);
  expect(parse(running('1700000100 2023-11-14 22:15:00.060000000 +0000\n'))).toMatchObject([
    { outdated: true },
  ]);
  expect(parse(running('1600000000 x\n1700000200 2023-11-14 22:16:40.000000000 +0000\n'))).toMatchObject([
    { outdated: true },
  ]);
});

it('may not run, or not be there', () => {
  expect(parse('conf.d\n/etc/nginx/nginx.conf\n0\n')).toMatchObject([
    { installed: true, layout: 'conf.d', running: false, outdated: false },
  ]);
  expect(parse('none\n')).toMatchObject([{ installed: false }]);
});
