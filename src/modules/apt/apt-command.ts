import type { Run } from '../../core/step.ts';
import type { AptArguments } from './apt-arguments.ts';

/** Nobody is there to answer a question, or to read a changelog. */
const ENVIRONMENT = {
  DEBIAN_FRONTEND: 'noninteractive',
  DEBIAN_PRIORITY: 'critical',
  APT_LISTCHANGES_FRONTEND: 'none',
  LC_ALL: 'C',
};

/** The words after `apt-get` that decide what is done, the same for doing it and for its simulation. */
export function aptWords(
  args: AptArguments,
  operation: readonly string[],
  targets: readonly string[] = [],
): string[] {
  const recommends = args.install_recommends;
  const option = (on: boolean, ...words: string[]): string[] => (on ? words : []);
  return [
    ...operation,
    ...option(
      args.autoremove && operation[0] !== 'build-dep' && operation[0] !== 'autoremove',
      '--auto-remove',
    ),
    ...option(args.fail_on_autoremove && args.state !== 'absent', '--no-remove'),
    ...option(args.only_upgrade && operation[0] === 'install', '--only-upgrade'),
    ...option(args.purge && (operation[0] === 'remove' || operation[0] === 'autoremove'), '--purge'),
    ...option(args.default_release !== undefined, '-t', args.default_release ?? ''),
    ...option(recommends !== undefined, '-o', `APT::Install-Recommends=${recommends ? 'yes' : 'no'}`),
    ...option(args.allow_unauthenticated || args.force, '--allow-unauthenticated'),
    ...option(args.allow_downgrade || args.force, '--allow-downgrades'),
    ...option(args.allow_change_held_packages || args.force, '--allow-change-held-packages'),
    ...option(args.force, '--allow-remove-essential'),
    ...option(targets.length > 0, '--', ...targets),
  ];
}

/** apt-get with these words, as a step. */
export function aptGet(args: AptArguments, words: readonly string[]): Run {
  const dpkg = args.dpkg_options
    .split(',')
    .filter(Boolean)
    .flatMap((option) => ['-o', `Dpkg::Options::=--${option.trim()}`]);
  const lock = ['-o', `DPkg::Lock::Timeout=${args.lock_timeout}`];
  return withPolicy(args, {
    do: 'run',
    argv: ['apt-get', '-y', '-q', ...dpkg, ...lock, ...words],
    env: ENVIRONMENT,
  });
}

/** policy-rc.d decides whether services may start while packages are installed. One that is there comes back. */
const POLICY = `policy=/usr/sbin/policy-rc.d
restore() { rm -f "$policy"; [ ! -e "$policy.kept" ] || mv "$policy.kept" "$policy"; }
[ ! -e "$policy" ] || mv "$policy" "$policy.kept"
trap restore EXIT
trap 'exit 130' INT TERM
printf '#!/bin/sh\\nexit %d\\n' "$1" > "$policy"
chmod 0755 "$policy"
shift
"$@"`;

export function withPolicy(args: AptArguments, run: Run): Run {
  if (args.policy_rc_d === undefined || run.argv === undefined) return run;
  return { ...run, argv: ['sh', '-c', POLICY, 'sh', String(args.policy_rc_d), ...run.argv] };
}

/**
 * Refreshes the package lists, again after a pause where a mirror or the lock is in the way. apt-get itself calls it
 * a success when it could fetch only some of them.
 */
const UPDATE = `retries=$1 longest=$2 lock=$3
end=$(( $(date +%s) + lock ))
try=0
while :; do
  said=$(apt-get update -q -o APT::Update::Error-Mode=any 2>&1) && case $said in *'Failed to fetch'* | *'failed to download'*) false ;; esac && break
  case $said in
    *'Could not get lock'* | *'Unable to lock'*)
      [ "$(date +%s)" -ge "$end" ] || { sleep 1; continue; } ;;
  esac
  try=$((try + 1))
  if [ "$try" -ge "$retries" ]; then printf '%s\\n' "$said" >&2; exit 100; fi
  pause=$((1 << (try - 1))); [ "$pause" -le "$longest" ] || pause=$longest
  sleep "$pause"
done
# Debian's apt leaves the folder's time alone when nothing was new; then nobody could tell that it looked.
stamp=/var/lib/apt/periodic/update-success-stamp
[ -e "$stamp" ] || stamp=/var/lib/apt/lists
touch "$stamp"`;

export function updateLists(args: AptArguments): Run {
  const words = [args.update_cache_retries, args.update_cache_retry_max_delay, args.lock_timeout];
  return { do: 'run', argv: ['sh', '-c', UPDATE, 'sh', ...words.map(String)], env: ENVIRONMENT };
}

/** apt-get's own summary of having had nothing to do. */
export function didNothing(stdout: string): boolean {
  return /^0 upgraded, 0 newly installed, (0 downgraded, )?0 to remove/m.test(stdout);
}
