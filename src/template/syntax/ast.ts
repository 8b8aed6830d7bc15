import type { Value } from '../../core/value.ts';
import type { BinaryOperator } from '../python/arithmetic.ts';
import type { Position } from '../template-error.ts';

export interface CallArguments {
  readonly positional: readonly Expression[];
  readonly keywords: readonly { readonly name: string; readonly value: Expression }[];
  readonly restPositional?: Expression;
  readonly restKeywords?: Expression;
}

export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

export type Expression = { readonly at: Position } & (
  | { readonly kind: 'constant'; readonly value: Value }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'list' | 'tuple'; readonly items: readonly Expression[] }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | {
      readonly kind: 'condition';
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise?: Expression;
    }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not'; readonly operand: Expression }
  | {
      readonly kind: 'compare';
      readonly first: Expression;
      readonly rest: readonly { readonly operator: CompareOperator; readonly operand: Expression }[];
    }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'unary'; readonly operator: '-' | '+'; readonly operand: Expression }
  | { readonly kind: 'concat'; readonly items: readonly Expression[] }
  | { readonly kind: 'attribute'; readonly object: Expression; readonly name: string }
  | { readonly kind: 'item'; readonly object: Expression; readonly index: Expression }
  | {
      readonly kind: 'slice';
      readonly object: Expression;
      readonly start?: Expression;
      readonly stop?: Expression;
      readonly step?: Expression;
    }
  | { readonly kind: 'call'; readonly callee: Expression; readonly args: CallArguments }
  | {
      readonly kind: 'filter';
      readonly operand: Expression | undefined;
      readonly name: string;
      readonly args: CallArguments;
    }
  | {
      readonly kind: 'test';
      readonly operand: Expression;
      readonly name: string;
      readonly args: CallArguments;
    }
);

export type ExpressionOf<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

/** What is assigned to: a name, several names, or an attribute of a namespace. */
export type Target =
  | { readonly kind: 'name'; readonly name: string; readonly at: Position }
  | { readonly kind: 'tuple'; readonly items: readonly Target[]; readonly at: Position }
  | { readonly kind: 'namespace'; readonly name: string; readonly attribute: string; readonly at: Position };

export interface Parameter {
  readonly name: string;
  readonly otherwise?: Expression;
}

export type Statement = { readonly at: Position } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'output'; readonly value: Expression }
  | {
      readonly kind: 'if';
      readonly branches: readonly { readonly test: Expression; readonly body: readonly Statement[] }[];
      readonly otherwise: readonly Statement[];
    }
  | {
      readonly kind: 'for';
      readonly target: Target;
      readonly iterable: Expression;
      readonly filter?: Expression;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
      readonly recursive: boolean;
    }
  | { readonly kind: 'set'; readonly target: Target; readonly value: Expression }
  | {
      readonly kind: 'capture';
      readonly target: Target;
      readonly filter?: Expression;
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'with';
      readonly bindings: readonly { readonly target: Target; readonly value: Expression }[];
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'macro';
      readonly name: string;
      readonly parameters: readonly Parameter[];
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'call-block';
      readonly call: ExpressionOf<'call'>;
      readonly parameters: readonly Parameter[];
      readonly body: readonly Statement[];
    }
  | { readonly kind: 'filter-block'; readonly filter: Expression; readonly body: readonly Statement[] }
  | {
      readonly kind: 'block';
      readonly name: string;
      readonly scoped: boolean;
      readonly required: boolean;
      readonly body: readonly Statement[];
    }
  | { readonly kind: 'extends'; readonly template: Expression }
  | {
      readonly kind: 'include';
      readonly template: Expression;
      readonly ignoreMissing: boolean;
      readonly withContext: boolean;
    }
  | {
      readonly kind: 'import';
      readonly template: Expression;
      readonly name: string;
      readonly withContext: boolean;
    }
  | {
      readonly kind: 'from-import';
      readonly template: Expression;
      readonly names: readonly { readonly name: string; readonly as: string }[];
      readonly withContext: boolean;
    }
  | { readonly kind: 'do'; readonly value: Expression }
  | { readonly kind: 'break' | 'continue' }
  | { readonly kind: 'group'; readonly body: readonly Statement[] }
);

export type StatementOf<K extends Statement['kind']> = Extract<Statement, { kind: K }>;
