import { expect, it } from 'vitest';
import { programsOf } from './programs-of.ts';

it('a block that begins with an import begins a program, and others go on with it', () => {
  const first = "import { read } from 'thalweg/graph';";
  expect(programsOf([first, 'read(x);', "import { of } from 'rxjs';", 'of(1);'])).toEqual([0, 0, 1, 1]);
});

it.each([
  "import { learnIn } from 'thalweg/node';",
  "import { readFile } from 'node:fs/promises';",
  "import { useNode } from 'thalweg/react';",
  "import { read } from 'thalweg/graph';\ndocument.body.append('a');",
])('a program with %s does not run in the page', block => {
  expect(programsOf(["import { of } from 'rxjs';", block, 'next();'])).toEqual([0, undefined, undefined]);
});
