import type { Chance } from '../../fuzz/chance.ts';

/** Numbers at which checks of lengths, offsets and counts fail. */
const NUMBERS = [
  0, 1, -1, 2, 3, 0.5, 127, 128, 255, 256, 65_535, 65_536, 2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40, 2 ** 53 - 1,
  2 ** 53, 2 ** 63, 1e300, -(2 ** 31), -(2 ** 53), NaN, Infinity, -Infinity, -0,
]; // prettier-ignore

/** Texts that are names of members, paths, markup, or too long. */
const TEXTS = [
  '', 'x', '__proto__', 'constructor', 'toString', 'length', '../../x', '/etc/passwd', 'a\0b', '\ud800', '<script>x</script>', '"', '{', '0',
  '-1', '1e9', 'NaN', 'x'.repeat(300), 'ß'.repeat(70_000),
]; // prettier-ignore

/** Values of other kinds, made when they are drawn. */
const ANYTHING: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => [],
  () => ({}),
  () => [null],
  () => ({ length: 1e9 }),
  () => [[[[]]]],
  () => nested(400),
  () => Array<number>(1000).fill(7),
  () => ({ ['__proto__']: 1, then: 2 }),
];

/** Returns a number near another one, or one at which checks fail. */
export function hostileNumber(chance: Chance, before: number): number {
  const near = [before + 1, before - 1, -before, 2 * before, before / 2, before + 4, before + 8];
  return chance.of(chance.is(0.3) ? near : NUMBERS);
}

/** Returns a whole number of so many bits near another one, or one at which checks fail. */
export function hostileWord(chance: Chance, before: bigint, bits: number): bigint {
  const near = [before + 1n, before - 1n, -before, 2n * before, before / 2n, before + 8n, before ^ (1n << BigInt(chance.below(bits)))];
  const number = NUMBERS[chance.below(NUMBERS.length)]!;
  return BigInt.asUintN(bits, chance.is(0.4) || !Number.isInteger(number) ? chance.of(near) : BigInt(number));
} // prettier-ignore

/** Returns a text that is cut or lengthened, or one that is another kind of name. */
export function hostileText(chance: Chance, before: string): string {
  const at = chance.below(before.length + 1);
  const near = [before.slice(0, at), `${before}${before}`, `${before.slice(0, at)}${chance.of(TEXTS)}${before.slice(at)}`];
  return chance.of(chance.is(0.4) ? near : TEXTS);
} // prettier-ignore

/** Returns a value that may be of any kind. */
export function anything(chance: Chance): unknown {
  const kind = chance.below(4);
  if (kind === 0) return hostileNumber(chance, 1);
  return kind === 1 ? hostileText(chance, 'x') : chance.of(ANYTHING)();
}

/** Returns a list of so many levels. */
export function nested(levels: number): unknown {
  let list: unknown = [];
  for (let i = 0; i < levels; i++) list = [list];
  return list;
}
