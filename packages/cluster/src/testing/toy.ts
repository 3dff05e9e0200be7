import { fromColumns, type Dataset } from '@thalweg/data';
import { input, parametersOf, read, type Node, type Parameter } from '@thalweg/graph';
import { dense, softmaxCrossEntropy, tanh } from '@thalweg/nn';

/** A model with its loss. */
export interface Toy {
  readonly logits: Node<readonly ['batch', 2]>;
  readonly loss: Node<readonly []>;
  readonly parameters: readonly Parameter[];
}

/** A network that tells two classes of points apart. Built again, it starts the same. */
export function classifier(units = 5): Toy {
  const x = input('x', ['batch', 3]);
  const label = input('label', ['batch'], 'int32');
  const logits = x.pipe(dense(units), tanh(), dense(2));
  const loss = logits.pipe(softmaxCrossEntropy(label));
  return { logits, loss, parameters: parametersOf(loss as Node) };
}

/** Points of two classes; other ones for another seed. */
export function points(count: number, seed = 1): Dataset<{ x: Float32Array; label: number }> {
  const x = Float32Array.from({ length: 3 * count }, (_, i) => Math.sin(12.9898 * seed * (i + 1)));
  const label = Int32Array.from({ length: count }, (_, i) => (x[3 * i]! + x[3 * i + 1]! > 0 ? 1 : 0));
  return fromColumns({ x: { data: x, shape: [3] }, label }) as Dataset<{ x: Float32Array; label: number }>;
}

/** The bytes of some nodes. */
export function bytesOf(nodes: readonly Node[]): number[] {
  return nodes.flatMap(node => {
    const { data } = read(node);
    return [...new Uint8Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength))];
  });
}
