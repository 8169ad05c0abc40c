import { type ExchangeId, EXCHANGES } from '@breakwater/core';
import { startChild, type Child } from './start-child.ts';

/** The keys of the first account of a venue. */
interface VenueKeys {
  apiKey: string;
  apiSecret: string;
}

/** How to reach the paper exchange: what its first line of output says. All venues share the url and the name of the account. */
export interface PaperExchange {
  url: string;
  account: string;
  venues: Record<ExchangeId, VenueKeys>;
  /** SIGTERM; it writes its state first if it was given a folder. */
  stop(): Promise<void>;
}

export interface PaperExchangeOptions {
  /** Options of apps/paper-exchange/src/main.ts besides the port. */
  arguments?: string[];
  onLine?(line: string): void;
}

const readyMsMax = 30_000;
const stopMsMax = 10_000;

/** Starts the paper exchange on a free port. Throws when it ends, or stays silent for 30 s, before it said how to reach it. */
export async function startPaperExchange({ arguments: more = [], onLine }: PaperExchangeOptions = {}): Promise<PaperExchange> {
  const ready = Promise.withResolvers<Omit<PaperExchange, 'stop'>>();
  const said: string[] = [];
  const child: Child = startChild({
    name: 'paper-exchange',
    file: 'apps/paper-exchange/src/main.ts',
    arguments: ['--port', '0', ...more],
    onLine: (line) => {
      said.push(line);
      if (said.length > 20) said.shift();
      const access = readAccess(line);
      if (access !== undefined) ready.resolve(access);
      onLine?.(line);
    },
  });
  const timer = setTimeout(() => ready.reject(new Error(`the paper exchange was not ready within ${readyMsMax / 1000} s`)), readyMsMax);
  void child.ended.then((how) => ready.reject(new Error(`the paper exchange ended (${how}) before it was ready: ${said.join(' | ')}`)));
  try {
    return { ...(await ready.promise), stop: () => child.stop(stopMsMax) };
  } catch (error) {
    await child.stop(stopMsMax);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function readAccess(line: string): Omit<PaperExchange, 'stop'> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { url, account, venues } = JSON.parse(line) as Partial<Omit<PaperExchange, 'stop'>>;
    const keys = EXCHANGES.flatMap((venue) => [venues?.[venue]?.apiKey, venues?.[venue]?.apiSecret]);
    return [url, account, ...keys].every((part) => typeof part === 'string') ? ({ url, account, venues } as Omit<PaperExchange, 'stop'>) : undefined;
  } catch {
    return undefined;
  }
}
