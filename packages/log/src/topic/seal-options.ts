import { optionsOf } from '@thalweg/tensor/engine';
import { LogError } from '../port/log-error.ts';

/** A key that all writers and readers of a topic have, and nobody else. */
export interface SealOptions {
  /** 16 bytes or more, random ones. Use a key for one log only: what is sealed for one fits another that has the same key and names. */
  readonly key: Uint8Array;
}

/** The least bytes of a key: 128 bits, which nobody tries out. */
const SHORTEST_KEY = 16;

/** Returns a copy of a seal. Throws {@link LogError} for what is no key. */
export function checkSeal(subject: string, seal: SealOptions | undefined): SealOptions | undefined {
  if (seal === undefined) return undefined;
  const { key } = optionsOf(`${subject}: seal`, seal, { key: undefined });
  if (key instanceof Uint8Array && key.length >= SHORTEST_KEY) return { key: new Uint8Array(key) };
  throw new LogError(
    'invalid',
    subject,
    `the key of a seal must be a Uint8Array of ${SHORTEST_KEY} bytes or more`,
    key instanceof Uint8Array ? `${key.length} bytes` : typeof key,
    'Make one: crypto.getRandomValues(new Uint8Array(32)).',
  );
}
