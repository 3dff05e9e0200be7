import { type Difference, type ExtremeCase, isExactly } from './extreme-case.ts';

const [LEAST, MOST] = [-(2 ** 31), 2 ** 31 - 1];

const hasNaN = ({ inputs }: ExtremeCase): boolean => inputs.flat().some(Number.isNaN);

const isValue = ({ of }: ExtremeCase): boolean => of === 'value';

/** Values that have more digits than PyTorch's, with what they are exactly. */
function moreDigits(
  operation: string,
  reason: string,
  exact: (x: number, given: ExtremeCase) => number | undefined,
): Difference {
  return {
    operations: [operation],
    what: 'more digits',
    reason,
    explains: given => {
      const wanted = exact(given.inputs[0]![0]!, given);
      return wanted !== undefined && isExactly(given, wanted);
    },
  };
}

/** gelu by the hyperbolic tangent, as x·σ(x·(a + b·x²)), and its slope. */
function geluByTanh(x: number): readonly [value: number, slope: number] {
  const [a, b] = [Math.sqrt(8 / Math.PI), 0.044715 * Math.sqrt(8 / Math.PI)];
  const sigma = 1 / (1 + Math.exp(-x * (a + b * x * x)));
  return [x * sigma, sigma + x * sigma * (1 - sigma) * (a + 3 * b * x * x)];
}

/** The logistic loss of a logit and a label, and its slope. */
function logistic(x: number, y: number): readonly [value: number, slope: number] {
  const wrong = x > 0 ? 1 - y : y;
  const q = 1 / (1 + Math.exp(Math.abs(x)));
  return [(wrong === 0 ? 0 : wrong * Math.abs(x)) + Math.log1p(Math.exp(-Math.abs(x))), x > 0 ? 1 - y - q : q - y];
}

/** The divergence of probabilities from others, of which logarithms are given. */
function divergence(target: readonly number[], logarithms: readonly number[]): number {
  return target.reduce((sum, p, i) => (p === 0 ? sum : sum + p * (Math.log(p) - logarithms[i]!)), 0);
}

/** The differences of operations that order elements, or run along an axis. */
const orderDifferences: readonly Difference[] = [
  {
    operations: ['cumprod', 'median', 'quantile'],
    what: 'the sign of a zero',
    reason: 'sums begin with 0, and of equal elements the first comes first; PyTorch adds a share of a difference, and divides by factors',
    explains: ({ found, theirs }) => found === 0 && theirs === 0,
  },
  {
    operations: ['median', 'quantile'],
    what: 'infinite elements, and what overflows on the way',
    reason: 'an element that is taken is taken as it is, and two are weighed; PyTorch adds a share of their difference, which may be ∞ − ∞',
    explains: given => given.of === 'value' && isExactly(given, quantileOf(given.inputs[0]!, (given.options['q'] as number | undefined) ?? 0.5)),
  },
  slopes('cumprod', 'slopes of infinite elements, and more digits', 'the slope has the other factors only; PyTorch divides by the element, unless one is 0', productSlopes),
  slopes('logCumSumExp', 'more digits', 'the slope is made of shares of the sums; PyTorch subtracts the result, in which small logarithms are lost', shareSlopes),
  slopes('std', 'more digits', 'the mean is a sum in float64', deviationSlopes),
  {
    operations: ['std'],
    what: 'squares that overflow',
    reason: 'the deviation is the root of a variance of the dtype; PyTorch takes the root before it rounds',
    explains: ({ of, dtype, inputs, found }) => dtype === 'float32' && inputs[0]!.some(x => Math.abs(x) > 1e20) && found === (of === 'value' ? Infinity : 0),
  },
]; // prettier-ignore

