/**
 * An SSH server's version line and its KEXINIT, held back until both are there. The server says its version unasked and
 * its KEXINIT once it has heard the client's version: whether that makes one flight or two is a matter of milliseconds,
 * and on a real way, which takes longer than a server to start, it is one.
 */
export class FirstWords {
  private held: Buffer | undefined = Buffer.alloc(0);

  /** What may pass now. */
  pass(chunk: Buffer): Buffer {
    if (this.held === undefined) return chunk;
    const held = Buffer.concat([this.held, chunk]);
    const isWhole = hasFirstPacket(held);
    this.held = isWhole ? undefined : held;
    return isWhole ? held : Buffer.alloc(0);
  }
}

function hasFirstPacket(bytes: Buffer): boolean {
  const start = bytes.indexOf('\n') + 1;
  return start > 0 && bytes.length >= start + 4 && bytes.length >= start + 4 + bytes.readUInt32BE(start);
}
