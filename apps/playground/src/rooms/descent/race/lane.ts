import type { StationaryPoint } from '@thalweg/miniatures/surfaces';
import { BehaviorSubject, type Subscription } from 'rxjs';
import type { Point } from './point.ts';
import type { Racer } from './racer.ts';
import type { Entrant, Scene } from './scene.ts';
import { firstDifference, type Timeline, valueAt } from './timeline.ts';

/** The number of steps with checkpoints; to go further back, a lane runs again from its start. */
const CHECKPOINTS = 400;

/** The position of a racer after a step, with the loss there. */
export type Spot = readonly [x: number, y: number, loss: number];

/** The slider timelines of a racer, by the names of its dials. */
export type Timelines = Readonly<Record<string, Timeline>>;

/** One racer with its track. It can go back along the track. */
export class Lane {
  readonly entrant: Entrant;
  /** The position after each step, beginning with the start. It ends where a number was no longer finite. */
  readonly track: Spot[] = [];
  /** The milliseconds of computing up to each step. */
  readonly times: number[] = [];
  /** The past, current and coming values of each slider. */
  #timelines: Timelines;
  readonly #at: { readonly start: Point; readonly seed: number };
  /** The current values of the sliders, as streams. */
  #dials: Readonly<Record<string, BehaviorSubject<number>>> = {};
  /** Functions that restore the state after a step; only for the last {@link CHECKPOINTS} steps. */
  readonly #checkpoints = new Map<number, () => void>();
  #racer!: Racer;
  #subscription: Subscription | undefined;
  #now: Spot | undefined;
  #step = 0;

  constructor(entrant: Entrant, at: { readonly start: Point; readonly seed: number }, timelines: Timelines) {
    this.entrant = entrant;
    this.#timelines = timelines;
    this.#at = at;
    this.#begin();
  }

  /** The step at which a number was no longer finite; `undefined` if that has not happened. */
  get failedAt(): number | undefined {
    return this.track.length <= this.#step ? this.track.length : undefined;
  }

  /** Goes to a step under the given timelines. If they change the past, the lane runs again from there. */
  follow(timelines: Timelines, step: number): void {
    const changed = Math.min(
      ...Object.entries(timelines).map(([name, timeline]) => firstDifference(this.#timelines[name]!, timeline)),
    );
    this.#timelines = timelines;
    if (changed < this.#step) this.goTo(changed);
    this.goTo(step);
  }

  /** Goes to a step, forwards or back. */
  goTo(step: number): void {
    if (step < this.#step) this.#goBack(step);
    while (this.#step < step && this.failedAt === undefined) this.#advance(step - this.#step <= CHECKPOINTS);
    this.#step = step;
  }

  /** Ends the lane: nothing stays subscribed, and its slider streams complete. */
  close(): void {
    this.#subscription?.unsubscribe();
    // A training step stays subscribed to them until they complete.
    for (const dial of Object.values(this.#dials)) dial.complete();
    this.#checkpoints.clear();
  }

  #begin(): void {
    this.close();
    this.track.length = this.times.length = 0;
    this.#step = 0;
    this.#dials = Object.fromEntries(
      this.entrant.dials.map(({ name }) => [name, new BehaviorSubject(valueAt(this.#timelines[name]!, 0))]),
    );
    this.#racer = this.entrant.enter({ ...this.#at, dials: this.#dials });
    this.#subscription = this.#racer.where.subscribe(value => (this.#now = value.toArray() as unknown as Spot));
    this.#record(0);
  }

  #advance(withCheckpoint: boolean): void {
    if (withCheckpoint) this.#checkpoints.set(this.#step, this.#racer.checkpoint());
    this.#checkpoints.delete(this.#step - CHECKPOINTS);
    for (const [name, dial] of Object.entries(this.#dials)) {
      const value = valueAt(this.#timelines[name]!, this.#step);
      if (value !== dial.value) dial.next(value);
    }
    const before = performance.now();
    this.#racer.step();
    this.#step++;
    this.#record((this.times.at(-1) ?? 0) + performance.now() - before);
  }

  #record(time: number): void {
    if (!this.#now!.every(Number.isFinite)) return;
    this.track.push(this.#now!);
    this.times.push(time);
  }

  #goBack(step: number): void {
    // A failed lane has not advanced beyond its track.
    if (step >= this.track.length) return;
    const restore = this.#checkpoints.get(step);
    if (restore === undefined) return this.#begin();
    restore();
    for (const later of this.#checkpoints.keys()) if (later > step) this.#checkpoints.delete(later);
    this.track.length = this.times.length = step + 1;
    this.#step = step;
  }
}

/** The position and the progress of a racer, as they are shown. */
export interface Standing {
  readonly name: string;
  readonly title: string;
  /** The number of its colour and its mark. */
  readonly colour: number;
  /** The position after each step. The lane continues to append to it. */
  readonly track: readonly Spot[];
  /** The milliseconds of computing up to each step. */
  readonly times: readonly number[];
  readonly spot: Spot;
  readonly failedAt: number | undefined;
  /** The distance to the nearest minimum; `undefined` if there is none. */
  readonly distance: number | undefined;
  /** The number of examples that a step reads. */
  readonly examplesOfStep: number;
  /** The number of examples read so far. */
  readonly examples: number;
}

/** Returns the standings of the lanes. */
export function standingsOf(scene: Scene, lanes: readonly Lane[]): Standing[] {
  return lanes.map(({ entrant, track, times, failedAt }) => {
    const spot = track.at(-1)!;
    return {
      name: entrant.name,
      title: entrant.title,
      colour: scene.entrants.indexOf(entrant),
      track,
      times,
      spot,
      failedAt,
      distance: distanceTo(scene.minima, spot),
      examplesOfStep: entrant.examples,
      examples: entrant.examples * (track.length - 1),
    };
  });
}

function distanceTo(minima: readonly StationaryPoint[], [x, y]: Spot): number | undefined {
  return minima.length === 0 ? undefined : Math.min(...minima.map(to => Math.hypot(x - to.x, y - to.y)));
}
