import { expect, it } from 'vitest';
import { bundle, namesOfEach } from './bundle.ts';
import { namesIn } from './names-behind.ts';

const programOf = (name: string): string => `import { ${name} } from '@thalweg/report'; console.log(${name});`;

/** The charts and tables of the package that are among these names. */
const chartsIn = (names: readonly string[]): string[] =>
  names.filter(name => /^report:(?!table)\w+(Chart|Table)$/.test(name));

it('a report in a page has no linkedom', async () => {
  const [names] = await namesOfEach([programOf('report')]);
  expect(names!.filter(name => name.includes('linkedom'))).toEqual([]);
  expect(names).toContain('report:newDocument');
  expect(chartsIn(names!)).toContain('report:rocChart');
});

it('a chart brings no other kind of chart', async () => {
  const names = ['lossChart', 'rocChart', 'confusionMatrixChart', 'residualChart', 'importanceChart'];
  const [loss, ...others] = await namesOfEach(names.map(programOf));
  expect(chartsIn(loss!)).toEqual(['report:emptyChart', 'report:lineChart', 'report:lineTable', 'report:lossChart']);
  expect(others.map(chartsIn)).toEqual([
    ['report:curveChart', 'report:emptyChart', 'report:rocChart'],
    ['report:confusionMatrixChart', 'report:emptyChart'],
    ['report:emptyChart', 'report:residualChart'],
    ['report:emptyChart', 'report:importanceChart'],
  ]);
});

it('an operator brings no chart and no Plot', async () => {
  const drawing = namesIn('report', /^(drawing|page)\//);
  expect(drawing).toContain('report:Html');
  for (const names of await namesOfEach(['timed', 'permutationImportance', 'summaryTable'].map(programOf)))
    expect(names.filter(name => /observablehq|d3-/.test(name) || drawing.has(name))).toEqual([]);
});

it('the package imported and not used is nothing', async () => {
  const { names } = await bundle(`import '@thalweg/report';`);
  expect(names).toEqual([]);
});
