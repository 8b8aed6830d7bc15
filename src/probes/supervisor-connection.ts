import { quote, quoteAll } from '../core/quote.ts';

/** How supervisord is reached; nothing of it is what supervisorctl finds by itself. */
export interface SupervisorConnection {
  /** supervisorctl, where it isn't in PATH. */
  readonly program?: string;
  /** The configuration file. */
  readonly config?: string;
  /** `unix:///run/supervisor.sock`, `http://127.0.0.1:9001`. */
  readonly url?: string;
  readonly user?: string;
  readonly password?: string;
}

/** Where supervisorctl is expected to be once it is installed. */
export function programOf(connection: SupervisorConnection): string {
  return connection.program ?? '/usr/bin/supervisorctl';
}

/**
 * A password must not stand in an argument list. supervisorctl takes it from its configuration too, where sections may be
 * given twice, and where the environment can be named: so it reads the file it would have read, and that one line more.
 */
const WITH_PASSWORD = `
ctl() {
  { [ -z "$config" ] || sed "s|%(here)s|\${config%/*}|g" "$config"
    printf '\\n[supervisorctl]\\npassword=%%(ENV_JRUN_SUPERVISOR_PASSWORD)s\\n'
  } | command "$program" -c /dev/stdin "$@"
}`;

const PLAIN = `
ctl() { command "$program" "$@"; }`;

/** Defines `ctl` (supervisorctl with these options), and the variables `program`, `config`; for steps and for probes. */
export function supervisorctl(connection: SupervisorConnection): string {
  const { config, url, user, password } = connection;
  const options = [...(url === undefined ? [] : ['-s', url]), ...(user === undefined ? [] : ['-u', user])];
  const file = config === undefined || password !== undefined ? [] : ['-c', config];
  const search =
    config === undefined
      ? 'config=; for file in /etc/supervisord.conf /etc/supervisor/supervisord.conf; do [ -n "$config" ] || [ ! -e "$file" ] || config=$file; done'
      : `config=${quote(config)}`;
  const secret =
    password === undefined
      ? ''
      : `JRUN_SUPERVISOR_PASSWORD=${quote(password)}; export JRUN_SUPERVISOR_PASSWORD`;
  const define = (password === undefined ? PLAIN : WITH_PASSWORD).replace(
    ' "$@"',
    () => ` ${quoteAll([...file, ...options])} "$@"`,
  );
  return [`program=${quote(connection.program ?? 'supervisorctl')}`, search, secret, define]
    .filter(Boolean)
    .join('\n');
}

/**
 * `matching NAME` prints `process state rest` of what a name stands for, out of the lines of `supervisorctl status`:
 * a process, all of a group (`web:`), or everything (`all`).
 */
export const MATCHING = `
matching() {
  while read -r process state rest; do
    case $1 in
      all) ;;
      *:) case $process in "$1"* | "\${1%:}") ;; *) continue ;; esac ;;
      *) [ "$process" = "$1" ] || continue ;;
    esac
    printf '%s %s %s\\n' "$process" "$state" "$rest"
  done
}`;
