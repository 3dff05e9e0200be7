import { state, type Node, type Register } from '@thalweg/graph';
import { allocate, tensor, type Sizes } from '@thalweg/tensor';

/** A register of zeros in the shape and dtype of a parameter, named after both: `adam.m(dense1/weight)`. */
export function memory(name: string, parameter: Node<Sizes>): Register {
  const { shape, dtype } = parameter;
  const size = shape.reduce((product, length) => product * length, 1);
  return state(tensor(allocate(dtype, size), { shape }), { name: `${name}(${parameter.name})` }) as Register;
}
