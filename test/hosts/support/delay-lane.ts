interface Parcel {
  readonly due: number;
  readonly deliver: () => void;
}

/** One direction: delivers in order, each parcel no sooner than its time. */
export class DelayLane {
  private queue: Parcel[] = [];
  private timer: NodeJS.Timeout | undefined;
  private paused = false;

  send(delayMs: number, deliver: () => void): void {
    this.queue.push({ due: performance.now() + delayMs, deliver });
    this.schedule();
  }

  unshift(deliver: () => void): void {
    this.queue.unshift({ due: 0, deliver });
    this.schedule();
  }

  pause(): void {
    this.paused = true;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  resume(): void {
    this.paused = false;
    this.schedule();
  }

  clear(): void {
    this.queue = [];
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private schedule(): void {
    const [next] = this.queue;
    if (this.paused || this.timer !== undefined || next === undefined) return;
    const wait = next.due - performance.now();
    if (wait <= 0) this.deliverDue();
    else this.timer = setTimeout(() => this.deliverDue(), wait);
  }

  private deliverDue(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    while (!this.paused) {
      const [next] = this.queue;
      // A timer may fire some fraction of a millisecond early.
      if (next === undefined || next.due - performance.now() > 0.5) break;
      this.queue.shift();
      next.deliver();
    }
    this.schedule();
  }
}
