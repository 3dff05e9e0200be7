import type { ContractError } from '@thalweg/tensor';
import { type ModelFile, type PrecompileAnswer, precompileFile } from '../model-file/precompile-file.ts';

// The program of the process that imports the file of a model. It ends when it has answered, whatever the file has started.
process.once('message', (request: ModelFile) => void answer(request));

async function answer(request: ModelFile): Promise<void> {
  const send = (answer: PrecompileAnswer): void => void process.send!(answer, () => process.exit());
  try {
    send({ result: await precompileFile(request) });
  } catch (error) {
    const { message = String(error), stack, requirement } = (error ?? {}) as Partial<Error & ContractError>;
    // Our own errors say what to do; only those of the file need the place that they come from.
    send({ failure: { message, ...(stack !== undefined && requirement === undefined && { stack }) } });
  }
}
