import type { Duplex } from 'node:stream';
import type { Meter } from './road.ts';

/** Counts what goes over a stream, and how often the direction turns to us: that is what a round trip is. */
export function metered(stream: Duplex): Meter {
  const meter = { turns: 0, sent: 0, received: 0 };
  let spoke = false;
  const write = stream.write.bind(stream) as (...words: unknown[]) => boolean;
  stream.write = (...words: unknown[]) => {
    const chunk = words[0];
    if (typeof chunk === 'string' || Buffer.isBuffer(chunk)) meter.sent += Buffer.byteLength(chunk);
    spoke = true;
    return write(...words);
  };
  stream.on('data', (chunk: Buffer) => {
    meter.received += chunk.length;
    if (spoke) meter.turns += 1;
    spoke = false;
  });
  return meter;
}
