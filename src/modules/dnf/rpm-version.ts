/** rpm's order of versions: epoch, version, release; `~` sorts before everything, `^` right after the end. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [split(a), split(b)];
  return (
    left.epoch - right.epoch ||
    compareParts(left.version, right.version) ||
    // A version without a release stands for all of its releases.
    (left.release === '' || right.release === '' ? 0 : compareParts(left.release, right.release))
  );
}

function split(text: string): { epoch: number; version: string; release: string } {
  const [, epoch = '0', version = '', release = ''] = /^(?:(\d+):)?([^-]*)(?:-(.*))?$/.exec(text) ?? [];
  return { epoch: Number(epoch), version, release };
}

function compareParts(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.match(/\d+|[A-Za-z]+|~|\^/g) ?? []);
  for (let at = 0; ; at++) {
    const difference = compareWords(left?.[at], right?.[at]);
    if (difference !== 0) return difference;
    if (left?.[at] === undefined) return 0;
  }
}

function compareWords(a: string | undefined, b: string | undefined): number {
  const difference = weight(a) - weight(b);
  if (difference !== 0 || a === undefined || b === undefined) return difference;
  if (/^\d/.test(a)) {
    const numbers = BigInt(a) - BigInt(b);
    return numbers === 0n ? 0 : numbers < 0n ? -1 : 1;
  }
  return a === b ? 0 : a < b ? -1 : 1;
}

function weight(word: string | undefined): number {
  if (word === '~') return 0;
  if (word === undefined) return 1;
  if (word === '^') return 2;
  return /^\d/.test(word) ? 4 : 3;
}
