import { expect, it } from 'vitest';
import { Secrets } from '../../../src/core/secrets.ts';
import { Unknown } from '../../../src/core/unknown.ts';
import { jsonLine } from '../../../src/report/json-report.ts';
import { maskEvent } from '../../../src/report/mask-event.ts';
import { outcome, recap, Story, task } from './told.ts';

it('writes a record a line, without secrets', async () => {
  const secrets = new Secrets();
  secrets.add('s3cret!');
  secrets.add('changed');
  const deploy = task('Deploy', { role: 'app' });
  const story = new Story().run({ check: true }).play('Web', ['web1']).starts('web1', deploy);
  story.item(
    'web1',
    deploy,
    0,
    'a',
    outcome('changed', { changes: ['set s3cret!'], result: { out: 's3cret!' } }),
  );
  story.item(
    'web1',
    deploy,
    1,
    'b s3cret!',
    outcome('changed', { noLog: true, changes: ['x'], result: { y: 1 } }),
  );
  story.ends(
    'web1',
    deploy,
    outcome('unknown', {
      waitsFor: [{ what: 'the result of «x»', place: { file: 'site.yml', line: 2, column: 3 } }],
      result: { version: Unknown.of('the result of «x»') },
    }),
    { loop: true },
  );
  story.ends(
    'web1',
    task('Fail'),
    outcome('failed', { failure: { message: 'no', stderr: 'line\nwith s3cret!', status: 2 } }),
  );
  story.lost('web1', 'gone');
  story.ended('Web', [
    recap('web1', {
      failed: 1,
      traffic: { handshake: 3, frames: 2, steps: 5, bytesSent: 10, bytesReceived: 20 },
    }),
  ]);
  const lines = story.events
    .map((event) => jsonLine(maskEvent(event, secrets)))
    .filter((line) => line !== undefined);
  for (const line of lines) JSON.parse(line);
  const text = lines.join('\n');
  expect(text).not.toContain('s3cret');
  // A secret that happens to be a word of ours hides texts, never what happened.
  expect(text).toContain('"status":"changed"');
  await expect(`${text}\n`).toMatchFileSnapshot('./golden/records.ndjson.txt');
});
