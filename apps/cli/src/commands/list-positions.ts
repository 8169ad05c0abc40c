import { readConfig } from '@breakwater/config';
import { openStore } from '@breakwater/db';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { printJson, printLine, printTable } from '../print.ts';

export interface PositionsOptions {
  readonly config?: string;
  readonly json?: boolean;
}

/** `positions`: the live positions of every configured account, as the books have them. */
export async function listPositions(options: PositionsOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['database'] });
  const books = openStore({ databaseUrl: config.databaseUrl, applicationName: 'breakwater positions' });
  try {
    const ofAccounts = await Promise.all(config.accounts.map(async ({ key }) => (await books.store.readLiveRows(key)).map((row) => ({ ...key, row }))));
    const positions = ofAccounts.flat().map(({ exchange, account, row }) => ({
      exchange,
      account,
      symbol: row.symbol,
      leg: row.leg,
      side: row.side,
      status: row.status,
      quantity: row.quantity,
      restingStops: row.restingStopIds.length,
      hasUnansweredIntent: row.hasUnansweredIntent,
      ageMs: Math.round(row.ageMs),
    }));
    if (options.json) printJson({ positions });
    else if (positions.length === 0) printLine('No live positions.');
    else {
      printTable(
        ['ACCOUNT', 'SYMBOL', 'SIDE', 'STATUS', 'QUANTITY', 'STOP', 'AGE'],
        positions.map((one) => [
          `${one.exchange}.${one.account}`,
          one.leg === 'net' ? one.symbol : `${one.symbol} (${one.leg})`,
          one.side,
          one.hasUnansweredIntent ? `${one.status}, request unanswered` : one.status,
          one.quantity,
          one.restingStops > 0 ? 'rests' : 'none',
          ageText(one.ageMs),
        ]),
      );
    }
    return EXIT.ok;
  } finally {
    await books.close();
  }
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

function ageText(ms: number): string {
  const [unit, unitMs] = UNITS.find(([, size]) => ms >= size) ?? ['s', 1_000];
  return `${Math.floor(ms / unitMs)}${unit}`;
}
