import { fc, test } from '@fast-check/vitest';
import { gradientCheck, read, type Source } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { circuitOf } from './circuit-of.ts';
import { ExpressionError } from './syntax.ts';

const VALUES = new Map([
  ['x', 0.7],
  ['y', -1.3],
  ['z2', 2.45],
]);

const valueOf = (text: string): number => read(circuitOf(text, VALUES).root).item();

/** An expression with what it is worth, computed while it was put together. */
interface Written {
  readonly text: string;
  readonly value: number;
}

const number = fc.integer({ min: 0, max: 40 }).map((n): Written => ({ text: `${n / 8}`, value: n / 8 }));
const name = fc.constantFrom(...VALUES.keys()).map((name): Written => ({ text: name, value: VALUES.get(name)! }));
const BETWEEN: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  // As C and PyTorch have it: 1 to any power is 1, where JavaScript says NaN of 1 ** NaN.
  '^': (a, b) => (a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b),
};
const CALLED: Readonly<Record<string, (x: number) => number>> = {
  exp: Math.exp,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  abs: Math.abs,
  relu: x => Math.max(0, x),
  sigmoid: x => 1 / (1 + Math.exp(-x)),
};

/** Expressions with every bracket written. */
const { written } = fc.letrec<{ written: Written }>(tie => ({
  written: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    name,
    number,
    fc.tuple(fc.constantFrom(...Object.keys(BETWEEN)), tie('written'), tie('written')).map(([sign, a, b]) => ({
      text: `(${a.text} ${sign} ${b.text})`,
      value: BETWEEN[sign]!(a.value, b.value),
    })),
    tie('written').map(({ text, value }) => ({ text: `(-${text})`, value: -value })),
    fc.tuple(fc.constantFrom(...Object.keys(CALLED)), tie('written')).map(([called, { text, value }]) => ({
      text: `${called}(${text})`,
      value: CALLED[called]!(value),
    })),
  ),
}));

describe('the circuit of an expression', () => {
  test.prop([written])('is worth what the expression is', ({ text, value }) => {
    const whole = `x * 0 + ${text}`;
    fc.pre(whole.length <= 200);
    const found = valueOf(whole);
    if (Number.isFinite(value))
      expect(found).toBeCloseTo(value, 9 - Math.max(0, Math.ceil(Math.log10(Math.abs(value)))));
    else expect(found).toBe(value);
  });

  // At a kink, or in the sine of a large number, a difference says nothing: the same expressions each time.
  test.prop([written], { seed: 2 })('has gradients that agree with differences', ({ text }) => {
    const whole = `x + ${text}`;
    fc.pre(whole.length <= 200);
    const { root, inputs } = circuitOf(whole, VALUES);
    // Where numbers are large a difference of them says little.
    fc.pre(Math.abs(read(root).item()) < 100);
    const { elements } = gradientCheck(root, [...inputs.values()] as unknown as Source[], { tolerance: Infinity });
    for (const { analytic, error } of elements)
      if (Math.abs(analytic) < 1e4 && Number.isFinite(error)) expect(error).toBeLessThan(1e-4);
  });

  it.each([
    ['2 + 3 * x', 2 + 3 * 0.7],
    ['10 - 4 - x', 10 - 4 - 0.7],
    ['12 / 4 / x', 12 / 4 / 0.7],
    ['-x^2', -(0.7 ** 2)],
    ['(-x)^2', 0.7 ** 2],
    ['2^x^2', 2 ** (0.7 ** 2)],
    ['2^-x', 2 ** -0.7],
    ['2*x^2*3', 2 * 0.7 ** 2 * 3],
    ['2 * x**2', 2 * 0.7 ** 2],
    ['x^2^-1', 0.7 ** 0.5],
    ['exp(x)^2', Math.exp(0.7) ** 2],
    ['--x', 0.7],
    ['+x', 0.7],
    ['1e2 * x + .5', 70.5],
    ['cos(2*pi) * x', 0.7],
    ['max(x, y) - min(x, y)', 2],
    ['pow(z2, 3) + ln(z2) - log(z2)', 2.45 ** 3],
    ['e + x', Math.E + 0.7],
    ['e^x', Math.exp(0.7)],
    ['e^(2x)', Math.exp(1.4)],
    ['eˣ', Math.exp(0.7)],
    ['x² + y', 0.49 - 1.3],
    ['x²³', 0.7 ** 23],
    ['x⁻¹', 1 / 0.7],
    ['-x²', -0.49],
    ['(x + y)²', 0.36],
    ['2x²', 0.98],
    ['x − y', 2],
    ['−x × y', 0.91],
    ['x · y ⋅ 2 ∙ 2', -3.64],
    ['x ÷ y', 0.7 / -1.3],
    ['√x', Math.sqrt(0.7)],
    ['√(x + y + 1)', Math.sqrt(0.4)],
    ['2√x', 2 * Math.sqrt(0.7)],
    ['√4x', 1.4],
    ['2x', 1.4],
    ['2 x', 1.4],
    ['2e3x', 1400],
    ['2e^x', 2 * Math.exp(0.7)],
    ['2e-x', 2 * Math.E - 0.7],
    ['3(x + y)', -1.8],
    ['(x + y)(x - y)', -1.2],
    ['(x + y)x', -0.42],
    ['sin(x)cos(x)', Math.sin(0.7) * Math.cos(0.7)],
    ['x^2y', 0.49 * -1.3],
    ['6 / 2x', 2.1],
    ['2πx', 1.4 * Math.PI],
    ['π(x + y)', -0.6 * Math.PI],
    ['-2x', -1.4],
    ['.5x + 1.x', 1.05],
    ['constructor * x', 0.7],
    ['β * x', 0.7],
  ])('reads %s as the field does', (text, value) => {
    expect(valueOf(text)).toBeCloseTo(value, 12);
  });

  it('names inputs in order, each once, and counts what has no value', () => {
    const { inputs, names, nodes } = circuitOf('b * a + b / v1');
    expect([...inputs].map(([name, input]) => [name, read(input).item()])).toEqual([
      ['b', 1],
      ['a', 0.5],
      ['v1', 0.2],
    ]);
    expect(nodes.map(node => names.get(node))).toEqual(['b', 'a', 'v2', 'v1', 'v3', 'f']);
    expect([...circuitOf('f * g').names.values()]).toEqual(['f', 'g', 'h']);
    expect([...circuitOf('x').names.values()]).toEqual(['x']);
  });

  it('has no nodes for what is a number', () => {
    expect(circuitOf('2 * 3 * x').nodes.map(({ name }) => name)).toEqual(['x', 'mul']);
    expect(circuitOf('1 / x').nodes.map(({ name }) => name)).toEqual(['x', 'reciprocal']);
  });
});

