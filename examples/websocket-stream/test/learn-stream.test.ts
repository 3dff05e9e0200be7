import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { learnStream } from '../src/learn-stream.ts';
import { sensorServer } from '../src/sensor-server.ts';

const servers: Awaited<ReturnType<typeof sensorServer>>[] = [];
after(() => servers.forEach(server => server.close()));

async function learned(perTick: number, capacity: number) {
  const server = await sensorServer(5000, perTick);
  servers.push(server);
  const { measured$, dropped$ } = learnStream(server.url, capacity);
  const errors = await lastValueFrom(measured$.pipe(toArray()));
  const [mae, gains] = [errors.map(({ metrics }) => metrics.mae), errors.map(({ gain }) => gain.mae)];
  return { errors: mae, gains, dropped: await firstValueFrom(dropped$) };
}

it('predicts a stream better and better, and ends with it', async () => {
  const { errors, gains, dropped } = await learned(10, 10_000);
  assert.equal(dropped, 0);
  assert.equal(errors.length, 9); // of 4,992 examples, after each 500
  assert.ok(errors.at(-1)! < 0.05 && errors[0]! > errors.at(-1)!, `${errors}`);
  assert.ok(
    gains.every(gain => gain > 0.05),
    `${gains}`,
  );
});

it('drops readings when too many wait, and counts them', async () => {
  const { dropped } = await learned(5000, 50);
  assert.ok(dropped > 0 && dropped < 5000, `${dropped} dropped`);
});
