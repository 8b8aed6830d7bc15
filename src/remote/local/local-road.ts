import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createConnection, type Socket } from 'node:net';
import { homedir, userInfo } from 'node:os';
import { type Meter, NoWayOut, type Road } from '../road.ts';
import type { Wire } from '../wire.ts';

/** This machine: shells are child processes, which get the same frames. */
export class LocalRoad implements Road {
  readonly user = userInfo().username;
  readonly isUp = true;
  readonly keepsGroups = false;
  readonly meter: Meter & { sent: number; received: number } = { turns: 0, sent: 0, received: 0 };

  async open(command: string): Promise<Wire> {
    // As a login would: not the folder that jrun was started in.
    // In a group of its own: Ctrl-C is for jrun, which ends its shells itself, and in order.
    const child = spawn('/bin/sh', ['-c', command], { cwd: homedir(), stdio: 'pipe', detached: true });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    return processWire(child, this.meter);
  }

  dial(host: string, port: number, limitMs: number): Promise<Socket> {
    return connected(createConnection({ host, port }), `${host}:${port}`, limitMs);
  }

  dialSocket(path: string, limitMs: number): Promise<Socket> {
    return connected(createConnection({ path }), path, limitMs);
  }

  close(): void {
    // Its shells are ended one by one.
  }
}

function processWire(child: ChildProcessWithoutNullStreams, meter: { sent: number; received: number }): Wire {
  const wire: Wire = {
    onStdout: undefined,
    onStderr: undefined,
    onEnd: undefined,
    write: (bytes) => {
      meter.sent += bytes.length;
      return new Promise((resolve, reject) => {
        child.stdin.write(bytes, (error) => (error ? reject(error) : resolve()));
      });
    },
    end: () => void child.stdin.end(),
    destroy: () => {
      child.kill('SIGKILL');
      child.stdout.destroy();
      child.stderr.destroy();
    },
  };
  // Writing to a shell that has ended is told by its end.
  child.stdin.on('error', () => undefined);
  child.stdout.on('data', (chunk: Buffer) => {
    meter.received += chunk.length;
    wire.onStdout?.(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    meter.received += chunk.length;
    wire.onStderr?.(chunk);
  });
  child.on('close', (code) => {
    wire.onEnd?.(code ?? undefined);
    wire.onEnd = undefined;
  });
  return wire;
}

function connected(socket: Socket, where: string, limitMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new NoWayOut(`connecting to ${where} took more than ${limitMs / 1000} s`, 'timed-out'));
    }, limitMs);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.on('error', () => undefined);
      resolve(socket);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(
        new NoWayOut(
          `cannot connect to ${where}: ${error.message}`,
          error.code === 'ECONNREFUSED' ? 'refused' : 'failed',
        ),
      );
    });
  });
}
