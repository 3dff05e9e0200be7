import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';

/**
 * Returns the number of channels of an option.
 *
 * - **Throws** `ContractError` unless it is 1, 3 or 4
 */
export function checkedChannels<C extends number | undefined>(subject: string, channels: C): C {
  if (channels === undefined || [1, 3, 4].includes(channels)) return channels;
  throw new ContractError(subject, 'channels must be 1, 3 or 4', printed(channels), 'RGB has 3.');
}

/**
 * Returns pixels with another number of channels: 1 grey, 3 RGB, 4 RGBA. Alpha is left out, or 255.
 *
 * - **Source** grey is the luma of ITU-R BT.601, in 16 bits of fraction
 */
export function withChannels(data: Uint8Array, from: number, to: number): Uint8Array {
  if (from === to) return data;
  const out = new Uint8Array((data.length / from) * to);
  for (let read = 0, write = 0; read < data.length; read += from, write += to) {
    const red = data[read]!;
    const green = from < 3 ? red : data[read + 1]!;
    const blue = from < 3 ? red : data[read + 2]!;
    if (to === 1) out[write] = (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;
    else {
      out[write] = red;
      out[write + 1] = green;
      out[write + 2] = blue;
      if (to === 4) out[write + 3] = from === 2 ? data[read + 1]! : 255;
    }
  }
  return out;
}
