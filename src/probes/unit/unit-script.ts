import { quote, quoteAll } from '../../core/quote.ts';
import { type UnitScope, unitFolders } from '../unit-folders.ts';
import { fileNames, isTemplate } from './unit.ts';

const PROPERTIES = [
  'Id Names Description LoadState LoadError ActiveState SubState UnitFileState UnitFilePreset FragmentPath',
  'SourcePath DropInPaths NeedDaemonReload Type RemainAfterExit Restart User Group WorkingDirectory MainPID',
  'ControlPID NRestarts Result ExecMainCode ExecMainStatus ExecMainStartTimestamp ExecMainStartTimestampMonotonic',
  'ActiveEnterTimestamp ActiveEnterTimestampMonotonic InactiveEnterTimestamp StateChangeTimestamp',
  'StateChangeTimestampMonotonic CanStart CanStop CanReload Triggers TriggeredBy Requires Wants StatusText',
]
  .join(' ')
  .split(' ');

/** Prints what is known of these units of one manager. */
export function scopeScript(scope: UnitScope, names: readonly string[]): string {
  const option = scope === 'system' ? '' : ` --${scope}`;
  const setup =
    scope === 'user'
      ? `XDG_RUNTIME_DIR=\${XDG_RUNTIME_DIR:-/run/user/$(id -u)}; export XDG_RUNTIME_DIR\n`
      : '';
  const templates = names.filter(isTemplate);
  const units = names.filter((name) => !isTemplate(name));
  const files = (list: readonly string[]): string =>
    list
      .map(
        (name) =>
          `s=$(systemctl${option} is-enabled ${quote(name)} 2>/dev/null | tail -n 1)
case $s in '' | not-found) echo ${quote(`F|${scope}|${name}|missing|`)} ;; *) echo ${quote(`F|${scope}|${name}|there|`)}"$s" ;; esac`,
      )
      .join('\n');
  if (scope === 'global') return files(names);
  const show = `echo ${quote(`S|${scope}|${units.join(' ')}`)}
systemctl${option} show --no-pager -p ${PROPERTIES.join(',')} -- ${quoteAll(units)} 2>&1 || echo ${quote(`X|${scope}`)}
echo`;
  const scripts = units
    .filter((name) => scope === 'system' && name.endsWith('.service'))
    .map((name) => {
      const plain = name.replace(/\.service$/, '');
      return `if [ -e ${quote(`/etc/init.d/${plain}`)} ]; then case $(systemctl show -p FragmentPath ${quote(name)}) in
FragmentPath= | */generator*) echo ${quote(`G|${name}|`)}"$(systemctl is-enabled ${quote(name)} 2>/dev/null | tail -n 1)" ;; esac; fi`;
    })
    .join('\n');
  const dropIns = units
    .filter(() => scope === 'system')
    .map((name) => {
      const folders = fileNames(name).flatMap((file) =>
        unitFolders(scope).map((folder) => `${folder}/${file}.d`),
      );
      return `for f in ${folders.map((folder) => `${quote(folder)}/*.conf`).join(' ')}; do
[ -s "$f" ] && printf '%s\\n' ${quote(`D|${name}|`)}"$f"; done`;
    })
    .join('\n');
  const lines = [setup + files(templates)];
  if (units.length > 0) {
    const online = [show, scripts, dropIns].filter(Boolean).join('\n');
    lines.push(
      scope === 'system' ? `if [ -n "$booted" ]; then\n${online}\nelse\n${files(units)}\nfi` : online,
    );
  }
  return lines.filter(Boolean).join('\n');
}
