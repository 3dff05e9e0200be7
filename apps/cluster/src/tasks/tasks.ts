import type { Task, TaskSettings } from './task.ts';

/** The names of the tasks. */
export const taskNames = ['digits', 'spam', 'flights'] as const;

export type TaskName = (typeof taskNames)[number];

/** Builds a task. Its module is loaded only then, as are the packages of its data. */
export async function taskOf(name: TaskName, settings: TaskSettings): Promise<Task> {
  switch (name) {
    case 'digits':
      return (await import('./digits.ts')).digitsTask(settings);
    case 'spam':
      return (await import('./spam.ts')).spamTask(settings);
    case 'flights':
      return (await import('./flights.ts')).flightsTask(settings);
  }
}
