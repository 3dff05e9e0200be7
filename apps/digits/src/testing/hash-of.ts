import { createHash } from 'node:crypto';
import { parametersOf, read } from '@thalweg/graph';
import { lastValueFrom } from 'rxjs';
import { readDigits } from '../data/read-digits.ts';
import { splitDigits } from '../data/split-digits.ts';
import { readSettings } from '../settings.ts';
import { digitNetwork, learnDigits } from '../pipeline.ts';

/** SHA-256 of all parameters after two epochs, in the order in which the loss reaches them. */
export async function hashOf(seed: string, runner: string): Promise<string> {
  const settings = readSettings(['--epochs', '2', '--seed', seed, '--runner', runner]);
  const network = digitNetwork(settings);
  await lastValueFrom(
    learnDigits(
      splitDigits(readDigits(), settings.seed),
      { ...settings, products: undefined, native: undefined },
      network,
    ).steps$,
  );
  const hash = createHash('sha256');
  for (const parameter of parametersOf(network.loss)) hash.update(Float32Array.from(read(parameter).data));
  return hash.digest('hex');
}
