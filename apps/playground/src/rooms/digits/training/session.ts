import { digitNetwork } from 'digits/pipeline';
import type { Digits } from 'digits/split-digits';
import { optimizers } from 'digits/optimizers';
import { parametersOf, read, type Node } from '@thalweg/graph';
import { Subscription } from 'rxjs';
import { Gate } from './gate.ts';
import { KeptStates } from './kept-states.ts';
import { Leg, type Course } from './leg.ts';
import { MeanLosses } from './mean-losses.ts';
import type { Activity, Command, News } from './messages.ts';
import { Pace } from './pace.ts';
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
import { Speedometer } from './speedometer.ts';

/** It is measured after so many steps. */
const POINT_EVERY = 25;

/** Where every training begins. */
const START: Place = { branch: 0, step: 0 };

/** Milliseconds between two news of a run, and between those with its weights. */
const NEWS_EVERY = 100;
const WEIGHTS_EVERY = 200;

/** A training that follows a plan, and what a visitor does to it. It knows nothing of pages or workers. */
export class Session {
  readonly #tell: (news: News) => void;
  readonly #gate = new Gate();
  readonly #pace = new Pace(this.#gate);
  readonly #course: Course;
  readonly #kept = new KeptStates();
  readonly #means = new MeanLosses(POINT_EVERY);
  readonly #speedometer = new Speedometer();
  /** The places where it was measured. */
  readonly #measured = new Set<string>();
  #plan: Plan;
  #speed: number;
  #activity: Activity = 'opening';
  /** Places to go to, one after another, and whether to play after them. */
  #ahead: Place[] = [];
  #thenPlay = false;
  #leg: Leg;
  #steps = new Subscription();
  #test = new Subscription();
  /** Of the last step. */
  #loss: number | undefined;
  #toldAt = -Infinity;
  #weighedAt = -Infinity;

  constructor(digits: Digits, plan: Plan, speed: number, tell: (news: News) => void) {
    this.#plan = plan;
    this.#speed = speed;
    this.#tell = tell;
    const { seed } = plan;
    const network = digitNetwork({ hidden: HIDDEN, seed });
    this.#course = { digits, network, seed, running: this.#gate.running };
    this.#gate.hold('rest');
    this.#leg = new Leg(this.#course, plan.branches[0].choices[0]);
    this.#kept.offer({ ...plan, place: START }, () => this.#leg.keep());
  }

  /** Trains every branch to its end, goes to the plan's place, and plays on from there if asked to. */
  open(play: boolean): void {
    const { branches, place } = this.#plan;
    this.#thenPlay = play;
    this.#ahead = [START, ...branches.map(({ last }, branch) => ({ branch, step: last })), place];
    this.#goAhead();
  }

  take(command: Exclude<Command, { readonly kind: 'open' | 'example' }>): void {
    if (command.kind === 'hurry') this.#hurry(command.speed);
    else if (command.kind === 'pause') this.#pause();
    else if (command.kind === 'play') this.#play();
    else if (command.kind === 'goTo') this.#goTo([command.place], false);
    else if (command.kind === 'slide') this.#choose({ rate: command.rate });
    else this.#choose({ optimizer: command.optimizer, rate: optimizers[command.optimizer].rate });
  }

  /** Ends it: no timer, frame or subscription stays. */
  close(): void {
    this.#steps.unsubscribe();
    this.#test.unsubscribe();
    this.#pace.stop();
  }

  #hurry(speed: number): void {
    this.#speed = speed;
    if (this.#activity === 'playing') this.#pace.set(speed);
  }

  #play(): void {
    if (this.#activity !== 'resting' || !canGoOn(this.#plan)) return;
    this.#activity = 'playing';
    this.#speedometer.reset(this.#plan.place.step);
    this.#pace.set(this.#speed);
    this.#gate.release('rest');
    this.#tellPlan();
  }

