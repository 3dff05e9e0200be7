import { takenRows } from '@thalweg/drawn';
import { lawsOf, logLaws } from './log-laws.ts';
import { broadcastRow, fileLogRow, messagePortRow } from './log-rows.ts';

const tables = {
  'channel logs': [messagePortRow, broadcastRow],
  'file logs': [
    fileLogRow('that syncs before it fulfils', {}),
    fileLogRow('of many small files, synced later', { sync: 'batch', segmentBytes: 1000 }),
    fileLogRow('that leaves syncing to the system', { sync: 'never' }),
  ],
};

for (const [table, rows] of Object.entries(tables)) {
  const trials = rows.flatMap(row => lawsOf(row).map(law => ({ row, law })));
  const taken = takenRows(table, trials, ({ law: [what] }) => what);
  for (const row of rows)
    logLaws(
      row,
      taken.filter(trial => trial.row === row).map(({ law }) => law),
    );
}
