import { NotKnown, Unknown } from '../../core/unknown.ts';
import type { Value } from '../../core/value.ts';
import { orElse } from '../python/absent.ts';
import { isSequence, iterate } from '../python/iteration.ts';
import { str } from '../python/text.ts';
import type { Expression, ExpressionOf, Parameter, Statement, StatementOf } from '../syntax/ast.ts';
import { TemplateError, valueError } from '../template-error.ts';
import { MaybeUndefined, Undefined } from '../undefined.ts';
import { Arguments } from './arguments.ts';
import { assign } from './assign.ts';
import { blockReference, selfReference } from './block-reference.ts';
import type { Block, CompiledTemplate, Ending, Evaluate, Execute } from './compiled.ts';
import { EffectNotKnown } from './effect.ts';
import { ExpressionCompiler, type Notes } from './expression.ts';
import { print } from './finalize.ts';
import { Frame } from './frame.ts';
import { located } from './guard.ts';
import { callValue } from './invoke.ts';
import { Loop, unknownLoop } from './loop.ts';
import { Macro, type MacroDefinition } from './macro.ts';
import { TemplateModule } from './module.ts';
import { namesUsed } from './names-used.ts';
import { Output } from './output.ts';
import { identical, speculate } from './speculation.ts';

const DEEPEST = 200;

/** Turns statements into functions that print into the frame they are run in. */
export class StatementCompiler {
  private readonly expressions: ExpressionCompiler;
  readonly notes: Notes = { mutates: false };
  readonly blocks = new Map<string, Block>();

  constructor() {
    this.expressions = new ExpressionCompiler(this.notes);
  }

  compile(statements: readonly Statement[]): Execute {
    const steps = statements.map((statement) => this.statement(statement));
    if (steps.length === 1) return steps[0] as Execute;
    return (frame) => {
      for (const step of steps) {
        const ending = step(frame);
        if (ending !== 'done') return ending;
      }
      return 'done';
    };
  }

  private statement(node: Statement): Execute {
    const run = this.execution(node);
    if (node.kind === 'text') return run;
    const { at } = node;
    return (frame) => {
      try {
        return run(frame);
      } catch (thrown) {
        if (thrown instanceof EffectNotKnown) throw thrown;
        if (thrown instanceof NotKnown) {
          // A statement that needed something unknown (the name of a template to include): what it prints is unknown.
          frame.run.metUnknown = true;
          frame.run.presumed = true;
          frame.out.poison(thrown.unknown);
          return 'done';
        }
        throw located(thrown, at);
      }
    };
  }

  private execution(node: Statement): Execute {
    switch (node.kind) {
      case 'text': {
        const { text } = node;
        return (frame) => {
          if (!silenced(frame)) frame.out.write(text);
          return 'done';
        };
      }
      case 'output': {
        const value = this.expressions.compile(node.value);
        return (frame) => {
          if (!silenced(frame)) print(frame, value(frame));
          return 'done';
        };
      }
      case 'group':
        return this.compile(node.body);
      case 'if':
        return this.if(node);
      case 'for':
        return this.for(node);
      case 'set': {
        const value = this.expressions.compile(node.value);
        return (frame) => {
          assign(frame, node.target, value(frame));
          return 'done';
        };
      }
      case 'capture': {
        const body = this.compile(node.body);
        const captured: Evaluate = (frame) => capture(frame, body);
        const value = node.filter ? this.filterOver(node.filter, captured) : captured;
        return (frame) => {
          assign(frame, node.target, value(frame));
          return 'done';
        };
      }
      case 'filter-block': {
        const body = this.compile(node.body);
        const value = this.filterOver(node.filter, (frame) => capture(frame, body));
        return (frame) => {
          if (!silenced(frame)) print(frame, value(frame));
          return 'done';
        };
      }
      case 'with': {
        const bindings = node.bindings.map(({ target, value }) => ({
          target,
          value: this.expressions.compile(value),
        }));
        const body = this.compile(node.body);
        return (frame) => {
          const inner = within(frame);
          const values = bindings.map(({ value }) => value(frame));
          bindings.forEach(({ target }, i) => {
            assign(inner, target, values[i] as Value);
          });
          return body(inner);
        };
      }
      case 'macro': {
        const definition = this.macro(node.name, node.parameters, node.body);
        return (frame) => {
          frame.vars.set(node.name, new Macro(definition, frame));
          return 'done';
        };
      }
      case 'call-block':
        return this.callBlock(node);
      case 'block':
        return this.block(node);
      case 'extends':
        return this.extends(node);
      case 'include':
        return this.include(node);
      case 'import': {
        const template = this.expressions.compile(node.template);
        return (frame) => {
          frame.vars.set(node.name, importTemplate(frame, template(frame), node.withContext));
          return 'done';
        };
      }
      case 'from-import': {
        const template = this.expressions.compile(node.template);
        return (frame) => {
          const module = importTemplate(frame, template(frame), node.withContext);
          for (const { name, as } of node.names)
            frame.vars.set(
              as,
              orElse<Value>(
                module.attribute(name),
                () => new Undefined(`the imported template has no '${name}'`, name, node.at),
              ),
            );
          return 'done';
        };
      }
      case 'do': {
        const value = this.expressions.compile(node.value);
        return (frame) => {
          value(frame);
          return 'done';
        };
      }
      case 'break':
      case 'continue': {
        const { kind } = node;
        return (frame) => {
          if (frame.run.speculatingOn) throw new EffectNotKnown(frame.run.speculatingOn);
          return kind;
        };
      }
    }
  }

