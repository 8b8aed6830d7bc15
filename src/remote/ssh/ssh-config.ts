import { readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import path from 'node:path';
import { type ConfigLine, configLines } from './config-lines.ts';
import { matchesPattern, matchesPatterns } from './host-pattern.ts';

/** What ~/.ssh/config and /etc/ssh/ssh_config say about one host; the first value found counts. */
export interface SshSettings {
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  /** As configured, with tokens expanded; undefined where the defaults are to be tried. */
  readonly identityFiles: readonly string[] | undefined;
  readonly identitiesOnly: boolean;
  readonly identityAgent: string | undefined;
  readonly proxyJump: string | undefined;
  readonly proxyCommand: string | undefined;
  readonly userKnownHostsFiles: readonly string[];
  readonly globalKnownHostsFiles: readonly string[];
  readonly strictHostKeyChecking: 'yes' | 'accept-new' | 'no';
  readonly hostKeyAlias: string | undefined;
  readonly connectTimeout: number | undefined;
  readonly serverAliveInterval: number | undefined;
  readonly serverAliveCountMax: number;
  readonly addressFamily: 'any' | 'inet' | 'inet6';
  readonly compression: boolean;
  /** What was found there and can't be honoured. */
  readonly warnings: readonly string[];
}

export interface ConfigSources {
  readonly home: string;
  /** The user's file; null for none. */
  readonly userFile: string | null;
  readonly systemFile: string | null;
}

export function defaultSources(home = homedir()): ConfigSources {
  return { home, userFile: path.join(home, '.ssh/config'), systemFile: '/etc/ssh/ssh_config' };
}

/** `given` overrides the files, as the command line does for ssh; it counts for `Match user` too. */
export function sshSettings(
  host: string,
  given: { user?: string; port?: number },
  sources: ConfigSources,
): SshSettings {
  const search = new Search(host, given, sources);
  if (sources.userFile !== null) search.file(sources.userFile, path.join(sources.home, '.ssh'));
  if (sources.systemFile !== null) search.file(sources.systemFile, '/etc/ssh');
  return search.settings();
}

const DEFAULT_KNOWN_HOSTS = ['~/.ssh/known_hosts', '~/.ssh/known_hosts2'];
const DEFAULT_GLOBAL_KNOWN_HOSTS = ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'];

class Search {
  private readonly first = new Map<string, ConfigLine>();
  private readonly identities: string[] = [];
  private readonly warnings = new Set<string>();
  private readonly localUser = userInfo().username;

  constructor(
    private readonly host: string,
    private readonly given: { user?: string; port?: number },
    private readonly sources: ConfigSources,
  ) {}

  /** `base` is where relative includes are. A block's condition doesn't reach beyond its file. */
  file(name: string, base: string, active = true, depth = 0): void {
    const text = readText(name);
    if (text === undefined || depth > 16) return;
    let here = active;
    for (const line of configLines(text)) {
      if (line.keyword === 'host') here = active && matchesPatterns(this.host, line.words);
      else if (line.keyword === 'match') here = active && this.matches(line, name);
      else if (line.keyword === 'include') {
        if (here)
          for (const file of line.words.flatMap((word) => this.included(word, base)))
            this.file(file, base, here, depth + 1);
      } else if (here) this.take(line);
    }
  }

  private take(line: ConfigLine): void {
    if (line.keyword === 'identityfile') {
      for (const word of line.words) if (!this.identities.includes(word)) this.identities.push(word);
      return;
    }
    // Whichever of the two comes first decides.
    if (line.keyword === 'proxycommand' && this.first.has('proxyjump')) return;
    if (line.keyword === 'proxyjump' && this.first.has('proxycommand')) return;
    if (!this.first.has(line.keyword)) this.first.set(line.keyword, line);
  }

  private matches(line: ConfigLine, file: string): boolean {
    const words = line.words.flatMap((word) => {
      const [, name, value] = /^(\w+)=(.*)$/.exec(word) ?? [];
      return name === undefined || value === undefined ? [word] : [name, value];
    });
    let result = true;
    for (let i = 0; i < words.length; i += 1) {
      const word = (words[i] ?? '').toLowerCase();
      const negated = word.startsWith('!');
      const criterion = negated ? word.slice(1) : word;
      if (criterion === 'all') continue;
      const subject = this.subject(criterion);
      if (subject === undefined) {
        this.warnings.add(
          `${file}:${line.line}: 'Match ${criterion}' is not supported; the block is left out`,
        );
        return false;
      }
      i += 1;
      if (matchesPatterns(subject, (words[i] ?? '').split(',')) === negated) result = false;
    }
    return result;
  }

  private subject(criterion: string): string | undefined {
    switch (criterion) {
      case 'host':
        return this.hostName();
      case 'originalhost':
        return this.host;
      case 'user':
        return this.given.user ?? this.value('user') ?? this.localUser;
      case 'localuser':
        return this.localUser;
      default:
        return undefined;
    }
  }

  private included(word: string, base: string): string[] {
    const pattern = path.resolve(base, this.tilde(word));
    return expandGlob(pattern);
  }

  private value(keyword: string): string | undefined {
    return this.first.get(keyword)?.words[0];
  }

  private hostName(): string {
    return (this.value('hostname') ?? this.host).replaceAll('%h', this.host).replaceAll('%%', '%');
  }

  settings(): SshSettings {
    const hostName = this.hostName();
    const port = this.given.port ?? Number(this.value('port') ?? 22);
    const user = this.given.user ?? this.value('user') ?? this.localUser;
    const tokens: Readonly<Record<string, string>> = {
      h: hostName,
      p: `${port}`,
      r: user,
      n: this.host,
      u: this.localUser,
      d: this.sources.home,
      k: this.value('hostkeyalias') ?? this.host,
      '%': '%',
    };
    const expand = (text: string) =>
      text.replace(/%([a-zA-Z%])/g, (all, letter: string) => tokens[letter] ?? all);
    const file = (text: string) => {
      const expanded = this.tilde(
        expand(text.replace(/\$\{(\w+)\}/g, (_, name: string) => process.env[name] ?? '')),
      );
      return path.resolve(expanded);
    };
    const files = (keyword: string, defaults: readonly string[]) =>
      (this.first.get(keyword)?.words ?? defaults).filter((word) => word !== 'none').map(file);
    const command = this.first.get('proxycommand')?.rest;
    const jump = this.value('proxyjump');
    return {
      hostName,
      port,
      user,
      identityFiles:
        this.identities.length === 0
          ? undefined
          : this.identities.filter((word) => word !== 'none').map(file),
      identitiesOnly: isYes(this.value('identitiesonly')),
      identityAgent: this.agent(file),
      proxyJump: jump === undefined || jump.toLowerCase() === 'none' ? undefined : expand(jump),
      proxyCommand: command === undefined || command.toLowerCase() === 'none' ? undefined : expand(command),
      userKnownHostsFiles: files('userknownhostsfile', DEFAULT_KNOWN_HOSTS),
      globalKnownHostsFiles: files('globalknownhostsfile', DEFAULT_GLOBAL_KNOWN_HOSTS),
      strictHostKeyChecking: strictness(this.value('stricthostkeychecking')),
      hostKeyAlias: this.value('hostkeyalias'),
      connectTimeout: seconds(this.value('connecttimeout')),
      serverAliveInterval: seconds(this.value('serveraliveinterval')),
      serverAliveCountMax: Number(this.value('serveralivecountmax') ?? 3),
      addressFamily: family(this.value('addressfamily')),
      compression: isYes(this.value('compression')),
      warnings: [...this.warnings],
    };
  }

  private agent(file: (text: string) => string): string | undefined {
    const word = this.value('identityagent');
    if (word === undefined || word === 'SSH_AUTH_SOCK') return process.env['SSH_AUTH_SOCK'];
    if (word === 'none') return undefined;
    return word.startsWith('$') ? process.env[word.slice(1).replace(/[{}]/g, '')] : file(word);
  }

  private tilde(text: string): string {
    return text === '~' || text.startsWith('~/') ? `${this.sources.home}${text.slice(1)}` : text;
  }
}

function isYes(word: string | undefined): boolean {
  return word !== undefined && /^(?:yes|true)$/i.test(word);
}

function strictness(word: string | undefined): SshSettings['strictHostKeyChecking'] {
  switch (word?.toLowerCase()) {
    case 'no':
    case 'off':
    case 'false':
      return 'no';
    case 'accept-new':
      return 'accept-new';
    default:
      // 'ask' can't be asked: fifty hosts would ask at once.
      return 'yes';
  }
}

function family(word: string | undefined): SshSettings['addressFamily'] {
  return word === 'inet' || word === 'inet6' ? word : 'any';
}

/** `90`, `1m30s`. */
function seconds(word: string | undefined): number | undefined {
  if (word === undefined || !/^(?:\d+[smhdw]?)+$/i.test(word)) return undefined;
  const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
  return [...word.matchAll(/(\d+)([smhdw]?)/gi)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (units[(unit ?? '').toLowerCase()] ?? 1),
    0,
  );
}

function readText(name: string): string | undefined {
  try {
    return readFileSync(name, 'utf8');
  } catch {
    return undefined;
  }
}

/** Wildcards in any part of the path, in alphabetical order. */
function expandGlob(pattern: string): string[] {
  let found = ['/'];
  for (const part of pattern.split('/').filter(Boolean)) {
    found = found.flatMap((folder) => {
      if (!/[*?[]/.test(part)) return [path.join(folder, part)];
      try {
        return readdirSync(folder)
          .filter((name) => matchesPattern(name, part) && (part.startsWith('.') || !name.startsWith('.')))
          .sort()
          .map((name) => path.join(folder, name));
      } catch {
        return [];
      }
    });
  }
  return found.filter((name) => statSync(name, { throwIfNoEntry: false })?.isFile() === true);
}
