import { availableParallelism, homedir } from 'node:os';
import type { Duplex } from 'node:stream';
import pLimit from 'p-limit';
import { type Target, Unreachable } from '../../core/far-end.ts';
import { NoWayOut, type Road } from '../road.ts';
import { NeverReachable } from '../unreachable.ts';
import { commandStream, tcpStream } from './first-stream.ts';
import { forward } from './forwarded-stream.ts';
import { candidateKeys } from './identity-keys.ts';
import { type Hop, parseJumps } from './jump-hosts.ts';
import { Login, type PassphraseSource } from './login.ts';
import { type ConfigSources, defaultSources, type SshSettings, sshSettings } from './ssh-config.ts';
import { type SshConnection, sshConnection } from './ssh-connection.ts';
import { SshRoad } from './ssh-road.ts';

export interface SshOptions {
  /** Where ~/.ssh is. */
  readonly home?: string;
  /** Other files than ~/.ssh/config and /etc/ssh/ssh_config. */
  readonly sshConfig?: { readonly user: string | null; readonly system: string | null };
  /** Asked for the passphrase of an encrypted key file; once for each file and run. */
  readonly passphrase?: PassphraseSource;
  /** What is in the SSH configuration and can't be honoured; once each. */
  readonly onWarning?: (warning: string) => void;
}

/**
 * Handshakes at the same time. Each costs some 10 ms of computing here, and what all of them cost together must stay
 * well below the time limit of each: hundreds at once on a small machine would all come too late.
 */
const HANDSHAKES = 16 * availableParallelism();

/** What counts for all hosts on the way to a machine; its password and key are for the machine alone. */
interface Way {
  readonly connectLimit: number;
  readonly checkHostKey: boolean;
  readonly proxyJump?: string;
  /** Whose ways lead here. */
  readonly trail: readonly string[];
}

/** Opens SSH connections: one for each machine, and one for each jump host, which its machines share. */
export class SshRoads {
  private readonly jumps = new Map<string, { connection: Promise<SshConnection>; users: number }>();
  private readonly passphrases = new Map<string, Promise<string | undefined>>();
  private readonly warned = new Set<string>();
  private readonly handshakes = pLimit(HANDSHAKES);
  private readonly sources: ConfigSources;

  constructor(private readonly options: SshOptions) {
    const usual = defaultSources(options.home ?? homedir());
    const files = options.sshConfig;
    this.sources = files === undefined ? usual : { ...usual, userFile: files.user, systemFile: files.system };
  }

  async open(target: Target, signal?: AbortSignal): Promise<Road> {
    const settings = this.settings(target.address, target);
    const limitMs = (settings.connectTimeout ?? target.connectLimit) * 1000;
    const adjusted: SshSettings = {
      ...settings,
      ...(target.knownHostsFile === undefined ? {} : { userKnownHostsFiles: [target.knownHostsFile] }),
      ...(target.privateKeyFile === undefined
        ? {}
        : { identityFiles: [target.privateKeyFile, ...(settings.identityFiles ?? [])] }),
    };
    const under = await this.stream(
      adjusted,
      {
        connectLimit: target.connectLimit,
        checkHostKey: target.checkHostKey,
        trail: [],
        ...(target.proxyJump === undefined ? {} : { proxyJump: target.proxyJump }),
      },
      limitMs,
      signal,
    );
    try {
      const connection = await this.connection(
        under.stream,
        adjusted,
        target,
        limitMs,
        signal,
        under.complaint,
      );
      return new SshRoad(connection, settings.user, target.name, under.release);
    } catch (error) {
      under.release();
      throw error;
    }
  }

  private settings(host: string, given: { user?: string; port?: number }): SshSettings {
    const found = sshSettings(
      host,
      {
        ...(given.user === undefined ? {} : { user: given.user }),
        ...(given.port === undefined ? {} : { port: given.port }),
      },
      this.sources,
    );
    for (const warning of found.warnings) {
      if (!this.warned.has(warning)) this.options.onWarning?.(warning);
      this.warned.add(warning);
    }
    return found;
  }

  /** What the handshake goes over: TCP, the output of a command, or a stream from a jump host. */
  private async stream(
    settings: SshSettings,
    way: Way,
    limitMs: number,
    signal?: AbortSignal,
  ): Promise<{ stream: Duplex; release: () => void; complaint?: () => Promise<string> }> {
    const jump = way.proxyJump ?? settings.proxyJump;
    if (jump !== undefined && jump !== '' && jump !== 'none') {
      const hops = parseJumps(jump);
      const here = `${settings.hostName}:${settings.port}`;
      // `Host *` with a ProxyJump is meant for all but the jump host itself.
      const isFromConfig = way.proxyJump === undefined;
      const isItself =
        isFromConfig &&
        hops.some((hop) => {
          const its = this.settings(hop.host, hop);
          return `${its.hostName}:${its.port}` === here;
        });
      if (isFromConfig && way.trail.includes(here)) {
        throw new NeverReachable(`the way to ${way.trail[0]} leads through ${here} more than once`, {
          hint: 'look at ProxyJump in ~/.ssh/config',
        });
      }
      if (!isItself) {
        const { proxyJump: _, ...rest } = way;
        return this.throughJumps(hops, settings, { ...rest, trail: [...way.trail, here] }, limitMs, signal);
      }
    }
    if (settings.proxyCommand !== undefined && jump === undefined) {
      const { stream, complaint } = commandStream(settings.proxyCommand);
      return { stream, release: () => stream.destroy(), complaint };
    }
    return { stream: await tcpStream(settings, limitMs, signal), release: () => undefined };
  }

