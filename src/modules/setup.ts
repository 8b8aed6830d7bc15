import { defineModule } from '../core/module.ts';
import { type Invalid, invalid, type ResultFields, unchanged } from '../core/plan.ts';
import { facts, LOCAL_FACTS } from '../probes/facts.ts';
import { factGroups, UnknownSubset } from './setup/fact-groups.ts';
import { matchesAny } from './setup/wildcard.ts';

/** A play that gathers facts names none of them. */
interface SetupArguments {
  readonly gather_subset?: readonly string[];
  readonly filter?: readonly string[];
  readonly fact_path?: string;
}

const EVERYTHING = ['all'];

export default defineModule<SetupArguments>({
  name: 'setup',
  description:
    'Finds out about a host: what system it runs, its memory, its addresses. It changes nothing, and needs nothing on ' +
    'the host but its shell. Plays do this by themselves unless `gather_facts` is false.',
  schema: {
    type: 'object',
    properties: {
      gather_subset: {
        'x-type': 'list',
        description:
          '`all`, `min`, `hardware`, `network`, `virtual`, or a smaller part; with `!` before it: not that.',
        default: EVERYTHING,
        items: { 'x-type': 'string', description: 'A part.' },
      },
      filter: {
        'x-type': 'list',
        description: 'Only facts whose names match one of these (`*`, `?`).',
        default: [],
        items: { 'x-type': 'string', description: 'A pattern.' },
      },
      fact_path: { 'x-type': 'path', description: "Where the host's own facts are.", default: LOCAL_FACTS },
      gather_timeout: {
        'x-type': 'int',
        description: 'Of Ansible.',
        'x-ignored': 'all facts are read at once',
      },
    },
    additionalProperties: false,
  },
  examples: [
    { title: 'Everything', yaml: '- setup:\n' },
    { title: 'Only addresses', yaml: '- setup:\n    gather_subset: ["!all", network]\n' },
  ],
  returns: { ansible_facts: 'The facts, by name; they also become variables of the host.' },
  differences: [
    'A smaller part than a group (`gather_subset: [mounts]`) reads its whole group.',
    'Hosts without Python have no `ansible_python`; `ansible_python.executable` is the one that is found first.',
    'Devices are told without their links and holders; there are no facts of facter, ohai, LVM, iSCSI and the like.',
  ],

  observe(args) {
    const groups = groupsOf(args);
    return 'verdict' in groups ? [] : [facts(groups.groups, args.fact_path)];
  },

  plan(args, seen) {
    const groups = groupsOf(args);
    if ('verdict' in groups) return groups;
    const all = Object.entries(seen.get(facts(groups.groups, args.fact_path)));
    const { filter = [] } = args;
    const wanted = filter.length === 0 ? all : all.filter(([name]) => matchesAny(name, filter));
    return unchanged({
      ansible_facts: {
        ...Object.fromEntries(
          wanted.map(([name, value]) => [`ansible_${name}`, value as ResultFields[string]]),
        ),
        gather_subset: args.gather_subset ?? EVERYTHING,
        module_setup: true,
      },
    });
  },
});

function groupsOf(args: SetupArguments) {
  try {
    return { groups: factGroups(args.gather_subset ?? EVERYTHING) };
  } catch (thrown) {
    if (thrown instanceof UnknownSubset)
      return invalid(thrown.message, { argument: 'gather_subset' }) satisfies Invalid;
    throw thrown;
  }
}
