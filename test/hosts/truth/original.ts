import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RunEvent } from '../../../src/core/event.ts';
import { originalProgram, type TheirEvent, type Told } from '../../oracle-engine/oracle.ts';
import { verdictsOf } from '../../support/verdicts.ts';

/** How the original's own check mode did with the same playbook. */
export interface Theirs {
  /** Of the tasks that the run really changed, how many it foretold. */
  readonly foretold: number;
  readonly reachedTheEnd: boolean;
}

export interface Reached {
  readonly address: string;
  readonly keyFile: string;
  readonly knownHostsFile: string;
}

/** Has the original check the playbook on a fresh host, and counts what it foretold of what `run` then changed. */
export async function theirCheck(
  playbook: string,
  host: Reached,
  folder: string,
  run: readonly RunEvent[],
): Promise<Theirs> {
  const name = path.basename(playbook, '.yaml');
  const place = path.join(folder, `original-${name}`);
  cpSync(path.dirname(playbook), place, { recursive: true });
  cpSync(playbook, path.join(place, 'site.yml'));
  const words = [
    `it ansible_host=${host.address} ansible_user=ops ansible_python_interpreter=/usr/bin/python3`,
    `ansible_ssh_private_key_file=${host.keyFile}`,
    `ansible_ssh_common_args='-o UserKnownHostsFile=${host.knownHostsFile} -o ControlMaster=no'`,
  ];
  writeFileSync(path.join(place, 'hosts.ini'), `${words.join(' ')}\n`);
  const { events, code } = await ask({ dir: place, options: ['--check'] });
  const said = statuses(events);
  const met = new Map<string, number>();
  let foretold = 0;
  for (const { name: full, outcome } of verdictsOf(run)) {
    const task = full.replace(/^it: /, '').replace(/ \(.*\)$/, '');
    const position = met.get(task) ?? 0;
    met.set(task, position + 1);
    if (outcome.status === 'changed' && said.get(task)?.[position] === 'changed') foretold++;
  }
  return { foretold, reachedTheEnd: code === 0 };
}

async function ask(question: { readonly dir: string; readonly options: readonly string[] }): Promise<Told> {
  const { python, script } = originalProgram();
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  child.stdin.end(`${JSON.stringify(question)}\n`);
  await once(child, 'close');
  return JSON.parse(Buffer.concat(parts).toString()) as Told;
}

/** Task → how each of its items, in their order, would end. */
function statuses(events: readonly TheirEvent[]): Map<string, string[]> {
  const said = new Map<string, string[]>();
  let looped = '';
  for (const event of events) {
    if (event.event !== 'task' && event.event !== 'item') continue;
    // A role's name stands before its task's.
    const name = event.task.replace(/^\S+ : /, '');
    // Of a loop its items were told already.
    const isSum = event.event === 'task' && looped === event.task;
    looped = event.event === 'item' ? event.task : '';
    if (isSum) continue;
    said.set(name, [...(said.get(name) ?? []), event.status]);
  }
  return said;
}
