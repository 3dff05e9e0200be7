import { Lane } from './lane.ts';
import type { Scene } from './scene.ts';
import type { Settings } from './settings.ts';

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
