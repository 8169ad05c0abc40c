/** `npm run check`: the checks that need no server and take seconds. `npm test` runs them too. */
import { runChecks } from './run-checks.ts';

const { passed, failed } = await runChecks();
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
