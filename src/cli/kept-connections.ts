import type { Connector, FarEnd, Target } from '../core/far-end.ts';

/** Connections that one run leaves to the next: planning and doing log in once. */
export class KeptConnections {
  private readonly idle = new Map<string, FarEnd>();

  /** For the first run: what it closes is put aside. */
  readonly keeping = (own: Connector): Connector => ({
    connect: async (target, signal) => this.putAsideOnClose(await own.connect(target, signal), target),
  });

  /** For the second: it takes what was put aside, and closes it itself. */
  readonly taking = (own: Connector): Connector => ({
    connect: async (target, signal) => {
      const name = nameOf(target);
      const kept = this.idle.get(name);
      this.idle.delete(name);
      return kept ?? (await own.connect(target, signal));
    },
  });

  /** Closes what nobody took. */
  async close(): Promise<void> {
    const ends = [...this.idle.values()];
    this.idle.clear();
    await Promise.all(ends.map((end) => end.close().catch(() => undefined)));
  }

  private putAsideOnClose(end: FarEnd, target: Target): FarEnd {
    return {
      read: (readings, as, aside) => end.read(readings, as, aside),
      act: (deeds, as) => end.act(deeds, as),
      bring: (write, as, until) => end.bring(write, as, until),
      reopen: (user) => end.reopen(user),
      get traffic() {
        return end.traffic;
      },
      close: async () => void this.idle.set(nameOf(target), end),
    };
  }
}

function nameOf({ transport, address, port, user, proxyJump }: Target): string {
  return JSON.stringify([transport, address, port, user, proxyJump]);
}
