import { Parameter } from '@thalweg/graph';
import { allocate, type Sizes, Tensor } from '@thalweg/tensor';
import { type ModelState, type Savable, type Saved, type Snapshot, StateError } from '@thalweg/train';
import { type Delta, type EightBit, fromEightBit, isFinite, toEightBit } from './delta.ts';

type Tensors = Readonly<Record<string, Tensor>>;

/** The weights that a round began from. */
interface Base {
  readonly round: number;
  readonly version: number;
  /** The id of the run, if it has one. */
  readonly run: string | undefined;
  readonly weights: Tensors;
}

/** The round that a worker is in: the weights that it began from, and what was done since. */
export class WorkerRound implements Savable {
  readonly #model: ModelState;
  readonly #compress: boolean;
  /** Missing before the first round. */
  base: Base | undefined;
  /** The steps of this round, and the examples that they learned from. */
  steps = 0;
  examples = 0;
  /** The errors that 8 bits made in the deltas of former rounds; it is added to the next one. */
  #residual: Tensors = {};
  /** The residual after the delta of this round. Until the next round begins, the delta can be made again. */
  #nextResidual: Tensors | undefined;

  constructor(model: ModelState, compress: boolean) {
    this.#model = model;
    this.#compress = compress;
  }

  /** Returns a published round. Throws `StateError` if this one is of another run: what it has learned so far does not fit. */
  ofSameRun(published: PublishedRound): PublishedRound {
    if (this.base === undefined || this.base.run === published.run) return published;
    throw new StateError(
      'localSgd',
      'the snapshot must be of this run',
      'one of another',
      'Delete it, or name its log.',
    );
  }

  /** Begins the round after a published one, from its weights. */
  begin({ round, run, version, weights, put }: PublishedRound): void {
    put();
    this.base = { round, version, run, weights: weights.tensors };
    this.steps = this.examples = 0;
    this.#residual = this.#nextResidual ?? this.#residual;
    this.#nextResidual = undefined;
  }

  /** Returns what this round has changed. A second call returns the same bits. */
  delta(last: boolean): Delta {
    const { examples } = this;
    if (examples === 0) return { examples, last, tensors: {} };
    const local = this.#model.save().tensors;
    const residual: Record<string, Tensor> = {};
    const tensors = [...this.#model.registers].map(([name, register]) => {
      if (!(register instanceof Parameter)) return [name, local[name]!] as const;
      const change = minus(this.base!.weights[name]!, local[name]!);
      return [name, this.#compress ? this.#compressed(name, change, residual) : change] as const;
    });
    // A delta with a value that is not finite is refused: it must not spoil the later ones.
    if (Object.values(residual).every(isFinite)) this.#nextResidual = residual;
    return { examples, last, tensors: Object.fromEntries(tensors) };
  }

  /** Returns a change in 8 bits, with what former ones lost, and notes what this one loses. */
  #compressed(name: string, change: Tensor, residual: Record<string, Tensor>): EightBit {
    const former = this.#residual[name];
    const whole = former === undefined ? change : minus(change, former);
    const sent = toEightBit(whole);
    residual[name] = minus(fromEightBit(sent), whole);
    return sent;
  }

  save(): Saved {
    const { base, steps, examples } = this;
    const tensors = [...named('base', base?.weights ?? {}), ...named('residual', this.#residual)];
    return {
      tensors: Object.fromEntries(tensors),
      values: { round: base?.round ?? null, version: base?.version ?? null, run: base?.run ?? null, steps, examples },
    };
  }

  prepare({ tensors, values }: Saved): () => void {
    const { round, version, steps, examples } = values;
    const run = typeof values['run'] === 'string' ? values['run'] : undefined;
    if (typeof steps !== 'number' || typeof examples !== 'number')
      throw new StateError('localSgd', 'a state must be that of a worker', JSON.stringify(values), 'Use another part.');
    const weights = under('base', tensors);
    if (round !== null) this.#model.prepare({ tensors: weights, values: {} });
    return () => {
      this.base =
        typeof round === 'number' && typeof version === 'number' ? { round, version, run, weights } : undefined;
      this.steps = steps;
      this.examples = examples;
      this.#residual = under('residual', tensors);
      this.#nextResidual = undefined;
    };
  }
}

function minus(a: Tensor, b: Tensor): Tensor {
  const data = allocate(a.dtype, a.size);
  const [from, taken] = [a.data, b.data];
  for (let i = 0; i < data.length; i++) data[i] = from[i]! - taken[i]!;
  return new Tensor(a.shape as Sizes, a.dtype, data);
}

function named(prefix: string, tensors: Tensors): [string, Tensor][] {
  return Object.entries(tensors).map(([name, value]) => [`${prefix}/${name}`, value]);
}

function under(prefix: string, tensors: Tensors): Tensors {
  const entries = Object.entries(tensors).filter(([name]) => name.startsWith(`${prefix}/`));
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(prefix.length + 1), value]));
}

/** A published model of a run of rounds. */
export interface PublishedRound {
  /** The number of rounds that its weights come from. */
  readonly round: number;
  /** The id of the run; `undefined` for one of an older release, which had none. */
  readonly run: string | undefined;
  /** True if the run has ended. */
  readonly last: boolean;
  readonly version: number;
  readonly weights: Saved;
  /** Puts the weights into the model. */
  readonly put: () => void;
}

/** Returns what a published model tells a worker. Throws `StateError` if it is of another model, or of no run of rounds. */
export function publishedRound(
  model: ModelState,
  { version, snapshot }: { readonly version: number; readonly snapshot: Snapshot },
): PublishedRound {
  const { model: weights, round: part } = snapshot.parts;
  const { round, last, run } = part?.values ?? {};
  const isRound = Number.isSafeInteger(round) && (round as number) >= 0;
  if (weights === undefined || !isRound || typeof last !== 'boolean')
    throw new StateError(
      'localSgd',
      'the published model must be that of a run of rounds',
      Object.keys(snapshot.parts).join(', ').slice(0, 80) || 'no parts',
      'Give the name of a run that leadRounds leads.',
    );
  return {
    round: round as number,
    run: typeof run === 'string' ? run : undefined,
    last,
    version,
    weights,
    put: model.prepare(weights),
  };
}
