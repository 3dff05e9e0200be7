import type { Difference } from './difference.ts';
import { isExactly } from './is-exactly.ts';

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

/** The differences of operations that order elements, or run along an axis. */
export const orderDifferences: readonly Difference[] = [
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
