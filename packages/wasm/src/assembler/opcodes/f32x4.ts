// Opcodes of f32x4. Source: "WebAssembly Core Specification 2.0", §7.10. Constants rather than fields of an object: bundlers write
// their numbers in place. Those behind a prefix have it in the byte above: 1 for 0xfd (SIMD), 2 for 0xfc.

/** f32x4.splat. */
export const splat = 0x113;
export const extractLane = 0x11f;
export const replaceLane = 0x120;
export const eq = 0x141;
export const ne = 0x142;
export const lt = 0x143;
export const gt = 0x144;
export const le = 0x145;
export const demoteF64x2Zero = 0x15e;
export const ceil = 0x167;
export const floor = 0x168;
export const trunc = 0x169;
export const nearest = 0x16a;
export const abs = 0x1e0;
export const neg = 0x1e1;
export const sqrt = 0x1e3;
export const add = 0x1e4;
export const sub = 0x1e5;
export const mul = 0x1e6;
export const div = 0x1e7;
export const min = 0x1e8;
export const max = 0x1e9;
export const pmin = 0x1ea;
export const pmax = 0x1eb;
export const convertI32x4S = 0x1fa;
