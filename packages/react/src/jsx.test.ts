import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const textOf = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

it('knows all attributes, properties and events that the element documents', () => {
  const [, listed] = /(\*\*Properties\*\*[^]*?)\* - \*\*Throws/.exec(
    textOf('../../inspect/src/define-circuit-element.ts'),
  )!;
  const documented = [...listed!.matchAll(/`(thalweg-\w+|[a-z]+)(?:="\w+")?`/g)]
    .map(([, name]) => (name!.startsWith('thalweg-') ? `on${name}` : name!))
    .filter(name => !['travel', 'light', 'dark'].includes(name));
  const known = [...textOf('./jsx.ts').matchAll(/readonly '?([\w-]+)'?\?: /g)].map(([, name]) => name);
  expect(documented).toHaveLength(18);
  expect(known.sort()).toEqual(documented.sort());
});
