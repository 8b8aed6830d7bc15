import type { OwnershipArguments } from '../ownership.ts';

export interface FileArguments extends OwnershipArguments {
  readonly path: string;
  readonly state?: 'absent' | 'directory' | 'file' | 'hard' | 'link' | 'touch';
  readonly src?: string;
  readonly recurse: boolean;
  readonly force: boolean;
  readonly follow: boolean;
  readonly access_time?: string;
  readonly access_time_format: string;
  readonly modification_time?: string;
  readonly modification_time_format: string;
}
