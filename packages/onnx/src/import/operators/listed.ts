import { NotOffered } from '../not-offered.ts';

/** As many elements are made at once while a circuit is built. */
const MOST = 2 ** 20;

/** Returns so many elements, each made from its position; a count from a file may be any number. */
export function listed<T>(count: number, make: (n: number) => T): T[] {
  if (count > MOST) throw new NotOffered(`at most ${MOST} elements can be made at once, not ${count}`, 'file');
  return Array.from({ length: count }, (_, n) => make(n));
}
