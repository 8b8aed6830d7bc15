import { type Key, key } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { Probe } from '../core/probe.ts';
import { isUnknown, type Maybe, Unknown } from '../core/unknown.ts';

/** The nginx of a host. */
export interface Nginx {
  readonly installed: boolean;
  /** `debian`: sites-available and sites-enabled; `conf.d`: one file a site in conf.d. */
  readonly layout: 'debian' | 'conf.d';
  /** The main configuration file. */
  readonly config: string;
  readonly running: Maybe<boolean>;
  /** What is on disk changed after the running nginx read it. */
  readonly outdated: Maybe<boolean>;
}

export const nginx: Key<Nginx> = key<Nginx>('nginx', 'system');

/**
 * When the running configuration was read is when its workers began: a reload replaces them. A worker that crashed
 * began later, so the oldest that isn't shutting down counts. Compared with the time of the last change of any file
 * that is read (ctime: a rename or `cp -p` can't hide from it), and of the folders that are globbed.
 */
const READ = `
command -v nginx >/dev/null || { echo none; exit 0; }
said=$(nginx -V 2>&1)
word() { printf '%s\\n' "$said" | tr ' ' '\\n' | sed -n "s/^--$1=//p" | head -n 1; }
conf=$(word conf-path); conf=\${conf:-/etc/nginx/nginx.conf}
folder=\${conf%/*}
if [ -d "$folder/sites-enabled" ] || grep -qs 'include.*sites-enabled' "$conf"; then layout=debian; else layout=conf.d; fi
pidfile=$(sed -n 's/^[[:space:]]*pid[[:space:]][[:space:]]*\\([^;]*\\);.*/\\1/p' "$conf" 2>/dev/null | head -n 1)
[ -n "$pidfile" ] || pidfile=$(word pid-path)
master=$(cat "\${pidfile:-/run/nginx.pid}" 2>/dev/null)
running=
case $(cat "/proc/$master/cmdline" 2>/dev/null | tr '\\0' ' ') in 'nginx: master'*) running=1 ;; esac
echo "$layout"; echo "$conf"; echo "\${running:-0}"
[ -n "$running" ] || exit 0
loaded=
for stat in $(cat "/proc/$master/task/$master/children" 2>/dev/null); do
  case $(tr '\\0' ' ' < "/proc/$stat/cmdline" 2>/dev/null) in *'shutting down'* | '') continue ;; esac
  began=$(sed 's/.*) //' "/proc/$stat/stat" 2>/dev/null | cut -d ' ' -f 20)
  [ -n "$began" ] || continue
  if [ -z "$loaded" ] || [ "$began" -lt "$loaded" ]; then loaded=$began; fi
done
[ -n "$loaded" ] || loaded=$(sed 's/.*) //' "/proc/$master/stat" | cut -d ' ' -f 20)
read -r up _ < /proc/uptime
date +%s.%N
echo "$up $loaded $(getconf CLK_TCK 2>/dev/null || echo 100)"
find -L "$folder" \\( -name sites-available -o -name modules-available \\) -prune -o \\( -type f -o -type d \\) -exec stat -L -c '%Z %z' {} + 2>/dev/null
grep -rhsE '^[[:space:]]*(ssl_(certificate|certificate_key|dhparam|client_certificate|trusted_certificate|password_file|crl)|include)[[:space:]]+/' "$folder" |
  sed 's/^[[:space:]]*[a-z_]*[[:space:]]*//; s/[;[:space:]].*//; s/["'"'"']//g' | sort -u | while IFS= read -r file; do
  stat -L -c '%Z %z' $file 2>/dev/null
done
:`;

const probe: Probe<Nginx> = {
  kind: 'nginx',
  script: () => READ,

  parse(output, keys) {
    const [layout, config = '', running, now = '', times = '', ...changes] = output.stdout
      .toString()
      .trim()
      .split('\n');
    let answer: Nginx | ReadFailure;
    if (layout === 'none') {
      answer = {
        installed: false,
        layout: 'debian',
        config: '/etc/nginx/nginx.conf',
        running: false,
        outdated: false,
      };
    } else if (layout === 'debian' || layout === 'conf.d') {
      const outdated = running === '1' && isOutdated(Number(now), times, changes);
      answer = { installed: true, layout, config, running: running === '1', outdated };
    } else answer = new ReadFailure(output.stderr.trim() || 'nginx could not be looked at');
    return keys.map(() => answer);
  },

  restsOn: () => [
    { kind: 'path', subject: '/etc/nginx', below: true },
    { kind: 'unit', subject: 'nginx.service' },
    { kind: 'deb', subject: 'nginx' },
  ],

  /** Something of its configuration is expected to change, or its service to be started or reloaded. */
  derive(_key, before) {
    if (isUnknown(before) || !before.installed) return { value: before };
    return { value: { ...before, outdated: Unknown.of('whether nginx has read its configuration') } };
  },

  /** Whether it runs is the service's affair. */
  differences: (expected, actual) =>
    expected.outdated === false && actual.outdated === true
      ? ['it still runs with an older configuration']
      : [],
};

export default probe;

/** Seconds of slack: a process's start is told in hundredths, and the clock was read a moment later. */
const SLACK = 0.05;

function isOutdated(now: number, times: string, changes: readonly string[]): boolean {
  const [up = 0, began = 0, ticks = 100] = times.split(' ').map(Number);
  const loaded = now - (up - began / ticks);
  return changes.some((line) => changedAt(line) > loaded + SLACK);
}

/** `1700000000 2023-11-14 22:13:20.123456789 +0000`: whole seconds, and the fraction out of the readable time. */
function changedAt(line: string): number {
  const fraction = /:\d\d(\.\d+)/.exec(line)?.[1] ?? '';
  return Number(`${line.split(' ')[0]}${fraction}`);
}
