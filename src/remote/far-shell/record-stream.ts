/** One record of a far shell's answer. */
export interface AnswerRecord {
  /** The line after the nonce: a letter and its fields. */
  readonly line: string;
  /** What stood between the record before and this one: a reading's output, or noise. */
  readonly before: Buffer;
  /** The bytes that follow the line and that it announced. */
  readonly body: Buffer;
}

/**
 * Cuts what a far shell prints into records. A record begins with a newline and the shell's nonce, which nothing else
 * can print; whatever stands between records may be any bytes. Linear in what arrives, however it is cut into pieces.
 */
export class RecordStream {
  private readonly marker: Buffer;
  private rest: Buffer = Buffer.alloc(0);
  private before: Buffer[] = [];
  /** A record whose body is still arriving. */
  private open: { line: string; before: Buffer; body: Buffer[]; missing: number } | undefined;

  constructor(
    nonce: string,
    private readonly onRecord: (record: AnswerRecord) => void,
    /** Gets the body of a record `b` as it arrives: it may be larger than what can be held. */
    private readonly onBytes: (bytes: Buffer) => void = () => undefined,
  ) {
    this.marker = Buffer.from(`\n${nonce} `, 'latin1');
  }

  push(chunk: Buffer): void {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    while (this.open === undefined ? this.takeLine() : this.takeBody(this.open)) {
      // each call took something
    }
  }

  /** What came after the last record; for the message when a shell ends. */
  get remainder(): Buffer {
    return Buffer.concat([...this.before, this.rest]);
  }

  private takeLine(): boolean {
    const at = this.rest.indexOf(this.marker);
    if (at < 0) {
      // The marker itself may have been cut in two.
      const sure = this.rest.length - this.marker.length + 1;
      if (sure > 0) {
        this.before.push(this.rest.subarray(0, sure));
        this.rest = this.rest.subarray(sure);
      }
      return false;
    }
    const start = at + this.marker.length;
    const end = this.rest.indexOf(10, start);
    if (end < 0) return false;
    const line = this.rest.toString('utf8', start, end);
    const before = Buffer.concat([...this.before, this.rest.subarray(0, at)]);
    this.before = [];
    this.rest = this.rest.subarray(end + 1);
    this.open = { line, before, body: [], missing: announced(line) };
    return true;
  }

  private takeBody(open: NonNullable<typeof this.open>): boolean {
    const taken = this.rest.subarray(0, open.missing);
    if (taken.length > 0) {
      if (open.line.startsWith('b ')) this.onBytes(taken);
      else open.body.push(taken);
    }
    open.missing -= taken.length;
    this.rest = this.rest.subarray(taken.length);
    if (open.missing > 0) return false;
    this.open = undefined;
    this.onRecord({ line: open.line, before: open.before, body: Buffer.concat(open.body) });
    return true;
  }
}

/** `E index outcome status ms stdout-length stderr-length` is followed by both outputs, `b how length` by a file. */
function announced(line: string): number {
  if (line.startsWith('b ')) return Number(line.split(' ')[2]);
  if (!line.startsWith('E ')) return 0;
  const [, , , , , out, err] = line.split(' ');
  return Number(out) + Number(err);
}
