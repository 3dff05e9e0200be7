import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { assault, bundledDoors, findings } from './assault.ts';
import { doors } from './doors.ts';

// node tools/bundle/bundle.mjs start tools/laws/src/hostile/main.ts <door or all> [inputs] [seed] [first input]
const [asked = 'all', count = '1000', seed = '1', from = '0'] = process.argv.slice(2);
const program = bundledDoors();
for (const door of asked === 'all' ? Object.keys(doors) : [asked]) {
  const inputs = { door, seed: Number(seed), count: Number(count), from: Number(from) };
  const began = performance.now();
  const outcome = await assault(program, inputs);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(
    `${door}: ${outcome.taken} taken, ${outcome.refused} refused, ${outcome.found.length} found, ${seconds} s`,
  );
  if (outcome.found.length > 0) console.log(findings(outcome, inputs));
}
rmSync(dirname(program), { recursive: true });
