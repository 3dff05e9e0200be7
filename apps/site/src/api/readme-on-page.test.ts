import { expect, it } from 'vitest';
import { readmeOnPage } from './write-api-pages.ts';

it.each([
  ['../nn/README.md', 'nn.md'],
  ['../../docs/online.md#labels', '../online.md#labels'],
  ['../../ARCHITECTURE.md', '../../ARCHITECTURE.md'],
  ['./src/index.ts', '../../packages/graph/src/index.ts'],
  ['https://a.example/b', 'https://a.example/b'],
  ['#exports', '#exports'],
])('a link of a README to %s leads from its page to %s', (link, address) => {
  expect(readmeOnPage(`See [this](${link}), then (../that).`, 'graph')).toBe(`See [this](${address}), then (../that).`);
});

it('a page says how the whole package has it', () => {
  expect(readmeOnPage('# @thalweg/graph\n\nNodes.', 'graph')).toBe(
    '# @thalweg/graph\n\nWith `thalweg` installed, import it from `thalweg/graph`.\n\nNodes.',
  );
  expect(readmeOnPage('# @thalweg/vue\n\nRefs.', 'vue', { optional: true })).toBe(
    '# @thalweg/vue\n\nWith `thalweg` and `@thalweg/vue` installed, import it from `thalweg/vue`.\n\nRefs.',
  );
  expect(readmeOnPage('# thalweg\n\nAll.', 'thalweg')).toBe('# thalweg\n\nAll.');
});
