import type { Value } from '../../core/value.ts';
import type { Block, CompiledTemplate } from './compiled.ts';
import type { Evaluation } from './evaluation.ts';
import { Output } from './output.ts';

/** The blocks and parent of a template that is being rendered, with all it extends. */
export class Inheritance {
  /** From the most derived to the base. */
  readonly blocks = new Map<string, Block[]>();
  parent: CompiledTemplate | undefined;

  add(template: CompiledTemplate): void {
    for (const [name, block] of template.blocks) {
      const stack = this.blocks.get(name);
      if (stack) stack.push(block);
      else this.blocks.set(name, [block]);
    }
  }
}

/** A scope of names within a template: the template itself, a loop's pass, a macro's body. */
export class Frame {
  readonly run: Evaluation;
  readonly parent: Frame | undefined;
  readonly vars = new Map<string, Value>();
  readonly inheritance: Inheritance;
  /** The template's own frame: only there it can extend another template. */
  topLevel = false;
  /** Not within a block or a macro: what is printed here is left out once the template extends another one. */
  outsideBlocks = false;
  /** Where names are looked up that no frame has: false for imported templates, which see no variables. */
  seesScope = true;
  out: Output;

  constructor(run: Evaluation, parent?: Frame, inheritance?: Inheritance) {
    this.run = run;
    this.parent = parent;
    this.inheritance = inheritance ?? parent?.inheritance ?? new Inheritance();
    this.out = parent?.out ?? new Output();
    if (parent) this.seesScope = parent.seesScope;
  }

  find(name: string): Value | undefined {
    for (let frame: Frame | undefined = this; frame; frame = frame.parent) {
      const value = frame.vars.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** All names that can be seen from here, for templates that are included with their context. */
  visible(): Map<string, Value> {
    const all = this.parent ? this.parent.visible() : new Map<string, Value>();
    for (const [name, value] of this.vars) all.set(name, value);
    return all;
  }
}
