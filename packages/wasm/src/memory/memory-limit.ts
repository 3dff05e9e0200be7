import { GraphError } from '@thalweg/graph';

/** The most bytes of a WebAssembly memory with addresses of 32 bits. */
export const MOST_BYTES: number = 2 ** 32;

const REQUIREMENT = 'all values must fit in a memory of 4 GiB';

/** Returns the error for so many bytes more than there is room for. */
export function memoryLimit(bytes: number, used: number, cause?: Error): GraphError {
  return new GraphError(
    'wasm',
    REQUIREMENT,
    `${inGiB(bytes)} more than ${inGiB(used)} in use${cause === undefined ? '' : `, and ${String(cause)}`}`,
    'Use smaller batches, a runner for each model, or wasm({ fallback: true }), which interprets what is too large.',
  );
}

/** Returns true for the error of {@link memoryLimit}. */
export function isMemoryLimit(error: unknown): boolean {
  return error instanceof GraphError && error.requirement === REQUIREMENT;
}

function inGiB(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(2)} GiB`;
}
