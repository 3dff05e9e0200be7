import { ContractError } from '../contracts/contract-error.ts';
import { STREAM } from './stream.ts';
import type { Key } from './key.ts';
import { philox } from './philox.ts';

/**
 * Returns a new key from a key and a number or a name: a child for each epoch, layer or purpose, independent of its
 * parent and of its siblings.
 *
 * - **Throws** {@link ContractError} when a number is not a safe integer
 *
 * @example
 * foldIn(key(7), 'dense') // => [560333128, 4231433746]
 */
export function foldIn(key: Key, data: number | string): Key {
  return typeof data === 'string' ? foldName(key, data) : foldNumber(key, data);
}

function foldNumber(key: Key, data: number): Key {
  if (!Number.isSafeInteger(data))
    throw new ContractError(
      'foldIn',
      'the data must be a safe integer or a name',
      String(data),
      'Fold in an index, an epoch or a text.',
    );
  const block = new Uint32Array(4);
  block[0] = data;
  block[1] = Math.floor(data / 2 ** 32);
  block[3] = STREAM.foldNumber;
  return folded(key, block);
}

/** Four characters a block, each under the key of the block before; the length keeps `'a'` and `'a\0'` apart. */
function foldName(key: Key, name: string): Key {
  const block = new Uint32Array(4);
  let result = key;
  let at = 0;
  do {
    block[0] = pair(name, at);
    block[1] = pair(name, at + 2);
    block[2] = name.length;
    block[3] = STREAM.foldName;
    result = folded(result, block);
    at += 4;
  } while (at < name.length);
  return result;
}

/** Two characters in a word; zeros past the end. */
function pair(name: string, at: number): number {
  const first = at < name.length ? name.charCodeAt(at) : 0;
  return at + 1 < name.length ? first | (name.charCodeAt(at + 1) << 16) : first;
}

function folded(key: Key, block: Uint32Array): Key {
  philox(block, key, block);
  return [block[0]!, block[1]!];
}
