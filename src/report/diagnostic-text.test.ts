import { describe, expect, it } from 'vitest';
import { diagnosticsText } from './diagnostic-text.ts';

describe('diagnostics as text', () => {
  it('stand in the order of their places, each with its line, caret, hint and related places', () => {
    const text = diagnosticsText([
      {
        code: 'undefined-variable',
        severity: 'warning',
        summary: "'prot' is undefined",
        place: { file: 'site.yml', line: 12, column: 8, length: 4 },
        line: '\tname: prot',
        related: [{ place: { file: 'group_vars/all.yml', line: 2, column: 1 }, note: "'port' is set here" }],
      },
      {
        code: 'unknown-module',
        severity: 'error',
        summary: "no module is called 'tempalte'",
        place: { file: 'site.yml', line: 4, column: 7, length: 8 },
        line: '    - tempalte:',
        hint: "did you mean 'template'?",
      },
      { code: 'no-inventory', severity: 'error', summary: 'no inventory is given', hint: 'give one with -i' },
    ]);
    expect(text).toMatchInlineSnapshot(`
      "error: no inventory is given
        hint: give one with -i

      site.yml:4:7: error: no module is called 'tempalte'
        4 |     - tempalte:
          |       ^^^^^^^^
        hint: did you mean 'template'?

      site.yml:12:8: warning: 'prot' is undefined
        12 | 	name: prot
           | 	      ^^^^
        group_vars/all.yml:2:1: 'port' is set here

      2 errors, 1 warning
      "
    `);
  });

  it('show a long line around the place', () => {
    const line = `{"a": "${'x'.repeat(300)}", "mode": 644}`;
    const place = { file: 'a.json', line: 1, column: line.indexOf('644') + 1, length: 3 };
    const text = diagnosticsText([{ code: 'c', severity: 'error', summary: 's', place, line }]);
    const [, shown = '', caret = ''] = text.split('\n');
    expect(shown.length).toBeLessThan(180);
    expect(shown.slice(caret.indexOf('^'), caret.indexOf('^') + 3)).toBe('644');
  });
});
