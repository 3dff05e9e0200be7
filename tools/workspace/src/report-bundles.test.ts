import { expect, it } from 'vitest';
import { bundle, filesOfEach } from './bundle.ts';

const programOf = (name: string): string => `import { ${name} } from '@thalweg/report'; console.log(${name});`;

/** The charts of the package that are among these files. */
const chartsIn = (files: readonly string[]): string[] =>
  files.flatMap(file => /packages\/report\/src\/charts\/([\w-]+-(?:chart|table))\.ts$/.exec(file)?.[1] ?? []).sort();

it('a report in a page has no linkedom', async () => {
  const [files] = await filesOfEach([programOf('report')]);
  expect(files!.filter(file => file.includes('linkedom'))).toEqual([]);
  expect(files!.some(file => file.endsWith('src/drawing/page-document.ts'))).toBe(true);
  expect(chartsIn(files!)).toContain('roc-chart');
});

it('a chart brings no other kind of chart', async () => {
  const names = ['lossChart', 'rocChart', 'confusionMatrixChart', 'residualChart', 'importanceChart'];
  const [loss, ...others] = await filesOfEach(names.map(programOf));
  expect(chartsIn(loss!)).toEqual(['empty-chart', 'line-chart', 'line-table', 'loss-chart']);
  expect(others.map(chartsIn)).toEqual([
    ['curve-chart', 'empty-chart', 'roc-chart'],
    ['confusion-matrix-chart', 'empty-chart'],
    ['empty-chart', 'residual-chart'],
    ['empty-chart', 'importance-chart'],
  ]);
});

it('an operator brings no chart and no Plot', async () => {
  for (const files of await filesOfEach(['timed', 'permutationImportance', 'summaryTable'].map(programOf)))
    expect(files.filter(file => /observablehq|d3-|\/drawing\/|\/page\//.test(file))).toEqual([]);
});

it('the package imported and not used is nothing', async () => {
  const { files } = await bundle(`import '@thalweg/report';`);
  expect(files).toEqual([]);
});
