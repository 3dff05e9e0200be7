/** Up to so many elements are copied rather than found again in a memory, and checked rather than remembered. */
export const FEW = 64;