  private filterOver(filter: Expression, captured: Evaluate): Evaluate {
    return this.expressions.filter(filter as ExpressionOf<'filter'>, captured);
  }

  private if(node: StatementOf<'if'>): Execute {
    const branches = node.branches.map(({ test, body }) => ({
      test: this.expressions.truth(test),
      body: this.compile(body),
    }));
    const otherwise = this.compile(node.otherwise);
    const from = (frame: Frame, first: number): Ending => {
      for (let i = first; i < branches.length; i++) {
        const branch = branches[i];
        if (!branch) break;
        const answer = branch.test(frame);
        if (answer === true) return branch.body(frame);
        if (answer instanceof Unknown) {
          const next = i + 1;
          return eitherBranch(frame, answer, branch.body, (copy) => from(copy, next));
        }
      }
      return otherwise(frame);
    };
    return (frame) => from(frame, 0);
  }

  private for(node: StatementOf<'for'>): Execute {
    const iterable = this.expressions.compile(node.iterable);
    const filter = node.filter && this.expressions.truth(node.filter);
    const body = this.compile(node.body);
    const otherwise = this.compile(node.otherwise);
    const { target, recursive } = node;

    const over = (frame: Frame, value: Value, depth: number): void => {
      if (value instanceof Unknown) {
        overUnknown(frame, value);
        return;
      }
      let items = iterate(value);
      if (filter) {
        const kept: Value[] = [];
        for (const item of items) {
          const inner = new Frame(frame.run, frame);
          assign(inner, target, item);
          const answer = filter(inner);
          if (answer instanceof Unknown) {
            overUnknown(frame, answer);
            return;
          }
          if (answer) kept.push(item);
        }
        items = kept;
      }
      if (items.length === 0) {
        otherwise(within(frame));
        return;
      }
      const loop = new Loop(
        Array.isArray(items) ? [...items] : items,
        depth,
        recursive ? recurse(frame) : undefined,
      );
      for (const item of [...items]) {
        loop.index0++;
        const inner = within(frame);
        assign(inner, target, item);
        inner.vars.set('loop', loop);
        if (body(inner) === 'break') break;
      }
    };

    /** Any number of passes over anything: known only where no pass can print anything. */
    const overUnknown = (frame: Frame, unknown: Unknown): void => {
      frame.run.metUnknown = true;
      frame.run.presumed = true;
      const pass = new Frame(frame.run, frame);
      pass.out = new Output();
      const silent = speculate(frame.run, unknown, () => {
        assign(pass, target, new Unknown(unknown.waitsFor));
        pass.vars.set('loop', unknownLoop(unknown));
        body(pass);
        otherwise(pass);
        return pass.out.text() === '';
      });
      if (!silent) frame.out.poison(Unknown.join([unknown, ...pass.out.unknowns]));
    };

    const recurse = (frame: Frame) => (value: Value, depth: number) => {
      if (depth > DEEPEST) throw valueError('a recursive loop goes down without end');
      const inner = new Frame(frame.run, frame);
      inner.out = new Output();
      over(inner, value, depth);
      return inner.out.value(frame.run.convert);
    };

    return (frame) => {
      over(within(frame), iterable(frame), 0);
      return 'done';
    };
  }

