import { becomes, type Effect, presumes, unsettles } from '../../core/effect.ts';
import type { Key } from '../../core/key.ts';
import type { Known, Seen } from '../../core/module.ts';
import { type Decision, fails, type ResultFields, unchanged } from '../../core/plan.ts';
import type { Step, StepOutput } from '../../core/step.ts';
import { isUnknown, known, Unknown } from '../../core/unknown.ts';
import { home } from '../../probes/home.ts';
import { path } from '../../probes/path.ts';
import { unit, unitFiles } from '../../probes/unit.ts';
import { unitFolders } from '../../probes/unit-folders.ts';
import { planManager, quietly } from './manager-plan.ts';
import { act, systemctl } from './systemctl.ts';
import { actionFor } from './unit-action.ts';
import { company, linkEffects } from './unit-effects.ts';
import { refusalOf } from './unit-refusal.ts';
import type { UnitWish } from './unit-wish.ts';

/** A user's unit is told from others of its name by their home; its files are read in the same go. */
export function unitKeys({ name, scope }: UnitWish, seen: Known): readonly Key[] {
  if (name === undefined) return [];
  if (scope !== 'user') return [unit(name, scope)];
  const own = seen.get(home());
  if (own === undefined) return [home()];
  return [
    home(),
    unit(name, scope, own),
    ...unitFiles(name, scope, own).map((file) => path(file, 'content')),
  ];
}

/** Neither enabling nor disabling does anything to these: they are on by other means, or not at all. */
const FIXED = new Set(['static', 'indirect', 'generated', 'transient', 'alias']);

export function planUnit(wish: UnitWish, seen: Seen, check: boolean): Decision {
  const { name } = wish;
  if (name === undefined) return planManager(wish, check);
  const scope = wish.scope ?? 'system';
  const own = scope === 'user' ? seen.get(home()) : null;
  const key = unit(name, scope, own);
  const before = seen.get(key);
  const [folder = ''] = unitFolders(scope, own);
  const refusal = refusalOf(wish, name, before, folder);
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
    linked.push(unsettles({ kind: 'path', subject: `${folder}/${before.id}` }, `how ${before.id} is linked`));
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
      linked.push(...linkEffects(before.id, folder));
      if (wish.force)
        linked.push(
          presumes({ kind: 'path', subject: folder, below: true }, `nothing was in the way of ${before.id}`),
        );
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
    ...(action && action !== 'stop' ? company(before, (other) => unit(other, scope, own)) : []),
    becomes(key, after),
  ];
  return {
    verdict: 'change',
    changes,
    steps,
    effects,
    result: { ...fields, status: after.properties },
    onlyTells: true,
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

function refused(name: string, verb: string, output: StepOutput | undefined): string {
  return `Unable to ${verb} ${name}: ${output?.stderr.trim() ?? ''}`;
}

function flags(wish: UnitWish): string[] {
  return [...(wish.no_block ? ['--no-block'] : []), ...(wish.force ? ['--force'] : [])];
}

/** `enabled-runtime` is enabled, too. */
function isEnabled(state: string): boolean {
  return state.startsWith('enabled');
}
