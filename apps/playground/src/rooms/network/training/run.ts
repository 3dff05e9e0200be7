import type { Node } from '@thalweg/graph';
import { restore, snapshot } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { BehaviorSubject } from 'rxjs';
import { optimizers } from '../../descent/scenes/optimizers.ts';
import { valueAt } from '../../descent/race/timeline.ts';
import { type Learning, learnPoints, measurePoints } from '../pipeline/learn-points.ts';
import { pointNetwork } from '../pipeline/point-network.ts';
import { setWeight } from '../pipeline/set-weight.ts';
import type { Settings } from './settings.ts';
import { pointsOf, type SplitPoints } from './structure.ts';

/** A training of a network, step by step. Its numbers follow from the settings and the step alone. */
export class Run {
  readonly network: ReturnType<typeof pointNetwork>;
  readonly points: SplitPoints;
  /** Compiles where the page may; elsewhere the network is interpreted. */
  readonly runner = wasm({ fallback: true });
  readonly measureTrain: ReturnType<typeof measurePoints>;
  readonly measureTest: ReturnType<typeof measurePoints>;
  readonly #dials: Readonly<Record<string, BehaviorSubject<number>>>;
  readonly #learning: Learning;
  #step = 0;
  /** Counts the changes of weights. */
  #version = 0;

  /** The network may be given, as it begins, if it has been made from these settings. */
  constructor(settings: Settings, network = pointNetwork(settings)) {
    this.network = network;
    this.points = pointsOf(settings);
    this.#dials = Object.fromEntries(
      Object.entries(settings.dials).map(([name, timeline]) => [name, new BehaviorSubject(valueAt(timeline, 0))]),
    );
    this.#learning = learnPoints(this.network, this.points.train, {
      optimizer: optimizers[settings.optimizer].make(this.#dials),
      batchSize: settings.batch,
      seed: settings.seed,
      runner: this.runner,
    });
    this.measureTrain = measurePoints(this.network, this.points.train, this.runner);
    this.measureTest = measurePoints(this.network, this.points.test, this.runner);
    this.edit(settings);
  }

  get step(): number {
    return this.#step;
  }

  /** A number that changes with the weights. */
  get version(): number {
    return this.#version;
  }

  /** Takes a step with the values of the sliders that apply to it. */
  advance(settings: Settings): void {
    for (const [name, dial] of Object.entries(this.#dials)) {
      const value = valueAt(settings.dials[name]!, this.#step);
      if (value !== dial.value) dial.next(value);
    }
    this.#learning.step(valueAt(settings.strength, this.#step));
    this.#step++;
    this.#version++;
    this.edit(settings);
  }

  /** Sets the weights that a visitor set at the current step. */
  edit({ edits }: Settings): void {
    for (const { step, value, ...place } of edits)
      if (step === this.#step) {
        setWeight(this.network, place, value);
        this.#version++;
      }
  }

  /** Makes this run, of the same settings, the same as another one: its weights, optimizer and position. */
  follow(other: Run): void {
    restore({ descend: this.#learning.descend }, snapshot({ descend: other.#learning.descend }));
    this.#learning.position = other.#learning.position;
    this.#step = other.#step;
    this.#version++;
  }

  /** The parameters of a layer. */
  parametersOf(layer: number): { readonly weight: Node; readonly bias: Node } {
    const { weight, bias } = this.network.layers[layer]!;
    return { weight, bias: bias! };
  }

  /** Ends the run: the streams of its sliders complete. */
  close(): void {
    // A training step stays subscribed to them until they complete.
    for (const dial of Object.values(this.#dials)) dial.complete();
  }
}
