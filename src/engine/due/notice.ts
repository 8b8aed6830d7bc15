/** That something was notified whose handlers have not run: one line of a file on the host. It holds no secret. */
export interface Notice {
  /** The control machine and the playbook's path there. */
  readonly from: string;
  readonly play: string;
  /** The section of the play: its handlers are flushed at the end of it. */
  readonly section: number;
  /** The id of the task that notified. */
  readonly task: string;
  /** What it notified: a handler's name, or what handlers listen to. */
  readonly name: string;
  /** Ids of the handlers that are to run; empty where nothing was called so yet. */
  readonly handlers: readonly string[];
}

/** Two notices of one thing. */
export function isSame(a: Notice, b: Notice): boolean {
  return a.from === b.from && a.play === b.play && a.name === b.name;
}

const HEADING =
  '# Notified, and not run yet: the next run of this playbook on this host runs these handlers (jrun).';

/** The text of a file of notices; empty where there are none. */
export function noticeText(notices: readonly Notice[]): string {
  if (notices.length === 0) return '';
  const lines = notices.map(({ from, play, section, task, name, handlers }) =>
    JSON.stringify({ from, play, section, task, name, handlers }),
  );
  return `${[HEADING, ...lines].join('\n')}\n`;
}

/** What a line says; undefined for one that says nothing. */
export function readNotice(line: string): Notice | undefined {
  let said: Partial<Record<keyof Notice, unknown>>;
  try {
    said = JSON.parse(line) as typeof said;
  } catch {
    return undefined;
  }
  const { from, play, section, task, name, handlers } = said;
  const areTexts = [from, play, task, name].every((text) => typeof text === 'string');
  if (!areTexts || typeof section !== 'number' || !Array.isArray(handlers)) return undefined;
  return said as unknown as Notice;
}
