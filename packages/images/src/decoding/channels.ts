/**
 * Returns pixels with another number of channels: 1 grey, 3 RGB, 4 RGBA. Alpha is left out, or 255.
 *
 * - **Source** grey is the luma of ITU-R BT.601, in 16 bits of fraction
 */
export function withChannels(data: Uint8Array, from: number, to: number): Uint8Array {
  if (from === to) return data;
  const count = data.length / from;
  const out = new Uint8Array(count * to);
  for (let i = 0, read = 0, write = 0; i < count; i++, read += from, write += to) {
    const [r, g, b] = from < 3 ? [data[read]!, data[read]!, data[read]!] : [data[read]!, data[read + 1]!, data[read + 2]!];
    if (to === 1) out[write] = from < 3 ? r : (19595 * r + 38470 * g + 7471 * b + 32768) >> 16;
    else [out[write], out[write + 1], out[write + 2]] = [r, g, b];
    if (to === 4) out[write + 3] = from === 2 ? data[read + 1]! : 255;
  }
  return out;
} // prettier-ignore
