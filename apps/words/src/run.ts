import { createInterface } from 'node:readline';
import { parametersOf, type Runner } from '@thalweg/graph';
import { checkpoint, latestCheckpoint, readSnapshot, savedSettings } from '@thalweg/node';
import { sizeOf, type Sizes } from '@thalweg/tensor';
import { type Parts, restore } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import {
  concat,
  concatMap,
  defer,
  EMPTY,
  from,
  identity,
  map,
  type MonoTypeOperatorFunction,
  Observable,
  of,
  ReplaySubject,
  take,
  takeUntil,
  tap,
  timer,
  using,
} from 'rxjs';
import { readNovel, splitNovel } from './data/novel.ts';
import { runSettings, type Settings } from './data/settings.ts';
import { type HeldOutBits, heldOutBits } from './learning/held-out-bits.ts';
import { learnNovel } from './learning/learn-novel.ts';
import { learnTyped } from './learning/learn-typed.ts';
import { writer } from './learning/writer.ts';
import { modelOf, spansOf } from './models/character-model.ts';
import { ngramBits } from './ngrams/ngram-bits.ts';
import {
  type Learned,
  type NovelStep,
  type Result,
  type Start,
  stepEvents,
  typedEvents,
  type WordsEvent,
} from './report/words-event.ts';

/** The orders of the n-grams that the model is compared with. */
const ORDERS = [3, 4, 5];

/** The inputs of a run from outside. */
export interface Outside {
  /** Lines of text, which are learned when the novel is. */
  readonly lines$: Observable<string>;
  /** Ends the run when it emits. */
  readonly stop$: Observable<unknown>;
}

/** Prepares a run, from the first step or from where a saved run stopped. */
export function wordsRun(settings: Settings, { lines$, stop$ }: Outside) {
  const pipeline = wordsPipeline(settings);
  const { novel, parts } = pipeline;
  const { save, resume } = settings;
  if (resume !== undefined) restore(parts, readSnapshot(resume));
  const tally = runTally(pipeline, settings);
  let stopped = false;
  // Listened to from the start to the end, since a signal may come between two phases.
  const stopping$ = new ReplaySubject<unknown>(1);
  const listen = () =>
    stop$.pipe(take(1)).subscribe(signal => {
      stopped = true;
      stopping$.next(signal);
    });
  const { learned$, typed$ } = phases(pipeline, settings, { lines$, stop$: stopping$ });
  const event = (make: () => WordsEvent): Observable<WordsEvent> => defer(() => of(make()));
  // A signal gets its turn between two of them.
  const ngrams$ = from(ORDERS).pipe(
    concatMap(order => timer(0).pipe(map((): WordsEvent => ({ kind: 'ngrams', ...ngramBits(novel, order) })))),
  );
  const heldOut$ = heldOut(pipeline).pipe(map((bits): WordsEvent => ({ kind: 'learned', ...tally.learned(bits) })));
  const unlessStopped = (phase$: Observable<WordsEvent>): Observable<WordsEvent> => defer(() => (stopped ? EMPTY : phase$)); // prettier-ignore
  const phases$ = concat(
    event(() => ({ kind: 'start', ...tally.start() })),
    ngrams$.pipe(takeUntil(stopping$)),
    unlessStopped(learned$),
    unlessStopped(heldOut$.pipe(takeUntil(stopping$))),
    unlessStopped(typed$),
  );
  const running$ = using(listen, () => phases$).pipe(tap(event => tally.count(event)));
  /** Returns whether the run was stopped, and whether its state is saved. */
  const end = () => ({ stopped, saved: save !== undefined && latestCheckpoint(save) !== undefined });
  const result$ = event(() => ({ kind: 'result', ...tally.result() }));
  return { events$: concat(running$, result$), end };
}

/** Measures what was learned, unless the last step brought the measure: a run that is resumed at its end has none. */
function heldOut({ training, validation }: WordsPipeline): Observable<HeldOutBits> {
  return defer(() => {
    const measured = (training.learn.progress.last as NovelStep | undefined)?.validation;
    return measured === undefined ? validation : of(measured);
  });
}

