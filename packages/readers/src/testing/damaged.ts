import { seededInteger } from './seeded-integer.ts';

/** Returns a copy of the bytes that is damaged in one of seven ways, all of which follow from the seed. */
export function damaged(bytes: Uint8Array, seed: number): Uint8Array {
  const below = seededInteger(seed);
  const copy = bytes.slice();
  // Metadata lie at the ends of a file.
  const near = Math.min(bytes.length, 1 << 11);
  const place = [() => below(bytes.length), () => below(near), () => bytes.length - 1 - below(near)][below(3)]!;
  const run = (): [from: number, to: number] => {
    const from = place();
    return [from, Math.min(from + 1 + below(1 + below(64)), bytes.length)];
  };
  switch (below(7)) {
    case 0:
      return copy.subarray(0, place());
    case 1:
      return copy.fill(0, ...run());
    case 2:
      return copy.fill(255, ...run());
    case 3:
      return copy.copyWithin(place(), ...run());
    case 4:
      for (let left = 1 + below(20); left > 0; left--) copy[place()] = below(256);
      return copy;
    default:
      for (let left = 1 + below(4); left > 0; left--) copy[place()]! ^= 1 << below(8);
      return copy;
  }
}
