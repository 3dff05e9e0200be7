import { type Feed, feedOf, type Input, type Node, type Parameter, read, type Register } from '@thalweg/graph';
import { allocate, sizeOf, type Sizes, tensor, type Tensor } from '@thalweg/tensor';

/** The place of a parameter in a point. */
interface Part {
  readonly parameter: Parameter;
  readonly input: Input;
  readonly from: number;
  readonly to: number;
}

/** Points as one float64 vector: the numbers of all parameters, one after another. */
export class FlatPoint {
  readonly size: number;
  readonly #parts: readonly Part[];

  constructor(parameters: readonly Parameter[], inputs: readonly Input[]) {
    let size = 0;
    this.#parts = parameters.map((parameter, i) => {
      const from = size;
      size += sizeOf(parameter.shape as Sizes);
      return { parameter, input: inputs[i]!, from, to: size };
    });
    this.size = size;
  }

  /** Returns where the parameters are. */
  read(): Float64Array {
    return this.flat(this.#parts.map(({ parameter }) => read(parameter as Node)));
  }

  /** Returns a number for each parameter that changes whenever it is written. */
  versions(): readonly number[] {
    return this.#parts.map(({ parameter }) => parameter.sourceValue.version);
  }

  /** Returns where the parameters are with these values. */
  of(values: ReadonlyMap<Register, Tensor>): Float64Array {
    return this.flat(this.#parts.map(({ parameter }) => values.get(parameter)!));
  }

  /** Returns tensors in the shapes of the parameters as one vector. */
  flat(tensors: readonly Tensor[]): Float64Array {
    const vector = new Float64Array(this.size);
    this.#parts.forEach(({ from }, i) => vector.set(tensors[i]!.data, from));
    return vector;
  }

  /** Returns the point so far along a direction, rounded to what the parameters can be. */
  along(point: Float64Array, step: number, direction: Float64Array): Float64Array {
    const next = point.slice();
    for (let i = 0; i < next.length; i++) next[i]! += step * direction[i]!;
    for (const { parameter, from, to } of this.#parts)
      if (parameter.dtype === 'float32') next.set(new Float32Array(next.subarray(from, to)), from);
    return next;
  }

  /** Returns the feeds of a point for the inputs. */
  feeds(point: Float64Array): readonly Feed[] {
    return this.#parts.map(({ input, from, to }) => {
      const data = allocate(input.dtype, to - from);
      data.set(point.subarray(from, to));
      return feedOf(input, tensor(data, { shape: input.shape as Sizes }));
    });
  }
}

/** The inner product of two vectors. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
