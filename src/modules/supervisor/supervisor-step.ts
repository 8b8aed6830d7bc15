import { quote } from '../../core/quote.ts';
import type { Run } from '../../core/step.ts';
import { groupOf } from '../../probes/supervisor.ts';
import { MATCHING, supervisorctl } from '../../probes/supervisor-connection.ts';
import { connectionOf, type SupervisorArguments } from './supervisor-arguments.ts';

/**
 * What the states are made of. supervisorctl tells most failures only in what it prints, and of a program that fails to
 * start nothing but that it did: the end of its log says why.
 */
const WORDS = `${MATCHING}
now() { ctl status | matching "$name"; }
fail() { printf '%s\\n' "$@" >&2; exit 1; }
expect() {
  said=$(ctl $1 "$2" 2>&1) && case $said in *"$3"*) true ;; *) false ;; esac || fail "$said"
}
log_of() {
  for stream in stderr stdout; do
    text=$(ctl tail -4000 "$1" $stream 2>/dev/null | tail -n 20)
    case $text in '' | *'ERROR (no log file)'* | *'ERROR (bad name)'*) continue ;; esac
    printf '%s\\n%s\\n' "The end of what $1 wrote to $stream:" "$text"
    return
  done
}
start() {
  said=$(ctl "\${2:-start}" "$1" 2>&1) || :
  case $said in *"$1: started"* | *'ERROR (already started)'*) ;; *) fail "$said" "$(log_of "$1")" ;; esac
}
stop() { expect stop "$1" "$1: stopped"; }
# What supervisord starts by itself has proved nothing until its startsecs are over. What is seen then counts: a program
# that failed is soon STARTING again.
settle() {
  while list=$(now) && printf '%s\\n' "$list" | grep -q '^[^ ]* STARTING'; do sleep 0.2; done
}
reread() {
  news=$(ctl reread 2>&1) || fail "$news"
  case $news in ERROR*) fail "$news" ;; esac
}
take_over() {
  reread
  if [ -z "$group" ]; then ctl update >/dev/null || fail "supervisorctl update failed"
  elif printf '%s\\n' "$news" | grep -q -e "^$pattern: available\\$" -e "^$pattern: changed\\$"; then
    ctl update "$group" >/dev/null || fail "supervisorctl update $group failed"
  else return 0; fi
  updated=1
  settle
}
each() {
  [ -n "$list" ] || list=$(now)
  [ -n "$list" ] || fail "ERROR (no such process)"
  while read -r process state rest; do "$1" </dev/null; done <<END
$list
END
}
affected() { printf 'affected %s\\n' "$process"; }
up() {
  case $state in
    RUNNING | STARTING) [ -z "$updated" ] || affected; return ;;
    BACKOFF) [ -z "$updated" ] || fail "$process: $state $rest" "$(log_of "$process")"; stop "$process" ;;
    FATAL) [ -z "$updated" ] || fail "$process: $state $rest" "$(log_of "$process")" ;;
  esac
  start "$process"; affected
}
down() {
  case $state in RUNNING | STARTING | BACKOFF) stop "$process"; affected ;; esac
}
again() {
  case $state in
    RUNNING | STARTING) [ -z "$updated" ] || { affected; return; } ;;
    BACKOFF) stop "$process" ;;
  esac
  start "$process" restart; affected
}
signalled() {
  case $state in RUNNING) expect "signal $signal" "$process" "$process: signalled"; affected ;; esac
}
updated= list=`;

const VERBS: Readonly<Record<SupervisorArguments['state'], string>> = {
  present: 'reread; expect add "$group" "$group: added process group"; settle',
  started: 'each up',
  stopped: 'each down',
  restarted: 'each again',
  absent: 'reread; expect remove "$group" "$group: removed process group"',
  signalled: 'each signalled',
};

/**
 * One call for all: it looks at the state again itself, so that what moved meanwhile is not acted on twice. `outdated`: files
 * are new or changed, and are taken over first.
 */
export function supervisorStep(args: SupervisorArguments, outdated: boolean): Run {
  const group = groupOf(args.name) ?? '';
  const variables = {
    name: args.name,
    group,
    pattern: group.replace(/[.*[\]^$\\]/g, '\\$&'),
    signal: args.signal ?? '',
  };
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${quote(value)}`);
  const stopping = args.state === 'absent' && args.stop_before_removing ? 'each down; list=; ' : '';
  const before = outdated && args.state !== 'present' ? 'take_over; ' : stopping;
  return {
    do: 'run',
    script: [
      'LC_ALL=C; export LC_ALL',
      ...lines,
      supervisorctl(connectionOf(args)),
      WORDS,
      `${before}${VERBS[args.state]}`,
    ].join('\n'),
    ...(args.password === undefined ? {} : { secret: true }),
  };
}
