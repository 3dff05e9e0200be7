import { readOptions } from './options.ts';
import { drawPlots } from './draw-plots.ts';
import { machineWith } from './timing/report.ts';
import { timeAll, timeOnce } from './time-all.ts';
import { timeGoals } from './time-goals.ts';

// The exit status says whether all bars and goals were met.
const options = readOptions(process.argv.slice(2));
const { cpu, cores, node } = machineWith(undefined);
console.log(`${cpu}, ${cores} cores, Node ${node}\n`);
const time = { all: timeAll, once: timeOnce, goals: timeGoals, plots: drawPlots }[options.task];
process.exitCode = (await time(options)) ? 0 : 1;
