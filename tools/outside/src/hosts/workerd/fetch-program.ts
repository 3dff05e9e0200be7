import * as program from '../program/program.ts';

type Program = typeof program;

/** What a request asks for: a function of the program, and what it is given. */
interface Asked {
  readonly name: keyof Program;
  readonly given: readonly unknown[];
}

/** A worker that calls functions of the program: the request names one, and the response has its result or its error. */
export default {
  async fetch(request: Request): Promise<Response> {
    const { name, given } = (await request.json()) as Asked;
    try {
      const call = program[name] as (...given: readonly unknown[]) => unknown;
      return Response.json({ value: await call(...given) });
    } catch (error) {
      return Response.json({ error: String(error) });
    }
  },
};
