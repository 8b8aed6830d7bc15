import { defineCommand } from '../core/module.ts';
import { type ResultFields, unchanged } from '../core/plan.ts';
import type { Step, StepOutput } from '../core/step.ts';
import { Unknown } from '../core/unknown.ts';
import { waitForPath } from './wait-for/path-script.ts';

export interface WaitForArguments {
  readonly host: string;
  readonly port?: number;
  readonly path?: string;
  readonly search_regex?: string;
  readonly state: 'started' | 'stopped' | 'present' | 'absent' | 'drained';
  readonly delay: number;
  readonly timeout: number;
  readonly sleep: number;
  readonly connect_timeout: number;
  readonly msg?: string;
}

export default defineCommand<WaitForArguments>({
  name: 'wait_for',
  description: `Waits for a port to open or close, a file to appear or go, or a text to show up in either.

It changes nothing. In check mode nobody waits: what would be waited for may only come about in a real run.`,
  schema: {
    type: 'object',
    properties: {
      host: { 'x-type': 'string', default: '127.0.0.1', description: 'The address, as the host sees it.' },
      port: { 'x-type': 'int', description: 'The TCP port.' },
      path: { 'x-type': 'path', description: 'The file or folder.' },
      search_regex: { 'x-type': 'string', description: 'What the port must say, or the file must hold.' },
      state: {
        'x-type': 'string',
        enum: ['started', 'stopped', 'present', 'absent', 'drained'],
        default: 'started',
        description:
          '`started` and `present` wait until it is there, `stopped` and `absent` until it is gone, `drained` until no connection to the port is left.',
      },
      delay: { 'x-type': 'int', default: 0, description: 'Seconds to wait before looking at all.' },
      timeout: { 'x-type': 'int', default: 300, description: 'Seconds after which it has failed.' },
      sleep: { 'x-type': 'int', default: 1, description: 'Seconds between two looks.' },
      connect_timeout: { 'x-type': 'int', default: 5, description: 'Seconds for one attempt to connect.' },
      msg: { 'x-type': 'string', description: 'What to say when time is up.' },
      exclude_hosts: {
        'x-type': 'list',
        items: { 'x-type': 'string', description: 'An address.' },
        description: 'Addresses whose connections do not count.',
        'x-ignored': 'all connections count',
      },
      active_connection_states: {
        'x-type': 'list',
        items: { 'x-type': 'string', description: 'A state.' },
        description: 'Which states of a connection count.',
        'x-ignored': 'all but closed ones count',
      },
    },
    'x-mutually-exclusive': [['port', 'path']],
  },
  examples: [
    { title: 'Until a port is open', yaml: '- wait_for: port=8000 timeout=60' },
    {
      title: 'Until a log says so',
      yaml: `- wait_for:
    path: /var/log/app.log
    search_regex: ready to serve`,
    },
    { title: 'Ten seconds', yaml: '- wait_for: timeout=10' },
  ],
  returns: {
    state: 'What was waited for.',
    port: 'The port.',
    path: 'The path.',
    search_regex: 'The text.',
    elapsed: 'Seconds.',
  },
  differences: [
    "A file is searched line by line by the host's own grep: extended regular expressions, not Python's.",
  ],
  harmless: () => true,
  check({ path, state }) {
    if (path === undefined || (state !== 'stopped' && state !== 'drained')) return [];
    return [{ message: `state=${state} is for ports, not for paths`, argument: 'state' }];
  },
  observe: () => [],

  plan(args, _seen, _inputs, context) {
    const { state, port, path, search_regex } = args;
    const result: ResultFields = {
      state,
      port: port ?? null,
      path: path ?? null,
      search_regex: search_regex ?? null,
    };
    if (context.check) return unchanged({ ...result, elapsed: Unknown.of('how long it takes') });
    return {
      verdict: 'change',
      changes: [`wait for ${port === undefined ? (path ?? `${args.timeout} seconds`) : `port ${port}`}`],
      steps: [stepOf(args)],
      effects: [],
      result: { ...result, match_groups: [], match_groupdict: {} },
      finish: ([output]: readonly StepOutput[]) => (output ? ending(args, output) : {}),
    };
  },
});

function stepOf(args: WaitForArguments): Step {
  if (args.port !== undefined) {
    const gone = args.state === 'stopped' || args.state === 'absent';
    return {
      do: 'await-port',
      host: args.host,
      port: args.port,
      until: args.state === 'drained' ? 'drained' : gone ? 'closed' : 'open',
      ...(args.search_regex === undefined ? {} : { matches: args.search_regex }),
      connectLimit: args.connect_timeout,
      delay: args.delay,
      interval: args.sleep,
      timeLimit: args.timeout,
    };
  }
  if (args.path !== undefined) return waitForPath(args, args.path);
  return { do: 'run', argv: ['sleep', String(args.delay + args.timeout)] };
}

function ending(args: WaitForArguments, output: StepOutput): ResultFields {
  const elapsed = Math.floor(output.elapsed / 1000);
  if (output.outcome === 'done') return { changed: false, elapsed };
  const what = args.path ?? `${args.host}:${args.port}`;
  const gone = args.state === 'stopped' || args.state === 'absent';
  const search = args.search_regex === undefined ? '' : `search string ${args.search_regex} in `;
  const ends =
    args.state === 'drained' ? ' to drain' : gone ? (args.path ? ' to be absent.' : ' to stop.') : '';
  const file = args.path !== undefined && !gone && search === '' ? 'file ' : '';
  return {
    changed: false,
    failed: true,
    elapsed,
    msg: args.msg ?? `Timeout when waiting for ${search}${file}${what}${ends}`,
  };
}
