import type { Config } from '@breakwater/config';
import { accountKeyText } from '@breakwater/core';
import { openStreamBooks } from '@breakwater/db';
import type { Health } from '@breakwater/fleet';
import { reloadSeldom } from '@breakwater/exchange';
import { askForLooks } from './ask-for-looks.ts';
import { type Listening, listenToAccount } from './listen-to-account.ts';
import { PACE, type Pace } from './pace.ts';
import { openStreamDoor } from './stream-door.ts';

export interface ListeningOptions {
  readonly config: Pick<Config, 'databaseUrl' | 'accounts'>;
  readonly health: Pick<Health, 'fleet' | 'streams' | 'addCheck'>;
  readonly pace?: Partial<Pace>;
  /** What pauses are drawn by, from 0 to 1. */
  readonly chance?: () => number;
}

/** What is under way when the process is told to stop is waited for no longer. */
const STOP_WITHIN_MS = 5_000;

/** A symbol that is not listed has the markets loaded again no more often than this. */
const MARKETS_ANEW_MS = 60_000;

/** Listens to every account of the configuration, in whatever mode: all of them are read, and looking is all that a stream leads to. */
export function openListening({ config, health, pace: paces = {}, chance = Math.random }: ListeningOptions): { close(): Promise<void> } {
  const { fleet, streams: figures } = health;
  const { jobs, log } = fleet.ports;
  const pace = { ...PACE, ...paces };
  const monotonicMs = (): number => performance.now();
  const books = openStreamBooks({ databaseUrl: config.databaseUrl });
  const all = config.accounts.map((settings): Listening => {
    const account = settings.key;
    const name = accountKeyText(account);
    const exchange = fleet.exchanges.find(({ key }) => accountKeyText(key) === name);
    if (exchange === undefined) throw new Error(`the account ${name} is not connected`);
    const looks = askForLooks({ account, jobs, log, figures, markets: reloadSeldom((reload) => exchange.markets(reload), MARKETS_ANEW_MS), monotonicMs, pace });
    const listening = listenToAccount({ account, door: openStreamDoor(exchange, settings, pace), looks, log, figures, pace, monotonicMs, chance, books, holder: fleet.identity.id });
    figures.watchSilence(account, listening.silentMs);
    health.addCheck(`stream ${name}`, listening.check);
    return listening;
  });
  return {
    close: async () => {
      await Promise.race([Promise.all(all.map((one) => one.stop())), new Promise((resolve) => void setTimeout(resolve, STOP_WITHIN_MS).unref())]);
      await books.close();
    },
  };
}
