import { createInterface } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';

/** Interrupted while a question stood open. */
export class QuestionAborted extends Error {
  override readonly name = 'QuestionAborted';
}

/** Asks at the terminal. What is typed to a hidden question doesn't show. */
export async function ask(
  question: string,
  hidden: boolean,
  terminal: { readonly input: ReadStream; readonly output: WriteStream },
): Promise<string> {
  const { input, output } = terminal;
  if (hidden) return askHidden(question, input, output);
  const lines = createInterface({ input, output });
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('SIGINT', () => reject(new QuestionAborted()));
      lines.once('close', () => reject(new QuestionAborted()));
      lines.question(question, resolve);
    });
  } finally {
    lines.close();
  }
}

function askHidden(question: string, input: ReadStream, output: WriteStream): Promise<string> {
  // First silent, then asked: who answers at once isn't shown either.
  input.setRawMode(true);
  input.resume();
  input.setEncoding('utf8');
  output.write(question);
  return new Promise((resolve, reject) => {
    let typed = '';
    const finish = (settle: () => void) => {
      input.off('data', onData);
      input.setRawMode(false);
      input.pause();
      output.write('\n');
      settle();
    };
    const onData = (chunk: string) => {
      for (const key of chunk) {
        if (key === '\r' || key === '\n') return finish(() => resolve(typed));
        if (key === '\x03' || (key === '\x04' && typed === ''))
          return finish(() => reject(new QuestionAborted()));
        if (key === '\x7f' || key === '\b') typed = [...typed].slice(0, -1).join('');
        else if (key === '\x15') typed = '';
        else if (key >= ' ') typed += key;
      }
    };
    input.on('data', onData);
  });
}
