// Opcodes of atomic instructions. Source: "Threads proposal for WebAssembly", Binary Format. Their prefix is 3 in the second byte, and
// above it is the binary logarithm of the bytes that they touch.

export const load32 = 0x2_03_10;
export const load64 = 0x3_03_11;
export const store32 = 0x2_03_17;
export const store64 = 0x3_03_18;
export const sub32 = 0x2_03_25;
export const compareExchange64 = 0x3_03_49;
