import assert from 'node:assert/strict';
import { it } from 'node:test';
import { firstValueFrom, of, skipWhile } from 'rxjs';
import { read } from 'thalweg/graph';
import { line } from '../src/line.ts';

it('finds the line through the points', async () => {
  const { prediction, steps, look } = line();
  look(1.5);
  assert.equal(read(prediction).item(), 0);
  await firstValueFrom(steps(of(true)).pipe(skipWhile(({ step }) => step < 400_000)));
  assert.ok(Math.abs(read(prediction).item() - 2) < 0.01, `${read(prediction)}`);
});
