import type { EmbeddingTable, Transformer } from './workloads.ts';

/** The number of batches that a workload cycles through. */
export const BATCHES = 20;

/** The number of records of a stream. A call learns from each of them once. */
export const RECORDS = 4096;

/**
 * Returns a uniform number in [0, 1) that depends only on seed and place, so that peers in all languages get the same.
 *
 * - **Source** the last mixing step of Appleby, "MurmurHash3", 2011
 */
export function uniform(seed: number, place: number): number {
  let h = (place + Math.imul(seed, 0x9e3779b9)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 8) / 2 ** 24;
}

/** Returns `length` uniform numbers in [low, high). */
export function uniforms(seed: number, length: number, low = 0, high = 1): Float32Array {
  const numbers = new Float32Array(length);
  for (let place = 0; place < length; place++) numbers[place] = low + (high - low) * uniform(seed, place);
  return numbers;
}

/** Generates batches of random pixels and their labels. */
export function imageBatches(pixels: number, rows: number): { image: Float32Array; digit: Int32Array }[] {
  return Array.from({ length: BATCHES }, (_, batch) => ({
    image: uniforms(batch, rows * pixels),
    digit: Int32Array.from({ length: rows }, (_, row) => (7 * row + batch) % 10),
  }));
}

/** Generates batches of so many steps of sequences, with the targets of their outputs. */
export function sequenceBatches(
  steps: number,
  inputs: number,
  units: number,
): { x: Float32Array; target: Float32Array }[] {
  return Array.from({ length: BATCHES }, (_, batch) => ({
    x: uniforms(batch, steps * inputs, -1, 1),
    target: uniforms(100 + batch, steps * units, -1, 1),
  }));
}

/** Generates batches of windows of random characters, and for each character the next one. */
export function textBatches({ length, kinds, batch: rows }: Pick<Transformer, 'length' | 'kinds' | 'batch'>): {
  text: Int32Array;
  next: Int32Array;
}[] {
  return Array.from({ length: BATCHES }, (_, batch) => {
    const characters = Int32Array.from(uniforms(batch, rows * (length + 1), 0, kinds));
    const from = (first: number): Int32Array =>
      Int32Array.from({ length: rows * length }, (_, i) => characters[i + Math.floor(i / length) + first]!);
    return { text: from(0), next: from(1) };
  });
}

/** Generates batches of rows of a table, and their labels. */
export function rowBatches({ height, classes, batch: rows }: EmbeddingTable): { row: Int32Array; label: Int32Array }[] {
  return Array.from({ length: BATCHES }, (_, batch) => ({
    row: Int32Array.from(uniforms(batch, rows, 0, height)),
    label: Int32Array.from({ length: rows }, (_, row) => (7 * row + batch) % classes),
  }));
}

/** Returns the initial weights of a layer: uniform, with He’s variance of 2/inputs. */
export function heWeights(layer: number, inputs: number, outputs: number): Float32Array {
  const limit = Math.sqrt(6 / inputs);
  return uniforms(1000 + layer, inputs * outputs, -limit, limit);
}

/** Generates the left factors of a product to cycle through, and the right factor. */
export function factors(size: number): { lefts: Float32Array[]; right: Float32Array } {
  const lefts = Array.from({ length: BATCHES }, (_, batch) => uniforms(batch, size * size, -1, 1));
  return { lefts, right: uniforms(1000, size * size, -1, 1) };
}

/** Generates the left factors of many products to cycle through, and the right factors. */
export function batchedFactors(
  matrices: number,
  [rows, inner, columns]: readonly [number, number, number],
): { lefts: Float32Array[]; right: Float32Array } {
  const lefts = Array.from({ length: BATCHES }, (_, batch) => uniforms(batch, matrices * rows * inner, -1, 1));
  return { lefts, right: uniforms(1000, matrices * inner * columns, -1, 1) };
}

/** Returns x in pass number `at`; y is 5 and z −4, as in the lecture. */
export function circuitInput(at: number): number {
  return (at % 100) - 2;
}
