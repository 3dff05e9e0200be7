import { measureCosts } from './measure-costs.ts';

// Prints the costs of this machine, for `costs.ts`.
const costs = Object.entries(await measureCosts());
for (const [name, time] of costs) console.log(`${name}: ${Number(time).toPrecision(2)} ms`);
