import type { DirectiveName } from '../../core/play.ts';
import { addHost } from './add-host.ts';
import { assert } from './assert.ts';
import { debug } from './debug.ts';
import type { Directive } from './directive.ts';
import { fail } from './fail.ts';
import { gatherFacts } from './gather-facts.ts';
import { groupBy } from './group-by.ts';
import { includeRole } from './include-role.ts';
import { includeTasks } from './include-tasks.ts';
import { includeVars } from './include-vars.ts';
import { meta } from './meta.ts';
import { pause } from './pause.ts';
import { setFact } from './set-fact.ts';
import { validateArgumentSpec } from './validate-argument-spec.ts';

export const directives: Readonly<Record<DirectiveName, Directive>> = {
  add_host: addHost,
  assert,
  debug,
  fail,
  gather_facts: gatherFacts,
  group_by: groupBy,
  include_role: includeRole,
  include_tasks: includeTasks,
  include_vars: includeVars,
  meta,
  pause,
  set_fact: setFact,
  validate_argument_spec: validateArgumentSpec,
};
