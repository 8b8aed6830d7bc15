import type { Unknown } from '../../core/unknown.ts';

/** A fact, as JSON has it; unknown where it is only expected. */
export type Fact =
  | string
  | number
  | boolean
  | null
  | readonly Fact[]
  | { readonly [name: string]: Fact }
  | Unknown;

/** By Ansible's names, without `ansible_`. */
export type Facts = { readonly [name: string]: Fact };

export type FactGroup = 'min' | 'hardware' | 'network' | 'virtual';
