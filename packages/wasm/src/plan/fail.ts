/** Ends a pass; the interpreter takes it again and finds out why. */
export function fail(): never {
  throw new Error('The pass failed in compiled code.');
}
