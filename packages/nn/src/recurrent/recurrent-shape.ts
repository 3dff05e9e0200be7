import type { Product } from '@thalweg/graph/author';
import type { Shape } from '@thalweg/tensor';
import type { WithLast, Wrong } from '../layer-parts/layer.ts';

/** The shape that a recurrent layer of so many units returns. */
export type RecurrentShape<S extends Shape, N extends number, O> = number extends S['length']
  ? Shape
  : S extends Wrong<string>
    ? S
    : O extends { readonly outputs: 'last' }
      ? Last<S, Features<N, O>, O>
      : WithLast<S, Features<N, O>, 'a recurrent layer'>;

type Features<N extends number, O> = O extends { readonly bidirectional: true } ? Extract<Product<[2, N]>, number> : N;

type Last<S extends Shape, N extends number, O> = O extends { readonly axis: number }
  ? Shape
  : S extends readonly [...infer Lead extends Shape, unknown, unknown]
    ? readonly [...Lead, N]
    : Wrong<'a recurrent layer: the input must have the shape [...lead, time, in]'>;