/** Every deliberate difference. */
export const differences: readonly Difference[] = [
  {
    operations: ['hingeLoss', 'huber', 'meanAbsoluteError', 'smoothL1', 'squaredHingeLoss', 'abs', 'celu', 'elu', 'fmod', 'maximum', 'minimum', 'meanSquaredError', 'min', 'mod', 'norm', 'prod', 'relu', 'relu6', 'selu', 'sign', 'silu'],
    what: 'the sign of a zero',
    reason: 'max(−0, 0) is 0 and min(0, −0) is −0 (IEEE 754-2019, §9.6); −0 keeps its sign through sign and elu; sums begin with 0; a product with a negative slope is −0',
    explains: ({ found, theirs }) => found === 0 && theirs === 0,
  },
  {
    operations: ['abs', 'norm', 'sign'],
    what: 'the sign of a NaN is NaN',
    reason: 'a NaN in gives a NaN out; PyTorch has a sign of 0',
    explains: given => hasNaN(given) && Number.isNaN(given.found) && given.theirs === 0,
  },
  {
    operations: ['celu', 'elu', 'hardSwish', 'selu'],
    what: 'the slope at a NaN is NaN',
    reason: 'a NaN in gives a NaN out; PyTorch has the slope of positive numbers',
    explains: given => !isValue(given) && hasNaN(given) && Number.isNaN(given.found) && given.theirs >= 1,
  },
  {
    operations: ['maximum', 'minimum', 'relu'],
    what: 'the slope at a NaN is 0',
    reason: 'a NaN is not above, below or equal to anything, so nobody receives the gradient; PyTorch hands all of it to both',
    explains: given => !isValue(given) && hasNaN(given) && given.found === 0 && given.theirs === 1,
  },
  {
    operations: ['cast'],
    what: 'past the ends of int32',
    reason: 'the conversion saturates as trunc_sat of WebAssembly, the same everywhere; in C++, and so in PyTorch, it is undefined',
    explains: ({ options, inputs, found }) =>
      options['dtype'] === 'int32' && found === Math.trunc(Math.min(Math.max(Number.isNaN(inputs[0]![0]!) ? 0 : inputs[0]![0]!, LEAST), MOST)),
  },
  {
    operations: ['fmod', 'mod'],
    what: 'quotients past the largest number',
    reason: 'the remainder is exact for every quotient; PyTorch has NaN if the quotient overflows, or does not fit its vectors',
    explains: given => {
      const [a, b] = given.inputs.map(input => input[0]!) as [number, number];
      const isBelow = given.operation === 'mod' && a % b !== 0 && a % b < 0 !== b < 0;
      return isValue(given) && Number.isNaN(given.theirs) && Object.is(given.found, isBelow ? (a % b) + b : a % b);
    },
  },
  {
    operations: ['fmod', 'mod'],
    what: 'the slope is NaN where the value is',
    reason: 'the quotient is found by what is left, which is NaN for an infinite dividend or a divisor of 0; PyTorch has ±∞',
    explains: given => !isValue(given) && Number.isNaN(given.found) && Number.isNaN(given.inputs[0]![0]! % given.inputs[1]![0]!),
  },
  {
    operations: ['sum', 'mean'],
    what: 'more digits',
    reason: 'sums are taken in float64, so float32 that cancels keeps its digits and does not overflow on the way',
    explains: given => isExactly(given, given.inputs[0]!.reduce((sum, x) => sum + x, 0) / (given.operation === 'mean' ? 3 : 1)),
  },
  {
    operations: ['acosh'],
    what: 'the slope is NaN where the value is',
    reason: 'it has the roots of x − 1 and of x + 1; PyTorch has that of their product, which is positive below −1 too',
    explains: given => !isValue(given) && Number.isNaN(given.found) && given.inputs[0]![0]! <= -1,
  },
  moreDigits('acosh', 'the slope has no square that overflows', (x, given) => (isValue(given) ? undefined : 1 / (Math.sqrt(x - 1) * Math.sqrt(x + 1)))),
  moreDigits('expm1', 'the slope is eˣ; PyTorch has y + 1, which cancels', (x, given) => (isValue(given) ? undefined : Math.exp(x))),
  moreDigits('log1p', 'PyTorch overflows at the largest number', x => Math.log1p(x)),
  moreDigits('erf', 'PyTorch loses numbers close to 0 in float32', x => (2 / Math.sqrt(Math.PI)) * x),
  moreDigits('elu', 'eˣ − 1 is taken by expm1; PyTorch subtracts', (x, given) => (isValue(given) ? Math.expm1(x) : undefined)),
  {
    operations: ['celu', 'elu', 'selu'],
    what: 'the slope has fewer digits far below 0',
    reason: 'it is y + α, without another exponential: off by half a unit of α in its last place',
    explains: ({ of, found, theirs, dtype }) => of === 0 && Math.abs(found - theirs) <= 2 * (dtype === 'float32' ? 2 ** -24 : 2 ** -53),
  },
  moreDigits('celu', 'eˣ − 1 is taken by expm1; PyTorch subtracts', (x, given) => (isValue(given) ? 0.5 * Math.expm1(2 * x) : undefined)),
  moreDigits('selu', 'eˣ − 1 is taken by expm1; PyTorch subtracts', (x, given) => (isValue(given) ? 1.7580993408473766 * Math.expm1(x) : undefined)),
  moreDigits('hardSigmoid', 'PyTorch rounds a sixth to float32', (_, given) => (isValue(given) ? undefined : 1 / 6)),
  moreDigits('hardSwish', 'PyTorch overflows at the largest number', (x, given) => (isValue(given) && x > 3 ? x : undefined)),
  {
    operations: ['hardSwish'],
    what: 'the slope at 3',
    reason: 'it is that of the middle piece; PyTorch has this too in vectors, and 1 outside of them',
    explains: ({ of, inputs, found, theirs }) => of === 0 && inputs[0]![0] === 3 && found === 1.5 && theirs === 1,
  },
  {
    operations: ['logSigmoid'],
    what: 'a slope that is subnormal is 0',
    reason: 'it is the logistic function of −x, which is 0 where e⁻ˣ overflows',
    explains: ({ of, found, theirs, dtype }) => of === 0 && found === 0 && theirs < (dtype === 'float32' ? 2 ** -126 : 2 ** -1022),
  },
  moreDigits('softsign', 'the slope is one quotient; PyTorch subtracts two', (x, given) => (isValue(given) ? undefined : 1 / (1 + Math.abs(x)) ** 2)),
  moreDigits('gelu', 'PyTorch loses digits by 1 + tanh, and overflows at the largest number', (x, { of, options }) =>
    options['approximate'] === 'tanh' ? geluByTanh(x)[of === 'value' ? 0 : 1] : x),
  moreDigits('pow', 'PyTorch overflows at the largest number', (x, { inputs }) => (inputs[1]![0] === 1 ? x : undefined)),
  {
    operations: ['logSumExp'],
    what: 'more digits',
    reason: 'the slope is the softmax, with the largest factored out; PyTorch subtracts the result, in which small logarithms are lost',
    explains: given => {
      const powers = given.inputs[0]!.map(x => Math.exp(x - Math.max(...given.inputs[0]!)));
      return given.of === 0 && powers.some(power => isExactly(given, power / powers.reduce((a, b) => a + b)));
    },
  },
  {
    operations: ['norm'],
    what: 'squares that overflow or vanish',
    reason: 'elements are scaled where the sum of their squares is infinite or zero; PyTorch has the root of that sum, and a slope of 0',
    explains: ({ options, inputs, of, found, dtype }) => {
      const sizes = inputs[0]!.map(Math.abs);
      const rounded = (x: number): number => (dtype === 'float32' ? Math.fround(x) : x);
      const squares = sizes.reduce((sum, x) => rounded(sum + rounded(x * x)), 0);
      if (options['order'] !== 2 || (squares !== 0 && squares !== Infinity)) return false;
      if (sizes.includes(Infinity)) return of !== 'value' && !(Math.abs(found) > 0);
      const norm = Math.hypot(...sizes);
      const right = of === 'value' ? [rounded(norm)] : sizes.map(x => x / norm);
      return right.some(x => Math.abs(Math.abs(found) / x - 1) <= (dtype === 'float32' ? 2e-7 : 1e-15));
    },
  },
  {
    operations: ['norm'],
    what: 'a NaN has no largest',
    reason: 'where a NaN is the result, all slopes are NaN; PyTorch has 0',
    explains: given => given.options['order'] === 'Infinity' && hasNaN(given) && Number.isNaN(given.found),
  },
  {
    operations: ['variance'],
    what: 'a finite slope where the variance overflows',
    reason: 'the mean is a sum in float64, so the distance from it is finite where PyTorch’s overflows',
    explains: ({ of, inputs, found, theirs }) => of === 0 && inputs[0]!.some(x => Math.abs(x) > 1e38) && Number.isFinite(found) && !Number.isFinite(theirs),
  },
  ...orderDifferences,
  {
    operations: ['meanAbsoluteError'],
    what: 'the slope at a NaN is NaN',
    reason: 'a difference that is NaN has no sign; PyTorch has a slope of 0',
    explains: ({ inputs, found, theirs }) => Number.isNaN(inputs[0]![0]! - inputs[1]![0]!) && Number.isNaN(found) && theirs === 0,
  },
  {
    operations: ['klDivergence'],
    what: 'nothing is expected of what is impossible',
    reason: '0·ln 0 is 0; PyTorch has 0·∞, which is NaN',
    explains: given => Number.isNaN(given.theirs) && isExactly(given, divergence(given.options['target'] as number[], given.inputs[0]!)),
  },
  {
    operations: ['poissonNegativeLogLikelihood'],
    what: 'nothing is expected of what is impossible',
    reason: 'a rate of 0 is certain that the count is 0; PyTorch has 0·∞, which is NaN',
    explains: ({ inputs, found, theirs }) => inputs[0]![0] === -Infinity && inputs[1]![0] === 0 && found === 0 && Number.isNaN(theirs),
  },
  {
    operations: ['sigmoidCrossEntropy'],
    what: 'infinite logits, and more digits',
    reason: 'what is certain and right costs 0, and what is certain and wrong ∞, where PyTorch has NaN; small losses and slopes do not cancel',
    explains: given => isExactly(given, logistic(given.inputs[0]![0]!, given.options['label'] as number)[isValue(given) ? 0 : 1]),
  },
]; // prettier-ignore

