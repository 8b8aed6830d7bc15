/** `value`, or what stands in for it where there is none. Unlike `??` it keeps None, which is a value. */
export function orElse<T>(value: T | undefined, otherwise: () => T): T {
  return value === undefined ? otherwise() : value;
}
