/** Sections in their order, each with its options in theirs; a value of several lines holds newlines. */
export type Ini = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Reads as Python's configparser does: names of options in lower case, comments dropped, deeper lines continue a value. */
export function parseIni(text: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let option: { readonly name: string; readonly indent: number } | undefined;
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim();
    if (/^[#;]/.test(trimmed)) continue;
    const indent = line.length - line.trimStart().length;
    if (option && section && (trimmed === '' || indent > option.indent)) {
      const before = section.get(option.name) ?? '';
      section.set(option.name, `${before}\n${trimmed}`);
      continue;
    }
    if (trimmed === '') continue;
    const header = /^\[(.+)\]/.exec(trimmed);
    if (header) {
      const [, name = ''] = header;
      section = sections.get(name) ?? new Map<string, string>();
      sections.set(name, section);
      option = undefined;
      continue;
    }
    const [, name = '', value = ''] = /^(.*?)\s*[=:]\s*(.*)$/.exec(trimmed) ?? [];
    if (section === undefined || name === '') continue;
    option = { name: name.toLowerCase(), indent };
    section.set(option.name, value);
  }
  for (const options of sections.values())
    for (const [name, value] of options) options.set(name, value.replace(/\n+$/, ''));
  return sections;
}

/** Writes as Python's configparser does: lines after a value's first are set off by a tab, a blank line ends a section. */
export function writeIni(ini: Ini): string {
  return [...ini]
    .map(([section, options]) => {
      const lines = [...options].map(([name, value]) => `${name} = ${value.replaceAll('\n', '\n\t')}\n`);
      return `[${section}]\n${lines.join('')}\n`;
    })
    .join('');
}

/** Whether both say the same, in whatever order. */
export function saysTheSame(a: Ini, b: Ini): boolean {
  const sorted = (ini: Ini): string =>
    JSON.stringify([...ini].sort(byName).map(([name, options]) => [name, [...options].sort(byName)]));
  return sorted(a) === sorted(b);
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
