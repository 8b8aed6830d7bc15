import type { HostCase } from './host-case.ts';

export const tempfileCases: readonly HostCase[] = [
  {
    name: 'temporary files and folders',
    prepare: 'mkdir /srv/t1',
    // Every run chooses other names.
    tasks: `
- name: a file
  tempfile: { path: /srv/t1, suffix: .txt }
  register: made
  no_log: true
- name: a folder
  tempfile: { path: /srv/t1, state: directory, prefix: build- }
  register: folder
  no_log: true
- name: used
  copy: { content: kept, dest: "{{ folder.path }}/inside" }
  no_log: true
- name: no folder for it
  tempfile: { path: /srv/t1/none }
  ignore_errors: true
`,
    verify: `
cd /srv/t1
for file in ansible.*.txt; do [ "$(stat -c '%a %s %U' "$file")" = '600 0 root' ]; done
for folder in build-*; do [ "$(stat -c %a "$folder") $(cat "$folder/inside")" = '700 kept' ]; done
`,
    ends: { 'a file': 'changed', 'a folder': 'changed', used: 'changed', 'no folder for it': 'failed' },
    again: { 'a file': 'changed', 'a folder': 'changed', used: 'changed', 'no folder for it': 'failed' },
  },
];