/** Differences that only compiled code has. */
export const compiledDifferences: readonly Difference[] = [
  {
    operations: ['matmul'],
    what: 'the sign of a zero',
    reason: 'products over one element are not added to 0, so they can be −0',
    explains: ({ found, theirs }) => found === 0 && theirs === 0,
  },
];

/** The element at a share of the way through numbers in rising order, between two of them if need be. */
function quantileOf(numbers: readonly number[], q: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const position = q * (sorted.length - 1);
  const low = Math.floor(position);
  const share = position - low;
  return share === 0 ? sorted[low]! : (1 - share) * sorted[low]! + share * sorted[low + 1]!;
}

/** The slopes of the sum of what runs along a line, from what each end has of each place before it. */
function slopesAlong(numbers: readonly number[], at: (place: number, end: number) => number): number[] {
  return numbers.map((_, place) => numbers.slice(place).reduce((sum, _, n) => sum + at(place, place + n), 0));
}

/** The slopes of running products: what is before each factor, times the sum of all products of what comes after it. */
function productSlopes(x: readonly number[]): number[] {
  const product = (numbers: readonly number[]): number => numbers.reduce((a, b) => a * b, 1);
  const after = slopesAlong(x, (place, end) => product(x.slice(place + 1, end + 1)));
  return after.map((sum, place) => product(x.slice(0, place)) * sum);
}

/** The slopes of running logarithms of sums: shares of these sums. */
function shareSlopes(x: readonly number[]): number[] {
  const shares = (place: number, end: number): number =>
    1 / x.slice(0, end + 1).reduce((sum, other) => sum + Math.exp(other - x[place]!), 0);
  return slopesAlong(x, shares);
}

/** The slopes of a standard deviation. */
function deviationSlopes(x: readonly number[]): number[] {
  const mean = x.reduce((a, b) => a + b) / x.length;
  const deviation = Math.sqrt(x.reduce((sum, one) => sum + (one - mean) ** 2, 0) / x.length);
  return x.map(one => (one - mean) / (x.length * deviation));
}

/** Slopes that are right to some units in their last place. */
function slopes(operation: string, what: string, reason: string, of: (x: readonly number[]) => number[]): Difference {
  return {
    operations: [operation],
    what,
    reason,
    explains: given => given.of === 0 && of(given.inputs[0]!).some(slope => isExactly(given, slope)),
  };
}
