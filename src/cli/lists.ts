import type { ListedPlay } from '../compile/index.ts';

export interface ListedHosts {
  readonly pattern: string;
  readonly hosts: readonly string[];
}

/** What --list-hosts, --list-tasks and --list-tags print, in Ansible's form. */
export function listText(
  playbook: string,
  plays: readonly { readonly listed: ListedPlay; readonly hosts: ListedHosts }[],
  what: readonly ('hosts' | 'tasks' | 'tags')[],
): string {
  const lines = ['', `playbook: ${playbook}`];
  plays.forEach(({ listed, hosts }, index) => {
    const tags = `TAGS: [${listed.tags.join(', ')}]`;
    lines.push('', `  play #${index + 1} (${hosts.pattern}): ${listed.play.name}\t${tags}`);
    if (what.includes('hosts')) {
      lines.push(`    pattern: ['${hosts.pattern}']`, `    hosts (${hosts.hosts.length}):`);
      lines.push(...hosts.hosts.map((host) => `      ${host}`));
    }
    if (what.includes('tasks')) {
      lines.push('    tasks:');
      for (const task of listed.tasks) lines.push(`      ${task.name}\tTAGS: [${task.tags.join(', ')}]`);
    }
    if (what.includes('tags')) lines.push(`      TASK TAGS: [${listed.taskTags.join(', ')}]`);
  });
  return `${lines.join('\n')}\n`;
}
