import { BehaviorSubject, map, type Subscription } from 'rxjs';
import { ticks } from '../../../controls/ticks.ts';
import type { RoomState } from '../../../page/address.ts';
import { motionIsReduced } from '../../../page/motion.ts';
import { publishState } from '../../../page/publish-state.ts';
import { Lane, type Standing, standingsOf } from './lane.ts';
import type { Point } from './point.ts';
import type { Scene } from './scene.ts';
import { formatSettings, LAST_STEP, parseSettings, type Progress, type Settings } from './settings.ts';
import { changedAt, type Timeline } from './timeline.ts';

/** The state of a race. */
export interface RaceState {
  readonly settings: Settings;
  readonly standings: readonly Standing[];
  readonly playing: boolean;
}

/** The visitor’s actions on a race, and the resulting stream of states. */
export class RaceControl {
  readonly state$: BehaviorSubject<RaceState>;
  readonly #race: Race;
  #playing: Subscription | undefined;

  constructor(scene: Scene, settings: Settings) {
    this.#race = new Race(scene);
    this.#race.follow(settings);
    this.state$ = new BehaviorSubject(this.#stateFor(settings));
  }

  /** Plays the race until it is paused, or no racer can continue. */
  play(): void {
    this.pause();
    this.#playing = ticks(this.#settings.speed).subscribe(steps => this.goTo(this.#settings.step + steps));
    this.#publish();
  }

  pause(): void {
    this.#playing?.unsubscribe();
    this.#playing = undefined;
    this.#publish();
  }

  /** Goes to a step, forwards or back, limited to both ends. */
  goTo(step: number): void {
    this.#change({ step: Math.min(Math.max(step, 0), LAST_STEP) });
    const isOver = step >= LAST_STEP || this.#race.lanes.every(({ failedAt }) => failedAt !== undefined);
    if (isOver && this.#playing !== undefined) this.pause();
  }

  /** Restarts the race, optionally from another point, with the same sliders and seed. */
  restart(start: Point = this.#settings.start): void {
    this.#change({ start, step: 0 });
  }

  /** Sets the racers. A new one starts at the current step. */
  enter(racing: readonly string[]): void {
    this.#change({ racing });
  }

  /** Moves a slider: the new value applies from the current step on. */
  slide(name: string, dial: string, value: number): void {
    const { dials, step } = this.#settings;
    this.schedule(name, dial, changedAt(dials[name]![dial]!, step, value));
  }

  /** Sets the values of a slider over all steps. Steps that were taken with others are taken again. */
  schedule(name: string, dial: string, timeline: Timeline): void {
    const { dials } = this.#settings;
    this.#change({ dials: { ...dials, [name]: { ...dials[name]!, [dial]: timeline } } });
  }

  /** Sets the speed in steps per second. */
  setSpeed(speed: number): void {
    this.#change({ speed });
    if (this.#playing !== undefined) this.play();
  }

  /** Compares losses by something else. */
  compare(by: Progress): void {
    this.#change({ by });
  }

  /** Restarts the race with another seed. */
  reseed(seed: number): void {
    this.#change({ seed, step: 0 });
  }

  /** Ends the race: no subscription or timer remains. */
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

  #publish(): void {
    this.state$.next(this.#stateFor(this.#settings));
  }

  #stateFor(settings: Settings): RaceState {
    const playing = this.#playing !== undefined;
    return { settings, playing, standings: standingsOf(this.#race.scene, this.#race.lanes) };
  }
}

/**
 * A race of several racers from one starting point, step by step. The positions are determined by the settings alone, so
 * a race can go to any settings, forwards or back.
 */
export class Race {
  readonly scene: Scene;
  readonly #lanes = new Map<string, Lane>();
  #settings: Settings | undefined;

  constructor(scene: Scene) {
    this.scene = scene;
  }

  /** The lanes of the racers, in the order of entrants. */
  get lanes(): Lane[] {
    return this.scene.entrants.flatMap(({ name }) => this.#lanes.get(name) ?? []);
  }

  /** Brings every racer to its position under these settings. */
  follow(settings: Settings): void {
    const before = this.#settings;
    const moved = before?.start.join() !== settings.start.join() || before?.seed !== settings.seed;
    for (const name of this.#lanes.keys()) if (moved || !settings.racing.includes(name)) this.#leave(name);
    for (const entrant of this.scene.entrants) {
      const { name } = entrant;
      if (!settings.racing.includes(name)) continue;
      const lane = this.#lanes.get(name) ?? new Lane(entrant, settings, settings.dials[name]!);
      this.#lanes.set(name, lane);
      lane.follow(settings.dials[name]!, settings.step);
    }
    this.#settings = settings;
  }

  /** Ends the race: nothing stays subscribed. */
  close(): void {
    for (const name of [...this.#lanes.keys()]) this.#leave(name);
  }

  #leave(name: string): void {
    this.#lanes.get(name)?.close();
    this.#lanes.delete(name);
  }
}

/** The step that a new race shows if motion is reduced: far enough to see who leads. */
const REDUCED_MOTION_STEP = 100;

/** A race opened from an address. */
export interface OpenedRace {
  readonly control: RaceControl;
  /** The parts of the address that could not be used. */
  readonly problems: readonly string[];
  /** Starts publishing the state of the room. The returned function ends everything. */
  readonly open: () => () => void;
}

/** Opens the race that an address describes. Without a step in the address, the race starts playing. */
export function openRace(scene: Scene, asked: RoomState, onstate: (state: RoomState) => void): OpenedRace {
  const { settings, problems } = parseSettings(scene, asked);
  const isFresh = asked['step'] === undefined;
  const control = new RaceControl(
    scene,
    isFresh && motionIsReduced() ? { ...settings, step: REDUCED_MOTION_STEP } : settings,
  );
  const open = (): (() => void) => {
    const publishing = publishState(
      control.state$.pipe(map(({ settings }) => formatSettings(scene, settings))),
      onstate,
    );
    if (isFresh && !motionIsReduced()) control.play();
    return () => {
      publishing.unsubscribe();
      control.close();
    };
  };
  return { control, problems, open };
}
