/** Both signs, every exponent (zeros, subnormals, infinities and NaN included), so many significands of each. */
export function everyExponent(significands: number): Float32Array {
  const bits = new Uint32Array(512 * significands);
  const step = 2 ** 23 / significands;
  for (let i = 0; i < bits.length; i++) {
    const within = i % significands;
    const jitter = within === 0 ? 0 : (Math.imul(i, 0x9e3779b1) >>> 0) % step; // the first is the power of 2 itself
    bits[i] = (((i - within) / significands) << 23) | (within * step + jitter);
  }
  return new Float32Array(bits.buffer);
}

/** So many neighbouring float32 numbers around each of some places, on both sides of 0. */
export function around(places: readonly number[], count = 8192): Float32Array {
  const bits = new Uint32Array(2 * places.length * count);
  const place = new Uint32Array(Float32Array.from(places).buffer);
  for (let i = 0; i < bits.length; i++) {
    const offset = (i % count) - count / 2;
    const sign = Math.floor(i / count) % 2 === 0 ? 0 : 0x80000000;
    const middle = place[Math.floor(i / (2 * count))]! & 0x7fffffff;
    bits[i] = Math.max(0, middle + offset) | sign;
  }
  return new Float32Array(bits.buffer);
}
