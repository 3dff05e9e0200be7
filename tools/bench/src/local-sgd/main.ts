import { readDigits } from 'digits/read-digits';
import { readReference } from './reference.ts';
import { trainCell } from './train-cell.ts';

// Prints the accuracies of local SGD on digits, beside those of PyTorch.
const reference = readReference();
const digits = readDigits();
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value) / values.length;
const only = new RegExp(process.argv[2] ?? '.');

console.log('| cell | steps of a worker | accuracy, five seeds | mean | PyTorch | bytes a sample |');
console.log('|---|---:|---|---:|---:|---:|');
for (const cell of reference.cells.filter(({ name }) => only.test(name))) {
  const runs = [];
  for (const seed of reference.seeds) runs.push(await trainCell(cell, { digits, reference, seed }));
  const accuracies = runs.map(({ accuracy }) => accuracy);
  const cells = [
    cell.name,
    cell.steps,
    accuracies.map(accuracy => accuracy.toFixed(4)).join(' '),
    mean(accuracies).toFixed(4),
    mean(cell.accuracies).toFixed(4),
    mean(runs.map(({ bytesPerSample }) => bytesPerSample)).toFixed(0),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
