import { BehaviorSubject, type Subscription } from 'rxjs';
import type { Point } from './point.ts';
import type { Racer } from './racer.ts';
import type { Entrant } from './scene.ts';
import { valueAt, type Timeline } from './timeline.ts';

/** How many steps back are kept; to go further, a lane runs again from its start. */
const KEPT = 400;

/** Where a racer was after a step. */
export type Spot = readonly [x: number, y: number, loss: number];

/** The sliders of a racer, by the names of its dials. */
export type Timelines = Readonly<Record<string, Timeline>>;

/** One racer with its track, and the way back along it. */
export class Lane {
  readonly entrant: Entrant;
  /** Where it was after each step, the start at 0. It ends where a number left the range of floats. */
  readonly track: Spot[] = [];
  /** What each slider says, and said. */
  timelines: Timelines;
  readonly #at: { readonly start: Point; readonly seed: number };
  /** The streams of its sliders. */
  #dials: Readonly<Record<string, BehaviorSubject<number>>> = {};
  /** States to go back to, by the step; none further back than {@link KEPT}. */
  readonly #kept = new Map<number, () => void>();
  #racer!: Racer;
  #watching: Subscription | undefined;
  #now: Spot | undefined;
  #step = 0;

  constructor(entrant: Entrant, at: { readonly start: Point; readonly seed: number }, timelines: Timelines) {
    this.entrant = entrant;
    this.timelines = timelines;
    this.#at = at;
    this.#begin();
  }

  /** The step after which it was nowhere; `undefined` while all is well. */
  get failedAt(): number | undefined {
    return this.track.length <= this.#step ? this.track.length : undefined;
  }

  /** Goes to a step, forwards or back. */
  goTo(step: number): void {
    if (step < this.#step) this.#goBack(step);
    while (this.#step < step && this.failedAt === undefined) this.#advance(step - this.#step <= KEPT);
    this.#step = step;
  }

  /** Ends it: nothing stays subscribed, the streams of its sliders included. */
  close(): void {
    this.#watching?.unsubscribe();
    // A step follows them for as long as they last.
    for (const dial of Object.values(this.#dials)) dial.complete();
    this.#kept.clear();
  }

  #begin(): void {
    this.close();
    this.track.length = 0;
    this.#step = 0;
    this.#dials = Object.fromEntries(
      this.entrant.dials.map(({ name }) => [name, new BehaviorSubject(valueAt(this.timelines[name]!, 0))]),
    );
    this.#racer = this.entrant.enter({ ...this.#at, dials: this.#dials });
    this.#watching = this.#racer.where.subscribe(value => (this.#now = value.toArray() as unknown as Spot));
    this.#note();
  }

  #advance(keeping: boolean): void {
    if (keeping) this.#kept.set(this.#step, this.#racer.keep());
    this.#kept.delete(this.#step - KEPT);
    for (const [name, dial] of Object.entries(this.#dials)) {
      const value = valueAt(this.timelines[name]!, this.#step);
      if (value !== dial.value) dial.next(value);
    }
    this.#racer.step();
    this.#step++;
    this.#note();
  }

  #note(): void {
    if (this.#now!.every(Number.isFinite)) this.track.push(this.#now!);
  }

  #goBack(step: number): void {
    // A lane that failed was taken no further.
    if (step >= this.track.length) return;
    const restore = this.#kept.get(step);
    if (restore === undefined) return this.#begin();
    restore();
    for (const later of this.#kept.keys()) if (later > step) this.#kept.delete(later);
    this.track.length = step + 1;
    this.#step = step;
  }
}
