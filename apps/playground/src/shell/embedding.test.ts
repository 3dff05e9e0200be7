import { expect, it } from 'vitest';
import { isEmbedded } from './embedding.ts';

it('a page is embedded if its address says so in front of the fragment', () => {
  expect(['?embed', '?a=1&embed=', '', '?embedded'].map(search => isEmbedded({ search }))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
