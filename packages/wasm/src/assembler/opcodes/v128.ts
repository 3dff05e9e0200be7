// Opcodes of v128. Source: "WebAssembly Core Specification 2.0", §7.10. Constants rather than fields of an object: bundlers write
// their numbers in place. Those behind a prefix have it in the byte above: 1 for 0xfd (SIMD), 2 for 0xfc.

export const load = 0x100;
export const load32Splat = 0x109;
export const store = 0x10b;
export const and = 0x14e;
export const andnot = 0x14f;
export const or = 0x150;
export const xor = 0x151;
export const bitselect = 0x152;
export const anyTrue = 0x153;
export const load32Lane = 0x156;
export const store32Lane = 0x15a;
export const store64Lane = 0x15b;
export const load32Zero = 0x15c;
export const load64Zero = 0x15d;
/** v128.const. */
export const constant = 0x10c;
/** i8x16.shuffle. */
export const shuffle = 0x10d;
