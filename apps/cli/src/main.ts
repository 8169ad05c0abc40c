/**
 * `breakwater`: the command line. Wiring only: build-program.ts says what there is, program/ how each is asked for, commands/
 * holds one command a file, exit-codes.ts how they end.
 */
import { buildProgram } from './build-program.ts';
import { explainFailure } from './explain-failure.ts';
import { printNote } from './print.ts';

// Whoever reads the output may have seen enough (`breakwater events … | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  await buildProgram((code) => (process.exitCode = code)).parseAsync();
} catch (error) {
  const { exitCode, message } = explainFailure(error);
  if (message !== '') printNote(message);
  process.exitCode = exitCode;
}
