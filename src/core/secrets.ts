/** What stands in the place of a secret in everything a person or a file gets to see. */
export const MASK = '********';

/**
 * The secrets of a run: vaulted values, passwords, arguments that a module's schema calls secret.
 * Whatever leaves the program goes through `mask`.
 */
export class Secrets {
  private readonly values = new Set<string>();
  private pattern: RegExp | undefined;

  /** Secrets under four characters would mask half of every text; they are masked as whole fields only. */
  add(secret: string): void {
    for (const part of [secret, ...secret.split('\n')]) {
      const text = part.trim();
      if (text.length < 4 || this.values.has(text)) continue;
      this.values.add(text);
      this.pattern = undefined;
    }
  }

  mask(text: string): string {
    if (this.values.size === 0) return text;
    this.pattern ??= new RegExp(
      [...this.values]
        .flatMap(spellings)
        .sort((a, b) => b.length - a.length)
        .map((v) => v.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
        .join('|'),
      'g',
    );
    return text.replace(this.pattern, MASK);
  }

  /** The same value with every string in it masked; arrays, Maps and plain objects are copied where there are secrets. */
  maskDeep(value: unknown): unknown {
    if (this.values.size === 0) return value;
    if (typeof value === 'string') return this.mask(value);
    if (Array.isArray(value)) return value.map((item) => this.maskDeep(item));
    if (value instanceof Map) {
      return new Map([...value].map(([k, v]) => [this.maskDeep(k), this.maskDeep(v)]));
    }
    if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [this.mask(k), this.maskDeep(v)]));
    }
    return value;
  }
}

/** A secret also shows where a text was written into JSON, a URL or base64. */
function spellings(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const url = encodeURIComponent(secret);
  const base64 = Buffer.from(secret, 'utf8').toString('base64').replace(/=+$/, '');
  return [...new Set([secret, json, url, base64])];
}
