import { textOf } from '../python/marked-text.ts';
import { numeric, parseFloatText, toNumber } from '../python/numbers.ts';
import { str } from '../python/text.ts';
import { localTime, utcTime } from '../python/time.ts';
import { formatTime, parseTime } from '../python/time-format.ts';
import { valueError } from '../template-error.ts';
import { flagArgument, textArgument } from './argument.ts';
import { type FilterTable, filterOf } from './filter.ts';

export const TIME_FILTERS: FilterTable = {
  to_datetime: filterOf('to_datetime', ['string'], ['format'], (_, value, format) =>
    parseTime(
      textArgument(value, '', "the text of 'to_datetime'"),
      textArgument(format, '%Y-%m-%d %H:%M:%S', 'format'),
    ),
  ),
  strftime: filterOf('strftime', ['string_format'], ['second', 'utc'], (run, format, second, utc) => {
    let epoch = run.engine.clock.now() / 1000;
    if (second !== undefined && second !== null) {
      const text = textOf(second);
      const n = text === undefined ? numeric(second) : parseFloatText(text);
      if (n === undefined) throw valueError(`'strftime' needs seconds, not ${str(second)}`);
      epoch = typeof n === 'number' ? n : toNumber(n);
    }
    const isUtc = flagArgument(utc);
    const whole = Math.floor(epoch) * 1000;
    const time = isUtc ? utcTime(whole) : localTime(whole);
    return formatTime(
      textArgument(format, '', "the format of 'strftime'"),
      time,
      isUtc ? 'GMT' : zoneName(whole),
    );
  }),
};

function zoneName(epochMilliseconds: number): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' }).formatToParts(epochMilliseconds);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? 'UTC';
}
