import { readFileSync } from 'node:fs';
import {
  add,
  constant,
  matmul,
  mean,
  mul,
  parameter,
  square,
  sub,
  tanh,
  type Node,
  type Parameter,
} from '@thalweg/graph';
import { adam, cosineDecay, momentum, sgd, type Transform } from '../index.ts';

type Nested = number | readonly Nested[];

/** A run of PyTorch's. */
export interface ReferenceRun {
  readonly problem: 'ravine' | 'rosenbrock' | 'network';
  readonly optimizer: 'sgd' | 'momentum' | 'adam';
  readonly options: Readonly<Record<string, number>> & { readonly schedule?: { readonly cosine: number } };
  readonly trajectory: readonly {
    readonly step: number;
    readonly loss: number;
    readonly parameters: Readonly<Record<string, Nested>>;
  }[];
}

interface Reference {
  readonly problems: {
    readonly [K in ReferenceRun['problem']]: {
      readonly start: Readonly<Record<string, Nested>>;
      readonly input?: Nested;
      readonly target?: Nested;
    };
  };
  readonly runs: readonly ReferenceRun[];
  readonly cosine: readonly {
    readonly start: number;
    readonly least: number;
    readonly steps: number;
    readonly values: readonly number[];
  }[];
}

/** What PyTorch computed: see tools/reference. */
export const reference: Reference = JSON.parse(
  readFileSync(new URL('../../../../tools/reference/optimizers.json', import.meta.url), 'utf8'),
) as Reference;

/** A function to descend on, and where it is. */
export interface Problem {
  readonly loss: Node;
  readonly parameters: Readonly<Record<string, Parameter>>;
}

/** Builds the problem of a run, at its start. */
export function problemOf({ problem }: ReferenceRun, dtype: 'float32' | 'float64'): Problem {
  const { start, input, target } = reference.problems[problem];
  const parameters = Object.fromEntries(
    Object.entries(start).map(([name, value]) => [
      name,
      parameter(value as number[], { name, dtype }) as unknown as Parameter,
    ]),
  );
  const node = (name: string): Node => parameters[name] as Node;
  if (problem === 'ravine') return { parameters, loss: mul(0.5, add(square(node('x')), mul(20, square(node('y'))))) };
  if (problem === 'rosenbrock') {
    const [x, y] = [node('x'), node('y')];
    return { parameters, loss: add(square(sub(1, x)), mul(100, square(sub(y, square(x))))) };
  }
  const [from, to] = [input, target].map(value => constant(value as number[][], { dtype }) as Node);
  const hidden = tanh(add(matmul(from!, node('w1')), node('b1')));
  return { parameters, loss: mean(square(sub(add(matmul(hidden, node('w2')), node('b2')), to!))) };
}

/** The optimizer of a run. */
export function optimizerOf({ optimizer, options: { schedule, ...options } }: ReferenceRun): Transform {
  const { learningRate } = options as { learningRate: number };
  const rate = schedule === undefined ? learningRate : cosineDecay(learningRate, { steps: schedule.cosine });
  return { sgd, momentum, adam }[optimizer]({ ...options, learningRate: rate });
}
