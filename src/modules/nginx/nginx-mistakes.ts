import { valueTexts } from './directive-text.ts';
import { isDescribed, type NginxArguments, type Settings } from './nginx-arguments.ts';
import { argumentsIn } from './settings-text.ts';

interface Mistake {
  readonly message: string;
  readonly argument?: string;
  readonly hint?: string;
}

/** Mistakes that can be seen without a host. */
export function nginxMistakes(args: NginxArguments): Mistake[] {
  const mistakes: Mistake[] = [];
  const ways = [args.src, args.content, args.settings, isDescribed(args) || undefined];
  if (ways.filter((way) => way !== undefined).length > 1) {
    mistakes.push({ message: "it is one of 'src', 'content', 'settings', or a site described by options" });
  }
  if (!/^[\w.-]+$/.test(args.name)) {
    mistakes.push({ message: `'${args.name}' can't be the name of a file`, argument: 'name' });
  }
  if (isDescribed(args) && args.kind !== 'site') {
    mistakes.push({
      message: `only a site is described by options, not a ${args.kind === 'http' ? 'file for the http block' : args.kind}`,
      argument: 'kind',
      hint: "write its directives as 'content', or in a template",
    });
  }
  if (args.settings && args.state === 'disabled') {
    mistakes.push({ message: 'settings are not disabled: they are there, or absent', argument: 'state' });
  }
  return [...mistakes, ...settingsMistakes(args.settings ?? {})];
}

const BLOCKS = ['main', 'events', 'http'];

function settingsMistakes(settings: Settings): Mistake[] {
  return Object.entries(settings).flatMap(([block, directives]): Mistake[] => {
    if (!BLOCKS.includes(block)) {
      const hint = `a directive stands in one of the blocks ${BLOCKS.join(', ')}`;
      return [{ message: `'${block}' is no block of nginx.conf`, argument: 'settings', hint }];
    }
    return Object.entries(directives as object).flatMap(([name, value]) => {
      const message = mistakeIn(name, value);
      return message === undefined ? [] : [{ message, argument: 'settings' }];
    });
  });
}

function mistakeIn(name: string, value: unknown): string | undefined {
  if (!/^[a-z]\w*$/.test(name)) return `'${name}' is not the name of a directive`;
  const scalar = (one: unknown): boolean => ['string', 'number', 'bigint', 'boolean'].includes(typeof one);
  if (Array.isArray(value) ? !value.every(scalar) : !scalar(value))
    return `'${name}' takes a value, or a list of them`;
  const odd = valueTexts(value as string).find((text) => argumentsIn(text) === undefined);
  return odd === undefined ? undefined : `'${odd}' are not the arguments of one directive '${name}'`;
}
