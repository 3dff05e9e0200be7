import { Command } from 'commander';
import { expect, it } from 'vitest';
import { fittedHelp } from './fitted-help.ts';

const helpAt = (columns: number): string[] =>
  new Command('learn')
    .description('Learns what there is to learn, and says at the end of it all how well that went.')
    .option('--learning-rate <rate>', `the first rate, by optimizer: ${'adam 0.002, '.repeat(9)}sgd 0.1`)
    .configureHelp(fittedHelp)
    .configureOutput({ getOutHelpWidth: () => columns })
    .helpInformation()
    .split('\n');

it.each([40, 70, 80, 200])('a help fits into %d columns', columns => {
  const lines = helpAt(columns);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
  expect(lines.join(' ').replace(/\s+/g, ' ')).toContain('the first rate, by optimizer: adam 0.002, adam 0.002');
  // Below the option in a narrow terminal, else beside it.
  const place = lines.findIndex(line => line.includes('--learning-rate'));
  if (columns < 70) expect(lines[place + 1]).toMatch(/^ {6}the first rate/);
  else expect(lines[place]).toMatch(/<rate> {2}the first rate/);
});
