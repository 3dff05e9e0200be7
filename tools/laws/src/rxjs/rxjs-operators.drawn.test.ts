import { readFileSync } from 'node:fs';
import { epochs, map, type Dataset } from '@thalweg/data';
import { takenRows } from '@thalweg/drawn';
import { input, parameter, mul, square } from '@thalweg/graph';
import { sgd } from '@thalweg/optim';
import { snapshot, train } from '@thalweg/train';
import { BehaviorSubject, catchError, defer, lastValueFrom, of, Subject, tap, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { demandOf, numbers, RECORDS, resumesAcrossEpochs, resumesInEpochs, staysPulled } from './measure.ts';
import { ofNothing } from './of-nothing.ts';
import { rxjsOperators, type RxjsOperatorRow } from './rxjs-operators.ts';

/** A loss for records `{ x }`. */
function model() {
  const x = input('x', []);
  return square(mul(x, parameter(0.5)));
}

const record = map((_: unknown) => ({ x: 1 }));

const table = (rows: readonly RxjsOperatorRow[]): string =>
  rows
    .map(({ name, becomes, demand, resume, acrossEpochs }) =>
      [`| \`${name.replace(', ', '`, `')}\``, becomes, demand || '–', resume, acrossEpochs].join(' | '),
    )
    .join(' |\n');

/** Some of each kind that the table tells apart. */
const taken = takenRows('operators of RxJS', rxjsOperators, ({ becomes, demand, resume, acrossEpochs }) =>
  [becomes, demand, resume, acrossEpochs].join(),
);

describe.each(taken.filter(({ becomes }) => becomes === 'pulled'))('$name', row => {
  it('keeps a dataset a dataset', () => expect(staysPulled(row.apply)).toBe(true));

  it(`reads records ${row.demand}`, async () => {
    if (row.resume !== 'depends on time') expect(await demandOf(row.apply)).toBe(row.demand);
  });

  it.skipIf(row.resume === 'depends on time')('is resumed as the table says', async () => {
    expect(await resumesInEpochs(row.apply)).toBe(row.resume === 'exact');
    expect(await resumesAcrossEpochs(row.apply)).toBe(row.acrossEpochs === 'exact');
  });

  it.skipIf(row.name === 'ignoreElements')('trains epoch by epoch, validates after each, and pauses', async () => {
    const running = new BehaviorSubject(false);
    let validated = 0;
    const learn = train(model(), sgd({ learningRate: 0.01 }), { running, validation: defer(() => of(++validated)) });
    const twice = (row.apply(numbers(RECORDS).data) as Dataset<unknown>).pipe(record, epochs(2), learn);
    let steps = 0;
    const ended = lastValueFrom(
      twice.pipe(
        tap(() => steps++),
        catchError(ofNothing),
        toArray(),
      ),
    );
    await new Promise(resolve => setTimeout(resolve, 2));
    expect(steps).toBe(0);
    running.next(true);
    const records = await ended;
    const last = records.filter(({ epoch }, i) => records[i + 1]?.epoch !== epoch);
    expect(records.filter(({ validation }) => validation !== undefined)).toEqual(last);
    expect(validated).toBe(last.length);
    if (row.resume === 'exact') expect(last.map(({ epoch }) => epoch - last[0]!.epoch)).toEqual([0, 1]);
  });
});

describe.each(taken.filter(({ becomes }) => becomes === 'pushed'))('$name', ({ apply }) => {
  it('pushes, so validation and running are refused, and a snapshot says that the position is unknown', async () => {
    const source$ = apply(numbers(RECORDS).data).pipe(record);
    expect(staysPulled(apply)).toBe(false);
    for (const options of [{ validation: of(1) }, { running: new Subject<boolean>() }])
      await expect(lastValueFrom(source$.pipe(train(model(), sgd(), options)), { defaultValue: 0 })).rejects.toThrow(
        /^train: (validation|running) needs a source that is pulled, got an observable that pushes\./,
      );
    const learn = train(model(), sgd());
    let steps = 0;
    source$.pipe(learn).subscribe(() => steps++);
    const position = steps === 0 ? null : 'unknown: records were pushed';
    expect(snapshot({ learn }).parts['learn']!.values).toMatchObject({ position });
  });
});

it('the table of the documentation is this one, with at least 90 operators', () => {
  expect(rxjsOperators.length).toBeGreaterThanOrEqual(90);
  const page = readFileSync(new URL('../../../../docs/rxjs-operators.md', import.meta.url), 'utf8');
  expect(page).toContain(`${table(rxjsOperators)} |\n`);
});
