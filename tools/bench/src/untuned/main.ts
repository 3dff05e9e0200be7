import { accuracyOf, bestOfRates, streams } from './compare-rates.ts';

// Prints how well linear models learn without a rate, beside the best of 27 optimizers and rates, chosen afterwards.
const [length = 100_000, seed = 7] = process.argv.slice(2).map(Number);

console.log('| stream | without a rate | features times 10^±3 | best fixed rate | by |');
console.log('|---|---:|---:|---:|---|');
for (const [name, stream] of Object.entries(streams(length, seed))) {
  const [own, apart] = [await accuracyOf(stream), await accuracyOf(stream, { scale: j => 1000 ** ((j % 3) - 1) })];
  const best = await bestOfRates(stream);
  console.log(`| ${name} | ${own.toFixed(4)} | ${apart.toFixed(4)} | ${best.accuracy.toFixed(4)} | ${best.by} |`);
}
