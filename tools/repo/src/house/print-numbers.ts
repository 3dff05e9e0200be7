import { root } from '../root.ts';
import { houseNumbers } from './house-numbers.ts';

// Prints how large the sources are, and how they hang together: run it with `npm run house`. After `--`, it takes the start of
// paths, such as `packages/graph/`, and names what it counts in them.
const prefix = process.argv[2];
const numbers = houseNumbers(root, prefix);
const { files, sources, codeLines, ofSource, ofFunction, mutualPairs, fullFolders, readBeside, listed, started } =
  numbers;

console.log(`files below src: ${files}, without tests ${sources}`);
console.log(`code lines without tests: ${codeLines}`);
console.log(`code lines of a file: median ${ofSource.median}, p90 ${ofSource.p90}`);
console.log(`code lines of a function with a name: median ${ofFunction.median}, p90 ${ofFunction.p90}`);
list('pairs of folders that import each other', mutualPairs);
list('folders of more than 30 loose files', fullFolders);
list('private files that one file beside them reads', readBeside);
list('of these, listed by the table of a catalogue', listed);
list('of these, parts of a program that starts when it is imported', started);
console.log(`values of @thalweg/graph/engine: ${numbers.engineValues}`);

function list(name: string, found: readonly string[]): void {
  console.log(`${name}: ${found.length}`);
  if (prefix !== undefined) for (const one of found) console.log(`  ${one}`);
}
