import { BehaviorSubject, type Subscription } from 'rxjs';
import type { Point } from './point.ts';
import { Race } from './race.ts';
import type { Scene } from './scene.ts';
import { LAST_STEP, type Settings } from './settings.ts';
import { ticks } from './ticks.ts';
import { changedAt } from './timeline.ts';
import { standingsOf, type Standing } from './track-view.ts';

/** A race as it is now. */
export interface RaceState {
  readonly settings: Settings;
  readonly standings: readonly Standing[];
  readonly playing: boolean;
}

/** What a visitor can do to a race, and the stream of what comes of it. */
export class RaceControl {
  readonly state$: BehaviorSubject<RaceState>;
  readonly #race: Race;
  #playing: Subscription | undefined;

  constructor(scene: Scene, settings: Settings) {
    this.#race = new Race(scene);
    this.#race.follow(settings);
    this.state$ = new BehaviorSubject(this.#stateFor(settings));
  }

  /** Lets it run, until somebody pauses it or nobody can go on. */
  play(): void {
    this.pause();
    this.#playing = ticks(this.#settings.speed).subscribe(steps => this.goTo(this.#settings.step + steps));
    this.#tell();
  }

  pause(): void {
    this.#playing?.unsubscribe();
    this.#playing = undefined;
    this.#tell();
  }

  /** To a step, forwards or back; it stops at either end. */
  goTo(step: number): void {
    this.#change({ step: Math.min(Math.max(step, 0), LAST_STEP) });
    const isOver = step >= LAST_STEP || this.#race.lanes.every(({ failedAt }) => failedAt !== undefined);
    if (isOver && this.#playing !== undefined) this.pause();
  }

  /** Starts again, from another point if there is one, with the same sliders and seed. */
  restart(start: Point = this.#settings.start): void {
    this.#change({ start, step: 0 });
  }

  /** Lets these race. Who joins has come as far as the others. */
  enter(racing: readonly string[]): void {
    this.#change({ racing });
  }

  /** Moves a slider: from this step on, its value is another. */
  slide(name: string, dial: string, value: number): void {
    const { dials, step } = this.#settings;
    const timelines = dials[name]!;
    this.#change({
      dials: { ...dials, [name]: { ...timelines, [dial]: changedAt(timelines[dial]!, step, value) } },
    });
  }

  /** Sets the steps a second. */
  hurry(speed: number): void {
    this.#change({ speed });
    if (this.#playing !== undefined) this.play();
  }

  /** Starts again with other chance. */
  reseed(seed: number): void {
    this.#change({ seed, step: 0 });
  }

  /** Ends it: nothing stays subscribed, and no timer. */
  close(): void {
    this.#playing?.unsubscribe();
    this.#race.close();
    this.state$.complete();
  }

  get #settings(): Settings {
    return this.state$.value.settings;
  }

  #change(changes: Partial<Settings>): void {
    const settings = { ...this.#settings, ...changes };
    this.#race.follow(settings);
    this.state$.next(this.#stateFor(settings));
  }

  #tell(): void {
    this.state$.next(this.#stateFor(this.#settings));
  }

  #stateFor(settings: Settings): RaceState {
    const playing = this.#playing !== undefined;
    return { settings, playing, standings: standingsOf(this.#race.scene, this.#race.lanes) };
  }
}
