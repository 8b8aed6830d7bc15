import type { Diagnostic } from './diagnostic.ts';

/** What arguments meant for the ssh program mean here. */
export interface SshWishes {
  readonly proxyJump?: string;
  readonly checkHostKeys?: boolean;
  readonly knownHostsFile?: string;
  readonly privateKeyFile?: string;
  readonly user?: string;
  readonly timeout?: number;
}

export interface SshReading {
  readonly wishes: SshWishes;
  readonly diagnostics: readonly Diagnostic[];
}

/** They tune how the ssh program shares and keeps connections, which is not how jrun connects: no harm without them. */
const HARMLESS = new Set(
  [
    ...['ControlMaster', 'ControlPersist', 'ControlPath', 'ServerAliveInterval', 'ServerAliveCountMax'],
    ...['TCPKeepAlive', 'Compression', 'IdentitiesOnly', 'PreferredAuthentications', 'LogLevel', 'BatchMode'],
    ...[
      'GSSAPIAuthentication',
      'PasswordAuthentication',
      'PubkeyAuthentication',
      'KbdInteractiveAuthentication',
    ],
    ...['UpdateHostKeys', 'AddKeysToAgent', 'RequestTTY', 'ForwardAgent', 'AddressFamily', 'IPQoS'],
  ].map((name) => name.toLowerCase()),
);

/** Reads `-J bastion -o StrictHostKeyChecking=no -i key …`. */
export function readSshArguments(texts: readonly string[], origin: string): SshReading {
  const words = texts.flatMap(shellWords);
  const wishes: { -readonly [K in keyof SshWishes]: SshWishes[K] } = {};
  const diagnostics: Diagnostic[] = [];
  const refuse = (what: string) => {
    diagnostics.push({
      code: 'ssh-arguments',
      severity: 'error',
      summary: `${origin}: '${what}' is not supported`,
      hint: 'jrun reads ~/.ssh/config; what is set there for a host is honoured',
    });
  };
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    // `-Jhost` and `-J host` are the same.
    const letter = /^-[JoilpF]/.test(word) ? word.charAt(1) : undefined;
    if (letter === undefined) {
      if (!/^-[46CqTtxXaAnv]+$/.test(word)) refuse(word);
      continue;
    }
    const value = word.length > 2 ? word.slice(2) : (words[++i] ?? '');
    if (letter === 'J') wishes.proxyJump = value;
    else if (letter === 'i') wishes.privateKeyFile = value;
    else if (letter === 'l') wishes.user = value;
    else if (letter !== 'o' || !setOption(value, wishes)) refuse(`-${letter} ${value}`);
  }
  return { wishes, diagnostics };
}

function setOption(text: string, wishes: { -readonly [K in keyof SshWishes]: SshWishes[K] }): boolean {
  const match = /^\s*(\w+)\s*(?:=|\s)\s*"?(.*?)"?\s*$/.exec(text);
  const [, name = '', value = ''] = match ?? [];
  switch (name.toLowerCase()) {
    case 'proxyjump':
      wishes.proxyJump = value;
      return true;
    case 'stricthostkeychecking':
      wishes.checkHostKeys = !/^(no|off|false)$/i.test(value);
      return true;
    case 'userknownhostsfile':
      wishes.knownHostsFile = value;
      return true;
    case 'identityfile':
      wishes.privateKeyFile = value;
      return true;
    case 'user':
      wishes.user = value;
      return true;
    case 'connecttimeout':
      wishes.timeout = Number(value);
      return Number.isFinite(wishes.timeout);
    default:
      return HARMLESS.has(name.toLowerCase());
  }
}

/** Words as a shell splits them: quotes hold together, nothing else is special. */
function shellWords(text: string): string[] {
  const words = text.match(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g) ?? [];
  return words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, (_, a, b) => a ?? b ?? ''));
}
