import { accuracyOf, apart, bestOfRates, rivals, streams } from './compare-rates.ts';

// Prints how well models learn without a rate, beside the best rate, chosen afterwards: of 27 optimizers and rates for linear models, of nine
// rates of Adam for a network of two layers of 32, which other optimizers without a rate learn too.
const [length = 100_000, seed = 7] = process.argv.slice(2).map(Number);
const told = (accuracy: number): string => accuracy.toFixed(4);

for (const network of [false, true]) {
  const others = Object.entries(network ? rivals : {});
  const heads = [network ? 'network' : 'linear', 'without a rate', 'features times 10^±3', 'best fixed rate', 'by'];
  console.log(`\n| ${[...heads, ...others.map(([name]) => name)].join(' | ')} |`);
  console.log(`|---${'|---:'.repeat(heads.length - 1 + others.length)}|`);
  for (const [name, stream] of Object.entries(streams(length, seed))) {
    const own = [await accuracyOf(stream, { network }), await accuracyOf(stream, { network, scale: apart })].map(told);
    const best = await bestOfRates(stream, { network });
    const rest = [];
    for (const [, make] of others) rest.push(told(await accuracyOf(stream, { network, optimizer: make() })));
    console.log(`| ${[name, ...own, told(best.accuracy), best.by, ...rest].join(' | ')} |`);
  }
}
