/** A kind of project, by the name of its folder under `templates`. */
export interface Template {
  readonly name: string;
  /** What a project of this kind does, in a few words. */
  readonly about: string;
}

/** The kinds of projects, the simplest one first. */
export const templates: readonly Template[] = [
  { name: 'script', about: 'train and predict, in one short file' },
  { name: 'table', about: 'a CSV file to a report with charts' },
  { name: 'service', about: 'an HTTP server that predicts, and learns from what comes back' },
  { name: 'page', about: 'a page that trains, and shows its circuit live (Vite)' },
];
