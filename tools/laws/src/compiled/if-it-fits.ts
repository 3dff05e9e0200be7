import { GraphError, type Node } from '@thalweg/graph';
import { DtypeError, ShapeError } from '@thalweg/tensor';

/** Returns a node of random parts, or nothing if shapes, dtypes or the graph refuse them. */
export function ifItFits(build: () => Node): Node | undefined {
  try {
    return build();
  } catch (error) {
    if (error instanceof ShapeError || error instanceof DtypeError || error instanceof GraphError) return undefined;
    throw error;
  }
}
