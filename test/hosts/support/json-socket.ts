import type WebSocket from 'ws';

/** A WebSocket whose messages are JSON and are waited for one by one. */
export class JsonSocket<T> {
  private readonly arrived: T[] = [];
  private wake: (() => void) | undefined;
  private ended: string | undefined;

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data) => {
      this.arrived.push(JSON.parse(String(data)) as T);
      this.wake?.();
    });
    socket.on('close', (code, reason) => {
      this.ended = `the WebSocket was closed: ${code} ${String(reason)}`;
      this.wake?.();
    });
  }

  /** Throws with the server's HTTP status where it doesn't upgrade the connection. */
  static open<T>(socket: WebSocket): Promise<JsonSocket<T>> {
    const json = new JsonSocket<T>(socket);
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(json));
      socket.on('error', reject);
    });
  }

  send(message: unknown): void {
    this.socket.send(JSON.stringify(message));
  }

  /** The next message; throws when the socket is closed or the time is over, with what the caller knows by then. */
  async next(timeoutMs: number, soFar: () => string = () => ''): Promise<T> {
    const end = Date.now() + timeoutMs;
    for (;;) {
      const message = this.arrived.shift();
      if (message !== undefined) return message;
      if (this.ended !== undefined) throw new Error(`${this.ended}; ${soFar()}`);
      const left = end - Date.now();
      if (left <= 0) throw new Error(`no message within ${timeoutMs / 1000} s; ${soFar()}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  close(): void {
    this.socket.terminate();
  }
}
