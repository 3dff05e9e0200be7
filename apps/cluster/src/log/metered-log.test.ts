import { memoryLog } from '@thalweg/log';
import { firstValueFrom } from 'rxjs';
import { expect, it } from 'vitest';
import { MeteredLog } from './metered-log.ts';

it('counts the bytes of entries in both directions, and passes everything on', async () => {
  const log = new MeteredLog(memoryLog());
  expect(await log.append('a', new Uint8Array(10))).toBe(1);
  expect((await firstValueFrom(log.read('a', 0))).bytes).toHaveLength(10);
  expect(await log.swap('k', 0, new Uint8Array(5))).toBe(1);
  expect((await firstValueFrom(log.watch('k'))).version).toBe(1);
  expect(log.bytes).toBe(20);
});
