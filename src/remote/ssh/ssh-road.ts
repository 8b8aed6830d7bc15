import type { Duplex } from 'node:stream';
import { Unreachable } from '../../core/far-end.ts';
import type { Meter, Road } from '../road.ts';
import { NeverReachable } from '../unreachable.ts';
import type { Wire } from '../wire.ts';
import { channelWire } from './channel-wire.ts';
import { forward, forwardToSocket } from './forwarded-stream.ts';
import type { SshConnection } from './ssh-connection.ts';

/** A machine's SSH connection. */
export class SshRoad implements Road {
  readonly meter: Meter;
  /** sshd gives a connection its groups at login; only for root does it look again for each channel. */
  readonly keepsGroups: boolean;

  constructor(
    private readonly connection: SshConnection,
    readonly user: string,
    private readonly name: string,
    private readonly release: () => void,
  ) {
    this.meter = connection.meter;
    this.keepsGroups = user !== 'root';
    connection.client.once('close', release);
  }

  get isUp(): boolean {
    return this.connection.isUp;
  }

  open(command: string): Promise<Wire> {
    return new Promise((resolve, reject) => {
      const lost = () => reject(new Unreachable(`the connection to ${this.name} was lost`));
      if (!this.isUp) {
        lost();
        return;
      }
      this.connection.client.exec(command, (error, channel) => {
        if (error === undefined) resolve(channelWire(channel));
        else if (!this.isUp || /No response from server|Not connected/.test(error.message)) lost();
        else {
          reject(
            new NeverReachable(`${this.name} opens no channel for a shell: ${error.message}`, {
              hint: 'its SSH server may allow few sessions on a connection (MaxSessions)',
            }),
          );
        }
      });
    });
  }

  dial(host: string, port: number, limitMs: number): Promise<Duplex> {
    return forward(this.connection, host, port, limitMs);
  }

  dialSocket(path: string, limitMs: number): Promise<Duplex> {
    return forwardToSocket(this.connection, path, limitMs);
  }

  close(): void {
    this.connection.close();
    this.release();
  }
}
