import { fileLogRow } from './file-log-row.ts';
import { logLaws } from './log-laws.ts';

logLaws(fileLogRow('that syncs before it fulfils', {}));
logLaws(fileLogRow('of many small files, synced later', { sync: 'batch', segmentBytes: 1000 }));
logLaws(fileLogRow('that leaves syncing to the system', { sync: 'never' }));
