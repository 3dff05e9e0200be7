/** How many batches a workload cycles through. */
export const BATCHES = 20;

/** How many records of a stream are made; a call learns from all of them once. */
export const RECORDS = 4096;

/**
 * Uniform numbers in [0, 1) that follow from seed and place alone, so that every peer, in whatever language, gets the same.
 *
 * - **Source** the last mixing step of Appleby, "MurmurHash3", 2011
 */
export function uniform(seed: number, place: number): number {
  let h = (place + Math.imul(seed, 0x9e3779b9)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 8) / 2 ** 24;
}

/** `length` numbers in [low, high). */
export function uniforms(seed: number, length: number, low = 0, high = 1): Float32Array {
  const numbers = new Float32Array(length);
  for (let place = 0; place < length; place++) numbers[place] = low + (high - low) * uniform(seed, place);
  return numbers;
}

/** Batches of random pixels and their labels. */
export function imageBatches(pixels: number, rows: number): { image: Float32Array; digit: Int32Array }[] {
  return Array.from({ length: BATCHES }, (_, batch) => ({
    image: uniforms(batch, rows * pixels),
    digit: Int32Array.from({ length: rows }, (_, row) => (7 * row + batch) % 10),
  }));
}

/** First weights of a layer: uniform, with He's variance of 2/inputs. */
export function heWeights(layer: number, inputs: number, outputs: number): Float32Array {
  const limit = Math.sqrt(6 / inputs);
  return uniforms(1000 + layer, inputs * outputs, -limit, limit);
}

/** Left factors of a product to cycle through, and the right one. */
export function factors(size: number): { lefts: Float32Array[]; right: Float32Array } {
  const lefts = Array.from({ length: BATCHES }, (_, batch) => uniforms(batch, size * size, -1, 1));
  return { lefts, right: uniforms(1000, size * size, -1, 1) };
}

/** What x is in pass number `at`; y is 5 and z −4, as in the lecture. */
export function circuitInput(at: number): number {
  return (at % 100) - 2;
}
