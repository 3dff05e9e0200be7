import { writeFileSync } from 'node:fs';
import { latestCheckpoint, saveModel } from '@thalweg/node';
import { stoppedLine } from '@thalweg/programs/stopped-line';
import { terminalColumns } from '@thalweg/programs/terminal-columns';
import { wrappedText } from '@thalweg/programs/wrapped-text';
import { fromEvent } from 'rxjs';
import { readFlights } from './data/read-flights.ts';
import { readSettings } from './data/settings.ts';
import { checkReportPath, flightsReport } from './report/flights-report.ts';
import { flightsRun, resultLines } from './run.ts';

const settings = readSettings(process.argv.slice(2));

try {
  checkReportPath(settings.report);
  const run = flightsRun(await readFlights(settings), settings);
  const stopped = await run.learn(fromEvent(process, 'SIGINT'));
  if (!stopped) {
    const reported = await run.reported();
    writeFileSync(settings.report, flightsReport(reported));
    if (settings.model !== undefined) saveModel(settings.model, run.model);
    console.log(resultLines(run.resultOf(reported), { ...settings, columns: terminalColumns(process.stdout) }));
  } else {
    // With --json, the standard output is for the result.
    const { save } = settings;
    const saved = save !== undefined && latestCheckpoint(save) !== undefined;
    console.error(wrappedText(stoppedLine({ save, saved }), { columns: terminalColumns(process.stderr) }));
    process.exitCode = 130;
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