  #pause(): void {
    this.#ahead = [];
    this.#thenPlay = false;
    this.#rest();
  }

  #choose(change: Parameters<typeof chosen>[1]): void {
    if (this.#activity === 'going' || this.#activity === 'opening' || !canGoOn(this.#plan)) return;
    this.#plan = chosen(this.#plan, change);
    this.#follow();
    this.#tellPlan();
  }

  #goTo(places: Place[], thenPlay: boolean): void {
    this.#ahead = places;
    this.#thenPlay = thenPlay;
    this.#goAhead();
  }

  /** Goes to the next place ahead: back to the nearest state that is kept on the way to it, and from there by steps. */
  #goAhead(): void {
    const { branch, step } = this.#ahead[0]!;
    this.#test.unsubscribe();
    this.#gate.release('test');
    this.#activity = 'going';
    const { step: from, kept } = this.#kept.before(this.#plan, { branch, step });
    this.#plan = { ...this.#plan, place: { branch, step: from } };
    const leg = new Leg(this.#course, { optimizer: kept.optimizer, rate: this.#choice.rate });
    leg.goBack(kept);
    this.#loss = leg.loss;
    this.#means.skip();
    this.#begin(leg);
    this.#follow();
    this.#pace.set(Infinity);
    this.#tellPlan();
    if (from === step) this.#measure(() => this.#arrive());
    else this.#gate.release('rest');
  }

  #arrive(): void {
    this.#gate.hold('rest');
    this.#ahead = this.#ahead.slice(1);
    if (this.#ahead.length > 0) return this.#goAhead();
    this.#activity = 'resting';
    if (this.#thenPlay) this.#play();
    else this.#rest();
  }

  /** Waits where it is, and says how good it is there. */
  #rest(): void {
    this.#gate.hold('rest');
    this.#activity = 'resting';
    this.#pace.set(Infinity);
    this.#measure(() => {});
    this.#tellPlan();
  }

  #begin(leg: Leg): void {
    this.#steps.unsubscribe();
    this.#leg = leg;
    this.#gate.hold('rest');
    this.#steps = leg.steps$.subscribe({
      next: ({ loss }) => this.#took(loss),
      error: (error: unknown) => this.#tell({ kind: 'failed', message: String(error) }),
    });
  }

  #took(loss: number): void {
    const { branch, step } = this.#plan.place;
    this.#plan =
      this.#activity === 'playing' ? advanced(this.#plan) : { ...this.#plan, place: { branch, step: step + 1 } };
    const { place } = this.#plan;
    const name = placeName(this.#plan, place);
    this.#loss = loss;
    this.#pace.count();
    this.#means.add(loss, place.step, name);
    this.#kept.offer(this.#plan, () => this.#leg.keep());
    this.#follow();
    const arrived = this.#activity === 'going' && place.step === this.#ahead[0]!.step;
    const ended = this.#activity === 'playing' && place.step === LAST_STEP;
    if (!Number.isFinite(loss)) this.#diverge();
    else if (arrived) this.#measure(() => this.#arrive());
    else if (ended) this.#rest();
    else if (place.step % POINT_EVERY === 0 && !this.#measured.has(name)) this.#measure(() => {});
    if (performance.now() - this.#toldAt > NEWS_EVERY) this.#tellPlan();
  }

  #diverge(): void {
    this.#tell({ kind: 'diverged', place: this.#plan.place });
    this.#pause();
  }

  /** What is chosen for the next step. */
  get #choice(): ReturnType<typeof choiceAt> {
    const { branch, step } = this.#plan.place;
    return choiceAt(choicesTo(this.#plan, branch), step);
  }

  /** Has the next step be taken as is chosen for it. */
  #follow(): void {
    const { optimizer, rate } = this.#choice;
    if (optimizer !== this.#leg.optimizer) {
      const isHeld = this.#activity === 'resting';
      this.#begin(this.#leg.handOver(this.#choice));
      if (!isHeld) this.#gate.release('rest');
    } else if (rate !== this.#leg.rate.value) this.#leg.rate.next(rate);
  }

  /** Tests what was learned, with the training held, and tells of it. */
  #measure(then: () => void): void {
    const { place } = this.#plan;
    this.#gate.hold('test');
    this.#test.unsubscribe();
    this.#test = this.#leg.test$.subscribe({
      next: ({ accuracy, confusion }) => {
        const name = placeName(this.#plan, place);
        this.#measured.add(name);
        this.#tell({
          kind: 'point',
          branch: madeBy(this.#plan, place.branch, place.step),
          step: place.step,
          loss: this.#means.at(name),
          accuracy,
          confusion: Int32Array.from(confusion.data),
        });
      },
      error: (error: unknown) => this.#tell({ kind: 'failed', message: String(error) }),
      complete: () => {
        this.#gate.release('test');
        then();
      },
    });
  }

  #tellPlan(): void {
    this.#toldAt = performance.now();
    const { step } = this.#plan.place;
    this.#tell({
      kind: 'plan',
      plan: this.#plan,
      activity: this.#activity,
      loss: this.#loss,
      examplesPerSecond: this.#activity === 'playing' ? BATCH * this.#speedometer.read(step) : 0,
    });
    if (this.#activity === 'playing' && this.#toldAt - this.#weighedAt < WEIGHTS_EVERY) return;
    this.#weighedAt = this.#toldAt;
    const parameters = parametersOf(this.#course.network.loss as Node);
    this.#tell({ kind: 'weights', weights: parameters.map(one => Float32Array.from(read(one).data)) });
  }
}
