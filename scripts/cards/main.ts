/** `npm run cards`: asks an exchange what is taken for granted of it. docs/exchange-cards.md has the cards. */
import { endWithParent } from '../infrastructure/end-with-parent.ts';
import type { AccountWay, Manner } from './base-desk.ts';
import { type CardOptions, help, readOptions, UsageError } from './options.ts';
import { startPaperWorld } from './paper-world.ts';
import { type CardResult, chooseCards, runCards } from './run-cards.ts';
import { countVerdicts, tellResult, toJson } from './tell-results.ts';
import { choosePlace, type Place } from './test-hosts.ts';

/** How long something must not have come about before it counts as that it will not: the paper exchange does everything at once. */
const SETTLE_MS = { paper: 100, real: 5_000 } as const;

const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopped.abort(signal));
// Whoever read the output has gone: what is open must be closed all the same.
process.stdout.on('error', () => stopped.abort('a closed output'));
endWithParent();

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') process.stdout.write(help);
  else await ask(options);
} catch (error) {
  process.stderr.write(`cards: ${(error as Error).message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

async function ask(options: CardOptions): Promise<void> {
  if (options.at === 'paper') return askPaper(options);
  const place = choosePlace(options.venue, options.at?.url ?? null, options.streamUrl);
  if (!options.isMeant) {
    const cards = chooseCards(options.venue, options.cards);
    throw new UsageError(`${cards.length} cards would open and close positions and orders of ${options.symbol} at ${place.url}, of the smallest size: add --yes if that is meant. Nothing was sent.`);
  }
  const way = { ...place, ...readKeys(), ...mannerOf(options, SETTLE_MS.real), pushPrice: null };
  await report(options, way);
}

async function askPaper(options: CardOptions): Promise<void> {
  const paper = await startPaperWorld(options.venue, options.rules);
  try {
    await report(options, { ...paper.access, ...mannerOf(options, SETTLE_MS.paper), pushPrice: paper.pushPrice });
  } finally {
    await paper.stop();
  }
}

async function report(options: CardOptions, way: AccountWay): Promise<void> {
  const { venue, symbol, json } = options;
  const results = await runCards(venue, way, chooseCards(venue, options.cards), stopped.signal, (result) => void process.stdout.write(tellResult(venue, result)));
  process.stdout.write(tellSum(results, way));
  if (json) process.stdout.write(`${JSON.stringify(toJson(venue, way.url, symbol, results))}\n`);
  if (stopped.signal.aborted) process.stderr.write(`cards: stopped by ${String(stopped.signal.reason)}; what was opened is closed again.\n`);
  process.exitCode = results.some(({ verdict }) => verdict === 'differs') || stopped.signal.aborted ? 1 : 0;
}

function tellSum(results: readonly CardResult[], { url }: Place): string {
  const { cards, agree, differ, cannotTell } = countVerdicts(results);
  return `\n${cards} cards at ${url}: ${agree} agree, ${differ} differ, ${cannotTell} cannot tell\n`;
}

function mannerOf({ symbol, waitMs, usedId }: CardOptions, settleMs: number): Omit<Manner, 'pushPrice'> {
  return { symbol, waitMs, settleMs, usedId };
}

/** The keys of the account, from the environment. Throws a sentence that names the variable, and never shows what is in it. */
function readKeys(): { readonly apiKey: string; readonly apiSecret: string } {
  const read = (name: string): string => {
    const value = process.env[name]?.trim();
    if (!value) throw new UsageError(`The environment variable ${name} is not set: set it to that of a testnet account.`);
    return value;
  };
  return { apiKey: read('BREAKWATER_CARDS_API_KEY'), apiSecret: read('BREAKWATER_CARDS_API_SECRET') };
}
