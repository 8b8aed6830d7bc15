import type { ClientChannel } from 'ssh2';
import { Ear, type Wire } from '../wire.ts';

/** The shell's first words may arrive together with the news that it was started: before anyone listens. */
export function channelWire(channel: ClientChannel): Wire {
  let status: number | undefined;
  const out = new Ear<Buffer>();
  const err = new Ear<Buffer>();
  const end = new Ear<number | undefined>();
  channel.on('data', (chunk: Buffer) => out.hear(chunk));
  channel.stderr.on('data', (chunk: Buffer) => err.hear(chunk));
  channel.on('error', () => undefined);
  channel.on('exit', (code: number | null) => {
    status = code ?? undefined;
  });
  channel.on('close', () => end.hear(status));
  return {
    get onStdout() {
      return out.listener;
    },
    set onStdout(listener) {
      out.listener = listener;
    },
    get onStderr() {
      return err.listener;
    },
    set onStderr(listener) {
      err.listener = listener;
    },
    get onEnd() {
      return end.listener;
    },
    set onEnd(listener) {
      end.listener = listener;
    },
    write: (bytes) =>
      new Promise((resolve, reject) => {
        channel.write(bytes, (error: Error | null | undefined) => (error ? reject(error) : resolve()));
      }),
    end: () => void channel.end(),
    destroy: () => void channel.destroy(),
  };
}
