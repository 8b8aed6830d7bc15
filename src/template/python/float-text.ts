/** Python's text of a float: the shortest digits that read back as the same number, in Python's notation. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa = '', exponentText = '0'] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const exponent = Number(exponentText);
  const sign = value < 0 ? '-' : '';
  if (exponent < -4 || exponent >= 16) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${sign}${digits[0]}${fraction}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
}

/** The exact decimal expansion of a finite float, as sign, digits and the power of ten they are to be divided by. */
function exactDecimal(value: number): { negative: boolean; digits: bigint; scale: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const negative = bits >> 63n === 1n;
  const rawExponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = rawExponent === 0 ? fraction : fraction | 0x10000000000000n;
  const exponent = (rawExponent === 0 ? 1 : rawExponent) - 1075;
  if (exponent >= 0) return { negative, digits: mantissa << BigInt(exponent), scale: 0 };
  return { negative, digits: mantissa * 5n ** BigInt(-exponent), scale: -exponent };
}

/** `%.Nf` with correct rounding (half to even on the exact value, as C does). */
export function fixedText(value: number, precision: number): string {
  if (!Number.isFinite(value)) return floatText(value);
  const { negative, digits, scale } = exactDecimal(value);
  const shift = scale - precision;
  let scaled: bigint;
  if (shift <= 0) scaled = digits * 10n ** BigInt(-shift);
  else {
    const divisor = 10n ** BigInt(shift);
    scaled = digits / divisor;
    const rest = (digits % divisor) * 2n;
    if (rest > divisor || (rest === divisor && scaled % 2n === 1n)) scaled += 1n;
  }
  const text = scaled.toString().padStart(precision + 1, '0');
  const whole = precision === 0 ? text : `${text.slice(0, -precision)}.${text.slice(-precision)}`;
  return negative ? `-${whole}` : whole;
}

/** `%.Ne`. */
export function exponentText(value: number, precision: number): string {
  if (!Number.isFinite(value)) return floatText(value);
  const [mantissa = '', exponent = '0'] = value.toExponential(Math.min(precision, 100)).split('e');
  const number = Number(exponent);
  return `${mantissa}e${number < 0 ? '-' : '+'}${String(Math.abs(number)).padStart(2, '0')}`;
}

/** `%.Ng`: the shorter of both notations, without trailing zeros unless `keepZeros`. */
export function generalText(value: number, precision: number, keepZeros: boolean): string {
  if (!Number.isFinite(value)) return floatText(value);
  const significant = precision === 0 ? 1 : precision;
  const exponent =
    value === 0 ? 0 : Number(value.toExponential(Math.min(significant - 1, 100)).split('e')[1]);
  if (exponent < -4 || exponent >= significant) {
    const text = exponentText(value, significant - 1);
    if (keepZeros) return text;
    const [mantissa = '', rest = ''] = text.split('e');
    return `${withoutTrailingZeros(mantissa)}e${rest}`;
  }
  const text = fixedText(value, Math.max(significant - 1 - exponent, 0));
  return keepZeros ? text : withoutTrailingZeros(text);
}

function withoutTrailingZeros(text: string): string {
  return text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text;
}
