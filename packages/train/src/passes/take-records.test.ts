import type { PassResult, RowsResult, TaskFrame } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { expect, it } from 'vitest';
import { SkipCounter } from './skipping.ts';
import { takeRecords, takeRows, type Passes } from './take-records.ts';

/** Returns a frame whose passes end when the test ends them. */
function lateFrame(idle: boolean) {
  const answers: ((result: never) => void)[] = [];
  const errors: unknown[] = [];
  const ask = (...given: unknown[]): void => void answers.push(given.at(-1) as (result: never) => void);
  const frame = { sources: [], idle, run: ask, runRows: ask } as unknown as TaskFrame;
  const passes: Passes = { operator: 'test', frame, skips: new SkipCounter(), fail: error => void errors.push(error) };
  return { passes, answers, errors };
}

const rowsOf = (taken: number, failure?: unknown): never =>
  ({ taken, columns: [], skipped: 0, skip: undefined, failure: failure && { error: failure } }) as RowsResult as never;
const outputsOf = (...values: number[]): never => ({ outputs: values.map(value => tensor(value)) }) as PassResult as never; // prettier-ignore

it('keeps what belongs to each record while several wait for their passes', () => {
  const { passes, answers } = lateFrame(false);
  const told: unknown[] = [];
  const { take } = takeRecords<{ readonly name: string }>(passes, {
    before: bound => (bound.kept = `before ${bound.record.name}`),
    outputs([value], { record, kept, done }) {
      told.push([value!.item(), record.name, kept]);
      done();
    },
  });
  for (const name of ['a', 'b']) take({ name }, undefined, () => told.push(`done ${name}`));
  answers.forEach((answer, i) => answer(outputsOf(i)));
  expect(told).toEqual([[0, 'a', 'before a'], 'done a', [1, 'b', 'before b'], 'done b']);
});

it('passes the error of a row on when the rows before it were delivered, however late', () => {
  const { passes, answers, errors } = lateFrame(true);
  const told: string[] = [];
  let deliver = (): void => {};
  const { take } = takeRows(passes, {
    rows({ taken }, { done }) {
      told.push(`${taken} rows`);
      deliver = done;
    },
  });
  take({}, undefined, () => told.push('done'));
  answers[0]!(rowsOf(2, 'the third'));
  expect([told, errors]).toEqual([['2 rows'], []]);
  deliver();
  expect([told, errors]).toEqual([['2 rows'], ['the third']]);
});

it('ends a run with what a consequence throws', () => {
  const { passes, answers, errors } = lateFrame(true);
  const refuse = (): never => {
    throw new Error('refused');
  };
  takeRecords(passes, { outputs: refuse }).take({}, undefined, refuse);
  takeRecords(passes, { rows: refuse }).take({}, undefined, refuse);
  answers[0]!(outputsOf(1));
  answers[1]!(rowsOf(1));
  expect(errors).toEqual([new Error('refused'), new Error('refused')]);
});
