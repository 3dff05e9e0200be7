import type { Runner } from '@thalweg/graph';
import type { Demands, Wire } from '@thalweg/graph/engine';
import { sourcesOf } from '../runtime/slots.ts';
import type { ModuleWriter } from './module-writer.ts';

/** A runner that computes nothing: it adds the plan for each pass to a module, and ends the pass with an error. */
export class Recorder implements Runner {
  readonly #writer: ModuleWriter;
  readonly #name: string;
  #demands: Demands | undefined = undefined;
  /** The number of passes. */
  passes = 0;

  constructor(writer: ModuleWriter, name: string) {
    this.#writer = writer;
    this.#name = name;
  }

  readonly open: Runner['open'] = demands => {
    this.#demands = demands;
    return {
      pass: pass => {
        this.#writer.add(this.#name, demands, pass);
        this.passes++;
        throw new Recorded('The pass was recorded, and is not computed.');
      },
    };
  };

  /** All sources that the frame that was opened last depends on. */
  get sources(): readonly Wire[] {
    const { outputs = [], commits = [] } = this.#demands ?? {};
    return sourcesOf([...outputs, ...commits.map(({ rule }) => rule)]).map(({ wire }) => wire);
  }
}

/** Ends a pass that is recorded. */
class Recorded extends Error {}
