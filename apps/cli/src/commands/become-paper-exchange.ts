import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CliError } from '../cli-error.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { printLine } from '../print.ts';

const MAIN = fileURLToPath(new URL('../../../paper-exchange/src/main.ts', import.meta.url));

const HELP_AFTER = `
Examples:
  breakwater paper-exchange --port 8080
  breakwater paper-exchange --port 8080 --state world.json --prices walk --latency-ms 20
  breakwater paper-exchange --clock virtual --seed 7 --admin-token TOKEN

When it is ready it prints one line of JSON:
  { url, apiKey, apiSecret, account, venues: { binance: { apiKey, apiSecret }, bybit: { apiKey, apiSecret } } }`;

/**
 * `paper-exchange [FLAGS]`: this process becomes the paper exchange, so that signals and exit code are its own, and there is
 * no parent that could die and leave it behind. Returns only after its help.
 */
export async function becomePaperExchange(flags: readonly string[]): Promise<ExitCode> {
  // Its one line is JSON already.
  const its = flags.filter((flag) => flag !== '--json');
  if (its.some((flag) => flag === '--help' || flag === '-h')) {
    spawnSync(process.execPath, [MAIN, '--help'], { stdio: 'inherit' });
    printLine(HELP_AFTER);
    return EXIT.ok;
  }
  if (!process.execve) throw new CliError(EXIT.failed, 'This system cannot turn one process into another: run apps/paper-exchange/src/main.ts with Node itself.');
  // It announces itself as experimental.
  process.removeAllListeners('warning').on('warning', () => {});
  return process.execve(process.execPath, [process.execPath, MAIN, ...its]);
}
