import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AnswerRecord, RecordStream } from './record-stream.ts';

const NONCE = 'c0ffee';

/** Noise that may look like a part of a record, as a reading's output may. */
const noise = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom('', '\n', `\n${NONCE}`, `${NONCE} R 0 0`, '\nc0ff', 'E 1 done 0 0 3 4\n')
    .map((text) => Buffer.from(text)),
);

const record = fc.record({
  before: noise,
  out: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  err: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  isStep: fc.boolean(),
});

function pieces(text: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((start, i) => text.subarray(start, places[i] ?? text.length));
}

test('records come out as they went in, however the stream is cut', () => {
  fc.assert(
    fc.property(
      fc.array(record, { maxLength: 6 }),
      fc.array(fc.nat(), { maxLength: 12 }),
      (records, cuts) => {
        const sent = records.map(({ before, out, err, isStep }) => ({
          before,
          line: isStep ? `E 3 done 0 12 ${out.length} ${err.length}` : 'R 3 0',
          body: isStep ? Buffer.concat([out, err]) : Buffer.alloc(0),
        }));
        const text = Buffer.concat(
          sent.flatMap(({ before, line, body }) => [before, Buffer.from(`\n${NONCE} ${line}\n`), body]),
        );
        const got: AnswerRecord[] = [];
        const stream = new RecordStream(NONCE, (each) => got.push(each));
        for (const piece of pieces(text, cuts)) stream.push(piece);
        expect(got.map(({ line }) => line)).toEqual(sent.map(({ line }) => line));
        expect(got.map(({ body }) => body.toString('hex'))).toEqual(
          sent.map(({ body }) => body.toString('hex')),
        );
        expect(got.map(({ before }) => before.toString('hex'))).toEqual(
          sent.map(({ before }) => before.toString('hex')),
        );
      },
    ),
    { numRuns: 300 },
  );
});

test('what comes after the last record is kept for a message', () => {
  const stream = new RecordStream(NONCE, () => undefined);
  stream.push(Buffer.from(`\n${NONCE} h 1\nThis account is `));
  stream.push(Buffer.from('currently not available.\n'));
  expect(stream.remainder.toString()).toBe('This account is currently not available.\n');
});
