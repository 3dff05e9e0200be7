import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { figuresOf } from './testing/flights-program.ts';

describe('the interpreter', () => {
  it('gives what compiled code gives, but for roundings', async () => {
    const options = ['--rows', '3000', '--bits', '10', '--report', join(tmpdir(), 'interpreted.html')];
    const [compiled, interpreted] = [
      await figuresOf(...options),
      await figuresOf(...options, '--runner', 'interpreter'),
    ];
    for (const name of ['plain', 'logistic', 'factorization', 'network'] as const)
      expect(interpreted.stream[name].logLoss).toBeCloseTo(compiled.stream[name].logLoss, 3);
    for (const name of ['logistic', 'factorization', 'network'] as const)
      expect(interpreted.batches[name].logLoss).toBeCloseTo(compiled.batches[name].logLoss, 3);
  });
});
