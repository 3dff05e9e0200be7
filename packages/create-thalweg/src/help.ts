import { templates } from './templates.ts';

/** Returns what `--help` prints. */
export function help(): string {
  const lines = templates.map(({ name, about }) => `  ${name.padEnd(9)} ${about}`);
  return [
    'npm create thalweg FOLDER -- --template NAME',
    '',
    'Writes a new project into an empty or new folder. In a terminal it asks for what you leave out.',
    'Templates:',
    ...lines,
  ].join('\n');
}
