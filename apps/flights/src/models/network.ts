import { concat, input, reshape, slice, type Node } from '@thalweg/graph';
import { dense, embedding, relu } from '@thalweg/nn';
import { HASHED, NUMBERS } from '../features/flight-features.ts';

/** The names of categories that have vectors: how many there are, and the length of a vector. */
const categories = (airports: number) =>
  ({ origin: [airports, 8], destination: [airports, 8], hour: [24, 4], weekday: [7, 2] }) as const;

/**
 * Returns the logit of a small network for the flights of a shape, `[]` or `['batch']`: vectors of airports, hour and weekday
 * beside the numbers, and two layers.
 */
export function networkLogit<S extends readonly [] | readonly ['batch']>(
  shape: S,
  { airports, seed }: { readonly airports: number; readonly seed: number },
): Node<S> {
  const vectors = Object.entries(categories(airports)).map(
    ([name, [count, size]]) => input(name, shape, 'int32').pipe(embedding(count, size, { name, seed })) as Node,
  );
  const features = input('features.values', [...shape, HASHED + NUMBERS]) as Node;
  const numbers: Node = slice(features, { axis: shape.length, from: HASHED });
  const x: Node = concat([...vectors, numbers], { axis: shape.length });
  const rows: Node = shape.length === 0 ? reshape(x, [1, x.shape[0] as number]) : x;
  const logits: Node = (rows as Node<readonly ['batch', number]>).pipe(
    dense(32, { seed }),
    relu(),
    dense(1, { seed }),
  ) as Node;
  return reshape(logits, shape as readonly (number | string)[] as never) as Node as Node<S>;
}
