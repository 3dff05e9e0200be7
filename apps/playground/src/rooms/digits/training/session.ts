import { digitNetwork } from 'digits/pipeline';
import type { Digits } from 'digits/split-digits';
import { DataError } from '@thalweg/data';
import { parametersOf, read, type Node } from '@thalweg/graph';
import { Subscription } from 'rxjs';
import {
  type Checkpoint,
  Checkpoints,
  Gate,
  MeanLosses,
  RateLimiter,
  Segment,
  Speedometer,
  type TrainingContext,
} from './segments.ts';
import type { Activity, TrainingEvent } from './training-event.ts';
import {
  advanced,
  BATCH,
  canGoOn,
  choiceAt,
  choicesTo,
  chosen,
  HIDDEN,
  LAST_STEP,
  madeBy,
  placeName,
  type Place,
  type Plan,
} from './plan.ts';

/** The number of steps between measurements. */
const POINT_EVERY = 25;

/** The place where every training begins. */
const START: Place = { branch: 0, step: 0 };

/** Milliseconds between two status events, and between two events with the weights. */
const STATUS_EVERY = 100;
const WEIGHTS_EVERY = 200;

/** A training that follows a plan and the visitor. It is independent of pages and workers. */
export class Session {
  readonly #emit: (event: TrainingEvent) => void;
  readonly #gate = new Gate();
  readonly #limiter = new RateLimiter(this.#gate);
  readonly #context: TrainingContext;
  readonly #checkpoints = new Checkpoints();
  readonly #means = new MeanLosses(POINT_EVERY);
  readonly #speedometer = new Speedometer();
  /** The names of the measured places. */
  readonly #measured = new Set<string>();
  #plan: Plan;
  #speed: number;
  #activity: Activity = 'opening';
  /** The places to go to, one after another. */
  #ahead: Place[] = [];
  #thenPlay = false;
  /** True on the way to the place of an address, where nothing is measured or kept before it arrives. */
  #isDirect = false;
  /** What stays on show while the branches of an address are trained again for their curves. */
  #shown: { readonly plan: Plan; readonly loss: number | undefined; readonly checkpoint: Checkpoint } | undefined;
  #segment: Segment;
  #steps = new Subscription();
  #test = new Subscription();
  /** The loss of the last step. */
  #loss: number | undefined;
  #emittedAt = -Infinity;
  #weightsSentAt = -Infinity;

  constructor(digits: Digits, plan: Plan, speed: number, emit: (event: TrainingEvent) => void) {
    this.#plan = plan;
    this.#speed = speed;
    this.#emit = emit;
    const { seed } = plan;
    const network = digitNetwork({ hidden: HIDDEN, seed });
    this.#context = { digits, network, seed, running: this.#gate.running };
    this.#gate.hold('rest');
    this.#segment = new Segment(this.#context, plan.branches[0].choices[0]);
    this.#checkpoints.offer({ ...plan, place: START }, () => this.#segment.checkpoint());
  }

  /** Goes to the plan’s place directly, and then plays if `play` is true, or trains every branch behind it for its curve. */
  open(play: boolean): void {
    this.#thenPlay = play;
    this.#isDirect = true;
    this.#ahead = [this.#plan.place];
    this.#goAhead();
  }

