import assert from 'node:assert/strict';
import { it } from 'node:test';
import { firstValueFrom, skipWhile } from 'rxjs';
import { connectTraining, exposeTraining } from 'thalweg/worker';
import { curveTraining, type Step } from '../src/curve-training.ts';

it('learns the wave, here in the same thread', async () => {
  const { port1, port2 } = new MessageChannel();
  const exposing = exposeTraining(curveTraining, { port: port1 });
  const training = connectTraining<Step>(port2);
  try {
    const { step } = await firstValueFrom(training.steps$.pipe(skipWhile(({ loss }) => loss > 0.02)));
    assert.ok(step < 2000, `step ${step}`);
  } finally {
    exposing.unsubscribe();
    port1.close();
    port2.close();
  }
});
