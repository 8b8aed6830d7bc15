import type { Run } from '../../core/step.ts';
import { NGINX_WORKERS } from '../../probes/nginx.ts';

export const VALIDATE: Run = { do: 'run', argv: ['nginx', '-t', '-q'] };

/**
 * A reload is only a signal: nginx tries, and keeps what it had where that fails (a port in use), which nothing but
 * its log tells. So the step waits until new workers are there.
 */
const RELOAD = `${NGINX_WORKERS}
pid=$(master)
[ -n "$pid" ] || { echo 'nginx does not run' >&2; exit 1; }
old=" $(workers "$pid" | tr '\\n' ' ') "
nginx -s reload || exit 1
tries=0
while [ "$tries" -lt 50 ]; do
  left= new=
  for worker in $(workers "$pid"); do
    case $old in *" $worker "*) left=1 ;; *) new=1 ;; esac
  done
  [ -n "$new" ] && [ -z "$left" ] && exit 0
  tries=$((tries + 1))
  sleep 0.1
done
echo 'nginx kept its old configuration; its log says:' >&2
tail -n 5 /var/log/nginx/error.log >&2
exit 1`;

export const RELOADS: Run = { do: 'run', script: RELOAD };
