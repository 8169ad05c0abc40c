/**
 * `breakwater`: the command line. Wiring only: build-program.ts says what there is, program/ how each is asked for, commands/
 * holds one command a file, exit-codes.ts how they end.
 */
import { runCommandLine } from './run-command-line.ts';

// Whoever reads the output may have seen enough (`breakwater events … | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await runCommandLine(process.argv.slice(2));
