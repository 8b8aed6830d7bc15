import type { Value } from '../../core/value.ts';
import { Markup } from './marked-text.ts';
import { str } from './text.ts';

/** HTML-safe text; what is marked as safe already stays as it is. */
export function escapeHtml(value: Value): string {
  return value instanceof Markup ? value.text : escapeText(str(value));
}

export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('>', '&gt;')
    .replaceAll('<', '&lt;')
    .replaceAll("'", '&#39;')
    .replaceAll('"', '&#34;');
}
