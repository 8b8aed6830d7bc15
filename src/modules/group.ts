import { becomes, type Effect, unsettles } from '../core/effect.ts';
import { defineModule } from '../core/module.ts';
import { type Decision, fails, type ResultFields, unchanged } from '../core/plan.ts';
import { isUnknown, known, type Maybe, Unknown } from '../core/unknown.ts';
import { type GroupState, group } from '../probes/group.ts';

interface GroupArguments {
  readonly name: string;
  readonly state: 'absent' | 'present';
  readonly gid?: number;
  readonly non_unique: boolean;
  readonly system: boolean;
  readonly force: boolean;
  readonly gid_min?: number;
  readonly gid_max?: number;
}

export default defineModule<GroupArguments>({
  name: 'group',
  description: 'Manages groups: whether they are there, and their ids.',
  schema: {
    type: 'object',
    properties: {
      name: { 'x-type': 'string', description: 'Its name.' },
      state: {
        'x-type': 'string',
        description: 'Whether it should be there.',
        default: 'present',
        enum: ['absent', 'present'],
      },
      gid: { 'x-type': 'int', description: 'Its id.' },
      non_unique: {
        'x-type': 'bool',
        description: 'The id may be one that another group has.',
        default: false,
      },
      system: { 'x-type': 'bool', description: 'A new group is one of the system.', default: false },
      force: {
        'x-type': 'bool',
        description: 'Remove it although it is some user’s primary group.',
        default: false,
      },
      local: {
        'x-type': 'bool',
        description: 'Only groups of the host itself.',
        default: false,
      },
      gid_min: { 'x-type': 'int', description: 'The least id of a new group.' },
      gid_max: { 'x-type': 'int', description: 'The greatest id of a new group.' },
    },
    required: ['name'],
    additionalProperties: false,
  },
  examples: [{ title: 'A group of the system', yaml: '- group:\n    name: app\n    system: true\n' }],
  returns: {
    name: 'Its name.',
    state: '`present` or `absent`.',
    gid: 'Its id.',
    system: 'Whether it was asked for as one.',
  },

  observe: (args) => [group(args.name), ...(args.gid === undefined ? [] : [group(String(args.gid))])],

  plan(args, seen) {
    const state = seen.get(group(args.name));
    const fields = { name: args.name, state: args.state };
    if (args.state === 'absent') {
      if (!state.exists) return unchanged(fields);
      return plan(
        args,
        ['groupdel', ...(args.force ? ['-f'] : []), args.name],
        `remove group ${args.name}`,
        fields,
        { exists: false },
        [state.gid],
      );
    }
    const holder = args.gid === undefined || args.non_unique ? undefined : seen.get(group(String(args.gid)));
    const taken = holder?.exists && holder.name !== args.name ? holder.name : undefined;
    if (!state.exists) {
      if (taken !== undefined)
        return fails(`GID '${args.gid}' already exists: it is that of '${taken}'`, fields);
      const gid = args.gid ?? Unknown.of(`the id of the new group ${args.name}`);
      const argv = [
        'groupadd',
        ...gidFlags(args),
        ...(args.system ? ['-r'] : []),
        ...(args.gid_min === undefined ? [] : ['-K', `GID_MIN=${args.gid_min}`]),
        ...(args.gid_max === undefined ? [] : ['-K', `GID_MAX=${args.gid_max}`]),
        args.name,
      ];
      const result = { ...fields, gid, system: args.system };
      return plan(args, argv, `create group ${args.name}`, result, {
        exists: true,
        name: args.name,
        gid,
        members: [],
      });
    }
    const result = { ...fields, gid: state.gid, system: args.system } as ResultFields;
    if (args.gid === undefined || known(state.gid) === args.gid) return unchanged(result);
    if (taken !== undefined)
      return fails(`GID '${args.gid}' already exists: it is that of '${taken}'`, fields);
    const argv = ['groupmod', ...gidFlags(args), args.name];
    return plan(
      args,
      argv,
      `gid ${state.gid} → ${args.gid}`,
      { ...result, gid: args.gid },
      { ...state, gid: args.gid },
      [state.gid],
    );
  },
});

function gidFlags(args: GroupArguments): string[] {
  if (args.gid === undefined) return [];
  return ['-g', String(args.gid), ...(args.non_unique ? ['-o'] : [])];
}

function plan(
  args: GroupArguments,
  argv: readonly string[],
  change: string,
  result: ResultFields,
  state: GroupState,
  left: readonly Maybe<number>[] = [],
): Decision {
  const key = group(args.name);
  const files = ['group', 'gshadow'].flatMap((file) => [`/etc/${file}`, `/etc/${file}-`]);
  const effects: Effect[] = files.map((subject) =>
    unsettles({ kind: 'path', subject }, `what the tools for groups write for ${args.name}`),
  );
  return {
    verdict: 'change',
    changes: [change],
    steps: [{ do: 'run', argv }],
    effects: [...effects, ...byId(args, state, left), becomes(key, state)],
    result,
    onlyTells: true,
    finish(_outputs, after) {
      const now = after.get(key);
      return now?.exists ? ({ gid: now.gid } as ResultFields) : {};
    },
  };
}

/** Groups are also looked up by their ids, to see whether one is taken. */
function byId(args: GroupArguments, state: GroupState, left: readonly Maybe<number>[]): Effect[] {
  if (args.non_unique) return [];
  const free = left
    .filter((gid) => !isUnknown(gid))
    .map((gid) => becomes<GroupState>(group(String(gid)), { exists: false }));
  if (!state.exists || isUnknown(state.gid)) return free;
  return [...free, becomes(group(String(state.gid)), state)];
}
