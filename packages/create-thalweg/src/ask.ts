import { isCancel, select, text } from '@clack/prompts';
import { templates } from './create-project.ts';

/** Asks in the terminal for the name of a folder; undefined if the user gives up. */
export async function askFolder(): Promise<string | undefined> {
  const answer = await text({ message: 'Where shall the project be?', placeholder: 'my-app', defaultValue: 'my-app' });
  return isCancel(answer) ? undefined : answer;
}

/** Asks in the terminal for a template; undefined if the user gives up. */
export async function askTemplate(): Promise<string | undefined> {
  const options = templates.map(({ name, about }) => ({ value: name, label: name, hint: about }));
  const answer = await select({ message: 'What shall it be?', options });
  return isCancel(answer) ? undefined : answer;
}
