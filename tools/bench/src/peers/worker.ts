import { createInterface } from 'node:readline';
import { programBundle } from '@thalweg/programs/program';
import { microsecondsOf } from '../timing/microseconds-of.ts';
import type { Answer, Request } from './peer-process.ts';
import type { Prepare, Prepared } from './prepared.ts';

// The process of one peer and one workload. It takes requests as lines of JSON, and times itself.

const WARM_UP_MS = 400;
const given = process.argv[2]!;
const module = given.endsWith('.ts') ? programBundle(given) : given;
let prepared: Prepared | undefined;

for await (const line of createInterface({ input: process.stdin })) {
  let answer: Answer;
  try {
    answer = await answerTo(JSON.parse(line) as Request);
  } catch (error) {
    answer = { missing: error instanceof Error ? error.message.split('\n')[0]! : String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

async function answerTo(request: Request): Promise<Answer> {
  if ('measure' in request) return { microseconds: microsecondsOf(prepared!, request.measure) };
  const { prepare } = (await import(module)) as { readonly prepare: Prepare };
  prepared = await prepare(request.prepare);
  prepared.run();
  prepared.run();
  const check = prepared.run();
  microsecondsOf(prepared, WARM_UP_MS);
  return prepared.unchecked === true ? {} : { check };
}
