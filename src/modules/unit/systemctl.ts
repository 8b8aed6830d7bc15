import { quote, quoteAll } from '../../core/quote.ts';
import type { Run } from '../../core/step.ts';
import type { UnitScope } from '../../probes/unit.ts';

export type Action = 'start' | 'stop' | 'restart' | 'reload';

/** A login shell has XDG_RUNTIME_DIR, a shell that sudo opened doesn't. */
const USER_BUS = `: "\${XDG_RUNTIME_DIR:=/run/user/$(id -u)}"; export XDG_RUNTIME_DIR`;

export function systemctl(scope: UnitScope, words: readonly string[]): Run {
  const argv = ['systemctl', ...(scope === 'system' ? [] : [`--${scope}`]), ...words];
  if (scope !== 'user') return { do: 'run', argv };
  return { do: 'run', script: `${USER_BUS}\nexec ${quoteAll(argv)}` };
}

/**
 * Starts or stops a unit. A service of Type=simple counts as started before its program even runs, so a start is
 * looked at again a moment later; where it failed, the end of its journal says why.
 */
export function act(scope: UnitScope, action: Action, id: string, noBlock: boolean): Run {
  const option = scope === 'system' ? '' : ` --${scope}`;
  if (noBlock || action === 'stop') {
    return systemctl(scope, [...(noBlock ? ['--no-block'] : []), action, id]);
  }
  const name = quote(id);
  const show = `systemctl${option} show -p ActiveState -p SubState ${name} | tr '\\n' ' '`;
  // A unit that waits to be restarted would be waited for as long as its RestartSec.
  const verb =
    action === 'start'
      ? `$(case $(${show}) in (*=auto-restart*) echo restart ;; (*) echo start ;; esac)`
      : action;
  const script = `${scope === 'user' ? `${USER_BUS}\n` : ''}since=$(date +%s)
why() {
  sleep 0.1
  journalctl${option} --no-pager -q -n 15 -o cat --since "@$since" -u ${name} >&2 2>/dev/null
}
systemctl${option} ${verb} ${name} || { status=$?; why; exit "$status"; }
sleep 0.2
case $(${show}) in
  *=failed* | *=auto-restart*)
    echo "systemctl ${action} succeeded, and then it failed at once:" >&2
    why
    exit 1 ;;
esac`;
  return { do: 'run', script };
}
