import { Opaque, type Value } from '../../core/value.ts';
import { Undefined } from '../undefined.ts';
import { Callable } from './callable.ts';
import type { Frame } from './frame.ts';
import { Output } from './output.ts';
import { renderBlock } from './statement.ts';

/** `super()` within a block, or `self.name()`: the block rendered once more. */
class BlockReference extends Callable {
  readonly label: string;
  private readonly frame: Frame;
  private readonly depth: number;

  constructor(frame: Frame, label: string, depth: number) {
    super();
    this.frame = frame;
    this.label = label;
    this.depth = depth;
  }

  /** `super.super()` skips one level. */
  attribute(name: string): Value | undefined {
    return name === 'super' ? blockReference(this.frame, this.label, this.depth + 1) : undefined;
  }

  call(): Value {
    const out = new Output();
    const before = this.frame.out;
    this.frame.out = out;
    try {
      renderBlock(this.frame, this.label, this.depth, false);
    } finally {
      this.frame.out = before;
    }
    return out.value(this.frame.run.convert);
  }
}

export function blockReference(frame: Frame, name: string, depth: number): Value {
  if (!frame.inheritance.blocks.get(name)?.[depth])
    return new Undefined(`there is no parent block called '${name}'`, 'super');
  return new BlockReference(frame, name, depth);
}

class SelfReference extends Opaque {
  readonly typeName = 'TemplateReference';
  private readonly frame: Frame;
  constructor(frame: Frame) {
    super();
    this.frame = frame;
  }
  attribute(name: string): Value | undefined {
    return this.frame.inheritance.blocks.has(name) ? new BlockReference(this.frame, name, 0) : undefined;
  }
}

export function selfReference(frame: Frame): Value {
  return new SelfReference(frame);
}
