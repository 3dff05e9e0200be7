import { numberText } from '@thalweg/inspect/number-text';
import type { Sizes, Tensor } from '@thalweg/tensor';

/** Returns a tensor as text: a number, a vector as [1, 2], a matrix as [1, 2; 3, 4] with a semicolon between its rows. */
export function tensorText({ data, shape }: Tensor): string {
  const numbers = [...data].map(numberText);
  if (numbers.length === 1) return numbers[0]!;
  const columns = (shape as Sizes).at(-1)!;
  const rows = Array.from({ length: numbers.length / columns }, (_, row) =>
    numbers.slice(row * columns, (row + 1) * columns).join(', '),
  );
  return `[${rows.join('; ')}]`;
}
