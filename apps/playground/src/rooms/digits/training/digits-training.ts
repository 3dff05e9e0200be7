import { optimizers } from 'digits/optimizers';
import type { Digit } from 'digits/read-digits';
import { splitDigits, type Digits } from 'digits/split-digits';
import type { Dataset } from '@thalweg/data';
import type { ExposedTraining, Setting, TrainingContext } from '@thalweg/worker';
import { Observable, ReplaySubject, take } from 'rxjs';
import { whyInterpreted } from '../../../page/why-interpreted.ts';
import { placePart } from './place-part.ts';
import { choosable, type Plan } from './plan.ts';
import { Session } from './session.ts';
import type { TrainingEvent } from './training-event.ts';

/** The beginning of a training: its plan, the address of the digits, the steps a second, and true to play on from the plan’s place. */
export interface DigitsStart {
  readonly plan: Plan;
  readonly data: string;
  readonly speed: number;
  readonly play: boolean;
}

/**
 * Returns the build of a training of digits for a worker. Its settings are the visitor’s: `playing` (0 or 1), `speed`, `rate`,
 * and `optimizer`, by its number among those that can be chosen. Restoring a place goes there; its prediction for `{ number }` is
 * that test digit.
 */
export function digitsTraining(load: (address: string) => Promise<Dataset<Digit>>) {
  return ({ initial, running }: TrainingContext<never>): ExposedTraining<TrainingEvent> => {
    const start = initial as DigitsStart;
    const opened = new ReplaySubject<Session>(1);
    let digits: Digits;
    let { plan } = start;
    const steps = new Observable<TrainingEvent>(subscriber => {
      const emit = (event: TrainingEvent): void => {
        if (event.kind === 'plan') plan = event.plan;
        subscriber.next(event);
      };
      const open = (loaded: Dataset<Digit>): void => {
        if (subscriber.closed) return;
        digits = splitDigits(loaded, plan.seed);
        emit({ kind: 'ready', interpreted: whyInterpreted(), tests: digits.test.length! });
        const session = new Session(digits, plan, start.speed, emit);
        subscriber.add(() => session.close());
        session.open(start.play);
        subscriber.add(running.subscribe(isRunning => session.withhold(!isRunning)));
        opened.next(session);
      };
      load(start.data)
        .then(open)
        .catch((error: unknown) => subscriber.error(error));
    });
    // Settings that arrive while the digits are loading wait.
    const setting = (put: (session: Session, value: number) => void): Setting => ({
      next: value => void opened.pipe(take(1)).subscribe(session => put(session, value)),
    });
    return {
      steps,
      state: {
        place: placePart(
          () => plan,
          place => void opened.pipe(take(1)).subscribe(session => session.goTo(place)),
        ),
      },
      settings: {
        playing: setting((session, isPlaying) => (isPlaying === 1 ? session.play() : session.pause())),
        speed: setting((session, speed) => session.setSpeed(speed)),
        rate: setting((session, rate) => session.choose({ rate })),
        optimizer: setting((session, number) => {
          const optimizer = choosable[number]!;
          session.choose({ optimizer, rate: optimizers[optimizer].rate });
        }),
      },
      // Digits in memory come at once.
      predict: record => digits.test.open({ epoch: 0, index: (record as { readonly number: number }).number }).next(),
    };
  };
}
