// Opcodes of f64x2. Source: "WebAssembly Core Specification 2.0", §7.10. Constants rather than fields of an object: bundlers write
// their numbers in place. Those behind a prefix have it in the byte above: 1 for 0xfd (SIMD), 2 for 0xfc.

/** f64x2.splat. */
export const splat = 0x114;
export const extractLane = 0x121;
export const lt = 0x149;
export const gt = 0x14a;
export const ge = 0x14c;
export const promoteLowF32x4 = 0x15f;
export const floor = 0x175;
export const nearest = 0x194;
export const abs = 0x1ec;
export const add = 0x1f0;
export const sub = 0x1f1;
export const mul = 0x1f2;
export const div = 0x1f3;
export const max = 0x1f5;
export const pmin = 0x1f6;
export const pmax = 0x1f7;
