import type { DirectiveValue } from './nginx-arguments.ts';

/** Directives by their names, one line each; without those that nobody gave a value. */
export function directiveLines(directives: Readonly<Record<string, DirectiveValue | undefined>>): string[] {
  return Object.entries(directives).flatMap(([name, value]) =>
    value === undefined ? [] : valueTexts(value).map((text) => directiveLine(name, text)),
  );
}

export function directiveLine(name: string, text: string): string {
  return text === '' ? `${name};` : `${name} ${text};`;
}

/** A directive's arguments as they are written, once for each time it stands there. YAML reads `off` as false. */
export function valueTexts(value: DirectiveValue): string[] {
  const all = Array.isArray(value) ? (value as readonly DirectiveValue[]) : [value];
  return all.map((one) => (typeof one === 'boolean' ? (one ? 'on' : 'off') : String(one).trim()));
}