  setSpeed(speed: number): void {
    this.#speed = speed;
    if (this.#activity === 'playing') this.#limiter.set(speed);
  }

  play(): void {
    this.#stopRestoring();
    if (this.#activity !== 'resting' || !canGoOn(this.#plan)) return;
    this.#activity = 'playing';
    this.#speedometer.reset(this.#plan.place.step);
    this.#limiter.set(this.#speed);
    this.#gate.release('rest');
    this.#emitStatus();
  }

  pause(): void {
    this.#stopRestoring();
    this.#ahead = [];
    this.#thenPlay = this.#isDirect = false;
    this.#rest();
  }

  /** Chooses an optimizer or a rate from the current place on. */
  choose(change: Parameters<typeof chosen>[1]): void {
    this.#stopRestoring();
    if (this.#activity === 'going' || this.#activity === 'opening' || !canGoOn(this.#plan)) return;
    this.#plan = chosen(this.#plan, change);
    this.#follow();
    this.#emitStatus();
  }

  goTo(place: Place): void {
    this.#stopRestoring();
    this.#ahead = [place];
    this.#thenPlay = this.#isDirect = false;
    this.#goAhead();
  }

  /** Takes no step until it is called with false, whatever the visitor wants. */
  withhold(isHeld: boolean): void {
    if (isHeld) this.#gate.hold('page');
    else this.#gate.release('page');
  }

  /** Ends the session: no timer, frame or subscription remains. */
  close(): void {
    this.#steps.unsubscribe();
    this.#test.unsubscribe();
    this.#limiter.stop();
  }

  /** Goes to the next place: restores the nearest checkpoint before it, and trains from there. */
  #goAhead(): void {
    const { branch, step } = this.#ahead[0]!;
    this.#activity = 'going';
    const { step: from, checkpoint } = this.#checkpoints.before(this.#plan, { branch, step });
    this.#resume({ ...this.#plan, place: { branch, step: from } }, checkpoint);
    this.#emitStatus();
    if (from === step) this.#measure(() => this.#arrive());
    else this.#gate.release('rest');
  }

  /** Restores a state at a plan’s place. */
  #resume(plan: Plan, checkpoint: Checkpoint): void {
    this.#test.unsubscribe();
    this.#gate.release('test');
    this.#plan = plan;
    const segment = new Segment(this.#context, { optimizer: checkpoint.optimizer, rate: this.#choice.rate });
    segment.goBack(checkpoint);
    this.#loss = segment.loss;
    this.#means.skip();
    this.#begin(segment);
    this.#follow();
    this.#limiter.set(Infinity);
  }

  #arrive(): void {
    this.#gate.hold('rest');
    this.#ahead = this.#ahead.slice(1);
    if (this.#ahead.length > 0) return this.#goAhead();
    if (this.#shown !== undefined) return this.#stopRestoring();
    if (this.#isDirect && !this.#thenPlay && this.#ends.length > 0) return this.#restore();
    this.#isDirect = false;
    this.#activity = 'resting';
    if (this.#thenPlay) this.play();
    else this.#rest();
  }

  /** The ends of the branches that were trained. */
  get #ends(): Place[] {
    return this.#plan.branches.flatMap(({ last }, branch) => (last === 0 ? [] : { branch, step: last }));
  }

  /** Trains every branch to its end and measures on the way, while the plan’s place stays on show. */
  #restore(): void {
    this.#emitStatus();
    this.#isDirect = false;
    this.#shown = { plan: this.#plan, loss: this.#loss, checkpoint: this.#segment.checkpoint() };
    this.#ahead = [START, ...this.#ends];
    this.#goAhead();
  }

  /** Rests at the place that is on show. Curves that are not complete stay so. */
  #stopRestoring(): void {
    if (this.#shown === undefined) return;
    const { plan, loss, checkpoint } = this.#shown;
    this.#shown = undefined;
    this.#ahead = [];
    this.#activity = 'resting';
    this.#resume(plan, checkpoint);
    this.#loss = loss;
    this.#emitStatus();
  }

  /** Pauses at the current place and measures there. */
  #rest(): void {
    this.#gate.hold('rest');
    this.#activity = 'resting';
    this.#limiter.set(Infinity);
    this.#measure(() => {});
    this.#emitStatus();
  }

  #begin(segment: Segment): void {
    this.#steps.unsubscribe();
    this.#segment = segment;
    this.#gate.hold('rest');
    this.#steps = segment.steps$.subscribe({
      next: ({ loss }) => this.#onStep(loss),
      error: (error: unknown) => this.#emit({ kind: 'failed', message: String(error) }),
    });
  }

  #onStep(loss: number): void {
    const { branch, step } = this.#plan.place;
    this.#plan =
      this.#activity === 'playing' ? advanced(this.#plan) : { ...this.#plan, place: { branch, step: step + 1 } };
    const { place } = this.#plan;
    const name = placeName(this.#plan, place);
    this.#loss = loss;
    this.#limiter.count();
    this.#means.add(loss, place.step, name);
    // The curves of an address are trained from their start when its place is on show.
    if (!this.#isDirect) this.#checkpoints.offer(this.#plan, () => this.#segment.checkpoint());
    this.#follow();
    const arrived = this.#activity === 'going' && place.step === this.#ahead[0]!.step;
    const ended = this.#activity === 'playing' && place.step === LAST_STEP;
    if (!Number.isFinite(loss)) this.#diverge();
    else if (arrived) this.#measure(() => this.#arrive());
    else if (ended) this.#rest();
    else if (!this.#isDirect && place.step % POINT_EVERY === 0 && !this.#measured.has(name)) this.#measure(() => {});
    if (performance.now() - this.#emittedAt > STATUS_EVERY) this.#emitStatus();
  }

  #diverge(): void {
    if (this.#shown !== undefined) return this.#arrive();
    if (this.#isDirect) {
      // The place cannot be reached: all is trained and measured up to the divergence.
      this.#isDirect = false;
      this.#ahead = [START, ...this.#ends, ...this.#ahead];
      return this.#goAhead();
    }
    this.#emit({ kind: 'diverged', place: this.#plan.place });
    this.pause();
  }

  /** The choice for the next step. */
  get #choice(): ReturnType<typeof choiceAt> {
    const { branch, step } = this.#plan.place;
    return choiceAt(choicesTo(this.#plan, branch), step);
  }

  /** Applies the current choice to the next step. */
  #follow(): void {
    const { optimizer, rate } = this.#choice;
    if (optimizer !== this.#segment.optimizer) {
      const isHeld = this.#activity === 'resting';
      this.#begin(this.#segment.withOptimizer(this.#choice));
      if (!isHeld) this.#gate.release('rest');
    } else if (rate !== this.#segment.rate.value) this.#segment.rate.next(rate);
  }

  /** Pauses the training, tests the network and emits the measurement. */
  #measure(then: () => void): void {
    const { place } = this.#plan;
    this.#gate.hold('test');
    this.#test.unsubscribe();
    this.#test = this.#segment.test$.subscribe({
      next: ({ accuracy, confusion }) => {
        const name = placeName(this.#plan, place);
        this.#measured.add(name);
        this.#emit({
          kind: 'point',
          branch: madeBy(this.#plan, place.branch, place.step),
          step: place.step,
          loss: this.#means.at(name),
          // The test set is never empty.
          accuracy: accuracy!,
          confusion: Int32Array.from(confusion.data),
        });
      },
      error: (error: unknown) => {
        // Metrics refuse the NaN that a network predicts whose training diverged: there is nothing to measure.
        if (!(error instanceof DataError)) return this.#emit({ kind: 'failed', message: String(error) });
        this.#gate.release('test');
        then();
      },
      complete: () => {
        this.#gate.release('test');
        then();
      },
    });
  }

  #emitStatus(): void {
    this.#emittedAt = performance.now();
    const { step } = this.#plan.place;
    this.#emit({
      kind: 'plan',
      plan: this.#shown?.plan ?? this.#plan,
      activity: this.#shown === undefined ? this.#activity : 'restoring',
      restoring: this.#shown && this.#plan.place,
      loss: (this.#shown ?? { loss: this.#loss }).loss,
      examplesPerSecond: this.#activity === 'playing' ? BATCH * this.#speedometer.read(step) : 0,
    });
    if (this.#shown !== undefined) return;
    if (this.#activity === 'playing' && this.#emittedAt - this.#weightsSentAt < WEIGHTS_EVERY) return;
    this.#weightsSentAt = this.#emittedAt;
    const parameters = parametersOf(this.#context.network.loss as Node);
    this.#emit({ kind: 'weights', weights: parameters.map(one => Float32Array.from(read(one).data)) });
  }
}
