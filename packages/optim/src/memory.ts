import { state, type Node, type Register } from '@thalweg/graph';
import { allocate, tensor, type Sizes } from '@thalweg/tensor';

/** A register in the shape and dtype of a parameter, all of one value, named after both: `adam.m(dense1/weight)`. */
export function memory(name: string, parameter: Node<Sizes>, value = 0): Register {
  const { shape, dtype } = parameter;
  const size = shape.reduce((product, length) => product * length, 1);
  return state(tensor(allocate(dtype, size).fill(value), { shape }), {
    name: `${name}(${parameter.name})`,
  }) as Register;
}
