import { float, Opaque, type Value } from '../../core/value.ts';
import { valueError } from '../template-error.ts';
import { isFloat, isInt, numeric, toNumber } from './numbers.ts';
import { formatTime } from './time-format.ts';

const DAY = 86_400;

/** A calendar date, a time of day, or both, without a time zone unless `offset` (seconds east of UTC) says so. */
export class DateTime extends Opaque {
  readonly typeName: 'datetime' | 'date';
  /** Seconds since 1970-01-01 00:00 of the clock it was read from. */
  readonly seconds: number;
  readonly microsecond: number;
  readonly offset: number | undefined;

  constructor(seconds: number, microsecond = 0, offset?: number, typeName: 'datetime' | 'date' = 'datetime') {
    super();
    this.seconds = seconds;
    this.microsecond = microsecond;
    this.offset = offset;
    this.typeName = typeName;
  }

  /** The fields of a UTC clock. */
  get fields(): Date {
    return new Date(this.seconds * 1000);
  }

  get epoch(): number {
    if (this.offset !== undefined) return this.seconds - this.offset + this.microsecond / 1e6;
    const f = this.fields;
    const local = new Date(2000, 0, 1);
    local.setFullYear(f.getUTCFullYear(), f.getUTCMonth(), f.getUTCDate());
    local.setHours(f.getUTCHours(), f.getUTCMinutes(), f.getUTCSeconds(), 0);
    return local.getTime() / 1000 + this.microsecond / 1e6;
  }

  toText(): string {
    return this.isoText(' ');
  }

  isoText(separator: string): string {
    const f = this.fields;
    const date = `${pad(f.getUTCFullYear(), 4)}-${pad(f.getUTCMonth() + 1)}-${pad(f.getUTCDate())}`;
    if (this.typeName === 'date') return date;
    const fraction = this.microsecond === 0 ? '' : `.${pad(this.microsecond, 6)}`;
    return `${date}${separator}${pad(f.getUTCHours())}:${pad(f.getUTCMinutes())}:${pad(f.getUTCSeconds())}${fraction}${offsetText(this.offset)}`;
  }

  toRepr(): string {
    const f = this.fields;
    const date = [f.getUTCFullYear(), f.getUTCMonth() + 1, f.getUTCDate()];
    if (this.typeName === 'date') return `datetime.date(${date.join(', ')})`;
    const parts = [...date, f.getUTCHours(), f.getUTCMinutes()];
    if (f.getUTCSeconds() !== 0 || this.microsecond !== 0) parts.push(f.getUTCSeconds());
    if (this.microsecond !== 0) parts.push(this.microsecond);
    return `datetime.datetime(${parts.join(', ')})`;
  }

  /** For equality and order: naive and aware times are never mixed. */
  get instant(): number {
    return (this.seconds - (this.offset ?? 0)) * 1e6 + this.microsecond;
  }

  attribute(name: string): Value | undefined {
    const f = this.fields;
    switch (name) {
      case 'year':
        return f.getUTCFullYear();
      case 'month':
        return f.getUTCMonth() + 1;
      case 'day':
        return f.getUTCDate();
      default:
    }
    if (this.typeName === 'date') return undefined;
    switch (name) {
      case 'hour':
        return f.getUTCHours();
      case 'minute':
        return f.getUTCMinutes();
      case 'second':
        return f.getUTCSeconds();
      case 'microsecond':
        return this.microsecond;
      case 'tzinfo':
        return this.offset === undefined ? null : `UTC${offsetText(this.offset)}`;
      default:
        return undefined;
    }
  }

  method(name: string): ((args: readonly Value[]) => Value) | undefined {
    switch (name) {
      case 'strftime':
        return ([format]) => formatTime(String(format), this);
      case 'isoformat':
        return ([separator]) => this.isoText(typeof separator === 'string' ? separator : 'T');
      case 'timestamp':
        return this.typeName === 'date' ? undefined : () => float(this.epoch);
      case 'weekday':
        return () => (this.fields.getUTCDay() + 6) % 7;
      case 'isoweekday':
        return () => ((this.fields.getUTCDay() + 6) % 7) + 1;
      case 'toordinal':
        return () => Math.floor(this.seconds / DAY) + 719_163;
      case 'date':
        return this.typeName === 'date'
          ? undefined
          : () => new DateTime(Math.floor(this.seconds / DAY) * DAY, 0, undefined, 'date');
      default:
        return undefined;
    }
  }

