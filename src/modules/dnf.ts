import { defineModule } from '../core/module.ts';
import type { DnfArguments } from './dnf/dnf-arguments.ts';
import { dnfKeys, planDnf } from './dnf/dnf-plan.ts';
import { DNF_SCHEMA } from './dnf/dnf-schema.ts';

export default defineModule<DnfArguments>({
  name: 'dnf',
  description: `Installs, upgrades and removes rpm packages and groups of them.

What rpm says is installed decides where it can: packages that are there already cost no call of dnf and no network. All
packages of the list go into one call. In check mode, and for what only dnf can tell (\`latest\`, patterns, groups), its own
dry run is asked; that leaves nothing behind on the host.`,
  schema: DNF_SCHEMA,
  examples: [
    {
      title: 'Install packages',
      yaml: `- dnf:
    name: [nginx, python3-pip]`,
    },
    { title: 'A version, or at least a version', yaml: '- dnf: { name: ["nginx-1.26", "git >= 2.39"] }' },
    {
      title: 'From a repository that is off otherwise, without two packages',
      yaml: `- dnf:
    name: "php-*"
    enablerepo: testing
    exclude: [php-odbc, php-dba]`,
    },
    {
      title: 'A package file that lies on the host, and one from the web',
      yaml: `- dnf:
    name:
      - /srv/packages/tool-1.0-1.noarch.rpm
      - https://example.org/repository-release-9.noarch.rpm
    disable_gpg_check: true`,
    },
    { title: 'A group', yaml: '- dnf: { name: "@development" }' },
    { title: 'Upgrade everything', yaml: '- dnf: { name: "*", state: latest }' },
    {
      title: 'Remove a package and what only it needed',
      yaml: `- dnf:
    name: httpd
    state: absent
    autoremove: true`,
    },
    {
      title: 'Look at what is installed',
      yaml: `- dnf:
    list: installed
  register: packages`,
    },
  ],
  returns: {
    results: 'What was done, one line a package (`Installed: …`, `Removed: …`); with `list`, the packages.',
    msg: 'Why it failed; `Nothing to do` where there was nothing.',
    rc: '0, or 1 where it failed.',
    failures: 'What could not be had, one line each.',
  },
  differences: [
    "The host needs dnf, but neither Ansible's Python nor its modules of dnf.",
    '`latest` upgrades what is installed and installs what is missing in two calls of dnf.',
    'In check mode `results` holds what would be done.',
  ],
  farReaching: true,
  observe: (args, known, _inputs, context) => dnfKeys(args, known, context),
  plan: (args, seen, _inputs, context) => planDnf(args, seen, context),
});
