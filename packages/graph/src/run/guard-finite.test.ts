import { describe, expect, it } from 'vitest';
import {
  add,
  becomes,
  constant,
  div,
  exp,
  guardFinite,
  input,
  log,
  mul,
  NumericError,
  openFrame,
  parameter,
  read,
  sub,
  sum,
  type Node,
} from '../index.ts';
import { pass } from '../testing/stepping.ts';

function errorOf(outputs: readonly Node[], rules: readonly Node[] = []): unknown {
  const frame = openFrame({ outputs, rules, steps: rules.length > 0, guard: guardFinite() });
  try {
    const outcome = pass(frame);
    return 'error' in outcome ? outcome.error : undefined;
  } finally {
    frame.close();
  }
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
