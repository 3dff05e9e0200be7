import assert from 'node:assert/strict';
import { it } from 'node:test';
import { firstValueFrom, of, skipWhile } from 'rxjs';
import { read } from 'thalweg/graph';
import { ring } from '../src/ring.ts';

it('learns what is inside of a circle', async () => {
  const { probability, steps, look } = ring();
  await firstValueFrom(steps(of(true)).pipe(skipWhile(({ step }) => step < 6000)));
  assert.ok(read(probability).item() > 0.9, `the centre: ${read(probability)}`);
  look(1, 0);
  assert.ok(read(probability).item() < 0.1, `the edge: ${read(probability)}`);
});
