/** Something wrong that a person may write, and how jrun is called on it. */
export interface WrongInput {
  /** Also the golden file's name. */
  readonly name: string;
  /** `site.yml` and `hosts` are there in any case. */
  readonly files?: Readonly<Record<string, string>>;
  /** Default: `site.yml -i hosts`. */
  readonly words?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly interactive?: boolean;
}

/** A play on one host with these tasks, written as they stand in a file. */
export function play(tasks: string, more = ''): string {
  return `- name: Web servers\n  hosts: web1\n  gather_facts: false\n${more}  tasks:\n${tasks.trim().replace(/^(?=.)/gm, '    ')}\n`;
}
