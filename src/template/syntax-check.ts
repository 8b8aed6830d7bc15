import type { Registry } from './registry.ts';
import type { Expression, Statement } from './syntax/ast.ts';
import { nearest } from './syntax/nearest.ts';
import { TemplateError, type TemplateErrorCode } from './template-error.ts';

/** Finds the names of filters, tests and lookups that don't exist, in syntax that is fine otherwise. */
export function unknownNames(syntax: Expression | readonly Statement[], registry: Registry): TemplateError[] {
  const found: TemplateError[] = [];
  const visit = (node: unknown): void => {
    if (node === null || typeof node !== 'object' || node instanceof Map) return;
    if (isExpression(node)) check(node, registry, found);
    for (const child of Array.isArray(node) ? node : Object.values(node)) visit(child);
  };
  visit(syntax);
  return found;
}

/** What there is in place of things that playbooks use and that are left out here. */
const INSTEAD: Readonly<Record<string, string>> = {
  json_query: "'selectattr', 'map' and 'flatten' pick from nested data",
  vault: 'encrypt the value in its file',
  unvault: 'variables with !vault are opened by themselves',
};

function isExpression(node: object): node is Expression {
  return 'kind' in node && 'at' in node && ['filter', 'test', 'call'].includes(String(node.kind));
}

function check(node: Expression, registry: Registry, found: TemplateError[]): void {
  const report = (code: TemplateErrorCode, what: string, name: string, known: Iterable<string>) => {
    const near = nearest(name, known);
    found.push(
      new TemplateError(code, `there is no ${what} '${name}'`, {
        position: { line: node.at.line, column: node.at.column },
        hint: INSTEAD[name] ?? (near && `did you mean '${near}'?`),
      }),
    );
  };
  if (node.kind === 'filter' && !registry.filter(node.name))
    report('unknown-filter', 'filter', node.name, registry.filters.keys());
  if (node.kind === 'test' && !registry.test(node.name))
    report('unknown-test', 'test', node.name, registry.tests.keys());
  if (
    node.kind === 'call' &&
    node.callee.kind === 'name' &&
    ['lookup', 'query', 'q'].includes(node.callee.name)
  ) {
    const [first] = node.args.positional;
    if (first?.kind === 'constant' && typeof first.value === 'string' && !registry.lookup(first.value))
      report('unknown-lookup', 'lookup', first.value, registry.lookups.keys());
  }
}
