import { boundedBuffer, joinLabels } from '@thalweg/online';
import { filter, map, merge, Subject, tap, type Observable } from 'rxjs';
import type { OnlineRow } from '../laws/online-row.ts';
import { scatter } from './example.ts';

/** A record, or the label of one: both are numbered. */
type Arrival = { readonly record: number } | { readonly label: number };

/** Two records for a label; labels are late, early, twice or for nothing, and every tenth record comes twice. */
const arrival = (number: number): Arrival => {
  const reached = 2 * Math.floor(number / 3);
  if (number % 3 === 2) return { label: Math.max(0, reached - Math.floor(30 * scatter(number, 7)) + 3) };
  return { record: number % 30 === 10 ? reached : reached + (number % 3) };
};

interface Numbered {
  readonly id: number;
}

/** Joins records and labels that come in one stream. */
function joined({ otherwise = false, capacity = 20, wrong = false }) {
  const labels$ = new Subject<Numbered & { readonly label: boolean }>();
  const join = joinLabels<Numbered, Numbered & { readonly label: boolean }>(labels$, {
    key: 'id',
    within: 12,
    capacity,
    // Every fiftieth record says that it is of a far future.
    ...(wrong ? { time: ({ id }: Numbered) => (id % 50 === 7 ? 1e9 + id : id) } : {}),
    ...(otherwise ? { otherwise: ({ id }) => ({ id, label: false }) } : {}),
  });
  const records = (arrivals$: Observable<Arrival>): Observable<Numbered> =>
    arrivals$.pipe(
      tap({
        next: one => 'label' in one && labels$.next({ id: one.label, label: true }),
        complete: () => labels$.complete(),
      }),
      filter(one => 'record' in one),
      map(({ record }) => ({ id: record })),
    );
  return {
    operator: (arrivals$: Observable<Arrival>) => join(records(arrivals$)),
    parts: { join },
    readings: { counts: (arrivals$: Observable<Arrival>) => merge(join.counts, arrivals$) },
  };
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);
const yes = (id: number): unknown => ({ id, label: true });
const no = (id: number): unknown => ({ id, label: false });
const record = (id: number): Arrival => ({ record: id });
const label = (id: number): Arrival => ({ label: id });

/** `joinLabels`, with and without a label for records whose own does not come, and with too little room. */
export const joinRows: readonly OnlineRow<Arrival>[] = [
  ...[false, true].map((otherwise): OnlineRow<Arrival> => ({
  name: 'joinLabels',
  ...(otherwise ? { variant: 'with a label otherwise' } : {}),
  make: () => joined({ otherwise }),
  item: arrival,
  bound: 5000,
  gives: {
    'a label in time': [[record(1), label(1)], [yes(1)]],
    'a label before its record': [[label(1), record(1)], [yes(1)]],
    'a label twice': [[record(1), label(1), label(1)], [yes(1)]],
    'a record twice': [[record(1), record(1), label(1), label(1)], [yes(1)]],
    'a record without a label': [[record(1)], otherwise ? [no(1)] : []],
    'a label without a record': [[label(1)], []],
    'a label that is late': [[...upTo(14).map(record), label(1), label(2)], otherwise ? [no(1), yes(2), ...upTo(14).slice(2).map(no)] : [yes(2)]],
  },
})),
  { name: 'joinLabels', variant: 'with little room', make: () => joined({ capacity: 5 }), item: arrival, bound: 2800 },
  { name: 'joinLabels', variant: 'with wrong times', make: () => joined({ wrong: true }), item: arrival, bound: 5000 },
]; // prettier-ignore

/** `boundedBuffer`, which is full most of the time. */
export const bufferRows: readonly OnlineRow<Numbered>[] = (['dropOldest', 'dropNewest', 'sample'] as const).map(whenFull => ({
  name: 'boundedBuffer',
  variant: whenFull,
  make: () => {
    const operator = boundedBuffer<Numbered>({ capacity: 20, whenFull, seed: 3 });
    return { operator, parts: { operator }, readings: { dropped: (items$: Observable<Numbered>) => merge(operator.dropped, items$) } };
  },
  item: (number: number) => ({ id: number }),
  bound: 700,
  inLaterTurns: true,
})); // prettier-ignore
