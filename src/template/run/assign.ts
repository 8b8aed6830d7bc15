import { Unknown } from '../../core/unknown.ts';
import type { Value } from '../../core/value.ts';
import { iterate } from '../python/iteration.ts';
import type { Target } from '../syntax/ast.ts';
import { valueError } from '../template-error.ts';
import { EffectNotKnown } from './effect.ts';
import type { Frame } from './frame.ts';
import { Namespace } from './namespace.ts';

export function assign(frame: Frame, target: Target, value: Value): void {
  switch (target.kind) {
    case 'name':
      frame.vars.set(target.name, value);
      return;
    case 'namespace': {
      const namespace = frame.find(target.name);
      if (!(namespace instanceof Namespace))
        throw valueError(`can't assign an attribute of what is no namespace`);
      if (frame.run.speculatingOn) throw new EffectNotKnown(frame.run.speculatingOn);
      namespace.values.set(target.attribute, value);
      return;
    }
    case 'tuple': {
      if (value instanceof Unknown) {
        for (const item of target.items) assign(frame, item, new Unknown(value.waitsFor));
        return;
      }
      const values = iterate(value);
      if (values.length !== target.items.length)
        throw valueError(
          `${values.length > target.items.length ? 'too many' : 'not enough'} values to unpack (expected ${target.items.length}, got ${values.length})`,
        );
      target.items.forEach((item, i) => {
        assign(frame, item, values[i] as Value);
      });
    }
  }
}
