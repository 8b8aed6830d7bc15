import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { FirstWords } from './first-words.ts';
import { type Passage, ProxiedConnection, resetNow } from './proxied-connection.ts';

export interface ProxyTarget {
  readonly address: string;
  readonly port: number;
}

export interface ProxyOptions {
  /** The round-trip time to add: each direction is held back by half of it. */
  readonly roundTripMs?: number;
  /** Bytes a second each way, for all connections together. */
  readonly bytesPerSecond?: number;
  /** There is an SSH server at the other end, whose first words are to be one flight. */
  readonly isSsh?: boolean;
}

export interface ProxyCounts {
  connections: number;
  /** Bytes that arrived from the client, and from the server. */
  fromClient: number;
  fromServer: number;
  /** Times the client spoke after the server had: each is a round trip. */
  flights: number;
}

type Direction = 'fromClient' | 'fromServer';

/**
 * A slow or broken network between a test and a host: a TCP proxy on the loopback.
 * It stands in for a kernel's packet scheduler, which many test machines lack, and it can do what that can't: break at a byte.
 */
export class DelayProxy {
  readonly address = '127.0.0.1';
  readonly counts: ProxyCounts = { connections: 0, fromClient: 0, fromServer: 0, flights: 0 };
  /** Changes for what arrives from now on; what is already under way keeps its delay. */
  roundTripMs: number;
  private readonly open = new Set<ProxiedConnection>();
  private readonly busyUntil: Record<Direction, number> = { fromClient: 0, fromServer: 0 };
  private stalled = false;
  private refusing = false;
  private trap: { readonly direction: Direction; left: number; readonly spring: () => void } | undefined;

  private constructor(
    private readonly server: Server,
    private readonly target: ProxyTarget,
    private readonly options: ProxyOptions,
  ) {
    this.roundTripMs = options.roundTripMs ?? 0;
    server.on('connection', (client) => this.accept(client));
  }

  static async start(target: ProxyTarget, options: ProxyOptions = {}): Promise<DelayProxy> {
    // Half-open, so that an end of one side reaches the other as an end rather than closing both.
    const server = createServer({ allowHalfOpen: true });
    const proxy = new DelayProxy(server, target, options);
    server.listen(0, proxy.address);
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get openConnections(): number {
    return this.open.size;
  }

  /** Resets all open connections; new ones are accepted. */
  cut(): void {
    for (const connection of this.open) connection.reset();
  }

  /** Resets every connection as soon as it comes, until `accept(true)`. */
  refuse(refusing = true): void {
    this.refusing = refusing;
  }

  /** Keeps connections open and lets nothing more through, as a cable that was pulled out does. */
  stall(): void {
    this.stalled = true;
    for (const connection of this.open) connection.pause();
  }

  /** Lets everything through again, what was held back first. */
  resume(): void {
    this.stalled = false;
    for (const connection of this.open) connection.resume();
  }

  /** Cuts all connections once that many more bytes have come from that side (and have been passed on). */
  cutAfter(bytes: number, direction: Direction = 'fromServer'): Promise<void> {
    return this.after(bytes, direction, () => this.cut());
  }

  stallAfter(bytes: number, direction: Direction = 'fromServer'): Promise<void> {
    return this.after(bytes, direction, () => this.stall());
  }

  async stop(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private after(bytes: number, direction: Direction, act: () => void): Promise<void> {
    return new Promise((resolve) => {
      const spring = (): void => {
        act();
        resolve();
      };
      this.trap = { direction, left: bytes, spring };
    });
  }

  private accept(client: Socket): void {
    this.counts.connections++;
    if (this.refusing) {
      resetNow(client);
      return;
    }
    const server = connect({ host: this.target.address, port: this.target.port, allowHalfOpen: true });
    const connection = new ProxiedConnection(client, server, () => this.open.delete(connection));
    this.open.add(connection);
    if (this.stalled) connection.pause();
    const firstWords = this.options.isSsh === true ? new FirstWords() : undefined;
    let isAnswered = true;
    connection.carry(
      client,
      server,
      (chunk) => this.delay(chunk.length, 'fromClient'),
      (chunk) => {
        if (isAnswered) this.counts.flights++;
        isAnswered = false;
        return this.count(chunk, 'fromClient');
      },
    );
    connection.carry(
      server,
      client,
      (chunk) => this.delay(chunk.length, 'fromServer'),
      (said) => {
        const chunk = firstWords?.pass(said) ?? said;
        if (chunk.length > 0) isAnswered = true;
        return this.count(chunk, 'fromServer');
      },
    );
  }

  /** Milliseconds until the last byte of a chunk is through. */
  private delay(bytes: number, direction: Direction): number {
    const { bytesPerSecond } = this.options;
    const half = this.roundTripMs / 2;
    if (bytesPerSecond === undefined) return half;
    const now = performance.now();
    this.busyUntil[direction] = Math.max(now, this.busyUntil[direction]) + (bytes / bytesPerSecond) * 1000;
    return half + this.busyUntil[direction] - now;
  }

  /** Counts a chunk; returns the part of it that gets through, and what happens once it did. */
  private count(chunk: Buffer, direction: Direction): Passage {
    this.counts[direction] += chunk.length;
    const trap = this.trap;
    if (trap === undefined || trap.direction !== direction) return { chunk };
    if (chunk.length < trap.left) {
      trap.left -= chunk.length;
      return { chunk };
    }
    this.trap = undefined;
    return { chunk: chunk.subarray(0, trap.left), delivered: trap.spring, rest: chunk.subarray(trap.left) };
  }
}
