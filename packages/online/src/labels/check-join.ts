import type { StateCheck } from '../state/state-check.ts';
import type { Join } from './label-join.ts';
import type { WaitingLine } from './waiting-line.ts';

/** Checks a restored join. */
export function checkJoin(
  { clock, counts, records, labels, done }: Join<unknown, unknown>,
  capacity: number,
  is: StateCheck,
): void {
  const { time, shift, ahead, behind, support, left, leftShift } = clock;
  is.finite({ time, shift, leftShift });
  is.counts({ ...counts, 'support + 1': support + 1 });
  for (const [name, value] of Object.entries({ ahead, behind, left }))
    is.must(typeof value === 'number', `${name} must be a number`, value);
  is.must(records.size + labels.size <= capacity, `at most ${capacity} items must wait`, records.size + labels.size);
  is.must(done.size <= capacity, `at most ${capacity} finished keys must be remembered`, done.size);
  checkLine('records', records, isObject, is);
  checkLine('labels', labels, isObject, is);
  checkLine('done', done, how => how === 'joined' || how === 'given up', is);
}

function checkLine(name: string, line: WaitingLine<unknown>, fits: (item: unknown) => boolean, is: StateCheck): void {
  for (const { key, item, since } of line.each()) {
    is.must(typeof key === 'string' || typeof key === 'number', `the keys of ${name} must be strings or numbers`, key);
    is.must(fits(item), `${name} must have items of their kind`, item);
    is.finite({ [`a time of ${name}`]: since });
  }
}

function isObject(item: unknown): boolean {
  return typeof item === 'object' && item !== null;
}
