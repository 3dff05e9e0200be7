import type { Tensor } from '@thalweg/tensor';
import { expect } from 'vitest';
import { bytesOf } from './bytes.ts';

/** Keeps tensors, with the bytes they had when they were seen. */
export class Keepsakes {
  readonly #kept: { readonly name: string; readonly tensor: Tensor; readonly bytes: string }[] = [];

  get count(): number {
    return this.#kept.length;
  }

  keep(name: string, tensor: Tensor): void {
    this.#kept.push({ name, tensor, bytes: bytesOf(tensor) });
  }

  /** No tensor has changed since. */
  check(): void {
    for (const { name, tensor, bytes } of this.#kept) expect(bytesOf(tensor), name).toBe(bytes);
  }
}
