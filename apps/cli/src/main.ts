/**
 * `breakwater`: the command line. Wiring only: build-program.ts says what there is, commands/ holds one command a file,
 * exit-codes.ts how they end.
 */
import { buildProgram } from './build-program.ts';
import { explainFailure } from './explain-failure.ts';
import { printNote } from './print.ts';

try {
  await buildProgram((code) => (process.exitCode = code)).parseAsync();
} catch (error) {
  const { exitCode, message } = explainFailure(error);
  if (message !== '') printNote(message);
  process.exitCode = exitCode;
}
