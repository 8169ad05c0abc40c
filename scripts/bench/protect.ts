/** `npm run bench:protect`: how long a position that has just filled stands without its stop. */
import { runCommandLine } from './run-command-line.ts';

await runCommandLine();
