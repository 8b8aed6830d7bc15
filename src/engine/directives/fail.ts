import { renderArguments } from '../arguments.ts';
import { failed, unknownEnding } from '../outcome.ts';
import type { Directive } from './directive.ts';

/** Fails with the message; where it is open whether it is reached at all, so is that. */
export const fail: Directive = async ({ scope, doubt }, action) => {
  if (doubt) return unknownEnding(doubt);
  const { msg } = renderArguments(action, scope);
  return failed({ message: String(msg) }, new Map([['msg', msg as string]]));
};