  private async throughJumps(
    hops: readonly Hop[],
    settings: SshSettings,
    way: Way,
    limitMs: number,
    signal?: AbortSignal,
  ): Promise<{ stream: Duplex; release: () => void }> {
    const id = JSON.stringify([hops, way.checkHostKey]);
    let jump = this.jumps.get(id);
    if (jump === undefined) {
      // Not with one machine's signal: others wait for the same jump host.
      jump = { connection: this.jumpConnection(hops, way), users: 0 };
      this.jumps.set(id, jump);
    }
    const mine = jump;
    mine.users += 1;
    const release = () => {
      mine.users -= 1;
      if (mine.users > 0) return;
      if (this.jumps.get(id) === mine) this.jumps.delete(id);
      mine.connection.then((connection) => connection.close()).catch(() => undefined);
    };
    const via = hops.at(-1)?.host ?? '';
    try {
      const connection = await mine.connection;
      if (!connection.isUp) throw new Unreachable(`the connection to the jump host ${via} was lost`);
      return {
        stream: await forward(connection, settings.hostName, settings.port, limitMs),
        release: once(release),
      };
    } catch (error) {
      once(release)();
      signal?.throwIfAborted();
      if (error instanceof NoWayOut) {
        throw new Unreachable(
          `the jump host ${via} cannot reach ${settings.hostName}:${settings.port}: ${error.message}`,
        );
      }
      // The next one begins anew.
      if (this.jumps.get(id) === mine) this.jumps.delete(id);
      if (error instanceof Unreachable && !error.message.startsWith('jump host')) {
        const more = { cause: error, ...(error.hint === undefined ? {} : { hint: error.hint }) };
        const Kind = error instanceof NeverReachable ? NeverReachable : Unreachable;
        throw new Kind(`jump host ${via}: ${error.message}`, more);
      }
      throw error;
    }
  }

  private async jumpConnection(hops: readonly Hop[], way: Way): Promise<SshConnection> {
    const last = hops.at(-1);
    if (last === undefined) throw new NeverReachable('an empty list of jump hosts');
    const before = hops.slice(0, -1);
    const settings = this.settings(last.host, last);
    const limitMs = (settings.connectTimeout ?? way.connectLimit) * 1000;
    const under =
      before.length > 0
        ? await this.throughJumps(before, settings, way, limitMs)
        : await this.stream(settings, way, limitMs);
    try {
      const connection = await this.connection(
        under.stream,
        settings,
        { checkHostKey: way.checkHostKey },
        limitMs,
      );
      connection.client.once('close', under.release);
      return connection;
    } catch (error) {
      under.release();
      throw error;
    }
  }

  private async connection(
    stream: Duplex,
    settings: SshSettings,
    target: Pick<Target, 'checkHostKey'> & {
      password?: string;
      privateKeyFile?: string;
      privateKeyPassphrase?: string;
    },
    limitMs: number,
    signal?: AbortSignal,
    complaint?: () => Promise<string>,
  ): Promise<SshConnection> {
    const keys = await candidateKeys({
      files: settings.identityFiles,
      onlyFiles: settings.identitiesOnly,
      agentSocket: settings.identityAgent,
      home: this.sources.home,
    });
    const passphrase: PassphraseSource = (file) =>
      file === target.privateKeyFile && target.privateKeyPassphrase !== undefined
        ? Promise.resolve(target.privateKeyPassphrase)
        : this.passphrase(file);
    return this.handshakes(() =>
      sshConnection(
        stream,
        {
          settings,
          strictness: target.checkHostKey ? settings.strictHostKeyChecking : 'no',
          login: new Login({ user: settings.user, keys, password: target.password, passphrase }),
          limitMs,
          ...(complaint === undefined ? {} : { complaint }),
        },
        signal,
      ),
    );
  }

  private passphrase(file: string): Promise<string | undefined> {
    let asked = this.passphrases.get(file);
    if (asked === undefined) {
      asked = this.options.passphrase?.(file) ?? Promise.resolve(undefined);
      this.passphrases.set(file, asked);
    }
    return asked;
  }
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    work();
  };
}
