import type { Role } from '../core/play.ts';
import { type Dict, OMIT, type Value } from '../core/value.ts';
import { LazyDict } from '../template/index.ts';
import type { HostRun } from './host-run.ts';
import type { Run } from './run.ts';

/** The variables that are always there, by Ansible's names. */
export function magicVariables(run: Run, host: HostRun, role: Role | undefined): Dict {
  const { options } = run;
  const inventory = options.hosts.host(host.name);
  const [major = 0, minor = 0, revision = 0] = COMPATIBLE.split('.').map(Number);
  const magic: Dict = new Map<Value, Value>([
    ['inventory_hostname', host.name],
    ['inventory_hostname_short', host.name.split('.')[0] ?? host.name],
    ['group_names', [...(inventory?.groups ?? [])].filter((group) => group !== 'all')],
    ['groups', run.groups()],
    ['hostvars', new HostVars(run, host)],
    ['playbook_dir', host.play.play.playbookDir],
    ['omit', OMIT],
    ['ansible_facts', host.variables.facts],
    ['ansible_check_mode', options.check],
    ['ansible_diff_mode', options.diff],
    ['ansible_forks', options.forks],
    ['ansible_verbosity', 0],
    ['ansible_run_tags', [...(options.tags.length > 0 ? options.tags : ['all'])]],
    ['ansible_skip_tags', [...options.skipTags]],
    ['ansible_play_name', host.play.play.name],
    ['ansible_play_hosts_all', host.play.allHosts as string[]],
    ['ansible_play_hosts', null],
    ['ansible_play_batch', null],
    ['play_hosts', null],
    ...roleNames(host.play.play.roles),
    [
      'ansible_version',
      new Map<Value, Value>([
        ['full', COMPATIBLE],
        ['string', COMPATIBLE],
        ['major', major],
        ['minor', minor],
        ['revision', revision],
      ]),
    ],
    ['jrun_version', options.version],
  ]);
  if (inventory?.file !== undefined) {
    magic.set('inventory_file', inventory.file);
    magic.set('inventory_dir', inventory.file.replace(/\/[^/]*$/, '') || '/');
  }
  if (role) {
    magic.set('role_name', role.name);
    magic.set('ansible_role_name', role.name);
    magic.set('role_path', role.path);
    if (role.parents.length > 0) {
      const nearest = role.parents.toReversed();
      magic.set(
        'ansible_parent_role_names',
        nearest.map((parent) => parent.name),
      );
      magic.set(
        'ansible_parent_role_paths',
        nearest.map((parent) => parent.path),
      );
    }
  }
  return new AmongOthers(magic, host);
}

/** Who is still there: asked for by name, so that the other hosts come as far first. */
class AmongOthers extends Map<Value, Value> {
  private readonly host: HostRun;
  constructor(values: Dict, host: HostRun) {
    super(values);
    this.host = host;
  }

  override get(key: Value): Value | undefined {
    if (key !== 'ansible_play_hosts' && key !== 'ansible_play_batch' && key !== 'play_hosts') {
      return super.get(key);
    }
    const { play, run } = this.host;
    this.host.looksAt(play.hosts);
    const all = key === 'ansible_play_hosts' ? play.allHosts : play.hosts.map((other) => other.name);
    return all.filter((name) => !run.isOut(name));
  }
}

function roleNames(roles: readonly Role[]): readonly (readonly [Value, Value])[] {
  const names = (some: readonly Role[]): Value[] => [...new Set(some.map((role) => role.name))];
  const listed = roles.filter((role) => role.parents.length === 0);
  const dependent = roles.filter((role) => role.parents.length > 0);
  return [
    ['ansible_play_role_names', listed.map((role) => role.name)],
    ['ansible_dependent_role_names', names(dependent)],
    ['ansible_role_names', names(roles)],
    ['role_names', listed.map((role) => role.name)],
  ];
}

/** The Ansible whose language this is: playbooks ask `ansible_version` before they use what is newer. */
const COMPATIBLE = '2.18.0';

/** Each host's variables, worked out when somebody asks for that host. */
class HostVars extends LazyDict {
  private readonly run: Run;
  private readonly host: HostRun;
  constructor(run: Run, host: HostRun) {
    super();
    this.run = run;
    this.host = host;
  }

  get(key: Value): Value | undefined {
    const name = String(key);
    if (this.run.options.hosts.host(name) === undefined && name !== this.host.name) return undefined;
    const other = this.host.play.hostNamed(this.run, name);
    if (other !== this.host && this.host.play.isMember(other)) this.host.looksAt([other]);
    return other.shown();
  }

  *keys(): Iterable<Value> {
    yield* this.run.options.hosts.groups().get('all') ?? [];
  }
}
