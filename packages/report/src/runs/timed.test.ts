import { firstValueFrom, lastValueFrom, NEVER, of, Subject, timer, toArray, concatMap, from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { timed } from '../index.ts';

describe('timed', () => {
  it('adds seconds since the subscription, which do not fall', async () => {
    const records$ = from([1, 2, 3]).pipe(concatMap(step => timer(5).pipe(concatMap(() => of({ step })))));
    const records = await lastValueFrom(records$.pipe(timed(), toArray()));
    expect(records.map(({ step }) => step)).toEqual([1, 2, 3]);
    expect(records[0]!.seconds).toBeGreaterThanOrEqual(0.004);
    expect(records[1]!.seconds).toBeGreaterThanOrEqual(records[0]!.seconds + 0.004);
    expect(records[0]).not.toHaveProperty('examples');
  });

  it('counts examples by a number or a function, each subscription for itself', async () => {
    const examplesOf = async (operator: ReturnType<typeof timed<{ step: number }>>) =>
      (await lastValueFrom(of({ step: 1 }, { step: 2 }).pipe(operator, toArray()))).map(({ examples }) => examples);
    const operator = timed<{ step: number }>({ examples: 32 });
    expect([await examplesOf(operator), await examplesOf(operator)]).toEqual([[32, 64], [32, 64]]); // prettier-ignore
    expect(await examplesOf(timed({ examples: ({ step }) => 10 * step }))).toEqual([10, 30]);
  });

  it('continues after the last record of a run', async () => {
    const after = { step: 9, seconds: 100, examples: 50 };
    const record = await firstValueFrom(of({ step: 10 }).pipe(timed({ examples: 5, after })));
    expect(record.examples).toBe(55);
    expect(record.seconds).toBeGreaterThanOrEqual(100);
    expect(record.seconds).toBeLessThan(101);
  });

  it('changes no record, and releases the source', () => {
    const record = Object.freeze({ step: 1 });
    const source$ = new Subject<typeof record>();
    const seen: object[] = [];
    const subscription = source$.pipe(timed()).subscribe(value => seen.push(value));
    source$.next(record);
    subscription.unsubscribe();
    expect([seen.length, source$.observed]).toEqual([1, false]);
    expect(record).toEqual({ step: 1 });
    NEVER.pipe(timed()).subscribe().unsubscribe();
  });
});
