// Opcodes of f64. Source: "WebAssembly Core Specification 2.0", §7.10. Constants rather than fields of an object: bundlers write
// their numbers in place. Those behind a prefix have it in the byte above: 1 for 0xfd (SIMD), 2 for 0xfc.

export const load = 0x2b;
export const store = 0x39;
export const eq = 0x61;
export const ne = 0x62;
export const lt = 0x63;
export const le = 0x65;
export const ge = 0x66;
export const abs = 0x99;
export const neg = 0x9a;
export const ceil = 0x9b;
export const floor = 0x9c;
export const trunc = 0x9d;
export const nearest = 0x9e;
export const sqrt = 0x9f;
export const add = 0xa0;
export const sub = 0xa1;
export const mul = 0xa2;
export const div = 0xa3;
export const min = 0xa4;
export const max = 0xa5;
export const convertI32S = 0xb7;
export const promoteF32 = 0xbb;
/** i32.trunc_sat_f64_s. */
export const toInt32 = 0x202;
/** i32.trunc_sat_f64_u. */
export const toUint32 = 0x203;
