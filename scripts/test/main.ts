/**
 * `npm test`: type check, lint, package boundaries, and all tests on servers that the tests start and stop themselves.
 * The last line is `N passed, N failed`, counted from Vitest's own report and the checks.
 *
 *   npm test                            everything
 *   npm test -- --unit                  the unit tests only: no server, seconds
 *   npm test -- claim -t 'refuses'      what Vitest makes of these arguments: files whose path holds "claim", tests named so
 */
import { runChecks, type Tally } from '../check/run-checks.ts';
import { endWithParent } from '../infrastructure/end-with-parent.ts';
import { runTests } from './run-tests.ts';

endWithParent();
const chosen = process.argv.slice(2).flatMap((argument) => (argument === '--unit' ? ['--project', 'unit'] : [argument]));
const tallies: Tally[] = [];
if (chosen.length === 0) tallies.push(await runChecks());
tallies.push(await runTests(chosen));

const sum = (count: keyof Tally) => tallies.reduce((total, tally) => total + tally[count], 0);
process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed\n`);
process.exitCode = sum('failed') === 0 ? 0 : 1;
