import { defineModule } from '../core/module.ts';
import { fails } from '../core/plan.ts';
import type { AptArguments } from './apt/apt-arguments.ts';
import { aptKeys, planApt } from './apt/apt-plan.ts';
import apt from './apt.ts';

interface PackageArguments extends Omit<AptArguments, 'state'> {
  readonly state: 'present' | 'installed' | 'latest' | 'absent' | 'removed';
  readonly use: string;
}

const STATES = {
  present: 'present',
  installed: 'present',
  latest: 'latest',
  absent: 'absent',
  removed: 'absent',
} as const;

function asApt(args: PackageArguments): AptArguments {
  return { ...args, state: STATES[args.state] };
}

const { deb: _deb, upgrade: _upgrade, ...properties } = apt.schema.properties;

export default defineModule<PackageArguments>({
  name: 'package',
  description: `Installs, upgrades and removes packages by the host's own package manager.

Today that is apt, and this is the module \`apt\` under another name. Its other arguments are passed on to it.`,
  schema: {
    type: 'object',
    properties: {
      ...properties,
      state: {
        'x-type': 'string',
        enum: ['present', 'installed', 'latest', 'absent', 'removed'],
        default: 'present',
        description: '`latest` upgrades what is there.',
      },
      upgrade: {
        'x-type': 'string',
        enum: ['no'],
        default: 'no',
        description: 'Use the module `apt` for that.',
      },
      use: { 'x-type': 'string', default: 'auto', description: 'The package manager: `auto` or `apt`.' },
    },
    required: ['name'],
  },
  examples: [{ title: 'Install a package', yaml: '- package: name=git state=present' }],
  ...(apt.returns ? { returns: apt.returns } : {}),
  differences: ['Only hosts with apt are supported; see the module `apt` for the rest.'],
  observe: (args, known, _inputs, context) => aptKeys(asApt(args), known, context),
  plan(args, seen, _inputs, context) {
    if (args.use !== 'auto' && args.use !== 'apt')
      return fails(`The package manager ${args.use} is not supported`);
    return planApt(asApt(args), seen, context);
  },
});
