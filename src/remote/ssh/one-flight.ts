import type { Duplex } from 'node:stream';

/** What is said in one turn of the event loop leaves in one piece: ssh2 writes each of its packets by itself. */
export function inOneFlight(stream: Duplex): void {
  const write = stream.write.bind(stream) as (...words: unknown[]) => boolean;
  let isHeld = false;
  stream.write = (...words: unknown[]) => {
    if (!isHeld) {
      isHeld = true;
      stream.cork();
      setImmediate(() => {
        isHeld = false;
        stream.uncork();
      });
    }
    return write(...words);
  };
}
