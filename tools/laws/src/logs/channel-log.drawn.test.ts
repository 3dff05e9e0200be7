import { takenRows } from '@thalweg/drawn';
import { broadcastRow, messagePortRow } from './log-rows.ts';
import { lawsOf, logLaws } from './log-laws.ts';

const rows = [messagePortRow, broadcastRow];
const trials = rows.flatMap(row => lawsOf(row).map(law => ({ row, law })));
const taken = takenRows('channel logs', trials, ({ law: [what] }) => what);

for (const row of rows)
  logLaws(
    row,
    taken.filter(trial => trial.row === row).map(({ law }) => law),
  );
