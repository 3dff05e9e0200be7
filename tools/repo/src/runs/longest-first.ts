import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Projects of the tests in the order in which they begin. The last has short files alone, so all workers end at about the same time. */
const PROJECTS = ['sources', 'packed', 'heaps', 'brief'];

/** Files that take longest. In a fresh clone Vitest knows their sizes only, and takes the short text of a long training last. */
export const LONGEST: readonly string[] = [
  'apps/site/src/site.drawn.full.test.ts',
  'apps/playground/src/rooms/digits/digits.browser.full.test.ts',
  'apps/cluster/src/main.full.test.ts',
  'tools/bench/src/rows/rows.drawn.full.test.ts',
  'tools/laws/src/hostile/doors.drawn.full.test.ts',
  'apps/digits/src/resume.full.test.ts',
  'tools/repo/src/copies/nx.full.test.ts',
  'apps/flights/src/main.full.test.ts',
  'tools/laws/src/logs/nats-log.full.test.ts',
  'apps/digits/src/parameters-hash.full.test.ts',
  'apps/cluster/src/faults/faults.full.test.ts',
  'apps/spam/src/learning.full.test.ts',
  'apps/flights/src/report/report.drawn.full.test.ts',
  'apps/playground/src/shell/leaks.browser.full.test.ts',
  'tools/outside/src/examples/examples.full.test.ts',
  'tools/laws/src/compiled/operations.drawn.test.ts',
  'tools/laws/src/scan/mapped.drawn.test.ts',
  'tools/repo/src/docs/documents.drawn.test.ts',
];

/** The order of a run: project by project, in each the longest files first, and the others by their sizes. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const places = new Map(LONGEST.map((path, place) => [path, place]));
    const placeOf = ({ moduleId, project }: TestSpecification): number => {
      const path = moduleId.slice(project.vitest.config.root.length + 1);
      return PROJECTS.indexOf(project.name) * (LONGEST.length + 1) + (places.get(path) ?? LONGEST.length);
    };
    return (await super.sort(files)).sort((a, b) => placeOf(a) - placeOf(b));
  }
}
