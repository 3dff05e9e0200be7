import { readFileSync } from 'node:fs';
import { add, constant, input, matmul, mul, parameter, read, reshape, slice, square, sub, sum, type Node } from '@thalweg/graph'; // prettier-ignore
import { sigmoidCrossEntropy } from '@thalweg/nn';
import { beale, himmelblau, rosenbrock, type Surface } from '@thalweg/miniatures/surfaces';
import { lbfgs, minimize, type MinimizeOptions } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';

type Scalar = Node<readonly []>;

interface Run {
  readonly evaluations: number;
  readonly iterations: number;
  readonly loss: number;
}

interface Reference {
  readonly problems: Readonly<
    Record<string, { readonly start: readonly number[]; readonly tight: Run; readonly default: Run }>
  >;
  readonly tolerances: Readonly<Record<'tight' | 'default', { readonly ftol: number; readonly gtol: number }>>;
  readonly iris: {
    readonly x: readonly (readonly number[])[];
    readonly label: readonly number[];
    readonly lambda: number;
    readonly least: number;
  };
}

const { problems, tolerances, iris } = JSON.parse(
  readFileSync(new URL('../../reference/lbfgs.json', import.meta.url), 'utf8'),
) as Reference;

const float64 = { dtype: 'float64' } as const;

interface Problem {
  readonly loss: Scalar;
  readonly least: number;
  readonly feed?: MinimizeOptions['feed'];
}

/** A function of two numbers, at the reference's start. */
function ofTwo(name: string, { loss }: Surface): Problem {
  const [x, y] = problems[name]!.start.map(value => parameter(value, float64)) as unknown as [Scalar, Scalar];
  return { loss: loss(x, y), least: 0 };
}

/** A sum over neighbours: 100 (xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)². */
function longRosenbrock(name: string): Problem {
  const { start } = problems[name]!;
  const x = parameter([...start], float64) as Node;
  const [front, back] = [slice(x, { axis: 0, to: -1 }), slice(x, { axis: 0, from: 1 })] as [Node, Node];
  const terms = add(mul(100, square(sub(back, square(front)))), square(sub(1, front)));
  return { loss: sum(terms) as Node as Scalar, least: 0 };
}

function quadratic(name: string): Problem {
  const { start } = problems[name]!;
  const curvatures = start.map((_, i) => 10 ** ((4 * i) / (start.length - 1)));
  const x = parameter([...start], float64) as Node;
  return { loss: mul(0.5, sum(mul(constant(curvatures, float64), square(x)))) as Node as Scalar, least: 0 };
}

/** Mean log loss + ½·λ·‖w‖², the bias free. */
function logisticRegression(): Problem {
  const [w, b] = [parameter([[0], [0], [0], [0]], float64), parameter(0, float64)];
  const [x, label] = [input('x', ['batch', 4], 'float64'), input('label', ['batch'], 'float64')];
  const logits = reshape(add(matmul(x, w), b), label.shape) as Node<readonly ['batch']>;
  const loss = add(logits.pipe(sigmoidCrossEntropy(label)), mul(iris.lambda / 2, sum(square(w)))) as Scalar;
  return { loss, least: iris.least, feed: { x: iris.x, label: iris.label } };
}

const cases: Readonly<Record<string, (name: string) => Problem>> = {
  rosenbrock: name => ofTwo(name, rosenbrock),
  'rosenbrock in 20 dimensions': longRosenbrock,
  beale: name => ofTwo(name, beale),
  himmelblau: name => ofTwo(name, himmelblau),
  'quadratic of condition 1e4': quadratic,
  iris: logisticRegression,
};

it('every problem of the reference is solved here', () => expect(Object.keys(cases)).toEqual(Object.keys(problems)));

describe.each(Object.keys(cases))('%s', name => {
  it.each(['tight', 'default'] as const)(
    'needs at most 1.3 times the evaluations of L-BFGS-B: %s tolerances',
    async how => {
      const { ftol, gtol } = tolerances[how];
      const reference = problems[name]![how];
      for (const runner of [undefined, wasm()]) {
        const { loss, feed, least } = cases[name]!(name);
        const options = { feed, gradientTolerance: gtol, lossTolerance: ftol, sliceMs: Infinity, runner };
        const last = await lastValueFrom(minimize(loss, lbfgs(), options));
        expect(last.evaluations).toBeLessThanOrEqual(1.3 * reference.evaluations);
        expect(last.loss - least).toBeLessThan(how === 'tight' ? 1e-8 : 1e-5);
        if (feed === undefined) expect(read(loss).item()).toBe(last.loss);
      }
    },
  );
});
