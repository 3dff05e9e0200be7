import { key, tensor, type Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { predicting } from '../author.ts';
import { add, becomes, constant, edge, gradient, gradientCheck, gradients, input, jacobian, mul, openFrame, parameter, parametersOf, read, scan, square, state, substitute, sum, tanh, together, uniformLike, whenTraining, type Node } from '../index.ts'; // prettier-ignore
import { outputsOf, pass } from '../testing/stepping.ts';

type Scanned = { readonly carry: Node; readonly output: Node };

/** A small recurrent network over three steps. */
function network(
  dtype: 'float32' | 'float64' = 'float64',
): Scanned & { readonly x: Node; readonly init: Node; readonly weight: Node } {
  const of = (values: readonly number[], shape: readonly number[], name: string): Node =>
    parameter(tensor(values, { shape, dtype }), { name }) as Node;
  const x = of([0.1, -0.2, 0.3, 0.4, -0.5, 0.6], [3, 2], 'x');
  const init = of([0.2, -0.1], [2], 'init');
  const weight = of([0.5, -0.3, 0.8, 0.1], [2, 2], 'weight');
  const cell = (h: Node, one: Node) => {
    const next = tanh(add(one, sum(mul(h, weight), { axes: 1 }))) as Node;
    return { carry: next, output: square(next) as Node };
  };
  return { x, init, weight, ...(scan(cell, x, { init, axis: 0 }) as Scanned) };
}

describe('a graph with a scan', () => {
  it.each(['float64', 'float32'] as const)('passes gradientCheck in %s', dtype => {
    const { carry, output } = network(dtype);
    const report = gradientCheck(add(sum(output), sum(carry)) as Node);
    expect(report.passed).toBe(true);
    expect(report.held).toEqual([]);
    expect(parametersOf(output).map(({ name }) => name).sort()).toEqual(['init', 'weight', 'x']); // prettier-ignore
  });

  it('passes gradientCheck with a scan in the cell, in both modes', () => {
    const x = parameter(tensor([0.1, 0.2, -0.3, 0.4], { shape: [2, 2], dtype: 'float32' }), { name: 'x' }) as Node;
    const init = parameter(0.5) as Node;
    const inner = (h: Node, one: Node) => {
      const next = whenTraining(tanh(add(mul(h, one), 1)) as Node, mul(h, add(one, 1)) as never) as Node;
      return { carry: next, output: next };
    };
    const outer = (h: Node, row: Node) => scan(inner, row, { init: h, axis: 0 }) as Scanned;
    const { carry, output } = scan(outer, x, { init, axis: 0 }) as Scanned;
    const loss = add(sum(square(output)), carry) as Node;
    for (const training of [true, false]) expect(gradientCheck(loss, undefined, { training }).passed).toBe(true);
  });

  it('has a jacobian, whose last rows are those of the last step', () => {
    const { x, init, carry, output } = network();
    const rows = read(jacobian(output as never, x as never) as Node).toArray() as number[][][][];
    // No step depends on inputs that come after it.
    expect(rows[0]!.map(row => row.slice(1))).toEqual([[[0, 0], [0, 0]], [[0, 0], [0, 0]]]); // prettier-ignore
    const last = read(jacobian(carry as never, init as never) as Node).toArray() as number[][];
    const h = 1e-6;
    const at = (sign: number): number[] => {
      const moved = substitute(new Map([[init, constant(tensor(Float64Array.of(0.2 + sign * h, -0.1))) as Node]]))(
        carry,
      );
      return read(moved).toArray() as number[];
    };
    const slope = at(1).map((value, i) => (value - at(-1)[i]!) / (2 * h));
    last.forEach((row, i) => expect(row[0]).toBeCloseTo(slope[i]!, 9));
  });

  it('is built again with other inputs, captured values and init, gradients included', () => {
    const { x, init, weight, carry, output } = network();
    const loss = add(sum(output), sum(carry)) as Node;
    const others = new Map([x, init, weight].map(one => [one, mul(one, 2) as Node]));
    const doubled = substitute(others);
    const twice = network();
    for (const one of [twice.x, twice.init, twice.weight])
      (one as never as { set(value: Tensor): void }).set(read(mul(one, 2) as Node));
    const wanted = add(sum(twice.output), sum(twice.carry)) as Node;
    expect(read(doubled(loss)).item()).toBe(read(wanted).item());
    const pairs = [[x, twice.x], [init, twice.init], [weight, twice.weight]] as const; // prettier-ignore
    for (const [one, other] of pairs) {
      const slope = read(gradient(wanted, other) as Node);
      expect(read(doubled(gradient(loss, one) as Node)).data).toEqual(slope.data);
      // The gradient of what was built again, by the value before it is doubled.
      expect(read(gradient(doubled(loss), one)).data).toEqual(slope.data.map(value => 2 * Number(value)) as never);
    }
  });

  it('is observed together', () => {
    const x = input('x', ['time']);
    const { carry, output } = scan((h: Node, one: Node) => ({ carry: add(h, one) as Node, output: h }), x as Node, { init: parameter(0) as Node }) as Scanned; // prettier-ignore
    const told: unknown[] = [];
    const subscription = together({ carry, output, slope: gradient(carry, x as Node) as Node }).subscribe(now =>
      told.push([now.carry, now.output, now.slope].map(one => one.toArray())),
    );
    x.set([1, 2]);
    x.set([3]);
    expect(told).toEqual([[3, [0, 1], [1, 1]], [3, [0], [1]]]); // prettier-ignore
    subscription.unsubscribe();
  });

  it('has edges to what reads its results', () => {
    const { output } = network();
    const [h] = output.inputs as [Node];
    const { upstream, local, product } = edge(gradients(sum(output)), output, h);
    expect(read(upstream).toArray()).toEqual([[1, 1], [1, 1], [1, 1]]); // prettier-ignore
    const wanted = read(mul(2, h) as Node).data;
    expect([read(local).data, read(product).data]).toEqual([wanted, wanted]);
  });
});

describe('modes in a cell', () => {
  /** Adds 1 in training, and 10 else; with noise that is 0. */
  function modes() {
    const counter = state(0, { dtype: 'int32' });
    const draws = becomes(counter, add(counter, 1) as never);
    const cell = (h: Node, one: Node) => {
      const noise = mul(0, uniformLike(h, key(1), draws as never)) as Node;
      const next = add(add(h, one), whenTraining(add(one, noise) as Node, mul(10, one) as never)) as Node;
      return { carry: next, output: next };
    };
    const weight = parameter([1, 2, 3]);
    return { counter, weight, ...(scan(cell, weight as Node, { init: constant(0) as Node, axis: 0 }) as Scanned) };
  }

  it.each([true, false])('are that of the frame, training %s', training => {
    const { weight, carry, output } = modes();
    const slope = gradient(carry, weight as Node) as Node;
    const frame = openFrame({ outputs: [carry, output, slope], training });
    const [last, all, by] = outputsOf(pass(frame)).map(one => one.toArray());
    const factor = training ? 2 : 11;
    expect([last, all, by]).toEqual([6 * factor, [factor, 3 * factor, 6 * factor], [factor, factor, factor]]);
    frame.close();
  });

  it('are those of a prediction in a step that trains, for who predicts', () => {
    const { counter, weight, carry } = modes();
    const slope = gradient(carry, weight as Node) as Node;
    const moved = becomes(weight as never, add(weight as Node, slope) as never) as Node;
    const before = predicting(carry).node;
    const frame = openFrame({ outputs: [carry, before], rules: [moved], training: true, steps: true });
    expect(outputsOf(pass(frame)).map(one => one.item())).toEqual([12, 66]);
    expect(read(weight).toArray()).toEqual([3, 4, 5]);
    expect(outputsOf(pass(frame)).map(one => one.item())).toEqual([24, 132]);
    expect(read(counter).item()).toBe(2);
    frame.close();
  });
});
