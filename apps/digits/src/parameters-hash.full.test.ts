import { createHash } from 'node:crypto';
import { parametersOf, read } from '@thalweg/graph';
import { lastValueFrom } from 'rxjs';
import { expect, it } from 'vitest';
import { readDigits } from './data/read-digits.ts';
import { splitDigits } from './data/split-digits.ts';
import { readSettings } from './options.ts';
import { digitNetwork, learnDigits } from './pipeline.ts';

/** SHA-256 of all parameters after two epochs, in the order in which the loss reaches them. */
async function hashOf(seed: string, runner: string): Promise<string> {
  const settings = readSettings(['--epochs', '2', '--seed', seed, '--runner', runner]);
  const network = digitNetwork(settings);
  await lastValueFrom(
    learnDigits(splitDigits(readDigits(), settings.seed), { ...settings, products: undefined }, network).steps$,
  );
  const hash = createHash('sha256');
  for (const parameter of parametersOf(network.loss)) hash.update(Float32Array.from(read(parameter).data));
  return hash.digest('hex');
}

// Learned before the code was rearranged: neither it nor what comes after may change a bit.
it.each([
  ['1', 'wasm', '3cd1e37edfa3be14fd19ca93d51a66d11a0e2772d5d34cd417bd5e6fd36ed553'],
  ['2', 'wasm', 'c87a00b4c27a436ff90e248c9c6a0562d0601f499e296bf791c63809c9b9e36b'],
  ['1', 'interpreter', 'bce2daf0e443079fa32285a83c44b538507e81ed52315b96b298149f43901046'],
  ['2', 'interpreter', 'a75308249d0d98924f20af34b1096f10fa43529d9d61867e2b4a7fef759a995f'],
])('two epochs at seed %s by %s end with the same bits as ever', async (seed, runner, hash) => {
  expect(await hashOf(seed, runner)).toBe(hash);
});
