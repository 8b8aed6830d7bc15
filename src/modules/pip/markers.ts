import { isUnknown, type Maybe, Unknown } from '../../core/unknown.ts';
import { areSpecifiers, satisfies } from './specifiers.ts';

/** What environment markers may ask for, as far as it is known. */
export type MarkerEnvironment = Readonly<Record<string, Maybe<string>>>;

/** jrun's hosts are Linux ones unless a probe says otherwise. */
export function markerEnvironment(pythonVersion: Maybe<string>): MarkerEnvironment {
  const short = isUnknown(pythonVersion) ? pythonVersion : pythonVersion.split('.').slice(0, 2).join('.');
  return {
    python_version: short,
    python_full_version: pythonVersion,
    implementation_version: pythonVersion,
    os_name: 'posix',
    sys_platform: 'linux',
    platform_system: 'Linux',
    implementation_name: 'cpython',
    platform_python_implementation: 'CPython',
    extra: '',
  };
}

/** Evaluates PEP 508's `python_version < "3.8" and sys_platform == "linux"`; unknown where a part isn't known. */
export function evaluateMarker(text: string, environment: MarkerEnvironment): Maybe<boolean> {
  const tokens = text.match(/\(|\)|"[^"]*"|'[^']*'|===|~=|==|!=|<=|>=|<|>|\bnot\s+in\b|[A-Za-z_.]+/g) ?? [];
  let at = 0;

  function either(): Maybe<boolean> {
    let value = both();
    while (tokens[at] === 'or') {
      at++;
      value = join(value, both(), true);
    }
    return value;
  }
  function both(): Maybe<boolean> {
    let value = one();
    while (tokens[at] === 'and') {
      at++;
      value = join(value, one(), false);
    }
    return value;
  }
  function one(): Maybe<boolean> {
    if (tokens[at] === '(') {
      at++;
      const value = either();
      at++;
      return value;
    }
    const left = operand(tokens[at++] ?? '');
    const operator = (tokens[at++] ?? '').replace(/\s+/, ' ');
    const right = operand(tokens[at++] ?? '');
    if (isUnknown(left)) return left;
    return isUnknown(right) ? right : compared(left, operator, right);
  }
  function operand(token: string): Maybe<string> {
    if (/^["']/.test(token)) return token.slice(1, -1);
    return environment[token] ?? Unknown.of(`the marker ${token}`);
  }
  return either();
}

/** `false and unknown` is false, `true or unknown` is true. */
function join(a: Maybe<boolean>, b: Maybe<boolean>, decisive: boolean): Maybe<boolean> {
  if (a === decisive || b === decisive) return decisive;
  if (isUnknown(a)) return a;
  return isUnknown(b) ? b : !decisive;
}

function compared(left: string, operator: string, right: string): boolean {
  if (operator === 'in') return right.includes(left);
  if (operator === 'not in') return !right.includes(left);
  const specifier = `${operator}${right}`;
  if (/^\d/.test(right) && areSpecifiers(specifier)) return satisfies(left, specifier);
  if (operator === '==' || operator === '===') return left === right;
  if (operator === '!=') return left !== right;
  return operator.startsWith('<') ? left < right || left === right : left > right || left === right;
}
