import { DataError } from '@thalweg/data';
import { expect, test } from 'vitest';
import { arrowSamples } from '../testing/arrow-samples.ts';
import { fuzz } from '../testing/fuzz.ts';
import { recordsOf } from '../testing/records-of.ts';
import { arrow } from './arrow.ts';

test.each(['file', 'stream'] as const)('a damaged %s gives records, or an error with its name, at once', async form => {
  const files = arrowSamples(form);
  for (const bytes of files) expect((await recordsOf(await arrow(bytes))).length).toBe(40);
  const outcome = await fuzz({ files, open: (bytes, name) => arrow(bytes, { name }), count: 160, seed: 1 });
  expect(outcome.wrong).toEqual([]);
  expect(outcome.refused).toBeGreaterThan(40);
  expect(outcome.read).toBeGreaterThan(20);
});

test('any number of a file may be a large one', async () => {
  const bytes = arrowSamples('file')[1]!;
  const wrong: string[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const damaged = bytes.slice();
    new DataView(damaged.buffer).setUint32(at, 0x3fffffff, true);
    const start = performance.now();
    const error = await arrow(damaged, { name: 'x.arrow' })
      .then(recordsOf)
      .then(
        () => undefined,
        (cause: unknown) => cause,
      );
    if (error !== undefined && !(error instanceof DataError)) wrong.push(`byte ${at}: ${String(error)}`);
    if (performance.now() - start > 1000) wrong.push(`byte ${at}: ${performance.now() - start} ms`);
  }
  expect(wrong).toEqual([]);
});