  static add(left: Value, right: Value): Value | undefined {
    if (left instanceof TimeDelta && right instanceof TimeDelta)
      return new TimeDelta(left.microseconds + right.microseconds);
    if (left instanceof DateTime && right instanceof TimeDelta) return left.shifted(right.microseconds);
    if (left instanceof TimeDelta && right instanceof DateTime) return right.shifted(left.microseconds);
    return undefined;
  }

  static subtract(left: Value, right: Value): Value | undefined {
    if (left instanceof TimeDelta && right instanceof TimeDelta)
      return new TimeDelta(left.microseconds - right.microseconds);
    if (left instanceof DateTime && right instanceof TimeDelta) return left.shifted(-right.microseconds);
    if (left instanceof DateTime && right instanceof DateTime) {
      if ((left.offset === undefined) !== (right.offset === undefined))
        throw valueError("can't subtract offset-naive and offset-aware datetimes");
      return new TimeDelta(left.instant - right.instant);
    }
    return undefined;
  }

  private shifted(microseconds: number): DateTime {
    const total = this.microsecond + microseconds;
    const carried = Math.floor(total / 1e6);
    return new DateTime(this.seconds + carried, total - carried * 1e6, this.offset, this.typeName);
  }
}

/** The time between two times. */
export class TimeDelta extends Opaque {
  readonly typeName = 'timedelta';
  readonly microseconds: number;

  constructor(microseconds: number) {
    super();
    this.microseconds = microseconds;
  }

  private get days(): number {
    return Math.floor(this.microseconds / (DAY * 1e6));
  }

  toText(): string {
    const rest = this.microseconds - this.days * DAY * 1e6;
    const seconds = Math.floor(rest / 1e6);
    const fraction = rest - seconds * 1e6;
    const clock = `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}${fraction ? `.${pad(fraction, 6)}` : ''}`;
    if (this.days === 0) return clock;
    return `${this.days} day${Math.abs(this.days) === 1 ? '' : 's'}, ${clock}`;
  }

  toRepr(): string {
    const seconds = this.attribute('seconds');
    const micro = this.attribute('microseconds');
    const parts = [
      this.days ? `days=${this.days}` : '',
      seconds ? `seconds=${seconds}` : '',
      micro ? `microseconds=${micro}` : '',
    ].filter(Boolean);
    return `datetime.timedelta(${parts.join(', ') || '0'})`;
  }

  attribute(name: string): number | undefined {
    const rest = this.microseconds - this.days * DAY * 1e6;
    if (name === 'days') return this.days;
    if (name === 'seconds') return Math.floor(rest / 1e6);
    if (name === 'microseconds') return rest - Math.floor(rest / 1e6) * 1e6;
    return undefined;
  }

  method(name: string): ((args: readonly Value[]) => Value) | undefined {
    return name === 'total_seconds' ? () => float(this.microseconds / 1e6) : undefined;
  }

  static multiply(left: Value, right: Value): Value | undefined {
    const delta = left instanceof TimeDelta ? left : right instanceof TimeDelta ? right : undefined;
    const factor = numeric(delta === left ? right : left);
    if (!delta || factor === undefined) return undefined;
    return new TimeDelta(Math.round(delta.microseconds * toNumber(factor)));
  }

  static divide(left: Value, right: Value): Value | undefined {
    if (!(left instanceof TimeDelta)) return undefined;
    if (right instanceof TimeDelta) return float(left.microseconds / right.microseconds);
    if (isInt(right) || isFloat(right)) {
      const by = numeric(right);
      if (by !== undefined) return new TimeDelta(Math.round(left.microseconds / toNumber(by)));
    }
    return undefined;
  }
}

function pad(n: number, width = 2): string {
  return String(n).padStart(width, '0');
}

function offsetText(offset: number | undefined): string {
  if (offset === undefined) return '';
  const minutes = Math.floor(Math.abs(offset) / 60);
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** The local clock's reading of an instant. */
export function localTime(epochMilliseconds: number): DateTime {
  const d = new Date(epochMilliseconds);
  const seconds = Math.floor(epochMilliseconds / 1000) - d.getTimezoneOffset() * 60;
  return new DateTime(
    seconds,
    Math.round((epochMilliseconds - Math.floor(epochMilliseconds / 1000) * 1000) * 1000),
  );
}

export function utcTime(epochMilliseconds: number): DateTime {
  const seconds = Math.floor(epochMilliseconds / 1000);
  return new DateTime(seconds, Math.round((epochMilliseconds - seconds * 1000) * 1000));
}
