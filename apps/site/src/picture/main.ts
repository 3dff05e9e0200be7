import { writeFile } from 'node:fs/promises';
import { root } from '../repository/addresses.ts';
import { learnedCurves, learningPicture } from './learning-picture.ts';

// Writes the moving picture of the README: `main.ts`.

await writeFile(`${root}docs/learning.svg`, learningPicture(await learnedCurves()));