/** The two phases of a run: it learns the novel, and then what is typed. */
function phases(pipeline: WordsPipeline, settings: Settings, { lines$, stop$ }: Outside) {
  const { novel, context, training, typed, write, parts } = pipeline;
  const { save, saveEvery } = settings;
  const saving = <R extends { readonly step: number }>(every: number): MonoTypeOperatorFunction<R> =>
    save === undefined ? identity : checkpoint(parts, { every, path: save });
  const reported = { ...settings, write, start: novel.training.slice(-context) };
  return {
    // What stops a phase comes before what saves it: a completion is saved too.
    // eslint-disable-next-line rxjs-x/no-unsafe-takeuntil -- the operators below wait for the completion
    learned$: training.steps$.pipe(takeUntil(stop$), saving(saveEvery), stepEvents(reported)),
    typed$: typed.lines$(lines$).pipe(
      // eslint-disable-next-line rxjs-x/no-unsafe-takeuntil -- as above
      takeUntil(stop$),
      map(line => ({ ...line, step: training.steps + line.line })),
      saving(1),
      typedEvents(reported),
    ),
  };
}

/** Adds up the reports of a run. */
interface RunTally {
  start(): Start;
  count(event: WordsEvent): void;
  /** Returns the result on the novel. */
  learned(measured: HeldOutBits): Learned;
  result(): Result;
}

/** Returns the tally of a run, whose time begins now. */
function runTally({ novel, training }: WordsPipeline, { model, streams, window }: Settings): RunTally {
  const { steps, learn } = training;
  const began = performance.now();
  const stepsBefore = learn.progress.last?.step ?? 0;
  const ngrams: Record<string, number> = {};
  const typed = { lines: 0, characters: 0, bits: 0 };
  let learned: Learned | undefined;
  const reached = (): Omit<Learned, 'heldOut' | 'compared'> => {
    const { step = 0, loss } = learn.progress.last ?? {};
    const seconds = (performance.now() - began) / 1000;
    const charactersPerSecond = ((step - stepsBefore) * streams * window) / seconds;
    return { model, steps: step, loss, ngrams, seconds, charactersPerSecond };
  };
  return {
    start: () => ({
      model,
      training: novel.training.length,
      heldOut: novel.heldOut.length,
      kinds: novel.alphabet.kinds,
      parameters: parametersOf(learn.progress.loss).reduce((sum, { shape }) => sum + sizeOf(shape as Sizes), 0),
      steps,
    }),
    count: event => {
      if (event.kind === 'ngrams') ngrams[event.order] = event.bits;
      if (event.kind !== 'typed') return;
      typed.lines++;
      typed.characters += event.text.length;
      typed.bits += event.text.length * event.bits;
    },
    learned: ({ bits: heldOut, compared }) => (learned = { ...reached(), heldOut, compared }),
    result: () => ({
      ...(learned ?? { ...reached(), heldOut: undefined, compared: undefined }),
      typed: { ...typed, bits: typed.lines === 0 ? undefined : typed.bits / typed.characters },
    }),
  };
}

/** A model of the novel, with all that learns and uses it. */
type WordsPipeline = ReturnType<typeof wordsPipeline>;

/** Builds a model of the novel, its training, its learning from typed lines, and what writes with it. */
function wordsPipeline(settings: Settings) {
  const runner: Runner | undefined = settings.runner === 'wasm' ? wasm({ fallback: true }) : undefined;
  const novel = splitNovel(readNovel().slice(0, settings.characters));
  const { alphabet } = novel;
  const model = modelOf(settings, alphabet.kinds);
  const { context, scored } = spansOf(settings);
  const validation = heldOutBits(novel, model, { context, scored, runner });
  const training = learnNovel(novel, model, { ...settings, runner, validation });
  const typed = learnTyped(alphabet, model, { learningRate: settings.typedRate, runner });
  const write = writer(alphabet, model, { context, temperature: settings.temperature, runner });
  const parts: Parts = {
    settings: savedSettings(settings, runSettings),
    novel: training.learn,
    typed: typed.learn,
  };
  return { novel, context, validation, training, typed, write, parts };
}

/** Emits the lines that a stream, such as the standard input, delivers. It reads nothing before it is subscribed. */
export function typedLines(stream: NodeJS.ReadableStream): Observable<string> {
  return new Observable(subscriber => {
    const lines = createInterface({ input: stream, terminal: false });
    lines.on('line', line => subscriber.next(line));
    lines.on('close', () => subscriber.complete());
    const fail = (error: unknown): void => subscriber.error(error);
    stream.on('error', fail);
    lines.on('error', fail);
    return () => {
      stream.off('error', fail);
      lines.close();
      stream.pause();
    };
  });
}
