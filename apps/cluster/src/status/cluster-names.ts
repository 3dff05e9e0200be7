/** The names of the app's own topics and keys in the log of a cluster. */
export const clusterNames = (cluster: string) => ({
  /** The key of the settings, on which all processes agree. */
  settings: `${cluster}.settings`,
  /** The topic of the names of processes. */
  members: `${cluster}.members`,
  /** The key of the status of a process. */
  status: (name: string): string => `${cluster}.status.${name}`,
});
