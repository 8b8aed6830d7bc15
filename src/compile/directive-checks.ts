import { type Place, placeOf } from '../core/place.ts';
import type { DirectiveName } from '../core/play.ts';
import type { Dict, Value } from '../core/value.ts';
import type { Compilation } from './compilation.ts';
import type { Scope } from './scope.ts';
import { checkExpression, checkTexts } from './template-checks.ts';

/** Templates and expressions among the arguments of a directive. */
export function checkDirective(
  c: Compilation,
  directive: DirectiveName,
  args: Dict,
  place: Place | undefined,
  scope: Scope,
): void {
  for (const [key, value] of args) {
    const at = placeOf(args, key) ?? place;
    if (isExpression(directive, key)) checkExpressions(c, value, at);
    else if (directive !== 'validate_argument_spec') checkTexts(c, value, at);
  }
  if (directive === 'meta' && args.get('action') === 'end_role') {
    if (scope.handlers) c.error('meta', "'end_role' can't be a handler", place);
    else if (!scope.role) c.error('meta', "'end_role' ends a role, and this task stands in none", place);
  }
}

function isExpression(directive: DirectiveName, key: Value): boolean {
  return (directive === 'assert' && key === 'that') || (directive === 'debug' && key === 'var');
}

function checkExpressions(c: Compilation, value: Value, place: Place | undefined): void {
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) checkExpression(c, item, placeOf(value, index) ?? place);
  else checkExpression(c, value, place);
}
