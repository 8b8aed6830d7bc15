import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { Float, isDict, Opaque, Unsafe, type Value, VaultText } from '../core/value.ts';
import { relativePath } from './paths.ts';
import type { Scope } from './scope.ts';

/**
 * A task's name for machines: the same text at the same place of the same files has it again, wherever the files are.
 */
export function taskId(scope: Scope, position: string, task: Value): string {
  const written = `${fileName(scope)}\n${scope.path}/${position}\n${canonicalText(task)}`;
  return bytesToHex(sha256(new TextEncoder().encode(written))).slice(0, 16);
}

/** A file by where it is in its role, or seen from the first playbook. */
export function fileName(scope: Pick<Scope, 'role' | 'play'>, file?: string): string {
  const path = file ?? (scope as Scope).file;
  const { role } = scope;
  if (role && path.startsWith(`${role.path}/`))
    return `role:${role.name}/${path.slice(role.path.length + 1)}`;
  return relativePath(scope.play.root, path);
}

/** A value as text that says all of it. */
export function canonicalText(value: Value): string {
  return JSON.stringify(plain(value));
}

function plain(value: Value): unknown {
  if (value instanceof Unsafe) return ['unsafe', value.text];
  if (value instanceof VaultText) return ['vault', value.ciphertext];
  if (value instanceof Float) return ['float', value.value];
  if (value instanceof Opaque) return [value.typeName];
  if (typeof value === 'bigint') return ['int', String(value)];
  if (Array.isArray(value)) return value.map(plain);
  if (isDict(value)) return { dict: [...value].map(([key, item]) => [plain(key), plain(item)]) };
  return value;
}
