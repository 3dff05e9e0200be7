import { key } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import {
  add,
  constant,
  elementwise,
  gradientCheck,
  input,
  mul,
  openFrame,
  operation,
  parameter,
  read,
  scalar,
  sigmoid,
  square,
  sum,
  tanh,
  uniformLike,
  whenTraining,
  type Node,
  type Unary,
} from '../index.ts';
import { bytesIn } from '../testing/bytes.ts';

const float64 = { dtype: 'float64' } as const;

/** Forgets the 2 of 2x. */
const wrongSquare: Unary = elementwise('wrongSquare', {
  formula: x => scalar.mul(x, x),
  gradient: (upstream, [x]) => [mul(upstream, x!)],
});

describe('gradientCheck', () => {
  const w = parameter(
    [
      [0.5, -1],
      [2, 0.25],
    ],
    { name: 'w', ...float64 },
  );
  const b = parameter(0.3, { name: 'b', ...float64 });
  const loss = sum(tanh(add(square(w), b)));

  it('passes a right gradient, for every element of every parameter', () => {
    const report = gradientCheck(loss);
    expect(report.passed).toBe(true);
    expect(report.elements.map(({ source, index }) => [source, index])).toEqual([
      ['w', [0, 0]],
      ['w', [0, 1]],
      ['w', [1, 0]],
      ['w', [1, 1]],
      ['b', []],
    ]);
    expect(report.worst!.error).toBeLessThan(1e-9);
    expect(report.suspects).toEqual([]);
  });

  it('takes the lecture’s forward differences when asked', () => {
    const x = parameter(3, float64);
    const [element] = gradientCheck(square(x), [x], { form: 'forward', h: 0.25 }).elements;
    expect(element).toMatchObject({ analytic: 6, numeric: 6.25 });
    expect(gradientCheck(loss, [w, b], { form: 'forward' }).passed).toBe(true);
  });

  it('takes central differences at a distance of one’s own', () => {
    const x = parameter(1, float64);
    const [element] = gradientCheck(mul(x, square(x)), [x], { h: 0.5 }).elements;
    expect(element!.numeric).toBe(3.25); // ((1 + h)³ − (1 − h)³)/2h = 3 + h²
  });

  it('fails a wrong gradient, and names the operation', () => {
    const x = parameter([1, 2], { name: 'x', ...float64 });
    const report = gradientCheck(sum(sigmoid(wrongSquare(tanh(x)))));
    expect(report.passed).toBe(false);
    expect(report.suspects).toEqual(['wrongSquare']);
    expect(report.toString()).toMatch(/^✗ 2 of 2 elements differ .*\. Look at the gradient of wrongSquare\.$/m);
  });

  it('suspects a rule that is wrong for one of its inputs, at the shapes that it is used with', () => {
    const halved = operation({
      name: 'halved',
      shape: ([, like]) => like!,
      kernel: (y, [, x]) => x!.data.forEach((value, i) => (y.data[i] = value)),
      gradient: (upstream, [a]) => [mul(sum(upstream), mul(0.5, a!)), upstream],
    });
    const a = parameter(2, float64);
    const x = parameter([[1, 2]], float64);
    const report = gradientCheck(sum(halved(square(a), square(x))));
    expect(report.suspects).toEqual(['halved']);
  });

  it('fails where a derivative is not finite', () => {
    const x = parameter(0, float64);
    const report = gradientCheck(
      elementwise<Unary>('root', { formula: x => scalar.sqrt(x), gradient: upstream => [upstream] })(x),
    );
    expect(report.passed).toBe(false);
    expect(report.worst!.error).toBeNaN();
  });

  it('reads as a table with a verdict', () => {
    const x = parameter([3, -4], { name: 'x', ...float64 });
    const c = parameter(2, { name: 'scale', ...float64 });
    expect(gradientCheck(mul(c, sum(square(x))), [x, c], { form: 'forward', h: 0.5, tolerance: 0.1 }).toString()).toBe(
      [
        'source  position     analytic      numeric   error',
        'x       [0]        12.0000000   13.0000000  7.7e-2  ✓',
        'x       [1]       -16.0000000  -15.0000000  6.3e-2  ✓',
        'scale   []         25.0000000   25.0000000  0.0e+0  ✓',
        '✓ All 3 elements agree to 0.1; the largest error is 7.7e-2, at x[0].',
      ].join('\n'),
    );
  });

  it('shows the worst of many elements', () => {
    const x = parameter(
      Array.from({ length: 60 }, (_, i) => i),
      float64,
    );
    const text = gradientCheck(sum(wrongSquare(x)))
      .toString()
      .split('\n');
    expect(text).toHaveLength(1 + 24 + 2);
    expect(text.at(-2)).toBe('… and 36 more, none of them worse');
    expect(text.at(-1)).toMatch(/^✗ 59 of 60 /);
  });

  it('takes evenly spaced elements of large sources', () => {
    const x = parameter(new Float64Array(1000).fill(0.5));
    const checked = gradientCheck(sum(square(x)), [x], { maxElements: 4 }).elements;
    expect(checked.map(({ index }) => index)).toEqual([[0], [250], [500], [750]]);
    expect(gradientCheck(sum(square(x))).elements).toHaveLength(100);
  });

  it('tells sources of one name apart', () => {
    const [x, y] = [parameter(1, float64), parameter(2, float64)];
    expect(gradientCheck(mul(x, y)).elements.map(({ source }) => source)).toEqual(['parameter 1', 'parameter 2']);
  });

  it('has nothing against a source without elements', () => {
    const report = gradientCheck(sum(square(parameter(new Float64Array(0)))));
    expect(report.passed).toBe(true);
    expect(report.worst).toBeUndefined();
    expect(String(report)).toContain('no elements');
  });

  it('varies inputs too', () => {
    const x = input('x', ['batch'], 'float64');
    x.set([1, 2, 3]);
    expect(gradientCheck(sum(square(x)), [x]).elements.map(({ analytic }) => analytic)).toEqual([2, 4, 6]);
  });

  it('checks the arm that trains when asked', () => {
    const x = parameter(2, float64);
    const y = whenTraining(wrongSquare(x), square(x));
    expect(gradientCheck(y).passed).toBe(true);
    expect(gradientCheck(y, [x], { training: true })).toMatchObject({ passed: false, suspects: ['wrongSquare'] });
  });

  it('draws the same random numbers for both derivatives', () => {
    const x = parameter([1, 2, 3], float64);
    expect(gradientCheck(sum(mul(x, uniformLike(x, key(1), constant(5, { dtype: 'int32' }))))).passed).toBe(true);
  });

  it('moves nothing, and tells nobody', () => {
    const seen: unknown[] = [];
    const before = bytesIn([w, b]);
    const subscription = loss.subscribe(value => seen.push(value));
    const was = read(loss);
    gradientCheck(loss);
    expect(bytesIn([w, b])).toEqual(before);
    expect(read(loss)).toBe(was);
    expect(seen).toHaveLength(1);
    subscription.unsubscribe();
  });

  it('answers at once inside a pass', () => {
    const x = parameter(1, float64);
    const slopes: number[] = [];
    const subscription = x.subscribe(() => slopes.push(gradientCheck(square(x) as Node).elements[0]!.analytic));
    x.set(3);
    expect(slopes).toEqual([2, 6]);
    subscription.unsubscribe();
  });

  it('asks for floats', () => {
    const whole = constant(1, { dtype: 'int32' });
    expect(() => gradientCheck(square(whole), [whole as never])).toThrow(
      'gradientCheck: square must be float32 or float64, got int32. Whole numbers and flags have no derivative.',
    );
  });

  it('asks for something to vary, a scalar loss and a path between them', () => {
    expect(() => gradientCheck(square(w), { tolerance: 1e-4 } as never)).toThrow(
      'gradientCheck: the sources must be an array, got Object.',
    );
    expect(() => gradientCheck(square(constant(1, float64)))).toThrow(
      'gradientCheck: the loss must depend on a parameter',
    );
    expect(() => gradientCheck(square(w))).toThrow(
      'gradient: the root must be a scalar, got [2, 2]. Reduce it with sum or mean',
    );
    expect(() => gradientCheck(square(b), [w])).toThrow('square must depend on w');
  });

  it('names the input that has no value', () => {
    const x = input('x', [], 'float64');
    expect(() => gradientCheck(mul(x, b))).toThrow("none for 'x'");
  });

  it('leaves nothing behind after an error', () => {
    const frame = openFrame({ outputs: [loss] });
    expect(() => gradientCheck(mul(input('x', [], 'float64'), b))).toThrow();
    expect(gradientCheck(loss).passed).toBe(true);
    frame.close();
  });
});
