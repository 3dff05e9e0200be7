import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { checkName, fastestSha256 } from '@thalweg/log/engine';

/** The names that a key holds as they are. */
const SIMPLE = /^[\w-]{1,60}$/;

/**
 * Returns the key that holds which process has the name of a worker: `NAME.worker.WORKER`, with a checksum of the worker's name if
 * that is no short word. Throws `LogError` for a run whose name is none, or too long.
 */
export function workerKey(run: string, worker: string): string {
  const word = SIMPLE.test(worker) ? worker : bytesToHex(fastestSha256()(utf8ToBytes(worker)));
  const key = `${run}.worker.${word}`;
  checkName('localSgd', 'key', key);
  return key;
}
