import { defineModule } from '../core/module.ts';
import { fails } from '../core/plan.ts';
import { type PackageManagers, packageManagers } from '../probes/package-manager.ts';
import type { AptArguments } from './apt/apt-arguments.ts';
import { aptKeys, planApt } from './apt/apt-plan.ts';
import { joinedPackages } from './apt/joined.ts';
import apt from './apt.ts';
import type { DnfArguments } from './dnf/dnf-arguments.ts';
import { dnfKeys, planDnf } from './dnf/dnf-plan.ts';
import dnf from './dnf.ts';

interface PackageArguments
  extends Omit<AptArguments, 'state'>,
    Omit<DnfArguments, 'state' | keyof AptArguments> {
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

function asDnf(args: PackageArguments): DnfArguments {
  return { ...args, update_cache: args.update_cache ?? false };
}

/** Ansible's names of the two; undefined for managers that aren't known here. */
function managerOf(use: string, there: PackageManagers | undefined): 'apt' | 'dnf' | undefined {
  if (use === 'apt') return 'apt';
  if (/^(dnf[45]?|yum4?)$/.test(use)) return 'dnf';
  if (use !== 'auto' || there === undefined) return undefined;
  if (there.apt && (there.debian || !there.dnf)) return 'apt';
  return there.dnf ? 'dnf' : undefined;
}

const { deb: _deb, upgrade: _upgrade, ...aptProperties } = apt.schema.properties;
const { list: _list, ...dnfProperties } = dnf.schema.properties;

export default defineModule<PackageArguments>({
  name: 'package',
  description: `Installs, upgrades and removes packages by the host's own package manager: apt or dnf.

Which one, the task may say (\`use\`), or the host's variables, or its facts; otherwise the host itself is looked at, and one
that has both is taken for what its distribution is. The other arguments are those of the module that is chosen; arguments
that only the other one has are ignored.`,
  schema: {
    type: 'object',
    properties: {
      ...dnfProperties,
      ...aptProperties,
      name: {
        'x-type': 'list',
        items: { 'x-type': 'string', description: 'A package.' },
        description: 'Packages, by the names they have on this host.',
        'x-aliases': ['pkg'],
      },
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
      use: {
        'x-type': 'string',
        default: 'auto',
        'x-host-default':
          '{{ ansible_package_use | default(ansible_pkg_mgr) | default(ansible_facts.pkg_mgr) | default(omit) }}',
        description:
          "The package manager: `auto`, `apt`, `dnf`. Without it, the host's variable `ansible_package_use` or its fact `ansible_pkg_mgr` decides.",
      },
    },
    required: ['name'],
  },
  examples: [
    { title: 'Install packages', yaml: '- package: { name: [git, openssl], state: present }' },
    {
      title: 'Names that differ from one distribution to the other',
      yaml: `- package:
    name: "{{ 'python3-venv' if ansible_os_family == 'Debian' else 'python3' }}"`,
    },
    { title: 'By a package manager of your choice', yaml: '- package: { name: git, use: dnf }' },
  ],
  returns: { ...dnf.returns, ...apt.returns },
  differences: ['Only hosts with apt or dnf are supported; see the modules `apt` and `dnf` for the rest.'],
  farReaching: true,
  observe(args, known, _inputs, context) {
    const asked = args.use === 'auto' ? [packageManagers] : [];
    switch (managerOf(args.use, args.use === 'auto' ? known.get(packageManagers) : undefined)) {
      case 'apt':
        return [...asked, ...aptKeys(asApt(args), known, context)];
      case 'dnf':
        return [...asked, ...dnfKeys(asDnf(args), known, context)];
      default:
        return asked;
    }
  },
  // Only where apt is known to be it: what the host has, only the host tells.
  join(items) {
    const [first] = items;
    const joined = joinedPackages(items.filter(({ use }) => managerOf(use, undefined) === 'apt').map(asApt));
    if (!first || joined?.name === undefined || joined.name.length < items.length) return undefined;
    return { ...first, name: joined.name };
  },

  plan(args, seen, _inputs, context) {
    const there = args.use === 'auto' ? seen.get(packageManagers) : undefined;
    switch (managerOf(args.use, there)) {
      case 'apt':
        return planApt(asApt(args), seen, context);
      case 'dnf':
        return planDnf(asDnf(args), seen, context);
      default:
        return fails(
          args.use === 'auto'
            ? 'Could not find a package manager on this host: it has neither apt nor dnf'
            : `The package manager ${args.use} is not supported`,
        );
    }
  },
});
