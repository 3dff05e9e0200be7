import { concat, type Dataset, epochs, filter, flatMap, fromIterable, map, skip, take, zip } from '@thalweg/data';
import { takenRuns } from '@thalweg/drawn';
import { input, mul, parameter, read, square, sub } from '@thalweg/graph';
import { sgd } from '@thalweg/optim';
import { restore, snapshot, train } from '@thalweg/train';
import fc from 'fast-check';
import * as rx from 'rxjs';
import { lastValueFrom, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { restOf } from './measure.ts';
import { ofNothing } from './of-nothing.ts';

type Numbers = Dataset<number>;
type Link = (numbers: Numbers) => Numbers;

/** An operator of RxJS, which gives a dataset though its type does not say so. */
const lifted =
  (operator: rx.OperatorFunction<number, number>): Link =>
  numbers =>
    numbers.pipe(operator) as Numbers;

/** Operators that remember items: they stand where one run is one epoch. */
const remembering =
  (operator: rx.OperatorFunction<number, number>): Link =>
  numbers =>
    numbers.epochs > 1 ? numbers : lifted(operator)(numbers);

const link: fc.Arbitrary<Link> = fc.oneof(
  fc.constantFrom<Link>(
    lifted(rx.map(x => x + 0.5)),
    lifted(rx.filter(x => Math.floor(x) % 3 !== 0)),
    lifted(rx.mergeMap(x => [x, -x])),
    lifted(rx.concatMap(x => Promise.resolve(x / 2))),
    lifted(rx.concatMap(x => rx.timer(0).pipe(rx.map(() => x + 1)))),
    lifted(rx.observeOn(rx.asyncScheduler)),
    remembering(rx.scan((sum, x) => sum + x / 4)),
    remembering(
      rx.pipe(
        rx.pairwise(),
        rx.map(([a, b]) => a - b),
      ),
    ),
    remembering(
      rx.pipe(
        rx.bufferCount(3),
        rx.map(three => three[0]!),
      ),
    ),
    remembering(rx.distinctUntilChanged()),
    remembering(rx.skip(1)),
    map((x: number) => x * 0.5),
    filter((x: number) => x > -3),
    flatMap((x: number) => (x > 1 ? [x, 1] : [])),
    skip(1),
    take(9),
    numbers => concat(numbers, fromIterable([0.5, 2]).pipe(epochs(numbers.epochs))),
    numbers => zip(numbers, fromIterable([1, 2, 3, 4, 5]).pipe(epochs(numbers.epochs))).pipe(map(([a, b]) => a - b)),
  ),
  fc.constant<Link>(numbers => (numbers.epochs > 1 ? numbers : numbers.pipe(epochs(2)))),
);

/** Datasets of numbers through random chains of operators, built anew by each call. */
const chain: fc.Arbitrary<() => Numbers> = fc
  .tuple(fc.integer({ min: 0, max: 7 }), fc.array(link, { maxLength: 4 }))
  .map(
    ([count, links]) =>
      () =>
        links.reduce(
          (numbers, link) => link(numbers),
          fromIterable(epoch => Array.from({ length: count }, (_, i) => i + 10 * epoch)) as Numbers,
        ),
  );

/** A training of `(w·x − 1)²`, built anew by each call. */
function training() {
  const w = parameter(0.5, { name: 'w' });
  const learn = train(square(sub(mul(input('x', []), w), 1)), sgd({ learningRate: 0.001 }));
  return { learn, weight: () => read(w).item() };
}

const record = map((x: number) => ({ x }));

/** Trains on a dataset to its end, or to a step, after which it returns a snapshot. */
async function learned(numbers: Dataset<number>, { learn, weight }: ReturnType<typeof training>, steps = Infinity) {
  const some = numbers.pipe(record, learn, rx.take(steps), rx.catchError(ofNothing));
  const records = steps === 0 ? [] : await lastValueFrom(some.pipe(toArray()), { defaultValue: [] });
  return { losses: records.map(({ loss }) => loss), weight: weight(), kept: snapshot({ learn }) };
}

it('what is pulled through a random chain is what RxJS pushes through it', async () => {
  await fc.assert(
    fc.asyncProperty(chain, async make => {
      const pushed = await lastValueFrom(make().pipe(toArray()));
      expect(await restOf(make().open())).toEqual(pushed);
    }),
    { numRuns: takenRuns(150) },
  );
});

it('what is learned through a random chain is what the same records in an array teach', async () => {
  await fc.assert(
    fc.asyncProperty(chain, async make => {
      const { losses, weight } = await learned(make(), training());
      const plain = await learned(fromIterable(await restOf(make().open())), training());
      expect([losses, weight]).toEqual([plain.losses, plain.weight]);
    }),
    { numRuns: takenRuns(100) },
  );
});

it('a training through a random chain is resumed after any step as if it had never stopped', async () => {
  await fc.assert(
    fc.asyncProperty(chain, fc.nat(), async (make, cut) => {
      const whole = await learned(make(), training());
      const steps = cut % (whole.losses.length + 1);
      const first = await learned(make(), training(), steps);
      const second = training();
      restore({ learn: second.learn }, first.kept);
      const rest = await learned(make(), second);
      expect([...first.losses, ...rest.losses]).toEqual(whole.losses);
      expect(rest.weight).toBe(whole.weight);
    }),
    { numRuns: takenRuns(150) },
  );
});
