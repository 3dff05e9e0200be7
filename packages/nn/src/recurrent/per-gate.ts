import { Node } from '@thalweg/graph';
import { foldIn, sizeOf, tensor, type Tensor } from '@thalweg/tensor';
import type { WeightSource } from '../weight-source.ts';

/**
 * Returns the source of weights `[in, gates · units]` of which each gate's `[in, units]` is initialized alone: so that Glorot's
 * limit and orthogonal columns are those of one gate. A node that is given is that of all gates.
 */
export function perGate(source: WeightSource, gates: number): WeightSource {
  if (source instanceof Node || typeof source !== 'function') return source;
  return (key, [rows, columns], dtype) => {
    const shape = [rows!, columns! / gates];
    const parts: Tensor[] = [];
    for (let gate = 0; gate < gates; gate++) {
      const part = source(foldIn(key, String(gate)), shape, dtype);
      if (part instanceof Node) return part;
      parts.push(part);
    }
    return besideEachOther(parts, shape);
  };
}

function besideEachOther(parts: readonly Tensor[], [rows, columns]: readonly number[]): Tensor {
  const [width, { data }] = [columns! * parts.length, parts[0]!];
  const all = new (data.constructor as Float64ArrayConstructor)(rows! * width);
  parts.forEach((part, gate) => {
    for (let at = 0; at < sizeOf(part.shape); at++)
      all[Math.floor(at / columns!) * width + gate * columns! + (at % columns!)] = part.data[at]!;
  });
  return tensor(all, { shape: [rows!, width] });
}
