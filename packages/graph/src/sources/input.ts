import type { DType, Shape, TensorLike } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import type { Observable, Subscription } from 'rxjs';
import { GraphError } from '../errors/graph-error.ts';
import { Circuit } from '../frame/circuit.ts';
import { fill } from './fill.ts';
import { Source } from './source.ts';
import { SourceValue } from '../wire/source-value.ts';

/** Options of {@link input}. */
export interface InputOptions<D extends DType = DType> {
  /** Float32 by default. */
  readonly dtype?: D;
  /**
   * Promises that no value, an array of indices into a table, contains an element twice. The gradient of what is gathered
   * with them is then used unchanged: equal indices are neither searched nor summed. If the promise is broken, all but the
   * last of equal elements are lost.
   */
  readonly unique?: boolean;
  /**
   * The element that pads values which are fed record by record, along their first axis, to the next power of two and at
   * least 32. Lengths that change from record to record then need few plans. For indices into a table it is −1, no row:
   * zeros are gathered there, and nothing is written; the indices must be `unique`. Use it in circuits where some zeros
   * more change nothing, as in a sum, but not in a mean.
   */
  readonly padding?: number | undefined;
}

/** A source that the outside fills: by `set`, from a stream, or record by record while training. */
export class Input<S extends Shape = Shape, D extends DType = DType> extends Source<S> {
  declare readonly dtype: D;
  /** True if no value has an element twice. */
  readonly unique: boolean;
  override readonly padding: number | undefined;

  constructor({
    unique = false,
    padding,
    ...parts
  }: ConstructorParameters<typeof Source<S>>[0] & Pick<InputOptions, 'unique' | 'padding'>) {
    super(parts);
    this.unique = unique;
    this.padding = padding;
  }

  /**
   * Takes every value of a stream from now on, until the subscription that it returns ends. When the stream completes,
   * so does the input; when it fails, what depends on the input fails with it.
   */
  from(stream$: Observable<TensorLike>): Subscription {
    return fill(this, stream$);
  }
}

/**
 * An input: values of a declared shape enter here. Its name is the field that records are fed from.
 *
 * @example
 * const x = input('x', []);
 * x.set(3);
 * read(square(x)).item() // => 9
 */
export function input<const S extends Shape, D extends DType = 'float32'>(
  name: string,
  shape: S,
  options?: D | InputOptions<D>,
): Input<S, D> {
  if (typeof name !== 'string')
    throw new GraphError('input', 'the name must be a text', printed(name), "Try input('x', ['batch', 4]).");
  const given: InputOptions | undefined = typeof options === 'string' ? { dtype: options } : options;
  const { dtype, unique, padding } = optionsOf('input', given, {
    dtype: 'float32' as DType,
    unique: false,
    padding: undefined,
  });
  return new Input({
    name,
    shape,
    dtype,
    unique,
    padding,
    sourceValue: new SourceValue(dtype),
    circuit: new Circuit(),
  });
}
