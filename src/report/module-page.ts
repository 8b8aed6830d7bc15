import type { TaskModule } from '../core/module.ts';
import { type ArgumentRow, argumentRows, argumentRules, sentence } from './module-arguments.ts';
import { type Paint, unpainted } from './paint.ts';

/** A module's page in Markdown, made from what the module itself says. */
export function modulePage(module: TaskModule): string {
  const { name, description, examples, returns, differences } = module;
  const rules = argumentRules(module);
  const rows = argumentRows(module.schema);
  const parts = [`# ${name}`, description.trim(), '## Arguments'];
  if (rows.length > 0)
    parts.push(['| argument | type | description |', '|---|---|---|', ...rows.map(tableRow)].join('\n'));
  else parts.push('None.');
  if (rules.length > 0) parts.push(rules.map((rule) => `- ${rule}`).join('\n'));
  if (examples.length > 0) {
    parts.push('## Examples');
    for (const { title, yaml } of examples) parts.push(`${title}:\n\n\`\`\`yaml\n${yaml.trimEnd()}\n\`\`\``);
  }
  if (returns && Object.keys(returns).length > 0) {
    const fields = Object.entries(returns).map(([field, text]) => `| \`${field}\` | ${cell(text)} |`);
    parts.push('## Returned', ['| field | what it is |', '|---|---|', ...fields].join('\n'));
  }
  if (differences && differences.length > 0) {
    parts.push('## Differences from Ansible', differences.map((text) => `- ${text}`).join('\n'));
  }
  return `${parts.join('\n\n')}\n`;
}

/** The table of all modules: their names and the first sentence of each. */
export function moduleIndex(modules: readonly TaskModule[]): string {
  const rows = modules.map(({ name, description, kind }) => {
    const sentence = /^.*?[.!](?=\s|$)/s.exec(description.trim())?.[0] ?? description.trim();
    return `| [${name}](${name}.md) | ${kind} | ${cell(sentence)} |`;
  });
  return `# Modules

A *module* looks first and changes only what is not as it should be. A *command* is opaque: it runs whenever its task is
reached, and in check mode nobody knows what it would do.

| name | kind | |
|---|---|---|
${rows.join('\n')}
`;
}

function tableRow(row: ArgumentRow): string {
  const words: string[] = [sentence(row.description), ...row.notes];
  if (row.choices.length > 0) words.push(`One of ${row.choices.map((c) => `\`${c}\``).join(', ')}.`);
  if (row.default !== undefined) words.push(`Default: \`${row.default}\`.`);
  if (row.aliases.length > 0) words.push(`Also called ${row.aliases.map((a) => `\`${a}\``).join(', ')}.`);
  const name = row.required ? `**\`${row.name}\`** (required)` : `\`${row.name}\``;
  return `| ${name} | ${row.type} | ${cell(words.join(' '))} |`;
}

function cell(text: string): string {
  return text
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replaceAll('|', '\\|');
}

/** The same page for a terminal. */
export function modulePageText(module: TaskModule, paint: Paint = unpainted): string {
  const { name, description, examples, returns, differences } = module;
  const heading = (text: string) => paint('heading', text);
  const parts = [heading(name.toUpperCase()), plain(description.trim()), heading('ARGUMENTS')];
  parts.push(
    argumentRows(module.schema)
      .map((row) => argumentText(row, paint))
      .join('\n'),
  );
  const rules = argumentRules(module);
  if (rules.length > 0) parts.push(rules.map((rule) => `  ${plain(rule)}`).join('\n'));
  if (examples.length > 0) {
    const texts = examples.map(({ title, yaml }) => `  ${paint('quiet', `# ${title}`)}\n${indented(yaml)}`);
    parts.push(heading('EXAMPLES'), ...texts);
  }
  if (returns && Object.keys(returns).length > 0) {
    const fields = Object.entries(returns).map(([field, text]) => `  ${paint('ok', field)}: ${plain(text)}`);
    parts.push(heading('RETURNED'), fields.join('\n'));
  }
  if (differences && differences.length > 0) {
    parts.push(heading('DIFFERENCES FROM ANSIBLE'), differences.map((d) => `  - ${plain(d)}`).join('\n'));
  }
  return `${parts.join('\n\n')}\n`;
}

function argumentText(row: ArgumentRow, paint: Paint): string {
  const facts = [row.type];
  if (row.required) facts.push('required');
  if (row.default !== undefined) facts.push(`default ${row.default}`);
  if (row.aliases.length > 0) facts.push(`also ${row.aliases.join(', ')}`);
  const choices = row.choices.length > 0 ? [`One of ${row.choices.join(', ')}.`] : [];
  const text = [plain(sentence(row.description)), ...row.notes, ...choices].join(' ');
  return `  ${paint('ok', row.name)} ${paint('quiet', `(${facts.join(', ')})`)}\n      ${text.replaceAll('\n', '\n      ')}`;
}

function plain(markdown: string): string {
  return markdown
    .replaceAll('`', '')
    .replace(/\*\*([^*]+)\*\*/g, '$1')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1');
}

function indented(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
