import { feed, type Node, type Register, registersOf, state, substitute } from '@thalweg/graph';
import { predicting } from '@thalweg/graph/author';
import { ContractError, type Tensor } from '@thalweg/tensor';
import { evaluate, type Measure, type ModelState, type Parts, type Snapshot } from '@thalweg/train';
import { isMeasure, registersByName } from '@thalweg/train/engine';
import { lastValueFrom } from 'rxjs';
import type { Canary } from './canary.ts';

/** Milliseconds after which the event loop gets a turn: a request may need several of them. */
const SLICE_MS = 2;

/** A register of the model, with the name of its part and its own in a snapshot. */
interface Named {
  readonly part: string;
  readonly name: string;
  readonly register: Register;
}

/**
 * Tries versions on records. A version lives in separate registers, so whatever the model serves meanwhile is not
 * disturbed. The event loop gets a turn after each batch that takes 2 ms.
 */
export class CanaryTrial {
  readonly #canary: Required<Canary>;
  readonly #registers: readonly Named[];
  #copy: { readonly registers: readonly Register[]; readonly metric: Canary['metric'] } | undefined;

  constructor(parts: Parts, canary: Required<Canary>) {
    this.#canary = canary;
    const read = new Set(nodesOf(canary.metric).flatMap(node => registersOf(predicting(node).node)));
    this.#registers = Object.entries(parts).flatMap(([part, one]) =>
      [...registersOfPart(one)]
        .filter(([, register]) => read.has(register))
        .map(([name, register]) => ({ part, name, register })),
    );
  }

  /** Returns the reason to refuse a version, if there is one. */
  async refusal({ parts }: Snapshot): Promise<ContractError | undefined> {
    const { metric, mode, worse, limit } = this.#canary;
    const values = this.#registers.map(({ part, name }) => parts[part]!.tensors[name]!);
    const found = await this.#measured(this.#copyWith(values));
    const sign = mode === 'min' ? 1 : -1;
    const bounds = [limit === undefined ? Infinity : sign * limit];
    if (worse !== undefined) bounds.push(boundBy(sign * (await this.#measured(metric)) + worse));
    const bound = Math.min(...bounds);
    if (sign * found <= bound) return undefined;
    return new ContractError(
      'followModel',
      `a version must have a metric of at ${mode === 'min' ? 'most' : 'least'} ${sign * bound} on the canary records`,
      String(found),
      'Look at what the learner learns from, or roll back to an older version.',
    );
  }

  /** Returns the metric of a model that is a copy with these values. */
  #copyWith(values: readonly Tensor[]): Canary['metric'] {
    if (this.#copy === undefined) {
      const registers = values.map(value => state(value) as Register);
      const copied = substitute(
        new Map<Node, Node>(this.#registers.map(({ register }, i) => [register, registers[i]!])),
      );
      this.#copy = { registers, metric: copyOf(this.#canary.metric, copied) };
    } else feed(...this.#copy.registers.map((register, i) => [register, values[i]!] as const));
    return this.#copy.metric;
  }

  async #measured(metric: Canary['metric']): Promise<number> {
    const { records, runner } = this.#canary;
    const result = await lastValueFrom(records.pipe(evaluate({ metric }, { runner, sliceMs: SLICE_MS })), {
      defaultValue: undefined,
    });
    const value = result?.metric as number | undefined;
    if (value !== undefined) return value;
    throw new ContractError('followModel', 'there must be canary records', 'none', 'Give a dataset with records.');
  }
}

/** A metric that is not a number, as of a model that was never trained, bounds nothing. */
function boundBy(value: number): number {
  return Number.isNaN(value) ? Infinity : value;
}

function nodesOf(metric: Canary['metric']): Node[] {
  if (!isMeasure(metric)) return [metric as Node];
  const { prediction, target, weight } = metric as Measure<number>;
  return weight === undefined ? [prediction, target] : [prediction, target, weight];
}

function copyOf(metric: Canary['metric'], copied: (node: Node) => Node): Canary['metric'] {
  const copy = (node: Node): Node => copied(predicting(node).node);
  if (!isMeasure(metric)) return copy(metric as Node) as Node<readonly []>;
  const measure = metric as Measure<number>;
  const { prediction, target, weight } = measure;
  return { ...measure, prediction: copy(prediction), target: copy(target), weight: weight && copy(weight) };
}

/** Returns the registers of a part of a snapshot, by name: those of a `modelState` or a training. Other parts have none. */
function registersOfPart(part: Parts[string]): ReadonlyMap<string, Register> {
  if ('progress' in part) return registersByName(part.progress);
  return (part as Partial<ModelState>).registers ?? new Map<string, Register>();
}