describe('what is no expression is refused, and told where', () => {
  it.each([
    ['', 0, 'An expression must have an input, got nothing'],
    ['()', 0, 'An expression must have an input, got nothing'],
    ['2 * 3', 0, 'got the number 6 alone'],
    ['(x +', 4, 'must be complete, got the end of the text at character 5 of “(x +”. Write what is missing after +.'],
    ['(x + y', 6, 'Close what was opened.'],
    ['x y', 2, 'There must be a single expression, got a second one at character 3 of “x y”. Write a sign'],
    ['x + (y, z)', 8, 'There must be a single expression'],
    ['foo(x)', 0, 'A function is one of exp, log,'],
    ['x(y)', 0, 'got “x”'],
    ['x = 2', 2, 'got “=” at character 3 of “x = 2”'],
    ['x == 2', 5, 'got “==”'],
    ['!x', 0, 'got “!”'],
    ['"a"', 0, 'An expression computes with numbers, got "a"'],
    ['true', 0, 'got true'],
    ['x.y', 0, 'got a part of something'],
    ['x[1]', 0, 'got a part of something'],
    ['[x, y]', 0, 'got a list'],
    ['x ? y : z', 0, 'got a choice'],
    ['this', 0, 'got this'],
    ['1e999 * x', 0, 'at most about 1.8e308, got 1e999'],
    ['x 2', 2, 'There must be a single expression'],
    ['w0(x + y)', 0, 'Write one of them, or w0*(…) for a product.'],
    ['sgmoid(x)', 0, 'Did you mean sigmoid?'],
    ['sin²(x)', 0, 'Write sin(x)^2.'],
    ['x²ˣ', 1, 'A raised part is a number or one letter'],
    ['x × ', 4, 'Write what is missing after ×.'],
    ['√', 1, 'Write what is missing after √.'],
    ['²', 0, 'got “²”'],
    ['1..2 + x', 2, 'There must be a single expression'],
    ['x * 🐇', 4, 'got “🐇”'],
    ['a🐇', 0, 'A name is a letter'],
    ['__proto__', 0, 'A name is a letter'],
    ['constructor(x)', 0, 'got “constructor”'],
    ['averylongname1', 0, 'up to 11 letters'],
    ['sin + x', 0, 'Write sin(x).'],
    ['sin(x, y)', 0, 'sin takes one operand, got 2'],
    ['max(x)', 0, 'max takes two operands, got 1'],
    ['x'.repeat(10_000), 600, 'at most 600 characters, got 10000'],
    [Array.from({ length: 25 }, (_, i) => `a${i}`).join('+'), 86, 'at most 24 inputs, got a24'],
    [`x${'+x'.repeat(121)}`, 242, 'at most 120 operations'],
    ['('.repeat(200), 200, 'must be complete'],
  ])('%j', (text, at, message) => {
    let error: unknown;
    try {
      circuitOf(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ExpressionError);
    expect((error as ExpressionError).message).toContain(message);
    expect((error as ExpressionError).at).toBe(at);
  });

  test.prop([fc.string({ unit: 'grapheme', maxLength: 30 })])('whatever it is', text => {
    try {
      circuitOf(text);
    } catch (error) {
      expect(error).toBeInstanceOf(ExpressionError);
    }
  });
});
