import type { Diagnostic } from '../core/diagnostic.ts';
import type { Arguments, TaskModule } from '../core/module.ts';
import { type Place, placeOf, placeOfKey, spellingOf } from '../core/place.ts';
import type { Action, DirectiveName } from '../core/play.ts';
import type { ArgumentSchema } from '../core/schema.ts';
import { Unknown } from '../core/unknown.ts';
import { type Dict, isDict, type Value, VaultText } from '../core/value.ts';
import { changedSpellings, ignoredArguments } from './argument-warnings.ts';
import { type Finding, type Prepared, prepareArguments } from './arguments.ts';
import type { Compilation } from './compilation.ts';
import { isOpen, shapeDirective } from './directive-shape.ts';
import { DIRECTIVES } from './directives.ts';
import { placeFreeText } from './free-text.ts';
import { withDefaults } from './module-defaults.ts';
import { isTemplated } from './show-value.ts';
import { setArgument, type WrittenAction } from './task-action.ts';
import { checkTexts } from './template-checks.ts';

/** What checks one task's arguments, now as far as they are static and while it runs. */
interface Checked {
  readonly schema: ArgumentSchema;
  readonly name: string;
  readonly directive: DirectiveName | undefined;
  readonly module: TaskModule | undefined;
  readonly args: Dict;
  readonly argsFrom: Value | undefined;
  readonly place: Place | undefined;
}

/** The action of a task whose module or directive is known; mistakes in its static arguments are said. */
export function buildAction(
  c: Compilation,
  written: WrittenAction,
  what: { readonly module: TaskModule } | { readonly directive: DirectiveName },
  defaults: readonly Dict[],
): Action {
  const module = 'module' in what ? what.module : undefined;
  const directive = 'directive' in what ? what.directive : undefined;
  const schema = 'module' in what ? what.module.schema : DIRECTIVES[what.directive];
  const free = placeFreeText(c, written, schema);
  const args = withDefaults(free.args, written.name, defaults, schema);
  // All facts at once: the directive takes them as what they are called by inside.
  if (directive === 'set_fact' && free.argsFrom !== undefined)
    setArgument(args, '_raw_params', free.argsFrom, written.place);
  const checked: Checked = {
    schema,
    name: written.name,
    directive,
    module,
    args,
    argsFrom: free.argsFrom,
    place: written.place,
  };
  if (free.argsFrom !== undefined) checkTexts(c, free.argsFrom, written.place);
  const { findings, prepared } = checkStatic(checked);
  for (const finding of findings) c.add(diagnosticOf(c, checked, finding));
  const prepare = (rendered: Dict): { args: Arguments } | { mistakes: readonly Diagnostic[] } => {
    const { args: typed, findings: found } = prepareRendered(checked, rendered);
    const mistakes = found.filter((f) => f.severity !== 'warning').map((f) => diagnosticOf(c, checked, f));
    return mistakes.length > 0 ? { mistakes } : { args: typed };
  };
  const argsFrom = free.argsFrom === undefined ? {} : { argsFrom: free.argsFrom };
  if (module) {
    const once = prepared && !takesFromHost(schema) ? { prepared } : {};
    return { action: 'module', module, name: written.name, args, ...argsFrom, ...once, prepare };
  }
  return { action: 'directive', directive: directive as DirectiveName, args, ...argsFrom, prepare };
}

/** Whether an argument that isn't given comes from a variable of the host. */
function takesFromHost(schema: ArgumentSchema): boolean {
  return Object.values(schema.properties).some((property) => property['x-host-default'] !== undefined);
}

/**
 * What can be said before anything is rendered: names, presence, and the types of what is no template. Where nothing is
 * a template and nothing wrong, the arguments are prepared with that.
 */
function checkStatic(checked: Checked): {
  readonly findings: readonly Finding[];
  readonly prepared: Arguments | undefined;
} {
  const { args, schema, argsFrom } = checked;
  const masked: Dict = new Map();
  let complete = argsFrom === undefined;
  for (const [key, value] of args) {
    const known = maskTemplates(value);
    if (known !== value) complete = false;
    masked.set(key, known);
  }
  const prepared = prepare(checked, masked);
  const findings = prepared.findings.filter((f) => argsFrom === undefined || f.code !== 'missing-argument');
  const isRight = () => complete && findings.every((f) => f.severity === 'warning');
  if (isRight()) findings.push(...ownCheck(checked, prepared));
  const warnings = [...ignoredArguments(schema, args), ...changedSpellings(schema, args)];
  return { findings: [...findings, ...warnings], prepared: isRight() ? prepared.args : undefined };
}

function prepareRendered(checked: Checked, rendered: Dict): Prepared {
  const prepared = prepare(checked, rendered);
  const isComplete = Object.values(prepared.args).every((value) => !(value instanceof Unknown));
  if (!isComplete || prepared.findings.some((f) => f.severity !== 'warning')) return prepared;
  return { args: prepared.args, findings: ownCheck(checked, prepared) };
}

function prepare(checked: Checked, values: Dict): Prepared {
  const { schema, name, directive, args } = checked;
  const origin = (argument: string) => {
    const written = args.get(argument);
    const wasTemplate = isTemplated(written) || written === undefined;
    const isSame = values.get(argument) === written;
    const spelling = isSame ? spellingOf(args, argument) : undefined;
    return { spelling, wasTemplate, keepValues: directive !== undefined };
  };
  const prepared = prepareArguments(values, { schema, name, origin, isOpen: isOpen(directive) });
  return directive === undefined ? prepared : shapeDirective(directive, prepared);
}

/** What the module's author checks beyond the schema. */
function ownCheck(checked: Checked, prepared: Prepared): Finding[] {
  const mistakes = checked.module?.check?.(prepared.args) ?? [];
  return mistakes.map(({ message, argument, hint }) => ({
    code: 'argument-value',
    message: `'${checked.name}': ${message}`,
    ...(argument === undefined ? {} : { argument }),
    ...(hint === undefined ? {} : { hint }),
  }));
}

/** What is only known once it is rendered or decrypted becomes unknown. */
function maskTemplates(value: Value): Value {
  if (isTemplated(value) || value instanceof VaultText) return Unknown.of('a template');
  if (Array.isArray(value)) {
    const items = value.map(maskTemplates);
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (!isDict(value)) return value;
  const entries = [...value].map(([k, v]) => [maskTemplates(k), maskTemplates(v)] as const);
  return entries.some(([k, v]) => value.get(k) !== v) ? new Map(entries) : value;
}

function diagnosticOf(c: Compilation, checked: Checked, finding: Finding): Diagnostic {
  const { argument } = finding;
  const key = argument !== undefined && checked.args.has(argument) ? argument : undefined;
  const own = key === undefined ? undefined : placeForFinding(checked.args, key, finding);
  return {
    code: finding.code,
    severity: finding.severity ?? 'error',
    summary: finding.message,
    ...c.at(own ?? checked.place),
    ...(finding.hint === undefined ? {} : { hint: finding.hint }),
  };
}

function placeForFinding(args: Dict, key: string, finding: Finding): Place | undefined {
  return finding.code === 'argument-value' ? placeOf(args, key) : placeOfKey(args, key);
}
