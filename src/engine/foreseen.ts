import type { Plan } from '../core/plan.ts';
import type { Task } from '../core/play.ts';
import { Unknown } from '../core/unknown.ts';
import { type Dict, OMIT, type Value } from '../core/value.ts';
import { describe, resultOf } from './item.ts';
import type { TaskScope } from './scope.ts';

/** What tasks that are only looked at would have registered and set, as far as that can be told. */
export class Foreseen {
  /** By the names of variables; lies over all others. */
  readonly values: Dict = new Map();

  unknown(task: Task): void {
    this.register(task, Unknown.of(`the result of ${describe(task)}`, task.place));
  }

  skipped(task: Task): void {
    this.register(
      task,
      new Map<Value, Value>([
        ['changed', false],
        ['skipped', true],
      ]),
    );
  }

  unchanged(task: Task, fields: Plan['result']): void {
    this.register(task, resultOf(fields, false));
  }

  /** What `set_fact` sets. */
  facts(args: Dict, scope: TaskScope): void {
    for (const [name, raw] of args) {
      const value = scope.value(raw);
      if (value !== OMIT && name !== 'cacheable') this.values.set(name, value);
    }
  }

  private register({ keywords: { register } }: Task, value: Value): void {
    if (register !== undefined) this.values.set(register, value);
  }
}
