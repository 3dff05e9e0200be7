import { takenRows } from '@thalweg/drawn';
import { fileLogRow } from './log-rows.ts';
import { lawsOf, logLaws } from './log-laws.ts';

const rows = [
  fileLogRow('that syncs before it fulfils', {}),
  fileLogRow('of many small files, synced later', { sync: 'batch', segmentBytes: 1000 }),
  fileLogRow('that leaves syncing to the system', { sync: 'never' }),
];
const trials = rows.flatMap(row => lawsOf(row).map(law => ({ row, law })));
const taken = takenRows('file logs', trials, ({ law: [what] }) => what);

for (const row of rows)
  logLaws(
    row,
    taken.filter(trial => trial.row === row).map(({ law }) => law),
  );
