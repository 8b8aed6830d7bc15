import type { Fact, Facts } from './fact-value.ts';
import type { Findings } from './findings.ts';

/** What the host says of itself: JSON, or sections of `name = value`. */
export function localFacts(found: Findings): Facts {
  const facts: Record<string, Fact> = {};
  for (const [name, [status = '']] of found.named('broken')) {
    facts[name] = `Failure executing fact script (${name}.fact), rc: ${status}`;
  }
  for (const [name, [text = '']] of found.named('local')) facts[name] = read(name, text);
  return facts;
}

function read(name: string, text: string): Fact {
  try {
    return JSON.parse(text) as Fact;
  } catch {
    return sections(text) ?? `error loading facts as JSON or ini - please check content: ${name}.fact`;
  }
}

function sections(text: string): Facts | undefined {
  const found: Record<string, Record<string, string>> = {};
  let current: Record<string, string> | undefined;
  let last: string | undefined;
  for (const line of text.split('\n')) {
    if (/^\s*([#;].*)?$/.test(line)) continue;
    const head = /^\[([^\]]+)\]/.exec(line);
    const entry = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line);
    if (head) {
      current = {};
      found[head[1] ?? ''] = current;
      last = undefined;
    } else if (current && entry) {
      last = (entry[1] ?? '').toLowerCase();
      current[last] = entry[2] ?? '';
    } else if (current && last !== undefined && /^\s/.test(line)) {
      current[last] += `\n${line.trim()}`;
    } else return undefined;
  }
  return found;
}
