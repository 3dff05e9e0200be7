import { refute, refuteAsync } from '@thalweg/drawn';
import {
  asapScheduler,
  catchError,
  concat,
  defaultIfEmpty,
  EMPTY,
  filter,
  ignoreElements,
  map,
  NEVER,
  Observable,
  observeOn,
} from 'rxjs';
import { describe, it } from 'vitest';
import { passesErrorsOn, streamsWhatIsThrown } from './laws/errors.ts';
import { originsOf } from './laws/origins.ts';
import { givesWhatItShould, keepsItsOrder, mapsDatasets, subscribesAgain } from './laws/output.ts';
import {
  letsGoOfItsSource,
  stopsWhatIsEndless,
  stopsWhenLeft,
  waitsForASubscriber,
  waitsForItsSource,
} from './laws/release.ts';
import type { Operator, OperatorRow } from './laws/operator-row.ts';

const passOn = (): Operator<number> => source => source.pipe(map(x => x));

/** An operator that passes items on, or a double of it that differs in some way. */
const row = (parts: Partial<OperatorRow<number>> = {}): OperatorRow<number> => ({
  name: 'passOn',
  make: passOn,
  item: number => number,
  oracle: items => items,
  ...parts,
});

const made = (operator: Operator<number>): OperatorRow<number> => row({ make: () => operator });

/** Forgets to hand its subscription over before the source begins, or at all. */
const untied = (late: boolean): Operator<number> => source =>
  new Observable(subscriber => {
    const subscription = source.subscribe({
      next: item => subscriber.next(item),
      error: error => subscriber.error(error),
      complete: () => subscriber.complete(),
    });
    return late ? subscription : undefined;
  }); // prettier-ignore

/** Gives each item's number, and counts it only when it was told. */
const countingLate: Operator<number> = source =>
  new Observable(subscriber => {
    let count = 0;
    return source.subscribe({
      next: () => {
        subscriber.next(count);
        count++;
      },
      complete: () => subscriber.complete(),
    });
  });

const origins = originsOf(row());

describe('the laws of operators hold for one that passes items on, and fail on a double that', () => {
  it('loses an item, makes one of nothing, or does not complete', async () => {
    for (const origin of origins) {
      for (const count of [0, 1, 5]) await givesWhatItShould(row(), origin, count);
      const loses = made(source => source.pipe(filter(item => item !== 3)));
      await givesWhatItShould(loses, origin, 1);
      await refuteAsync(() => givesWhatItShould(loses, origin, 5));
      await refuteAsync(() =>
        givesWhatItShould(
          made(source => source.pipe(defaultIfEmpty(0))),
          origin,
          0,
        ),
      );
      await refuteAsync(() =>
        givesWhatItShould(
          made(source => concat(source, NEVER)),
          origin,
          1,
        ),
      );
    }
  });

  it('remembers a former subscription, or does not when it says so', async () => {
    for (const origin of origins) {
      await subscribesAgain(row(), origin);
      const make = (): Operator<number> => {
        let count = 0;
        return source => source.pipe(map(() => count++));
      };
      await refuteAsync(() => subscribesAgain(row({ make }), origin));
      await subscribesAgain(row({ make, again: items => items.map(item => item + items.length) }), origin);
      await refuteAsync(() => subscribesAgain(row({ again: items => items.slice(1) }), origin));
      await refuteAsync(() => subscribesAgain(row({ again: { fails: 'once only' } }), origin));
    }
  });

  it('mixes up what its subscriber feeds', async () => {
    await keepsItsOrder(row());
    const numbers = row({ make: () => countingLate, oracle: items => items.map((_, i) => i) });
    await refuteAsync(() => keepsItsOrder(numbers));
  });

  it('loses, in a later turn, what its subscriber feeds then', async () => {
    const later = row({ make: () => observeOn(asapScheduler), inLaterTurns: true });
    await keepsItsOrder(later);
    await givesWhatItShould(later, origins[2]!, 5);
    const forgets: Operator<number> = source =>
      source.pipe(
        observeOn(asapScheduler),
        filter(item => item < 2),
      );
    await refuteAsync(() => keepsItsOrder({ ...later, make: () => forgets }));
  });

  it('gives a dataset where it should not, or none where it should', () => {
    mapsDatasets(row({ make: () => source => new Observable(subscriber => source.subscribe(subscriber)) }));
    mapsDatasets(row({ make: () => source => source, mapsDatasets: true }));
    refute(() => mapsDatasets(row({ make: () => source => source })));
    refute(() =>
      mapsDatasets(
        row({ make: () => source => new Observable(subscriber => source.subscribe(subscriber)), mapsDatasets: true }),
      ),
    );
  });

  it('hides an error of its source, or gives what came after it', async () => {
    await passesErrorsOn(row());
    await refuteAsync(() => passesErrorsOn(made(source => source.pipe(catchError(() => EMPTY)))));
    await refuteAsync(() => passesErrorsOn(made(source => concat(source.pipe(catchError(() => [1, 2])), source))));
  });

  it('hides what its function throws', async () => {
    await streamsWhatIsThrown(row(), error => map(() => { throw error; })); // prettier-ignore
    await refuteAsync(() => streamsWhatIsThrown(row(), () => ignoreElements()));
  });

  it('reads before anybody subscribes', () => {
    waitsForASubscriber(row());
    const eager: Operator<number> = source => {
      source.subscribe();
      return source;
    };
    refute(() => waitsForASubscriber(made(eager)));
  });

  it('speaks before its source does, or holds on to it', () => {
    waitsForItsSource(row());
    refute(() => waitsForItsSource(made(source => concat([0], source))));
    refute(() => waitsForItsSource(made(untied(false))));
  });

  it('gives nothing to a subscriber that wants one item', async () => {
    for (const origin of origins) {
      await stopsWhenLeft(row(), origin);
      await refuteAsync(() => stopsWhenLeft(made(ignoreElements()), origin));
    }
  });

  it('does not stop what is endless', () => {
    stopsWhatIsEndless(row());
    refute(() => stopsWhatIsEndless(made(untied(true))));
  });

  it('holds on to its source when it is left', async () => {
    await letsGoOfItsSource(row());
    await refuteAsync(() => letsGoOfItsSource(made(untied(false))));
    const twice: Operator<number> = source =>
      new Observable(subscriber => {
        source.subscribe({ error: () => {} });
        return source.subscribe(subscriber);
      });
    await refuteAsync(() => letsGoOfItsSource(made(twice)));
  });
});
