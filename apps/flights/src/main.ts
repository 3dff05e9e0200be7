import { writeFileSync } from 'node:fs';
import { saveModel } from '@thalweg/node';
import { fromEvent } from 'rxjs';
import { readFlights } from './data/read-flights.ts';
import { readSettings } from './options.ts';
import { flightsReport } from './report/flights-report.ts';
import { checkReportPath } from './report/report-path.ts';
import { flightsRun } from './run.ts';
import { resultLines } from './view.ts';

const settings = readSettings(process.argv.slice(2));

try {
  checkReportPath(settings.report);
  const run = flightsRun(await readFlights(settings), settings);
  const stopped = await run.learn(fromEvent(process, 'SIGINT'));
  if (stopped === undefined) {
    const reported = await run.reported();
    writeFileSync(settings.report, flightsReport(reported));
    if (settings.model !== undefined) saveModel(settings.model, run.model);
    console.log(resultLines(run.resultOf(reported), settings));
  } else {
    // With --json, the standard output is for the result.
    console.error(`Stopped. Continue with --resume ${stopped}`);
    process.exitCode = 130;
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
