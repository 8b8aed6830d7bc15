import { expect, it } from 'vitest';
import { FramePainter } from '../../../src/report/frame-painter.ts';
import { TinyTerminal } from './tiny-terminal.ts';

function painter(width = 20) {
  const terminal = new TinyTerminal(width);
  const written: string[] = [];
  const write = (text: string) => {
    written.push(text);
    terminal.write(text);
  };
  return { terminal, written, frame: new FramePainter(write, () => width) };
}

it('keeps the frame below what lasts, and shrinks and grows it', () => {
  const { terminal, frame } = painter();
  frame.draw(['one', 'two', 'three']);
  frame.print(['changed: [a]'], ['one', 'TWO']);
  frame.draw(['1']);
  frame.print(['a line that is longer than the terminal'], ['1', '2']);
  frame.draw(['1', '2', '3']);
  expect(terminal.screen).toBe('changed: [a]\na line that is longe\nr than the terminal\n1\n2\n3\n');
  frame.print(['end'], []);
  expect(terminal.screen).toBe('changed: [a]\na line that is longe\nr than the terminal\nend\n');
});

it('writes only what differs, in one go, and nothing where nothing does', () => {
  const { written, frame } = painter();
  frame.draw(['one', 'two', 'three']);
  frame.draw(['one', 'two', 'three']);
  frame.draw(['one', 'TWO', 'three']);
  expect(written).toHaveLength(2);
  expect(written[1]).toContain('TWO');
  expect(written[1]).not.toContain('three');
});

it('finds its way after the terminal was made narrower', () => {
  let width = 20;
  const terminal = new TinyTerminal(10);
  const painted = new FramePainter(
    (text) => {
      if (width === 10) terminal.write(text);
    },
    () => width,
  );
  painted.draw(['a', 'twelve chars', 'c']);
  // What the terminal itself makes of it: the long line takes two rows.
  terminal.write('before\na\ntwelve chars\nc\n');
  width = 10;
  painted.draw(['A', 'B', 'C']);
  expect(terminal.screen).toBe('before\nA\nB\nC\n');
});