  private macro(name: string, parameters: readonly Parameter[], body: readonly Statement[]): MacroDefinition {
    const used = namesUsed(body);
    for (const { otherwise } of parameters) if (otherwise) namesUsed(otherwise, used);
    return {
      name,
      parameters: parameters.map((p) =>
        p.otherwise ? { name: p.name, otherwise: this.expressions.compile(p.otherwise) } : { name: p.name },
      ),
      body: this.compile(body),
      usesCaller: used.has('caller'),
      usesKwargs: used.has('kwargs'),
      usesVarargs: used.has('varargs'),
    };
  }

  private callBlock(node: StatementOf<'call-block'>): Execute {
    const definition = this.macro('caller', node.parameters, node.body);
    const callee = this.expressions.compile(node.call.callee);
    const args = this.expressions.arguments(node.call.args);
    return (frame) => {
      const passed = args(frame);
      const caller = new Macro(definition, frame);
      const all = new Arguments(passed.positional, new Map([...passed.keywords, ['caller', caller]]));
      const result = callValue(callee(frame), all, frame.run);
      if (!silenced(frame)) print(frame, result);
      return 'done';
    };
  }

  private block(node: StatementOf<'block'>): Execute {
    const { name, scoped } = node;
    this.blocks.set(name, {
      name,
      scoped,
      required: node.required,
      body: this.compile(node.body),
    });
    return (frame) => {
      if (frame.topLevel && frame.inheritance.parent) return 'done';
      renderBlock(frame, name, 0, scoped);
      return 'done';
    };
  }

  private extends(node: StatementOf<'extends'>): Execute {
    const template = this.expressions.compile(node.template);
    return (frame) => {
      if (!frame.topLevel)
        throw new TemplateError('template-syntax', "'extends' must stand at the top of a template");
      if (frame.inheritance.parent)
        throw new TemplateError('template-syntax', 'a template can extend only one other');
      const parent = loadNeeded(frame, template(frame));
      frame.inheritance.parent = parent;
      frame.inheritance.add(parent);
      return 'done';
    };
  }

  private include(node: StatementOf<'include'>): Execute {
    const template = this.expressions.compile(node.template);
    return (frame) => {
      const named = template(frame);
      if (named instanceof Unknown) throw new NotKnown(named);
      const found = loadFirst(frame, named, node.ignoreMissing);
      if (!found) return 'done';
      const inner = new Frame(frame.run);
      inner.out = frame.out;
      inner.seesScope = node.withContext && frame.seesScope;
      if (node.withContext) for (const [name, value] of frame.visible()) inner.vars.set(name, value);
      descend(frame, () => {
        runTemplate(found, inner);
      });
      return 'done';
    };
  }
}

/** A frame of its own in the same flow. */
function within(frame: Frame): Frame {
  const inner = new Frame(frame.run, frame);
  inner.outsideBlocks = frame.outsideBlocks;
  return inner;
}

/** What stands at the top of a template that extends another one is not printed. */
function silenced(frame: Frame): boolean {
  return frame.outsideBlocks && frame.inheritance.parent !== undefined;
}

function capture(frame: Frame, body: Execute): Value {
  const inner = new Frame(frame.run, frame);
  inner.out = new Output();
  body(inner);
  return inner.out.value(frame.run.convert);
}

/**
 * One of two branches, and it isn't known which. Where both print the same, that is what is printed;
 * a variable they set differently is unknown from here on.
 */
