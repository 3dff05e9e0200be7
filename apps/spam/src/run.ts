import { fromIterable } from '@thalweg/data';
import { accuracy, logLoss, rocAuc } from '@thalweg/metrics';
import { checkpoint, readSnapshot, savedSettings } from '@thalweg/node';
import {
  type Alarm,
  drift,
  hashFeatures,
  joinLabels,
  KeptState,
  paced,
  predictFirst,
  priorClass,
  progressive,
  rolling,
  type Stateful,
  withState,
} from '@thalweg/online';
import { key, randomInteger } from '@thalweg/tensor';
import { type Parts, restore, type Savable } from '@thalweg/train';
import {
  concat,
  concatMap,
  connect,
  defer,
  EMPTY,
  finalize,
  from,
  ignoreElements,
  lastValueFrom,
  map,
  merge,
  type MonoTypeOperatorFunction,
  type Observable,
  type OperatorFunction,
  pipe,
  share,
  Subject,
  takeUntil,
  tap,
} from 'rxjs';
import { halfOf, inOrder } from './data/mail-order.ts';
import type { Mail } from './data/read-mails.ts';
import { detector, type Learner, learnerOf, type SpamOutcome, zeroOneLoss } from './learner.ts';
import { runSettings, type Settings } from './settings.ts';

/** The result of a run. */
export interface Result {
  readonly accuracy: number;
  readonly auc: number;
  readonly logLoss: number;
  /** The same of always predicting the share of spam so far. */
  readonly baseline: Readonly<Record<'accuracy' | 'auc' | 'logLoss', number>>;
  /** The time spent on the mails of this run. */
  readonly seconds: number;
  readonly examplesPerSecond: number;
  /** Features per second; a word that occurs twice in a mail counts once. */
  readonly featuresPerSecond: number;
  /** The number of mails learned, including those before a resumption. */
  readonly mails: number;
  /** The number of mails after which each drift was detected. */
  readonly drifts: readonly number[];
  /** With `--drift`: the number of mails after the change until accuracy recovered to 95 %. */
  readonly recovery?: number | undefined;
}

/** Prepares a run of the pipeline, from the first mail or from where a saved run stopped. */
export function spamRun(mails: readonly Mail[], settings: Settings) {
  const pipeline = learnSpam(mails, settings);
  const { saved, whole, counted, log, back } = pipeline;
  const { resume, drift } = settings;
  if (resume !== undefined) restore(saved, readSnapshot(resume));
  const before = whole.now().count;
  let seconds = 0;

  /** Learns until all mails are learned or `stop$` emits. Resolves to true if it was stopped. */
  const learn = async (stop$: Observable<unknown>): Promise<boolean> => {
    const began = performance.now();
    let stopped = false;
    await learned(pipeline, settings, stop$.pipe(tap(() => (stopped = true))));
    seconds = (performance.now() - began) / 1000;
    return stopped;
  };
  const result = (): Result => {
    const { count, metrics, baseline } = whole.now();
    return {
      ...metrics,
      baseline,
      seconds,
      examplesPerSecond: (count - before) / seconds,
      featuresPerSecond: counted.features / seconds,
      mails: count,
      drifts: log.drifts(),
      ...(drift ? { recovery: back.after() } : {}),
    };
  };
  return { ...pipeline, learn, result };
}

/** Learns all mails, or those before `stop$` emits, and saves checkpoints if the settings ask for them. */
function learned(
  { mails$, alarms$, saved }: ReturnType<typeof learnSpam>,
  { save, saveEvery }: Settings,
  stop$: Observable<unknown>,
): Promise<unknown> {
  const end$ = new Subject<void>();
  const learning$ = alarms$.pipe(
    takeUntil(stop$),
    finalize(() => end$.next()),
  );
  // What ends a run comes before what saves it: the last mail is saved too.
  const delivered$ = mails$.delivered.pipe(takeUntil(end$));
  const checkpoints$ =
    save === undefined ? EMPTY : delivered$.pipe(checkpoint(saved, { every: saveEvery, path: save }));
  const all$ = merge(checkpoints$, learning$);
  return lastValueFrom(all$.pipe(ignoreElements()), { defaultValue: undefined });
}

/** Builds the pipeline that predicts each mail of a stream, and learns it when its label arrives. */
function learnSpam(mails: readonly Mail[], settings: Settings) {
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

  const beside = { every: Infinity, beside: priorClass() };
  const whole = progressive({ accuracy: accuracy(), auc: rocAuc(), logLoss: logLoss() }, beside);
  const recent = rolling({ accuracy: accuracy(), auc: rocAuc() }, 500, beside);
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
interface DriftLog extends MonoTypeOperatorFunction<Alarm<unknown>>, Savable {
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
interface Recovery extends MonoTypeOperatorFunction<SpamOutcome>, Savable {
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

type Unlabelled = Pick<Mail, 'id' | 'body'>;

/** A stream of examples to learn, and the stateful parts that produce it. */
interface Examples {
  readonly examples$: Observable<object>;
  readonly parts: Parts;
}

/** Predicts each mail when it arrives, and emits it as an example when its label arrives. */
function delayedExamples(
  mails$: Observable<Mail>,
  features: OperatorFunction<Unlabelled, Unlabelled>,
  learner: Learner,
  { delay, seed }: Settings,
): Examples {
  const { model, runner } = learner;
  const shared$ = mails$.pipe(share());
  const labels = lateLabels(delay, seed);
  const limits = { within: 2 * delay, capacity: 2 * delay + 1 };
  const join = joinLabels(shared$.pipe(labels), { key: 'id' as const, ...limits });
  const withoutLabel = map(({ id, body }: Mail) => ({ id, body }));
  return {
    examples$: shared$.pipe(withoutLabel, features, predictFirst(model().prediction, { runner }), join),
    parts: { labels, join },
  };
}

/** The label of a mail, which its reader gives some time later. */
interface Label {
  readonly id: number;
  readonly spam: number;
}

interface Due extends Label {
  /** The number of the mail with which it arrives. */
  readonly at: number;
}

/**
 * Emits the labels of mails with a random delay of half to one and a half times `delay` mails, so the order changes too.
 * The remaining labels follow at the end.
 */
function lateLabels(delay: number, seed: number): Stateful<Mail, Label> {
  const root = key(seed);
  const least = Math.ceil(delay / 2);
  const state = new KeptState<{ count: number; due: Due[] }>({
    name: 'lateLabels',
    settings: { delay, seed },
    initial: () => ({ count: 0, due: [] }),
  });
  const take = ({ id, spam }: Mail): Label[] => {
    const { now } = state;
    const at = now.count + least + randomInteger(root, now.count, delay + 1);
    now.count++;
    now.due.push({ id, spam, at });
    const dueNow = now.due.filter(label => label.at <= now.count);
    if (dueNow.length > 0) now.due = now.due.filter(label => label.at > now.count);
    return dueNow;
  };
  const rest = (): Label[] => state.now.due.splice(0);
  return withState(state, mails$ =>
    concat(
      mails$.pipe(concatMap(take)),
      defer(() => from(rest())),
    ),
  );
}
