import { fromIterable } from '@thalweg/data';
import { accuracy, logLoss, rocAuc } from '@thalweg/metrics';
import { savedSettings } from '@thalweg/node';
import { type Alarm, drift, hashFeatures, KeptState, paced, progressive, rolling, withState } from '@thalweg/online';
import type { Parts, Savable } from '@thalweg/train';
import { connect, ignoreElements, merge, type MonoTypeOperatorFunction, pipe, tap } from 'rxjs';
import { halfOf, inOrder } from './data/mail-order.ts';
import type { Mail } from './data/read-mails.ts';
import { delayedExamples, type Examples } from './delayed-examples.ts';
import { detector, learnerOf, type SpamOutcome, zeroOneLoss } from './learner.ts';
import { runSettings, type Settings } from './settings.ts';

/** Builds the pipeline that predicts each mail of a stream, and learns it when its label arrives. */
export function learnSpam(mails: readonly Mail[], settings: Settings) {
  const counted = { features: 0 };
  const learner = learnerOf(settings);

  const mails$ = paced(fromIterable(inOrder(mails, settings)));
  const features = pipe(
    hashFeatures({ bits: settings.bits, text: ['body'], counts: 'log', unitLength: true }),
    tap(mail => (counted.features += mail['features.indices'].length)),
  );
  const { examples$, parts }: Examples =
    settings.delay === 0
      ? { examples$: mails$.pipe(features), parts: {} }
      : delayedExamples(mails$, features, learner, settings);

  const whole = progressive({ accuracy: accuracy(), auc: rocAuc(), logLoss: logLoss() }, { every: Infinity });
  const recent = rolling({ accuracy: accuracy(), auc: rocAuc() }, 500, { every: Infinity });
  const alarms = drift(detector(), { of: zeroOneLoss });
  const log = driftLog();
  const back = recovery(halfOf(mails.length));

  const alarms$ = examples$.pipe(
    learner.learn,
    connect(outcomes$ =>
      merge(
        outcomes$.pipe(whole, ignoreElements()),
        outcomes$.pipe(recent, ignoreElements()),
        outcomes$.pipe(back, ignoreElements()),
        outcomes$.pipe(alarms, log),
      ),
    ),
  );
  const saved: Parts = {
    settings: savedSettings(settings, runSettings),
    mails$,
    ...parts,
    ...learner.parts,
    whole,
    recent,
    alarms,
    log,
    back,
  };
  return { mails$, alarms$, whole, recent, log, back, model: learner.model, counted, saved };
}

/** The number of drifts that are remembered. */
const REMEMBERED = 20;

/** An operator that passes alarms on and records the drifts among them. */
export interface DriftLog extends MonoTypeOperatorFunction<Alarm<unknown>>, Savable {
  /** Returns the number of mails learned before each drift. */
  drifts(): readonly number[];
}

/** Returns an operator that records the mails at which errors drifted. */
function driftLog(): DriftLog {
  const state = new KeptState({ name: 'driftLog', initial: () => ({ at: [] as number[] }) });
  const remember = ({ at, status }: Alarm<unknown>): void => {
    if (status === 'drift') state.now.at = [...state.now.at, at].slice(-REMEMBERED);
  };
  return Object.assign(withState(state, tap(remember)), { drifts: () => state.now.at });
}

/** The number of mails over which accuracy is measured. */
const WINDOW = 50;

/** An operator that passes outcomes on and measures how fast accuracy recovers. */
export interface Recovery extends MonoTypeOperatorFunction<SpamOutcome>, Savable {
  /** Returns the number of mails after the change until accuracy recovered; undefined before that. */
  after(): number | undefined;
}

/** Measures how many mails after a change it takes until accuracy is again 95 % of its mean before the change. */
function recovery(change: number): Recovery {
  const state = new KeptState({
    name: 'recovery',
    settings: { change },
    initial: () => ({ count: 0, errors: 0, last: new Uint8Array(WINDOW), after: -1 }),
  });
  const update = (outcome: SpamOutcome): void => {
    const { now } = state;
    const error = zeroOneLoss(outcome);
    now.last[now.count++ % WINDOW] = error;
    if (now.count <= change) now.errors += error;
    const passed = now.count - change;
    if (now.after >= 0 || passed < WINDOW) return;
    const accuracy = 1 - now.last.reduce((sum, one) => sum + one, 0) / WINDOW;
    if (accuracy >= 0.95 * (1 - now.errors / change)) now.after = passed;
  };
  const after = (): number | undefined => (state.now.after < 0 ? undefined : state.now.after);
  return Object.assign(withState(state, tap(update)), { after });
}
