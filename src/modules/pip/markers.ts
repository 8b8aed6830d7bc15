import { isUnknown, type Maybe } from '../../core/unknown.ts';
import { AskPip } from './requirement.ts';
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

type Answer = Maybe<boolean> | AskPip;

/** Evaluates PEP 508's `python_version < "3.8" and sys_platform == "linux"`, as far as its parts are known. */
export function evaluateMarker(text: string, environment: MarkerEnvironment): Answer {
  const tokens = text.match(/\(|\)|"[^"]*"|'[^']*'|===|~=|==|!=|<=|>=|<|>|\bnot\s+in\b|[A-Za-z_.]+/g) ?? [];
  let at = 0;

  function either(): Answer {
    let value = both();
    while (tokens[at] === 'or') {
      at++;
      value = join(value, both(), true);
    }
    return value;
  }
  function both(): Answer {
    let value = one();
    while (tokens[at] === 'and') {
      at++;
      value = join(value, one(), false);
    }
    return value;
  }
  function one(): Answer {
    if (tokens[at] === '(') {
      at++;
      const value = either();
      at++;
      return value;
    }
    const left = operand(tokens[at++] ?? '');
    const operator = (tokens[at++] ?? '').replace(/\s+/, ' ');
    const right = operand(tokens[at++] ?? '');
    if (typeof left !== 'string') return left;
    return typeof right === 'string' ? compared(left, operator, right) : right;
  }
  function operand(token: string): Maybe<string> | AskPip {
    if (/^["']/.test(token)) return token.slice(1, -1);
    return environment[token] ?? new AskPip(`what ${token} is there`);
  }
  return either();
}

/** `false and unknown` is false, `true or unknown` is true. */
function join(a: Answer, b: Answer, decisive: boolean): Answer {
  if (a === decisive || b === decisive) return decisive;
  if (isUnknown(a) || isUnknown(b)) return isUnknown(a) ? a : b;
  if (typeof a !== 'boolean') return a;
  return typeof b === 'boolean' ? !decisive : b;
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
