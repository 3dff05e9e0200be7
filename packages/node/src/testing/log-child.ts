import { memoryLog, remoteLog, serveLog } from '@thalweg/log';
import { take } from 'rxjs';
import { processPort } from '../index.ts';

// A child that serves a log to its parent, or uses the one that its parent serves, as its argument says.
const port = processPort(process);
if (process.argv[2] === 'serve') serveLog(memoryLog(), port);
else {
  const log = remoteLog(port);
  await log.append('numbers', Uint8Array.of(1));
  // Nothing but the log keeps the child alive, so it ends after the last answer.
  log
    .read('numbers', 0)
    .pipe(take(19))
    .subscribe(({ bytes }) => void log.append('numbers', Uint8Array.of(bytes[0]! + 1)));
}
