import { spawnSync } from 'node:child_process';

/**
 * Returns the folders of the projects of a batch's tasks, by the ids of the tasks.
 *
 * @param {import('@nx/devkit').TaskGraph} taskGraph
 * @param {import('@nx/devkit').ExecutorContext} context
 * @returns {Map<string, string>}
 */
export function foldersOf(taskGraph, context) {
  const { projects } = context.projectsConfigurations;
  const tasks = Object.values(taskGraph.tasks);
  return new Map(tasks.map(({ id, target }) => [id, /** @type {{ root: string }} */ (projects[target.project]).root]));
}

/**
 * Returns the results of a batch.
 *
 * @param {ReadonlyMap<string, string>} folders by the ids of the tasks
 * @param {(folder: string) => boolean} succeeded
 */
export function resultsOf(folders, succeeded) {
  const now = Date.now();
  return Object.fromEntries(
    [...folders].map(([id, folder]) => [
      id,
      { success: succeeded(folder), terminalOutput: '', startTime: now, endTime: now },
    ]),
  );
}

/**
 * Runs a program of the workspace in Node and returns true if it ends with 0.
 *
 * @param {string} root
 * @param {string} program
 * @param {readonly string[]} args
 */
export function succeeds(root, program, args) {
  return spawnSync(process.execPath, [`${root}/${program}`, ...args], { cwd: root, stdio: 'inherit' }).status === 0;
}

/**
 * Returns the folder of the project of a task that is run alone.
 *
 * @param {import('@nx/devkit').ExecutorContext} context
 */
export function folderOf({ projectName, projectsConfigurations }) {
  return /** @type {{ root: string }} */ (projectsConfigurations.projects[/** @type {string} */ (projectName)]).root;
}
