/** The command line of the paper exchange. Standard output carries one JSON line; everything else goes to stderr. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { parseRules } from './rules-schema.ts';
import { startPaperExchange } from './server.ts';

interface Flags {
  readonly port: number;
  readonly host: string;
  readonly seed: number;
  readonly apiKey?: string;
  readonly apiSecret?: string;
  readonly balance: string;
  readonly adminToken?: string;
  readonly state?: string;
  readonly clock: 'real' | 'virtual';
  readonly latencyMs: number;
  readonly prices: 'still' | 'walk';
  readonly markets: number;
  readonly replay?: string;
  readonly limits: 'count' | 'enforce';
  readonly rule: readonly string[];
}

/** A whole number, 0 or greater. */
function parseWhole(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** How many contracts: what the venue itself could list. */
function parseMarkets(text: string): number {
  const count = parseWhole(text);
  if (count > 6000) throw new InvalidArgumentError('It must be at most 6000.');
  return count;
}

/** A token as text, or out of a file, which keeps it out of the list of processes. */
function readToken(text: string): string {
  const token = text.startsWith('file:') ? readFile(text.slice('file:'.length)) : text;
  if (token === '') throw new InvalidArgumentError('It must not be empty.');
  return token;
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new InvalidArgumentError(`The file ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`);
  }
}

/** Gathers a flag that may be repeated. */
function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

/** Stops on the first signal; a second one ends the process at once. */
function stopOnSignal(stop: () => Promise<void>): void {
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1);
      isStopping = true;
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`paper-exchange: ${String(error)}\n`);
          process.exit(1);
        },
      );
    });
  }
}

const program = new Command('paper-exchange')
  .description('A futures exchange on your own machine, in the wire protocols of Binance USD-M and Bybit v5.')
  .option('--port <number>', 'port to listen on, 0 for any free one', parseWhole, 0)
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--seed <number>', 'seed of all chance', parseWhole, 1)
  .option('--api-key <key>', 'API key of the account "main" of each venue (default: drawn from the seed)')
  .option('--api-secret <secret>', 'its secret (default: drawn from the seed)')
  .option('--balance <decimal>', 'its balance of each margin asset', '100000')
  .option('--replay <file>', 'play back recorded prices: NDJSON of {afterMs, venue?, symbol, last, mark?}')
  .option('--markets <number>', 'list at least so many contracts on each venue, up to 6000; made-up ones fill up the default ones', parseMarkets, 0)
  .option('--admin-token <token>', 'the admin API wants this bearer token, or that in file:PATH; needed with a --host beyond loopback (default: open)', readToken)
  .option('--state <file>', 'keep the state in this file across restarts')
  .option('--latency-ms <number>', 'round trip, half before processing and half before the reply', parseWhole, 0)
  .addOption(new Option('--clock <kind>', 'the clock of the exchange').choices(['real', 'virtual']).default('real'))
  .addOption(new Option('--prices <kind>', 'whether prices move by themselves').choices(['still', 'walk']).default('still'))
  .addOption(new Option('--limits <kind>', 'rate limits: only count, or refuse').choices(['count', 'enforce']).default('count'))
  .option('--rule <name=value>', 'a rule of Binance, or VENUE.name=value of another venue, see docs/paper-exchange.md; may be repeated', collect, [])
  .action(async ({ rule, ...flags }: Flags) => {
    const running = await startPaperExchange({ ...flags, venueRules: parseRules(rule) });
    stopOnSignal(running.stop);
    const { url, apiKey, apiSecret, account, venues } = running;
    process.stdout.write(`${JSON.stringify({ url, apiKey, apiSecret, account, venues })}\n`);
  });

/** As the table of `npx breakwater --help`: what was asked for is wrong. A port that is taken and a state file that is broken count as that, too. */
const WRONG_USE = 2;

program.exitOverride();
program.parseAsync().catch((error: unknown) => {
  // Commander has said already what is wrong with a flag, and help was asked for.
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : WRONG_USE;
    return;
  }
  process.stderr.write(`paper-exchange: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = WRONG_USE;
});
