import { randomUUID } from 'node:crypto';
import WebSocket from 'ws';
import { CookieSession, type HttpAnswer, type SessionOptions } from './cookie-session.ts';
import { JsonSocket } from './json-socket.ts';

export interface Execution {
  readonly status: 'ok' | 'error' | 'aborted';
  /** What the last expression gave (or, as R's kernel does it, displayed), as text; undefined for code without a value. */
  readonly result?: string;
  /** What it printed, both streams. */
  readonly printed: string;
  /** Name and value of what was raised. */
  readonly error?: string;
}

interface KernelMessage {
  readonly channel?: string;
  readonly header: { readonly msg_type: string };
  readonly parent_header: { readonly msg_id?: string };
  readonly content: {
    readonly status?: Execution['status'];
    readonly execution_state?: string;
    readonly text?: string;
    readonly data?: Readonly<Record<string, string>>;
    readonly ename?: string;
    readonly evalue?: string;
  };
}

/** Uses a JupyterLab the way a browser does: through whatever proxy stands before it, with cookies and WebSockets. */
export class JupyterClient {
  private readonly session: CookieSession;

  constructor(options: SessionOptions) {
    this.session = new CookieSession(options);
  }

  /** Logs in with the password; 302 when it was taken, 401 when it wasn't. */
  async login(password: string): Promise<HttpAnswer> {
    // The page sets the _xsrf cookie that the form has to repeat.
    const page = await this.get('login?next=%2Flab');
    if (page.status !== 200) return page;
    const form = new URLSearchParams({ password, _xsrf: this.session.cookie('_xsrf') ?? '' });
    return this.session.request('POST', 'login?next=%2Flab', form.toString(), {
      'Content-Type': 'application/x-www-form-urlencoded',
    });
  }

  get(path: string): Promise<HttpAnswer> {
    return this.session.request('GET', path);
  }

  /** Names of the kernels one may start. */
  async kernelNames(): Promise<string[]> {
    const answer = await this.api('GET', 'api/kernelspecs');
    return Object.keys((answer as { kernelspecs: Record<string, unknown> }).kernelspecs).sort();
  }

  /** Starts a kernel (the server's default one without a name); returns its id. */
  async startKernel(name?: string): Promise<string> {
    const kernel = await this.api('POST', 'api/kernels', name === undefined ? {} : { name });
    return (kernel as { id: string }).id;
  }

  async stopKernel(id: string): Promise<void> {
    await this.session.request('DELETE', `api/kernels/${id}`, undefined, this.apiHeaders());
  }

  async execute(kernel: string, code: string, timeoutMs = 60_000): Promise<Execution> {
    const session = randomUUID();
    const socket = await this.open<KernelMessage>(`api/kernels/${kernel}/channels?session_id=${session}`);
    const id = randomUUID();
    try {
      socket.send({
        channel: 'shell',
        header: { msg_id: id, msg_type: 'execute_request', username: '', session, version: '5.3', date: '' },
        parent_header: {},
        metadata: {},
        content: { code, silent: false, store_history: false, user_expressions: {}, allow_stdin: false },
        buffers: [],
      });
      return await collectExecution(socket, id, timeoutMs);
    } finally {
      socket.close();
    }
  }

  /** Opens a terminal, types the line, and returns what it printed up to the text that is waited for. */
  async typeInTerminal(line: string, waitFor: RegExp, timeoutMs = 30_000): Promise<string> {
    const terminal = (await this.api('POST', 'api/terminals')) as { readonly name: string };
    const socket = await this.open<readonly [string, ...unknown[]]>(`terminals/websocket/${terminal.name}`);
    let printed = '';
    try {
      socket.send(['stdin', `${line}\r`]);
      while (!waitFor.test(printed)) {
        const [kind, text] = await socket.next(timeoutMs, () => `the terminal printed so far: ${printed}`);
        if (kind === 'stdout' && typeof text === 'string') printed += text;
      }
      return printed;
    } finally {
      socket.close();
      await this.session.request('DELETE', `api/terminals/${terminal.name}`, undefined, this.apiHeaders());
    }
  }

  /** Whether the events' WebSocket opens, as JupyterLab 4 needs it to; throws with the server's answer where it doesn't. */
  async subscribeToEvents(): Promise<void> {
    (await this.open<unknown>('api/events/subscribe')).close();
  }

  /** Uploads a file of that many bytes, in one request. 201 when it was made, 413 when a proxy finds it too large. */
  upload(path: string, bytes: number): Promise<HttpAnswer> {
    const content = Buffer.alloc(bytes, 'jrun ').toString('base64');
    const body = JSON.stringify({ type: 'file', format: 'base64', content });
    return this.session.request('PUT', `api/contents/${path}`, body, this.apiHeaders());
  }

  /** A file, a notebook or a folder as the contents API tells it. */
  contents(path: string): Promise<unknown> {
    return this.api('GET', `api/contents/${path}`);
  }

  private async api(method: string, path: string, body?: unknown): Promise<unknown> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const answer = await this.session.request(method, path, text, this.apiHeaders());
    if (answer.status >= 300)
      throw new Error(`${method} ${path} → ${answer.status} ${answer.body.slice(0, 500)}`);
    return JSON.parse(answer.body);
  }

  private apiHeaders(): Record<string, string> {
    return { 'Content-Type': 'application/json', 'X-XSRFToken': this.session.cookie('_xsrf') ?? '' };
  }

  private open<T>(path: string): Promise<JsonSocket<T>> {
    const { url, options } = this.session.webSocket(path);
    return JsonSocket.open<T>(new WebSocket(url, options));
  }
}

/** A request is done when its reply came and the kernel is idle again; the two come over different channels, in any order. */
async function collectExecution(
  socket: JsonSocket<KernelMessage>,
  id: string,
  timeoutMs: number,
): Promise<Execution> {
  let status: Execution['status'] | undefined;
  let idle = false;
  let printed = '';
  let result: string | undefined;
  let error: string | undefined;
  while (status === undefined || !idle) {
    const message = await socket.next(timeoutMs, () => `the kernel printed so far: ${printed}`);
    if (message.parent_header.msg_id !== id) continue;
    const { content } = message;
    switch (message.header.msg_type) {
      case 'execute_reply':
        status = content.status ?? 'error';
        break;
      case 'status':
        idle = content.execution_state === 'idle';
        break;
      case 'stream':
        printed += content.text ?? '';
        break;
      case 'execute_result':
      case 'display_data':
        result = content.data?.['text/plain'];
        break;
      case 'error':
        error = `${content.ename}: ${content.evalue}`;
        break;
    }
  }
  return {
    status,
    printed,
    ...(result === undefined ? {} : { result }),
    ...(error === undefined ? {} : { error }),
  };
}