function eitherBranch(frame: Frame, on: Unknown, then: Execute, otherwise: Execute): Ending {
  frame.run.metUnknown = true;
  const results = [then, otherwise].map((branch) => {
    const copy = new Frame(frame.run, frame.parent, frame.inheritance);
    copy.topLevel = frame.topLevel;
    copy.outsideBlocks = frame.outsideBlocks;
    copy.seesScope = frame.seesScope;
    copy.out = new Output();
    for (const [name, value] of frame.vars) copy.vars.set(name, value);
    const ran = speculate(frame.run, on, () => branch(copy));
    return ran === undefined ? undefined : copy;
  });
  const [a, b] = results;
  if (!a || !b) {
    // One of them fails. Were it taken, nothing would follow; what the other one makes is all that can be known, and isn't sure.
    throw new EffectNotKnown(on);
  }
  const left = a.out.text();
  const right = b.out.text();
  if (typeof left === 'string' && left === right) {
    if (sameParts(a.out, b.out)) frame.out.append(a.out);
    else frame.out.poison(on);
  } else frame.out.poison(Unknown.join([on, ...a.out.unknowns, ...b.out.unknowns]));
  for (const name of new Set([...a.vars.keys(), ...b.vars.keys()])) {
    const x = a.vars.get(name);
    const y = b.vars.get(name);
    if (x === y && x !== undefined) frame.vars.set(name, x);
    else if (x !== undefined && y !== undefined && identical(x, y)) frame.vars.set(name, x);
    else frame.vars.set(name, new MaybeUndefined(on.waitsFor));
  }
  return 'done';
}

function sameParts(a: Output, b: Output): boolean {
  return (
    a.parts.length === b.parts.length &&
    a.parts.every((part, i) => identical(part, b.parts[i]) || part === b.parts[i])
  );
}

/** Renders the block of that name that stands at `depth` in the chain of templates that define it. */
export function renderBlock(frame: Frame, name: string, depth: number, scoped: boolean): void {
  const block = frame.inheritance.blocks.get(name)?.[depth];
  if (!block) throw new TemplateError('template-value', `there is no block '${name}'`);
  if (block.required) throw new TemplateError('template-value', `the block '${name}' must be filled in`);
  let root = frame;
  while (root.parent) root = root.parent;
  // A block sees the template's own variables, and those of the place it stands in only where it is scoped.
  const inner = new Frame(frame.run, scoped ? frame : root, frame.inheritance);
  inner.out = frame.out;
  inner.seesScope = frame.seesScope;
  inner.vars.set('super', blockReference(inner, name, depth + 1));
  block.body(inner);
}

function descend(frame: Frame, what: () => void): void {
  if (frame.run.depth > DEEPEST) throw valueError('templates include each other without end');
  frame.run.depth++;
  try {
    what();
  } finally {
    frame.run.depth--;
  }
}

/** Runs a template and, where it extends another one, that one in its place. */
export function runTemplate(template: CompiledTemplate, frame: Frame): void {
  frame.inheritance.add(template);
  frame.topLevel = true;
  frame.outsideBlocks = true;
  frame.vars.set('self', selfReference(frame));
  let current = template;
  try {
    for (;;) {
      frame.inheritance.parent = undefined;
      current.body(frame);
      const { parent } = frame.inheritance;
      if (!parent) return;
      current = parent;
    }
  } catch (thrown) {
    if (thrown instanceof TemplateError && thrown.source === undefined)
      thrown.locate(undefined, current.source, current.text);
    throw thrown;
  }
}

function loadNeeded(frame: Frame, name: Value): CompiledTemplate {
  const found = loadFirst(frame, name, false);
  if (!found) throw new TemplateError('template-file', 'there is no such template');
  return found;
}

function loadFirst(frame: Frame, named: Value, ignoreMissing: boolean): CompiledTemplate | undefined {
  if (named instanceof Unknown) throw new NotKnown(named);
  const names = isSequence(named) ? named : [named];
  for (const name of names) {
    const found = frame.run.engine.load(str(name), frame.run);
    if (found) return found;
  }
  if (ignoreMissing) return undefined;
  throw new TemplateError(
    'template-file',
    `template not found: ${names.map((name) => str(name)).join(', ')}`,
  );
}

function importTemplate(frame: Frame, named: Value, withContext: boolean): TemplateModule {
  const template = loadNeeded(frame, named);
  const inner = new Frame(frame.run);
  inner.seesScope = withContext && frame.seesScope;
  if (withContext) {
    const outer = new Frame(frame.run);
    for (const [name, value] of frame.visible()) outer.vars.set(name, value);
    const child = new Frame(frame.run, outer);
    child.seesScope = inner.seesScope;
    child.out = new Output();
    descend(frame, () => {
      runTemplate(template, child);
    });
    return new TemplateModule(child.vars, child.out);
  }
  descend(frame, () => {
    runTemplate(template, inner);
  });
  return new TemplateModule(inner.vars, inner.out);
}
