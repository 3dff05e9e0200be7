import { memoryLog } from '@thalweg/log';
import { firstValueFrom } from 'rxjs';
import { expect, it } from 'vitest';
import { MeteredLog } from '../log/metered-log.ts';
import { Speedometer } from './work.ts';

it('shows the speed since the last look, and the bytes for each sample so far', async () => {
  let now = 0;
  const log = new MeteredLog(memoryLog());
  const speed = new Speedometer(log, () => now);
  await log.append('a', new Uint8Array(640));
  for (let batch = 0; batch < 10; batch++) speed.count(32);
  now = 500;
  expect(speed.read()).toEqual({ samplesPerSecond: 640, bytesPerSample: 2 });
  speed.count(320);
  now = 1500;
  expect(speed.read()).toEqual({ samplesPerSecond: 320, bytesPerSample: 1 });
});

it('counts the bytes of entries in both directions, and passes everything on', async () => {
  const log = new MeteredLog(memoryLog());
  expect(await log.append('a', new Uint8Array(10))).toBe(1);
  expect((await firstValueFrom(log.read('a', 0))).bytes).toHaveLength(10);
  expect(await log.swap('k', 0, new Uint8Array(5))).toBe(1);
  expect((await firstValueFrom(log.watch('k'))).version).toBe(1);
  expect(log.bytes).toBe(20);
});
