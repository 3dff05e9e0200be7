import { feed, registersOf, type Node, type Register } from '@thalweg/graph';
import { handOut, predicting } from '@thalweg/graph/engine';
import type { Tensor } from '@thalweg/tensor';
import { Observable } from 'rxjs';
import type { Progress } from './passes/progress.ts';
import { registersByName } from './registers-by-name.ts';
import type { Fitting } from './snapshot/fitting.ts';
import { fittingTensors } from './snapshot/fitting-tensors.ts';
import type { Saved } from './snapshot/savable.ts';

/** Weights of a training at one moment: registers with their values. */
type Weights = readonly (readonly [register: Register, value: Tensor])[];

/** Keeps the weights of a training, and puts them back. */
export class BestWeights {
  readonly #registers: ReadonlyMap<string, Register>;
  #kept: Weights = [];

  constructor(progress: Progress) {
    this.#registers = weightsOf(progress);
  }

  /** Keeps the present weights. It copies nothing: registers continue in other buffers. */
  keep(): void {
    this.#kept = [...this.#registers.values()].map(register => [register, handOut(register)]);
  }

  forget(): void {
    this.#kept = [];
  }

  /** Puts the weights back that were kept, between two steps, and completes when they are in their place. */
  readonly putBack$: Observable<never> = new Observable(subscriber => {
    const [first] = this.#kept;
    if (first === undefined) return subscriber.complete();
    feed(...this.#kept);
    // In a turn of its own after that of the weights, which wait if a pass is under way.
    (first[0] as Node).circuit!.schedule(() => subscriber.complete(), 'earlyStopping');
  });

  save(): Saved['tensors'] {
    const names = [...this.#registers.keys()];
    return Object.fromEntries(this.#kept.map(([, value], i) => [names[i]!, value]));
  }

  /** Checks weights in a state, and returns a function that keeps them. Throws `StateError` if they do not fit. */
  prepare(saved: Saved, fitting?: Fitting): () => void {
    const found = new Map(fittingTensors('earlyStopping', this.#registers, saved, fitting));
    const weights = [...this.#registers.values()].map(one => [one, found.get(one) ?? handOut(one)] as const);
    return () => void (this.#kept = weights);
  }
}

/** Returns what the model of a training reads when it is evaluated: parameters, their averages, and states of layers. */
function weightsOf(progress: Progress): Map<string, Register> {
  const { loss, evaluated, step } = progress;
  const read = new Set(registersOf(predicting(loss).node, ...evaluated.values()));
  return new Map([...registersByName(progress)].filter(([, one]) => read.has(one) && one !== step.register));
}
