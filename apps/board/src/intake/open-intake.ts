import { type Config, wavePolicyOf } from '@breakwater/config';
import { accountKeyText } from '@breakwater/core';
import { acceptRegisteredWave, type OutcomeBooks, openOutcomeBooks } from '@breakwater/db';
import { openClient, readWaveLedger, type ScreenClient, type WaveLedger } from '@breakwater/db/screens';
import type { AcceptWavePorts, Log } from '@breakwater/engine';
import { type ConnectedExchange, reloadSeldom } from '@breakwater/exchange';
import type { FleetPorts } from '@breakwater/fleet';
import { Unavailable } from './unavailable.ts';

/** All that the routes of waves work with. */
export interface Intake {
  readonly token: string;
  readonly ports: AcceptWavePorts;
  readonly log: Log;
  /** What became of a wave; null if there is none. Throws what the database says. */
  readState(source: string, id: string): Promise<WaveLedger | null>;
  /** What became of the waves since, for the streams. */
  readonly outbox: OutcomeBooks;
  close(): Promise<void>;
}

/** A sender that misspells symbols all day must not load the exchange's list as often. */
const RELOAD_EVERY_MS = 10_000;

/** Opens nothing yet: who takes no waves pays for nothing. */
export function openIntake(config: Config, { ports, exchanges }: FleetPorts): Intake {
  const markets = new Map(exchanges.map((exchange) => [accountKeyText(exchange.key), marketsOf(exchange)]));
  let client: Promise<ScreenClient> | null = null;
  const outbox = openOutcomeBooks({ databaseUrl: config.databaseUrl });
  return {
    token: config.intake.token,
    log: ports.log,
    ports: {
      store: { acceptWave: (submission) => acceptRegisteredWave(ports.store, config.accounts, submission) },
      jobs: ports.jobs,
      accounts: ports.accounts,
      rules: ports.rules,
      markets: (account, reload) => markets.get(accountKeyText(account))?.(reload) ?? Promise.resolve(new Map()),
      policy: (source) => wavePolicyOf(config, source),
    },
    readState: async (source, id) => readWaveLedger(await (client ??= openClient(config.databaseUrl)), source, id),
    outbox,
    close: async () => void (await Promise.all([outbox.close(), client?.then((opened) => opened.$disconnect())])),
  };
}

function marketsOf(exchange: ConnectedExchange): ReturnType<typeof reloadSeldom<Awaited<ReturnType<ConnectedExchange['markets']>>>> {
  return reloadSeldom(
    (reload) =>
      exchange.markets(reload).catch((error: unknown) => {
        throw new Unavailable(`The markets of ${exchange.key.exchange} cannot be read now, so no symbol can be told.`, { cause: error });
      }),
    RELOAD_EVERY_MS,
  );
}
