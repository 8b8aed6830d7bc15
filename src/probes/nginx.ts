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
 * Shell functions: `master` prints the process id of the running nginx, `workers PID` those of its workers that
 * aren't shutting down. Not every kernel lists a process's children.
 */
export const NGINX_WORKERS = `
built() { nginx -V 2>&1 | tr ' ' '\\n' | sed -n "s/^--$1=//p" | head -n 1; }
config=$(built conf-path); config=\${config:-/etc/nginx/nginx.conf}
master() {
  file=$(sed -n 's/^[[:space:]]*pid[[:space:]][[:space:]]*\\([^;]*\\);.*/\\1/p' "$config" 2>/dev/null | head -n 1)
  [ -n "$file" ] || file=$(built pid-path)
  pid=$(cat "\${file:-/run/nginx.pid}" 2>/dev/null) || return 0
  case $(tr '\\0' ' ' < "/proc/$pid/cmdline" 2>/dev/null) in 'nginx: master'*) echo "$pid" ;; esac
}
children() {
  cat "/proc/$1/task/$1/children" 2>/dev/null && return
  for stat in /proc/[0-9]*/stat; do
    set -- "$1" $(sed 's/.*) //' "$stat" 2>/dev/null)
    [ "\${3:-}" != "$1" ] || { stat=\${stat%/stat}; echo "\${stat##*/}"; }
  done
}
workers() {
  for child in $(children "$1"); do
    case $(tr '\\0' ' ' < "/proc/$child/cmdline" 2>/dev/null) in *'shutting down'* | '') ;; *worker*) echo "$child" ;; esac
  done
}`;

/**
 * When the running configuration was read is when its workers began: a reload replaces them. A worker that crashed
 * began later, so the oldest that isn't shutting down counts. Compared with the time of the last change of any file
 * that is read (ctime: a rename or `cp -p` can't hide from it), and of the folders that are globbed.
 */ const READ = `
command -v nginx >/dev/null || { echo none; exit 0; }
${NGINX_WORKERS}
folder=\${config%/*}
if [ -d "$folder/sites-enabled" ] || grep -qs 'include.*sites-enabled' "$config"; then echo debian; else echo conf.d; fi
echo "$config"
pid=$(master)
[ -n "$pid" ] && echo 1 || { echo 0; exit 0; }
began=$(for process in $(workers "$pid"); do sed 's/.*) //' "/proc/$process/stat" | cut -d ' ' -f 20; done 2>/dev/null | sort -n | head -n 1)
[ -n "$began" ] || began=$(sed 's/.*) //' "/proc/$pid/stat" | cut -d ' ' -f 20)
read -r up _ < /proc/uptime
date +%s.%N
echo "$up $began $(getconf CLK_TCK 2>/dev/null || echo 100)"
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
