import { readCommandLine } from './command-line.ts';
import { leaderCommand } from './commands/leader.ts';
import { runCommand } from './commands/run.ts';
import { watchCommand } from './commands/watch.ts';
import { workerCommand } from './commands/worker.ts';

const line = readCommandLine(process.argv.slice(2));

try {
  switch (line.command) {
    case 'run':
      await runCommand(line.settings);
      break;
    case 'leader':
      await leaderCommand(line.settings);
      break;
    case 'worker':
      await workerCommand(line.settings);
      break;
    case 'watch':
      await watchCommand(line.settings);
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
// A child is kept alive by its channel to the parent.
if (process.connected) process.disconnect();
