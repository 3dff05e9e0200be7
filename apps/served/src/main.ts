import { terminalColumns } from '@thalweg/programs/terminal-columns';
import { measurement, reportLines, swapFigures } from './measurement.ts';
import { readSettings } from './settings.ts';

const settings = readSettings(process.argv.slice(2));

try {
  const predictors = await measurement(settings);
  console.log(
    settings.json
      ? JSON.stringify({ predictors: predictors.map(one => ({ ...one, swaps: swapFigures(one) })) })
      : reportLines(predictors, terminalColumns(process.stdout)),
  );
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
