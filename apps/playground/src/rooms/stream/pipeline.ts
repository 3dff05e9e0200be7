import { accuracy } from '@thalweg/metrics';
import { joinLabels, rolling } from '@thalweg/online';
import { encodeSnapshot, snapshot, type Parts } from '@thalweg/train';
import { map, share, Subject, Subscription, tap, type Observable } from 'rxjs';
import { eventAt, type StreamEvent } from './event.ts';
import { monitors, watched, type Watched } from './monitors.ts';
import { type Arrival, isWrong, type Learner, reactions, type Weights } from './reactions.ts';
import type { PipelineSettings } from './settings.ts';

/** The number of last outcomes of which the accuracy is taken. */
export const WINDOW = 200;
/** The number of events between two measurements of the memory. */
export const WEIGHED_EVERY = 100;

/** A label that arrives for an earlier event. */
type Label = Pick<StreamEvent, 'id' | 'label'>;

/** An event with the predictions of all models, in the order of the reactions. */
export interface Predicted {
  readonly id: number;
  readonly predictions: readonly number[];
}

/** The callbacks of a pipeline, called while it takes an event. */
export interface PipelineEvents {
  /** A model has reacted to an alarm. */
  readonly reacted: (reaction: number, event: number) => void;
  /** A detector that watches the model without a reaction has reported a drift. */
  readonly alarmed: (monitor: number, event: number) => void;
}

/**
 * A stream from which four models learn, which differ only in their reaction to drift. Each event is predicted when it arrives
 * and learned when its label arrives. The state after an event follows from the settings and the number of the event.
 */
export class Pipeline {
  /** The number of the last event. */
  event = 0;
  /** The last event with its predictions. */
  arrived: Predicted | undefined;
  /** The event that was learned last, as it was predicted when it arrived. */
  learned: (Predicted & Label) | undefined;
  /** The share of right predictions among the last outcomes, in the order of the reactions; NaN before the first. */
  readonly accuracies: number[] = reactions.map(() => NaN);
  /** The detectors that watch the model without a reaction. */
  readonly watched: Watched[] = monitors.map(() => ({ status: 'stable', reading: undefined }));
  /** The number of events that wait for their label. */
  waiting = 0;
  /** The bytes of a snapshot of all that the pipeline remembers, at the last multiple of 100 events. */
  memory = { event: 0, bytes: 0 };
  #settings: PipelineSettings;
  readonly #events$ = new Subject<Arrival>();
  readonly #labels$ = new Subject<Label>();
  readonly #learners: readonly Learner[];
  readonly #parts: Record<string, Parts[string]> = {};
  readonly #subscription = new Subscription();

  constructor(settings: PipelineSettings, { reacted, alarmed }: PipelineEvents) {
    this.#settings = settings;
    const driving = monitors.find(({ name }) => name === settings.detector)!;
    this.#learners = reactions.map(({ make }, i) => make(driving.make(), () => reacted(i, this.event)));
    const joined$ = this.#joined(this.#predicted());
    this.#learners.forEach(({ learn, parts }, i) => {
      const outcomes$ = joined$.pipe(learn, share());
      const measured = rolling({ accuracy: accuracy() }, WINDOW);
      this.#follow(outcomes$.pipe(measured), ({ metrics }) => (this.accuracies[i] = metrics.accuracy));
      for (const [name, part] of Object.entries({ ...parts, measured }))
        this.#parts[`${reactions[i]!.name} ${name}`] = part;
      if (i === 0) this.#watch(outcomes$.pipe(map(isWrong)), alarmed);
    });
    this.#weigh();
  }

  /** Takes the next event, and the label that comes with it. */
  next(): void {
    const id = ++this.event;
    const { x } = eventAt(this.#settings, id);
    this.#events$.next({ id, x });
    const due = id - this.#settings.late;
    if (due >= 1) this.#labels$.next({ id: due, label: eventAt(this.#settings, due).label });
    if (id % WEIGHED_EVERY === 0) this.#weigh();
  }

  /** Takes the drifts of other settings, which begin after the last event. */
  follow({ drifts }: PipelineSettings): void {
    this.#settings = { ...this.#settings, drifts };
  }

  /** Returns the weights of the models, in the order of the reactions. */
  weights(): readonly Weights[] {
    return this.#learners.map(({ weights }) => weights());
  }

  /** Ends all subscriptions. */
  close(): void {
    this.#subscription.unsubscribe();
  }

  /** Adds the predictions of all models to the arrivals. */
  #predicted(): Observable<Arrival> {
    return this.#learners
      .reduce<Observable<Arrival>>((events$, { predict }) => events$.pipe(predict), this.#events$)
      .pipe(tap(record => (this.arrived = predictedOf(record))));
  }

  /** Holds events until their label arrives. */
  #joined(predicted$: Observable<Arrival>): Observable<Arrival & Label> {
    const room = this.#settings.late + 1;
    const join = joinLabels<Arrival, Label>(this.#labels$, { key: 'id', within: room, capacity: room });
    this.#parts['join'] = join;
    this.#follow(join.counts, ({ waitingRecords }) => (this.waiting = waitingRecords));
    return predicted$.pipe(
      join,
      tap(record => (this.learned = { ...predictedOf(record), label: record.label })),
      share(),
    );
  }

  /** Passes errors to all detectors. */
  #watch(errors$: Observable<number>, alarmed: PipelineEvents['alarmed']): void {
    monitors.forEach((monitor, i) => {
      const watching = watched(monitor);
      this.#parts[`watch ${monitor.name}`] = watching;
      this.#follow(errors$.pipe(watching), now => {
        this.watched[i] = now;
        if (now.status === 'drift') alarmed(i, this.event);
      });
    });
  }

  #weigh(): void {
    this.memory = { event: this.event, bytes: encodeSnapshot(snapshot(this.#parts)).length };
  }

  #follow<T>(source: Observable<T>, next: (value: T) => void): void {
    this.#subscription.add(source.subscribe(next));
  }
}

function predictedOf(record: Arrival): Predicted {
  const fields = record as unknown as Readonly<Record<string, number>>;
  return { id: record.id, predictions: reactions.map(({ name }) => fields[name]!) };
}
