import { batch, epochs, fromIterable, shuffle, type Dataset } from '@thalweg/data';
import { ContractError } from '@thalweg/tensor';
import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { mistakes, type Mistake } from './mistakes.ts';

/** Returns the message that names a mistake: that of an error of ours, or the warnings of a training. */
async function said({ make }: Mistake): Promise<string> {
  const warnings: string[] = [];
  try {
    await make(({ message }) => warnings.push(message));
  } catch (error) {
    expect(error).toBeInstanceOf(ContractError);
    return (error as Error).message;
  }
  return warnings.join('\n');
}

describe('a mistake of a first user is named', () => {
  it.each(mistakes)('$what', async mistake => {
    expect(await said(mistake)).toContain(mistake.says);
  });

  it('and there are many of them', () => {
    expect(new Set(mistakes.map(({ what }) => what)).size).toBeGreaterThanOrEqual(65);
  });
});

describe('what is no mistake', () => {
  const rows = fromIterable(Array.from({ length: 7 }, (_, i) => ({ i })));
  const read = (batches: Dataset<{ i: unknown }>): Promise<string[]> =>
    lastValueFrom(batches.pipe(toArray())).then(all => all.map(({ i }) => String(i)));

  it('is epochs before shuffle or before batch: a dataset gives the same batches', async () => {
    const wanted = await read(rows.pipe(shuffle({ seed: 3 }), batch(3), epochs(3)));
    expect(await read(rows.pipe(epochs(3), shuffle({ seed: 3 }), batch(3)))).toEqual(wanted);
    expect(await read(rows.pipe(shuffle({ seed: 3 }), epochs(3), batch(3)))).toEqual(wanted);
    expect(new Set(wanted).size).toBe(9);
  });

  it('is a shuffle of whole batches that is asked for', async () => {
    const batches = await read(rows.pipe(batch(2), shuffle({ seed: 3, batches: true })));
    expect([...batches].sort()).toEqual(await read(rows.pipe(batch(2))).then(all => all.sort()));
  });
});
