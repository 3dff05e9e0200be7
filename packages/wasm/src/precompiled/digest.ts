/**
 * Returns 64 bits that a text is known by, in hexadecimal: equal texts have equal ones, and different texts practically never.
 *
 * - **Source** Noll, Vo, Eastlake, "The FNV Non-Cryptographic Hash Algorithm", IETF draft, with two other multipliers, and
 *   Appleby, "MurmurHash3", the final mix
 */
export function digest(text: string): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x9e3779b1);
    b = Math.imul(b ^ code, 0x5f356495);
  }
  return mixed(a, b) + mixed(b, a);
}

function mixed(word: number, other: number): string {
  let bits = Math.imul(word ^ (word >>> 16), 0x85ebca6b) ^ Math.imul(other ^ (other >>> 13), 0xc2b2ae35);
  bits ^= bits >>> 16;
  return (bits >>> 0).toString(16).padStart(8, '0');
}
