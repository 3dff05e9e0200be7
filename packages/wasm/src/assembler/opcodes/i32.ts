// Opcodes of i32. Source: "WebAssembly Core Specification 2.0", §7.10. Constants rather than fields of an object: bundlers write
// their numbers in place. Those behind a prefix have it in the byte above: 1 for 0xfd (SIMD), 2 for 0xfc.

/** The first of two values if the third is not 0, else the second. */
export const select = 0x1b;
export const load = 0x28;
export const load8u = 0x2d;
export const store = 0x36;
export const store8 = 0x3a;
export const eqz = 0x45;
export const eq = 0x46;
export const ne = 0x47;
export const ltS = 0x48;
export const ltU = 0x49;
export const gtS = 0x4a;
export const gtU = 0x4b;
export const geU = 0x4f;
export const add = 0x6a;
export const sub = 0x6b;
export const mul = 0x6c;
export const divU = 0x6e;
export const remU = 0x70;
export const and = 0x71;
export const or = 0x72;
export const shl = 0x74;
export const shrU = 0x76;
