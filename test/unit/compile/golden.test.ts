import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compileFiles, said } from './compile-texts.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'golden');

/**
 * Each case is one file: the playbook, and after lines `### name` the files beside it. What is said about it stands in
 * the `.txt` of the same name; GOLDEN=write writes those anew, for a person to read through.
 */
describe('what is said about mistakes', () => {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.yaml'))) {
    it(name.replace('.yaml', ''), () => {
      const text = said(compileFiles(filesOf(readFileSync(join(folder, name), 'utf8'))));
      const expected = join(folder, name.replace('.yaml', '.txt'));
      if (process.env['GOLDEN'] === 'write') writeFileSync(expected, text);
      expect(text).toBe(existsSync(expected) ? readFileSync(expected, 'utf8') : undefined);
    });
  }
});

function filesOf(text: string): Record<string, string> {
  const [first = '', ...others] = text.split(/^### (.+)\n/m);
  const files: Record<string, string> = { 'site.yml': first };
  for (let i = 0; i < others.length; i += 2) files[others[i] ?? ''] = others[i + 1] ?? '';
  return files;
}
