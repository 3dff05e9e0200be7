import { key } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { predicting } from '../author.ts';
import {
  add,
  becomes,
  cast,
  gradient,
  greater,
  input,
  mul,
  openFrame,
  parameter,
  square,
  state,
  sub,
  uniformLike,
  whenTraining,
  type Node,
} from '../index.ts';
import { counting } from '../testing/counting.ts';
import { number, outputsOf, pass, stepper } from '../testing/stepping.ts';

type Scalar = Node<readonly []>;

const float64 = { dtype: 'float64' } as const;

/** A mean of all that was fed, as a layer keeps it: a step counts its own value, and everything else does not. */
function runningMean(x: Scalar): { readonly mean: Scalar; readonly centred: Scalar; readonly rule: Scalar } {
  const mean = state(0, { ...float64, name: 'mean' });
  const rule = becomes(mean, add(mean, mul(0.5, sub(x, mean))) as Scalar);
  return { mean, rule, centred: sub(x, whenTraining(rule, mean)) as Scalar };
}

describe('predicting', () => {
  it('is the same node where no mode shows', () => {
    const y = mul(square(parameter(3)), input('x', []));
    expect(predicting(y)).toEqual({ node: y, rules: [] });
    expect(predicting(y).node).toBe(y);
  });

  it('builds anew only what depends on a mode, each node once', () => {
    const x = input('x', []);
    const below = square(x);
    const shared = add(whenTraining(mul(below, 2) as Scalar, below as Scalar), below);
    const { node } = predicting(mul(shared, shared) as Node);
    expect(node.inputs[0]).toBe(node.inputs[1]);
    expect(node.inputs[0]!.inputs).toEqual([below, below]);
  });

  it('takes both arms in one step: one for what is learned, the other for what is predicted', () => {
    const [training, otherwise] = [counting('training', x => x! + 1), counting('otherwise', x => x! - 1)];
    const x = input('x', []);
    const y = whenTraining(training(x), otherwise(x));
    const frame = openFrame({ outputs: [y, predicting(y).node], training: true, steps: true });
    expect(outputsOf(pass(frame, [x, 5])).map(value => value.item())).toEqual([6, 4]);
    expect([training.runs, otherwise.runs]).toEqual([1, 1]);
    frame.close();
  });

  it('looks for modes in the arm that it takes, and in gradients', () => {
    const x = parameter(3, float64);
    const inner = whenTraining(mul(x, 100), mul(x, 5));
    const y = whenTraining(square(x), square(inner));
    const { node } = predicting(y);
    const slope = predicting(gradient(y, x)).node;
    const frame = openFrame({ outputs: [node, slope], training: true });
    expect(outputsOf(pass(frame)).map(value => value.item())).toEqual([225, 150]);
    frame.close();
  });

  it('reads a register as it was before the step, whose rule fires once', () => {
    const x = input('x', [], 'float64');
    const { mean, centred } = runningMean(x);
    const { node, rules } = predicting(centred);
    const frame = openFrame({ outputs: [centred, node], rules, training: true, steps: true });
    const told = [8, 4].map(value => outputsOf(pass(frame, [x, value])).map(output => output.item()));
    expect(told).toEqual([[4, 8], [0, 0]]); // prettier-ignore
    expect(number(mean)).toBe(4);
    frame.close();
  });

  it('names the rules that a step would fire with the original', () => {
    const x = input('x', [], 'float64');
    const { mean, centred, rule } = runningMean(x);
    const { node, rules } = predicting(centred);
    expect(rules).toEqual([rule]);
    const frame = stepper(rules, { outputs: [node] });
    pass(frame, [x, 8]);
    expect(number(mean)).toBe(4);
  });

  it('writes a register that a mode reaches with the value of training, and predicts with the other', () => {
    const [x, memory] = [input('x', [], 'float64'), state(0, float64)];
    const seen = whenTraining(mul(x, 10) as Scalar, x as Scalar);
    const recurrent = becomes(memory, add(memory, seen) as Scalar);
    const y = mul(recurrent, 2) as Scalar;
    const { node, rules } = predicting(y);
    const frame = openFrame({ outputs: [y, node], rules, training: true, steps: true });
    expect(outputsOf(pass(frame, [x, 1])).map(value => value.item())).toEqual([20, 2]);
    expect(outputsOf(pass(frame, [x, 1])).map(value => value.item())).toEqual([40, 22]);
    expect(number(memory)).toBe(20);
    frame.close();
  });

  it('fires no rule of the arm that training does not take', () => {
    const [x, count] = [input('x', [], 'float64'), state(0, float64)];
    const y = whenTraining(mul(x, 2) as Scalar, add(x, becomes(count, add(count, 1))) as Scalar);
    const { node, rules } = predicting(y);
    const frame = openFrame({ outputs: [y, node], rules, training: true, steps: true });
    expect(outputsOf(pass(frame, [x, 3])).map(value => value.item())).toEqual([6, 4]);
    expect([number(count), rules]).toEqual([0, []]);
    frame.close();
  });

  it('draws no mask that only training needs', () => {
    const counter = state(0, { dtype: 'int32' });
    const x = parameter([1, 2, 3]) as Node;
    const mask = cast(greater(uniformLike(x, key(1), becomes(counter, add(counter, 1))), 0.5), 'float32');
    const { node } = predicting(whenTraining(mul(x, mask) as Node, x));
    expect(node).toBe(x);
  });

  it('goes through a chain of 10,000 nodes', () => {
    let top = parameter(1) as Node;
    const bottom = whenTraining(square(top), top);
    top = bottom;
    for (let i = 0; i < 10_000; i++) top = mul(top, 1);
    expect(number(predicting(top).node)).toBe(1);
  });
});
