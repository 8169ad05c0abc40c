/** `npm run bench:entry`: how soon a wave's signals become accepted entries. */
import { runCommandLine } from './run-command-line.ts';

await runCommandLine('entryMs');
