import { becomes, type Effect, unsettles } from '../../core/effect.ts';
import type { Key } from '../../core/key.ts';
import type { Seen } from '../../core/module.ts';
import { type Decision, fails, type ResultFields, unchanged } from '../../core/plan.ts';
import type { Run, Step, StepOutput } from '../../core/step.ts';
import { isUnknown, known, NotKnown, Unknown } from '../../core/unknown.ts';
import { type Unit, type UnitScope, unit } from '../../probes/unit.ts';
import { unitFolders } from '../../probes/unit-folders.ts';
import { type Action, act, systemctl } from './systemctl.ts';

/** What `systemd` and `service` can ask of a unit. */
export interface UnitWish {
  readonly name?: string;
  readonly state?: 'started' | 'stopped' | 'restarted' | 'reloaded';
  readonly enabled?: boolean;
  readonly masked?: boolean;
  readonly daemon_reload?: boolean;
  readonly daemon_reexec?: boolean;
  readonly scope?: UnitScope;
  readonly no_block?: boolean;
  readonly force?: boolean;
}

export function unitKeys(wish: UnitWish): readonly Key[] {
  return wish.name === undefined ? [] : [unit(wish.name, wish.scope)];
}

/** Neither enabling nor disabling does anything to these: they are on by other means, or not at all. */
const FIXED = new Set(['static', 'indirect', 'generated', 'transient', 'alias']);
const RUNNING = new Set(['active', 'activating', 'reloading']);

export function planUnit(wish: UnitWish, seen: Seen, check: boolean): Decision {
  const { name } = wish;
  if (name === undefined) return planManager(wish, check);
  const key = unit(name, wish.scope);
  const before = seen.get(key);
  const scope = wish.scope ?? 'system';
  const refusal = missing(wish, name, before);
  if (refusal) return refusal;

  const steps: Step[] = [];
  const changes: string[] = [];
  const linked: Effect[] = [];
  /** What each step does, in a word. */
  const verbs: string[] = [];
  let after = before;
  const fields: { -readonly [name in keyof ResultFields]: ResultFields[name] } = {
    name,
    status: before.properties,
  };

  if (wish.masked !== undefined && known(before.masked) !== wish.masked) {
    const verb = wish.masked ? 'mask' : 'unmask';
    steps.push(systemctl(scope, [...flags(wish), verb, before.id]));
    verbs.push(verb);
    changes.push(verb);
    linked.push(
      unsettles(
        { kind: 'path', subject: `${unitFolders(scope)[0]}/${before.id}` },
        `how ${before.id} is linked`,
      ),
    );
    const unmasked = Unknown.of(`whether ${before.id} is enabled once it is unmasked`);
    after = { ...after, masked: wish.masked, exists: true, enabled: wish.masked ? 'masked' : unmasked };
  }
  if (wish.enabled !== undefined) {
    const enabled = known(before.enabled);
    if (isEnabled(enabled) !== wish.enabled && !FIXED.has(enabled)) {
      const verb = wish.enabled ? 'enable' : 'disable';
      steps.push(systemctl(scope, [...flags(wish), verb, before.id]));
      verbs.push(verb);
      changes.push(verb);
      linked.push(...linkEffects(before.id, scope));
      after = { ...after, enabled: wish.enabled ? 'enabled' : 'disabled', needsReload: false };
    }
    fields['enabled'] = wish.enabled;
  }
  const action = actionFor(wish.state, before);
  if (action) {
    if (before.active === 'offline')
      return fails(`${name} can't be ${wish.state}: this host was not booted with systemd`);
    steps.push(act(scope, action, before.id, wish.no_block === true));
    verbs.push(action);
    changes.push(action);
    const word = action === 'stop' ? 'inactive' : 'active';
    const later = Unknown.of(`what systemd says about ${before.id}`);
    after = { ...after, active: wish.no_block ? later : word, properties: later };
    const last = isUnknown(before.properties)
      ? undefined
      : before.properties['StateChangeTimestampMonotonic'];
    if (last !== undefined && !wish.no_block && action !== 'stop') after = { ...after, changedAfter: last };
  }
  if (wish.state !== undefined) fields['state'] = wish.state === 'stopped' ? 'stopped' : 'started';

  // Old files would be started again, so a unit that is acted on is never left with them.
  const stale =
    steps.length > 0
      ? before.needsReload !== false
      : wish.daemon_reload === true && known(before.needsReload);
  if (stale) {
    steps.unshift(systemctl(scope, ['daemon-reload']));
    verbs.unshift('have systemd read its files for');
    if (before.needsReload === true && steps.length === 1) changes.unshift('daemon-reload');
    after = { ...after, needsReload: false };
  }
  if (wish.daemon_reexec) {
    steps.unshift(systemctl(scope, ['daemon-reexec']));
    verbs.unshift('have systemd execute itself again for');
  }
  if (steps.length === 0) return unchanged(fields);
  if (changes.length === 0) return quietly(steps, fields, check);

  const effects: Effect[] = [
    ...linked,
    ...(action && action !== 'stop' ? company(before) : []),
    becomes(key, after),
  ];
  return {
    verdict: 'change',
    changes,
    steps,
    effects,
    result: { ...fields, status: after.properties },
    finish: (outputs, read) => {
      const now = read.get(key);
      const broken = outputs.findIndex(
        (output) => output.outcome === 'failed' || output.outcome === 'timed-out',
      );
      return {
        ...(now && !isUnknown(now.properties) ? { status: now.properties } : {}),
        ...(broken < 0 ? {} : { failed: true, msg: refused(name, verbs[broken] ?? '', outputs[broken]) }),
      };
    },
  };
}

