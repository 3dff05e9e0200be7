import { readFileSync } from 'node:fs';
import { cosineDecay, type Hyperparameter, type Transform } from '@thalweg/optim';
import type { Precision, Problem, Trajectory } from '../laws/optimizer-row.ts';
import { factors, network, ravine, valley, type Factors, type Network } from '../laws/problems.ts';

/** A run of another implementation. */
interface Run {
  readonly problem: keyof Problems;
  readonly optimizer: string;
  readonly options: { readonly learningRate: number; readonly schedule?: { readonly cosine: number } };
  readonly trajectory: Trajectory['points'];
}

interface Problems {
  readonly ravine: { readonly start: { readonly x: number; readonly y: number } };
  readonly rosenbrock: { readonly start: { readonly x: number; readonly y: number } };
  readonly network: Network;
  readonly factors: Factors;
}

interface Reference {
  readonly problems?: Partial<Problems>;
  readonly runs: readonly Run[];
  readonly cosine?: readonly Cosine[];
}

/** Rates of a cosine that PyTorch gave to the first steps. */
export interface Cosine {
  readonly start: number;
  readonly least: number;
  readonly steps: number;
  readonly values: readonly number[];
}

/** The files of `tools/laws/reference` that have runs. Some have problems or cosines as well. */
const references = [
  'optimizers.json',
  'adaptive.json',
  'moments.json',
  'transforms.json',
  'trust.json',
  'matrices.json',
  'averages.json',
  'online-newton.json',
].map(file => JSON.parse(readFileSync(new URL(`../../../reference/${file}`, import.meta.url), 'utf8')) as Reference);

const runs = references.flatMap(reference => reference.runs);
const problems = Object.assign({}, ...references.map(reference => reference.problems)) as Problems;

export const cosines: readonly Cosine[] = references.flatMap(({ cosine = [] }) => cosine);

/** The optimizers that `tools/laws/reference` has runs of. */
export const referencedOptimizers: ReadonlySet<string> = new Set(runs.map(({ optimizer }) => optimizer));

/** The runs of an optimizer by another implementation, beside ours from the same options. */
export function trajectoriesOf(
  optimizer: string,
  make: (options: { readonly learningRate: Hyperparameter }) => Transform,
): readonly Trajectory[] {
  return runs
    .filter(run => run.optimizer === optimizer)
    .map(({ problem, options: { schedule, ...options }, trajectory }) => {
      const rate = options.learningRate;
      const learningRate = schedule === undefined ? rate : cosineDecay(rate, { steps: schedule.cosine });
      const settings = Object.entries({ ...options, ...(schedule && { cosine: schedule.cosine }) });
      return {
        how: `${problem}, ${settings.map(([name, value]) => `${name} ${value}`).join(', ')}`,
        optimizer: () => make({ ...options, learningRate }),
        problem: precision => problemOf(problem, precision),
        points: trajectory,
      };
    });
}

function problemOf(problem: Run['problem'], precision: Precision): Problem {
  if (problem === 'network') return network(precision, problems.network);
  if (problem === 'factors') return factors(precision, problems.factors);
  const { x, y } = problems[problem].start;
  return problem === 'ravine' ? ravine(precision, x, y) : valley(precision, x, y);
}
