import { ContractError } from '@thalweg/tensor';
import type { OpenDoor } from '../doors/door.ts';

/** A door whose inputs are empty. */
const door =
  (open: () => unknown): OpenDoor =>
  () => ({ draw: () => new Uint8Array(), open });

/** Doors that take an input as they must not. */
export const doors: Readonly<Record<string, OpenDoor>> = {
  raw: door(() => {
    throw new TypeError('raw');
  }),
  engine: door(() => {
    throw new ContractError('x', 'it must be', 'Cannot read properties of undefined', 'Try.');
  }),
  late: door(() => {
    void Promise.reject(new Error('late'));
    return new Promise(resolve => setTimeout(resolve, 20));
  }),
  greedy: door(() => new Uint8Array(2 ** 28).fill(1)),
  /** Takes an input, refuses it, or ends the process. */
  ends: () => ({
    draw: chance => Uint8Array.of(chance.below(3)),
    open: (input: unknown) => {
      const [kind] = input as Uint8Array;
      if (kind === 1) throw new ContractError('x', 'it must be 0', '1', 'Try 0.');
      if (kind === 2) process.exit(7);
    },
  }),
  hangs: door(() => {
    for (;;);
  }),
};
