import { findings, Fuzzer, tally, tallyHead } from './fuzz.ts';
import type { Mode } from './run-call.ts';

// node tools/bundle/bundle.mjs start tools/laws/src/fuzz/main.ts typed 1000 [seed] [first call]
const [mode = 'typed', calls = '1000', seed = '17', from = '0'] = process.argv.slice(2);
const fuzzer = await Fuzzer.open();
const fuzzed = await fuzzer.run({ mode: mode as Mode, calls: Number(calls), seed: Number(seed), from: Number(from) });
fuzzer.close();
console.log(`${findings(fuzzed, 3)}\n\n${tallyHead}\n${tally(mode as Mode, fuzzed)}`);
