// Opcodes of i32x4. Source: "WebAssembly Core Specification 2.0", §7.10. Constants rather than fields of an object: bundlers write
// their numbers in place. Those behind a prefix have it in the byte above: 1 for 0xfd (SIMD), 2 for 0xfc.

export const splat = 0x111;
export const extractLane = 0x11b;
export const replaceLane = 0x11c;
export const eq = 0x137;
export const geU = 0x140;
export const shl = 0x1ab;
export const shrS = 0x1ac;
export const shrU = 0x1ad;
export const add = 0x1ae;
export const sub = 0x1b1;
export const minS = 0x1b6;
export const maxS = 0x1b8;
/** i16x8.extend_low_i8x16_u: 16 bits of each byte. */
export const extendBytes = 0x189;
/** i32x4.extend_low_i16x8_u: 32 of each of those. */
export const extendLow = 0x1a9;
