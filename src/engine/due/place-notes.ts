import type { Note, Noted } from '../../core/far-end.ts';
import type { Identity } from '../../core/identity.ts';
import type { Machine } from '../machine.ts';
import { isSame, type Notice, noticeText, readNotice } from './notice.ts';

/** Makes another notice of one, or none. */
export type Change = (notice: Notice) => Notice | undefined;

/**
 * What stands on one machine, in the folder of one identity, about handlers that one host still has to run: what is
 * there now, and what should be.
 */
export class PlaceNotes {
  readonly machine: Machine;
  readonly as: Identity;
  /** Whether it is known what earlier runs left here. */
  isRead = false;
  private readonly onHost = new Map<string, string>();
  private readonly wanted = new Map<string, readonly Notice[]>();

  constructor(machine: Machine, as: Identity) {
    this.machine = machine;
    this.as = as;
  }

  /** Takes in what earlier runs left. What this run wrote itself it knows. */
  takeIn(files: readonly { readonly name: string; readonly lines: readonly string[] }[]): void {
    this.isRead = true;
    for (const { name, lines } of files) {
      if (this.onHost.has(name)) continue;
      const notices = lines.flatMap((line) => readNotice(line) ?? []);
      this.onHost.set(name, noticeText(notices));
      this.wanted.set(name, [...(this.wanted.get(name) ?? []), ...notices]);
    }
  }

  get notices(): readonly Notice[] {
    return [...this.wanted.values()].flat();
  }

  add(file: string, notice: Notice): void {
    const others = (this.wanted.get(file) ?? []).filter((other) => !isSame(other, notice));
    this.wanted.set(file, [...others, notice]);
  }

  change(change: Change): void {
    for (const [file, notices] of this.wanted) this.wanted.set(file, changed(notices, change));
  }

  /** What has to be written for the host to say what is wanted. */
  pending(): readonly Note[] {
    return [...this.wanted].flatMap(([name, notices]) => {
      const text = noticeText(notices);
      return text === (this.onHost.get(name) ?? '') ? [] : [{ name, text }];
    });
  }

  /** What would have to be written after that for it to say this instead. */
  changing(change: Change): readonly Note[] {
    return [...this.wanted].flatMap(([name, notices]) => {
      const text = noticeText(changed(notices, change));
      return text === noticeText(notices) ? [] : [{ name, text }];
    });
  }

  /** What was written; what could not be counts too, or it would be tried for ever. */
  noted(notes: readonly Noted[]): void {
    for (const { name, text } of notes) this.onHost.set(name, text);
  }
}

function changed(notices: readonly Notice[], change: Change): readonly Notice[] {
  return notices.flatMap((notice) => change(notice) ?? []);
}
