import type { Socket } from 'node:net';
import { DelayLane } from './delay-lane.ts';

/** What gets through of what arrived. */
export interface Passage {
  readonly chunk: Buffer;
  /** Runs once the chunk is delivered. */
  readonly delivered?: () => void;
  /** Kept for a stall that is lifted later. */
  readonly rest?: Buffer;
}

const NOTHING = Buffer.alloc(0);

/** One client's connection: two sockets, and what is under way between them. */
export class ProxiedConnection {
  private readonly lanes: DelayLane[] = [];
  private paused = false;

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    onClose: () => void,
  ) {
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => this.reset());
      socket.on('close', () => {
        if (client.destroyed && server.destroyed) onClose();
      });
    }
  }

  carry(from: Socket, to: Socket, delay: (chunk: Buffer) => number, count: (chunk: Buffer) => Passage): void {
    const lane = new DelayLane();
    if (this.paused) lane.pause();
    this.lanes.push(lane);
    const pass = (passage: Passage): void => {
      lane.send(delay(passage.chunk), () => {
        if (!to.destroyed) to.write(passage.chunk);
        if (passage.delivered === undefined) return;
        passage.delivered();
        // After a stall the rest waits its turn; after a cut there is nobody to get it.
        if (passage.rest !== undefined && passage.rest.length > 0 && !to.destroyed)
          lane.unshift(() => to.write(passage.rest ?? ''));
      });
    };
    from.on('data', (chunk: Buffer) => pass(count(chunk)));
    from.on('end', () => lane.send(delay(NOTHING), () => to.end()));
    from.on('close', () => lane.send(delay(NOTHING), () => to.end()));
  }

  pause(): void {
    this.paused = true;
    for (const lane of this.lanes) lane.pause();
  }

  resume(): void {
    this.paused = false;
    for (const lane of this.lanes) lane.resume();
  }

  reset(): void {
    for (const lane of this.lanes) lane.clear();
    for (const socket of [this.client, this.server]) {
      if (!socket.destroyed) resetNow(socket);
    }
  }
}

/** resetAndDestroy alone ends the connection in an orderly way first; destroyed in the same breath, it is a reset and nothing else. */
export function resetNow(socket: Socket): void {
  socket.resetAndDestroy();
  socket.destroy();
}
