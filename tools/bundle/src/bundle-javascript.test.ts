import { expect, it } from 'vitest';
import { pureMarks } from './bundle-javascript.ts';

/** Returns the code as it is built. */
function marked(code: string): string {
  return pureMarks(code, 'module.ts').reduceRight(
    (text, [at, inserted]) => text.slice(0, at) + inserted + text.slice(at),
    code,
  );
}

it.each([
  ["const a = f('x', { dtype: g('y') });", "const a = /* @__PURE__ */ f('x', { dtype: /* @__PURE__ */ g('y') });"],
  ['export const a = /* @__PURE__ */ f(new Map());', 'export const a = /* @__PURE__ */ f(/* @__PURE__ */ new Map());'],
  ['class A { static b = f(); }', 'class A { static b = /* @__PURE__ */ f(); }'],
  ['class A extends f() {}', 'class A extends /* @__PURE__ */ f() {}'],
  ['const a = 2 ** 52;', 'const a = /* @__PURE__ */ (() => (2 ** 52))();'],
  ['const a = [...b] as const;', 'const a = /* @__PURE__ */ (() => ([...b] as const))();'],
  ['const a = b.c;', 'const a = /* @__PURE__ */ (() => (b.c))();'],
])('marks calls in definitions, and computes what has effects for a bundler in one: %s', (code, expected) => {
  expect(marked(code)).toBe(expected);
});

it.each([
  'const a = 1, b = -1, c = [a, { b }], d = `text`;',
  'const a = () => f(2 ** 3);',
  'function a() { return f(); }',
  'class A { b = f(); c() { return g(); } static d() { return h(); } }',
  'f(); a.b = 2 ** 3;',
  'const a: ReturnType<typeof f> = 1 as unknown as number;',
])('leaves alone what defines nothing, runs later, or is plain: %s', code => {
  expect(marked(code)).toBe(code);
});
