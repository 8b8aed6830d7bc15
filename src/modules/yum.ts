import dnf from './dnf.ts';

/** Ansible's own yum is the dnf module since ansible-core 2.17, with the same arguments. */
export default {
  ...dnf,
  name: 'yum',
  description: `The module \`dnf\` under its older name.

${dnf.description}`,
  examples: [
    {
      title: 'Install packages',
      yaml: `- yum:
    name: [nginx, python3-pip]
    state: present`,
    },
  ],
};
