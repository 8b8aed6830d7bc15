import { placeOf, spellingOf } from '../core/place.ts';
import type { Dict, Value } from '../core/value.ts';
import type { Compilation } from './compilation.ts';
import { isTemplated, kindOfValue } from './show-value.ts';

/** The tags of a task, block, role or play: `a, b` or a list; `render` resolves templates where that is possible. */
export function readTags(c: Compilation, dict: Dict, render: (text: string) => Value | undefined): string[] {
  const value = dict.get('tags');
  if (value === undefined || value === null) return [];
  const tags: string[] = [];
  const add = (item: Value, container: object, key: unknown): void => {
    if (isTemplated(item)) {
      const rendered = render(item);
      if (rendered === undefined) {
        const at = placeOf(container, key);
        c.warn('tag-template', 'this tag depends on what is only known on a host, so nothing selects it', at);
        tags.push(item);
      } else if (Array.isArray(rendered)) tags.push(...rendered.map((tag) => String(tag).trim()));
      else tags.push(...splitTags(String(rendered)));
    } else if (typeof item === 'string') tags.push(...splitTags(item));
    else if (typeof item === 'number' || typeof item === 'boolean' || typeof item === 'bigint')
      tags.push(spellingOf(container, key) ?? String(item));
    else if (item !== null)
      c.error('keyword-type', `a tag is a word, not ${kindOfValue(item)}`, placeOf(container, key));
  };
  if (Array.isArray(value)) for (const [index, item] of value.entries()) add(item, value, index);
  else add(value, dict, 'tags');
  return [...new Set(tags)];
}

export function splitTags(text: string): string[] {
  return text
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}
