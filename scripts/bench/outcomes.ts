import type { ToolName } from './work.ts';

/** What a tool says of its own run. */
export interface Told {
  readonly hosts: number;
  /** Changes, of all hosts together. */
  readonly changed: number;
}

/** Reads how a tool's run ended out of what it printed; undefined where it doesn't say. */
export function toldBy(tool: ToolName, printed: string): Told | undefined {
  // Colours are off, but not in everything that pyinfra prints.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes begin with one
  const text = printed.replaceAll(/\x1b\[[0-9;]*m/g, '');
  if (tool === 'jrun') return text.startsWith('{') ? toldByRecords(text) : toldByJrun(text);
  if (tool === 'pyinfra') return toldByPyinfra(text);
  return toldByRecap(text);
}

/** `3 hosts in 0.4s, 0 changed` */
function toldByJrun(text: string): Told | undefined {
  const [, hosts, changed] = /^(\d+) hosts? in \S+.*?, (\d+) changed\b/m.exec(text) ?? [];
  return hosts === undefined ? undefined : { hosts: Number(hosts), changed: Number(changed) };
}

/** The last record of `--json`. */
function toldByRecords(text: string): Told | undefined {
  const end = endOf(text);
  if (end === undefined) return undefined;
  return { hosts: end.length, changed: end.reduce((sum, host) => sum + host.changed, 0) };
}

interface HostEnd {
  readonly changed: number;
  readonly steps_ms?: number;
}

function endOf(records: string): readonly HostEnd[] | undefined {
  const last = records.trimEnd().split('\n').at(-1) ?? '';
  if (!last.startsWith('{')) return undefined;
  const end = JSON.parse(last) as { readonly record: string; readonly recap?: readonly HostEnd[] };
  return end.record === 'end' ? end.recap : undefined;
}

/** Seconds for which commands of steps ran on the hosts, from records of jrun's; undefined where they don't tell. */
export function commandSeconds(printed: string): number | undefined {
  const told = (printed.startsWith('{') ? endOf(printed) : undefined)?.flatMap(
    ({ steps_ms }) => steps_ms ?? [],
  );
  return told === undefined || told.length === 0 ? undefined : told.reduce((a, b) => a + b) / 1000;
}

/** `host1 : ok=5 changed=0 unreachable=0 failed=0 …`, a line for each host */
function toldByRecap(text: string): Told | undefined {
  const recap = text.slice(text.lastIndexOf('PLAY RECAP'));
  const counts = [...recap.matchAll(/ : ok=\d+ +changed=(\d+) +unreachable=0 +failed=0 /g)];
  const changed = counts.reduce((sum, [, count]) => sum + Number(count), 0);
  return counts.length === 0 ? undefined : { hosts: counts.length, changed };
}

/** A line for each host that was connected to; then a sum of the columns Hosts, Success, Error, No Change. */
function toldByPyinfra(text: string): Told | undefined {
  const hosts = [...text.matchAll(/^ +\[.+\] +Connected$/gm)].length;
  const [, success, error] = /^ +Grand total +\S+ +(\S+) +(\S+) +\S+/m.exec(text) ?? [];
  if (success === undefined || error !== '-') return undefined;
  return { hosts, changed: success === '-' ? 0 : Number(success) };
}

/** Of all that a failed run printed, the words that say why: the first that look like it, else the last. */
export function reasonIn(printed: string): string {
  const start = printed.search(/^.*\b(fatal|failed|error|traceback)\b.*[:!]/im);
  return (start === -1 ? printed.trim().slice(-400) : printed.slice(start, start + 400)).trim();
}
