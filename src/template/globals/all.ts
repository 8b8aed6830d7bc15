import type { Dict, Value } from '../../core/value.ts';
import { flagArgument, intArgument, textArgument } from '../filters/argument.ts';
import { entriesOf } from '../python/container-methods.ts';
import { dictSet } from '../python/dict-key.ts';
import { Markup, textOf } from '../python/marked-text.ts';
import { SequenceView } from '../python/sequence-view.ts';
import { localTime, utcTime } from '../python/time.ts';
import { formatTime } from '../python/time-format.ts';
import type { Arguments } from '../run/arguments.ts';
import { NativeFunction } from '../run/callable.ts';
import { EffectNotKnown } from '../run/effect.ts';
import type { Evaluation } from '../run/evaluation.ts';
import { Namespace } from '../run/namespace.ts';
import { valueError } from '../template-error.ts';
import { Undefined } from '../undefined.ts';
import { lookupFunction } from './lookup-function.ts';
import { loremIpsum } from './lorem-ipsum.ts';
import { Cycler, Joiner } from './stateful.ts';

const LONGEST_RANGE = 1_000_000;

function range(args: Arguments): Value {
  const numbers = args.positional.map((value) => intArgument(value, 0, "the argument of 'range'"));
  if (numbers.length < 1 || numbers.length > 3 || args.keywords.size > 0)
    throw valueError("'range' takes 1 to 3 integers");
  const [first = 0, second, step = 1] = numbers;
  if (step === 0) throw valueError('range() arg 3 must not be zero');
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  if ((stop - start) / step > LONGEST_RANGE) throw valueError('the range is too long');
  return SequenceView.range(start, stop, step);
}

/** `dict(pairs, key=value)`; also what a namespace begins with. */
function dictFrom(args: Arguments): Dict {
  if (args.positional.length > 1) throw valueError('dict expected at most 1 argument');
  const dict: Dict = new Map();
  for (const value of args.positional) for (const [key, item] of entriesOf(value)) dictSet(dict, key, item);
  for (const [key, item] of args.keywords) dict.set(key, item);
  return dict;
}

function now(args: Arguments, run: Evaluation): Value {
  const [utc, format] = args.bind('now', [], ['utc', 'fmt']);
  const epoch = run.engine.clock.now();
  const time = flagArgument(utc) ? utcTime(epoch) : localTime(epoch);
  return format === undefined || format === null || format === ''
    ? time
    : formatTime(textArgument(format, '', 'fmt'), time);
}

function undef(args: Arguments): Value {
  const [hint] = args.bind('undef', [], ['hint']);
  const text = hint === undefined ? undefined : textOf(hint);
  return new Undefined(text || 'a mandatory variable has not been overridden');
}

/** What each template can call without anyone having defined it. */
export function standardGlobals(): [string, Value][] {
  const query = lookupFunction('query', true);
  const functions: [string, NativeFunction][] = [
    ['range', new NativeFunction('range', range)],
    ['dict', new NativeFunction('dict', dictFrom, true)],
    ['namespace', new NativeFunction('namespace', (args) => new Namespace(dictFrom(args)), true)],
    ['lipsum', new NativeFunction('lipsum', lipsum)],
    ['cycler', new NativeFunction('cycler', (args) => new Cycler(args.positional), true)],
    [
      'joiner',
      new NativeFunction('joiner', (args) => new Joiner(args.bind('joiner', [], ['sep'])[0] ?? ', ')),
    ],
    ['now', new NativeFunction('now', now)],
    ['undef', new NativeFunction('undef', undef)],
    ['lookup', lookupFunction('lookup', false)],
    ['query', query],
    ['q', query],
  ];
  return functions;
}

function lipsum(args: Arguments, run: Evaluation): Value {
  const [n, html, min, max] = args.bind('lipsum', [], ['n', 'html', 'min', 'max']);
  if (run.speculatingOn) throw new EffectNotKnown(run.speculatingOn);
  const paragraphs = loremIpsum(
    run,
    intArgument(n, 5, 'n'),
    intArgument(min, 20, 'min'),
    intArgument(max, 100, 'max'),
  );
  if (!flagArgument(html, true)) return paragraphs.join('\n\n');
  return new Markup(paragraphs.map((text) => `<p>${text}</p>`).join('\n'));
}
