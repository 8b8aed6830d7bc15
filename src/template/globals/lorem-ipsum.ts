import { drawer } from '../filters/random.ts';
import { capitalize } from '../python/string-methods.ts';
import type { Evaluation } from '../run/evaluation.ts';

const WORDS =
  'lorem ipsum dolor sit amet consectetur adipisici elit sed eiusmod tempor incidunt ut labore et dolore magna aliqua enim ad minim veniam quis nostrud exercitation ullamco laboris nisi aliquid ex ea commodi consequat aute iure in reprehenderit voluptate velit esse cillum eu fugiat nulla pariatur'.split(
    ' ',
  );

/** Paragraphs of text that means nothing. */
export function loremIpsum(run: Evaluation, paragraphs: number, shortest: number, longest: number): string[] {
  const draw = drawer(run, undefined);
  const between = (from: number, to: number) => from + Number(draw(BigInt(Math.max(to - from, 1))));
  return Array.from({ length: paragraphs }, () => {
    const sentences: string[] = [];
    for (let left = between(shortest, longest); left > 0; ) {
      const length = Math.min(between(4, 16), left);
      left -= length;
      const words = Array.from({ length }, () => WORDS[between(0, WORDS.length)] ?? '');
      sentences.push(`${capitalize(words.join(' '))}.`);
    }
    return sentences.join(' ');
  });
}
