import { describe, expect, it } from 'vitest';
import {
  add,
  becomes,
  constant,
  div,
  exp,
  gradient,
  guardFinite,
  input,
  log,
  mean,
  mul,
  NumericError,
  openFrame,
  parameter,
  pow,
  read,
  sqrt,
  square,
  sub,
  substitute,
  sum,
  type Node,
} from '../index.ts';
import { failureOf, pass, stepper } from '../testing/stepping.ts';

function errorOf(outputs: readonly Node[], rules: readonly Node[] = []): unknown {
  const frame = openFrame({ outputs, rules, steps: rules.length > 0, guard: guardFinite() });
  try {
    const outcome = pass(frame);
    return 'error' in outcome ? outcome.error : undefined;
  } finally {
    frame.close();
  }
}

function messageOf(output: Node): string {
  const error = errorOf([output]);
  if (error === undefined) return 'none';
  expect(error).toBeInstanceOf(NumericError);
  return (error as NumericError).message;
}

describe('guardFinite', () => {
  it('names the first node that went non-finite, not one that follows from it, and its inputs', () => {
    const x = parameter([4, 1, 0, 2], { name: 'x' });
    const y = parameter([1, 2, 3, 4], { name: 'y' });
    const loss = sum(exp(mul(log(sub(x, constant(1))), y)));
    const error = errorOf([loss as Node]) as NumericError;
    expect(error).toBeInstanceOf(NumericError);
    expect(error.message).toBe(
      'guardFinite: log must give finite values, got -Infinity at element 1 of [4] from sub float32 [4] from -1 to 3. ' +
        'Keep its inputs where it is defined, or take smaller steps.',
    );
  });

  it('lists all inputs of a node, one number as itself', () => {
    const error = errorOf([div(parameter([1, -1], { name: 'a' }), parameter(0, { name: 'b' })) as Node]);
    expect(String(error)).toContain('got Infinity at element 0 of [2] from a float32 [2] from -1 to 1 and b float32 [] of 0.');
  }); // prettier-ignore

  it('names a source that is not finite itself', () => {
    const w = parameter([1, NaN], { name: 'w' });
    expect(String(errorOf([sum(mul(w, 2)) as Node]))).toContain('w must be finite, got NaN at element 1 of [2]');
  });

  it('names the operation whose gradient went non-finite, and its inputs', () => {
    const x = parameter([4, 0], { name: 'x' });
    expect(messageOf(gradient(sum(sqrt(x)), x))).toBe(
      'guardFinite: the gradient of sqrt must be finite, got Infinity at element 1 of [2], computed by div, ' +
        'for x float32 [2] from 0 to 4. Keep its inputs where its gradient is defined, or take smaller steps.',
    );
  });

  it.each<[name: string, f: (x: Node) => Node, at: number, inputs: string]>([
    ['log', x => log(x), 1e-39, 'x float32 [1] of'],
    ['div', x => div(constant([1e-40]), x), 1e-40, 'constant float32 [1] of'],
    ['pow', x => pow(x, 0.5), 0, 'x float32 [1] of 0 and constant float32 [] of 0.5'],
    ['sqrt', x => exp(sqrt(mul(x, 3))), 0, 'mul float32 [1] of 0'],
  ])('names %s, though other operations compute the gradient', (name, f, at, inputs) => {
    const x = parameter([at], { name: 'x' });
    const message = messageOf(gradient(sum(f(x)), x));
    expect(message).toContain(`the gradient of ${name} must be finite, got `);
    expect(message).toContain(`for ${inputs}`);
  });

  it('names it in a step, in which the loss is finite', () => {
    const x = parameter([0, 1], { name: 'x' });
    const loss = mean(square(sub(pow(x, 0.25), 1)));
    const frame = stepper([becomes(x, sub(x, gradient(loss, x)))], { guard: guardFinite() });
    expect(failureOf(pass(frame))).toContain('the gradient of pow must be finite');
    expect(read(x).toArray()).toEqual([0, 1]);
  });

  it('names it where broadcasting is undone, and in copies of a formula', () => {
    const [x, y] = [parameter(1e-10, { name: 'x' }), parameter([3e38, 3e38], { name: 'y' })];
    const message = messageOf(gradient(sum(mul(x, y)), x));
    expect(message).toContain('the gradient of mul must be finite, got Infinity at element 0 of [1], computed by sum');
    expect(message).toMatch(/for x float32 \[\] of 1.* and y float32 \[2\] of 3/);
    const z = parameter([4], { name: 'z' });
    const copy = substitute(new Map([[z as Node, constant([0], { name: 'zero' }) as Node]]))(gradient(sum(sqrt(z)), z));
    expect(messageOf(copy)).toContain('the gradient of sqrt must be finite');
  });

  it('names the operation of a second gradient', () => {
    const x = parameter([0], { name: 'x' });
    const slope = gradient(sum(pow(x, 1.5)), x);
    expect(messageOf(slope)).toBe('none');
    expect(messageOf(gradient(sum(slope), x))).toMatch(/the gradient of \w+ must be finite/);
  });

  it('fails a step before anything moves', () => {
    const w = parameter(1e38, { name: 'w' });
    const count = parameter(0, { name: 'count' });
    const rules = [becomes(w, mul(w, 1e38)), becomes(count, add(count, 1))] as Node[];
    expect(String(errorOf([], rules))).toContain('mul must give finite values, got Infinity');
    expect([read(w).item(), read(count).item()]).toEqual([Math.fround(1e38), 0]);
  });

  it('changes no bits, and lets whole numbers and flags be', () => {
    const x = input('x', [3]);
    x.set([0.1, 0.2, 0.3]);
    const y = exp(mul(log(x), add(x, 1)));
    const frame = openFrame({ outputs: [y as Node], guard: guardFinite() });
    const outcome = pass(frame);
    expect('outputs' in outcome && outcome.outputs[0]!.toArray()).toEqual(read(y).toArray());
    expect(errorOf([add(constant([1, 2], { dtype: 'int32' }), constant(1, { dtype: 'int32' })) as Node])).toBe(
      undefined,
    );
    frame.close();
  });
});