/** Where links come and go. Which of them it is, a unit's [Install] section says. */
function linkEffects(id: string, scope: UnitScope): Effect[] {
  const [folder] = unitFolders(scope);
  const targets = [
    'multi-user',
    'default',
    'graphical',
    'network-online',
    'timers',
    'sockets',
    'sysinit',
    'basic',
  ];
  const links = targets.flatMap((target) => [
    `${folder}/${target}.target.wants/${id}`,
    `${folder}/${target}.target.requires/${id}`,
  ]);
  const why = `how ${id} is linked`;
  return links.map((subject) => unsettles({ kind: 'path', subject }, why));
}

/** What is started along with a unit. */
function company({ id, properties }: Unit): Effect[] {
  const names = isUnknown(properties)
    ? []
    : [properties['Requires'], properties['Wants']].join(' ').split(' ');
  const prefix = /^([^@]+)@.+\.service$/.exec(id)?.[1];
  if (prefix !== undefined) names.push(`system-${prefix.replaceAll('-', '\\x2d')}.slice`);
  if (id.endsWith('.timer')) names.push('time-sync.target', 'time-set.target');
  const why = `what is started along with ${id}`;
  return names.filter((name) => name !== '').map((subject) => unsettles({ kind: 'unit', subject }, why));
}

function refused(name: string, verb: string, output: StepOutput | undefined): string {
  return `Unable to ${verb} ${name}: ${output?.stderr.trim() ?? ''}`;
}

/** Masking puts a link where an administrator's own unit file is; systemctl doesn't replace that. */
function ownFile(wish: UnitWish, before: Unit): string | undefined {
  if (wish.masked !== true || known(before.masked) || isUnknown(before.properties)) return undefined;
  const file = before.properties['FragmentPath'];
  return file === `/etc/systemd/system/${before.id}` ? file : undefined;
}

function flags(wish: UnitWish): string[] {
  return [...(wish.no_block ? ['--no-block'] : []), ...(wish.force ? ['--force'] : [])];
}

function isEnabled(state: string): boolean {
  return state === 'enabled';
}

function actionFor(state: UnitWish['state'], before: Unit): Action | undefined {
  if (state === undefined) return undefined;
  const active = known(before.active);
  const running = RUNNING.has(active);
  switch (state) {
    case 'started':
      return running ? undefined : 'start';
    case 'stopped':
      return running || active === 'deactivating' ? 'stop' : undefined;
    case 'restarted':
      return running ? 'restart' : 'start';
    case 'reloaded':
      return running ? 'reload' : 'start';
  }
}

function missing(wish: UnitWish, name: string, before: Unit): Decision | undefined {
  const starts = wish.state !== undefined && wish.state !== 'stopped';
  if (!before.exists && (wish.state !== undefined || wish.enabled !== undefined)) {
    if (before.foretold) throw new NotKnown(Unknown.of(`whether a package brings the unit ${before.id}`));
    return fails(`Could not find the requested service ${name}: host`);
  }
  if (starts && wish.masked !== false && known(before.masked)) {
    return fails(`The unit ${before.id} is masked: it can't be started. masked: false unmasks it.`);
  }
  const inTheWay = ownFile(wish, before);
  if (inTheWay !== undefined) return fails(`Failed to mask unit: File ${inTheWay} already exists.`);
  const error = known(before.loadError);
  // With newer files on disk the error may be one of the past.
  if (error !== '' && !known(before.needsReload))
    return fails(`Error loading unit file '${before.id}': ${error}`);
  return undefined;
}

/** daemon-reload and daemon-reexec without a unit: nothing on the host tells whether they are needed. */
function planManager(wish: UnitWish, check: boolean): Decision {
  const scope = wish.scope ?? 'system';
  const steps: Step[] = [];
  if (wish.daemon_reload) steps.push(systemctl(scope, ['daemon-reload']));
  if (wish.daemon_reexec) steps.push(systemctl(scope, ['daemon-reexec']));
  return steps.length === 0 ? unchanged({}) : quietly(steps, { status: {} }, check);
}

/** Steps that have to be done, and are no change of the host in anyone's eyes. */
function quietly(steps: readonly Step[], result: ResultFields, check: boolean): Decision {
  if (check) return unchanged(result);
  return {
    verdict: 'change',
    changes: steps.map((step) => (step as Run).argv?.at(-1) ?? 'daemon-reload'),
    steps,
    effects: [],
    result,
    finish: () => ({ changed: false }),
  };
}
