import type { HostPlan, KeptPlan, TaskPlan } from '../core/kept-plan.ts';
import { cleanText } from './clean-text.ts';
import { differenceLines } from './difference-text.ts';
import { isWorthShowing, planTaskTitle, planTotals } from './plan-text.ts';

/** A kept plan as Markdown, for a pull request. */
export function planMarkdown(plan: KeptPlan): string {
  const { playbooks, inventories, limit } = plan.request;
  const on = inventories.length === 0 ? '' : ` on ${inventories.map(code).join(', ')}`;
  const within = limit === undefined ? '' : `, limited to ${code(limit)}`;
  const lines = [
    `## Plan of ${playbooks.map(code).join(', ')}${on}${within}`,
    '',
    `${planTotals(plan)}.`,
    ...plan.hosts.flatMap(hostSection),
    '',
    `<sub>made ${plan.made} by jrun ${plan.version}</sub>`,
  ];
  return `${lines.join('\n')}\n`;
}

function hostSection({ host, tasks }: HostPlan): string[] {
  const shown = tasks.filter(isWorthShowing);
  if (shown.length === 0) return ['', `### ${code(host)}`, '', 'Nothing to do.'];
  const rows = shown.map((task) => {
    const what = [...task.changes, ...task.waitsFor.map((text) => `waits for ${text}`)].join(', ');
    const presumed = task.presumed.map((text) => `presumed: ${text}`).join(', ');
    return `| ${WORDS[task.verdict]} | ${cell(planTaskTitle(task))} | ${cell(what)} | ${cell(presumed)} |`;
  });
  return [
    '',
    `### ${code(host)}`,
    '',
    '| | task | what | taken for granted |',
    '|---|---|---|---|',
    ...rows,
    ...shown.flatMap(details),
  ];
}

const WORDS: Readonly<Record<TaskPlan['verdict'], string>> = {
  change: 'change',
  unknown: '**unknown**',
  fails: '**fails**',
  unchanged: 'unchanged',
  skipped: 'skipped',
};

function details(task: TaskPlan): string[] {
  const diff = task.differences.flatMap((difference) => differenceLines(difference));
  const body = [...task.steps.map((step) => `# ${cleanText(step)}`), ...diff];
  if (body.length === 0) return [];
  const fence = fenceFor(body);
  return [
    '',
    `<details><summary>${html(planTaskTitle(task))}</summary>`,
    '',
    `${fence}diff`,
    ...body,
    fence,
    '',
    '</details>',
  ];
}

/** Longer than every run of backticks in what it fences. */
function fenceFor(lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
  return '`'.repeat(longest + 1);
}

function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

function cell(text: string): string {
  return html(cleanText(text)).replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
