import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Connector } from '../../../src/core/far-end.ts';
import type { Value } from '../../../src/core/value.ts';
import { createConnector } from '../../../src/remote/index.ts';
import { type PlaybookRun, type RunRequest, runPlaybook } from '../../support/run-playbook.ts';
import { ALICE_PASSWORD } from './base-root.ts';
import type { HostFleet } from './host-fleet.ts';
import type { TestHost } from './test-host.ts';

/** Who logs in, and how root's rights are come by: `ops` and `alice` become root by sudo, the latter with her password. */
export type Login = 'root' | 'ops' | 'alice' | 'bob';

type HostVariables = Readonly<Record<string, Value>>;

/** The inventory's variables that lead to a test host, by itself or through something that stands before it. */
export function variablesFor(
  fleet: HostFleet,
  host: TestHost,
  login: Login = 'root',
  way: { readonly address: string; readonly port: number } = host,
): HostVariables {
  if (way !== host) fleet.trust(host, way);
  return {
    ansible_host: way.address,
    ansible_port: way.port,
    ansible_user: login,
    ansible_private_key_file: fleet.keyFile,
    ansible_ssh_known_hosts_file: fleet.knownHostsFile,
    ...(login === 'ops' || login === 'alice' ? { ansible_become: true } : {}),
    ...(login === 'alice' ? { ansible_become_password: ALICE_PASSWORD } : {}),
  };
}

/** Connects as the command does, without the SSH settings of whoever runs the tests. */
export function testConnector(more: { readonly reconnectLimit?: number } = {}): Connector {
  return createConnector({ ...more, sshConfig: { user: null, system: null } });
}

export interface PlayRequest extends Omit<RunRequest, 'playbook' | 'hosts' | 'files'> {
  /** The play's tasks, as YAML. */
  readonly tasks: string;
  readonly handlers?: string;
  /** Files beside the playbook; bytes as they are. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  readonly hosts: Readonly<Record<string, HostVariables>>;
  readonly gatherFacts?: boolean;
}

/** Runs one play with these tasks on these hosts. */
export async function play(request: PlayRequest): Promise<PlaybookRun> {
  const { tasks, handlers, files, gatherFacts, ...more } = request;
  const folder = mkdtempSync(path.join(tmpdir(), 'jrun-play-'));
  try {
    for (const [name, content] of Object.entries(files ?? {})) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), content);
    }
    const playbook = path.join(folder, 'site.yaml');
    writeFileSync(playbook, playOf(tasks, handlers, gatherFacts ?? false));
    return await runPlaybook({ connector: testConnector(), ...more, playbook });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function playOf(tasks: string, handlers: string | undefined, gatherFacts: boolean): string {
  const section = (name: string, text: string): string =>
    `  ${name}:\n${text.trim().replace(/^/gm, '    ')}\n`;
  const own = handlers === undefined ? '' : section('handlers', handlers);
  return `- hosts: all\n  gather_facts: ${gatherFacts}\n${section('tasks', tasks)}${own}`;
}
